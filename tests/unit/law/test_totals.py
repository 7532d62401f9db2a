"""Totals of a contest."""

from __future__ import annotations

from fractions import Fraction

from escrutinio.law import (
    AtLeastWithLead,
    ContestTotals,
    MoreThan,
    RunOff,
    first_round,
)

BOLIVIA = (MoreThan(Fraction(1, 2)), AtLeastWithLead(Fraction(2, 5), Fraction(1, 10)))


def test_valid_votes_are_never_fewer_than_the_lists_have() -> None:
    assert isinstance(first_round({"A": 40, "B": 35, "C": 25}, 10, BOLIVIA), RunOff)


def test_totals_add_over_units() -> None:
    totals = ContestTotals({"1": {"A": 1, "X": 5}, "2": {"A": 2}}, {"1": 9}, frozenset({"X"}))
    assert totals.standing(["1", "2", "3"]) == {"A": 3}
    assert totals.valid_votes(["1", "2", "3"]) == 11
    assert totals.lists() == {"A"}
