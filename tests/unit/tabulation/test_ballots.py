"""Who stands where: learned from the sheets, or said by the table of candidates."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import narwhals as nw
import polars as pl
import pytest

from escrutinio.model import Contest, votes_column
from escrutinio.tabulation.ballots import NO_UNIT, standing_votes

SEATS = Contest("seat", "Seat", ("A", "B", "C"), ("nation", "district"), level="district")
VOTES = [votes_column(name) for name in SEATS.selections]


def standing(rows: list[tuple[str, int | None, int | None, int | None]], contest: Contest = SEATS) -> Any:
    frame = pl.DataFrame(rows, schema=["district", *VOTES], orient="row")
    finest = nw.from_native(frame)
    return finest.select("district", *standing_votes(finest, contest, VOTES)).to_native().rows()


def test_a_selection_stands_where_a_sheet_states_its_votes() -> None:
    rows = standing([("1", 5, 3, None), ("2", 4, None, 6)])

    assert rows == [("1", 5, 3, None), ("2", 4, None, 6)]


def test_none_on_a_sheet_is_0_where_another_sheet_of_the_unit_states_some() -> None:
    rows = standing([("1", 5, 3, None), ("1", 2, None, None), ("2", 4, None, 6)])

    assert rows[1] == ("1", 2, 0, None)


def test_votes_that_are_0_show_that_a_selection_stands() -> None:
    assert standing([("1", 5, 0, None), ("2", 4, None, 6)])[0] == ("1", 5, 0, None)


def test_where_nothing_is_in_those_stand_that_stand_in_all_other_units() -> None:
    rows = standing([("1", 5, 3, None), ("2", 4, None, 6), ("3", None, None, None)])

    assert rows[2] == ("3", 0, None, None)


def test_one_unit_says_nothing_of_the_others() -> None:
    rows = standing([("1", 5, 3, None), ("2", None, None, None)])

    assert rows == [("1", 5, 3, None), ("2", None, None, None)]


def test_sheets_outside_all_units_say_nothing_and_keep_their_votes() -> None:
    rows = standing([("1", 5, 3, None), ("2", 4, None, 6), (NO_UNIT, 1, None, 7)])

    assert rows[0] == ("1", 5, 3, None)
    assert rows[2] == (NO_UNIT, 1, None, 7)


@pytest.mark.parametrize("stated", [None, 4])
def test_the_table_of_candidates_decides_and_the_sheets_do_not(stated: int | None) -> None:
    listed = replace(SEATS, ballots={"1": ("A", "C")})

    rows = standing([("1", stated, None, None), ("9", 1, 2, None)], listed)

    assert rows[0] == ("1", stated or 0, None, 0)
    # A unit that the table leaves out keeps what its sheets state.
    assert rows[1] == ("9", 1, 2, None)
