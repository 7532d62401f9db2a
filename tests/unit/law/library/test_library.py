"""Every law with seats of its districts gives them all, and asks for exactly its threshold.

What is tested: ``law.library`` and ``law.evaluation``.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from escrutinio.law import Chamber, ContestTotals, get_law
from escrutinio.law.facts import WHOLE, ElectionFacts
from escrutinio.law.rendering.text import derivation_text

Units = Mapping[str, Mapping[str, int]]


VOTES = {"A": 41_003, "B": 33_017, "C": 12_011, "D": 7_019, "E": 4_021, "F": 2_929}


def chamber(law_id: str, units: Units, case: ElectionFacts | None = None) -> Chamber:
    law = get_law(law_id)
    outcome = law.decide({law.first_contest: ContestTotals(units)}, True, case or ElectionFacts())
    assert derivation_text(outcome)
    (found,) = outcome.chambers.values()
    return found


@pytest.mark.parametrize(
    ("law_id", "size"),
    [
        *(("at/ep", 20), ("dk/ep", 15), ("fi/ep", 15), ("fr/ep-2018", 81), ("it/ep", 76), ("pt/ep", 21)),
        *(("se/ep", 21), ("co/senado", 100), ("py/senado", 45), ("sk/narodna-rada", 150)),
    ],
)
def test_every_seat_of_a_national_district_is_given(law_id: str, size: int) -> None:
    fixed = law_id in ("co/senado", "py/senado", "sk/narodna-rada")
    house = chamber(law_id, {WHOLE: VOTES}, ElectionFacts(seats={} if fixed else {WHOLE: size}))
    assert sum(house.seats.values()) == house.size == size


@pytest.mark.parametrize(
    "law_id",
    [
        *(
            "be/ep",
            "ch/nationalrat",
            "ec/asamblea-2020",
            "ec/asamblea-2025",
            "gt/congreso",
            "hn/congreso",
            "hn/congreso-2004",
            "lv/saeima",
        ),
        *("pe/congreso", "pt/assembleia", "sv/asamblea-2013", "sv/asamblea-2023", "gt/congreso-2004"),
    ],
)
def test_every_seat_of_every_district_is_given(law_id: str) -> None:
    units, seats = {"Nord": VOTES, "Sud": {**VOTES, "A": 9_001}}, {"Nord": 20, "Sud": 7}
    house = chamber(law_id, units, ElectionFacts(seats=seats))
    assert {unit: sum(found.seats.values()) for unit, found in house.units.items()} == seats


@pytest.mark.parametrize(
    ("law_id", "size", "share"),
    [("fr/ep-2018", 99, 500), ("it/ep", 99, 400), ("at/ep", 99, 400), ("se/ep", 99, 400)],
)
def test_exactly_the_threshold_is_enough(law_id: str, size: int, share: int) -> None:
    case = ElectionFacts(seats={WHOLE: size} if size else {})
    votes = {"A": 6_000, "B": 4_000 - share, "C": share}
    assert chamber(law_id, {WHOLE: votes}, case).seats["C"] > 0
    assert "C" not in chamber(law_id, {WHOLE: {**votes, "A": 6_001, "C": share - 1}}, case).seats


@pytest.mark.parametrize(
    ("law_id", "contest", "units", "seats"),
    [
        ("ua/rada-2012", "constituencies", {"D1": VOTES, "D2": {**VOTES, "C": 99_000}}, 227),
        ("th/house-2023", "constituencies", {"D1": VOTES}, 101),
        ("np/house", "constituencies", {"D1": VOTES}, 111),
    ],
)
def test_single_member_seats_stand_beside_those_of_lists(
    law_id: str, contest: str, units: Units, seats: int
) -> None:
    totals = {"votes": ContestTotals({WHOLE: VOTES}), contest: ContestTotals(units)}
    (house,) = get_law(law_id).decide(totals, True).chambers.values()
    assert sum(house.seats.values()) == house.size == seats
    for unit, votes in units.items():
        assert house.units[unit].seats == {max(votes, key=lambda name: votes[name]): 1}


def test_the_first_in_a_district_of_sri_lanka_has_a_seat_for_it() -> None:
    # Of 4 seats one is the bonus of A; 100,000 votes without E's 4 % leave 96,000, and 3 seats at 32,000.
    # In the whole a quota is 3,448, the fraction left out: 17, 10 and 1, and B has the largest remainder.
    votes = {"A": 60_000, "B": 36_000, "E": 4_000}
    (house,) = (
        get_law("lk/parliament")
        .decide({"votes": ContestTotals({"Galle": votes})}, True, ElectionFacts(seats={"Galle": 4}))
        .chambers.values()
    )
    assert house.units["Galle"].by_kind == {"district": {"A": 3, "B": 1}}
    assert house.size == 33
    assert house.units[WHOLE].seats == {"A": 17, "B": 11, "E": 1}


def test_in_spread_out_lithuania_lists_and_districts_are_one_house() -> None:
    totals = {
        "votes": ContestTotals({WHOLE: {"A": 60_000, "B": 34_000, "C": 6_000}}),
        "constituencies": ContestTotals({"V1": {"X": 60, "Y": 40}, "V2": {"X": 40, "Y": 35, "Z": 25}}),
        "second-round": ContestTotals({"V2": {"X": 49, "Y": 51}}),
    }
    cast = {"cast": {"V1": 100, "V2": 100}}
    facts = ElectionFacts(counts={"constituencies": cast}, parties={"C": 2})
    (house,) = get_law("lt/seimas-2004").decide(totals, True, facts).chambers.values()
    assert house.units["V1"].seats == {"X": 1}
    assert house.units["V2"].seats == {"Y": 1}
    # C is a joint list and has less than 7 %.
    assert house.units[WHOLE].seats == {"A": 45, "B": 25}


def test_in_lithuania_a_fifth_of_the_voters_elect_in_the_first_round_since_2022() -> None:
    totals = {
        "votes": ContestTotals({WHOLE: {"A": 60_000, "B": 40_000}}),
        "constituencies": ContestTotals(
            {"V1": {"X": 20, "Y": 19, "Z": 11}, "V2": {"X": 19, "Y": 18, "Z": 15}}
        ),
    }
    facts = ElectionFacts(counts={"constituencies": {"registered": {"V1": 100, "V2": 100}}})
    (house,) = get_law("lt/seimas").decide(totals, True, facts).chambers.values()
    assert house.units["V1"].seats == {"X": 1}
    assert house.units["V2"].seats == {}
