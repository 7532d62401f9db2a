"""What is decided of large elections with 95 % counted: checked on random ends, and soon said."""

from __future__ import annotations

from random import Random
from time import process_time

import pytest

from completions import HalfCounted, contradictions, nearly_counted
from escrutinio.bounds import Bounds, SeatRange, bounds_of
from escrutinio.flows.laws import verifications
from escrutinio.law import ContestTotals, ElectionFacts, get_law

PERU_2021 = {
    "Pedro Castillo": 2_724_752,
    "Keiko Fujimori": 1_930_762,
    "Rafael López Aliaga": 1_692_279,
    "Hernando de Soto": 1_674_201,
    "Yonhy Lescano": 1_305_710,
    "Verónika Mendoza": 1_132_577,
    "César Acuña": 867_025,
    "George Forsyth": 814_516,
}
"""The first round of 11 April 2021, the eight with the most votes; from memory."""
PERU_RUN_OFF = {"Pedro Castillo": 8_836_380, "Keiko Fujimori": 8_792_117}
"""The run-off of 6 June 2021; from memory."""


def within(seconds: float, law_id: str, counted: HalfCounted) -> Bounds:
    """The bounds, which have to be there in time."""
    began = process_time()
    bounds = bounds_of(get_law(law_id), counted.totals, counted.missing, counted.facts)
    assert process_time() - began < seconds
    return bounds


def hold(law_id: str, bounds: Bounds, counted: HalfCounted, ends: int) -> None:
    """No random end of the count contradicts its bounds."""
    rng = Random(law_id)
    for _ in range(ends):
        totals, facts = counted.completed(rng)
        assert contradictions(bounds, get_law(law_id).decide(totals, True, facts)) == []


def test_mexico_2018_is_decided() -> None:
    (whole,) = verifications("mx/president")
    counted = nearly_counted(whole.votes.totals(), whole.facts, missing=20, turnout=0.63)
    bounds = within(1, "mx/president", counted)

    assert bounds.offices["president"].elected == "Andrés Manuel López Obrador"
    hold("mx/president", bounds, counted, 100)


@pytest.mark.parametrize(
    ("missing", "stand", "decided"),
    [
        (20, sorted(set(PERU_2021) - {"César Acuña", "George Forsyth"}), False),
        (200, ["Keiko Fujimori", "Pedro Castillo"], True),
    ],
)
def test_the_run_off_of_peru_2021_is_sure_and_later_who_stands_in_it(
    missing: int, stand: list[str], decided: bool
) -> None:
    whole = {"votes": ContestTotals({"whole": PERU_2021})}
    counted = nearly_counted(whole, ElectionFacts(), missing=missing, turnout=0.7)
    bounds = within(1, "pe/president", counted)

    office = bounds.offices["president"]
    assert office.run_off_sure
    assert office.can_be_elected == ()
    assert (sorted(office.can_reach_run_off), office.decided) == (stand, decided)
    hold("pe/president", bounds, counted, 100)


def test_the_run_off_of_peru_2021_is_open_to_the_last_sheets() -> None:
    whole = {
        "votes": ContestTotals({"whole": PERU_2021}),
        "run-off": ContestTotals({"whole": PERU_RUN_OFF}),
    }
    for missing, decided in ((20, False), (1000, True)):
        counted = nearly_counted(whole, ElectionFacts(), missing=missing, turnout=0.75, role="run-off")
        bounds = within(1, "pe/president", counted)

        assert bounds.offices["president"].decided is decided
        hold("pe/president", bounds, counted, 100)


def test_the_house_of_commons_of_2024_in_650_seats() -> None:
    (whole,) = verifications("uk/commons")
    counted = nearly_counted(whole.votes.totals(), whole.facts, missing=20, turnout=0.6)
    bounds = within(5, "uk/commons", counted)

    house = bounds.chambers["commons"]
    assert house.size == 650
    assert house.majority.holder == "Lab"
    assert house.seats["Lab"] == SeatRange(331, 475)
    sure = 0
    for unit, votes in counted.totals["votes"].votes.items():
        first, second = sorted(votes.values(), reverse=True)[:2]
        sure += first - second > counted.missing.voters["votes"][unit]
    assert sum(seat.decided for seat in house.districts["votes"].values()) == sure
    hold("uk/commons", bounds, counted, 5)
