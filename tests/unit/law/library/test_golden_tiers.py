"""Official results to the seat: levelling seats and their districts, mixed systems, cover.

The files lie beside the checkout, in ``shared/golden``; where they do not, these tests are skipped.

What is tested: ``law.mixed``, ``law.proportional.levelling``, ``law.proportional.placement``.
"""

from __future__ import annotations

import json
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from escrutinio.law.mixed.cover import covered_seats
from escrutinio.law.mixed.houses import overhang_kept
from escrutinio.law.outcome import add_up
from escrutinio.law.proportional.divisors import dhondt, modified_sainte_lague
from escrutinio.law.proportional.highest_averages import highest_averages
from escrutinio.law.proportional.levelling import levelling
from escrutinio.law.proportional.placement import place_levelling, votes_per_seat
from escrutinio.law.thresholds.conditions import Threshold

GOLDEN = Path(__file__).parents[4].parent / "shared" / "golden"


def golden(name: str) -> dict[str, Any]:
    path = GOLDEN / f"{name}.json"
    if not path.exists():
        pytest.skip(f"{path} is not there")
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def at_least(votes: dict[str, int], hundredths: int, base: int | None = None) -> list[str]:
    need = Threshold(Fraction(hundredths, 100), "valid votes", inclusive=True)
    return [name for name in votes if need.passes(votes[name], base or sum(votes.values()))]


def won_only(seats: dict[str, int]) -> dict[str, int]:
    return {name: number for name, number in seats.items() if number}


def test_norway_2021_to_the_county_and_its_levelling_seat() -> None:
    file = golden("no_2021_storting")
    votes = {county["name"]: county["votes"] for county in file["districts"]}
    seats = {county["name"]: county["seats"] for county in file["districts"]}
    won = {
        name: won_only(
            dict(
                highest_averages(votes[name], seats[name], modified_sainte_lague, more_votes_first=True).seats
            )
        )
        for name in votes
    }
    assert won == {county["name"]: county["result"] for county in file["districts"]}
    country = add_up(votes.values())
    given = levelling(
        country,
        add_up(won.values()),
        169,
        qualified=at_least(country, 4),
        by=modified_sainte_lague,
        more_votes_first=True,
    )
    assert given.totals == file["result"]
    # 169 less seven seats of MDG, KRF and PF; then two parties with too many go, one after the other.
    assert given.rounds[0].size == 162
    assert [round_.left_out for round_ in given.rounds] == [{"SP": 3}, {"A": 1}, {}]
    placed = place_levelling(
        given, votes, won, dict.fromkeys(votes, 1), votes_per_seat(votes, seats), more_votes_first=True
    )
    assert placed.placed == {county["name"]: county["levelling"] for county in file["districts"]}
    assert (placed.undecided, placed.vacant, placed.ties) == (0, 0, ())


def test_iceland_2013_to_the_constituency_and_its_levelling_seats() -> None:
    file = golden("is_2013_althingi")
    votes = {district["name"]: district["votes"] for district in file["districts"]}
    won = {
        district["name"]: won_only(dict(highest_averages(district["votes"], district["seats"]).seats))
        for district in file["districts"]
    }
    assert won == {district["name"]: district["result"] for district in file["districts"]}
    country = add_up(votes.values())
    given = levelling(country, add_up(won.values()), 63, qualified=at_least(country, 5), by=dhondt)
    assert given.totals == file["result"]
    assert won_only(dict(given.seats)) == file["levelling"]
    placed = place_levelling(
        given,
        votes,
        won,
        {district["name"]: sum(district["adjustment"].values()) for district in file["districts"]},
        {name: sum(here.values()) for name, here in votes.items()},
        divisors=dhondt,
        turn="parties",
        per_list=2,
    )
    assert placed.placed == {district["name"]: district["adjustment"] for district in file["districts"]}


@pytest.mark.parametrize("year", [2017, 2019])
def test_austria_in_the_country(year: int) -> None:
    file = golden(f"at_{year}_nationalrat")
    votes = file["districts"][0]["votes"]
    given = levelling(votes, {}, 183, qualified=at_least(votes, 4), by=dhondt)
    assert given.totals == file["result"]


@pytest.mark.parametrize(
    ("year", "size", "overhang"), [(2008, 122, "Māori Party"), (2014, 121, "United Future")]
)
def test_new_zealand_with_its_overhang(year: int, size: int, overhang: str) -> None:
    file = golden(f"nz_{year}_house")
    country = file["districts"][0]
    votes, single = country["votes"], country["electorates_won"]
    given = overhang_kept(votes, 120, single, qualified={*at_least(votes, 5), *single})
    assert given.seats == file["result"]
    assert (given.size, given.overhang) == (size, {overhang: size - 120})


def test_germany_2025_to_the_list_of_each_land() -> None:
    file = golden("de_2025_bundestag")
    votes = {land["name"]: land["votes"] for land in file["districts"]}
    direct = file["direct_mandates"]
    qualified = {
        *at_least(file["national"], 5, file["valid"]),
        *(name for name, seats in direct.items() if seats >= 3),
        "SSW",
    }
    given = covered_seats(votes, 630, [], qualified=qualified)
    assert given.seats == file["result"]
    assert given.lands == {land["name"]: land["result"] for land in file["districts"]}
    assert (given.ties, given.undecided, given.vacant) == ((), 0, 0)
    # The file names those without cover, not the other winners nor valid first votes, so their ranking cannot
    # be computed from it. It allows one count: the CSU stands in Bayern alone, and every constituency there.
    out = Counter(winner["party"] for winner in file["uncovered_winners"])
    assert direct["CSU"] - given.lands["Bayern"]["CSU"] == out["CSU"] == 3
    assert sum(direct.values()) == 299
    assert sum(out.values()) == 23
