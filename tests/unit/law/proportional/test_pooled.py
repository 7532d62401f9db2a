"""Two scrutinies: whole quotas in the units, and what is left in the country."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escrutinio.law import Lot
from escrutinio.law.proportional.pooled import pooled
from escrutinio.model import LawError
from searches import examples

FIVE = {
    "N": {"a": 251, "b": 190, "c": 190, "d": 185, "e": 184},
    "S": {"a": 190, "b": 250, "c": 185, "d": 190, "e": 185},
}


def test_a_whole_quota_wins_a_seat_and_the_rest_is_passed_on() -> None:
    north = pooled(FIVE, {"N": 3, "S": 3}).units["N"]
    # 1000 votes and 3 + 2: 200 votes a seat. Whoever has none passes on all of its votes.
    assert north.price == 200
    assert north.left == 2
    assert north.seats == {"a": 1, "b": 0, "c": 0, "d": 0, "e": 0}
    assert north.passed_on == {**FIVE["N"], "a": 51}


def test_the_pool_goes_by_quota_and_remainders_and_falls_where_these_are_largest() -> None:
    given_ = pooled(FIVE, {"N": 3, "S": 3})
    assert given_.votes == {"a": 241, "b": 240, "c": 375, "d": 375, "e": 369}
    # 1600 votes and 4 + 1: 320 votes a seat; one seat is left for the largest remainder.
    assert given_.size == 4
    assert given_.price == 320
    assert given_.seats == {"a": 1, "b": 0, "c": 1, "d": 1, "e": 1}
    assert given_.placed == {"N": {"c": 1}, "S": {"a": 1, "d": 1, "e": 1}}
    assert given_.all_seats == {"a": 2, "b": 1, "c": 1, "d": 1, "e": 1}


def test_a_seat_too_many_goes_back_from_the_smallest_remainder() -> None:
    given_ = pooled({"S": {"a": 200, "b": 450, "c": 350}}, {"S": 5})
    # 143 votes a seat give 1 + 3 + 2; the remainders are 57, 21 and 64.
    assert given_.units["S"].seats == {"a": 1, "b": 2, "c": 2}
    assert given_.size == 0


def test_candidates_that_run_out_pass_seats_to_the_pool_and_there_to_others() -> None:
    votes = {"N": {"a": 800, "b": 200}, "S": {"a": 800, "b": 200}}
    limits = {"N": {"a": 1, "b": 9}, "S": {"a": 1, "b": 9}}
    given_ = pooled(votes, {"N": 4, "S": 4}, most=limits)
    assert given_.all_seats == {"a": 2, "b": 6}
    assert given_.placed["N"]["b"] + given_.placed["S"]["b"] == given_.seats["b"]


def test_a_tie_for_the_last_seat_of_the_pool_waits_for_a_lot() -> None:
    votes = {"N": {"a": 100, "b": 100, "c": 90, "d": 90}}
    given_ = pooled(votes, {"N": 1})
    assert given_.undecided == 1
    (tie,) = given_.ties
    assert tie.tied == ("a", "b")
    settled = pooled(votes, {"N": 1}, lots=[Lot.of(["a", "b"], ["b"])])
    assert settled.all_seats == {"a": 0, "b": 1, "c": 0, "d": 0}


def test_equal_lists_that_must_give_a_seat_back_need_a_lot() -> None:
    votes = {"N": {"a": 300, "b": 300}}
    with pytest.raises(LawError, match="1 of them must give a seat back"):
        pooled(votes, {"N": 1}, first=lambda total, seats: Fraction(300))


@pytest.mark.parametrize("scrutiny", ["first", "second"])
@pytest.mark.parametrize("drawn", ["a", "b"])
def test_whom_the_lot_draws_keeps_the_seat_in_either_scrutiny(scrutiny: str, drawn: str) -> None:
    prices = {"first": Fraction(1_000), "second": Fraction(1_000), scrutiny: Fraction(300)}
    settled = pooled(
        {"N": {"a": 300, "b": 300, "c": 350}},
        {"N": 2},
        first=lambda total, seats: prices["first"],
        second=lambda total, seats: prices["second"],
        lots=[Lot.of(["a", "b"], [drawn])],
    )
    assert settled.all_seats == {"a": 0, "b": 0, "c": 1} | {drawn: 1}
    assert not settled.ties


def test_a_seat_of_the_pool_to_be_given_back_is_nobodys_until_the_lot_is_drawn() -> None:
    given_ = pooled(
        {"N": {"a": 300, "b": 300, "c": 350}},
        {"N": 2},
        first=lambda total, seats: Fraction(1_000),
        second=lambda total, seats: Fraction(300),
    )
    assert given_.all_seats == {"a": 0, "b": 0, "c": 1}
    (tie,) = given_.ties
    assert (tie.tied, tie.seats) == (("a", "b"), 1)


def test_units_must_be_the_same() -> None:
    with pytest.raises(LawError, match="not of the same units"):
        pooled({"N": {"a": 1}}, {"S": 1})


@given(
    st.dictionaries(
        st.sampled_from("NSEW"),
        st.fixed_dictionaries(dict.fromkeys("abcd", st.integers(0, 3_000))),
        min_size=1,
    ),
    st.integers(1, 9),
    st.dictionaries(st.sampled_from("abcd"), st.integers(0, 4)),
)
@examples(60)
def test_every_seat_is_somebodys(votes: dict[str, dict[str, int]], size: int, few: dict[str, int]) -> None:
    try:
        given_ = pooled(votes, dict.fromkeys(votes, size), most=dict.fromkeys(votes, few))
    except LawError:
        return  # a lot is needed before anything else
    assert sum(given_.all_seats.values()) + given_.undecided + given_.vacant == size * len(votes)
    if not given_.ties:
        assert {
            name: sum(won.get(name, 0) for won in given_.placed.values()) for name in given_.seats
        } == dict(given_.seats)
    for name, number in few.items():
        assert given_.all_seats.get(name, 0) <= number * len(votes)
