"""Seats of the whole, placed in districts by decimals and exchanges (Italy)."""

from __future__ import annotations

import pytest

from escrutinio.law import ContestTotals, Outcome, get_law
from escrutinio.law.facts import WHOLE, ElectionFacts
from escrutinio.law.proportional.decimal_places import place_by_decimals
from escrutinio.law.rendering.text import derivation_text
from escrutinio.model.errors import LawError

RANK = {"A": 1_100, "B": 900}


def test_whole_quotients_then_the_largest_decimals() -> None:
    # Quotients 100 and 100: A 6.0 and 5.2, B 4.0 and 4.8.
    figures = {"North": {"A": 600, "B": 400}, "South": {"A": 520, "B": 480}}
    placed = place_by_decimals(figures, {"North": 10, "South": 10}, {"A": 11, "B": 9}, RANK)
    assert placed == {"North": {"A": 6, "B": 4}, "South": {"A": 5, "B": 5}}


def test_a_seat_too_many_is_given_back_where_its_decimals_are_the_smallest() -> None:
    # A 1.6 and 1.7, B 1.4 and 1.3: both seats left go to A, which is due only three of the four.
    figures = {"North": {"A": 160, "B": 140}, "South": {"A": 170, "B": 130}}
    placed = place_by_decimals(figures, {"North": 3, "South": 3}, {"A": 3, "B": 3}, RANK)
    assert placed == {"North": {"A": 1, "B": 2}, "South": {"A": 2, "B": 1}}


def test_a_seat_goes_to_another_district_where_nobody_is_due_one_in_the_same() -> None:
    # C stands in the South alone, where A has no seat by decimals: A loses one in the North.
    figures = {"North": {"A": 160, "B": 140}, "South": {"A": 200, "C": 45, "B": 55}}
    placed = place_by_decimals(figures, {"North": 3, "South": 3}, {"A": 3, "B": 2, "C": 1}, RANK)
    assert placed == {"North": {"A": 1, "B": 1}, "South": {"A": 2, "B": 1, "C": 1}}


@pytest.mark.parametrize(
    ("figures", "seats", "why"),
    [
        ({"North": {"A": 150, "B": 150}}, {"North": 3}, "equal"),
        ({"North": {"A": 1, "B": 1}}, {"North": 3}, "fewer votes than seats"),
        ({"North": {"A": 160, "B": 140}}, {"North": 4}, "have 4 seats, not 3"),
        ({}, {"North": 3}, "fewer votes than seats"),
    ],
)
def test_what_cannot_be_placed_is_refused(
    figures: dict[str, dict[str, int]], seats: dict[str, int], why: str
) -> None:
    with pytest.raises(LawError, match=why):
        place_by_decimals(figures, seats, {"A": 2, "B": 1}, {"A": 150, "B": 150})


def italy(seats: dict[str, int]) -> Outcome:
    votes = {
        "North": {"A": 5_000_000, "B": 2_000_000, "small": 500_000, "C": 1_500_000},
        "South": {"A": 2_000_000, "B": 1_500_000, "small": 100_000, "C": 2_400_000},
    }
    facts = ElectionFacts(agreements=(("B", "small"),), seats=seats)
    return get_law("it/camera-2020").decide({"votes": ContestTotals(votes)}, True, facts)


def test_votes_that_count_for_a_coalition_only_in_the_whole_place_no_seat() -> None:
    outcome = italy({"North": 147, "South": 98})
    chamber = outcome.chambers["camera"]
    assert WHOLE not in chamber.units
    assert {unit: sum(chamber.units[unit].seats.values()) for unit in chamber.units} == {
        "North": 147,
        "South": 98,
    }
    assert chamber.seats == italy({}).chambers["camera"].seats
    assert "Where the seats fall" in derivation_text(outcome)


def test_seats_that_cannot_be_placed_stay_those_of_the_whole() -> None:
    outcome = italy({"North": 147, "South": 97})
    assert outcome.chambers["camera"].units[WHOLE].seats == italy({}).chambers["camera"].seats
    assert "The seats are not placed: the units have 244 seats, not 245" in " ".join(
        derivation_text(outcome).split()
    )
