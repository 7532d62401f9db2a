"""One row per sheet and selection."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
import pytest

import feed_elections as fe
from escrutinio.feeds import Reading, parse_delivery
from escrutinio.model import DefinitionError, Election, FeedError

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


def test_a_word_that_stands_twice_is_found_and_its_sheet_is_not_counted() -> None:
    rows = [*sheet("1", ONE), ("mayor", "1", "The A's", 91, 200, "North"), *sheet("2", TWO)]
    reading = read(rows)
    (finding,) = fe.found(reading)
    assert (finding.code, finding.severity, finding.line, finding.sheet, finding.numbers) == (
        "duplicate-in-delivery",
        "error",
        2,
        "1",
        {"lines": "2, 7", "votes": "90, 91"},
    )
    assert finding.message == (
        "A stands on several rows of this sheet (lines 2, 7; votes 90, 91), so the sheet is not counted. If "
        "each row holds a part, write same_word = \"sum\" in the feed 'night'."
    )
    assert reading.rows.select("sheet", "readable").rows() == [("1", False), ("2", True)]


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
    assert [finding.numbers for finding in fe.found(reading, "bad-number")] == [
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


def test_a_word_that_means_two_things_is_refused() -> None:
    with pytest.raises(DefinitionError, match=r"votes\.A already"):
        long(votes={"A": "Lód", "B": "Lo\u0301d"})


def test_two_words_that_differ_in_form_alone_are_two_words() -> None:
    """Denmark's lists A and Å."""
    rows = [
        *sheet("1", {"A": 300, "Å": 40}),
        *sheet("2", {"a\u030a": 50, "a": 310, "á": 9}),
    ]
    reading = read(rows, named(votes={"A": "A", "B": "Å"}))
    assert reading.rows.sort("sheet").select("votes_A", "votes_B").rows() == [(300, 40), (310, 50)]
    assert "'á'" in message_of(reading, "selection-unknown")


def test_a_word_with_an_accent_is_no_other_spelling_of_one_that_is_there() -> None:
    rows = sheet("1", {"A": 300, "Å": 40, "Alternativet": 0})
    reading = read(rows, named(votes={"A": "A", "B": "Alternativet"}))
    assert reading.rows.select("votes_A", "votes_B").rows() == [(300, 0)]
    assert "'Å'" in message_of(reading, "selection-unknown")
    # Where there is no other word for the list it is its name with an accent, as in José and Jose.
    reading = read(sheet("1", {"Á": 300, "Alternativet": 0}), named(votes={"A": "A", "B": "Alternativet"}))
    assert reading.rows["votes_A"].to_list() == [300]


@pytest.mark.parametrize(
    ("word", "votes", "remark"),
    [
        ("Lo\u0301d", 7, ""),
        ("Lód\u200b", 7, "is read as 'Lód'. It looks the same but has ZERO WIDTH SPACE (U+200B)"),
        ("LÓD", 7, ""),
    ],
)
def test_words_that_look_alike_are_named(word: str, votes: int | None, remark: str) -> None:
    reading = read(sheet("1", {word: 7, "other": 5}), named(votes={"A": "Lód", "B": "other"}))
    assert reading.rows["votes_A"].to_list() == [votes]
    assert remark in message_of(reading, "file-remark")


def test_a_letter_of_another_script_is_another_word_and_the_refusal_says_so() -> None:
    with pytest.raises(FeedError, match="no column for A") as caught:
        read(sheet("1", {"L\u043ed": 7, "other": 5}), named(votes={"A": "Lod", "B": "other"}))
    assert (
        "'Lоd' is not read as 'Lod', though it looks the same: it has CYRILLIC SMALL LETTER O (U+043E) "
        "instead of LATIN SMALL LETTER O (U+006F). If it is meant, add it to the feed."
    ) in caught.value.hint
    header = ("contest", "sheet", "L\u043ed", "other", "voters")
    with pytest.raises(FeedError, match="no column for A") as caught:
        parse_delivery(
            fe.csv_bytes([("mayor", "1", 7, 5, 200)], header),
            fe.FILE + ".csv",
            fe.plain(counts={"registered": "voters"}, votes={"A": "Lod", "B": "other"}),
        )
    assert "CYRILLIC SMALL LETTER O" in caught.value.hint


def test_one_word_in_composed_and_decomposed_letters_is_one() -> None:
    rows = [*sheet("1", {"Lód": 7, "other": 1}), *sheet("2", {"Lo\u0301d": 8})]
    reading = read(rows, named(votes={"A": "Lód", "B": "other"}))
    assert reading.rows.sort("sheet")["votes_A"].to_list() == [7, 8]
    assert "composed letters and with decomposed ones" in message_of(reading, "file-remark")


def named(**changes: Any) -> Election:
    return long(counts={"registered": "voters"}, **changes)


def message_of(reading: Reading, code: str) -> str:
    return " ".join(finding.message for finding in fe.found(reading, code))


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
