"""Rows that are the sums of others."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

import feed_elections as fe
from escrutinio.feeds import parse_delivery
from escrutinio.feeds.total_rows import sums_among

Table = NDArray[np.int64]
NORTH = np.array([[310, 12, 150], [201, 99, 7], [44, 60, 180]])
SOUTH = np.array([[77, 8, 212], [5, 190, 33]])


def total(*tables: Table) -> Table:
    return np.array([np.concatenate(tables).sum(axis=0)])


LAYOUTS: dict[str, tuple[list[Table], list[int]]] = {
    "after its parts": ([NORTH, total(NORTH), SOUTH, total(SOUTH), total(NORTH, SOUTH)], [3, 6, 7]),
    "before its parts": ([total(NORTH, SOUTH), total(NORTH), NORTH, total(SOUTH), SOUTH], [0, 1, 5]),
    "all at the end": ([NORTH, SOUTH, total(NORTH), total(SOUTH), total(NORTH, SOUTH)], [5, 6, 7]),
    "all at the beginning": ([total(NORTH, SOUTH), total(NORTH), total(SOUTH), NORTH, SOUTH], [0, 1, 2]),
    "far from its parts": ([NORTH, SOUTH, np.array([[901, 3, 17]]), total(NORTH)], [6]),
    "two totals of the same": ([NORTH, total(NORTH), total(NORTH)], [3, 4]),
    "none": ([NORTH, SOUTH], []),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_totals_are_noticed_wherever_they_stand(layout: str) -> None:
    tables, expected = LAYOUTS[layout]
    assert [sums.row for sums in sums_among(np.concatenate(tables))] == expected


def test_a_total_names_its_parts() -> None:
    (north, *_) = sums_among(np.concatenate([SOUTH, NORTH, total(NORTH)]))
    assert (north.first, north.last, north.parts) == (2, 4, 3)


@pytest.mark.parametrize(
    "make",
    [
        lambda rng: rng.integers(1, 10, (2000, 3)),
        lambda rng: rng.integers(1, 100, (500, 2)),
        lambda rng: rng.integers(0, 200, (3000, 8)) + np.eye(3000, 8, dtype=np.int64),
        lambda rng: np.full((50, 5), 7) * rng.integers(1, 3, (50, 1)),
    ],
)
def test_small_numbers_that_are_sums_by_chance_are_no_totals(
    make: Callable[[np.random.Generator], Table],
) -> None:
    assert sums_among(make(np.random.default_rng(5))) == []


def test_a_finding_names_the_row_and_its_parts() -> None:
    names = ["1", "2", "North", "3", "4"]
    numbers = [(310, 290), (120, 260), (430, 550), (8, 3), (5, 9)]
    rows = [
        ("mayor", name, 900, a + b, a + b, 0, 0, a, b, 0, "N")
        for name, (a, b) in zip(names, numbers, strict=True)
    ]
    rows[2] = ("mayor", "North", 1800, 980, 980, 0, 0, 430, 550, 0, "N")
    reading = parse_delivery(fe.csv_bytes(rows), fe.FILE + ".csv", fe.plain())
    (finding,) = fe.found(reading)
    assert (finding.code, finding.severity, finding.sheet, finding.line) == (
        "total-row",
        "warning",
        "North",
        4,
    )
    assert finding.numbers == {"parts": 2, "first_line": 2, "last_line": 3}
    assert finding.message == (
        "The figures are the sums of 2 other rows of the file (from line 2 to 3), so this may be a total. It "
        "counts as a sheet; leave totals out with `only` or `skip` in the feed 'night'."
    )
    left_out = parse_delivery(fe.csv_bytes(rows), fe.FILE + ".csv", fe.plain(skip={"sheet": "north"}))
    assert left_out.rows.height == 4
    assert fe.found(left_out) == []


def test_contests_of_one_file_are_not_added_to_each_other() -> None:
    rows = [
        ("mayor", "1", 900, 600, 600, 0, 0, 310, 290, 0, "N"),
        ("mayor", "2", 900, 380, 380, 0, 0, 120, 260, 0, "N"),
        ("council", "3", 1800, 980, 980, 0, 0, 430, 550, 0, "N"),
    ]
    assert fe.found(parse_delivery(fe.csv_bytes(rows), fe.FILE + ".csv", fe.plain())) == []
