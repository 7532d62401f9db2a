"""Sweden: the threshold of a constituency, and seats above the share."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from escrutinio.law import Chamber, ContestTotals, get_law
from escrutinio.law.facts import ElectionFacts
from escrutinio.law.rendering.text import derivation_text
from escrutinio.model.errors import LawError

Units = Mapping[str, Mapping[str, int]]


def chamber(law_id: str, units: Units, case: ElectionFacts | None = None) -> Chamber:
    law = get_law(law_id)
    outcome = law.decide({law.first_contest: ContestTotals(units)}, True, case or ElectionFacts())
    assert derivation_text(outcome)
    (found,) = outcome.chambers.values()
    return found


SWEDEN = {"Nord": {"A": 1_000, "B": 260, "C": 210}, "Syd": {"A": 6_000, "B": 3_300}}


def test_in_sweden_twelve_per_cent_of_a_constituency_count_there_only() -> None:
    # C has less than 4 % of the country and more than 12 % of Nord.
    votes = {**SWEDEN, "Syd": {"A": 6_000, "B": 3_300, "C": 1}}
    house = chamber("se/riksdag", votes, ElectionFacts(seats={"Nord": 40, "Syd": 270}))
    assert house.size == 349
    assert house.units["Nord"].seats["C"] == 6
    assert not house.units["Syd"].seats.get("C")
    assert house.by_kind["levelling"].get("C", 0) == 0
    assert sum(house.by_kind["levelling"].values()) == 39


def test_in_sweden_seats_above_the_share_are_kept_by_the_old_law_and_refused_by_the_new() -> None:
    # A wins all of 310 constituencies with one seat, and its share of 349 is some 160.
    votes = {f"{n:03}": {"A": 600, "B": 250 + n, "C": 150 + 7 * n % 311} for n in range(310)}
    case = ElectionFacts(seats=dict.fromkeys(votes, 1))
    old = chamber("se/riksdag-2005", votes, case)
    assert old.by_kind["fixed"] == {"A": 310}
    assert (old.seats["A"], old.seats["B"] + old.seats["C"], old.size) == (310, 39, 349)
    assert old.by_kind["levelling"] == {"B": 22, "C": 17}
    with pytest.raises(LawError, match="are above the share of the whole: A by"):
        chamber("se/riksdag", votes, case)
