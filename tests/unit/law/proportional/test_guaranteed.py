"""A seat for a share, whole shares of the rest, the last by rank: the Philippines' party lists."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escrutinio.bounds import Missing, bounds_of
from escrutinio.law import ContestTotals, ElectionFacts, Tie, get_law
from escrutinio.law.facts import WHOLE
from escrutinio.law.lots import Lot
from escrutinio.law.proportional.guaranteed import GuaranteedSeats, guaranteed_seats
from escrutinio.law.thresholds.conditions import Threshold
from escrutinio.model.errors import LawError

TWO = Threshold(Fraction(2, 100), "the valid votes", inclusive=True)
PH = "ph/house-party-list"


def given_seats(votes: dict[str, int], size: int, base: int, lots: tuple[Lot, ...] = ()) -> GuaranteedSeats:
    return guaranteed_seats(votes, size, TWO, base, most=3, lots=lots)


def test_each_round_by_hand() -> None:
    # A, B and C have 2 %; of the 7 seats left A is due 7 x 0.4, B 7 x 0.15, and the cap takes nothing.
    votes = {"A": 400, "B": 150, "C": 20, **{f"L{n}": 19 - n for n in range(9)}}
    count = given_seats(votes, 10, 1000)
    assert count.guaranteed == {"A": 1, "B": 1, "C": 1}
    assert count.shares["A"] == Fraction(14, 5)
    assert count.whole == {"A": 2, "B": 1}
    assert count.ranked == {"C": 1, "L0": 1, "L1": 1, "L2": 1}
    assert count.seats == {"A": 3, "B": 2, "C": 2, "L0": 1, "L1": 1, "L2": 1}


def test_nobody_has_more_than_three_and_others_have_what_is_over() -> None:
    count = given_seats({"A": 900, "B": 60, "C": 40}, 7, 1000)
    assert count.seats == {"A": 3, "B": 2, "C": 2}
    # The order begins anew where too few lists are left, and seats that nobody may have stay empty.
    assert given_seats({"A": 900, "B": 60, "C": 40}, 8, 1000).seats == {"A": 3, "B": 3, "C": 2}
    assert given_seats({"A": 900, "B": 60, "C": 40}, 10, 1000).vacant == 1


def test_a_small_list_can_have_a_whole_share_and_then_none_by_rank() -> None:
    votes = {"A": 1900, **{f"L{n:02}": 180 - n for n in range(60)}}
    count = given_seats(votes, 63, 11_000)
    assert count.guaranteed == {"A": 1}
    assert count.whole == {"A": 2, **{f"L{n:02}": 1 for n in range(3)}}
    assert set(count.ranked) == {f"L{n:02}" for n in range(3, 60)}
    assert count.seats["L00"] == 1


def test_equal_votes_for_the_last_seat_wait_for_a_lot() -> None:
    votes = {"A": 500, "B": 15, "C": 15, "D": 15}
    count = given_seats(votes, 4, 1000)
    assert count.seats == {"A": 2}
    assert count.tie == Tie(("B", "C", "D"), 2, "seats")
    lot = Lot.of(["B", "C", "D"], ["D", "B"])
    assert given_seats(votes, 4, 1000, (lot,)).seats == {"A": 2, "B": 1, "D": 1}


def test_the_base_is_not_less_than_the_votes() -> None:
    with pytest.raises(LawError, match="fewer than"):
        given_seats({"A": 500}, 4, 499)


@given(
    st.lists(st.integers(0, 3000), min_size=1, max_size=12),
    st.integers(1, 14),
    st.integers(0, 4000),
)
def test_seats_add_up_and_more_votes_never_have_fewer(numbers: list[int], size: int, others: int) -> None:
    votes = {f"L{n}": number for n, number in enumerate(numbers)}
    count = given_seats(votes, size, sum(numbers) + others)
    assert sum(count.seats.values()) + (count.tie.seats if count.tie else 0) + count.vacant == size
    assert all(seats <= 3 for seats in count.seats.values())
    if count.tie is None:
        for name, number in votes.items():
            for other, fewer in votes.items():
                assert number <= fewer or count.seats.get(name, 0) >= count.seats.get(other, 0)


@given(
    st.lists(st.integers(0, 300), min_size=2, max_size=6),
    st.lists(st.integers(0, 60), min_size=6, max_size=6),
    st.integers(2, 6),
    st.integers(0, 200),
)
def test_nothing_that_comes_contradicts_the_bounds(
    numbers: list[int], coming: list[int], size: int, others: int
) -> None:
    law, facts = get_law(PH), ElectionFacts(seats={WHOLE: size})
    votes = {f"L{n}": number for n, number in enumerate(numbers)}
    valid = sum(numbers) + others
    counted = {"votes": ContestTotals({WHOLE: votes}, {WHOLE: valid})}
    bounds = bounds_of(law, counted, Missing({"votes": {WHOLE: sum(coming)}}), facts)
    after = {name: number + more for (name, number), more in zip(votes.items(), coming, strict=False)}
    more = sum(after.values()) - sum(numbers)
    whole = {"votes": ContestTotals({WHOLE: after}, {WHOLE: valid + more})}
    house = law.decide(whole, True, facts).chambers["house-party-list"]
    tied = {name for tie in house.ties for name in tie.tied}
    for name, of_list in bounds.chambers["house-party-list"].seats.items():
        seats = house.seats.get(name, 0)
        assert seats <= of_list.max_seats
        assert seats + (name in tied) >= of_list.min_seats
