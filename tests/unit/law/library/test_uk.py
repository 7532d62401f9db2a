"""United Kingdom: the Scottish Parliament's list seats."""

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


def test_scotland_counts_constituency_seats_as_used_up() -> None:
    regions = {"Glasgow": {"SNP": 100, "Lab": 80, "Con": 40, "Green": 30}}
    case = ElectionFacts(seats={"Glasgow": 7})
    house = chamber("uk/scottish-parliament", regions, case, constituencies={"Glasgow": {"SNP": 9}})
    assert house.by_kind == {"single-member": {"SNP": 9}, "list": {"Con": 2, "Green": 1, "Lab": 4}}
    assert house.size == 16
    won = {f"seat {n}": {"SNP": 2, "Lab": 1} for n in range(9)}
    above = dict.fromkeys(won, "Glasgow")
    counted = chamber(
        "uk/scottish-parliament", regions, ElectionFacts(seats=case.seats, above=above), constituencies=won
    )
    assert counted.seats == house.seats


def test_five_per_cent_of_the_london_votes_are_not_enough() -> None:
    won = {f"seat {n}": {"a": 2, "b": 1} for n in range(14)}
    votes = {"Greater London": {"a": 400, "b": 550, "c": 50}}
    assert chamber("uk/london-assembly", votes, constituencies=won).by_kind["list"] == {"b": 11}
    more = {"Greater London": {"a": 400, "b": 549, "c": 51}}
    assert chamber("uk/london-assembly", more, constituencies=won).by_kind["list"] == {"b": 10, "c": 1}


def test_a_vote_added_to_equal_figures_gives_the_last_seat_to_fewer_votes() -> None:
    # Scotland Act 1998, s. 8(7) to (9): a seventh of 70 is 10 too; 11 is more than a seventh of 71.
    case, won = ElectionFacts(seats={"Glasgow": 7}), {"Glasgow": {"Con": 9}}
    votes = {"SNP": 70, "Lab": 10}
    house = chamber("uk/scottish-parliament", {"Glasgow": votes}, case, constituencies=won)
    assert house.by_kind["list"] == {"SNP": 6, "Lab": 1}
    # Equal votes stay equal with one more each.
    level = votes | {"Green": 10}
    house = chamber("uk/scottish-parliament", {"Glasgow": level}, case, constituencies=won)
    assert [set(tie.tied) for tie in house.units["Glasgow"].ties] == [{"Green", "Lab"}]
    # GLA Act 1999, Sch. 2 para. 8(8): a has 14 seats, and a fifteenth of its votes is an eleventh of b's.
    single = {f"seat {n}": {"a": 2, "b": 1} for n in range(14)}
    london = {"Greater London": {"a": 300, "b": 220}}
    house = chamber("uk/london-assembly", london, constituencies=single)
    assert house.by_kind["list"] == {"b": 11}
