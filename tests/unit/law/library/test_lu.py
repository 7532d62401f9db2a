"""Luxembourg: its quota and D'Hondt."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from escrutinio.law import Chamber, ContestTotals, get_law
from escrutinio.law.facts import ElectionFacts
from escrutinio.law.proportional.divisors import dhondt
from escrutinio.law.proportional.methods import allocate
from escrutinio.law.rendering.text import derivation_text

Units = Mapping[str, Mapping[str, int]]


VOTES = {"A": 41_003, "B": 33_017, "C": 12_011, "D": 7_019, "E": 4_021, "F": 2_929}


def chamber(law_id: str, units: Units, case: ElectionFacts | None = None) -> Chamber:
    law = get_law(law_id)
    outcome = law.decide({law.first_contest: ContestTotals(units)}, True, case or ElectionFacts())
    assert derivation_text(outcome)
    (found,) = outcome.chambers.values()
    return found


@pytest.mark.parametrize("size", [7, 9, 21, 23])
def test_luxembourg_gives_what_dhondt_gives(size: int) -> None:
    district = {7: "Est", 9: "Nord", 21: "Centre", 23: "Sud"}[size]
    found = chamber("lu/chambre", {district: VOTES}).units[district].seats
    given = allocate(VOTES, size, dhondt).seats
    assert {name: number for name, number in found.items() if number} == {
        name: number for name, number in given.items() if number
    }
