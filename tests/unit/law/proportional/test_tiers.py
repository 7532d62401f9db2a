"""Three tiers, on made-up votes that are checked by hand."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest

from escrutinio.law.decisions import Tie
from escrutinio.law.lots import Lot
from escrutinio.law.proportional.quotas import hare_quota, imperiali_quota
from escrutinio.law.proportional.tiers import tiers, whole_quotas
from escrutinio.model.errors import LawError

VOTES = {
    "East": {"E1": {"A": 500, "B": 260, "C": 40}, "E2": {"A": 100, "B": 300, "C": 50, "D": 1}},
    "West": {"W1": {"A": 300, "B": 90, "C": 210}, "W2": {"A": 180, "B": 250, "C": 60, "D": 10}},
}
SEATS = {"East": 6, "West": 5}


def test_whole_quotas_of_regions_and_lands_and_averages_of_the_country() -> None:
    given = tiers(VOTES, SEATS, qualified="ABC")
    east, west = given.lands["East"], given.lands["West"]
    # East: 1251 / 6 = 208.5, raised to 209. E1: A 2, B 1. E2: B 1. East: A 600 -> 2, B 560 -> 2; none more.
    assert east.number == 209
    assert east.regions == {"E1": {"A": 2, "B": 1}, "E2": {"B": 1}}
    assert east.land == {}
    assert east.left == 2
    # West: 1100 / 5 = 220. W1: A 1. W2: B 1. West: A 480 -> 2, one more; B 340 -> 1; C 270 -> 1, one more.
    assert west.number == 220
    assert west.regions == {"W1": {"A": 1}, "W2": {"B": 1}}
    assert west.land == {"A": 1, "C": 1}
    assert west.left == 1
    # Country: D'Hondt of 11 among A 1080, B 900, C 360: A 5, B 4, C 1 by A 1080/5 = 216 and B 900/4 = 225
    # and C 360/1; for seat 11 the next of each are level: A 1080/6 = B 900/5 = C 360/2 = 180.
    assert given.seats == {"A": 5, "B": 4, "C": 1}
    assert given.undecided == 1
    assert given.ties == (Tie(("A", "B", "C"), 1, "seats of the country"),)
    drawn = tiers(VOTES, SEATS, qualified="ABC", lots=[Lot.of("ABC", "C")])
    assert drawn.seats == {"A": 5, "B": 4, "C": 2}
    assert drawn.country.seats == {"A": 1, "B": 1, "C": 1}
    assert drawn.lots == (Lot.of("ABC", "C"),)


def test_who_has_more_below_keeps_it_and_the_others_share_the_rest() -> None:
    # X is strong in one land only: 400 / 2 seats -> number 200, X 1 in the region and 1 more in the land.
    votes = {
        "Big": {"B1": {"A": 1400, "B": 1000, "X": 0}},
        "Small": {"S1": {"X": 230}, "S2": {"X": 170, "A": 0}},
    }
    given = tiers(votes, {"Big": 4, "Small": 2}, qualified="AB")
    assert given.lands["Small"].regions == {"S1": {"X": 1}, "S2": {}}
    assert given.lands["Small"].land == {"X": 1}
    assert given.qualified == {"A", "B", "X"}
    # D'Hondt of 6 among 1400, 1000, 400: A 3, B 2, X 0 -> 1400/3 = 466.7, 1000/2 = 500, then A 350 < X 400.
    assert given.country.rounds[0].allocation.seats == {"A": 3, "B": 2, "X": 1}
    assert given.country.rounds[0].left_out == {"X": 1}
    # X keeps 2; 4 are left: A 1400, B 1000, A 700, B 500.
    assert given.seats == {"A": 2, "B": 2, "X": 2}


def test_a_region_s_seat_qualifies_and_is_kept_where_it_does_not() -> None:
    votes = {"L": {"R1": {"A": 90, "X": 60}, "R2": {"A": 850, "X": 0}, "R3": {"A": 0, "X": 50}}}
    with_seat = tiers(votes, {"L": 20}, qualified="A")
    # 1050 / 20 = 52.5, raised to 53: X 1 in R1; in the land 110 -> 2, one more.
    assert with_seat.qualified == {"A", "X"}
    assert with_seat.lands["L"].land == {"X": 1}
    without = tiers(votes, {"L": 20}, qualified="A", seat_qualifies=False)
    assert without.qualified == {"A"}
    assert without.lands["L"].land == {}
    assert without.seats == {"A": 19, "X": 1}


def test_the_number_can_be_another_quota() -> None:
    given = tiers(VOTES, SEATS, qualified="ABC", quota=hare_quota)
    assert given.lands["East"].number == Fraction(1251, 6)
    with pytest.raises(LawError, match="more seats than East has"):
        tiers({"East": {"E": {"A": 50, "B": 50}}}, {"East": 2}, qualified="AB", quota=imperiali_quota)


def test_lands_without_votes_or_seats() -> None:
    votes: dict[str, Any] = {"L": {"R": {"A": 10}}, "M": {"R": {"A": 0}}, "N": {"R": {"A": 7}}}
    given = tiers(votes, {"L": 2, "M": 1, "N": 0}, qualified="A")
    assert given.seats == {"A": 3}
    assert [given.lands[land].number for land in "LMN"] == [5, 0, 0]
    assert tiers({"L": {"R": {"A": 0}}}, {"L": 2}, qualified="A").vacant == 2
    assert whole_quotas({"A": 5}, Fraction(0)) == {}


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(LawError, match="West"):
        tiers(VOTES, {"East": 6}, qualified="A")
    with pytest.raises(LawError, match="Z may take part"):
        tiers(VOTES, SEATS, qualified="Z")
    with pytest.raises(LawError):
        tiers({"L": {"R": {"A": -1}}}, {"L": 1}, qualified="A")
    with pytest.raises(LawError):
        whole_quotas({"A": 1}, 0.5)  # type: ignore[arg-type]


def test_the_derivation_is_plain_data() -> None:
    data = json.loads(json.dumps(tiers(VOTES, SEATS, qualified="ABC").to_dict()))
    assert data["lands"]["West"]["land"] == {"A": 1, "C": 1}
    assert data["lands"]["East"]["left"] == 2
    assert data["qualified"] == ["A", "B", "C"]
