"""Seats added to those of counts: Malta's majority and proportion."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escrutinio.law import ContestTotals, ElectionFacts, get_law
from escrutinio.law.facts import WHOLE
from escrutinio.law.mixed.top_up import TopUp, Why, top_up
from escrutinio.model.errors import LawError

TWO = st.fixed_dictionaries({"A": st.integers(1, 300), "B": st.integers(1, 300)})
WON = st.integers(1, 64).map(lambda seats: {"A": seats, "B": 65 - seats})


def test_an_absolute_majority_has_a_majority_of_one() -> None:
    votes, won = {"A": 51, "B": 40, "C": 9}, {"A": 31, "B": 30, "C": 4}
    assert top_up(votes, won, relative=False, proportional=False) == TopUp("A", 4, Why.ABSOLUTE_MAJORITY)
    # Exactly half of the votes is no majority.
    half = {"A": 50, "B": 41, "C": 9}
    assert top_up(half, won, relative=False, proportional=False).seats == 0


def test_more_votes_than_the_other_of_two_are_enough_since_1996_but_not_of_three() -> None:
    votes, two, three = {"A": 49, "B": 48, "C": 3}, {"A": 31, "B": 34}, {"A": 30, "B": 34, "C": 1}
    assert top_up(votes, two, relative=False, proportional=False).seats == 0
    assert top_up(votes, two, relative=True, proportional=False) == TopUp("A", 4, Why.RELATIVE_MAJORITY)
    assert top_up(votes, three, relative=True, proportional=True).seats == 0


def test_the_smaller_party_gets_seats_by_proportion_since_2007() -> None:
    votes, won = {"A": 6000, "B": 4000}, {"A": 45, "B": 20}
    # 4,000 votes are due 30 seats beside 45.
    assert top_up(votes, won, relative=True, proportional=True) == TopUp("B", 10, Why.PROPORTION)
    assert top_up(votes, won, relative=True, proportional=False).seats == 0


@given(TWO, WON)
def test_the_house_stays_odd_and_more_votes_have_more_seats(
    votes: dict[str, int], won: dict[str, int]
) -> None:
    given_seats = top_up(votes, won, relative=True, proportional=True)
    after = {
        name: seats + (given_seats.seats if name == given_seats.party else 0) for name, seats in won.items()
    }
    assert sum(after.values()) % 2 == 1
    if votes["A"] != votes["B"]:
        assert (after["A"] > after["B"]) == (votes["A"] > votes["B"])


@given(TWO, WON)
def test_two_seats_more_or_fewer_are_no_nearer_to_the_votes(
    votes: dict[str, int], won: dict[str, int]
) -> None:
    added = top_up(votes, won, relative=False, proportional=True)
    if added.why is Why.ABSOLUTE_MAJORITY or not added.seats:
        return
    (other,) = set(won) - {added.party}

    def off(seats: int) -> int:
        return abs(votes[added.party] * won[other] - votes[other] * (won[added.party] + seats))

    assert off(added.seats) <= min(off(added.seats - 2), off(added.seats + 2))


def test_seats_of_a_party_without_a_row_are_refused() -> None:
    totals = {"votes": ContestTotals({WHOLE: {"A": 9}}), "seats": ContestTotals({WHOLE: {"A": 3, "B": 2}})}
    with pytest.raises(LawError, match="B won seats, and the first preferences do not name it"):
        get_law("mt/house-2007").decide(totals, True, ElectionFacts())
