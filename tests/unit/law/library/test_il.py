"""Israel: thresholds and surplus agreements."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from escrutinio.law import Chamber, ContestTotals, get_law
from escrutinio.law.facts import WHOLE, ElectionFacts
from escrutinio.model.errors import LawError

Units = Mapping[str, Mapping[str, int]]


def chamber(law_id: str, units: Units, case: ElectionFacts | None = None, **more: Units) -> Chamber:
    law = get_law(law_id)
    totals = {law.first_contest: ContestTotals(units)}
    totals |= {role: ContestTotals(part) for role, part in more.items()}
    (found,) = law.decide(totals, True, case or ElectionFacts()).chambers.values()
    return found


@pytest.mark.parametrize(("law_id", "share"), [("il/knesset", 325), ("il/knesset-2006", 200)])
def test_the_knesset_asks_for_exactly_its_threshold(law_id: str, share: int) -> None:
    votes = {"A": 9_000 - share, "B": share, "C": 1_000}
    assert chamber(law_id, {WHOLE: votes}).seats["B"] > 0
    votes = {"A": 9_001 - share, "B": share - 1, "C": 1_000}
    house = chamber(law_id, {WHOLE: votes})
    assert "B" not in house.seats
    assert sum(house.seats.values()) == 120


def test_a_surplus_agreement_needs_both_lists_above_the_threshold() -> None:
    votes = {"A": 50_000, "B": 30_100, "C": 16_700, "D": 3_200}
    together = chamber("il/knesset", {WHOLE: votes}, ElectionFacts(agreements=(("C", "D"),)))
    assert together.seats == chamber("il/knesset", {WHOLE: votes}).seats
    with pytest.raises(LawError, match="an agreement of 3 lists"):
        chamber("il/knesset", {WHOLE: votes}, ElectionFacts(agreements=(("A", "B", "C"),)))
