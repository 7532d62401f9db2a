"""Rows that are not sheets, and sheets that are listed before they are counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

import feed_elections as fe
from escrutinio.feeds import Reading, parse_delivery
from escrutinio.model import DefinitionError, Election, FeedError

Row = Sequence[fe.Cell]
Writer = Callable[[Sequence[Row], Sequence[str]], bytes]

WRITERS: dict[str, Writer] = {
    ".csv": fe.csv_bytes,
    ".jsonl": fe.json_lines,
    ".xlsx": lambda rows, header: fe.workbook({"S": [header, *rows]}),
    ".parquet": lambda rows, header: fe.parquet(
        {name: [row[i] for row in rows] for i, name in enumerate(header)}
    ),
}
HEADER = (*fe.HEADER, "status")


def line(sheet: str, figures: Sequence[fe.Cell], status: fe.Cell = "in") -> Row:
    """A row of the mayor's contest with registered, cast, valid, blank, null and the votes of three lists."""
    return ("mayor", sheet, *figures, "North", status)


FULL: tuple[fe.Cell, ...] = (200, 150, 140, 6, 4, 90, 50, 0)
BLANK: tuple[fe.Cell, ...] = (200, *[None] * 7)
ZEROS: tuple[fe.Cell, ...] = (200, *[0] * 7)


def read(rows: Sequence[Row], ending: str = ".csv", **changes: Any) -> Reading:
    election = fe.plain(**{"ignore": ["status"], **changes})
    return parse_delivery(WRITERS[ending](rows, HEADER), fe.FILE + ending, election)


def stated(reading: Reading) -> list[tuple[str, int | None, int | None]]:
    return reading.rows.select("sheet", "registered", "votes_A").rows()


@pytest.mark.parametrize("ending", WRITERS)
def test_a_row_that_states_no_result_is_not_counted(ending: str) -> None:
    reading = read([line("1", FULL), line("2", BLANK), line("3", BLANK)], ending)
    assert stated(reading) == [("1", 200, 90), ("2", None, None), ("3", None, None)]
    (finding,) = fe.found(reading)
    assert (finding.code, finding.severity, finding.sheet) == ("not-counted", "info", "")
    assert (
        finding.message
        == "2 of the file's 3 sheets are not counted yet: they state no result that the feed reads."
    )
    assert finding.numbers == {"sheets": 3, "not_counted": 2}


@pytest.mark.parametrize("sign", ["", "  ", "-", "–", "N/A", "Sin dato"])
def test_signs_without_a_digit_state_nothing(sign: str) -> None:
    reading = read([line("1", FULL), line("2", (200, *[sign] * 7))])
    assert stated(reading)[1] == ("2", None, None)
    assert fe.codes(reading) == ["not-counted"]


def test_a_zero_is_a_result_unless_the_status_says_otherwise() -> None:
    assert fe.codes(read([line("1", ZEROS)])) == []
    assert stated(read([line("1", ZEROS)])) == [("1", 200, 0)]


def test_one_figure_makes_a_sheet_counted_and_the_others_missing() -> None:
    reading = read([line("1", (200, None, 140, None, None, None, None, None))])
    assert set(fe.codes(reading)) == {"bad-number"}
    assert reading.rows["valid"].to_list() == [140]


def test_a_row_of_which_nothing_can_be_read_leaves_the_earlier_version() -> None:
    reading = read([line("1", FULL), line("2", (200, *["1.5"] * 7))])
    assert reading.rows["readable"].to_list() == [True, False]
    assert {finding.code for finding in fe.found(reading)} == {"bad-number"}


COUNTED = {"column": ["state", "STATUS"], "values": ["Contabilizada", "Observada"]}


@pytest.mark.parametrize("ending", WRITERS)
def test_a_status_says_which_rows_are_counted(ending: str) -> None:
    rows = [
        line("1", FULL, "CONTABILIZADA"),
        line("2", ZEROS, "Pendiente"),
        line("3", FULL, None),
        line("4", ZEROS, "observada "),
    ]
    reading = read(rows, ending, counted=COUNTED)
    assert stated(reading) == [("1", 200, 90), ("2", None, None), ("3", None, None), ("4", 200, 0)]
    (finding,) = fe.found(reading)
    assert finding.message == (
        "2 of the file's 4 sheets are not counted yet: they state no result that the feed reads, or "
        "have a status that the feed "
        "'night' does not take for counted."
    )


def test_a_file_in_which_no_status_means_counted_is_taken_in_with_a_remark() -> None:
    reading = read([line("1", ZEROS, "Pendiente"), line("2", FULL, "Hecha")], counted=COUNTED)
    assert stated(reading) == [("1", None, None), ("2", None, None)]
    (remark,) = fe.found(reading, "file-remark")
    assert remark.message == (
        "No row of the file is counted: the column 'status' holds 'Pendiente', 'Hecha'; the feed 'night' "
        "takes 'Contabilizada', 'Observada' for counted."
    )


def test_numbers_may_be_statuses() -> None:
    reading = read(
        [line("1", FULL, 1), line("2", ZEROS, 0)], ".parquet", counted={"column": "status", "values": "1"}
    )
    assert stated(reading) == [("1", 200, 90), ("2", None, None)]


def test_a_file_without_the_status_column_is_not_of_the_feed() -> None:
    with pytest.raises(FeedError, match="needs the columns state or phase"):
        read([line("1", FULL)], counted={"column": ["state", "phase"], "values": "in"})


def long_election(**changes: Any) -> Election:
    return fe.plain(
        layout="long",
        selection_column="word",
        votes_column="number",
        counts={"valid": "VALID"},
        votes={"A": "a", "B": "b"},
        **changes,
    )


def test_the_long_layout_waits_too() -> None:
    header = ("contest", "sheet", "word", "number", "region", "status")
    rows: list[Row] = [
        ("mayor", sheet, word, number, "North", status)
        for sheet, numbers, status in (
            ("1", (9, 5, 14), "in"),
            ("2", (0, 0, 0), "out"),
            ("3", (None,) * 3, "in"),
        )
        for word, number in zip(("a", "b", "VALID"), numbers, strict=True)
    ]
    election = long_election(counted={"column": "status", "values": ["in"]})
    reading = parse_delivery(fe.csv_bytes(rows, header), fe.FILE + ".csv", election)
    assert reading.rows.select("sheet", "valid", "votes_A").rows() == [
        ("1", 14, 9),
        ("2", None, None),
        ("3", None, None),
    ]
    assert fe.codes(reading) == ["not-counted"]


# --- rows that are no sheets


def with_totals() -> list[Row]:
    return [
        line("1", FULL, "station"),
        line("2", FULL, "Station"),
        line("North total", FULL, "district"),
        line("TOTAL", FULL, "all"),
    ]


@pytest.mark.parametrize("ending", WRITERS)
@pytest.mark.parametrize(
    "choice",
    [
        {"only": {"status": ["station"]}},
        {"only": {"STATUS": "stat*"}},
        {"only": {"status": ["station", "table"], "sheet": "[0-9]*"}},
        {"skip": {"sheet": ["*Total*"]}},
        {"skip": {"Sheet": ["total", "north*"]}},
        {"skip": {"status": "district", "sheet": "total"}},
    ],
)
def test_rows_are_chosen_by_the_values_of_columns(ending: str, choice: dict[str, Any]) -> None:
    reading = read(with_totals(), ending, **choice)
    assert reading.rows["sheet"].to_list() == ["1", "2"]
    assert fe.found(reading) == []


def test_a_row_without_a_value_has_none_that_fits() -> None:
    rows = [line("1", FULL, None), line("2", FULL, "station")]
    assert read(rows, only={"status": "station"}).rows["sheet"].to_list() == ["2"]
    assert read(rows, skip={"status": "station"}).rows["sheet"].to_list() == ["1"]


def test_patterns_that_leave_nothing_refuse_the_file() -> None:
    with pytest.raises(FeedError, match="`only` and `skip` of the feed 'night' leave no row of the file"):
        read(with_totals(), only={"status": "stations"})


@pytest.mark.parametrize("choice", [{"only": {"kind": "station"}}, {"skip": {"kind": "total"}}])
def test_a_file_without_the_column_of_a_pattern_is_not_of_the_feed(choice: dict[str, Any]) -> None:
    with pytest.raises(FeedError, match="needs the columns kind"):
        read(with_totals(), **choice)


@pytest.mark.parametrize(
    ("key", "value", "problem"),
    [
        ("counted", {"column": "s"}, "feeds[1].counted.values: it is missing"),
        ("counted", {"values": ["x"]}, "feeds[1].counted.column: it is missing"),
        (
            "counted",
            {"column": "s", "values": ["x"], "words": []},
            "feeds[1].counted.words: there is no such key",
        ),
        ("only", {"kind": []}, "feeds[1].only.kind: it is empty"),
        ("skip", {"kind": 3}, "feeds[1].skip.kind: found 3"),
        ("skip", ["total"], "feeds[1].skip: found ['total']"),
    ],
)
def test_mistakes_are_named(key: str, value: object, problem: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        fe.plain(**{key: value})
    assert any(message.startswith(problem) for message in caught.value.problems), caught.value.problems


# --- places of several tables


@pytest.mark.parametrize("ending", WRITERS)
def test_a_place_waits_until_all_its_tables_are_counted(ending: str) -> None:
    header = (*fe.HEADER, "done", "all")
    numbers: list[tuple[str, fe.Cell, fe.Cell]] = [
        ("1", 3, 3),
        ("2", 2, 3),
        ("3", 0, 1),
        ("4", None, 2),
        ("5", 2, 1),
        ("6", 0, 0),
    ]
    rows = [("mayor", sheet, *FULL, "North", done, total) for sheet, done, total in numbers]
    tables = {"counted": "DONE", "total": ["tables", "all"]}
    reading = parse_delivery(WRITERS[ending](rows, header), fe.FILE + ending, fe.plain(tables=tables))
    assert [sheet for sheet, _, votes in stated(reading) if votes is not None] == ["1", "5"]
    (finding,) = fe.found(reading)
    assert finding.message == (
        "4 of the file's 6 sheets are not counted yet: they state no result that the feed reads, or "
        "not all of their tables are "
        "counted."
    )


@pytest.mark.parametrize("ending", WRITERS)
def test_a_place_counts_in_part_where_the_feed_says_so(ending: str) -> None:
    header = (*fe.HEADER, "done", "all")
    numbers: list[tuple[str, fe.Cell, fe.Cell]] = [("1", 3, 3), ("2", 2, 3), ("3", 0, 1), ("4", None, 2)]
    rows = [("mayor", sheet, *FULL, "North", done, total) for sheet, done, total in numbers]
    tables = {"counted": "done", "total": "all", "partial": "count"}
    reading = parse_delivery(WRITERS[ending](rows, header), fe.FILE + ending, fe.plain(tables=tables))
    assert [sheet for sheet, _, votes in stated(reading) if votes is not None] == ["1", "2"]
    told = reading.rows.sort("sheet").select("sheet", "tables_counted", "tables_total").rows()
    assert told[:3] == [("1", 3, 3), ("2", 2, 3), ("3", 0, 1)]


def test_a_status_and_tables_are_both_needed() -> None:
    header = (*HEADER, "done", "all")
    rows = [
        (*line(sheet, FULL, word), done, 2)
        for sheet, word, done in (("1", "in", 2), ("2", "out", 2), ("3", "in", 1))
    ]
    election = fe.plain(
        counted={"column": "status", "values": "in"}, tables={"counted": "done", "total": "all"}
    )
    reading = parse_delivery(fe.csv_bytes(rows, header), fe.FILE + ".csv", election)
    assert stated(reading) == [("1", 200, 90), ("2", None, None), ("3", None, None)]


def test_a_file_without_the_numbers_of_tables_is_not_of_the_feed() -> None:
    with pytest.raises(FeedError, match="needs the columns tables"):
        read([line("1", FULL)], tables={"counted": "status", "total": "tables"})
