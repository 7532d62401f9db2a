"""What is decided of large elections with 95 % counted: checked on random ends, and soon said.

What is tested: ``bounds.election``, ``law.library.registry``, ``law_batch.evaluation``.
"""

from __future__ import annotations

from time import process_time

import numpy as np
import pytest

from completions import HalfCounted, contradictions, nearly_counted
from escrutinio.bounds import Bounds, Missing, SeatRange, bounds_of
from escrutinio.flows.laws import verifications
from escrutinio.law import ContestTotals, ElectionFacts, get_law
from escrutinio.law.evaluation.steps.shown import without_margins
from escrutinio.law_batch import decide_draws
from many_ends import contradicted, contradicted_ends, random_ends

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
    assert contradicted_ends(bounds, get_law(law_id), counted, ends) == 0


def test_mexico_2018_is_decided() -> None:
    (whole,) = verifications("mx/president")
    counted = nearly_counted(whole.votes.totals(), whole.facts, missing=20, turnout=0.63)
    bounds = within(1, "mx/president", counted)

    assert bounds.offices["president"].elected == "Andrés Manuel López Obrador"
    hold("mx/president", bounds, counted, 10_000)


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
    hold("pe/president", bounds, counted, 10_000)


def test_the_run_off_of_peru_2021_is_open_to_the_last_sheets() -> None:
    whole = {
        "votes": ContestTotals({"whole": PERU_2021}),
        "run-off": ContestTotals({"whole": PERU_RUN_OFF}),
    }
    for missing, decided in ((20, False), (1000, True)):
        counted = nearly_counted(whole, ElectionFacts(), missing=missing, turnout=0.75, role="run-off")
        bounds = within(1, "pe/president", counted)

        assert bounds.offices["president"].decided is decided
        hold("pe/president", bounds, counted, 10_000)


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
    hold("uk/commons", bounds, counted, 500)


def test_the_congress_of_spain_in_52_districts() -> None:
    whole = next(
        verification for verification in verifications("es/congreso") if verification.id == "es-congreso-2016"
    )
    counted = nearly_counted(whole.votes.totals(), whole.facts, missing=20, turnout=0.66)
    bounds = within(1, "es/congreso", counted)

    congress = bounds.chambers["congreso"]
    assert congress.size == 350
    assert congress.majority.can_have == ()
    assert sum(seats.min_seats for seats in congress.seats.values()) == 274
    hold("es/congreso", bounds, counted, 1_000)


@pytest.mark.parametrize("law_id", ["mx/president", "us/president", "es/congreso", "pe/president"])
def test_ends_in_arrays_contradict_bounds_as_ends_one_by_one_do(law_id: str) -> None:
    whole, law = verifications(law_id)[-1], get_law(law_id)
    role = "run-off" if law_id == "pe/president" else "votes"
    counted = nearly_counted(whole.votes.totals(), whole.facts, missing=4, turnout=0.7, role=role)
    few = Missing({role: {unit: voters // 1000 for unit, voters in counted.missing.voters[role].items()}})
    bounds = bounds_of(law, counted.totals, few, counted.facts)
    drawn = random_ends(counted, 12, np.random.default_rng(3))
    exact = []
    with without_margins():
        for draw in range(12):
            totals = {name: contest.totals(draw) for name, contest in drawn.contests.items()}
            outcome = law.decide(totals, True, drawn.facts_of(draw))
            exact.append(bool(contradictions(bounds, outcome)))

    assert contradicted(bounds, decide_draws(law, drawn, most=None)).tolist() == exact
    assert any(exact)
