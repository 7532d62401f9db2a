"""One file that several feeds read, each the contests of its own; and codes with parts that may be empty.

What is tested: ``feeds.reading``, ``feeds.contest_rows``, ``feeds.mapping``, ``flows.ingest``.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

import feed_elections as fe
from escrutinio.feeds import parse_deliveries, parse_delivery
from escrutinio.flows.desk import open_desk
from escrutinio.flows.ingest import ingest
from escrutinio.ledger import as_of, history
from escrutinio.model import DefinitionError, Election, FeedError, parse_election
from support import START, make_election

HEADER = ("office", "county", "precinct", "district", "word", "number")
ROWS = [
    ("Mayor", "X", "1", None, "Ann", 200),
    ("Mayor", "X", "1", None, "Bob", 100),
    ("Council", "X", "1", "7", "A", 150),
    ("Council", "X", "1", "7", "B", 50),
    ("Council", "X", "1", "8", "A", 90),
    ("Council", "X", "1", "8", "B", 10),
    ("Dog catcher", "X", "1", None, "Rex", 300),
]


def feed(name: str, sheet: list[str], votes: dict[str, str], **more: Any) -> dict[str, Any]:
    return {
        "id": name,
        "files": ["*.csv", "*.jsonl"],
        "layout": "long",
        "contest_column": "office",
        "sheet": sheet,
        "selection_column": "word",
        "votes_column": "number",
        "votes": votes,
        "ignore": ["district"],
        "observed": {"file_name": "(\\d{8}_\\d{6})"},
        **more,
    }


MAYOR = feed("for-mayor", ["county", "precinct"], {"A": "Ann", "B": "Bob"}, contests=["mayor"])
COUNCIL = feed("for-council", ["county", "precinct", "district"], {}, contests=["council"])


def election(*feeds: dict[str, Any]) -> Election:
    values = tomllib.loads(fe.PLAIN)
    return parse_election({**values, "feeds": list(feeds)}, Path())


def sheets(
    *feeds: dict[str, Any], ending: str = ".csv", rows: Any = ROWS
) -> dict[str, list[tuple[Any, ...]]]:
    data = (fe.json_lines if ending == ".jsonl" else fe.csv_bytes)(rows, HEADER)
    readings = parse_deliveries(data, fe.FILE + ending, election(*feeds))
    assert all(fe.found(reading) == [] for reading in readings)
    return {
        reading.delivery.source: reading.rows.select("contest", "sheet", "votes_A", "votes_B").rows()
        for reading in readings
    }


@pytest.mark.parametrize("ending", [".csv", ".jsonl"])
def test_each_feed_reads_its_contests_and_nothing_else(ending: str) -> None:
    assert sheets(MAYOR, COUNCIL, ending=ending) == {
        "for-mayor": [("mayor", "X-1", 200, 100)],
        "for-council": [("council", "X-1-7", 150, 50), ("council", "X-1-8", 90, 10)],
    }


def test_a_feed_that_reads_a_contest_of_another_says_how_both_get_theirs() -> None:
    """The first that fits a file reads it, and its column of contests holds those of all."""
    mayor = feed("for-mayor", ["county", "precinct"], {"A": "Ann", "B": "Bob"})
    council = feed("for-council", ["county", "precinct", "district"], {"A": "Cyd", "B": "Dan"})
    rows = [*ROWS[:2], ("Council", "X", "1", "7", "Cyd", 150), ("Council", "X", "1", "7", "Rex", 9)]
    (reading,) = parse_deliveries(fe.csv_bytes(rows, HEADER), fe.FILE + ".csv", election(mayor, council))
    known, unknown = fe.found(reading, "selection-unknown")
    assert known.message == (
        "'Cyd' names no selection of the feed 'for-mayor', which reads this row; its votes are not counted. "
        "The feed 'for-council' knows it: name the contests of each under contests."
    )
    assert unknown.message == "'Rex' names no selection; its votes are not counted."
    (waiting,) = fe.found(reading, "not-counted")
    assert waiting.message.endswith("they state no result that the feed reads.")


def test_no_contest_is_read_twice() -> None:
    again = {**MAYOR, "id": "again"}
    everything = {**MAYOR, "id": "everything"}
    del everything["contests"]
    assert list(sheets(MAYOR, again, COUNCIL, everything)) == ["for-mayor", "for-council"]


def test_a_feed_whose_contests_are_not_in_the_file_reads_nothing() -> None:
    assert list(sheets(MAYOR, COUNCIL, rows=ROWS[2:])) == ["for-council"]
    with pytest.raises(FeedError, match="no row belongs to the contests of the feed 'for-mayor': mayor"):
        sheets(MAYOR, COUNCIL, rows=ROWS[-1:])


def test_a_mistake_of_one_feed_refuses_the_whole_file() -> None:
    with pytest.raises(FeedError, match="there is no column for B"):
        sheets(MAYOR, COUNCIL, rows=[row for row in ROWS if row[4] != "Bob"])


def test_the_refusal_says_how_contests_are_shared_out() -> None:
    whole = {**MAYOR, "votes": {"A": "Ann"}}
    del whole["contests"]
    with pytest.raises(FeedError, match="there is no column for B") as caught:
        sheets(whole, COUNCIL, rows=ROWS[:1])
    assert caught.value.hint.endswith("name those that this one reads under contests.")


def test_a_row_without_a_contest_is_still_found() -> None:
    data = fe.csv_bytes([*ROWS, (None, "X", "1", None, "Ann", 3)], HEADER)
    reading, _ = parse_deliveries(data, fe.FILE + ".csv", election(MAYOR, COUNCIL))
    assert fe.codes(reading) == ["bad-row"]


def test_one_feed_can_be_named() -> None:
    data = fe.csv_bytes(ROWS, HEADER)
    reading = parse_delivery(data, fe.FILE + ".csv", election(MAYOR, COUNCIL), feed_id="for-council")
    assert reading.delivery.contests == ("council",)
    with pytest.raises(FeedError, match="several feeds read the file: for-mayor, for-council"):
        parse_delivery(data, fe.FILE + ".csv", election(MAYOR, COUNCIL))


def test_parts_of_a_code_may_be_empty() -> None:
    of_all = feed(
        "all", ["county", "precinct", "district"], {"A": "Ann", "B": "Bob"}, sheet_optional="district"
    )
    rows = [row for row in ROWS if row[0] != "Dog catcher"]
    assert sheets({**of_all, "ignore": []}, rows=rows)["all"] == [
        ("mayor", "X-1", 200, 100),
        ("council", "X-1-7", 150, 50),
        ("council", "X-1-8", 90, 10),
    ]


def test_a_part_that_is_needed_may_not_be_empty() -> None:
    election = fe.plain(sheet=["region", "sheet", "null"], sheet_optional=["null"], counts={})
    rows = [
        (*row[:6], None, *row[7:10], region) for row, region in zip(fe.ROWS, ("N", None, "N"), strict=True)
    ]
    reading = parse_delivery(fe.csv_bytes(rows), fe.FILE + ".csv", election)
    assert reading.rows["sheet"].to_list() == ["N-1001", "N-1001"]
    assert "bad-row" in fe.codes(reading)


@pytest.mark.parametrize("parts", [["region"], ["sheet"]])
def test_only_some_parts_may_be_empty(parts: list[str]) -> None:
    with pytest.raises(DefinitionError, match="1 mistake"):
        fe.plain(sheet_optional=parts)


def test_a_feed_of_one_contest_reads_no_other() -> None:
    with pytest.raises(DefinitionError) as caught:
        fe.plain(contest="mayor", contest_column=None, contests=["council"])
    assert caught.value.problems == (
        "feeds[1].contests: all rows are of the contest 'mayor'; allowed: contests = ['mayor']",
    )


# --- into the ledger

DEFINITION = fe.PLAIN[: fe.PLAIN.index("[[feeds]]")] + "".join(
    f"""
[[feeds]]
id = "{contest}"
files = ["*.csv"]
snapshot = true
contest_column = "contest"
contests = ["{contest}"]
sheet = "sheet"
ignore = ["C"]
[feeds.observed]
file_name = '(\\d{{8}}_\\d{{6}})'
"""
    for contest in ("mayor", "council")
)


def test_one_file_becomes_two_deliveries(tmp_path: Path) -> None:
    make_election(tmp_path, definition=DEFINITION)
    desk = open_desk(tmp_path, for_ingest=True)
    files = [tmp_path / f"count_20240505_2{hour}0000.csv" for hour in (0, 1)]
    header = "contest,sheet,registered,A,B\n"
    files[0].write_text(header + "mayor,001,100,10,20\ncouncil,001,100,30,40\ncouncil,002,100,1,2\n")
    files[1].write_text(header + "mayor,001,100,11,20\ncouncil,001,100,30,40\n")
    results = list(ingest(desk, files, lambda: START))
    assert [(result.status, result.reading.delivery.source) for result in results if result.reading] == [
        ("taken in", "mayor"),
        ("taken in", "council"),
    ] * 2
    assert as_of(desk.ledger).select("contest", "sheet", "votes_A").rows() == [
        ("council", "001", 30),
        ("mayor", "001", 11),
    ]
    changes = history(desk.ledger).select("source", "sheet", "change").rows()
    assert ("council", "002", "withdrawn") in changes
    assert ("mayor", "001", "changed") in changes
    assert [result.status for result in ingest(desk, files, lambda: START)] == ["already known"] * 2


def test_a_feed_that_was_added_later_reads_its_contests_of_a_known_file(tmp_path: Path) -> None:
    first = DEFINITION[: DEFINITION.rindex("[[feeds]]")]
    make_election(tmp_path, definition=first)
    file = tmp_path / "count_20240505_200000.csv"
    file.write_text("contest,sheet,registered,A,B\nmayor,001,100,10,20\ncouncil,001,100,30,40\n")
    assert len(list(ingest(open_desk(tmp_path, for_ingest=True), [file], lambda: START))) == 1
    make_election(tmp_path, definition=DEFINITION)
    desk = open_desk(tmp_path, for_ingest=True)
    assert [result.status for result in ingest(desk, [file], lambda: START)] == ["already known", "taken in"]
    assert as_of(desk.ledger)["contest"].to_list() == ["council", "mayor"]
