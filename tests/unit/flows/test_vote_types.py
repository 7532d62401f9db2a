"""Votes by the kind of voting: each kind of a station is a sheet, and the kinds are a level."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from escrutinio.flows.count import count
from escrutinio.flows.desk import Desk, open_desk
from escrutinio.flows.ingest import ingest
from escrutinio.flows.new_election import drafted_election
from escrutinio.model import NATION

NOW = datetime(2031, 11, 5, tzinfo=UTC)
LONG = "Precinct,Office,Candidate,Vote Type,Votes\n"
DAY = (
    "A,Mayor,Heron,Election Day,10\nA,Mayor,Otter,Election Day,20\n"
    "B,Mayor,Heron,Election Day,30\nB,Mayor,Otter,Election Day,5\n"
)
MAIL = "A,Mayor,Heron,By mail,7\nA,Mayor,Otter,By mail,1\nB,Mayor,Heron,By mail,2\nB,Mayor,Otter,By mail,4\n"
LATE = "A,Mayor,Heron,Provisional,3\nA,Mayor,Otter,Provisional,0\n"
WIDE = "Precinct,Voting method,Heron,Otter\n"


def night(folder: Path, *files: str) -> Desk:
    """The election that is drafted from the first file, with all of them taken in."""
    paths = []
    for number, text in enumerate(files):
        paths.append(folder / f"results_2031110{number + 1}_2000.csv")
        paths[-1].write_text(text, encoding="utf-8")
    drafted_election(folder / "night", paths[:1], NOW)
    desk = open_desk(folder / "night", for_ingest=True)
    for result in ingest(desk, paths, lambda: NOW):
        assert result.refusal is None, result.refusal
    return open_desk(folder / "night")


def by_unit(desk: Desk, level: str) -> dict[str, dict[str, int]]:
    counted = count(desk, None, levels=[NATION, level])
    (contest,) = desk.election.contests.values()
    rows = counted.sums[contest.id][level].rows(named=True)
    return {row["unit"]: {name: row[f"votes_{name}"] for name in contest.selections} for row in rows}


def test_a_table_of_votes_by_kind(tmp_path: Path) -> None:
    desk = night(tmp_path, LONG + DAY + MAIL)
    assert by_unit(desk, "vote-type") == {
        "Election Day": {"heron": 40, "otter": 25},
        "By mail": {"heron": 9, "otter": 5},
    }
    assert dict(count(desk).nation("mayor").votes) == {"heron": 49, "otter": 30}


def test_no_kind_replaces_another_whatever_file_it_comes_in(tmp_path: Path) -> None:
    desk = night(tmp_path, LONG + DAY + MAIL, LONG + LATE, LONG + MAIL.replace(",7\n", ",8\n"))
    assert by_unit(desk, "vote-type") == {
        "Election Day": {"heron": 40, "otter": 25},
        "By mail": {"heron": 10, "otter": 5},
        "Provisional": {"heron": 3, "otter": 0},
    }
    assert dict(count(desk).nation("mayor").votes) == {"heron": 53, "otter": 30}


@pytest.mark.parametrize("kinds", [("Ordinary", "Postal"), ("day", "early", "abroad")])
def test_a_wide_file_with_a_row_for_each_kind(tmp_path: Path, kinds: tuple[str, ...]) -> None:
    rows = "".join(
        f"{station},{kind},{10 * number},{station == 'A':d}\n"
        for station in "AB"
        for number, kind in enumerate(kinds, start=1)
    )
    desk = night(tmp_path, WIDE + rows)
    assert by_unit(desk, "voting-method") == {
        kind: {"heron": 20 * number, "otter": 1} for number, kind in enumerate(kinds, start=1)
    }
