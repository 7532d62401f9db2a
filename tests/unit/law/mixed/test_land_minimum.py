"""What parties must have by land: Germany, Bundeswahlgesetz § 6 as of 2013 and as of 2020."""

from __future__ import annotations

import pytest

from escrutinio.law import ContestTotals, get_law
from escrutinio.law.facts import ElectionFacts
from escrutinio.law.mixed.land_minimum import land_minimum
from escrutinio.law.totals import NotSettled

VOTES = {"N": {"A": 60, "B": 40}, "S": {"A": 30, "B": 70}}
SEATS = {"N": 10, "S": 10}


def test_each_land_asks_for_its_seats_or_those_won_there() -> None:
    needed = land_minimum(VOTES, SEATS, {"N": {"A": 8}, "S": {"A": 2, "B": 3}})
    assert {land: given.seats for land, given in needed.lands.items()} == {
        "N": {"A": 6, "B": 4},
        "S": {"A": 3, "B": 7},
    }
    assert needed.minimum == {"A": 8 + 3, "B": 4 + 7}


def test_since_2020_the_mean_is_asked_for_and_all_that_the_lands_gave() -> None:
    single = {"N": {"A": 9}, "S": {"A": 0, "B": 3}}
    # A: the mean of 6 and 9, rounded up, is less than 9; half of 3, rounded up, is 2.
    assert land_minimum(VOTES, SEATS, single, mean=True).minimum == {"A": 9 + 2, "B": 11}
    assert land_minimum(VOTES, SEATS, {"N": {"A": 6}}, mean=True).minimum == {"A": 9, "B": 11}


def test_seats_of_winners_without_a_part_are_taken_off_their_land() -> None:
    needed = land_minimum({"N": {"A": 60, "B": 40}}, {"N": 11}, {"N": {"Ind": 1}})
    assert needed.lands["N"].seats == {"A": 6, "B": 4}


def test_a_tie_in_a_land_has_to_be_settled() -> None:
    with pytest.raises(NotSettled, match="seats of N are tied"):
        land_minimum({"N": {"A": 5, "B": 5}}, {"N": 1}, {})


@pytest.mark.parametrize(("edition", "size"), [("2013", 642), ("2020", 598)])
def test_the_house_grows_until_it_covers_them(edition: str, size: int) -> None:
    # 2013: A must have 199 and 90; 45 % of 642 is 288.9, and of 641 it is 288.45. 2020: 269 by the lands.
    totals = {
        "second votes": ContestTotals({"N": {"A": 6_000, "B": 4_000}, "S": {"A": 3_000, "B": 7_000}}),
        "constituencies": ContestTotals({"N": {"A": 199, "B": 0}, "S": {"A": 0, "B": 100}}),
    }
    facts = ElectionFacts(seats={"N": 299, "S": 299})
    (chamber,) = get_law(f"de/bundestag-{edition}").decide(totals, True, facts).chambers.values()
    assert chamber.size == size
    assert sum(chamber.seats.values()) == chamber.size
