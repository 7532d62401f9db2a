"""Argentina: the threshold and equal quotients."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from escrutinio.law import Chamber, ContestTotals, Tie, get_law
from escrutinio.law.facts import ElectionFacts
from escrutinio.model.errors import LawError

Units = Mapping[str, Mapping[str, int]]


def chamber(law_id: str, units: Units, case: ElectionFacts | None = None, **more: Units) -> Chamber:
    law = get_law(law_id)
    totals = {law.first_contest: ContestTotals(units)}
    totals |= {role: ContestTotals(part) for role, part in more.items()}
    (found,) = law.decide(totals, True, case or ElectionFacts()).chambers.values()
    return found


def test_argentina_takes_three_per_cent_of_the_registered_voters() -> None:
    votes = {"CABA": {"A": 60, "B": 30, "C": 3}}
    stations = {"votes": {"registered": {"CABA": 100}}}
    house = chamber("ar/diputados", votes, ElectionFacts(seats={"CABA": 31}, counts=stations))
    assert house.seats == {"A": 20, "B": 10, "C": 1}
    stations = {"votes": {"registered": {"CABA": 101}}}
    house = chamber("ar/diputados", votes, ElectionFacts(seats={"CABA": 31}, counts=stations))
    assert "C" not in house.seats
    with pytest.raises(LawError, match=r"the table does not give \[registered\]"):
        chamber("ar/diputados", votes, ElectionFacts(seats={"CABA": 31}))


def test_argentina_gives_equal_quotients_to_the_list_with_more_votes() -> None:
    stations = {"votes": {"registered": {"Chaco": 100}}}
    house = chamber(
        "ar/diputados", {"Chaco": {"A": 40, "B": 20}}, ElectionFacts(seats={"Chaco": 2}, counts=stations)
    )
    assert house.seats == {"A": 2}
    house = chamber(
        "ar/diputados", {"Chaco": {"A": 40, "B": 40}}, ElectionFacts(seats={"Chaco": 1}, counts=stations)
    )
    assert house.ties == (Tie(("A", "B"), 1, "seats of Chaco"),)
