"""Japan: blocks and the whole country."""

from __future__ import annotations

from collections.abc import Mapping

from escrutinio.law import Chamber, ContestTotals, Tie, get_law
from escrutinio.law.facts import WHOLE, ElectionFacts

Units = Mapping[str, Mapping[str, int]]


def chamber(law_id: str, units: Units, case: ElectionFacts | None = None, **more: Units) -> Chamber:
    law = get_law(law_id)
    totals = {law.first_contest: ContestTotals(units)}
    totals |= {role: ContestTotals(part) for role, part in more.items()}
    (found,) = law.decide(totals, True, case or ElectionFacts()).chambers.values()
    return found


def test_japan_allocates_in_each_block_or_in_the_whole_country() -> None:
    votes = {"Hokkaido": {"A": 50, "B": 30}, "Tohoku": {"A": 10, "B": 30}}
    house = chamber("jp/shugiin-proportional", votes, ElectionFacts(seats={"Hokkaido": 3, "Tohoku": 2}))
    assert house.units["Hokkaido"].seats == {"A": 2, "B": 1}
    assert house.units["Tohoku"].seats == {"B": 2}
    house = chamber(
        "jp/sangiin-proportional", {WHOLE: {"A": 60, "B": 60, "C": 40}}, ElectionFacts(seats={WHOLE: 4})
    )
    assert house.seats == {"A": 1, "B": 1, "C": 1}
    assert house.ties == (Tie(("A", "B"), 1, "seats"),)
