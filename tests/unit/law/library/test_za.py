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
