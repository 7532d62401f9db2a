"""Candidates of their own in every unit, in the long layout and in the wide one."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

import feed_elections as fe
from escrutinio.feeds import Reading, parse_deliveries

HEADER = ("contest", "sheet", "word", "number", "region")
Row = tuple[fe.Cell, ...]
# The council is decided by region; in the north A and B stand, in the south A alone.
NORTH: list[Row] = [
    ("council", "1", "A", 5, "N"),
    ("council", "1", "B", 6, "N"),
    ("council", "2", "A", 7, "N"),
    ("council", "2", "B", 8, "N"),
]
SOUTH: list[Row] = [("council", "3", "A", 9, "S"), ("council", "4", "A", 1, "S")]


def read(rows: list[Row], stations: dict[str, str] | None = None, **changes: Any) -> Reading:
    election = fe.plain(
        layout="long", selection_column="word", votes_column="number", counts={}, votes={}, **changes
    )
    frame = None
    if stations is not None:
        frame = pl.DataFrame(
            [("council", sheet, region) for sheet, region in stations.items()],
            schema=dict.fromkeys(["contest", "sheet", "region"], pl.String),
            orient="row",
        )
    (reading,) = parse_deliveries(fe.csv_bytes(rows, HEADER), fe.FILE + ".csv", election, stations=frame)
    return reading


def missing(reading: Reading) -> list[tuple[str, Any]]:
    return [(finding.sheet, finding.numbers["column"]) for finding in fe.found(reading, "bad-number")]


def test_nothing_is_asked_of_those_who_stand_elsewhere() -> None:
    reading = read([*NORTH, *SOUTH])
    assert fe.found(reading) == []
    assert reading.rows["votes_B"].to_list() == [6, 8, None, None]


def test_a_list_that_stands_in_the_unit_is_missing_on_a_sheet_without_it() -> None:
    assert missing(read([*NORTH[:3], *SOUTH])) == [("2", "B")]
    assert missing(read([*NORTH[:3], ("council", "2", "B", None, "N"), *SOUTH])) == [("2", "B")]


@pytest.mark.parametrize(
    ("stations", "expected"), [({"1": "N", "2": "N", "3": "S"}, ["2"]), ({}, []), (None, [])]
)
def test_the_stations_file_says_where_a_sheet_lies(
    stations: dict[str, str] | None, expected: list[str]
) -> None:
    reading = read([*NORTH[:3], *SOUTH], stations, units={}, ignore=["region"])
    assert missing(reading) == [(sheet, "B") for sheet in expected]


def test_who_stands_in_no_unit_of_the_file_does_not_refuse_it() -> None:
    assert read(SOUTH).rows["votes_A"].to_list() == [9, 1]


def test_in_a_contest_of_the_whole_nation_a_list_stands_everywhere() -> None:
    rows = [("mayor", *row[1:]) for row in (*NORTH, *SOUTH)]
    assert missing(read(rows)) == [("3", "B"), ("4", "B")]


@pytest.mark.parametrize(
    ("second", "third", "expected"),
    [
        (8, "South", []),
        (None, "South", [("2", "list_b")]),
        (8, "", [("3", "list_b")]),
    ],
    ids=["nobody in the south", "one cell of the north", "the unit is not known"],
)
def test_an_empty_column_of_a_known_unit_asks_nothing_there(
    second: int | None, third: str, expected: list[tuple[str, Any]]
) -> None:
    votes = [
        ("1", 5, 6, "North"),
        ("2", 7, second, "North"),
        ("3", 9, None, third),
        ("4", 1, None, "South"),
    ]
    rows = [("council", sheet, 40, 30, None, 0, 0, a, b, 0, region) for sheet, a, b, region in votes]
    (reading,) = parse_deliveries(fe.csv_bytes(rows), fe.FILE + ".csv", fe.plain())
    assert [pair for pair in missing(reading) if pair[1] != "valid"] == expected
    assert reading.rows["votes_B"].to_list() == [6, second, None, None]


def test_in_a_contest_of_the_whole_an_empty_column_is_missing_everywhere() -> None:
    rows = [("mayor", sheet, 40, 30, 25, 0, 0, 5, None, 0, "South") for sheet in ("3", "4")]
    (reading,) = parse_deliveries(fe.csv_bytes(rows), fe.FILE + ".csv", fe.plain())
    assert missing(reading) == [("3", "list_b"), ("4", "list_b")]
