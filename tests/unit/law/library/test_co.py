"""Colombia: blank votes and the threshold of the Senate."""

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


def test_in_colombia_blank_votes_raise_the_threshold_and_all_take_part_if_none_passes() -> None:
    votes = {WHOLE: {"A": 9_700, "B": 300}}
    blank = {"votes": {"blank": {WHOLE: 1}}}
    assert chamber("co/senado", votes).seats["B"] == 3
    assert "B" not in chamber("co/senado", votes, ElectionFacts(counts=blank)).seats
    small = {f"list {number}": 20 for number in range(50)}
    assert chamber("co/senado", {WHOLE: small}).seats == dict.fromkeys(small, 2)
