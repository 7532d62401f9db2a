"""Quotas and largest remainders."""

from __future__ import annotations

from fractions import Fraction

import pytest

from escrutinio.law import (
    Tie,
    droop_quota,
    hare_quota,
    largest_remainder,
)
from escrutinio.model.errors import LawError


def test_quotas() -> None:
    assert hare_quota(100, 8) == Fraction(25, 2)
    assert droop_quota(100, 9) == 11
    assert droop_quota(99, 9) == 10


def test_largest_remainder_textbook() -> None:
    votes = {"A": 47_000, "B": 16_000, "C": 15_800, "D": 12_000, "E": 6_100, "F": 3_100}
    assert largest_remainder(votes, 10).seats == {"A": 5, "B": 2, "C": 1, "D": 1, "E": 1, "F": 0}
    assert largest_remainder(votes, 10, droop_quota).seats == {
        "A": 5, "B": 2, "C": 2, "D": 1, "E": 0, "F": 0,
    }  # fmt: skip


def test_largest_remainder_ties_and_vacancies() -> None:
    tied = largest_remainder({"A": 5, "B": 5, "C": 5}, 2)
    assert (tied.seats, tied.tie) == ({"A": 0, "B": 0, "C": 0}, Tie(("A", "B", "C"), 2, "seats"))
    assert largest_remainder({"A": 0}, 2).vacant == 2
    # The Droop quota is 1, the only list has no remainder above it, and one seat is all a remainder can give.
    assert largest_remainder({"A": 1}, 5, droop_quota).vacant == 3
    with pytest.raises(LawError, match="full seats"):
        largest_remainder({"A": 6, "B": 6}, 3, lambda votes, seats: Fraction(votes, seats + 3))
