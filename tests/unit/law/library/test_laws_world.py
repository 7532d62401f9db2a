"""Laws outside continental Europe beyond their verifications: thresholds, agreements, overhang, seats."""

from collections.abc import Mapping

import pytest

from escrutinio.law import Chamber, ContestTotals, Tie, get_law
from escrutinio.law.facts import WHOLE, ElectionFacts
from escrutinio.law.lots import Lot
from escrutinio.law.proportional.methods import QuotaMethod, allocate
from escrutinio.law.proportional.quotas import Rest, droop_quota
from escrutinio.model.errors import LawError

Units = Mapping[str, Mapping[str, int]]


def chamber(law_id: str, units: Units, case: ElectionFacts | None = None, **more: Units) -> Chamber:
    law = get_law(law_id)
    totals = {law.first_contest: ContestTotals(units)}
    totals |= {role: ContestTotals(part) for role, part in more.items()}
    (found,) = law.decide(totals, True, case or ElectionFacts()).chambers.values()
    return found


@pytest.mark.parametrize(("law_id", "share"), [("il/knesset", 325), ("il/knesset-2006", 200)])
def test_the_knesset_asks_for_exactly_its_threshold(law_id: str, share: int) -> None:
    votes = {"A": 9_000 - share, "B": share, "C": 1_000}
    assert chamber(law_id, {WHOLE: votes}).seats["B"] > 0
    votes = {"A": 9_001 - share, "B": share - 1, "C": 1_000}
    house = chamber(law_id, {WHOLE: votes})
    assert "B" not in house.seats
    assert sum(house.seats.values()) == 120


def test_a_surplus_agreement_needs_both_lists_above_the_threshold() -> None:
    votes = {"A": 50_000, "B": 30_100, "C": 16_700, "D": 3_200}
    together = chamber("il/knesset", {WHOLE: votes}, ElectionFacts(agreements=(("C", "D"),)))
    assert together.seats == chamber("il/knesset", {WHOLE: votes}).seats
    with pytest.raises(LawError, match="an agreement of 3 lists"):
        chamber("il/knesset", {WHOLE: votes}, ElectionFacts(agreements=(("A", "B", "C"),)))


def test_new_zealand_gives_list_seats_for_five_per_cent_or_an_electorate() -> None:
    votes = {"A": 5_000, "B": 4_100, "C": 500, "D": 400}
    house = chamber("nz/house", {WHOLE: votes}, electorates={WHOLE: {"A": 40, "B": 31, "D": 1}})
    assert house.size == 120
    assert house.seats == {"A": 60, "B": 49, "C": 6, "D": 5}
    assert house.by_kind["single-member"] == {"A": 40, "B": 31, "D": 1}
    # One vote below 5 % of the party votes, and no electorate.
    house = chamber(
        "nz/house", {WHOLE: {**votes, "C": 499, "A": 5_001}}, electorates={WHOLE: {"A": 40, "B": 32}}
    )
    assert set(house.seats) == {"A", "B"}


def test_in_new_zealand_the_house_grows_by_overhang_and_shrinks_by_an_independent() -> None:
    votes = {"A": 6_000, "B": 4_000}
    house = chamber("nz/house", {WHOLE: votes}, electorates={WHOLE: {"A": 10, "B": 50, "X": 1}})
    # 119 are shared out, for X has one; B's share is 48, and it keeps 50.
    assert house.seats == {"A": 71, "B": 50, "X": 1}
    assert house.size == 122


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


def test_argentina_takes_three_per_cent_of_the_registered_voters() -> None:
    votes = {"CABA": {"A": 60, "B": 30, "C": 3}}
    stations = {"votes": {"registered": {"CABA": 100}}}
    house = chamber("ar/diputados", votes, ElectionFacts(seats={"CABA": 31}, counts=stations))
    assert house.seats == {"A": 20, "B": 10, "C": 1}
    stations = {"votes": {"registered": {"CABA": 101}}}
    house = chamber("ar/diputados", votes, ElectionFacts(seats={"CABA": 31}, counts=stations))
    assert "C" not in house.seats
    with pytest.raises(LawError, match="the number of the registered voters was not given"):
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


def test_chile_gives_seats_to_pacts_and_then_to_their_parties() -> None:
    votes = {"10": {"A1": 30, "A2": 25, "B": 40}}
    case = ElectionFacts(seats={"10": 3}, agreements=(("A1", "A2"),))
    assert chamber("cl/diputados", votes, case).seats == {"A1": 1, "A2": 1, "B": 1}
    assert chamber("cl/diputados", votes, ElectionFacts(seats={"10": 2})).seats == {"A1": 1, "B": 1}
    votes = {"10": {"A1": 30, "A2": 14, "B": 40}}
    assert chamber("cl/diputados", votes, case).seats == {"A1": 2, "B": 1}


def test_japan_allocates_in_each_block_or_in_the_whole_country() -> None:
    votes = {"Hokkaido": {"A": 50, "B": 30}, "Tohoku": {"A": 10, "B": 30}}
    house = chamber("jp/shugiin-proportional", votes, ElectionFacts(seats={"Hokkaido": 3, "Tohoku": 2}))
    assert house.units["Hokkaido"].seats == {"A": 2, "B": 1}
    assert house.units["Tohoku"].seats == {"B": 2}
    house = chamber(
        "jp/sangiin-proportional", {WHOLE: {"A": 60, "B": 60, "C": 40}}, ElectionFacts(seats={WHOLE: 4})
    )
    assert house.seats == {"A": 1, "B": 1, "C": 1}
    assert house.ties == (Tie(("A", "B"), 1, "seats"),)


PARTIES = {
    "ANC": (11436921, 249), "DA": (4091584, 89), "EFF": (1169259, 25), "IFP": (441854, 10),
    "NFP": (288742, 6), "UDM": (184636, 4), "VF Plus": (165715, 4), "COPE": (123235, 3),
    "ACDP": (104039, 3), "AIC": (97642, 3), "Agang": (52350, 2), "PAC": (37784, 1), "APC": (30676, 1),
}  # fmt: skip
"""South Africa 2014, IEC: votes and seats of parties with seats; 18,402,497 valid votes for 29 parties."""


@pytest.mark.parametrize("largest", [11_200, 20_000, 26_000])
def test_south_africa_2014_however_the_sixteen_parties_without_a_seat_share_their_votes(largest: int) -> None:
    rest = 18_402_497 - sum(votes for votes, _ in PARTIES.values())
    others: dict[str, int] = {}
    for number in range(16):
        others[f"other {number}"] = min(largest, rest - sum(others.values()))
    assert sum(others.values()) == rest
    votes = {**{name: votes for name, (votes, _) in PARTIES.items()}, **others}
    house = chamber("za/national-assembly-2004", {WHOLE: votes})
    assert house.seats == {name: seats for name, (_, seats) in PARTIES.items()}


def test_south_africa_gives_five_seats_by_remainders_and_the_others_by_votes_per_seat_held() -> None:
    method = QuotaMethod(droop_quota, rest=Rest.REMAINDERS_THEN_AVERAGES, most_by_remainders=2)
    votes = {"A": 590, "B": 220, "C": 90, "D": 60, "E": 40}
    # The quota of 10 seats is 91: A has 6 (remainder 44), B 2 (38); C and D have the largest remainders.
    assert allocate(votes, 10, method).seats == {"A": 6, "B": 2, "C": 1, "D": 1, "E": 0}
    # Of 11 seats it is 84: A 7, B 2, C 1; D and then E by remainders, and there is none left.
    assert allocate(votes, 11, method).seats == {"A": 7, "B": 2, "C": 1, "D": 1, "E": 0}
    # Of 13 it is 72: A 8, B 3, C 1; one left, to D.
    assert allocate(votes, 13, method).seats == {"A": 8, "B": 3, "C": 1, "D": 1, "E": 0}
    one = QuotaMethod(droop_quota, rest=Rest.REMAINDERS_THEN_AVERAGES, most_by_remainders=1)
    # C has the one by remainders; then A has 590 / 6, B 220 / 2, C 90 / 1 votes per seat.
    assert allocate(votes, 10, one).seats == {"A": 6, "B": 3, "C": 1, "D": 0, "E": 0}


def test_equal_remainders_stop_what_hangs_on_them_until_the_lot() -> None:
    method = QuotaMethod(droop_quota, rest=Rest.REMAINDERS_THEN_AVERAGES, most_by_remainders=1)
    votes = {"A": 590, "B": 230, "C": 90, "D": 90}
    with pytest.raises(LawError, match="the remainders of C, D are equal for 1 of the seats"):
        allocate(votes, 10, method)
    lot = Lot.of(["C", "D"], ["D"])
    found = allocate(votes, 10, method, lots=[lot])
    assert found.seats == {"A": 6, "B": 3, "C": 0, "D": 1}
    assert found.lots == (lot,)
    # With no seat after them the tie is left open.
    two = QuotaMethod(droop_quota, rest=Rest.REMAINDERS_THEN_AVERAGES, most_by_remainders=2)
    last = allocate({"A": 730, "B": 90, "C": 90, "D": 90}, 10, two)
    assert last.tie == Tie(("B", "C", "D"), 2, "seats")
    assert last.seats == {"A": 8, "B": 0, "C": 0, "D": 0}
