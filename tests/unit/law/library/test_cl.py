"""Chile: pacts and their parties."""

from __future__ import annotations

from collections.abc import Mapping

from escrutinio.law import Chamber, ContestTotals, get_law
from escrutinio.law.facts import ElectionFacts

Units = Mapping[str, Mapping[str, int]]


def chamber(law_id: str, units: Units, case: ElectionFacts | None = None, **more: Units) -> Chamber:
    law = get_law(law_id)
    totals = {law.first_contest: ContestTotals(units)}
    totals |= {role: ContestTotals(part) for role, part in more.items()}
    (found,) = law.decide(totals, True, case or ElectionFacts()).chambers.values()
    return found


def test_chile_gives_seats_to_pacts_and_then_to_their_parties() -> None:
    votes = {"10": {"A1": 30, "A2": 25, "B": 40}}
    case = ElectionFacts(seats={"10": 3}, agreements=(("A1", "A2"),))
    assert chamber("cl/diputados", votes, case).seats == {"A1": 1, "A2": 1, "B": 1}
    assert chamber("cl/diputados", votes, ElectionFacts(seats={"10": 2})).seats == {"A1": 1, "B": 1}
    votes = {"10": {"A1": 30, "A2": 14, "B": 40}}
    assert chamber("cl/diputados", votes, case).seats == {"A1": 2, "B": 1}
