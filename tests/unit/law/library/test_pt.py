"""Portugal: equal quotients."""

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


def test_in_portugal_the_list_with_fewer_votes_takes_the_last_seat() -> None:
    house = chamber("pt/assembleia", {"Beja": {"A": 9_000, "B": 3_000}}, ElectionFacts(seats={"Beja": 3}))
    assert house.seats == {"A": 2, "B": 1}
