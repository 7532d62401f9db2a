"""In which lands the seats of parties fall: Germany, Bundeswahlgesetz § 6 (6)."""

from __future__ import annotations

import pytest

from escrutinio.law import ContestTotals, get_law
from escrutinio.law.facts import WHOLE, ElectionFacts
from escrutinio.law.lots import Lot
from escrutinio.law.mixed.land_lists import land_lists
from escrutinio.model.errors import LawError

VOTES = {"N": {"A": 60, "B": 40}, "S": {"A": 30, "B": 70}, "W": {"A": 10}}


def test_seats_go_to_lands_by_votes() -> None:
    given = land_lists(VOTES, {"A": 10, "B": 11}, {})
    assert given.lands == {"N": {"A": 6, "B": 4}, "S": {"A": 3, "B": 7}, "W": {"A": 1}}
    assert not given.ties


def test_a_list_keeps_its_fewest_seats_at_the_cost_of_other_lands_of_its_party() -> None:
    given = land_lists(VOTES, {"A": 10, "B": 11}, {"S": {"A": 5}, "N": {"B": 1}})
    # The five seats beside those of S go to 60, 20, 12, 60 / 7 in N and to 10 in W.
    assert given.lands == {"N": {"A": 4, "B": 4}, "S": {"A": 5, "B": 7}, "W": {"A": 1}}


def test_fewer_seats_than_its_lists_must_have_are_refused() -> None:
    with pytest.raises(LawError, match="A has 3 seats, and its lists must have 4"):
        land_lists(VOTES, {"A": 3}, {"N": {"A": 4}})


def test_a_tie_of_lands_is_named_and_can_be_drawn() -> None:
    votes = {"N": {"A": 50}, "S": {"A": 50}}
    open_ = land_lists(votes, {"A": 3}, {})
    assert open_.lands == {"N": {"A": 1}, "S": {"A": 1}}
    (tie,) = open_.ties
    assert (sorted(tie.tied), tie.seats) == (["N", "S"], 1)
    drawn = land_lists(votes, {"A": 3}, {}, lots=[Lot(("N", "S"), ("S",), "seats of A by land")])
    assert drawn.lands == {"N": {"A": 1}, "S": {"A": 2}}
    assert not drawn.ties


@pytest.mark.parametrize("edition", ["2013", "2020"])
def test_a_seat_whose_land_is_tied_is_certain_for_its_party(edition: str) -> None:
    totals = {
        "second votes": ContestTotals({"N": {"A": 5_000, "B": 5_000}, "S": {"A": 5_000, "B": 5_000}}),
        "constituencies": ContestTotals({"N": {"A": 100, "B": 49}, "S": {"A": 49, "B": 101}}),
    }
    law = get_law(f"de/bundestag-{edition}")
    (chamber,) = law.decide(totals, True, ElectionFacts(seats={"N": 298, "S": 300})).chambers.values()
    assert chamber.seats == {"A": 299, "B": 299}
    assert chamber.units[WHOLE].seats == {"A": 1, "B": 1}
    assert {unit: sum(here.seats.values()) for unit, here in chamber.units.items()} == {
        "N": 298,
        "S": 298,
        WHOLE: 2,
    }
    assert len(chamber.units[WHOLE].ties) == 2
