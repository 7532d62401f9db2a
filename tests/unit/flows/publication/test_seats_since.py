"""Who has gained and lost seats: beside seats that a file states, and only where they can be compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from escrutinio.flows.check import check
from escrutinio.flows.desk import Desk
from escrutinio.flows.documents.chambers import ChamberSummary, SeatsSince
from escrutinio.flows.documents.results import ResultState, SeatChange
from escrutinio.flows.documents.since import Standing
from escrutinio.flows.publication import publish
from small_elections import NOW, make_small

VOTES = {"N1": (600, 310, 100), "S1": (300, 600, 90)}
EARLIER = "district,registered,votes_a,votes_b\nN,100,9,1\nS,100,1,8\n"


def desk_of(
    folder: Path,
    seats: str,
    votes: Mapping[str, Sequence[int]] = VOTES,
    *,
    law: str = "es/congreso",
    lists: str = "",
) -> Desk:
    """Two districts of five and four seats, beside the seats of an earlier election."""
    folder.mkdir(parents=True)
    (folder / "facts.toml").write_text("[seats]\nN = 5\nS = 4\n", encoding="utf-8")
    (folder / "earlier.csv").write_text(EARLIER, encoding="utf-8")
    if seats:
        (folder / "seats.csv").write_text(seats, encoding="utf-8")
    baseline = f'[baseline]\nfile = "earlier.csv"\nseats = "seats.csv"\n{lists}'
    facts = 'facts = "facts.toml"\n' if law == "es/congreso" else ""
    return make_small(folder, law, votes, level="district", extra=facts + baseline)


def chamber_of(desk: Desk) -> ChamberSummary:
    (chamber,) = publish(desk, now=NOW).front.chambers
    return chamber


def rows(since: SeatsSince | None) -> list[tuple[str, int, int, int | None]]:
    assert since is not None
    return [(row.id, row.seats, row.seats_then, row.change) for row in since.lists]


def test_gains_and_losses_by_unit_and_in_all(tmp_path: Path) -> None:
    chamber = chamber_of(desk_of(tmp_path / "e", "unit,seats_a,seats_b,seats_z\nN,2,2,1\nS,1,2,\n"))
    north, south = chamber.units
    assert rows(north.since) == [("a", 3, 2, 1), ("b", 2, 2, 0), ("z", 0, 1, -1)]
    assert rows(south.since) == [("b", 3, 2, 1), ("a", 1, 1, 0)]
    assert south.since
    assert (south.since.size_then, south.size) == (3, 4)
    assert rows(chamber.since) == [("b", 5, 4, 1), ("a", 4, 3, 1), ("z", 0, 1, -1)]


def test_a_whole_that_is_stated_is_taken_and_units_that_are_not_are_not_known(tmp_path: Path) -> None:
    chamber = chamber_of(desk_of(tmp_path / "e", "unit,seats_a,seats_b\n,6,4\nN,4,1\nS,,\n"))
    north, south = chamber.units
    assert rows(north.since) == [("a", 3, 4, -1), ("b", 2, 1, 1)]
    assert south.since is None, "a row without a number is no row of zeros"
    assert rows(chamber.since) == [("b", 5, 4, 1), ("a", 4, 6, -2)]


def test_without_each_unit_the_whole_is_not_known(tmp_path: Path) -> None:
    chamber = chamber_of(desk_of(tmp_path / "e", "unit,seats_a,seats_b\nN,4,1\n"))
    assert chamber.since is None


def test_where_nothing_is_counted_nobody_has_lost(tmp_path: Path) -> None:
    desk = desk_of(tmp_path / "e", "unit,seats_a,seats_b\nN,3,2\nS,1,3\n", {**VOTES, "S1": ()})
    north, south = chamber_of(desk).units
    assert rows(south.since) == [("b", 0, 3, None), ("a", 0, 1, None)]
    assert south.since
    assert not south.since.known
    assert north.since
    assert north.since.known


def test_a_tie_that_is_open_leaves_gains_open(tmp_path: Path) -> None:
    votes = {"N1": (500, 500, 0), "S1": (300, 600, 90)}
    north, south = chamber_of(desk_of(tmp_path / "e", "unit,seats_a,seats_b\nN,3,2\nS,1,3\n", votes)).units
    assert [change for *_, change in rows(north.since)] == [None, None]
    assert [change for *_, change in rows(south.since)] == [0, 0]


def test_lists_with_other_names_and_divided_ones(tmp_path: Path) -> None:
    desk = desk_of(
        tmp_path / "e", "unit,seats_old,seats_b\nN,3,2\nS,0,4\n", lists='lists = { a = "old", c = "old" }\n'
    )
    north, south = chamber_of(desk).units
    assert north.since
    said = {
        selection.id: (selection.standing, selection.seats_then, selection.change)
        for selection in north.since.lists
    }
    assert said == {
        "a": (Standing.DIVIDED, 3, None),
        "b": (Standing.STOOD, 2, 0),
        "c": (Standing.DIVIDED, 3, None),
    }
    assert rows(south.since) == [("b", 3, 4, -1), ("a", 1, 0, 1)]


def test_lists_of_which_none_stands_now_are_compared_with_nothing(tmp_path: Path) -> None:
    chamber = chamber_of(desk_of(tmp_path / "e", "unit,seats_red,seats_blue\nN,3,2\nS,0,4\n"))
    assert chamber.since is None
    assert all(unit.since is None for unit in chamber.units)


def test_stated_holders_of_single_seats_count_under_any_rule(tmp_path: Path) -> None:
    """The votes of a first round do not say who won; a file can."""
    seats = "unit,seats_a,seats_b\nN,0,1\nS,0,1\n"
    desk = desk_of(tmp_path / "e", seats, {"N1": (600, 300, 0), "S1": (300, 600, 0)}, law="uk/commons")
    north, south = chamber_of(desk).districts
    assert (north.change, south.change) == (SeatChange.GAIN, SeatChange.HOLD)
    assert south.last_time
    assert south.last_time.id == "b"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "it cannot be read"),
        ("district,seats_a\nN,1\n", "no column unit"),
        ("unit,a\nN,1\n", "no column of seats"),
        ("unit,seats_a\nN,1.5\n", "line 2 holds '1.5'"),
        ("unit,seats_a\nN,-1\n", "line 2 holds '-1'"),
        ("unit,seats_a\nN,1\nS,²\n", "line 3 holds '²'"),
        ("unit,seats_a\nN,1\nN,2\n", "line 3 has the same chamber and unit"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_finding_and_stops_nothing(
    tmp_path: Path, content: str, said: str
) -> None:
    desk = desk_of(tmp_path / "e", content)
    found = check(desk).findings
    messages = [row["message"] for row in found.iter_rows(named=True) if row["code"] == "earlier-seats"]
    assert len(messages) == 1
    assert said in messages[0]
    assert chamber_of(desk).since is None


def test_a_chamber_is_named_where_there_are_several(tmp_path: Path) -> None:
    chamber = chamber_of(desk_of(tmp_path / "e", "chamber,unit,seats_a,seats_b\nelsewhere,N,5,0\n"))
    assert chamber.units[0].since is None


def test_who_is_ahead_before_a_second_round_has_gained_nothing(tmp_path: Path) -> None:
    seats = "unit,seats_a,seats_b\nN,0,1\nS,0,1\n"
    votes = {"N1": (400, 300, 290), "N2": (), "S1": (600, 200, 100), "S2": ()}
    north, south = chamber_of(desk_of(tmp_path / "e", seats, votes, law="fr/assemblee")).districts
    assert (north.state, south.state) == (ResultState.LEADS, ResultState.LEADS)
    assert (north.change, south.change) == (None, SeatChange.GAIN)
    assert north.last_time
    assert north.last_time.id == "b"
