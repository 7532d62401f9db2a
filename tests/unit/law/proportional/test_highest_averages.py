"""Highest averages: textbook, order, ties, vacancies."""

from __future__ import annotations

import pytest

from escrutinio.law import (
    Tie,
    dhondt,
    highest_averages,
    sainte_lague,
)
from escrutinio.model.errors import LawError

TEXTBOOK = {"A": 100_000, "B": 80_000, "C": 30_000, "D": 20_000}


def test_dhondt_and_sainte_lague_textbook() -> None:
    assert highest_averages(TEXTBOOK, 8, dhondt).seats == {"A": 4, "B": 3, "C": 1, "D": 0}
    assert highest_averages(TEXTBOOK, 8, sainte_lague).seats == {"A": 3, "B": 3, "C": 1, "D": 1}


def test_awards_come_in_order_with_the_last_winner_and_the_next_loser() -> None:
    given = highest_averages(TEXTBOOK, 8)
    assert [str(quotient) for quotient in given.awards] == [
        "A 100000/1", "B 80000/1", "A 100000/2", "B 80000/2",
        "A 100000/3", "C 30000/1", "B 80000/3", "A 100000/4",
    ]  # fmt: skip
    assert str(given.last) == "A 100000/4"
    assert str(given.next) == "A 100000/5"
    assert given.last is not None
    assert given.last.value == 25_000


def test_three_equal_lists_for_two_seats_are_a_tie() -> None:
    given = highest_averages({"A": 7, "B": 7, "C": 7}, 2, what="seats of X")
    assert given.seats == {"A": 0, "B": 0, "C": 0}
    assert given.tie == Tie(("A", "B", "C"), 2, "seats of X")
    assert highest_averages({"A": 7, "B": 7, "C": 7}, 3).tie is None


def test_a_tie_of_different_counts() -> None:
    # 60/3 = 40/2 = 20: seat four is tied between A's third and B's second.
    given = highest_averages({"A": 60, "B": 40, "C": 1}, 4)
    assert given.seats == {"A": 2, "B": 1, "C": 0}
    assert given.tie == Tie(("A", "B"), 1, "seats")
    assert given.next is not None
    assert given.next.value == 20


def test_nobody_without_votes_wins_and_seats_stay_vacant() -> None:
    assert highest_averages({"A": 0, "B": 0}, 3).vacant == 3
    assert highest_averages({}, 3).vacant == 3
    only = highest_averages({"A": 1, "B": 0}, 3)
    assert (only.seats, only.tie, only.vacant) == ({"A": 3, "B": 0}, None, 0)
    assert highest_averages({"A": 1}, 0).seats == {"A": 0}
    assert highest_averages({"A": 0}, 2).next is None


@pytest.mark.parametrize(
    ("votes", "seats"),
    [({"A": -1}, 1), ({"A": 1.0}, 1), ({"A": 1}, -1), ({"A": 1}, True)],
)
def test_bad_votes_and_seats_are_refused(votes: dict[str, int], seats: int) -> None:
    with pytest.raises(LawError):
        highest_averages(votes, seats)
