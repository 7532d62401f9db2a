"""Sheets that are in and leave votes open."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from escrutinio.model import Contest, votes_column
from escrutinio.tabulation import open_sheets

SEATS = Contest("seat", "Seat", ("A", "B", "C"), ("nation", "district"), level="district")
WHOLE = replace(SEATS, level="nation")
NAMES = ["contest", "sheet", "district", "most_valid", *map(votes_column, SEATS.selections)]


def of(contest: Contest, *rows: tuple[object, ...]) -> list[str]:
    frame = pl.DataFrame(
        [("seat", *row) for row in rows],
        schema=dict.fromkeys(NAMES[:3], pl.String) | dict.fromkeys(NAMES[3:], pl.Int64),
        orient="row",
    )
    return open_sheets(frame, contest)["sheet"].to_list()


def test_in_a_contest_that_is_decided_unit_by_unit_only_those_are_waited_for_who_stand_there() -> None:
    rows = (("1", "N", 90, 30, None, None), ("2", "N", 90, 30, 20, None), ("3", "S", 90, 30, None, 5))
    assert of(SEATS, *rows) == ["1"]
    assert of(WHOLE, *rows) == ["1", "2", "3"]
    assert of(replace(SEATS, ballots={"N": ("A", "B"), "S": ("A", "B", "C")}), *rows) == ["1", "3"]


def test_a_unit_that_lies_nowhere_and_one_that_the_table_of_candidates_leaves_out_wait_for_nobody() -> None:
    rows = (("1", None, 90, 30, None, None), ("2", "X", 90, 30, None, None), ("3", "N", 90, 30, 60, 0))
    assert of(replace(SEATS, ballots={"N": ("A", "B", "C")}), *rows) == []
    assert of(SEATS, *rows) == []


@pytest.mark.parametrize(
    ("most_valid", "votes_allowed", "waits"),
    [(30, 1, False), (31, 1, True), (None, 1, True), (29, 1, True), (15, 2, False)],
)
def test_a_sheet_whose_valid_votes_are_all_told_leaves_nothing_open(
    most_valid: int | None, votes_allowed: int, *, waits: bool
) -> None:
    contest = replace(WHOLE, votes_allowed=votes_allowed)
    assert of(contest, ("1", "N", most_valid, 20, 10, None)) == (["1"] if waits else [])


def test_votes_for_a_selection_that_has_withdrawn_count_and_are_not_waited_for() -> None:
    contest = replace(WHOLE, withdrawn=("C",))
    assert of(
        contest, ("1", "N", 30, 20, 10, None), ("2", "N", 30, 20, None, 10), ("3", "N", 31, 20, None, 10)
    ) == ["3"]


def test_votes_that_cannot_be_read_may_be_those_of_somebody_of_whom_no_sheet_speaks() -> None:
    rows = [("seat", "1", "N", 90, 30, 20, None), ("seat", "2", "S", 50, 30, 20, None)]
    frame = pl.DataFrame(rows, schema=NAMES, orient="row").with_columns(pl.col("votes_C").cast(pl.Int64))
    unread = frame.select("contest", "sheet")
    assert open_sheets(frame, SEATS).is_empty()
    assert open_sheets(frame, SEATS, unread)["sheet"].to_list() == ["1"]
