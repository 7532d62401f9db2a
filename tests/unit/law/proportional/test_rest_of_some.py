"""Whole quotas for all and the seats left for some: Cyprus's second distribution, and its first before it."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escrutinio.law import ContestTotals, ElectionFacts, Tie, get_law
from escrutinio.law.facts import WHOLE
from escrutinio.law.lots import Lot
from escrutinio.law.proportional.quotas import hare_quota, largest_remainder, rounded_down
from escrutinio.law.proportional.rest_of_some import rest_of_some
from escrutinio.model.errors import LawError

VOTES = st.dictionaries(st.sampled_from("ABCDE"), st.integers(0, 900), min_size=1)


def test_seats_left_are_for_some_and_begin_anew() -> None:
    votes = {"A": 190, "B": 180, "C": 130}
    # The price is 100: one whole quota each, and 90, 80, 30 left over; two seats left, for A and B.
    assert rest_of_some(votes, 5, hare_quota, "ABC").seats == {"A": 2, "B": 2, "C": 1}
    assert rest_of_some(votes, 5, hare_quota, "BC").seats == {"A": 1, "B": 2, "C": 2}
    assert rest_of_some(votes, 5, hare_quota, "C").seats == {"A": 1, "B": 1, "C": 3}
    assert rest_of_some(votes, 5, hare_quota, "").vacant == 2


def test_equal_remainders_are_a_tie_until_the_lot() -> None:
    votes = {"A": 150, "B": 150, "C": 100}
    tied = rest_of_some(votes, 4, hare_quota, "AB")
    assert tied.tie == Tie(("A", "B"), 1, "seats")
    assert tied.seats == {"A": 1, "B": 1, "C": 1}
    lot = Lot.of(["A", "B"], ["B"])
    assert rest_of_some(votes, 4, hare_quota, "AB", lots=[lot]).seats == {"A": 1, "B": 2, "C": 1}


def test_too_many_whole_quotas_are_refused() -> None:
    with pytest.raises(LawError, match="5 seats where there are 4"):
        rest_of_some({"A": 10, "B": 1}, 4, rounded_down(hare_quota), "A")


@given(VOTES, st.integers(0, 12))
def test_for_all_it_is_largest_remainders(votes: dict[str, int], seats: int) -> None:
    for_all = rest_of_some(votes, seats, hare_quota, votes)
    plain = largest_remainder(votes, seats, hare_quota)
    assert for_all.seats == plain.seats
    assert for_all.tie == plain.tie


@given(VOTES, st.integers(0, 12), st.sets(st.sampled_from("ABCDE")))
def test_all_seats_are_given_or_said_to_be_open(votes: dict[str, int], seats: int, able: set[str]) -> None:
    count = rest_of_some(votes, seats, hare_quota, able)
    assert sum(count.seats.values()) + (count.tie.seats if count.tie else 0) + count.vacant == seats
    assert all(number == count.full[name] for name, number in count.seats.items() if name not in able)


def test_seats_left_go_by_the_most_votes_in_georgia() -> None:
    # Parliament of Georgia, 26 October 2024, from memory: remainders would give 88, 18, 17, 14 and 13.
    votes = {"GD": 1_120_053, "CC": 229_161, "UNM": 211_216, "SG": 182_922, "FG": 161_521}
    count = rest_of_some(votes, 150, hare_quota, votes, by_votes=True)
    assert count.seats == {"GD": 89, "CC": 19, "UNM": 16, "SG": 14, "FG": 12}


@pytest.mark.parametrize(
    ("valid", "votes", "seats"),
    [
        (1_720_993, (677_069, 506_253, 218_620, 171_336), (42, 32, 15, 12)),  # 28 November 2010
        (1_598_518, (327_912, 322_201, 279_366, 252_489, 154_518), (25, 23, 21, 19, 13)),  # 2014
    ],
)
def test_rounded_shares_and_one_more_each_in_moldova(
    valid: int, votes: tuple[int, ...], seats: tuple[int, ...]
) -> None:
    # From memory. The shares are of all valid votes, so that many seats are left.
    by_name = dict(zip("ABCDE", votes, strict=False))
    count = rest_of_some(by_name, 101, hare_quota, by_name, total=valid, nearly=Fraction(1, 2), by_votes=True)
    assert tuple(count.seats.values()) == seats


def test_equal_votes_are_a_tie_where_the_most_votes_come_first() -> None:
    tied = rest_of_some({"A": 150, "B": 150, "C": 100}, 4, hare_quota, "ABC", by_votes=True)
    assert tied.tie == Tie(("A", "B"), 1, "seats")


def test_cyprus_by_hand() -> None:
    units = {
        "N": {"A": 5_300, "B": 3_050, "C": 900, "D": 250, "E": 500},
        "S": {"A": 2_400, "B": 2_100, "C": 500, "D": 100, "E": 0},
    }
    # Measures 1,000 and 1,020. N: A 5, B 3; S: A 2, B 2; three seats left. D has too few votes.
    facts = ElectionFacts(seats={"N": 10, "S": 5}, labels={"E": frozenset({"independent"})})
    outcome = get_law("cy/vouli-2015").decide({"votes": ContestTotals(units)}, True, facts)
    chamber = outcome.chambers["vouli"]
    assert chamber.units["N"].by_kind["quota"] == {"A": 5, "B": 3}
    assert chamber.units["S"].by_kind["quota"] == {"A": 2, "B": 2}
    # Unused: A 300 + 360, B 50 + 60, C 900 + 500; 2,170 by 3 is 723: C has one, and the others by remainders
    # are for lists with 7.2 %: C 677, A 660.
    assert chamber.units[WHOLE].by_kind["unused votes"] == {"A": 1, "C": 2}
    small = {unit: votes | {"C": 300} for unit, votes in units.items()}
    after = get_law("cy/vouli-2015").decide({"votes": ContestTotals(small)}, True, facts).chambers["vouli"]
    # With 4.1 % C has whole quotas alone.
    assert after.units[WHOLE].by_kind["unused votes"].get("C", 0) <= 1
    assert sum(after.seats.values()) == 15


@given(VOTES, st.integers(0, 900), st.integers(1, 12))
def test_the_price_can_be_of_more_votes_than_those_that_take_part(
    votes: dict[str, int], others: int, seats: int
) -> None:
    total = sum(votes.values()) + others
    count = rest_of_some(votes, seats, hare_quota, votes, total=total)
    if total and sum(votes.values()):
        assert count.full == {name: number * seats // total for name, number in votes.items()}
        assert sum(count.seats.values()) + (count.tie.seats if count.tie else 0) == seats


def test_costa_rica_by_hand() -> None:
    # 1,000 valid votes and 5 seats: the quotient is 200, the subquotient 100. A has one, B and C none; of the
    # four left C (190), B (110) and A (90) have one each, and C begins anew. D and E have too few.
    votes = {"A": 290, "B": 110, "C": 190, **{f"D{n}": 82 for n in range(5)}}
    facts = ElectionFacts(seats={"P": 5})
    outcome = get_law("cr/asamblea").decide({"votes": ContestTotals({"P": votes})}, True, facts)
    assert outcome.chambers["asamblea"].seats == {"A": 2, "B": 1, "C": 2}


def test_lists_below_their_least_are_raised_before_the_others_go_on() -> None:
    """Georgia, Parliament 2016: the list seats that the Commission announced (report.az, 24 October 2016)."""
    votes = {"GD": 856_638, "UNM": 477_053, "APG": 88_097}
    given = rest_of_some(votes, 77, hare_quota, votes, total=1_759_700, by_votes=True, least=6)
    assert given.full == {"GD": 37, "UNM": 20, "APG": 3}
    assert given.seats == {"GD": 44, "UNM": 27, "APG": 6}
    without = rest_of_some(votes, 77, hare_quota, votes, total=1_759_700, by_votes=True)
    assert without.seats == {"GD": 43, "UNM": 26, "APG": 8}


def test_too_few_seats_to_raise_lists_are_refused() -> None:
    with pytest.raises(LawError, match="B should have 4 seats at least, and too few are left"):
        rest_of_some({"A": 80, "B": 20}, 5, hare_quota, "AB", least=4)
