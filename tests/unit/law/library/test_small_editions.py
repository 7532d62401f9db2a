"""Laws of a few rules that no election of the library verifies: seats worked by hand.

What is tested: ``law.library`` of several countries, ``law.evaluation``.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from escrutinio.law import Chamber, ContestTotals, ElectionFacts, get_law
from escrutinio.law.facts import WHOLE

Units = Mapping[str, Mapping[str, int]]


def chamber(law_id: str, units: Units, more: Mapping[str, Units] | None = None, **facts: object) -> Chamber:
    law = get_law(law_id)
    totals = {law.first_contest: ContestTotals(units)}
    totals |= {role: ContestTotals(of) for role, of in (more or {}).items()}
    known = ElectionFacts(**facts)  # type: ignore[arg-type]
    (found,) = law.decide(totals, True, known).chambers.values()
    return found


def test_russia_counts_the_threshold_of_those_who_voted() -> None:
    # 5 % of 1,000,000 who voted: C has 50,000, D one less.
    counts = {"votes": {"cast": {WHOLE: 1_000_000}, "valid": {WHOLE: 970_000}}}
    votes = {WHOLE: {"A": 550_000, "B": 320_000, "C": 50_000, "D": 49_999}}
    house = chamber("ru/duma", votes, {"constituencies": {"1": {"A": 5, "X": 6}}}, counts=counts)
    # Quota 920,000/225 is 4,088.9: A 134 and 2,088.9, B 78 and 1,066.7, C 12 and 933.3: the last one is A's.
    assert house.units[WHOLE].seats == {"A": 135, "B": 78, "C": 12}
    assert house.units["1"].seats == {"X": 1}


def test_senegal_gives_a_department_to_one_list_and_shares_the_rest() -> None:
    # Of the 53 seats A has 1,100/2,000 (29.15), B 700 (18.55), C 200 (5.3): the last goes to B.
    votes = {"Dakar": {"A": 600, "B": 300, "C": 100}, "Matam": {"A": 500, "B": 400, "C": 100}}
    house = chamber("sn/assemblee-2022", votes, seats={"Dakar": 7, "Matam": 3})
    assert (house.units["Dakar"].seats, house.units["Matam"].seats) == ({"A": 7}, {"A": 3})
    assert house.units[WHOLE].seats == {"A": 29, "B": 19, "C": 5}


def test_colombia_asks_for_three_tenths_of_the_quotient_where_two_are_elected() -> None:
    # Quotient 500: 150 votes are needed. A has one seat for a quotient and 100 left, B 255, C is out.
    votes = {"Vaupés": {"A": 600, "B": 255, "C": 145}}
    assert chamber("co/camara-dos", votes, seats={"Vaupés": 2}).seats == {"A": 1, "B": 1}


@pytest.mark.parametrize(
    ("law_id", "seats"), [("ec/asamblea-2020", (2, 1, 1)), ("ec/asamblea-2025", (3, 1, 0))]
)
def test_ecuador_went_back_to_consecutive_divisors(law_id: str, seats: tuple[int, int, int]) -> None:
    # By 1, 3, 5: 600, 250, 200 and 150. By 1, 2, 3: 600, 300, 250 and 200, above the 150 of C.
    house = chamber(law_id, {"Azuay": {"A": 600, "B": 250, "C": 150}}, seats={"Azuay": 4})
    assert tuple(house.units["Azuay"].seats.get(name, 0) for name in "ABC") == seats


def test_all_senators_of_peru_need_a_twentieth_of_both_ballots_together() -> None:
    country, lima = "Distrito único nacional", "Lima Metropolitana"
    votes = {
        country: {"A": 560, "B": 390, "C": 50},
        lima: {"A": 500, "B": 320, "C": 79},
        "Puno": {"A": 40, "B": 30, "C": 31},
    }
    # C has 160 of 2,000 votes, and 5 % are 100: one seat of the country, none of Lima's four or Puno's.
    house = chamber("pe/senado-2026", votes)
    assert house.units[country].seats == {"A": 17, "B": 12, "C": 1}
    # 500, 320, 250 and 166.7 are above the 160 of B and the 79 of C.
    assert house.units[lima].seats == {"A": 3, "B": 1}
    assert house.units["Puno"].seats == {"A": 1}
    # 5 % of the country's ballot, and of the other none: 50 of 2,000 are too few for any seat.
    votes |= {lima: {"A": 600, "B": 299}, "Puno": {"A": 60, "B": 41}}
    assert "C" not in chamber("pe/senado-2026", votes).seats


def test_the_national_senators_of_peru_need_a_twentieth() -> None:
    votes = {WHOLE: {"A": 560, "B": 395, "C": 45}}
    # 955 votes for 30 seats: A 17.6, B 12.4; the divisors give 18 and 12.
    assert chamber("pe/senado-nacional-2026", votes).seats == {"A": 18, "B": 12}


@pytest.mark.parametrize(("law_id", "unit", "size"), [("ph/senate", WHOLE, 12), ("id/dpd", "Bali", 4)])
def test_the_most_votes_win_the_seats(law_id: str, unit: str, size: int) -> None:
    votes = {unit: {f"Candidate {number:02}": 100 - number for number in range(size + 2)}}
    seats = {} if unit == WHOLE else {unit: size}
    assert set(chamber(law_id, votes, seats=seats).seats) == {f"Candidate {n:02}" for n in range(size)}


def test_others_count_in_the_price_of_national_seats_where_a_threshold_is_of_districts_alone() -> None:
    # 2,900 votes, 29 seats: 100 a seat. Without the 290 votes of others it would be 90, and A had 21.
    votes = {"Galle": {"A": 1880, "B": 730}}
    counts = {"votes": {"others": {"Galle": 290}, "valid": {"Galle": 2900}}}
    house = chamber("lk/parliament", votes, seats={"Galle": 10}, counts=counts)
    # Whole quotas 18 and 7, and the remainders of 80 and 30; two of 29 seats are of lists that nobody names.
    assert house.units[WHOLE].seats == {"A": 19, "B": 8}
    assert house.units[WHOLE].vacant == 2


@pytest.mark.parametrize(("law_id", "below"), [("ge/parliament-2024", 4_900), ("ge/parliament-2008", 4_900)])
def test_georgia_asks_for_quotas_of_the_votes_of_lists_above_the_threshold(law_id: str, below: int) -> None:
    # Without C, below 5 %, A has 70 of 95.1 parts and B 25.1: the seat that whole quotas leave is A's.
    size = 150 if law_id.endswith("2024") else 75
    votes = {WHOLE: {"A": 70_000, "B": 25_100, "C": below}}
    seats = chamber(law_id, votes, {"constituencies": {}} if size == 75 else None).units[WHOLE].seats
    assert seats == {"A": -(-70_000 * size // 95_100), "B": 25_100 * size // 95_100}


def test_south_korea_seats_small_parties_since_the_threshold_was_struck_down() -> None:
    # Votes of 2024 per ten thousand: F, G and H had 2.26, 2.14 and 1.70 %, and one or two seats each would
    # have been theirs without the three per cent (kmib.co.kr, 29 January 2026).
    votes = {"A": 3_667, "B": 2_669, "C": 2_425, "E": 361, "F": 226, "G": 214, "H": 170}
    single = {WHOLE: {"D": 161, "P": 90, "E": 1, "H": 1, "J": 1}}
    before = chamber("kr/national-assembly-2024", {WHOLE: votes}, {"constituencies": single})
    after = chamber("kr/national-assembly-2026", {WHOLE: votes}, {"constituencies": single})
    lists = {name: after.seats[name] - single[WHOLE].get(name, 0) for name in "FGH"}
    assert lists == {"F": 1, "G": 1, "H": 1}
    assert {name: before.seats.get(name, 0) for name in "FGH"} == {"F": 0, "G": 0, "H": 1}


@pytest.mark.parametrize("edition", ["2024", "2026"])
def test_south_korea_leaves_seats_vacant_for_which_a_list_has_no_candidates(edition: str) -> None:
    # Of 300 A is due (150 - 100)/2 = 25, B none: the 21 seats left of 46 go 10.5 to each, one of them by lot.
    single = {"constituencies": {WHOLE: {"A": 100, "B": 154}}}
    votes = {WHOLE: {"A": 501, "B": 499}}
    assert chamber(f"kr/national-assembly-{edition}", votes, single).seats == {"A": 136, "B": 164}
    house = chamber(f"kr/national-assembly-{edition}", votes, single, candidates={WHOLE: {"A": 30}})
    assert (house.seats, house.vacant) == ({"A": 130, "B": 164}, 6)
