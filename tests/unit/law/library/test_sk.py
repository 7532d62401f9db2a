"""Slovakia: thresholds of coalitions."""

from __future__ import annotations

from collections.abc import Mapping

from escrutinio.law import Chamber, ContestTotals, get_law
from escrutinio.law.facts import WHOLE, ElectionFacts
from escrutinio.law.rendering.text import derivation_text

Units = Mapping[str, Mapping[str, int]]


def chamber(law_id: str, units: Units, case: ElectionFacts | None = None) -> Chamber:
    law = get_law(law_id)
    outcome = law.decide({law.first_contest: ContestTotals(units)}, True, case or ElectionFacts())
    assert derivation_text(outcome)
    (found,) = outcome.chambers.values()
    return found


def test_slovakia_asks_more_of_coalitions_of_two_and_of_four() -> None:
    votes = {WHOLE: {"A": 8_331, "B": 690, "C": 979}}
    case = ElectionFacts(parties={"B": 2, "C": 4})
    assert set(chamber("sk/narodna-rada", votes, case).seats) == {"A"}
    assert set(chamber("sk/narodna-rada", votes, ElectionFacts(parties={"C": 3})).seats) == {"A", "B", "C"}
