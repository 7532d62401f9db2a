"""Elections with official results, to the seat; read from the shared collection beside the checkout.

What is tested: ``law.majority``, ``law.proportional``, ``law.thresholds``.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from escrutinio.law.decisions import Elected
from escrutinio.law.majority.electoral_college import ElectorUnit, electoral_college, split_unit
from escrutinio.law.majority.plurality import plurality
from escrutinio.law.majority.spread import KENYA, spread_round
from escrutinio.law.majority.two_rounds import AtLeastWithLead, MoreThan, first_round
from escrutinio.law.proportional.alliances import Alliance, allied
from escrutinio.law.proportional.apportionment import apportion
from escrutinio.law.proportional.divisors import dhondt, huntington_hill, imperiali, sainte_lague
from escrutinio.law.proportional.highest_averages import highest_averages
from escrutinio.law.proportional.methods import QuotaMethod
from escrutinio.law.proportional.quotas import Rest, hare_quota, largest_remainder
from escrutinio.law.proportional.surplus_agreements import bader_ofer
from escrutinio.law.thresholds.conditions import QuotaReached, ShareByParties, Threshold
from escrutinio.law.thresholds.qualification import qualify

GOLDEN = Path(__file__).parents[4].parent / "shared" / "golden"
BOLIVIA = (MoreThan(Fraction(1, 2)), AtLeastWithLead(Fraction(2, 5), Fraction(1, 10)))


def golden(name: str) -> dict[str, Any]:
    path = GOLDEN / f"{name}.json"
    if not path.exists():
        pytest.skip("the collection of official results is not here")
    found: dict[str, Any] = json.loads(path.read_text())
    return found


def won(seats: Mapping[str, int]) -> dict[str, int]:
    return {name: number for name, number in seats.items() if number}


def test_spain_2016_in_all_districts() -> None:
    election = golden("es_2016_congreso")
    base = "the valid votes, blank ones among them"
    total: Counter[str] = Counter()
    for district in election["districts"]:
        votes = district["votes"]
        valid = sum(votes.values()) + district["blank"]
        passed = qualify(votes, Threshold(Fraction(3, 100), base, inclusive=True), {base: valid})
        given = highest_averages(passed.kept, district["seats"])
        assert given.tie is None
        assert won(given.seats) == district["result"], district["name"]
        total.update(won(given.seats))
    assert len(election["districts"]) == 52
    assert dict(total) == election["result"]
    assert sum(total.values()) == 350


def test_czechia_2017_regions_and_their_seats() -> None:
    election = golden("cz_2017_snemovna")
    regions = {region["name"]: region for region in election["districts"]}
    valid = {name: sum(region["votes"].values()) for name, region in regions.items()}

    def whole_number(votes: int, seats: int) -> Fraction:
        """S. 48: the quotient rounded to units."""
        return Fraction((2 * votes + seats) // (2 * seats))

    for quota in (hare_quota, whole_number):
        given = apportion(valid, 200, QuotaMethod(quota))
        assert given.seats == {name: region["seats"] for name, region in regions.items()}
        assert (given.tie, given.vacant, given.undecided) == (None, 0, 0)
    country = Counter[str]()
    for region in regions.values():
        country.update(region["votes"])
    rule = ShareByParties(
        {1: Fraction(5, 100), 2: Fraction(10, 100), 3: Fraction(15, 100), 4: Fraction(20, 100)},
        "the valid votes",
    )
    passed = qualify(country, rule, {"the valid votes": sum(valid.values())})
    assert set(passed.passed) == set(election["result"])
    total: Counter[str] = Counter()
    for name, region in regions.items():
        kept = {party: region["votes"][party] for party in passed.passed}
        seats = won(highest_averages(kept, given.seats[name]).seats)
        assert seats == region["result"], name
        total.update(seats)
    assert dict(total) == election["result"]


@pytest.mark.parametrize(
    ("name", "share", "method"),
    [
        ("cz_2019_ep", Fraction(5, 100), dhondt),
        ("de_2014_ep", Fraction(0), sainte_lague),
        ("be_2012_bruxelles", Fraction(0), imperiali),
    ],
)
def test_one_constituency(name: str, share: Fraction, method: Any) -> None:
    election = golden(name)
    (district,) = election["districts"]
    votes = district["votes"]
    rule = Threshold(share, "the valid votes", inclusive=True)
    kept = qualify(votes, rule, {"the valid votes": sum(votes.values())}).kept
    given = highest_averages(kept, district["seats"], method)
    assert given.tie is None
    assert won(given.seats) == election["result"]


def test_netherlands_2023_by_quota_and_averages() -> None:
    election = golden("nl_2023_tweedekamer")
    (district,) = election["districts"]
    votes, valid = district["votes"], sum(district["votes"].values())
    rule = QuotaReached(150, "the valid votes", name="the electoral quota")
    passed = qualify(votes, rule, {"the valid votes": valid})
    given = largest_remainder(votes, 150, rest=Rest.AVERAGES_OF_WINNERS)
    assert won(given.seats) == election["result"]
    assert set(passed.passed) == set(election["result"])
    # JA21 had the fewest votes above the quota, BVNL the most below it.
    assert passed.passed[-1] == "JA21"
    assert passed.verdicts["JA21"].margin == 71345 - -(-valid // 150)
    assert won(highest_averages(passed.kept, 150).seats) == election["result"]


@pytest.mark.parametrize(
    ("name", "mattered"), [("il_19_knesset", False), ("il_20_knesset", True), ("il_21_knesset", True)]
)
def test_knesset_with_surplus_agreements(name: str, mattered: bool) -> None:
    election = golden(name)
    (district,) = election["districts"]
    votes = district["votes"]
    pairs = [(first, other) for first, other in election["agreements"]]
    given = bader_ofer(votes, 120, pairs)
    assert given.seats == election["result"]
    assert given.undecided == given.vacant == 0
    # The same as D'Hondt over pairs, and inside them.
    assert allied(votes, 120, [Alliance.of(*pair) for pair in pairs]).seats == election["result"]
    # Whether another chamber would have met without the agreements.
    assert (bader_ofer(votes, 120).seats != election["result"]) == mattered


def test_the_house_of_2020() -> None:
    election = golden("us_2020_house_apportionment")
    (country,) = election["districts"]
    for minimum in (0, 1):
        given = apportion(country["votes"], 435, huntington_hill, minimum=minimum)
        assert given.seats == election["result"]
        assert given.tie is None


def test_the_electoral_college_of_2020() -> None:
    election = golden("us_2020_electoral_college")
    units: list[ElectorUnit] = []
    for state in election["districts"]:
        if "by_district" in state:
            parts = {
                district["name"]: {"D": district["D"], "R": district["R"]}
                for district in state["by_district"]
            }
            units += split_unit(state["name"], 2, parts, state["votes"])
            assert state["seats"] == 2 + len(parts)
        else:
            units.append(ElectorUnit(state["name"], state["seats"], state["votes"]))
    college = electoral_college(units)
    assert (college.size, college.needed) == (538, 270)
    assert won(college.electors) == election["result"]
    assert isinstance(college.decision, Elected)
    assert college.decision.name == "D"
    for state in election["districts"]:
        of_state: Counter[str] = Counter()
        for unit in units:
            decision = college.units[unit.name]
            if unit.name.split("-")[0] == state["name"] and isinstance(decision, Elected):
                of_state[decision.name] += unit.electors
        assert dict(of_state) == state["result"], state["name"]


def test_kenya_2022_votes_and_counties() -> None:
    election = golden("ke_2022_president")
    counties = {county["name"]: county["votes"] for county in election["districts"]}
    given = spread_round(counties, KENYA, elsewhere=["Diaspora"])
    assert given.votes == election["national"]
    assert given.needed == 24
    assert {name: len(where) for name, where in given.reached.items()} == election["result"]["counties_25pct"]
    assert isinstance(given.decision, Elected)
    assert given.decision.name == election["result"]["elected"]


def test_mexico_2018_by_plurality() -> None:
    election = golden("mx_2018_president")
    decision = plurality(election["districts"][0]["votes"])
    assert isinstance(decision, Elected)
    assert decision.name == election["result"]["elected"]


def test_the_commons_of_2024_in_all_constituencies() -> None:
    election = golden("uk_2024_commons")
    others = "All other candidates"
    total: Counter[str] = Counter()
    for seat in election["districts"]:
        votes = {name: number for name, number in seat["votes"].items() if name != others}
        if seat["other_winner_votes"]:
            # The winner is one of the others, whose votes are known apart.
            votes[seat["winner"]] = seat["other_winner_votes"]
        decision = plurality(votes)
        assert isinstance(decision, Elected)
        assert decision.name == seat["winner"], seat["name"]
        total[decision.name] += 1
    assert len(election["districts"]) == 650
    assert dict(total) == election["result"]


@pytest.mark.parametrize("name", ["bo_2019_president_annulled", "bo_2020_president"])
def test_bolivia_elects_in_the_first_round(name: str) -> None:
    election = golden(name)
    total: Counter[str] = Counter()
    for district in election["districts"]:
        total.update(district["votes"])
    assert dict(total) == election["national"]
    decision = first_round(total, sum(total.values()), BOLIVIA)
    assert isinstance(decision, Elected)
    assert decision.name == election["result"]["elected"]
    by_lead = decision.text == BOLIVIA[1].text
    assert by_lead == (name == "bo_2019_president_annulled")


@pytest.mark.parametrize("name", ["bo_2019_senate_annulled", "bo_2020_senate"])
def test_bolivia_senate(name: str) -> None:
    election = golden(name)
    total: Counter[str] = Counter()
    for district in election["districts"]:
        given = highest_averages(district["votes"], district["seats"])
        assert given.tie is None
        if "result" in district:
            assert won(given.seats) == district["result"]
        total.update(won(given.seats))
    assert dict(total) == election["result"]
