"""One row per sheet and selection."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
import pytest

import feed_elections as fe
from escrutinio.feeds import Reading, parse_delivery
from escrutinio.model import Election, FeedError

WORDS = {"A": ["The A's"], "B": ["The B's"], "C": ["The C's"]}
COUNTS = {"registered": "voters", "valid": "VALID", "blank": ["WHITE", "EMPTY"], "null": "SPOILT"}
Row = Sequence[fe.Cell]


def long(**changes: Any) -> Election:
    return fe.plain(
        **{
            "layout": "long",
            "selection_column": ["option", "list"],
            "votes_column": "number",
            "votes": WORDS,
            "counts": COUNTS,
            **changes,
        }
    )


HEADER = ("contest", "sheet", "option", "number", "voters", "region")


def sheet(name: str, numbers: dict[str, fe.Cell], contest: str = "mayor") -> list[Row]:
    return [(contest, name, word, number, 200, "North") for word, number in numbers.items()]


ONE: dict[str, fe.Cell] = {"The A's": 90, "The B's": 50, "VALID": 140, "WHITE": 6, "SPOILT": 4}
TWO: dict[str, fe.Cell] = {"the b's": 70, "EMPTY": 7, "THE A'S": 40, "valid": 110, "Spoilt": 3}


def read(rows: Sequence[Row], election: Election | None = None, ending: str = ".csv") -> Reading:
    data = fe.json_lines(rows, HEADER) if ending == ".jsonl" else fe.csv_bytes(rows, HEADER)
    return parse_delivery(data, fe.FILE + ending, election or long())


@pytest.mark.parametrize("ending", [".csv", ".jsonl"])
def test_rows_of_a_sheet_become_one(ending: str) -> None:
    # The rows of the two sheets stand mixed.
    rows = [row for pair in zip(sheet("1", ONE), sheet("2", TWO), strict=True) for row in pair]
    reading = read(rows, ending=ending)
    columns = (
        "sheet",
        "registered",
        "valid",
        "blank",
        "null",
        "votes_A",
        "votes_B",
        "unit_region",
        "readable",
    )
    assert reading.rows.select(columns).rows() == [
        ("1", 200, 140, 6, 4, 90, 50, "North", True),
        ("2", 200, 110, 7, 3, 40, 70, "North", True),
    ]
    first = 1 if ending == ".jsonl" else 2
    assert reading.rows["line"].to_list() == [first, first + 1]
    assert fe.found(reading) == []


def test_a_sheet_in_two_contests_is_two() -> None:
    reading = read([*sheet("1", ONE), *sheet("1", TWO, "council")])
    assert reading.rows.select("contest", "sheet", "votes_A").rows() == [
        ("mayor", "1", 90),
        ("council", "1", 40),
    ]


def test_codes_that_differ_in_form_are_one_sheet() -> None:
    rows = sheet("1", ONE)
    rows[2] = ("mayor ", " 1 ", *rows[2][2:])
    assert read(rows).rows.height == 1
    frame = pl.DataFrame({name: [row[i] for row in sheet("1", ONE)] for i, name in enumerate(HEADER)})
    data = fe.parquet(frame.with_columns(pl.lit(1.0).alias("sheet")))
    reading = parse_delivery(data, fe.FILE + ".parquet", long())
    assert reading.rows.select("sheet", "votes_A").rows() == [("1", 90)]


def test_a_composite_code() -> None:
    reading = read([*sheet("1", ONE), *sheet("2", TWO)], long(sheet=["region", "sheet"]))
    assert reading.rows.select("sheet", "votes_B").rows() == [("North-1", 50), ("North-2", 70)]


def test_ids_and_words_may_be_exchanged() -> None:
    """The feed's word for B is "A": a column named after our A must not be taken for it."""
    rows = sheet("1", {"A": 70, "B": 40, "VALID": 110, "WHITE": 0, "SPOILT": 0})
    row = fe.row(read(rows, long(votes={"A": "B", "B": "A"})), "1")
    assert (row["votes_A"], row["votes_B"]) == (40, 70)


def test_a_word_that_names_nothing_is_found() -> None:
    reading = read(sheet("1", {**ONE, "The Z's": 11}))
    (finding,) = fe.found(reading)
    assert (finding.code, finding.severity, finding.line, finding.sheet) == (
        "selection-unknown",
        "error",
        7,
        "1",
    )
    assert finding.message == "'The Z's' names no selection; its votes are not counted."
    assert finding.numbers == {"votes": "11"}
    assert fe.row(reading, "1")["votes_A"] == 90


def test_a_word_that_stands_twice_is_found_and_the_last_counts() -> None:
    rows = [*sheet("1", ONE), ("mayor", "1", "The A's", 91, 200, "North")]
    reading = read(rows)
    (finding,) = fe.found(reading)
    assert (finding.code, finding.line, finding.sheet, finding.numbers) == (
        "duplicate-in-delivery",
        2,
        "1",
        {"votes": "90"},
    )
    assert fe.row(reading, "1")["votes_A"] == 91


def test_a_list_that_a_sheet_leaves_out_is_missing_not_zero() -> None:
    left = {word: number for word, number in TWO.items() if word != "the b's"}
    reading = read([*sheet("1", ONE), *sheet("2", left)])
    (finding,) = fe.found(reading)
    assert (finding.code, finding.sheet, finding.numbers["problem"]) == ("bad-number", "2", "missing")
    assert finding.numbers["column"] == "B"
    assert fe.row(reading, "2")["votes_B"] is None


@pytest.mark.parametrize(
    ("number", "problem"), [(-1, "negative"), ("1.5", "fractional"), ("?", "unreadable")]
)
def test_a_bad_number_is_found(number: fe.Cell, problem: str) -> None:
    reading = read([*sheet("1", {**ONE, "The A's": number})])
    assert [one.numbers for one in fe.found(reading, "bad-number")] == [
        {"column": "A", "found": str(number), "problem": problem}
    ]
    assert fe.row(reading, "1")["votes_A"] is None


def test_a_standing_list_that_no_row_names_refuses_the_file() -> None:
    with pytest.raises(FeedError, match="there is no column for B, which stand in the contest 'mayor'"):
        read(sheet("1", {word: number for word, number in ONE.items() if word != "The B's"}))


@pytest.mark.parametrize(
    ("key", "spelled"), [("valid", "VALID"), ("blank", "WHITE or EMPTY"), ("registered", "voters")]
)
def test_a_count_that_neither_a_row_nor_a_column_gives_refuses_the_file(key: str, spelled: str) -> None:
    words = {"valid": b"VALID", "blank": b"WHITE", "registered": b"voters"}
    data = fe.csv_bytes(sheet("1", ONE), HEADER).replace(words[key], b"The C's")
    with pytest.raises(FeedError, match=f"the feed 'night' has neither a column nor a word for: {spelled}"):
        parse_delivery(data, fe.FILE + ".csv", long())


@pytest.mark.parametrize("column", ["contest", "sheet", "option", "number"])
def test_a_missing_column_refuses_the_file(column: str) -> None:
    data = fe.csv_bytes(sheet("1", ONE), [name.replace(column, "zzz") for name in HEADER])
    with pytest.raises(FeedError, match=f"feed 'night' needs the columns .*{column}"):
        parse_delivery(data, fe.FILE + ".csv", long())


def test_a_word_that_means_two_things_refuses_the_file() -> None:
    with pytest.raises(FeedError, match="the word 'the-b-s' of the feed 'night' means both A and B"):
        read(sheet("1", ONE), long(votes={"A": "The B's", "B": "the-b-s"}))


def test_a_damaged_row_makes_its_sheet_unreadable() -> None:
    data = fe.csv_bytes([*sheet("1", ONE), *sheet("2", TWO)], HEADER).replace(
        b"VALID,140,200,North", b"VALID,140"
    )
    reading = parse_delivery(data, fe.FILE + ".csv", long())
    assert reading.rows.select("sheet", "readable").rows() == [("1", False), ("2", True)]
    assert fe.codes(reading) == ["bad-row"]


def test_unmapped_columns_are_named() -> None:
    data = fe.csv_bytes([(*row, "x") for row in sheet("1", ONE)], [*HEADER, "weather"])
    (finding,) = fe.found(parse_delivery(data, fe.FILE + ".csv", long()))
    assert finding.code == "unknown-column"
    assert "not read: weather." in finding.message
