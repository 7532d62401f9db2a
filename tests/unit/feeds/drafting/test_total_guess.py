"""Rows that add up others, told by their figures."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import pytest

from escrutinio.feeds.drafting.total_guess import TotalWords, totals_by_figures

HEAD = ("place", "code", "a", "b")
NORTH = [("Ash", "1", "2013", "3307"), ("Elm", "2", "974", "1431")]
SOUTH = [("Fir", "3", "4111", "872"), ("Oak", "4", "1182", "2763")]


def told(rows: Sequence[tuple[str | None, ...]], apart: tuple[str, ...] = ()) -> TotalWords | None:
    frame = pl.DataFrame(rows, schema=HEAD, orient="row")
    return totals_by_figures(
        frame, ["a", "b"], apart, [name for name in ("place", "code") if name not in apart]
    )


def test_a_word_of_its_own_tells_a_total() -> None:
    assert told([*NORTH, ("Anything", "9", "2987", "4738"), *SOUTH]) == TotalWords(
        {"place": ("Anything",)}, {}
    )


def test_many_totals_are_told_by_what_is_empty() -> None:
    rows = [
        ("N", None, "2987", "4738"),
        *NORTH,
        ("S", None, "5293", "3635"),
        *SOUTH,
        ("All", None, "8280", "8373"),
    ]
    assert told(rows) == TotalWords({}, {"code": ("?*",)})


def test_a_unit_with_one_part_is_a_total_where_the_others_are() -> None:
    rows = [("N", "x", "2987", "4738"), *NORTH, ("S", "y", "4111", "872"), SOUTH[0]]
    assert told(rows) == TotalWords({"place": ("N", "S")}, {})


@pytest.mark.parametrize(
    "rows",
    [
        [*NORTH, *SOUTH],
        [*NORTH, ("Gum", "5", "2987", "4739")],
        [("Ash", "1", "2", "3"), ("Elm", "2", "1", "1"), ("Fir", "3", "3", "4")],  # may be so by chance
        [SOUTH[0], ("Gum", "5", "4111", "872"), *NORTH],  # two with the same figures, and no total
    ],
)
def test_other_rows_are_sheets(rows: Sequence[tuple[str, ...]]) -> None:
    assert told(rows) is None


def test_totals_that_nothing_tells_apart_stay() -> None:
    assert told([*NORTH, ("Ash", "2", "2987", "4738"), *SOUTH]) is None


def test_a_sum_of_two_contests_is_no_total() -> None:
    rows = [("Ash", "1", "2013", "3307"), ("Ash", "2", "974", "1431"), ("Elm", "1", "2987", "4738")]
    assert told(rows, apart=("place",)) is None
