"""Highest averages in which the quotients of some lists are raised: Serbia's lists of minorities."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escrutinio.bounds import Missing, bounds_of
from escrutinio.law import ContestTotals, ElectionFacts, Outcome, Tie, get_law, highest_averages
from escrutinio.law.facts import WHOLE
from escrutinio.law.lots import Lot
from escrutinio.law.proportional.raised import raised_averages
from escrutinio.model.errors import LawError

MORE = Fraction(35, 100)
RS = "rs/skupstina-2020"
VOTES = st.dictionaries(st.sampled_from("ABCDEF"), st.integers(0, 500), min_size=1)
MARKED = st.sets(st.sampled_from("ABCDEF"))


def test_quotients_by_hand() -> None:
    # 1000, 500, 333.3 against 270 = 200 x 1.35, which is above 250 only when it is raised.
    assert raised_averages({"A": 1000, "M": 200}, 4, {"M"}, MORE).allocation.seats == {"A": 3, "M": 1}
    assert highest_averages({"A": 1000, "M": 200}, 4).seats == {"A": 4, "M": 0}


def test_equal_quotients_are_a_tie_until_the_lot() -> None:
    # 135/1 and 100 x 1.35.
    tied = raised_averages({"A": 135, "M": 100}, 1, {"M"}, MORE).allocation
    assert tied.tie == Tie(("A", "M"), 1, "seats")
    drawn = raised_averages({"A": 135, "M": 100}, 1, {"M"}, MORE, lots=[Lot.of(["A", "M"], ["M"])])
    assert drawn.allocation.seats == {"A": 0, "M": 1}


@given(VOTES, st.integers(0, 30), MARKED)
def test_they_are_the_highest_averages_of_votes_so_much_greater(
    votes: dict[str, int], seats: int, marked: set[str]
) -> None:
    count = raised_averages(votes, seats, marked, MORE)
    greater = {name: number * (27 if name in marked else 20) for name, number in votes.items()}
    plain = highest_averages(greater, seats)
    assert count.allocation.seats == plain.seats
    assert count.allocation.tie == plain.tie
    assert count.raised == tuple(sorted(marked & set(votes)))


@given(VOTES, st.integers(0, 30), MARKED)
def test_no_list_loses_by_being_raised_and_no_other_gains(
    votes: dict[str, int], seats: int, marked: set[str]
) -> None:
    before = highest_averages(votes, seats)
    after = raised_averages(votes, seats, marked, MORE).allocation
    level = before.tie.tied if before.tie else ()
    for name in votes:
        if name in marked and all(other == name or other not in marked for other in votes):
            assert after.seats[name] >= before.seats[name]
        if name not in marked:
            assert after.seats[name] <= before.seats[name] + (name in level)


def test_a_share_of_nothing_is_refused() -> None:
    with pytest.raises(LawError, match="not more than 0"):
        raised_averages({"A": 1}, 1, set(), Fraction(0))


def decided(votes: dict[str, int], minority: set[str], cast: int) -> Outcome:
    labels = {name: frozenset({"minority"}) for name in minority}
    facts = ElectionFacts(labels=labels, counts={"votes": {"cast": {WHOLE: cast}}})
    return get_law(RS).decide({"votes": ContestTotals({WHOLE: votes})}, True, facts)


def test_only_lists_below_the_share_are_raised() -> None:
    small = decided({"A": 9700, "M": 290}, {"M"}, 10_000)
    assert small.chambers["skupstina"].seats == {"A": 241, "M": 9}
    large = decided({"A": 9700, "M": 300}, {"M"}, 10_000)
    assert large.chambers["skupstina"].seats == {"A": 243, "M": 7}


@given(
    st.dictionaries(st.sampled_from("ABMN"), st.integers(0, 60), min_size=2),
    st.dictionaries(st.sampled_from("ABMN"), st.integers(0, 12)),
)
def test_what_comes_stays_inside_the_bounds(votes: dict[str, int], more: dict[str, int]) -> None:
    more = {name: number for name, number in more.items() if name in votes}
    labels = {name: frozenset({"minority"}) for name in votes if name in "MN"}
    coming = sum(more.values()) + 3
    facts = ElectionFacts(labels=labels, counts={"votes": {"cast": {WHOLE: sum(votes.values())}}})
    found = bounds_of(
        get_law(RS), {"votes": ContestTotals({WHOLE: votes})}, Missing({"votes": {WHOLE: coming}}), facts
    )
    after = {name: number + more.get(name, 0) for name, number in votes.items()}
    final = ElectionFacts(labels=labels, counts={"votes": {"cast": {WHOLE: sum(after.values())}}})
    outcome = get_law(RS).decide({"votes": ContestTotals({WHOLE: after})}, True, final)
    chamber = outcome.chambers["skupstina"]
    ranges = found.chambers["skupstina"].seats
    tied = {name for tie in chamber.ties for name in tie.tied}
    for name in after:
        assert ranges[name].min_seats <= chamber.seats.get(name, 0) + (250 if name in tied else 0)
        assert chamber.seats.get(name, 0) <= ranges[name].max_seats
