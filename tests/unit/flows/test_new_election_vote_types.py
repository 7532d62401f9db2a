"""Drafts of files that tell vote types apart: by rows, by columns, or by columns under a header of types."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from drafted_nights import drafted_desk
from escrutinio.flows.check import check
from escrutinio.flows.count import count
from escrutinio.flows.desk import Desk
from escrutinio.model import NATION

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
    desk, _ = drafted_desk(folder, paths[:1], paths[1:])
    return desk


def by_unit(desk: Desk, level: str) -> dict[str, dict[str, int]]:
    counted = count(desk, None, levels=[NATION, level])
    (contest,) = desk.election.contests.values()
    rows = counted.sums[contest.id][level].rows(named=True)
    return {row["unit"]: {name: row[f"votes_{name}"] for name in contest.selections} for row in rows}


def test_a_table_of_votes_by_kind(tmp_path: Path) -> None:
    desk = night(tmp_path, LONG + DAY + MAIL)
    assert by_unit(desk, "vote-type") == {
        "election-day": {"heron": 40, "otter": 25},
        "by-mail": {"heron": 9, "otter": 5},
    }
    assert dict(count(desk).nation("mayor").votes) == {"heron": 49, "otter": 30}


def test_no_kind_replaces_another_whatever_file_it_comes_in(tmp_path: Path) -> None:
    desk = night(tmp_path, LONG + DAY + MAIL + LATE, LONG + LATE, LONG + MAIL.replace(",7\n", ",8\n"))
    assert by_unit(desk, "vote-type") == {
        "election-day": {"heron": 40, "otter": 25},
        "by-mail": {"heron": 10, "otter": 5},
        "provisional": {"heron": 3, "otter": 0},
    }
    assert dict(count(desk).nation("mayor").votes) == {"heron": 53, "otter": 30}


def test_a_kind_that_was_not_there_at_first_is_a_finding_and_not_lost_silently(tmp_path: Path) -> None:
    desk = night(tmp_path, LONG + DAY + MAIL, LONG + LATE + MAIL)
    findings = check(desk).findings
    assert findings.filter(pl.col("message").str.contains("which vote type 'Provisional' is")).height == 1
    assert findings.filter(pl.col("code") == "bad-row").height == 1


@pytest.mark.parametrize("kinds", [("Ordinary", "Postal"), ("day", "early", "abroad")])
def test_a_wide_file_with_a_row_for_each_kind(tmp_path: Path, kinds: tuple[str, ...]) -> None:
    rows = "".join(
        f"{station},{kind},{10 * number},{station == 'A':d}\n"
        for station in "AB"
        for number, kind in enumerate(kinds, start=1)
    )
    desk = night(tmp_path, WIDE + rows)
    assert by_unit(desk, "vote-type") == {
        kind.lower(): {"heron": 20 * number, "otter": 1} for number, kind in enumerate(kinds, start=1)
    }


CANVASS = (
    "Precinct,Registered,Heron - Election Day,Heron - Early,Heron - Total,Otter - Election Day,Otter - Early,"
    "Otter - Total\nA,90,10,4,14,20,5,25\nB,80,30,6,36,11,7,18\n"
)
UPPER = "Precinct,Election Day,,Mail-in,\n,Heron,Otter,Heron,Otter\nA,10,20,3,4\nB,30,40,5,6\nC,50,60,7,8\n"
DIVISIONS = (
    "DivisionID,Surname,OrdinaryVotes,PrePollVotes,PostalVotes,TotalVotes\n"
    "101,Heron,100,20,3,123\n101,Otter,90,30,4,124\n102,Heron,50,5,6,61\n102,Otter,60,7,8,75\n"
)


@pytest.mark.parametrize(
    ("text", "votes"),
    [
        (CANVASS, {"election-day": (40, 31), "early": (10, 12)}),
        (UPPER, {"election-day": (90, 120), "mail-in": (15, 18)}),
        (DIVISIONS, {"ordinary": (150, 150), "pre-poll": (25, 37), "postal": (9, 12)}),
    ],
    ids=["types after the name", "types above the names", "a column for each type"],
)
def test_columns_of_each_kind_side_by_side(
    tmp_path: Path, text: str, votes: dict[str, tuple[int, int]]
) -> None:
    desk = night(tmp_path, text)
    assert by_unit(desk, "vote-type") == {
        kind: {"heron": heron, "otter": otter} for kind, (heron, otter) in votes.items()
    }
    assert check(desk).findings.is_empty()
