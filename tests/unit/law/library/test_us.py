"""United States: seats of the states."""

from __future__ import annotations

from collections.abc import Mapping

from escrutinio.law import Chamber, ContestTotals, RunOff, Tie, get_law
from escrutinio.law.facts import ElectionFacts
from escrutinio.law.lots import Lot

Units = Mapping[str, Mapping[str, int]]


def chamber(law_id: str, units: Units, case: ElectionFacts | None = None, **more: Units) -> Chamber:
    law = get_law(law_id)
    totals = {law.first_contest: ContestTotals(units)}
    totals |= {role: ContestTotals(part) for role, part in more.items()}
    (found,) = law.decide(totals, True, case or ElectionFacts()).chambers.values()
    return found


def test_every_state_has_a_seat_and_equal_claims_wait() -> None:
    people = {"population": {"population": {"X": 1, "Y": 1_000, "Z": 1_000}}}
    house = chamber("us/house-apportionment", {}, ElectionFacts(counts=people))
    assert house.seats["X"] == 1
    assert house.seats == {"X": 1, "Y": 217, "Z": 217}
    people = {"population": {"population": {"Y": 1_000, "Z": 1_000}}}
    house = chamber("us/house-apportionment", {}, ElectionFacts(counts=people))
    assert house.ties == (Tie(("Y", "Z"), 1, "seats of units"),)
    assert house.undecided == 1
    lot = Lot.of(["Y", "Z"], ["Z"])
    house = chamber("us/house-apportionment", {}, ElectionFacts(counts=people, lots=(lot,)))
    assert house.seats == {"Y": 217, "Z": 218}


def test_louisiana_has_all_who_are_equal_for_a_place_stand_again() -> None:
    house = chamber("us/louisiana", {"mayor": {"a": 40, "b": 30, "c": 30}})
    second = house.districts["mayor"]
    assert isinstance(second, RunOff)
    assert (second.pair, second.tie) == (("a", "b", "c"), None)
