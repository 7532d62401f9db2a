"""Constituency seats above what a list is due in a land: by hand, and those of 2009 land by land."""

from __future__ import annotations

import pytest

from escrutinio.flows.laws import verifications
from escrutinio.law.lots import Lot
from escrutinio.law.mixed.overhang_lands import overhang_lands
from escrutinio.law.proportional.divisors import sainte_lague
from escrutinio.law.proportional.methods import QuotaMethod
from escrutinio.law.proportional.quotas import hare_quota
from escrutinio.model.errors import LawError

VOTES = {"North": {"A": 300, "B": 100}, "South": {"A": 100, "B": 300}}


def test_what_is_above_is_kept_and_costs_nobody() -> None:
    given = overhang_lands(VOTES, {"North": {"A": 4}, "South": {"A": 2, "B": 1}}, 8, sainte_lague)
    assert given.due == {"North": {"A": 3, "B": 1}, "South": {"A": 1, "B": 3}}
    assert given.lists == {"North": {"A": 0, "B": 1}, "South": {"A": 0, "B": 2}}
    assert given.overhang == {"North": {"A": 1}, "South": {"A": 1}}


def test_seats_of_winners_of_no_party_come_off_beforehand() -> None:
    given = overhang_lands(VOTES, {"North": {"C": 2}}, 8, QuotaMethod(hare_quota))
    assert sum(given.shares.seats.values()) == 6


def test_a_tie_waits_for_the_lot() -> None:
    votes = {"North": {"A": 100}, "South": {"A": 100}}
    with pytest.raises(LawError, match="seats of A are tied among North, South"):
        overhang_lands(votes, {}, 3, sainte_lague)
    drawn = overhang_lands(votes, {}, 3, sainte_lague, lots=[Lot.of(["North", "South"], ["South"])])
    assert drawn.due == {"North": {"A": 1}, "South": {"A": 2}}


def test_the_german_overhang_of_2009_land_by_land() -> None:
    # As webarchiv.bundestag.de has it of the final result of 14 October 2009 (read on 2026-11-29).
    (election,) = verifications("de/bundestag-2008")
    totals, above = election.votes.totals(), election.facts.above
    in_house = set(election.official.seats)
    votes = {
        land: {name: number for name, number in of_land.items() if name in in_house}
        for land, of_land in totals["second votes"].votes.items()
    }
    single: dict[str, dict[str, int]] = {}
    for unit, of_unit in totals["constituencies"].votes.items():
        winner, of_land = max(of_unit, key=lambda name: of_unit[name]), single.setdefault(above[unit], {})
        of_land[winner] = of_land.get(winner, 0) + 1
    given = overhang_lands(votes, single, 598, sainte_lague)
    assert {land: dict(more) for land, more in given.overhang.items() if more} == {
        "Baden-Württemberg": {"CDU": 10},
        "Sachsen": {"CDU": 4},
        "Mecklenburg-Vorpommern": {"CDU": 2},
        "Rheinland-Pfalz": {"CDU": 2},
        "Schleswig-Holstein": {"CDU": 1},
        "Thüringen": {"CDU": 1},
        "Saarland": {"CDU": 1},
        "Bayern": {"CSU": 3},
    }
