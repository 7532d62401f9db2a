"""Highest averages beyond the textbook: the lines that give the head start, divisions by zero, districts."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from escrutinio.law import (
    Divisors,
    Lot,
    Tie,
    adams,
    danish,
    dhondt,
    divisors_from,
    highest_averages,
    huntington_hill,
    modified_sainte_lague,
    sainte_lague,
)
from escrutinio.law.proportional.divisors import BY_NAME
from escrutinio.law.proportional.highest_averages import allocate_districts
from escrutinio.model.errors import LawError

OWN = divisors_from((Fraction(1, 3), 1, Fraction(7, 2)), Fraction(5, 4))
EVEN = [rule for rule in (*BY_NAME.values(), OWN) if rule.even]
VOTES = {"A": 3_394_052, "B": 1_775_953, "C": 862_186, "D": 500_123, "E": 95_255, "F": 31_765, "G": 0}


@pytest.mark.parametrize("rule", EVEN, ids=lambda rule: rule.name)
def test_the_divisors_are_between_their_lines(rule: Divisors) -> None:
    assert rule.even
    low, high, step = rule.even
    # Where at() gives squares, the lines are of the doubled roots, and Dean's are of the doubled divisors.
    times = 4 if rule.power == 2 else 2 if rule.parts else 1
    for k in range(1000):
        divisor = Fraction(rule.at(k) * times, rule.parts(k) if rule.parts else 1)
        assert (low + step * k) ** rule.power <= divisor <= (high + step * k) ** rule.power


@pytest.mark.parametrize("rule", EVEN, ids=lambda rule: rule.name)
@pytest.mark.parametrize("seats", [1, 4, 7, 130, 2000])
def test_the_head_start_changes_no_result(rule: Divisors, seats: int) -> None:
    slowly = replace(rule, even=None)
    one, other = highest_averages(VOTES, seats, rule), highest_averages(VOTES, seats, slowly)
    assert (one.seats, one.tie, one.vacant) == (other.seats, other.tie, other.vacant)


@pytest.mark.parametrize(
    "rule", [dhondt, sainte_lague, modified_sainte_lague, danish], ids=lambda rule: rule.name
)
def test_a_million_seats_take_no_time(rule: Divisors) -> None:
    found = highest_averages(VOTES, 10**6, rule)
    assert sum(found.seats.values()) == 10**6
    assert found.tie is None
    assert found.last is not None
    assert found.next is not None
    assert found.last.value is not None
    assert found.next.value is not None
    assert found.last.value > found.next.value


@pytest.mark.parametrize("rule", [adams, huntington_hill], ids=lambda rule: rule.name)
def test_divisions_by_zero_come_first_and_more_votes_before_fewer(rule: Divisors) -> None:
    votes = {"A": 1000, "B": 1, "C": 2, "D": 2, "E": 0}
    assert highest_averages(votes, 1, rule).seats == {"A": 1, "B": 0, "C": 0, "D": 0, "E": 0}
    tied = highest_averages(votes, 2, rule)
    assert tied.tie == Tie(("C", "D"), 1, "seats")
    assert tied.seats == {"A": 1, "B": 0, "C": 0, "D": 0, "E": 0}
    assert highest_averages(votes, 4, rule).seats == {"A": 1, "B": 1, "C": 1, "D": 1, "E": 0}
    # The second seat of A has a finite quotient, so it comes after every first seat.
    assert highest_averages(votes, 5, rule).seats["A"] == 2
    held = highest_averages(votes, 2, rule, start={"A": 1, "C": 1, "D": 1})
    assert held.seats == {"A": 1, "B": 1, "C": 0, "D": 0, "E": 0}


def test_seats_held_before_and_limits_together_with_the_head_start() -> None:
    found = highest_averages(
        {"A": 60, "B": 30, "C": 10}, 100, start={"A": 70, "B": 5}, most={"B": 20, "C": 9}
    )
    assert found.seats == {"A": 71, "B": 20, "C": 9}
    assert found.vacant == 0
    full = highest_averages({"A": 60, "B": 30}, 10, start={"A": 3}, most={"A": 2, "B": 0})
    assert (full.seats, full.vacant) == ({"A": 2, "B": 0}, 8)


def test_districts_are_each_allocated_alone_and_a_lot_is_of_its_district() -> None:
    votes = {"North": {"A": 7, "B": 7}, "South": {"A": 7, "B": 7}, "West": {"A": 9, "B": 1}}
    seats = {"North": 1, "South": 1, "West": 3}
    lots = [Lot.of("AB", "B", "seats of South")]
    found = allocate_districts(votes, seats, lots=lots)
    assert found["North"].tie == Tie(("A", "B"), 1, "seats of North")
    assert found["South"].seats == {"A": 0, "B": 1}
    assert found["South"].lots == tuple(lots)
    assert found["West"].seats == {"A": 3, "B": 0}
    assert allocate_districts(votes, {**seats, "West": 6}, sainte_lague)["West"].seats == {"A": 5, "B": 1}
    with pytest.raises(LawError, match="missing for South, West"):
        allocate_districts({"North": {"A": 1}}, seats)
