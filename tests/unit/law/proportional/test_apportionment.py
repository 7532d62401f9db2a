"""Seats to districts."""

from __future__ import annotations

import pytest

from escrutinio.law.decisions import Tie
from escrutinio.law.lots import Lot
from escrutinio.law.proportional.apportionment import apportion
from escrutinio.law.proportional.divisors import adams, dhondt, huntington_hill, sainte_lague
from escrutinio.law.proportional.methods import QuotaMethod
from escrutinio.law.proportional.quotas import droop_quota
from escrutinio.model.errors import LawError

HARE = QuotaMethod()
PEOPLE = {"A": 700, "B": 200, "C": 90, "D": 10}


def test_without_bounds_it_is_the_method_itself() -> None:
    assert apportion(PEOPLE, 10, dhondt).seats == {"A": 7, "B": 2, "C": 1, "D": 0}
    assert apportion(PEOPLE, 10, HARE).seats == {"A": 7, "B": 2, "C": 1, "D": 0}
    assert apportion(PEOPLE, 10, QuotaMethod(droop_quota)).seats == {"A": 7, "B": 2, "C": 1, "D": 0}


def test_a_minimum_uses_up_quotients() -> None:
    # One each; then 700/2 ... 700/6 for A; the last seat is tied at 700/7 = 200/2.
    given = apportion(PEOPLE, 10, dhondt, minimum=1)
    assert given.seats == {"A": 6, "B": 1, "C": 1, "D": 1}
    assert given.tie == Tie(("A", "B"), 1, "seats of districts")
    # Adams and Huntington-Hill give each its first seat anyway.
    for rule in (adams, huntington_hill):
        assert apportion(PEOPLE, 10, rule).seats == apportion(PEOPLE, 10, rule, minimum=1).seats


def test_a_minimum_under_a_quota_method_leaves_with_its_districts() -> None:
    given = apportion(PEOPLE, 10, HARE, minimum=1)
    # D is raised to one; nine seats of 990 people remain: 6.36, 1.82, 0.82.
    assert given.fixed == {"D": 1}
    assert given.seats == {"A": 6, "B": 2, "C": 1, "D": 1}
    assert given.last.seats == {"A": 6, "B": 2, "C": 1}


def test_seats_given_beforehand() -> None:
    # Spain, LOREG art. 162: so many each, then the others by largest remainders.
    given = apportion(PEOPLE, 18, HARE, first=2)
    assert given.seats == {"A": 9, "B": 4, "C": 3, "D": 2}
    assert given.given == {"A": 2, "B": 2, "C": 2, "D": 2}
    by_district = apportion(PEOPLE, 12, HARE, first={"A": 0, "B": 0, "C": 0, "D": 2})
    assert by_district.seats == {"A": 7, "B": 2, "C": 1, "D": 2}
    # A minimum counts what was given.
    assert apportion(PEOPLE, 18, HARE, first=2, minimum=2).seats == given.seats


def test_a_maximum() -> None:
    assert apportion(PEOPLE, 10, dhondt, maximum=5).seats == {"A": 5, "B": 4, "C": 1, "D": 0}
    given = apportion(PEOPLE, 10, HARE, maximum=5)
    assert given.fixed == {"A": 5}
    assert given.seats == {"A": 5, "B": 3, "C": 2, "D": 0}
    full = apportion({"A": 5, "B": 5}, 10, HARE, maximum=3)
    assert (full.seats, full.vacant) == ({"A": 3, "B": 3}, 4)
    assert apportion({"A": 5, "B": 5}, 10, sainte_lague, maximum=3).vacant == 4


def test_ties_and_lots() -> None:
    people = {"A": 30, "B": 30, "C": 40}
    what = "seats of districts"
    for method in (dhondt, HARE):
        given = apportion(people, 2, method)
        assert given.seats == {"A": 0, "B": 0, "C": 1}
        assert given.tie == Tie(("A", "B"), 1, what)
        assert given.undecided == 1
        drawn = apportion(people, 2, method, lots=[Lot.of("AB", "B", what)])
        assert drawn.seats == {"A": 0, "B": 1, "C": 1}
        assert len(drawn.lots) == 1


def test_a_tie_that_decides_who_is_raised_is_not_guessed() -> None:
    # 2.4, 0.8, 0.4, 0.4: the fourth seat is tied between A, C and D; whoever of C and D lacks it is raised.
    people = {"A": 24, "B": 8, "C": 4, "D": 4}
    given = apportion(people, 4, HARE, minimum={"A": 0, "B": 0, "C": 1, "D": 1})
    assert given.tie == Tie(("A", "C", "D"), 1, "seats of districts")
    assert given.seats == {"A": 0, "B": 0, "C": 1, "D": 1}
    assert given.undecided == 2
    lot = Lot.of("ACD", "C")
    drawn = apportion(people, 4, HARE, minimum={"A": 0, "B": 0, "C": 1, "D": 1}, lots=[lot])
    # D is raised and leaves; of three seats for 36 people C has none (2, 0.67, 0.33) and is raised too; then
    # two seats for 32 people are 1.5 and 0.5, another tie.
    assert drawn.fixed == {"D": 1, "C": 1}
    assert drawn.seats == {"A": 1, "B": 0, "C": 1, "D": 1}
    assert drawn.tie == Tie(("A", "B"), 1, "seats of districts")
    done = apportion(people, 4, HARE, minimum={"A": 0, "B": 0, "C": 1, "D": 1}, lots=[lot, Lot.of("AB", "A")])
    assert done.seats == {"A": 2, "B": 0, "C": 1, "D": 1}
    assert done.undecided == 0
    assert drawn.lots == (lot,)


def test_a_tie_for_a_seat_above_the_maximum_is_no_promise() -> None:
    # 1.5, 1.5 and 1: A and B are tied for the fourth seat, which neither may keep.
    people = {"A": 15, "B": 15, "C": 10}
    given = apportion(people, 4, HARE, maximum=1)
    assert given.seats == {"A": 0, "B": 0, "C": 0}
    assert given.undecided == 4
    drawn = apportion(people, 4, HARE, maximum=1, lots=[Lot.of("AB", "A")])
    assert drawn.seats == {"A": 1, "B": 1, "C": 1}
    assert (drawn.undecided, drawn.vacant) == (0, 1)


def test_a_tie_that_the_minimum_settles_is_none() -> None:
    # By quotas D and E are tied, but every district has its minimum and there is nothing else to give.
    given = apportion({"A": 0, "B": 0, "C": 0, "D": 1, "E": 1}, 5, HARE, minimum=1, maximum=1)
    assert set(given.seats.values()) == {1}
    assert (given.tie, given.undecided) == (None, 0)


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(LawError, match="minimum of all districts is 8"):
        apportion(PEOPLE, 7, dhondt, minimum=2)
    with pytest.raises(LawError, match="the maximum of 'A' is 1"):
        apportion(PEOPLE, 20, HARE, minimum=2, maximum=1)
    with pytest.raises(LawError, match="same districts"):
        apportion(PEOPLE, 20, HARE, minimum={"A": 1})
    with pytest.raises(LawError):
        apportion(PEOPLE, -1, HARE)
    with pytest.raises(LawError):
        apportion({"A": 1.0}, 1, dhondt)  # type: ignore[dict-item]
    with pytest.raises(LawError):
        apportion(PEOPLE, 20, HARE, minimum=True)
