"""New Zealand: who has list seats, and the size of the House."""

from __future__ import annotations

from collections.abc import Mapping

from escrutinio.law import Chamber, ContestTotals, get_law
from escrutinio.law.facts import WHOLE, ElectionFacts

Units = Mapping[str, Mapping[str, int]]


def chamber(law_id: str, units: Units, case: ElectionFacts | None = None, **more: Units) -> Chamber:
    law = get_law(law_id)
    totals = {law.first_contest: ContestTotals(units)}
    totals |= {role: ContestTotals(part) for role, part in more.items()}
    (found,) = law.decide(totals, True, case or ElectionFacts()).chambers.values()
    return found


def test_new_zealand_gives_list_seats_for_five_per_cent_or_an_electorate() -> None:
    votes = {"A": 5_000, "B": 4_100, "C": 500, "D": 400}
    house = chamber("nz/house", {WHOLE: votes}, electorates={WHOLE: {"A": 40, "B": 31, "D": 1}})
    assert house.size == 120
    assert house.seats == {"A": 60, "B": 49, "C": 6, "D": 5}
    assert house.by_kind["single-member"] == {"A": 40, "B": 31, "D": 1}
    # One vote below 5 % of the party votes, and no electorate.
    house = chamber(
        "nz/house", {WHOLE: {**votes, "C": 499, "A": 5_001}}, electorates={WHOLE: {"A": 40, "B": 32}}
    )
    assert set(house.seats) == {"A", "B"}


def test_in_new_zealand_the_house_grows_by_overhang_and_shrinks_by_an_independent() -> None:
    votes = {"A": 6_000, "B": 4_000}
    house = chamber("nz/house", {WHOLE: votes}, electorates={WHOLE: {"A": 10, "B": 50, "X": 1}})
    # 119 are shared out, for X has one; B's share is 48, and it keeps 50.
    assert house.seats == {"A": 71, "B": 50, "X": 1}
    assert house.size == 122
