"""Levelling seats that fall in a region first and then in a unit of it, on votes that are checked by hand."""

from __future__ import annotations

import pytest

from escrutinio.law.lots import Lot
from escrutinio.law.outcome import add_up
from escrutinio.law.proportional.levelling import Levelling, levelling
from escrutinio.law.proportional.quotas import hare_quota
from escrutinio.law.proportional.region_placement import RegionPlacement, place_in_regions
from escrutinio.model.errors import LawError

VOTES = {
    "N1": {"A": 400, "B": 250, "C": 50},
    "N2": {"A": 210, "B": 40, "C": 150},
    "S1": {"A": 300, "B": 500, "C": 100},
}
WON = {"N1": {"A": 2, "B": 1}, "N2": {"A": 1}, "S1": {"A": 1, "B": 2}}
REGIONS = {"North": ("N1", "N2"), "South": ("S1",)}


def placed(
    room: dict[str, int], votes: dict[str, dict[str, int]] | None = None, lots: tuple[Lot, ...] = ()
) -> RegionPlacement:
    votes = votes or VOTES
    given = levelling(
        add_up(votes.values()), add_up(WON.values()), 10, qualified={"A", "B", "C"}, by=hare_quota, lots=lots
    )
    # A has 910 of 2,000 votes, B 790 and C 300: of ten seats 4.55, 3.95 and 1.5, so 5, 4 and 1.
    return place_in_regions(given, votes, WON, REGIONS, room, lots=lots)


def test_a_seat_falls_in_the_region_of_the_highest_figure_and_in_its_best_unit() -> None:
    there = placed({"North": 2, "South": 1})
    # Regions by 1, 3, 5, ...: C has 200 in the north; A 610/7 = 87.1 there, 300/3 = 100 in the south; B 290/3
    # = 96.7 in the north, 500/5 = 100 in the south. C takes the north; A and B have 100 in the south each.
    assert there.ties
    assert there.placed["N2"] == {"C": 1}
    assert there.undecided == 2


def test_a_drawn_lot_says_whose_turn_it_is() -> None:
    open_tie = placed({"North": 2, "South": 1}).ties[0]
    drawn = Lot(open_tie.tied, (sorted(open_tie.tied)[0],), open_tie.what)
    there = placed({"North": 2, "South": 1}, lots=(drawn,))
    assert there.ties == ()
    assert add_up(there.placed.values()) == {"A": 1, "B": 1, "C": 1}
    assert there.placed["S1"] == {"A": 1}
    # B then goes north: 250/4 = 62.5 in N1 after its seat there, 40 in N2.
    assert there.placed["N1"] == {"B": 1}


def test_a_region_that_is_full_takes_no_more() -> None:
    there = placed({"North": 3, "South": 0})
    # A by 1, 4, 7, ...: 400/7 = 57.1 in N1 after two seats, 210/4 = 52.5 in N2 after one.
    assert there.placed == {"N1": {"A": 1, "B": 1}, "N2": {"C": 1}, "S1": {}}
    assert there.ties == ()


def test_equal_figures_in_two_units_of_a_region_wait_for_the_lot() -> None:
    even = {**VOTES, "N1": {"A": 400, "B": 250, "C": 100}, "N2": {"A": 210, "B": 40, "C": 100}}
    there = placed({"North": 3, "South": 0}, even)
    assert there.in_regions == {"North": 1}
    assert there.placed == {"N1": {"A": 1, "B": 1}, "N2": {}, "S1": {}}
    assert there.ties
    assert sum(add_up(there.placed.values()).values()) + 1 == there.size == 3


def test_a_unit_in_no_region_or_in_two_is_refused() -> None:
    with pytest.raises(LawError, match="S1 in no region"):
        place_in_regions(_given(), VOTES, WON, {"North": ("N1", "N2")}, {"North": 3})
    with pytest.raises(LawError, match="N2 in two regions"):
        place_in_regions(_given(), VOTES, WON, {**REGIONS, "South": ("S1", "N2")}, {"North": 2, "South": 1})


def test_regions_must_have_as_many_levelling_seats_as_lists() -> None:
    with pytest.raises(LawError, match="the districts have 5 levelling seats, the parties 3"):
        placed({"North": 3, "South": 2})


def _given() -> Levelling:
    return levelling(
        add_up(VOTES.values()), add_up(WON.values()), 10, qualified={"A", "B", "C"}, by=hare_quota
    )
