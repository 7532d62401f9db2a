"""How many votes a seat depends on."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from escrutinio.law.proportional.divisors import dhondt, huntington_hill, sainte_lague
from escrutinio.law.proportional.methods import Method, QuotaMethod, allocate
from escrutinio.law.proportional.quotas import (
    Over,
    Rest,
    droop_quota,
    hagenbach_bischoff_quota,
    imperiali_quota,
)
from escrutinio.law.seat_margins import (
    Kind,
    closest_changes,
    last_seat_margins,
    votes_to_gain,
    votes_to_lose,
    votes_to_move,
)
from escrutinio.model.errors import LawError

VOTES = {"A": 100, "B": 60, "C": 35}


def test_dhondt_by_hand() -> None:
    # Four seats: 100, 60, 50, 35. C's 35 won the last; A's 100/3 and B's 60/2 come next.
    assert allocate(VOTES, 4).seats == {"A": 2, "B": 1, "C": 1}
    gain = votes_to_gain(VOTES, 4, "A")
    # 105/3 = 35 ties, 106/3 wins it.
    assert (gain.tie, gain.change) == (5, 6)
    assert gain.seats == {"A": 3, "C": 0}
    lose = votes_to_lose(VOTES, 4, "C")
    # 33 is below 100/3 = 33.33; no whole number ties.
    assert (lose.tie, lose.change) == (2, 2)
    assert lose.seats == {"A": 3, "C": 0}
    # 102/3 = 34 > 33: two moved are enough; 101/3 < 34.
    moved = votes_to_move(VOTES, 4, "C", "A")
    assert (moved.tie, moved.change) == (2, 2)
    # B's second needs 70.
    assert (votes_to_gain(VOTES, 4, "B").tie, votes_to_gain(VOTES, 4, "B").change) == (10, 11)


def test_largest_remainder_by_hand() -> None:
    # Quota 195/4 = 48.75: 2 + 2.5, 1 + 11.25, 0 + 35. C has the last seat by its remainder.
    hare = QuotaMethod()
    assert allocate(VOTES, 4, hare).seats == {"A": 2, "B": 1, "C": 1}
    moved = votes_to_move(VOTES, 4, "C", "B", hare)
    # 12 moved: B 72 has 23.25 left, C 23; 11 moved: 22.25 and 24.
    assert (moved.tie, moved.change) == (12, 12)
    assert moved.seats == {"B": 2, "C": 0}


def test_a_tie_as_it_is_needs_no_votes_to_tie() -> None:
    votes = {"A": 20, "B": 20, "C": 10}
    gain = votes_to_gain(votes, 1, "A")
    assert (gain.tie, gain.change) == (0, 1)
    lose = votes_to_lose(votes, 1, "A")
    assert (lose.tie, lose.change) == (0, 1)
    # Where the law prefers more votes, equal quotients of unequal lists are no tie.
    level = {"A": 20, "B": 10}
    assert votes_to_gain(level, 2, "A").tie == 0
    first = votes_to_gain(level, 2, "B", more_votes_first=True)
    assert (first.tie, first.change) == (1, 1)


def test_what_no_votes_can_do() -> None:
    assert votes_to_gain({"A": 5}, 3, "A").change is None
    assert votes_to_lose({"A": 5, "B": 0}, 3, "B").change is None
    # Huntington-Hill gives every list with votes its first seat before any has two.
    assert votes_to_gain({"A": 5, "B": 5, "C": 5}, 3, "A", huntington_hill).change is None
    gone = votes_to_lose({"A": 5, "B": 1}, 2, "B", huntington_hill)
    assert (gone.change, gone.seats) == (1, {"A": 2, "B": 0})
    # Moving all of a small list's votes may change nothing.
    assert votes_to_move({"A": 100, "B": 1, "C": 50}, 3, "B", "C").change is None


def test_only_a_gain_or_only_a_loss() -> None:
    # D'Hondt, three seats: 60, 40, 30 (A's second); B's 20 and C's 29 wait. From A to B: A loses to C first.
    votes = {"A": 60, "B": 40, "C": 29}
    either = votes_to_move(votes, 3, "A", "B")
    gain = votes_to_move(votes, 3, "A", "B", loss=False)
    loss = votes_to_move(votes, 3, "A", "B", gain=False)
    assert (either.change, either.seats) == (3, {"A": 1, "C": 1})
    assert loss.change == 3
    assert gain.change is not None
    assert gain.change > 3
    assert gain.seats["B"] == 2


def test_margins_of_all_lists() -> None:
    margins = last_seat_margins(VOTES, 4)
    assert {name: margin.seats for name, margin in margins.items()} == {"A": 2, "B": 1, "C": 1}
    assert margins["C"].last == votes_to_lose(VOTES, 4, "C")
    assert margins["A"].next == votes_to_gain(VOTES, 4, "A")
    none = last_seat_margins({"A": 100, "B": 1}, 2)
    assert none["B"].last is None
    data = json.dumps({name: margin.to_dict() for name, margin in margins.items()}, sort_keys=True)
    assert '"change": 6' in data


def test_the_closest_changes() -> None:
    closest = closest_changes(VOTES, 4)
    assert [(change.target, change.tie, change.change) for change in closest.more] == [("A", 5, 6)]
    assert [(change.source, change.tie, change.change) for change in closest.fewer] == [("C", 2, 2)]
    assert [(change.source, change.target, change.change) for change in closest.moved] == [
        ("C", "A", 2),
        ("C", "B", 2),  # B gains nothing, but C loses its seat, to A
    ]
    assert all(change.kind is Kind.MOVED for change in closest.moved)
    json.dumps(closest.to_dict())
    # Equally small changes are all named.
    level = closest_changes({"A": 20, "B": 20}, 1)
    assert [change.target for change in level.more] == ["A", "B"]


def test_a_rounded_quota_jumps_and_the_least_is_found_all_the_same() -> None:
    # Droop, four seats: with 24 votes for B the quota is 6 and B has all; with 25 it is 7 and A has one.
    droop = QuotaMethod(droop_quota)
    votes = {"A": 5, "B": 18}
    assert votes_to_gain(votes, 4, "B", droop).change == 6
    assert allocate({"A": 5, "B": 24}, 4, droop).seats == {"A": 0, "B": 4}
    assert allocate({"A": 5, "B": 25}, 4, droop).seats["A"] == 1
    assert [change.target for change in closest_changes(votes, 4, droop).more] == ["B"]


@pytest.mark.parametrize("method", [dhondt, sainte_lague, QuotaMethod(), QuotaMethod(droop_quota)])
def test_large_numbers_stay_exact(method: Method) -> None:
    big = 10**21
    votes = {"A": 3 * big, "B": 2 * big + 1, "C": big}

    def ends(name: str, more: int) -> tuple[int, int]:
        given = allocate({**votes, name: votes[name] + more}, 5, method)
        sure = given.seats[name]
        return sure, sure + (given.tie is not None and name in given.tie.tied)

    for name in votes:
        low, high = ends(name, 0)
        gain, lose = (
            votes_to_gain(votes, 5, name, method).change,
            votes_to_lose(votes, 5, name, method).change,
        )
        assert gain
        assert lose
        # So many are enough, and one vote fewer is not.
        assert ends(name, gain)[0] > low
        assert ends(name, gain - 1)[0] == low
        assert ends(name, -lose)[1] < high
        assert ends(name, 1 - lose)[1] == high


def test_methods_in_which_votes_can_harm_are_refused() -> None:
    for method in (QuotaMethod(rest=Rest.AVERAGES), QuotaMethod(imperiali_quota, Over.NEXT_QUOTA)):
        with pytest.raises(LawError, match="lose a seat by gaining votes"):
            votes_to_gain(VOTES, 4, "A", method)
    # A quota that is exactly filled on the way (10 and 5 of 15, 5 a seat) is no error; one that is now is.
    assert votes_to_gain({"A": 5, "B": 4}, 2, "B", QuotaMethod(hagenbach_bischoff_quota)).tie == 6
    with pytest.raises(LawError, match="full seats"):
        votes_to_gain({"A": 5, "B": 5, "C": 5}, 2, "A", QuotaMethod(hagenbach_bischoff_quota))


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(LawError, match="'Z'"):
        votes_to_gain(VOTES, 4, "Z")
    with pytest.raises(LawError, match="'Z'"):
        votes_to_lose(VOTES, 4, "Z")
    with pytest.raises(LawError, match="'Z'"):
        votes_to_move(VOTES, 4, "Z", "A")
    with pytest.raises(LawError):
        votes_to_move(VOTES, 4, "A", "A")
    with pytest.raises(LawError):
        votes_to_move(VOTES, 4, "A", "B", gain=False, loss=False)
    with pytest.raises(LawError):
        votes_to_lose({"A": Fraction(1)}, 4, "A")  # type: ignore[dict-item]
