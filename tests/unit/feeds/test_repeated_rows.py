"""Figures in several rows or columns: added up where the feed says so, never "the last one counts".

What is tested: ``feeds.same_sheet``, ``feeds.column_groups``, ``feeds.long_layout``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

import feed_elections as fe
from escrutinio.feeds import Reading, parse_delivery
from escrutinio.model import Election, FeedError

Row = Sequence[fe.Cell]
LONG_HEADER = ("contest", "sheet", "word", "person", "voters", "number")


def long_election(**changes: Any) -> Election:
    return fe.plain(
        **{
            "layout": "long",
            "selection_column": "word",
            "votes_column": "number",
            "counts": {"registered": "voters"},
            "votes": {"A": ["Ann", "Anne Adams"], "B": "Bob"},
            "units": {},
            "ignore": ["person"],
            **changes,
        }
    )


def long(rows: Sequence[tuple[str, str, fe.Cell]], ending: str = ".csv", **changes: Any) -> Reading:
    """Rows of sheet, word and number."""
    table: list[Row] = [
        ("mayor", sheet, word, f"person {i}", 100, number) for i, (sheet, word, number) in enumerate(rows)
    ]
    if ending == ".xlsx":
        data = fe.workbook({"S": [LONG_HEADER, *table]})
    elif ending == ".parquet":
        data = fe.parquet({name: [row[i] for row in table] for i, name in enumerate(LONG_HEADER)})
    else:
        data = (fe.json_lines if ending == ".jsonl" else fe.csv_bytes)(table, LONG_HEADER)
    return parse_delivery(data, fe.FILE + ending, long_election(**changes))


def votes(reading: Reading) -> list[tuple[str, int | None, int | None, bool]]:
    return reading.rows.select("sheet", "votes_A", "votes_B", "readable").rows()


# --- the same word on several rows

TWICE = [("1", "Ann", 300), ("1", "Ann", 20), ("1", "Bob", 250), ("2", "Ann", 5), ("2", "Bob", 6)]


@pytest.mark.parametrize("ending", [".csv", ".jsonl", ".xlsx", ".parquet"])
def test_a_word_on_several_rows_is_refused_or_added_up(ending: str) -> None:
    refused = long(TWICE, ending)
    assert [(row[0], row[3]) for row in votes(refused)] == [("1", False), ("2", True)]
    (finding,) = fe.found(refused)
    assert (finding.code, finding.sheet, finding.numbers["votes"]) == (
        "duplicate-in-delivery",
        "1",
        "300, 20",
    )
    added = long(TWICE, ending, same_word="sum")
    assert votes(added) == [("1", 320, 250, True), ("2", 5, 6, True)]
    assert fe.found(added) == []


def test_two_spellings_on_one_sheet_are_two_rows_of_one_list() -> None:
    rows = [("1", "Ann", 300), ("1", "anne adams", 20), ("1", "Bob", 250)]
    assert [row[3] for row in votes(long(rows))] == [False]
    assert votes(long(rows, same_word="sum")) == [("1", 320, 250, True)]
    apart = [("1", "Ann", 300), ("1", "Bob", 250), ("2", "ANN", 20), ("2", "Bob", 30)]
    assert votes(long(apart)) == [("1", 300, 250, True), ("2", 20, 30, True)]


def test_the_same_number_twice_may_be_two_persons() -> None:
    rows = [("1", "Ann", 7), ("1", "Ann", 7), ("1", "Bob", 2)]
    assert [row[3] for row in votes(long(rows))] == [False]
    assert votes(long(rows, same_word="sum")) == [("1", 14, 2, True)]


def test_nothing_several_times_is_nothing() -> None:
    rows = [("1", "Ann", 0), ("1", "Ann", 0), ("1", "Bob", 2)]
    reading = long(rows)
    assert votes(reading) == [("1", 0, 2, True)]
    assert fe.found(reading) == []


@pytest.mark.parametrize(("part", "problem"), [(None, "missing"), ("x", "unreadable"), ("1.5", "fractional")])
def test_a_part_that_is_not_known_leaves_the_sum_unknown(part: fe.Cell, problem: str) -> None:
    reading = long([("1", "Ann", 300), ("1", "Ann", part), ("1", "Bob", 2)], same_word="sum")
    assert votes(reading) == [("1", None, 2, True)]
    (finding,) = fe.found(reading)
    assert (finding.code, finding.numbers["problem"]) == ("bad-number", problem)


def test_a_count_of_the_whole_sheet_must_be_the_same_on_all_its_rows() -> None:
    rows: list[Row] = [
        ("mayor", "1", "Ann", "", 100, 5),
        ("mayor", "1", "Bob", "", 120, 6),
        ("mayor", "2", "Ann", "", None, 5),
        ("mayor", "2", "Bob", "", 90, 6),
    ]
    reading = parse_delivery(fe.csv_bytes(rows, LONG_HEADER), fe.FILE + ".csv", long_election())
    assert reading.rows.select("sheet", "registered", "readable").rows() == [
        ("1", 100, False),
        ("2", 90, True),
    ]
    (finding,) = fe.found(reading)
    assert (finding.code, finding.numbers) == (
        "duplicate-in-delivery",
        {"lines": "2, 3", "values": "100, 120"},
    )
    assert "differ in the column 'voters' (lines 2, 3: 100, 120)" in finding.message


# --- votes in several columns

PARTS_HEADER = ("sheet", "word", "day", "early", "mail")
PARTS: list[Row] = [("1", "Ann", 100, 200, 400), ("1", "Bob", 150, 100, 90)]


def parts(choice: Any, rows: Sequence[Row] = PARTS) -> Reading:
    election = long_election(contest="mayor", contest_column=None, counts={}, votes_column=choice, ignore=[])
    return parse_delivery(fe.csv_bytes(rows, PARTS_HEADER), fe.FILE + ".csv", election)


def test_columns_of_votes_are_added_up() -> None:
    reading = parts({"sum": ["day", ["advance", "EARLY"], "mail"]})
    assert votes(reading) == [("1", 700, 340, True)]
    assert fe.found(reading) == []


def test_a_list_of_columns_that_are_all_there_is_refused() -> None:
    with pytest.raises(
        FeedError, match="the file has the columns 'day' and 'early' and 'mail', and only one"
    ) as no:
        parts(["day", "early", "mail"])
    assert 'write { sum = ["day", "early", "mail"] } in the feed' in no.value.hint


def test_a_missing_part_refuses_the_file() -> None:
    with pytest.raises(FeedError, match="needs the columns provisional"):
        parts({"sum": ["day", "early", "provisional"]})


def test_a_part_that_is_missing_on_a_row_is_found_with_its_column() -> None:
    reading = parts({"sum": ["day", "early"]}, [("1", "Ann", 100, None, 0), PARTS[1]])
    assert votes(reading) == [("1", None, 250, True)]
    (finding,) = fe.found(reading, "bad-number")
    assert finding.numbers == {"column": "A in early", "found": "", "problem": "missing"}


def test_words_and_columns_can_both_be_added_up() -> None:
    rows = [*PARTS, ("1", "Ann", 1, 2, 3)]
    election = long_election(
        contest="mayor",
        contest_column=None,
        counts={},
        votes_column={"sum": ["day", "early", "mail"]},
        same_word="sum",
    )
    reading = parse_delivery(fe.csv_bytes(rows, PARTS_HEADER), fe.FILE + ".csv", election)
    assert votes(reading) == [("1", 706, 340, True)]


# --- the wide layout

WIDE_HEADER = ("sheet", "general roll", "special roll", "ann day", "ann mail", "bob")


def wide(rows: Sequence[Row], header: Sequence[str] = WIDE_HEADER, **changes: Any) -> Reading:
    election = fe.plain(
        **{
            "contest": "mayor",
            "contest_column": None,
            "counts": {"registered": {"sum": ["general roll", "special roll"]}},
            "votes": {"A": {"sum": ["ann day", "ann mail"]}, "B": "bob"},
            "units": {},
            **changes,
        }
    )
    return parse_delivery(fe.csv_bytes(rows, header), fe.FILE + ".csv", election)


def test_columns_of_counts_and_of_lists_are_added_up() -> None:
    reading = wide([("1", 300, 20, 100, 40, 50), ("2", 200, None, 10, 4, 5)])
    assert reading.rows.select("registered", "votes_A", "votes_B").rows() == [(320, 140, 50), (None, 14, 5)]
    (finding,) = fe.found(reading)
    assert finding.numbers == {"column": "special roll", "found": "", "problem": "missing"}


@pytest.mark.parametrize("column", ["ann mail", "special roll"])
def test_a_column_to_be_added_must_be_there(column: str) -> None:
    header = [name.replace(column, "x") for name in WIDE_HEADER]
    with pytest.raises(FeedError, match=f"needs the columns {column}"):
        wide([("1", 300, 20, 100, 40, 50)], header)


def test_a_column_is_not_added_up_with_itself() -> None:
    with pytest.raises(FeedError, match="would add the column 'bob' up with itself"):
        wide([("1", 300, 20, 100, 40, 50)], votes={"A": "ann day", "B": {"sum": ["bob", "BOB"]}})


@pytest.mark.parametrize(
    ("votes_of", "header"),
    [
        ({"A": ["x", "y"], "B": "z"}, ("sheet", "x", "y", "z")),
        ({"A": "list a", "B": "z"}, ("sheet", "List A", "LIST-A", "z")),
        ({"A": "List A", "B": "z"}, ("sheet", "List A", "LIST-A", "z")),
    ],
)
def test_two_columns_of_one_list_are_refused(votes_of: dict[str, Any], header: Sequence[str]) -> None:
    with pytest.raises(FeedError, match="and only one of them would be read"):
        wide([("1", 3, 4, 5)], header, counts={}, votes=votes_of)


def test_columns_that_are_ignored_or_of_another_list_are_not_meant() -> None:
    header = ("sheet", "List A", "LIST-A", "list_a")
    reading = wide(
        [("1", 3, 4, 5)], header, counts={}, votes={"A": "List A", "B": "LIST-A"}, ignore=["list_a"]
    )
    assert votes(reading) == [("1", 3, 4, True)]


SAME = [("1", 300, 20, 100, 40, 50), ("2", 10, 0, 1, 2, 3), ("1", 300, 20, 7, 0, 9)]


def test_a_sheet_on_several_rows_is_refused_or_added_up() -> None:
    refused = wide(SAME)
    assert sorted((row[0], row[3]) for row in votes(refused)) == [("1", False), ("1", False), ("2", True)]
    (finding,) = fe.found(refused)
    assert (finding.code, finding.line, finding.numbers) == ("duplicate-in-delivery", 2, {"lines": "2, 4"})
    assert finding.message == (
        "The file has this sheet several times with different figures (lines 2, 4), so the sheet is not "
        "counted. If each row holds a part, write same_sheet = \"sum\" in the feed 'night'."
    )
    assert finding.before == "registered 320, A 140, B 50 | registered 320, A 7, B 9"
    (many,) = fe.found(wide([("1", 300, 20, n, n, n) for n in range(40)]))
    assert many.numbers == {"lines": "2, 3, 4, 5, 6, 7, 8, 9, ..., 41"}  # a sentence, not a table
    added = wide(SAME, same_sheet="sum")
    assert sorted(added.rows.select("sheet", "registered", "votes_A", "votes_B").rows()) == [
        ("1", 320, 147, 59),
        ("2", 10, 3, 3),
    ]
    assert fe.found(added) == []


def test_registered_voters_that_differ_are_added_up_too() -> None:
    rows = [("1", 300, 20, 100, 40, 50), ("1", 100, 5, 1, 2, 3)]
    assert wide(rows, same_sheet="sum").rows["registered"].to_list() == [425]


def test_a_row_that_comes_again_unchanged_is_one() -> None:
    reading = wide([SAME[0], SAME[1], SAME[0]])
    assert sorted(votes(reading)) == [("1", 140, 50, True), ("2", 3, 3, True)]
    assert fe.found(reading) == []


def test_a_row_that_states_nothing_gives_way() -> None:
    reading = wide([SAME[0], ("1", 300, 20, None, None, None)])
    assert votes(reading) == [("1", 140, 50, True)]
    assert fe.codes(reading) == ["not-counted"]


def test_a_part_that_cannot_be_read_makes_the_sum_unreadable() -> None:
    data = fe.csv_bytes(SAME, WIDE_HEADER).replace(b"1,300,20,7,0,9", b"1,300,20,7")
    election = fe.plain(
        contest="mayor",
        contest_column=None,
        counts={},
        votes={"A": {"sum": ["ann day", "ann mail"]}, "B": "bob"},
        units={},
        same_sheet="sum",
    )
    reading = parse_delivery(data, fe.FILE + ".csv", election)
    assert sorted((row[0], row[3]) for row in votes(reading)) == [("1", False), ("2", True)]
