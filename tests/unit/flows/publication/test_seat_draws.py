"""The joint draws of seats: chances of lists together are those of the simulated counts, not of intervals."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec import structs

from escrutinio.flows.desk import Desk
from escrutinio.flows.documents.seat_draws import ChamberDraws
from escrutinio.flows.publication import Publication, publish
from small_elections import Station, desk_with

# What A wins B loses: alone each reaches 6 of 10 now and then, together they always do, and A and C half of
# the time.
SEESAW = ChamberDraws(
    id="house",
    size=10,
    majority=6,
    lists=("A", "B", "C"),
    times=(1, 2, 1),
    seats=((6, 4, 2), (2, 4, 6), (2, 2, 2)),
)


@pytest.mark.parametrize(
    ("lists", "chance"),
    [(("A",), 0.25), (("A", "B"), 1.0), (("A", "C"), 0.75), (("C",), 0.0), ((), 0.0), (("Z",), 0.0)],
)
def test_a_chance_is_of_the_lists_together(lists: tuple[str, ...], chance: float) -> None:
    assert SEESAW.draws == 4
    assert SEESAW.chance_together(lists) == chance


def test_a_house_that_grows_has_a_majority_of_its_own_in_each_count() -> None:
    grows = structs.replace(SEESAW, majorities=(7, 6, 6))
    assert grows.chance_together(("A",)) == 0.0
    assert grows.chance_together(("A", "C")) == 0.75


def test_the_chance_of_one_list_is_the_one_that_the_front_page_has(half: Publication) -> None:
    drawn = {chamber.id: chamber for chamber in half.seat_draws.chambers}
    assert set(drawn) == {chamber.id for chamber in half.front.chambers}
    for chamber in half.front.chambers:
        assert chamber.projected is not None
        of_chamber = drawn[chamber.id]
        assert (of_chamber.size, of_chamber.majority) == (chamber.size, chamber.majority)
        chances = {selection.id: selection.chance for selection in chamber.projected.majority}
        assert set(of_chamber.lists) == {selection.id for selection in chamber.projected.lists}
        for name in of_chamber.lists:
            assert of_chamber.chance_together((name,)) == pytest.approx(chances.get(name, 0.0))
        assert of_chamber.chance_together(of_chamber.lists) > 0.99


def test_without_a_projection_there_are_no_draws(desk: Desk, tmp_path: Path) -> None:
    now = datetime(2031, 5, 5, tzinfo=UTC)
    assert publish(desk, now=now).seat_draws.chambers == ()
    stations = [Station(300, (90, 60)), Station(300, None)]
    small = desk_with(tmp_path / "other", "uk/commons", {"a": "Ana", "b": "Bo"}, stations, "district")
    found = publish(small, now=now)
    assert found.front.chambers
    assert (found.seat_draws.chambers, found.seat_draws.tied_draws) == ((), 0.0)
