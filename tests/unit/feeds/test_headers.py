"""Headers as files have them: under a title, with doubled names, or not at all.

What is tested: ``feeds.raw_table``, ``feeds.csv_reader``, ``feeds.workbook_reader``, ``feeds.mapping``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

import feed_elections as fe
from escrutinio.feeds import Reading, parse_delivery
from escrutinio.model import DefinitionError, FeedError

Row = Sequence[fe.Cell]
TITLE: list[Row] = [
    ("First preferences [Phase: final, of 19 July]",),
    (),
    ("Results by station", "", "all figures"),
]


def text(rows: Sequence[Row]) -> bytes:
    return "".join(
        ",".join("" if cell is None else str(cell) for cell in row) + "\n" for row in rows
    ).encode()


def read(rows: Sequence[Row], ending: str = ".csv", **changes: Any) -> Reading:
    data = fe.workbook({"S": rows}) if ending == ".xlsx" else text(rows)
    return parse_delivery(data, fe.FILE + ending, fe.plain(**changes))


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
@pytest.mark.parametrize("above", [1, 3])
def test_the_header_is_the_first_row_with_the_feeds_columns(ending: str, above: int) -> None:
    title = TITLE[:1] if above == 1 else TITLE
    reading = read([*title, fe.HEADER, *fe.ROWS], ending)
    assert reading.rows["votes_A"].to_list() == [90, 40, 89]
    assert reading.rows["line"].to_list() == [above + 2, above + 3, above + 4]
    assert fe.found(reading) == []


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_the_feed_may_name_the_row_of_the_header(ending: str) -> None:
    # The old header has all columns too, with other meanings.
    old = list(fe.HEADER)
    old[7], old[8] = "list_b", "list_a"
    rows = [TITLE[0], old, fe.HEADER, *fe.ROWS]
    assert read(rows, ending, header_row=3).rows["votes_A"].to_list() == [90, 40, 89]
    with pytest.raises(FeedError, match="needs the columns sheet, contest"):
        read(rows, ending, header_row=1)


def test_quotes_over_several_lines_below_a_title() -> None:
    rows = [TITLE[0], fe.HEADER, (*fe.ROWS[0][:-1], '"North,\nupper"'), fe.ROWS[1]]
    reading = read(rows)
    assert reading.rows["unit_region"].to_list() == ["North,\nupper", "South"]
    assert reading.rows["line"].to_list() == [3, 5]


def test_a_header_over_several_lines() -> None:
    rows = [TITLE[0], ('"con\ntest"', *fe.HEADER[1:]), *fe.ROWS]
    reading = read(rows, contest_column="con\ntest", header_row=2)
    assert reading.rows["votes_A"].to_list() == [90, 40, 89]


def test_where_no_row_has_the_columns_the_first_is_shown() -> None:
    with pytest.raises(FeedError, match="needs the columns sheet; the file has contest, zzz"):
        read([[name.replace("sheet", "zzz") for name in fe.HEADER], *fe.ROWS])


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_doubled_names_of_columns_that_nobody_reads_do_not_matter(ending: str) -> None:
    rows = [(*row, "x", "y", "z") for row in fe.ROWS]
    reading = read([(*fe.HEADER, "check", "check", "check"), *rows], ending)
    assert reading.rows["votes_A"].to_list() == [90, 40, 89]
    (finding,) = fe.found(reading)
    assert (finding.code, finding.severity) == ("unknown-column", "info")
    ignoring = read([(*fe.HEADER, "check", "check", "check"), *rows], ending, ignore=["Check"])
    assert fe.found(ignoring) == []


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
@pytest.mark.parametrize("name", ["list_a", "sheet", "contest", "region", "cast"])
def test_a_doubled_name_of_a_column_that_is_read_refuses_the_file(ending: str, name: str) -> None:
    with pytest.raises(FeedError, match=f"the column '{name}' is in the header twice"):
        read([(*fe.HEADER, name), *((*row, 1) for row in fe.ROWS)], ending)


@pytest.mark.parametrize("name", ["word", "number", "sheet"])
def test_a_doubled_name_in_the_long_layout(name: str) -> None:
    election: dict[str, Any] = {
        "layout": "long", "selection_column": "word", "votes_column": "number", "contest": "mayor",
        "contest_column": None, "counts": {}, "votes": {"A": "a", "B": "b"}, "units": {},
    }  # fmt: skip
    rows: list[Row] = [("1", "a", 5, "x"), ("1", "b", 6, "x")]
    with pytest.raises(FeedError, match=f"the column '{name}' is in the header twice"):
        read([("sheet", "word", "number", name), *rows], **election)
    reading = read([("sheet", "word", "number", "x"), *rows], **election)
    assert reading.rows["votes_B"].to_list() == [6]


def test_a_column_without_a_name_goes_by_its_number() -> None:
    header = [name if name != "list_b" else "" for name in fe.HEADER]
    reading = read([header, *fe.ROWS], votes={"A": "list_a", "B": "column 9", "C": "list_c"})
    assert reading.rows["votes_B"].to_list() == [50, 70, 50]


# --- no header at all

NUMBERED: dict[str, Any] = {
    "contest_column": "column 1",
    "sheet": "column 2",
    "counts": {"registered": "column 3", "valid": "column 5"},
    "votes": {"A": "column 8", "B": "column 9", "C": "column 10"},
    "units": {"region": {"column": "column 11"}},
    "ignore": ["column 4", "column 6", "column 7"],
}


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
@pytest.mark.parametrize("said", [{"header": False}, {}])
def test_columns_by_number(ending: str, said: dict[str, Any]) -> None:
    reading = read(fe.ROWS, ending, **NUMBERED, **said)
    assert reading.rows.select("sheet", "valid", "votes_A", "unit_region", "line").rows() == [
        ("1001", 140, 90, "North", 1),
        ("1002", 110, 40, "South", 2),
        ("1001", 139, 89, "North", 3),
    ]
    assert fe.found(reading) == []


def test_a_header_of_numbers_is_a_header() -> None:
    header = [f"Column {i}" for i in range(1, 12)]
    assert read([header, *fe.ROWS], **NUMBERED).rows["line"].to_list() == [2, 3, 4]


def test_a_short_row_of_a_file_without_a_header_is_damaged() -> None:
    reading = read([fe.ROWS[0], fe.ROWS[1][:6], fe.ROWS[2]], **NUMBERED)
    assert reading.rows["readable"].to_list() == [True, False, True]
    assert fe.codes(reading) == ["bad-row"]


def test_a_file_with_too_few_columns_is_not_of_the_feed() -> None:
    with pytest.raises(FeedError, match="needs the columns column 5; the file has column 1, column 2"):
        read([row[:4] for row in fe.ROWS], **NUMBERED)


def test_the_long_layout_without_a_header() -> None:
    election = fe.plain(
        layout="long", delimiter=";", contest="mayor", contest_column=None, sheet="column 1",
        selection_column="column 2", votes_column="column 3", counts={}, votes={"A": "1", "B": "2"}, units={},
    )  # fmt: skip
    data = b"0103;1;200\n0103;2;131\n0104;1;190\n0104;2;105\n"
    reading = parse_delivery(data, fe.FILE + ".txt", election)
    assert reading.rows.select("sheet", "votes_A", "votes_B").rows() == [
        ("0103", 200, 131),
        ("0104", 190, 105),
    ]


def test_a_header_row_without_a_header_is_a_mistake() -> None:
    with pytest.raises(DefinitionError) as caught:
        fe.plain(header=False, header_row=2)
    assert caught.value.problems == (
        "feeds[1].header_row: there is no header; allowed: header_row without header = false",
    )
