"""Copied votes, swapped columns and figures that fell: noticed where they say something, silent elsewhere."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from escrutinio.flows.desk import Desk
from escrutinio.ledger import Ledger
from escrutinio.ledger.checks import Context, between_sheets, run_checks
from small_elections import make_small
from support import make_election, row, stations, take

PLACES = '\n[checks]\nplace_level = "district"\n'
NAMES = {name: f"List {name}" for name in "abcdefgh"}


def found(desk: Desk, code: str) -> list[dict[str, Any]]:
    """The findings of a check, their numbers read."""
    findings = run_checks(Context(desk.election, desk.ledger, desk.stations), [code]).to_dicts()
    return [finding | {"numbers": json.loads(finding["numbers"])} for finding in findings]


def poisson(seed: int, stations: int, means: Sequence[float]) -> list[list[int]]:
    """Independent counts of stations that are all alike."""
    return np.random.default_rng(seed).poisson(means, (stations, len(means))).tolist()  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("law", "level", "means"),
    [
        ("uy/president", "nation", (95, 60, 22, 12)),
        ("uk/commons", "district", (120, 90, 40, 15)),
        ("uy/president", "nation", (80, 50, 30, 20, 9, 5, 2, 1)),
    ],
)
def test_votes_that_were_copied(tmp_path: Path, law: str, level: str, means: tuple[int, ...]) -> None:
    names = dict(list(NAMES.items())[: len(means)])
    counts = poisson(1, 40, means)
    counts[30] = counts[3]
    votes = {f"{'NS'[place % 2]}{place:02d}": figures for place, figures in enumerate(counts)}
    desk = make_small(tmp_path / "e", law, votes, level=level, names=names)
    findings = found(desk, "same-votes")
    assert [(finding["sheet"], finding["numbers"]["other"]) for finding in findings] == [
        ("N30", "S03"),
        ("S03", "N30"),
    ]
    assert findings[0]["message"] == "All votes are the same as on sheet S03; 2 sheets have them."
    assert findings[0]["numbers"]["expected"] < 0.01


@pytest.mark.parametrize(
    "votes",
    [
        [[0, 0, 0]] * 5,  # nobody voted: not a copy
        [[3, 1, 0]] * 4,  # a hamlet is like another one
        [[9, 4, 2]] * 2 + poisson(2, 200, (9, 4, 2)),
        [[150, 0, 0]] * 3 + poisson(3, 100, (150, 0, 0)),
    ],
)
def test_equal_votes_that_say_nothing(tmp_path: Path, votes: list[list[int]]) -> None:
    desk = make_small(
        tmp_path / "e", "uy/president", {f"N{place}": figures for place, figures in enumerate(votes)}
    )
    assert found(desk, "same-votes") == []


@pytest.mark.parametrize("means", [(12, 9, 6), (90, 60), (40, 30, 20, 10), (5, 5, 4, 3, 2, 1, 1, 1)])
def test_chance_alone_seldom_makes_an_alarm(means: tuple[float, ...]) -> None:
    alarms = 0
    for seed in range(200):
        figures = np.array(poisson(seed, 60, means), dtype=np.int64)
        groups, times = np.unique(figures, axis=0, return_counts=True)
        equal = groups[times > 1]
        if len(equal):
            alarms += bool(
                (
                    between_sheets._expected(equal.astype(np.float64), figures) < between_sheets._FALSE_ALARMS
                ).any()
            )
    # One in a hundred is allowed for; five in 200 would be rare.
    assert alarms <= 5


@pytest.mark.parametrize(("law", "level"), [("uy/president", "nation"), ("uk/commons", "district")])
@pytest.mark.parametrize("blank", [0, 12])
def test_columns_that_were_swapped(tmp_path: Path, law: str, level: str, blank: int) -> None:
    counts = poisson(4, 12, (120, 40, 20))
    counts[5] = [counts[5][1], counts[5][0], counts[5][2]]
    votes = {f"{'NS'[place % 2]}{place}": [*figures, blank] for place, figures in enumerate(counts)}
    names = {"a": "Ana", "b": "Benito", "c": "Carla", "d": "Dora"}
    desk = make_small(tmp_path / "e", law, votes, level=level, extra=PLACES, names=names)
    (finding,) = found(desk, "votes-swapped")
    assert finding["sheet"] == "S5"
    assert (finding["numbers"]["first"], finding["numbers"]["second"]) == ("a", "b")
    assert finding["numbers"]["others"] == 5
    assert "so the two may be swapped" in finding["message"]


@pytest.mark.parametrize(
    "counts",
    [
        [[120, 40, 20], [40, 120, 20]],  # of two tables nobody knows which
        [[120, 40, 20], [118, 44, 19], [80, 80, 20]],  # it differs, and not the other way round
        [[120, 40, 20], [60, 100, 20], [40, 120, 20], [90, 90, 9]],  # the tables differ anyway
        [[12, 4, 2], [11, 5, 2], [4, 12, 1]],  # too few votes
        [[120, 40, 20], [125, 38, 22], [131, 41, 25]],
    ],
)
def test_columns_that_may_well_be_right(tmp_path: Path, counts: list[list[int]]) -> None:
    votes = {f"N{place}": figures for place, figures in enumerate(counts)}
    desk = make_small(tmp_path / "e", "uy/president", votes, extra=PLACES)
    assert found(desk, "votes-swapped") == []


def test_without_places_nothing_is_swapped(tmp_path: Path) -> None:
    desk = make_small(tmp_path / "e", "uy/president", {"N1": [1, 2, 3]})
    assert found(desk, "votes-swapped") == []


def test_figures_that_fell(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path, make_election(tmp_path))
    steps = [
        [row("001", 40, 30), row("002", 10, 5), row("003", 7, 7)],
        [row("001", 45, 29), row("002", 12, 9), row("003", 7, 7)],
        [row("001", 45, 29), row("002", 12, 9), row("003", 6, 7)],
    ]
    for minutes, rows in enumerate(steps):
        take(ledger, rows, minutes=minutes)
    findings = run_checks(Context(ledger.election, ledger, stations()), ["figures-fell"]).to_dicts()
    said = [
        (finding["sheet"], finding["before"], finding["after"], json.loads(finding["numbers"]))
        for finding in findings
    ]
    assert said == [
        ("001", "List B 30", "List B 29", {"version": 2, "figures": 1}),
        ("003", "cast 14, valid 14, List A 7", "cast 13, valid 13, List A 6", {"version": 2, "figures": 3}),
    ]
