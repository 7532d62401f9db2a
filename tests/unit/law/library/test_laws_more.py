"""Laws of the library that have no verification, or whose statute says more than their verification shows."""

from collections.abc import Mapping

import pytest

from escrutinio.law import Chamber, ContestTotals, get_law
from escrutinio.law.facts import WHOLE, ElectionFacts
from escrutinio.law.proportional.divisors import dhondt
from escrutinio.law.proportional.methods import allocate
from escrutinio.law.rendering.text import derivation_text
from escrutinio.model.errors import LawError

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
        *("be/ep", "ch/nationalrat", "ec/asamblea-2020", "gt/congreso", "hn/congreso", "lv/saeima"),
        *("pe/congreso", "pt/assembleia", "sv/asamblea-2013"),
    ],
)
def test_every_seat_of_every_district_is_given(law_id: str) -> None:
    units, seats = {"Nord": VOTES, "Sud": {**VOTES, "A": 9_001}}, {"Nord": 20, "Sud": 7}
    house = chamber(law_id, units, ElectionFacts(seats=seats))
    assert {unit: sum(found.seats.values()) for unit, found in house.units.items()} == seats


@pytest.mark.parametrize(
    ("law_id", "size", "share"),
    [
        ("fr/ep-2018", 99, 500),
        ("it/ep", 99, 400),
        ("at/ep", 99, 400),
        ("se/ep", 99, 400),
        ("co/senado", 0, 300),
    ],
)
def test_exactly_the_threshold_is_enough(law_id: str, size: int, share: int) -> None:
    case = ElectionFacts(seats={WHOLE: size} if size else {})
    votes = {"A": 6_000, "B": 4_000 - share, "C": share}
    assert chamber(law_id, {WHOLE: votes}, case).seats["C"] > 0
    assert "C" not in chamber(law_id, {WHOLE: {**votes, "A": 6_001, "C": share - 1}}, case).seats


def test_in_colombia_blank_votes_raise_the_threshold_and_all_take_part_if_none_passes() -> None:
    votes = {WHOLE: {"A": 9_700, "B": 300}}
    blank = {"votes": {"blank": {WHOLE: 1}}}
    assert chamber("co/senado", votes).seats["B"] == 3
    assert "B" not in chamber("co/senado", votes, ElectionFacts(counts=blank)).seats
    small = {f"list {number}": 20 for number in range(50)}
    assert chamber("co/senado", {WHOLE: small}).seats == dict.fromkeys(small, 2)


def test_in_portugal_the_list_with_fewer_votes_takes_the_last_seat() -> None:
    house = chamber("pt/assembleia", {"Beja": {"A": 9_000, "B": 3_000}}, ElectionFacts(seats={"Beja": 3}))
    assert house.seats == {"A": 2, "B": 1}


def test_slovakia_asks_more_of_coalitions_of_two_and_of_four() -> None:
    votes = {WHOLE: {"A": 8_331, "B": 690, "C": 979}}
    case = ElectionFacts(parties={"B": 2, "C": 4})
    assert set(chamber("sk/narodna-rada", votes, case).seats) == {"A"}
    assert set(chamber("sk/narodna-rada", votes, ElectionFacts(parties={"C": 3})).seats) == {"A", "B", "C"}


@pytest.mark.parametrize("size", [7, 9, 21, 23])
def test_luxembourg_gives_what_dhondt_gives(size: int) -> None:
    district = {7: "Est", 9: "Nord", 21: "Centre", 23: "Sud"}[size]
    found = chamber("lu/chambre", {district: VOTES}).units[district].seats
    given = allocate(VOTES, size, dhondt).seats
    assert {name: number for name, number in found.items() if number} == {
        name: number for name, number in given.items() if number
    }


def test_a_swiss_sub_alliance_divides_the_seats_of_its_alliance() -> None:
    votes = {"Basel-Stadt": {"A": 2_000, "B": 500, "C": 400, "D": 300}}
    seats = {"Basel-Stadt": 2}
    flat = chamber("ch/nationalrat", votes, ElectionFacts(seats=seats, agreements=(("B", "C", "D"),)))
    assert flat.seats == {"A": 1, "B": 1}
    both = ElectionFacts(seats=seats, agreements=(("B", "C", "D"), ("C", "D")))
    assert chamber("ch/nationalrat", votes, both).seats == {"A": 1, "C": 1}


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
