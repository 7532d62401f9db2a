"""Compensation and overhang."""

from __future__ import annotations

from escrutinio.law import (
    Tie,
    compensate,
)
from escrutinio.law.mixed.compensation import possible_winners


def test_overhang_as_in_beni_2025() -> None:
    # As happened in Beni in 2025, with invented figures: of 4 single-member seats a list wins three with an
    # entitlement of one; the two seats too many are taken from the others, lowest quotient first.
    votes = {"A": 100, "B": 90, "C": 50, "D": 20}
    done = compensate(votes, 7, 3, {"C": 3, "B": 1})
    assert done.entitlement.seats == {"A": 3, "B": 3, "C": 1, "D": 0}
    assert done.overhang == {"C": 2}
    assert [str(quotient) for quotient in done.taken] == ["B 90/3", "A 100/3"]
    assert done.lists.seats == {"A": 2, "B": 1, "C": 0, "D": 0}


def test_overhang_skips_lists_without_a_list_seat() -> None:
    # B's quotient is the lowest, but its seats are all single-member: the seat comes from A.
    done = compensate({"A": 100, "B": 60, "C": 10}, 4, 2, {"B": 1, "C": 1})
    assert done.entitlement.seats == {"A": 3, "B": 1, "C": 0}
    assert done.overhang == {"C": 1}
    assert [str(quotient) for quotient in done.taken] == ["A 100/3"]
    assert done.lists.seats == {"A": 2, "B": 0, "C": 0}


def test_overhang_of_a_list_outside_the_allocation() -> None:
    done = compensate({"A": 100, "B": 60}, 4, 2, {"INDEPENDENT": 2})
    assert done.overhang == {"INDEPENDENT": 2}
    assert done.lists.seats == {"A": 1, "B": 1}


def test_overhang_can_be_tied() -> None:
    done = compensate({"A": 60, "B": 60}, 4, 3, {"X": 1})
    assert done.lists.seats == {"A": 1, "B": 1}
    assert done.lists.tie == Tie(("A", "B"), 1, "list seats")
    assert done.taken == ()


def test_a_tied_entitlement_may_not_matter() -> None:
    # 60/3 = 40/2: the last seat of four is tied. A has won three districts, so it has used that quotient up.
    done = compensate({"A": 60, "B": 40}, 4, 1, {"A": 3})
    assert done.entitlement.tie is not None
    assert done.lists.seats == {"A": 0, "B": 1}
    assert done.lists.tie is None


def test_possible_winners_counts_each_end_once() -> None:
    ends = possible_winners({"A": 1}, [("A", "B"), ("A", "B")])
    assert ends == [{"A": 1, "B": 2}, {"A": 2, "B": 1}, {"A": 3}]
    assert possible_winners({"A": 1}, []) == [{"A": 1}]
