"""South Africa: remainders, then votes per seat held."""

from __future__ import annotations

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


TWO_BALLOTS = {
    "ANC": (6459683, 6231519, 159), "DA": (3505735, 3439272, 87), "MK": (2344309, 2237877, 58),
    "EFF": (1529961, 1556965, 39), "IFP": (618207, 688570, 17), "PA": (330425, 345880, 9),
    "VF Plus": (218850, 234477, 6), "ActionSA": (192373, 219477, 6), "ACDP": (96575, 93581, 3),
    "UDM": (78448, 85618, 3), "RISE": (67975, 70142, 2), "BOSA": (65912, 64470, 2),
    "ATM": (63554, 66831, 2), "ALJ": (39067, 53337, 2), "NCC": (37422, 47178, 2),
    "PAC": (36716, 40788, 1), "UAT": (35679, 39702, 1), "GOOD": (29501, 34904, 1),
}  # fmt: skip
"""South Africa 2024 from memory: votes of the national and of all regional ballots, and seats."""
OTHERS = {f"other {number}": 28_000 for number in range(18)}
"""Made: parties without a seat, whose votes make up the rest."""


def national_2024(regions: Units, national: Mapping[str, int], *independents: str, **seats: int) -> Chamber:
    facts = ElectionFacts(seats=seats, labels={name: frozenset({"independent"}) for name in independents})
    return chamber("za/national-assembly-2024", regions, facts, national={WHOLE: national})


def test_all_seats_of_2024_are_those_announced_however_the_regions_share_them() -> None:
    national = {name: votes for name, (votes, _, _) in TWO_BALLOTS.items()} | OTHERS
    regional = {name: votes for name, (_, votes, _) in TWO_BALLOTS.items()} | OTHERS
    south = {name: votes // 3 for name, votes in regional.items()}
    north = {name: votes - south[name] for name, votes in regional.items()}
    found = national_2024({"N": north, "S": south}, national, N=134, S=66)
    assert found.seats == {name: seats for name, (_, _, seats) in TWO_BALLOTS.items()}
    assert sum(found.units["N"].by_kind["regional"].values()) == 134
    assert sum(found.units[WHOLE].by_kind["levelling"].values()) == 200


def test_an_independent_holds_one_seat_and_has_no_part_in_the_others() -> None:
    # 600 + 500 + 100 votes: quota 120 of nine seats; what I is due beyond one goes to the next remainders.
    regions = {"N": {"A": 600, "B": 100, "I": 500}}
    found = national_2024(regions, {"A": 900, "B": 300}, "I", N=9)
    assert found.units["N"].by_kind["regional"]["I"] == 1
    assert found.seats["I"] == 1
    assert sum(found.seats.values()) == 400
    # 399 seats for A with 1,500 votes and B with 400.
    assert found.seats["A"] == 315
    assert found.seats["B"] == 84


def test_a_party_of_the_national_ballot_alone_needs_a_row() -> None:
    with pytest.raises(LawError, match="B has votes of the contest national alone"):
        national_2024({"N": {"A": 600}}, {"A": 900, "B": 300}, N=9)
    found = national_2024({"N": {"A": 600, "B": 0}}, {"A": 900, "B": 300}, N=9)
    assert found.seats == {"A": 333, "B": 67}


def test_a_party_keeps_regional_seats_above_its_share() -> None:
    regions = {"N": {"A": 500, "B": 400, "C": 100}, "S": {"A": 1000, "B": 0, "C": 0}}
    found = national_2024(regions, {"A": 0, "B": 5000, "C": 4000}, N=100, S=100)
    # Its share of 400 seats is less than the 150 that it has.
    assert found.seats["A"] == 150
    assert sum(found.seats.values()) == 400
