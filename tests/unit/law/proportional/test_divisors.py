"""Highest averages beyond the textbook: the lines that give the head start, divisions by zero, districts.

Dean's divisors, the harmonic means of following numbers, against a court's figures and the definition.
Sources: Department of Commerce v. Montana, 503 U.S. 442 (1992), note 40 and page 455, with the populations of
the census of 1990 that the library's verification has; M. L. Balinski and H. P. Young, Fair Representation
(1982), on what Dean asked for: districts as near to each other in size as they can be.
"""

from __future__ import annotations

import csv
from dataclasses import replace
from fractions import Fraction
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import escrutinio.samples
from escrutinio.law import (
    Divisors,
    Lot,
    Quotient,
    Tie,
    adams,
    apportion,
    danish,
    dean,
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
from made_laws import WHOLE, decide, seats
from searches import examples

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


# Dean's divisors.

some_votes = st.dictionaries(st.sampled_from("ABCD"), st.integers(1, 60), min_size=2)


def populations(census: int) -> dict[str, int]:
    folder = Path(escrutinio.samples.__file__).parent / "verifications"
    with (folder / f"us-house-apportionment-{census}" / "votes.csv").open(encoding="utf-8") as file:
        return {row["unit"]: int(row["votes"]) for row in csv.DictReader(file)}


def test_montana_would_have_had_a_second_seat() -> None:
    """And Washington alone one fewer, as the Supreme Court said."""
    states = populations(1990)
    by_hill = apportion(states, 435, huntington_hill, minimum=1)
    by_dean = apportion(states, 435, dean, minimum=1)
    assert by_dean.tie is None
    assert apportion(states, 435, dean).seats == by_dean.seats
    changed = {
        state: (by_hill.seats[state], by_dean.seats[state])
        for state in states
        if by_hill.seats[state] != by_dean.seats[state]
    }
    assert changed == {"Montana": (1, 2), "Washington": (9, 8)}


def test_a_quotient_is_shown_as_votes_by_a_fraction() -> None:
    found = highest_averages({"A": 100, "B": 40}, 3, dean)
    assert [str(award) for award in found.awards] == ["A 100/0", "B 40/0", "A 100/(4/3)"]
    assert [award.value for award in found.awards] == [None, None, 75]
    assert found.awards[2].to_dict() == {
        "name": "A",
        "votes": 100,
        "divisor": "(4/3)",
        "seat": 2,
        "value": "75",
    }
    assert found.next == Quotient("A", 100, 12, 3, 5)


def test_equal_quotients_are_a_tie() -> None:
    """20 by 4/3 is 36 by 12/5."""
    assert highest_averages({"A": 20, "B": 36}, 4, dean).tie == Tie(("A", "B"), 1, "seats")


def test_a_list_without_room_leaves_its_seats_to_others() -> None:
    found = highest_averages({"A": 100, "B": 40}, 6, dean, start={"B": 1}, most={"A": 3})
    assert found.seats == {"A": 3, "B": 3}


def test_a_law_by_dean() -> None:
    outcome = decide(f'{WHOLE}seats = 4\nby = "dean"\n', {"1": {"A": 100, "B": 40}})
    assert seats(outcome) == {"A": 3, "B": 1}


@examples(150)
@given(votes=some_votes, more=st.integers(0, 12))
def test_the_highest_quotients_win(votes: dict[str, int], more: int) -> None:
    size = len(votes) + more
    quotients = sorted(
        (
            (number * Fraction(2 * n + 1, 2 * n * (n + 1)), name)
            for name, number in votes.items()
            for n in range(1, size + 1)
        ),
        reverse=True,
    )
    found = highest_averages(votes, size, dean)
    last = quotients[more - 1][0] if more else None
    level = sorted(name for value, name in quotients if value == last)
    sure = [name for value, name in quotients[:more] if last is not None and value > last]
    if more and len(sure) + len(level) > more:
        assert found.tie == Tie(tuple(level), more - len(sure), "seats")
    else:
        assert found.tie is None
        sure += level
    assert found.seats == {name: 1 + sure.count(name) for name in votes}


@examples(150)
@given(votes=some_votes, more=st.integers(0, 12))
def test_no_seat_given_to_another_brings_sizes_nearer(votes: dict[str, int], more: int) -> None:
    found = highest_averages(votes, len(votes) + more, dean)
    if found.tie is not None:
        return
    won = found.seats
    for name, other in permutations(votes, 2):
        if won[name] > 1:
            now = abs(Fraction(votes[name], won[name]) - Fraction(votes[other], won[other]))
            then = abs(Fraction(votes[name], won[name] - 1) - Fraction(votes[other], won[other] + 1))
            assert now <= then


@examples(100)
@given(votes=some_votes, size=st.integers(0, 14))
def test_one_seat_more_costs_no_list_a_seat(votes: dict[str, int], size: int) -> None:
    fewer, more = highest_averages(votes, size, dean), highest_averages(votes, size + 1, dean)
    tied = fewer.tie.tied if fewer.tie else ()
    for name in votes:
        assert more.seats[name] >= fewer.seats[name]
        ending = more.seats[name] + (name in (more.tie.tied if more.tie else ()))
        assert ending >= fewer.seats[name] + (name in tied)
