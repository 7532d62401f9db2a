"""From a file's columns to ours: a source is a mapping, and what does not fit is found."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import polars as pl
import pytest

import feed_elections as fe
from escrutinio.feeds import Reading, parse_delivery
from escrutinio.model import Election, FeedError


def read(data: bytes, ending: str = ".csv", election: Election | None = None) -> Reading:
    return parse_delivery(data, fe.FILE + ending, election or fe.plain())


def refusal(data: bytes, ending: str = ".csv", election: Election | None = None) -> FeedError:
    with pytest.raises(FeedError) as caught:
        read(data, ending, election)
    return caught.value


def changed(column: str, value: fe.Cell, at: int = 0) -> bytes:
    """The plain file with another value in one cell."""
    rows = [list(row) for row in fe.ROWS]
    rows[at][fe.HEADER.index(column)] = value
    return fe.csv_bytes(rows)


def renamed(**names: str) -> bytes:
    return fe.csv_bytes(header=[names.get(name, name) for name in fe.HEADER])


def without(*columns: str) -> bytes:
    kept = [i for i, name in enumerate(fe.HEADER) if name not in columns]
    return fe.csv_bytes([[row[i] for i in kept] for row in fe.ROWS], [fe.HEADER[i] for i in kept])


def test_all_columns_of_a_row() -> None:
    reading = read(fe.csv_bytes())
    assert dict(reading.rows.schema) == {
        "contest": pl.String,
        "sheet": pl.String,
        "observed_at": pl.Datetime("us", "UTC"),
        **dict.fromkeys(
            ["registered", "cast", "valid", "blank", "null", "votes_A", "votes_B", "votes_C"], pl.Int64
        ),
        "unit_region": pl.String,
        "line": pl.Int64,
        "part": pl.String,
        "readable": pl.Boolean,
    }
    assert fe.row(reading, "1002") == {
        "contest": "mayor", "sheet": "1002", "observed_at": datetime(2024, 5, 6, 0, 0, tzinfo=UTC),
        "registered": 180, "cast": 120, "valid": 110, "blank": 7, "null": 3,
        "votes_A": 40, "votes_B": 70, "votes_C": 0,
        "unit_region": "South", "line": 3, "part": "", "readable": True,
    }  # fmt: skip
    # C does not stand for the council: its zero there means nothing.
    assert fe.row(reading, "1001", "council")["votes_C"] is None
    assert fe.found(reading) == []


@pytest.mark.parametrize(
    ("data", "ending"),
    [
        (fe.csv_bytes(), ".CSV"),
        (fe.csv_bytes(), ".txt"),
        (fe.csv_text(delimiter="\t").encode(), ".tsv"),
        (fe.workbook(), ".xlsx"),
        (fe.parquet(), ".parquet"),
        (fe.json_lines(), ".jsonl"),
        (fe.json_lines(), ".ndjson"),
    ],
)
def test_all_kinds_of_file_say_the_same(data: bytes, ending: str) -> None:
    plain = read(fe.csv_bytes()).rows.drop("line", "part").rows()
    assert read(data, ending).rows.drop("line", "part").rows() == plain


# --- bad numbers and rows are findings, and the sheet is kept


@pytest.mark.parametrize(
    ("column", "ours"),
    [
        ("registered", "registered"),
        ("cast", "cast"),
        ("blank", "blank"),
        ("list_a", "votes_A"),
        ("list_b", "votes_B"),
    ],
)
@pytest.mark.parametrize(
    ("value", "problem"), [(-3, "negative"), ("2.5", "fractional"), (None, "missing"), ("x", "unreadable")]
)
def test_a_bad_number_is_found_and_the_sheet_kept(
    column: str, ours: str, value: fe.Cell, problem: str
) -> None:
    reading = read(changed(column, value, at=1))
    (finding,) = fe.found(reading)
    shown = "" if value is None else str(value)
    assert (finding.code, finding.severity) == ("bad-number", "error")
    assert (finding.contest, finding.sheet, finding.line) == ("mayor", "1002", 3)
    assert (finding.file, finding.delivery) == (fe.FILE + ".csv", reading.delivery.id)
    assert finding.numbers == {"column": column, "found": shown, "problem": problem}
    row, whole = fe.row(reading, "1002"), fe.row(read(fe.csv_bytes()), "1002")
    assert row[ours] is None
    assert row | {ours: whole[ours]} == whole
    assert reading.rows.height == 3


def test_a_vote_for_a_list_that_does_not_stand_is_kept() -> None:
    reading = read(changed("list_c", 5, at=2))
    assert fe.row(reading, "1001", "council")["votes_C"] == 5


def test_what_cannot_be_read_for_a_list_that_does_not_stand_is_found() -> None:
    assert fe.codes(read(changed("list_c", "x7", at=2))) == ["bad-number"]
    assert fe.codes(read(changed("list_c", -7, at=0))) == ["bad-number"]
    assert fe.codes(read(changed("list_c", None, at=2))) == []
    assert fe.codes(read(changed("list_c", " ", at=0))) == []


def test_a_row_of_an_unknown_contest_is_found() -> None:
    reading = read(changed("contest", "dog catcher", at=1))
    (finding,) = fe.found(reading)
    assert (finding.code, finding.line, finding.sheet, finding.contest) == ("bad-row", 3, "1002", "")
    assert finding.numbers == {"contest": "dog catcher"}
    assert "its sheet is '1002' and its contest 'dog catcher'" in finding.message
    assert reading.rows["sheet"].to_list() == ["1001", "1001"]


@pytest.mark.parametrize("word", [None, "  "])
def test_a_row_without_a_contest_is_found(word: fe.Cell) -> None:
    assert fe.codes(read(changed("contest", word))) == ["bad-row"]


def test_a_row_without_a_sheet_is_found() -> None:
    reading = read(changed("sheet", " "))
    (finding,) = fe.found(reading)
    assert (finding.code, finding.line, finding.sheet, finding.contest) == ("bad-row", 2, "", "mayor")
    assert "nothing names its sheet" in finding.message
    assert reading.rows.height == 2


def test_when_all_contests_are_unknown_the_file_is_refused() -> None:
    data = fe.csv_bytes([("alcalde", *row[1:]) for row in fe.ROWS])
    error = refusal(data)
    assert (
        error.message
        == "no row belongs to a known contest: column contest holds 'alcalde'; expected: THE MAYOR"
    )
    assert "contest_values of the feed 'night'" in error.hint


def test_when_no_row_has_a_sheet_the_file_is_refused() -> None:
    assert refusal(fe.csv_bytes([(row[0], None, *row[2:]) for row in fe.ROWS])).message == (
        "no row of the file can be counted"
    )


@pytest.mark.parametrize("word", ["THE MAYOR", "the  mayor", "The-Mayor", "mayor", "MAYOR", " Mayor "])
def test_contest_words_may_differ_in_form(word: str) -> None:
    assert fe.row(read(changed("contest", word, at=1)), "1002")["cast"] == 120


def test_a_damaged_row_is_kept_as_unreadable() -> None:
    data = fe.csv_bytes().replace(b"mayor,1002,180,", b"mayor,1002,")
    reading = read(data)
    (finding,) = fe.found(reading)
    assert (finding.code, finding.severity, finding.line, finding.sheet) == ("bad-row", "error", 3, "1002")
    assert reading.rows.select("sheet", "readable").rows() == [
        ("1001", True),
        ("1002", False),
        ("1001", True),
    ]


def test_a_repaired_row_is_remarked() -> None:
    reading = read(fe.csv_bytes([("mayor", "9", 10, 9, 8, 1, 0, 5, 3, 0, 'St. "John, North')]))
    (finding,) = fe.found(reading)
    assert (finding.code, finding.severity, finding.line, finding.sheet) == ("row-repaired", "info", 2, "9")
    row = fe.row(reading, "9")
    assert (row["votes_A"], row["votes_B"], row["unit_region"]) == (5, 3, "St. John, North")
    assert row["readable"]


def test_a_repair_that_leaves_a_bad_number_is_no_repair() -> None:
    # The quote stands before a number, so that joining would join the wrong fields.
    reading = read(b"contest,sheet,registered,cast,valid,blank,null,list_a,list_b,list_c,region\n"
                   b'mayor,9,10,9,8,1,0,5" x,3,0,North,7\n')  # fmt: skip
    assert fe.codes(reading) == ["bad-row"]
    assert reading.rows["readable"].to_list() == [False]


# --- refusals


@pytest.mark.parametrize("column", ["contest", "sheet", "registered", "cast", "valid", "blank", "null"])
def test_a_missing_column_refuses_the_file(column: str) -> None:
    for data in (without(column), renamed(**{column: "zzz"})):
        error = refusal(data)
        assert error.message.startswith(f"feed 'night' needs the columns {column}; the file has ")
        assert "add its spellings to the feed" in error.hint


@pytest.mark.parametrize(("column", "name"), [("list_a", "A"), ("list_b", "B")])
def test_a_standing_list_without_a_column_refuses_the_file(column: str, name: str) -> None:
    for data in (without(column), renamed(**{column: "votes for them"})):
        error = refusal(data)
        assert error.message == (
            f"there is no column for {name}, which stand in the contest 'council' "
            f"(looked for: {column}/{name})"
        )
        assert error.hint == "If it was renamed, add the spelling under [feeds.votes] of the feed 'night'."


def test_a_withdrawn_list_needs_no_column() -> None:
    reading = read(without("list_c"))
    assert "votes_C" not in reading.rows.columns
    assert fe.codes(reading) == []


def test_a_list_needs_a_column_only_in_the_contests_of_the_file() -> None:
    election = fe.define(fe.PLAIN.replace('selections = ["A", "B"]', 'selections = ["A"]'))
    council = fe.csv_bytes([row for row in fe.ROWS if row[0] == "council"]).replace(b"list_b", b"other")
    assert fe.codes(read(council, election=election)) == ["unknown-column"]
    with pytest.raises(FeedError, match="there is no column for B, which stand in the contest 'mayor'"):
        read(renamed(list_b="other"), election=election)


def test_a_doubled_column_refuses_the_file() -> None:
    for data, ending in [
        (renamed(list_b="list_a"), ".csv"),
        (fe.workbook({"S": [[*fe.HEADER[:-1], "list_a"], *fe.ROWS]}), ".xlsx"),
    ]:
        assert refusal(data, ending).message == "the column 'list_a' is in the header twice"


def test_a_column_is_never_read_for_two_lists() -> None:
    # Both spellings have the same form, so that both lists would find the one column.
    votes = {"A": ["LIST A"], "B": ["list_a"], "C": ["c"]}
    error = refusal(renamed(list_a="List-A"), election=fe.plain(votes=votes))
    assert error.message == "the column 'List-A' would be read both for votes_A and for votes_B"
    votes = {"A": ["BLANK!"], "B": ["list_b"]}
    assert (
        "would be read both for blank and for votes_A"
        in refusal(fe.csv_bytes(), election=fe.plain(votes=votes)).message
    )


def test_a_column_that_is_spelled_is_not_taken_for_another_list_of_that_name() -> None:
    # The feed says that A's votes stand under "B"; B itself is spelled otherwise.
    votes = {"A": ["B"], "B": ["A"], "C": ["list_c"]}
    data = renamed(list_a="B", list_b="A")
    row = fe.row(read(data, election=fe.plain(votes=votes)), "1002")
    assert (row["votes_A"], row["votes_B"]) == (40, 70)
    votes = {"A": ["B"], "C": ["list_c"]}
    assert (
        "there is no column for B"
        in refusal(data.replace(b",A,", b",x,"), election=fe.plain(votes=votes)).message
    )


def test_a_header_alone_is_refused() -> None:
    assert refusal(fe.csv_bytes([])).message == "the file has a header and no rows"
    assert refusal(
        fe.parquet(pl.DataFrame(schema=dict.fromkeys(fe.HEADER, pl.Int64))), ".parquet"
    ).message == ("the file has a header and no rows")
    assert refusal(fe.workbook({"S": [fe.HEADER]}), ".xlsx").message == "the file holds no rows"
    alone = fe.plain(contest="mayor", contest_column=None)
    assert refusal(fe.csv_bytes([]), election=alone).message == "no row of the file can be counted"


# --- columns that the mapping does not know


def test_unknown_columns_are_named() -> None:
    data = fe.csv_bytes([(*row, 1, 2) for row in fe.ROWS], [*fe.HEADER, "weather", "Vote Total"])
    (finding,) = fe.found(read(data))
    assert (finding.code, finding.severity) == ("unknown-column", "info")
    assert "so they are not read: weather, Vote Total." in finding.message
    assert fe.codes(read(data, election=fe.plain(ignore=["WEATHER", "vote_total"]))) == []


def test_files_whose_names_are_ours_in_other_places() -> None:
    """Columns called line, part, sheet, readable or cast, playing other parts than with us."""
    election = fe.plain(
        contest="mayor",
        contest_column=None,
        sheet="line",
        counts={
            "registered": "cast",
            "cast": "registered",
            "valid": "votes_A",
            "blank": "contest",
            "null": "readable",
        },
        votes={"A": "part", "B": "votes_C", "C": "votes_B"},
        units={"region": {"column": "sheet"}, "town": {"column": "observed_at"}},
        observed={"column": "null"},
    )
    header = ["line", "cast", "registered", "votes_A", "contest", "readable", "part", "votes_C", "votes_B"]
    header += ["sheet", "observed_at", "null"]
    row: list[fe.Cell] = ["77", 200, 150, 140, 6, 4, 90, 50, 0, "North", "Town", "2024-05-05T20:00:00Z"]
    (found,) = read(fe.csv_bytes([row], header), election=election).rows.to_dicts()
    assert found == {
        "contest": "mayor", "sheet": "77", "observed_at": datetime(2024, 5, 5, 20, tzinfo=UTC),
        "registered": 200, "cast": 150, "valid": 140, "blank": 6, "null": 4,
        "votes_A": 90, "votes_B": 50, "votes_C": 0, "unit_region": "North", "unit_town": "Town",
        "line": 2, "part": "", "readable": True,
    }  # fmt: skip


# --- units and codes


@pytest.mark.parametrize(
    ("unit", "region", "code"),
    [
        ({"column": "region"}, "North", "North"),
        ({"column": "region", "values": {"North": "N"}}, "North", "N"),
        ({"column": "region", "values": {"North": "N"}}, "South", "South"),
        ({"column": "region", "values": {"North": "N"}, "default": "X"}, "South", "X"),
        ({"column": "region", "default": "X"}, "North", "X"),
        ({"column": "region", "values": {"North": "N"}, "default": "X"}, None, None),
        ({"column": "region", "values": {"North": ""}}, "North", ""),
        ({"column": ["sheet", "region"], "values": {"1001-North": "NN"}}, "North", "NN"),
        ({"column": ["sheet", "region"], "values": {}, "default": "X"}, " ", None),
    ],
)
def test_units(unit: dict[str, Any], region: str | None, code: str | None) -> None:
    reading = read(changed("region", region), election=fe.plain(units={"region": unit}))
    assert fe.row(reading, "1001")["unit_region"] == code


def test_a_unit_whose_column_is_absent_is_not_read() -> None:
    assert "unit_region" not in read(without("region")).rows.columns


def test_a_sheet_code_of_several_columns() -> None:
    election = fe.plain(sheet=["region", "sheet"])
    assert read(fe.csv_bytes(), election=election).rows["sheet"].to_list() == [
        "North-1001", "South-1002", "North-1001",
    ]  # fmt: skip
    # Half a code would name another sheet.
    reading = read(changed("region", None), election=election)
    assert (reading.rows.height, fe.codes(reading)) == (2, ["bad-row"])


def test_parquet_with_codes_and_counts_of_all_number_types() -> None:
    columns = {name: [row[i] for row in fe.ROWS] for i, name in enumerate(fe.HEADER)}
    frame = pl.DataFrame(columns).with_columns(
        pl.Series("sheet", [1001.0, 1002.0, 1001.0]),
        pl.Series("region", [1.0, 2.0, None]),
        pl.col("contest").cast(pl.Categorical),
        pl.col("cast").cast(pl.Float64),
        pl.col("valid").cast(pl.UInt16),
        pl.col("blank").cast(pl.Decimal(10, 2)),
        pl.col("list_a").cast(pl.String),
        pl.Series("list_b", [50.0, float("nan"), 50.5]),
    )
    units = {"region": {"column": "region", "values": {"1": "North"}, "default": "Elsewhere"}}
    reading = read(fe.parquet(frame), ".parquet", fe.plain(units=units))
    assert reading.rows.select(
        "sheet", "unit_region", "cast", "valid", "blank", "votes_A", "votes_B"
    ).rows() == [
        ("1001", "North", 150, 140, 6, 90, 50),
        ("1002", "Elsewhere", 120, 110, 7, 40, None),
        ("1001", None, 150, 139, 7, 89, None),
    ]
    assert [(f.line, f.numbers["found"], f.numbers["problem"]) for f in fe.found(reading)] == [
        (2, "", "missing"),
        (3, "50.5", "fractional"),
    ]


# --- a new source is a mapping, not code

GERMAN = (
    fe.PLAIN[: fe.PLAIN.index("[[feeds]]")]
    + """
[[feeds]]
id = "amtlich"
files = ["stand*.csv"]
snapshot = true
delimiter = ";"
encodings = ["cp1252"]
contest = "mayor"
sheet = ["Gemeinde-Nr.", "Wahlbezirk"]
ignore = ["Bemerkung"]

[feeds.counts]
registered = "Wahlberechtigte"
cast = "Wähler"
valid = ["Gültige Stimmen", "gültig"]
null = "Ungültige Stimmen"

[feeds.votes]
A = "Liste A"
B = "Liste B"
C = "Liste C"

[feeds.units.region]
column = "Land"
values = { "01" = "North" }
default = "South"

[feeds.observed]
column = ["Stand Datum", "Stand"]
file_name = 'stand-(\\d{2}\\.\\d{2}\\.\\d{4})'
format = "%d.%m.%Y"
"""
)


def test_a_wide_file_in_another_language() -> None:
    text = (
        "Land;Gemeinde-Nr.;Wahlbezirk;Wahlberechtigte;Wähler;GÜLTIG;Ungültige Stimmen;Liste A;Liste B;"
        "Bemerkung\n"
        '01;0012;7;1.234;600;590;10;300;290;"„ja“ - nein; doch"\n'
        "02;0012;8;900;500;495;5;200;295;\n"
    )
    reading = parse_delivery(text.encode("cp1252"), "stand-05.05.2024.csv", fe.define(GERMAN))
    assert reading.delivery.source == "amtlich"
    assert reading.delivery.snapshot
    assert reading.delivery.observed_at == datetime(2024, 5, 5, 4, tzinfo=UTC)
    assert reading.rows["sheet"].to_list() == ["0012-7", "0012-8"]
    row = fe.row(reading, "0012-8")
    assert (row["registered"], row["cast"], row["valid"], row["null"]) == (900, 500, 495, 5)
    assert (row["votes_A"], row["votes_B"], row["unit_region"]) == (200, 295, "South")
    assert "blank" not in reading.rows.columns
    # 1.234 is a number with a dot between the thousands: no guess is made.
    bad = fe.found(reading, "bad-number")
    assert [(finding.sheet, finding.numbers["column"], finding.numbers["problem"]) for finding in bad] == [
        ("0012-7", "Wahlberechtigte", "fractional")
    ]
