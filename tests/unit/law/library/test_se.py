"""Sweden: the threshold of a constituency, and seats above the share."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import pytest

from escrutinio.law import Chamber, ContestTotals, get_law, highest_averages, swedish
from escrutinio.law.facts import ElectionFacts
from escrutinio.law.lots import Lot
from escrutinio.law.proportional.returned import give_back
from escrutinio.law.rendering.text import derivation_text
from escrutinio.law.totals import NotSettled

Units = Mapping[str, Mapping[str, int]]


def chamber(law_id: str, units: Units, case: ElectionFacts | None = None) -> Chamber:
    law = get_law(law_id)
    outcome = law.decide({law.first_contest: ContestTotals(units)}, True, case or ElectionFacts())
    assert derivation_text(outcome)
    (found,) = outcome.chambers.values()
    return found


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


def test_in_sweden_seats_above_the_share_were_kept_by_the_old_law() -> None:
    # A wins all of 310 constituencies with one seat, and its share of 349 is some 160.
    votes = {f"{n:03}": {"A": 600, "B": 250 + n, "C": 150 + 7 * n % 311} for n in range(310)}
    case = ElectionFacts(seats=dict.fromkeys(votes, 1))
    old = chamber("se/riksdag-2005", votes, case)
    assert old.by_kind["fixed"] == {"A": 310}
    assert (old.seats["A"], old.seats["B"] + old.seats["C"], old.size) == (310, 39, 349)
    assert old.by_kind["levelling"] == {"B": 22, "C": 17}


def test_in_sweden_no_seat_goes_back_in_a_constituency_of_fewer_than_three() -> None:
    # A wins every fixed seat; in the two of two seats it has fewer votes than anywhere.
    votes = {
        f"{n:03}": {"A": 60_000 + 100 * n, "B": 6_000 + 13 * n, "C": 4_000 + 37 * n % 997} for n in range(102)
    }
    small = {"Gotland": {"A": 30_000, "B": 2_001, "C": 1_000}, "Öland": {"A": 31_000, "B": 2_002, "C": 999}}
    case = ElectionFacts(seats={**dict.fromkeys(votes, 3), **dict.fromkeys(small, 2)})
    new = chamber("se/riksdag", {**votes, **small}, case)
    together = {name: sum(unit[name] for unit in {**votes, **small}.values()) for name in "ABC"}
    assert new.seats == highest_averages(together, 349, swedish).seats
    assert [new.units[unit].by_kind["fixed"]["A"] for unit in small] == [2, 2]
    lost = [unit for unit in votes if new.units[unit].by_kind["fixed"]["A"] < 3]
    assert lost == sorted(votes)[: 310 - new.seats["A"]]
    assert "A" not in new.by_kind["levelling"]


# 200 votes of A in Nord, 102 in Syd, 101 in Öst: with three fixed seats of five A has one too many.
GAVE = {
    "Nord": {"A": 200, "B": 190},
    "Syd": {"A": 102, "B": 101, "C": 40},
    "Öst": {"A": 101, "B": 60, "C": 80},
}


def test_the_seat_of_the_lowest_number_goes_back_and_to_the_next_of_its_unit_that_lacks_one() -> None:
    won = {"Nord": {"A": 1, "B": 1}, "Syd": {"A": 1}, "Öst": {"A": 1}}
    moved = give_back(GAVE, won, {"A": 2, "B": 2, "C": 1}, {"A": 1}, swedish)
    assert [(seat.unit, seat.name, seat.seat) for seat in moved.back] == [("Öst", "A", 1)]
    assert [(seat.unit, seat.name, seat.number) for seat in moved.anew] == [("Öst", "C", Fraction(80 * 5, 6))]
    assert moved.units == {"Nord": {"A": 1, "B": 1}, "Syd": {"A": 1}, "Öst": {"A": 0, "C": 1}}
    # B has its share once it has two: with that, C's turn comes in Syd too.
    full = give_back(GAVE, won, {"A": 1, "B": 2, "C": 1}, {"A": 2}, swedish)
    assert {(seat.unit, seat.name) for seat in full.anew} == {("Syd", "B"), ("Öst", "C")}
    with pytest.raises(NotSettled, match="nobody with fewer seats than its share"):
        give_back(GAVE, won, {"A": 1, "B": 1, "C": 1}, {"A": 2}, swedish)
    with pytest.raises(NotSettled, match="A has 2 seats above its share, and 1 where seats go back"):
        give_back(GAVE, won, {"A": 1, "B": 2, "C": 1}, {"A": 2}, swedish, keep={"Syd", "Öst"})


def test_a_lot_says_which_of_equal_numbers_goes_back() -> None:
    votes = {"Nord": {"A": 120, "B": 60}, "Syd": {"A": 120, "B": 90}}
    won = {"Nord": {"A": 1}, "Syd": {"A": 1}}
    with pytest.raises(NotSettled, match="seats that A gives back: Nord, Syd"):
        give_back(votes, won, {"A": 1, "B": 1}, {"A": 1}, swedish)
    lot = Lot.of(("Nord", "Syd"), ("Nord",), "seats that A gives back")
    moved = give_back(votes, won, {"A": 1, "B": 1}, {"A": 1}, swedish, [lot])
    assert moved.units == {"Nord": {"A": 0, "B": 1}, "Syd": {"A": 1}}
