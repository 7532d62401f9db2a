"""Seats under what is supposed of the missing votes, on small elections of three kinds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escrutinio.flows.count import count
from escrutinio.flows.decide import decide
from escrutinio.flows.desk import Desk
from escrutinio.flows.documents.what_if import Unanswered
from escrutinio.flows.what_if import POINTS, Supposed, suppose
from searches import examples
from small_elections import Station, desk_with

LISTS = {"a": "Amber", "b": "Blue", "c": "Coral"}


def desk_of(folder: Path, law: str, stations: Sequence[Station], level: str = "nation") -> Desk:
    return desk_with(folder, law, LISTS, stations, level)


def supposed(desk: Desk) -> Supposed:
    found = suppose(count(desk))
    assert isinstance(found, Supposed), found
    return found


def seats(found: Supposed, chamber: str, name: str, points: int) -> dict[str, int]:
    row = found.moves.index((name, points) if points else ("", 0))
    numbers = found.outcome.chambers[chamber].seats[row].tolist()
    return {
        selection: number for selection, number in zip(found.outcome.lists, numbers, strict=True) if number
    }


def test_a_chamber_by_lists(tmp_path: Path) -> None:
    # 400 of 500 voters came, half of them for a; 500 are missing, so that 400 more votes are supposed.
    found = supposed(desk_of(tmp_path, "pt/madeira", [Station(500, (200, 150, 50)), Station(500, None)]))
    assert found.moves[0] == ("", 0)
    assert [move for move in found.moves if move[0] == "a"] == [("a", points) for points in POINTS]
    assert found.silent_units == 0
    (chamber,) = found.outcome.chambers
    alike = decide(desk_of(tmp_path / "alike", "pt/madeira", [Station(500, (200, 150, 50))])).outcome
    assert seats(found, chamber, "", 0) == dict(alike.chambers[chamber].seats)
    # 50 and 10 points: 200 + 240 of 800 for a, and three quarters of what is left for b.
    other = [Station(500, (200, 150, 50)), Station(500, (240, 120, 40))]
    moved = decide(desk_of(tmp_path / "moved", "pt/madeira", other)).outcome
    assert seats(found, chamber, "a", 10) == dict(moved.chambers[chamber].seats)


def test_single_member_districts_of_which_one_is_silent(tmp_path: Path) -> None:
    stations = [
        Station(500, (200, 190, 10), "N"),
        Station(500, None, "N"),
        Station(500, (100, 250, 0), "S"),
        Station(500, None, "T"),
    ]
    found = supposed(desk_of(tmp_path, "uk/commons", stations, "district"))
    (chamber,) = found.outcome.chambers
    assert found.silent_units == 1
    assert seats(found, chamber, "", 0) == {"a": 1, "b": 1}
    assert seats(found, chamber, "a", -10) == {"b": 2}
    # S is whole: nothing that is missing is there.
    assert seats(found, chamber, "a", 20) == {"a": 1, "b": 1}


def test_a_presidency_without_a_chamber(tmp_path: Path) -> None:
    stations = [Station(1000, (420, 300, 80)), Station(1000, None)]
    found = supposed(desk_of(tmp_path, "fr/president", stations))
    lists = found.outcome.lists
    won = {move: int(found.outcome.elected[row]) for row, move in enumerate(found.moves)}
    assert lists[won["", 0]] == "a"
    assert won["a", -20] == -1
    assert not found.outcome.chambers


@pytest.mark.parametrize(("listed", "supposes"), [(999, True), (998, False)])
def test_one_sheet_in_a_thousand_may_be_without_voters(tmp_path: Path, listed: int, supposes: bool) -> None:
    stations = [Station(10, (5, 2, 1))] * (listed - 1) + [Station(10, None), Station(None, None)]
    found = suppose(count(desk_of(tmp_path, "pt/madeira", stations)))
    assert isinstance(found, Supposed) is supposes
    if isinstance(found, Supposed):
        assert found.unknown_sheets == 1
    else:
        assert found == "voters unknown"


@pytest.mark.parametrize(
    ("stations", "why"),
    [
        ([Station(500, (200, 150, 50))], "all counted"),
        ([Station(500, None)], "nothing counted"),
        ([Station(500, (200, 150, 50)), Station(None, None)], "voters unknown"),
        ([Station(None, (200, 150, 50)), Station(500, None)], "nothing beside"),
    ],
)
def test_what_cannot_be_supposed_is_said(tmp_path: Path, stations: list[Station], why: Unanswered) -> None:
    assert suppose(count(desk_of(tmp_path, "pt/madeira", stations))) == why


def test_of_a_second_round_of_seats_nothing_is_supposed(tmp_path: Path) -> None:
    stations = [Station(500, (200, 190, 10), "N"), Station(500, None, "N")]
    assert suppose(count(desk_of(tmp_path, "fr/assemblee", stations, "district"))) == "second round"


@examples(6)
@given(
    votes=st.lists(st.tuples(*[st.integers(0, 300)] * 3), min_size=3, max_size=3),
    missing=st.lists(st.integers(0, 2000), min_size=3, max_size=3),
)
def test_no_supposition_is_beyond_the_sure_bounds(
    tmp_path_factory: pytest.TempPathFactory, votes: list[tuple[int, int, int]], missing: list[int]
) -> None:
    stations = [Station(900, of, letter) for of, letter in zip(votes, "NST", strict=True)]
    stations += [Station(voters, None, letter) for voters, letter in zip(missing, "NST", strict=True)]
    desk = desk_of(tmp_path_factory.mktemp("bounds"), "uk/commons", stations, "district")
    found = suppose(count(desk))
    if not isinstance(found, Supposed):
        assert not any(missing) or not all(map(any, votes)) or 0 in missing
        return
    ((chamber, bounds),) = decide(desk).bounds.chambers.items()
    for name, points in found.moves:
        for selection, number in seats(found, chamber, name, points).items():
            assert number <= bounds.seats[selection].max_seats, (name, points)
