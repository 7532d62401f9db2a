"""In which units seats of the whole fall, by remainders that move."""

from __future__ import annotations

import pytest

from escrutinio.law import ContestTotals, Outcome, get_law
from escrutinio.law.facts import WHOLE, ElectionFacts
from escrutinio.law.proportional.moved_remainders import NO_VOTES, NOT_SETTLED, TIED, move_remainders
from escrutinio.model.errors import LawError

# In each unit A has a whole quota and B the largest remainder: two seats of B, and none of C.
VOTES = {"1": {"A": 55, "B": 24, "C": 21}, "2": {"A": 55, "B": 26, "C": 19}}
SEATS = {"1": 2, "2": 2}


def test_the_smallest_remainder_of_a_list_with_too_many_seats_moves() -> None:
    given = move_remainders(VOTES, SEATS, {"A": 2, "B": 1, "C": 1})
    assert given.moves == (("1", "B", "C"),)
    assert given.placed == {"1": {"A": 1, "B": 0, "C": 1}, "2": {"A": 1, "B": 1, "C": 0}}


def test_no_seat_moves_where_every_list_has_its_own() -> None:
    given = move_remainders(VOTES, SEATS, {"A": 2, "B": 2, "C": 0})
    assert given.moves == ()
    assert given.placed == {unit: {"A": 1, "B": 1, "C": 0} for unit in SEATS}


def test_a_seat_moves_on_until_it_is_where_it_is_due() -> None:
    votes = {"1": {"A": 51, "B": 30, "C": 19}, "2": {"A": 40, "B": 39, "C": 21}}
    given = move_remainders(votes, {"1": 1, "2": 1}, {"A": 1, "B": 0, "C": 1})
    assert given.moves == (("2", "A", "B"), ("2", "B", "C"))
    assert given.placed == {"1": {"A": 1, "B": 0, "C": 0}, "2": {"A": 0, "B": 0, "C": 1}}


@pytest.mark.parametrize(
    ("votes", "whole", "why_not"),
    [
        ({**VOTES, "2": {"A": 0, "B": 0, "C": 0}}, {"A": 2, "B": 1, "C": 1}, NO_VOTES),
        ({**VOTES, "2": {"A": 60, "B": 20, "C": 20}}, {"A": 2, "B": 1, "C": 1}, TIED),
        ({**VOTES, "2": VOTES["1"]}, {"A": 2, "B": 1, "C": 1}, TIED),
        (VOTES, {"A": 0, "B": 2, "C": 2}, NOT_SETTLED),
    ],
)
def test_why_seats_are_not_placed(
    votes: dict[str, dict[str, int]], whole: dict[str, int], why_not: str
) -> None:
    given = move_remainders(votes, SEATS, whole)
    assert (given.placed, given.why_not) == ({}, why_not)


UNITS = {"North": 160, "South": 80}
ABROAD = "abroad"


def sabranie(south: dict[str, int], seats: dict[str, int]) -> Outcome:
    votes = {"North": {"A": 900, "B": 410}, "South": south, ABROAD: {"B": 10}}
    totals = {"votes": ContestTotals(votes)}
    return get_law("bg/narodno-sabranie").decide(totals, True, ElectionFacts(seats=seats))


def test_seats_of_the_whole_are_those_of_the_units_together() -> None:
    chamber = sabranie({"A": 301, "B": 300}, UNITS).chambers["narodno-sabranie"]
    assert chamber.seats == {"A": 150, "B": 90}
    assert {unit: sum(given.seats.values()) for unit, given in chamber.units.items()} == UNITS
    assert sum(chamber.units[unit].seats["B"] for unit in UNITS) == 90


def test_seats_stay_those_of_the_whole_while_a_unit_has_no_votes() -> None:
    chamber = sabranie({"A": 0, "B": 0}, UNITS).chambers["narodno-sabranie"]
    assert list(chamber.units) == [WHOLE]


def test_units_with_other_seats_than_the_whole_are_refused() -> None:
    with pytest.raises(LawError, match="the units have 100 seats, the whole 240"):
        sabranie({"A": 301, "B": 300}, {"North": 20, "South": 80})
