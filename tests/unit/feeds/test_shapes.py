"""Tables of the shapes that sources really have, each beside the setting that reads it.

What is tested: ``feeds.reshaping``, ``feeds.mapping``, ``feeds.error_cells``, ``feeds.row_selection``.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Any

import pytest

import feed_elections as fe
from escrutinio.feeds import Reading, parse_delivery
from escrutinio.feeds.error_cells import _errors
from escrutinio.model import DefinitionError, Election, FeedError

NIGHT: dict[str, Any] = {
    "contest_column": None,
    "contest_values": None,
    "counts": {},
    "units": {},
    "votes": {},
}
Numbers = list[tuple[Any, ...]]


def read(text: str | bytes, ending: str = ".csv", **changes: Any) -> Reading:
    data = text if isinstance(text, bytes) else text.encode()
    return parse_delivery(data, fe.FILE + ending, plain(**changes))


def plain(**changes: Any) -> Election:
    contest = {} if "contest_column" in changes else {"contest": "council"}
    return fe.plain(**{**NIGHT, **contest, **changes})


def book(rows: Sequence[Sequence[fe.Cell]], **more: Any) -> bytes:
    return fe.workbook({"S": rows}, **more)


def votes(reading: Reading) -> Numbers:
    return reading.rows.select("sheet", "votes_A", "votes_B").sort("sheet").rows()


def codes(reading: Reading) -> list[str]:
    return [finding.code for finding in fe.found(reading)]


# --- headers of several lines

TWO_LINES: list[Sequence[fe.Cell]] = [
    ("Results of the night", None, None, None, None),
    ("Place", None, "Votes", None, "Remark"),
    ("No", "Name", "A", "B", None),
    ("1", "Hill", 60, 40, "x"),
    ("2", "Dale", 30, 20, "y"),
]


@pytest.mark.parametrize("row", [0, 2])
@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_header_lines_are_joined(ending: str, row: int) -> None:
    data = (
        book(TWO_LINES)
        if ending == ".xlsx"
        else fe.csv_text(TWO_LINES[1:], [str(TWO_LINES[0][0]), "", "", "", ""])
    )
    reading = read(
        data,
        ending,
        header_rows=2,
        header_row=row,
        sheet="Place No",
        votes={"A": "Votes A", "B": "Votes B"},
        ignore=["Place Name", "Remark"],
    )
    assert votes(reading) == [("1", 60, 40), ("2", 30, 20)]
    assert reading.rows["line"].to_list() == [4, 5]
    assert codes(reading) == []


def test_upper_names_end_where_a_new_group_begins() -> None:
    # As in the kerg.csv of the German returning officer: two votes, each now and then.
    text = "Nr;First;;;Second;;\n;A;;B;A;;B\n;now;then;now;now;then;now\n1;60;59;40;50;49;45\n"
    reading = read(
        text,
        delimiter=";",
        header_rows=3,
        sheet="Nr",
        votes={"A": "Second A now", "B": "Second B now"},
        ignore=["First *", "* then"],
    )
    assert votes(reading) == [("1", 50, 45)]
    assert codes(reading) == []


# --- labels on the first row of a group

FILLED = "county,precinct,party,votes\nX,1,A,60\n,,B,40\n,2,A,30\n,,B,20\nY,1,A,7\n,,B,3\n"
LONG: dict[str, Any] = {"layout": "long", "selection_column": "party", "votes_column": "votes"}


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_labels_are_filled_down(ending: str) -> None:
    rows = [line.split(",") for line in FILLED.splitlines()]
    data = book([[cell or None for cell in row] for row in rows]) if ending == ".xlsx" else FILLED
    reading = read(data, ending, **LONG, sheet=["county", "precinct"], fill_down=["county", "precinct"])
    assert votes(reading) == [("X-1", 60, 40), ("X-2", 30, 20), ("Y-1", 7, 3)]
    assert codes(reading) == []


def test_a_label_is_not_filled_into_the_next_group() -> None:
    text = "county,precinct,party,votes\nX,1,A,60\n,,B,40\nY,,A,7\n,,B,3\n"
    reading = read(text, **LONG, sheet=["county", "precinct"], fill_down=["county", "precinct"])
    assert votes(reading) == [("X-1", 60, 40)]
    assert codes(reading) == ["bad-row"]  # the rows of Y name no precinct; they are not X's


def test_a_total_row_is_skipped_by_its_own_label() -> None:
    text = FILLED + "Total,,A,97\n,,B,63\n"
    reading = read(
        text,
        **LONG,
        sheet=["county", "precinct"],
        fill_down=["county", "precinct"],
        skip={"county": ["Total*"]},
    )
    assert len(reading.rows) == 3
    assert codes(reading) == []


def test_a_column_to_fill_down_must_be_there() -> None:
    with pytest.raises(FeedError, match="needs the columns district"):
        read(FILLED, **LONG, sheet=["county", "precinct"], fill_down=["district"])


# --- groups of columns

GROUPS: dict[str, Any] = {"layout": "groups", "sheet": "bureau", "votes": {"A": "ARTHAUD", "B": "ROUSSEL"}}


def test_groups_with_a_number_in_their_names() -> None:
    text = (
        "bureau,Nom candidat 1,Voix 1,% Voix 1,Nom candidat 2,Voix 2,% Voix 2\n"
        "1,ARTHAUD,60,60,ROUSSEL,40,40\n2,ROUSSEL,20,40,ARTHAUD,30,60\n3,ARTHAUD,5,100,,,\n"
    )
    reading = read(
        text, **GROUPS, selection_column="Nom candidat *", votes_column="Voix *", ignore=["% Voix *"]
    )
    assert votes(reading) == [("1", 60, 40), ("2", 30, 20), ("3", 5, None)]
    assert [f.code for f in fe.found(reading)] == []


def test_groups_under_the_same_names() -> None:
    text = "bureau,Nom,Voix,Nom,Voix\n1,ARTHAUD,60,ROUSSEL,40\n2,ROUSSEL,20,ARTHAUD,30\n"
    reading = read(text, **GROUPS, selection_column="Nom", votes_column="Voix")
    assert votes(reading) == [("1", 60, 40), ("2", 30, 20)]


@pytest.mark.parametrize("blanks", [True, False])
def test_groups_of_which_the_header_names_the_first(blanks: bool) -> None:
    text = "bureau;No;Nom;Voix" + (";;;" if blanks else "") + "\n"
    text += "1;1;ARTHAUD;60;2;ROUSSEL;40\n2;2;ROUSSEL;20;1;ARTHAUD;30\n3;1;ARTHAUD;9\n"
    reading = read(
        text, **GROUPS, selection_column="Nom", votes_column="Voix", group_width=3, delimiter=";", ignore="No"
    )
    assert votes(reading) == [("1", 60, 40), ("2", 30, 20), ("3", 9, None)]
    assert codes(reading) == []


def test_a_row_that_ends_within_a_group_is_damaged() -> None:
    text = "bureau;No;Nom;Voix\n1;1;ARTHAUD;60;2;ROUSSEL;40\n2;2;ROUSSEL;20;1;ARTHAUD\n"
    reading = read(
        text, **GROUPS, selection_column="Nom", votes_column="Voix", group_width=3, delimiter=";", ignore="No"
    )
    assert reading.rows.select("sheet", "readable").rows() == [("1", True), ("2", False)]
    assert codes(reading) == ["bad-row"]


def test_groups_that_do_not_fit_are_refused() -> None:
    with pytest.raises(FeedError, match="'Voix 2' stands alone"):
        read(
            "bureau,Nom 1,Voix 1,Voix 2\n1,A,6,4\n", **GROUPS, selection_column="Nom *", votes_column="Voix *"
        )


def test_a_name_of_a_group_that_means_nobody_is_a_finding() -> None:
    text = "bureau,Nom,Voix,Nom,Voix\n1,ARTHAUD,60,ROUSSEL,40\n2,POUTOU,20,ARTHAUD,30\n"
    reading = read(text, **GROUPS, selection_column="Nom", votes_column="Voix")
    assert "selection-unknown" in codes(reading)


# --- contests and times from several columns


def test_a_contest_from_two_columns() -> None:
    text = (
        "office,district,precinct,A,B\nState Senate,1,11,60,40\nState Senate,2,12,30,20\n"
        "Mayor,,11,7,8\nSheriff,,11,1,1\n"
    )
    reading = read(
        text,
        contest_column={"join": ["office", "district"]},
        contest_values={"State Senate-1": "council", "Mayor": "mayor"},
        contests=["council", "mayor"],
        sheet="precinct",
    )
    assert reading.rows.select("contest", "sheet", "votes_A").rows() == [
        ("council", "11", 60),
        ("mayor", "11", 7),
    ]
    assert codes(reading) == []


def test_a_time_from_two_columns() -> None:
    text = "sheet,day,hour,A,B\n1,05/06/2026,14:45,60,40\n2,05/06/2026,15:00,6,4\n"
    observed = {"column": {"join": ["day", "hour"]}, "format": "%d/%m/%Y %H:%M"}
    reading = read(text, sheet="sheet", observed=observed)
    assert [str(time)[:16] for time in reading.rows["observed_at"]] == [
        "2026-06-05 18:45",
        "2026-06-05 19:00",
    ]
    assert codes(reading) == []


# --- codes


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".parquet"])
def test_zeros_that_codes_have_lost(ending: str) -> None:
    rows: list[Sequence[fe.Cell]] = [(7, 12, 60, 40), (8, 3, 30, 20)]
    header = ("county", "precinct", "A", "B")
    if ending == ".csv":
        data: str | bytes = fe.csv_text(rows, header)
    elif ending == ".xlsx":
        data = book([header, *rows])
    else:
        data = fe.parquet({name: [row[i] for row in rows] for i, name in enumerate(header)})
    reading = read(data, ending, sheet=["county", "precinct"], width={"county": 2, "precinct": 4})
    assert votes(reading) == [("07-0012", 60, 40), ("08-0003", 30, 20)]
    assert codes(reading) == []


def test_codes_with_letters_are_not_padded() -> None:
    reading = read("s,A,B\n7,1,2\n7A,3,4\n00007,5,6\n", sheet="s", width={"s": 3})
    assert [row[0] for row in votes(reading)] == ["00007", "007", "7A"]


# --- numbers


@pytest.mark.parametrize(
    ("sign", "number"),
    [
        (",", "1,234,567"), (".", "1.234.567"), (" ", "1 234 567"), (" ", "1\u00a0234\u00a0567"),
        (" ", "1\u202f234\u202f567"), ("'", "1'234'567"), ("'", "1\u2019234\u2019567"), (",", "12,34,567"),
        (",", "1,234,567.00"), (".", "1.234.567,0"), (",", "1234567"),
    ],
)  # fmt: skip
def test_signs_between_thousands(sign: str, number: str) -> None:
    reading = read(f"s;A;B\n1;{number};40\n", sheet="s", delimiter=";", numbers={"thousands": sign})
    assert votes(reading)[0][1] in (1_234_567, 1_234_567)
    assert codes(reading) == []


def test_one_thousand_is_read_where_the_feed_says_what_the_sign_is() -> None:
    assert votes(read("s;A;B\n1;1.000;40\n", sheet="s", delimiter=";"))[0][1] is None
    said = read("s;A;B\n1;1.000;40\n", sheet="s", delimiter=";", numbers={"thousands": "."})
    assert votes(said) == [("1", 1000, 40)]


@pytest.mark.parametrize("number", ["1,23", "12,3456", ",123", "1,,234", "1.234,5"])
def test_signs_in_other_places_are_no_number(number: str) -> None:
    reading = read(f"s;A;B\n1;{number};40\n", sheet="s", delimiter=";", numbers={"thousands": ","})
    assert votes(reading) == [("1", None, 40)]
    assert codes(reading) == ["bad-number"]


def test_the_finding_says_how_to_read_a_sign_between_thousands() -> None:
    (finding,) = fe.found(read("s;A;B\n1;1,234;40\n", sheet="s", delimiter=";"))
    assert "thousands under [feeds.numbers]" in finding.message


@pytest.mark.parametrize("text", ["-", ""])
@pytest.mark.parametrize("layout", ["wide", "long"])
def test_a_sign_is_zero_or_unknown_as_the_feed_says(layout: str, text: str) -> None:
    if layout == "wide":
        data, more = f"s,A,B\n1,{text},40\n", {}
    else:
        data, more = f"s,party,votes\n1,A,{text}\n1,B,40\n", {**LONG, "contest": "mayor"}
    unsaid = read(data, sheet="s", **more)
    assert (votes(unsaid), codes(unsaid)) == ([("1", None, 40)], ["bad-number"])
    zero = read(data, sheet="s", numbers={"zero": text}, **more)
    assert (votes(zero), codes(zero)) == ([("1", 0, 40)], [])
    unknown = read(data, sheet="s", numbers={"unknown": [text]}, **more)
    assert (votes(unknown), codes(unknown)) == ([("1", None, 40)], [])


@pytest.mark.parametrize("more", [{}, {"same_word": "sum"}])
@pytest.mark.parametrize("layout", ["wide", "long"])
def test_a_sheet_of_signs_for_zero_alone_is_not_counted(layout: str, more: dict[str, str]) -> None:
    data = "s,A,B\n1,-,-\n2,3,-\n" if layout == "wide" else "s,party,votes\n1,A,-\n1,B,-\n2,A,3\n2,B,-\n"
    kind = {**LONG, **more} if layout == "long" else {}
    reading = read(data, sheet="s", numbers={"zero": "-"}, **kind)
    assert votes(reading) == [("1", None, None), ("2", 3, 0)]
    assert codes(reading) == ["not-counted"]


@pytest.mark.parametrize("ending", [".jsonl", ".parquet", ".xlsx"])
def test_an_empty_cell_of_numbers_may_be_zero(ending: str) -> None:
    rows: list[Sequence[fe.Cell]] = [("1", None, 40), ("2", 30, 20)]
    header = ("s", "A", "B")
    if ending == ".jsonl":
        data = fe.json_lines(rows, header)
    elif ending == ".xlsx":
        data = book([header, *rows])
    else:
        data = fe.parquet({name: [row[i] for row in rows] for i, name in enumerate(header)})
    assert votes(read(data, ending, sheet="s")) == [("1", None, 40), ("2", 30, 20)]
    reading = read(data, ending, sheet="s", numbers={"zero": ""})
    assert votes(reading) == [("1", 0, 40), ("2", 30, 20)]


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".parquet"])
def test_whole_numbers_that_a_spreadsheet_has_put_off(ending: str) -> None:
    values: list[fe.Cell] = [122.00000000001, 121.9999999999]
    rows: list[Sequence[fe.Cell]] = [("1", values[0], 40), ("2", values[1], 20), ("3", 12.5, 1)]
    header = ("s", "A", "B")
    if ending == ".csv":
        data: str | bytes = fe.csv_text(rows, header)
    elif ending == ".xlsx":
        data = book([header, *rows])
    else:
        data = fe.parquet({name: [row[i] for row in rows] for i, name in enumerate(header)})
    reading = read(data, ending, sheet="s")
    assert [row[1] for row in votes(reading)] == [122, 122, None]
    assert codes(reading) == ["bad-number"]


# --- workbooks

ERROR = (
    '<row r="4"><c r="A4"><v>3</v></c><c r="B4" t="e"><f>X!A1</f><v>#REF!</v></c><c r="C4"><v>7</v></c></row>'
)


@pytest.mark.parametrize("numbers", [{}, {"zero": ""}])
def test_the_error_of_a_formula_is_no_empty_cell(numbers: dict[str, str]) -> None:
    data = book([("s", "A", "B"), (1, 60, 40), (2, 30, 20)], extra=ERROR)
    reading = read(data, ".xlsx", sheet="s", numbers=numbers)
    assert votes(reading) == [("1", 60, 40), ("2", 30, 20), ("3", None, 7)]
    (finding,) = fe.found(reading)
    assert "is an error of the workbook (found '#REF!')" in finding.message


def hidden(data: bytes, *names: str) -> bytes:
    """A workbook with some of its sheets hidden."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            text = old.read(entry).decode()
            for name in names:
                text = text.replace(f'<sheet name="{name}"', f'<sheet name="{name}" state="hidden"')
            new.writestr(entry.filename, text)
    return out.getvalue()


def test_hidden_sheets_are_read_only_when_they_are_named() -> None:
    rows: list[Sequence[fe.Cell]] = [("s", "A", "B"), (1, 60, 40)]
    data = hidden(fe.workbook({"Night": rows, "Old": [("s", "A", "B"), (2, 1, 1)]}), "Old")
    reading = read(data, ".xlsx", sheet="s")
    assert votes(reading) == [("1", 60, 40)]
    (finding,) = fe.found(reading)
    assert "hidden sheets of the workbook are not read: Old" in finding.message
    named = read(data, ".xlsx", sheet="s", parts=["Night", "Old"])
    assert votes(named) == [("1", 60, 40), ("2", 1, 1)]
    with pytest.raises(FeedError, match="all sheets of the workbook are hidden: Night"):
        read(hidden(fe.workbook({"Night": rows}), "Night"), ".xlsx", sheet="s")
    with pytest.raises(FeedError, match="has no sheet 'Nite'; it has 'Night', 'Old'"):
        read(data, ".xlsx", sheet="s", parts=["Nite"])


# --- slips in the definition


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"headers_rows": 2}, "did you mean 'header_rows'"),
        ({"header_rows": 0}, "header_rows"),
        ({"header": False, "header_rows": 2}, "there is no header"),
        ({"filldown": ["s"]}, "did you mean 'fill_down'"),
        ({"layout": "group"}, "did you mean 'groups'"),
        ({"group_width": 3}, "group_width"),
        ({"width": {"s": "3"}}, "width.s"),
        ({"numbers": {"thousand": "."}}, "did you mean 'thousands'"),
        ({"numbers": {"thousands": ";"}}, "numbers.thousands"),
        ({"numbers": {"zero": "-", "unknown": "-"}}, "stands for zero too"),
        ({"contest_column": {"join": ["office"]}}, "two columns or more"),
        ({"contest_column": {"joins": ["office", "x"]}}, "did you mean 'join'"),
    ],
)
def test_slips_are_told(change: dict[str, Any], expected: str) -> None:
    with pytest.raises(DefinitionError) as error:
        plain(sheet="s", **change)
    assert expected in str(error.value)


def test_an_empty_cell_that_has_a_style_hides_no_error_after_it() -> None:
    sheet = b'<row r="1"><c r="A1" s="1"/><c r="B1" t="e"><v>#REF!</v></c><c r="C1"><v>7</v></c></row>'
    assert _errors(sheet) == {(1, 2): "#REF!"}


def test_a_finding_shows_the_zero_that_is_meant_and_no_sign_of_ours() -> None:
    data = "s,party,votes\n1,A,-\n1,A,7\n1,B,40\n"
    (finding,) = fe.found(read(data, sheet="s", numbers={"zero": "-"}, contest="mayor", **LONG))
    assert finding.code == "duplicate-in-delivery"
    assert "votes 0, 7" in finding.message
