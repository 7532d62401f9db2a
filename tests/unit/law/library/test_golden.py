"""The golden elections: our own tables hold the same figures, and the law gives the same result, to the seat.

The files are in the folder ``shared/golden`` beside the checkout; where it is absent nothing is compared.

What is tested: ``law.library`` and ``flows.verifications``.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from escrutinio.flows.verifications import VERIFICATIONS, Verification, read_verification
from escrutinio.law import Elected, Outcome

GOLDEN = Path(__file__).resolve().parents[4].parent / "shared" / "golden"
pytestmark = pytest.mark.skipif(
    not GOLDEN.is_dir(), reason="the folder shared/golden is not beside the checkout"
)

OURS = {
    "at_2017_nationalrat": "at-nationalrat-2017",
    "at_2019_nationalrat": "at-nationalrat-2019",
    "be_2012_bruxelles": "be-bruxelles-2012",
    "bo_2019_president_annulled": "bo-2019",
    "bo_2019_senate_annulled": "bo-2019",
    "bo_2020_deputies": "bo-2020",
    "bo_2020_president": "bo-2020",
    "bo_2020_senate": "bo-2020",
    "ch_ur_2020_landrat": "ch-ur-landrat-2020",
    "ch_zh_2006_gemeinderat": "ch-zh-gemeinderat-2006",
    "cz_2017_snemovna": "cz-snemovna-2017",
    "cz_2019_ep": "cz-ep-2019",
    "de_2014_ep": "de-ep-2014",
    "de_2025_bundestag": "de-bundestag-2025",
    "es_2016_congreso": "es-congreso-2016",
    "il_19_knesset": "il-knesset-2013",
    "il_20_knesset": "il-knesset-2015",
    "il_21_knesset": "il-knesset-2019-april",
    "is_2013_althingi": "is-althingi-2013",
    "ke_2022_president": "ke-president-2022",
    "lk_2024_president": "lk-president-2024",
    "mx_2018_president": "mx-president-2018",
    "nl_2023_tweedekamer": "nl-tweede-kamer-2023",
    "no_2021_storting": "no-storting-2021",
    "nz_2008_house": "nz-house-2008",
    "nz_2014_house": "nz-house-2014",
    "uk_2024_commons": "uk-commons-2024",
    "uk_sct_clackmannanshire_2012": "uk-clackmannanshire-2012",
    "us_2020_electoral_college": "us-president-2020",
    "us_2020_house_apportionment": "us-house-apportionment-2020",
    "us_ak_2022_special": "us-alaska-2022-august",
    "us_burlington_2009": "us-burlington-2009",
}
"""File -> the folder of our own verification."""
BODY = {
    "bo_2019_senate_annulled": "senate",
    "bo_2020_senate": "senate",
    "bo_2020_deputies": "deputies",
    "us_2020_electoral_college": "college",
}
"""Which of several chambers a file is about."""
NAMED = {
    "MAS": "MAS-IPSP",
    "MAS - IPSP": "MAS-IPSP",
    "D": "Joe Biden",
    "R": "Donald Trump",
    "Peltola": "Mary Peltola",
    "Kiss": "Bob Kiss",
}
"""Names of files whose votes are not those of our tables: fewer units, press totals, another recount."""
PART = {"uk_sct_clackmannanshire_2012"}
"""Our own table has two of the five wards; the whole file is counted in test_stv.py."""

BY_PROVINCE = {"es_2016_congreso"}
"""Our own table calls a party as its list is called in each province, so that it is compared there."""


def golden(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    return found


def folded(name: str) -> str:
    """Districts are named with and without additions in brackets."""
    return name.partition("[")[0].strip().casefold()


def decided(name: str) -> tuple[dict[str, Any], Verification, Outcome]:
    verification = read_verification(VERIFICATIONS / OURS[name])
    return golden(name), verification, verification.decide()


def our_names(file: dict[str, Any], verification: Verification) -> dict[str, str]:
    """A list of the file -> the same in our table: of the same name, else of the same number of votes.

    So a list without a counterpart is one whose votes are not the same in both.
    """
    theirs: Counter[str] = Counter()
    for district in file["districts"]:
        theirs.update(district.get("votes") or {})
    ours: Counter[str] = Counter()
    for votes in verification.votes.lists.get(verification.law.first_contest, {}).values():
        ours.update(votes)
    found = {name: name for name in theirs if name in ours}
    for name, number in theirs.items():
        same = [other for other, votes in ours.items() if votes == number and number]
        if name not in found and len(same) == 1:
            found[name] = same[0]
    return {**{name: other for name, other in NAMED.items() if name not in found}, **found}


def test_every_golden_election_is_here() -> None:
    assert {path.stem for path in GOLDEN.glob("*.json")} == set(OURS)


@pytest.mark.parametrize("name", [name for name in OURS if name not in PART | BY_PROVINCE])
def test_the_result_is_the_golden_one(name: str) -> None:
    file, verification, outcome = decided(name)
    names, result = our_names(file, verification), file["result"]
    if "elected" in result:
        office = next(iter(outcome.offices.values()))
        assert isinstance(office, Elected)
        assert office.name == names.get(result["elected"], result["elected"])
        return
    if name == "us_2020_house_apportionment":
        names = {state: state for state in result}
    chamber = outcome.chambers[BODY[name]] if name in BODY else next(iter(outcome.chambers.values()))
    assert some(chamber.seats) == some({names.get(key, key): number for key, number in result.items()})
    compared = 0
    units: dict[str, Counter[str]] = {}
    for unit, seats in chamber.units.items():
        # A state that splits its electors has units of its own, such as ME-1.
        state = unit.partition("-")[0] if unit[2:3] == "-" else unit
        units.setdefault(folded(state), Counter()).update(some(seats.seats))
    for district in file["districts"]:
        official, unit = district.get("result"), folded(district["name"])
        if isinstance(official, Mapping) and unit in units:
            more = district.get("levelling") or district.get("adjustment") or {}
            both = {key: official.get(key, 0) + more.get(key, 0) for key in {*official, *more}}
            assert units[unit] == some({names.get(key, key): n for key, n in both.items()}), district["name"]
            compared += 1
    if compared:
        # Of the districts of which the file has a result, none is passed over for its name.
        assert compared == sum(isinstance(district.get("result"), Mapping) for district in file["districts"])


@pytest.mark.parametrize("name", sorted(BY_PROVINCE))
def test_lists_of_the_same_votes_have_the_golden_seats_in_each_province(name: str) -> None:
    file, verification, outcome = decided(name)
    (chamber,) = outcome.chambers.values()
    ours = verification.votes.lists[verification.law.first_contest]
    theirs = {votes_of(district["votes"]): district for district in file["districts"]}
    assert {votes_of(votes) for votes in ours.values()} == set(theirs)
    assert chamber.size == sum(file["result"].values())
    for unit, votes in ours.items():
        district = theirs[votes_of(votes)]
        golden_seats = {
            district["votes"][party]: number for party, number in some(district["result"]).items()
        }
        assert {votes[party]: n for party, n in some(chamber.units[unit].seats).items()} == golden_seats, unit


def votes_of(votes: Mapping[str, int]) -> tuple[int, ...]:
    """The numbers of votes alone, the largest first."""
    return tuple(sorted(some(votes).values(), reverse=True))


def some(seats: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted((name, number) for name, number in seats.items() if number))


def test_two_wards_of_clackmannanshire_are_the_golden_ones() -> None:
    file, verification, outcome = decided("uk_sct_clackmannanshire_2012")
    chamber = next(iter(outcome.chambers.values()))
    known = {folded(district["name"]): district for district in file["districts"]}
    assert len(chamber.units) == 2
    for unit, seats in chamber.units.items():
        (district,) = [
            district for name, district in known.items() if folded(unit) in name or name in folded(unit)
        ]
        assert sorted(map(folded, seats.seats)) == sorted(map(folded, district["elected"]))
    assert not verification.differences(outcome)
