"""Switzerland: sub-alliances."""

from __future__ import annotations

from collections.abc import Mapping

from escrutinio.law import Chamber, ContestTotals, get_law
from escrutinio.law.facts import ElectionFacts
from escrutinio.law.rendering.text import derivation_text

Units = Mapping[str, Mapping[str, int]]


def chamber(law_id: str, units: Units, case: ElectionFacts | None = None) -> Chamber:
    law = get_law(law_id)
    outcome = law.decide({law.first_contest: ContestTotals(units)}, True, case or ElectionFacts())
    assert derivation_text(outcome)
    (found,) = outcome.chambers.values()
    return found


def test_a_swiss_sub_alliance_divides_the_seats_of_its_alliance() -> None:
    votes = {"Basel-Stadt": {"A": 2_000, "B": 500, "C": 400, "D": 300}}
    seats = {"Basel-Stadt": 2}
    flat = chamber("ch/nationalrat", votes, ElectionFacts(seats=seats, agreements=(("B", "C", "D"),)))
    assert flat.seats == {"A": 1, "B": 1}
    both = ElectionFacts(seats=seats, agreements=(("B", "C", "D"), ("C", "D")))
    assert chamber("ch/nationalrat", votes, both).seats == {"A": 1, "C": 1}
