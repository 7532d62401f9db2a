"""Projections where the law cannot be had: the votes are projected, and why there are no seats is said."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from io import StringIO
from pathlib import Path

import polars as pl
import pytest
from rich.console import Console

from escrutinio.cli.project import projection_view
from escrutinio.flows.desk import open_desk
from escrutinio.flows.documents.projected import UnseenDistricts
from escrutinio.flows.project import Projection, project
from escrutinio.flows.project_document import projection_document
from escrutinio.ledger import Ledger
from support import DEFINITION, make_election, row, take

TOWNS = ("N1", "S1", "N2", "S2")
PROJECTED = '\n[projection]\nplace = "place"\narea = "town"\nregion = "region"\n'


def council(tmp_path: Path, definition: str, towns: Sequence[str] = TOWNS, counted: int = 40) -> Projection:
    """A council of two lists by 60 places of one table each, of which so many of some towns are in."""
    codes = [f"{number:03d}" for number in range(1, 61)]
    stations = pl.DataFrame(
        {"contest": "council", "sheet": codes, "registered": 100},
    ).with_columns(
        place=pl.concat_str(pl.lit("P"), "sheet"),
        region=pl.Series(["N", "S"] * 30),
        town=pl.Series([*TOWNS] * 15),
    )
    folder = tmp_path / "council"
    election = make_election(folder, definition=definition, stations_frame=stations)
    rows = [
        row(code, 20 + number % 7, 30 - number % 5)
        for number, code in enumerate(codes)
        if TOWNS[number % 4] in towns
    ]
    take(Ledger(folder, election), rows[:counted])
    return project(open_desk(folder), draws=100)


@pytest.mark.parametrize(
    ("law", "reason"),
    [
        ('id = "xx/none"', "Unknown law 'xx/none'."),
        ('id = "own.toml"', "own.toml"),
        ('id = "fr/president"', "law.contests.votes: it is missing; the roles are votes"),
        ('id = "fr/president"\ncontests = { votes = "council", senate = "mayor" }', "senate: no such role"),
    ],
    ids=["unknown", "no file", "no contest", "a role too many"],
)
def test_votes_are_projected_where_the_law_cannot_be_had(tmp_path: Path, law: str, reason: str) -> None:
    document = projection_document(council(tmp_path, f"{DEFINITION}{PROJECTED}\n[law]\n{law}\n"))

    assert document.available
    assert document.nation is not None
    assert document.nation.selections["A"].share == pytest.approx(0.45, abs=0.05)
    assert document.outcome is None
    assert reason in document.outcome_reason


def test_districts_without_a_sheet_are_counted_where_each_is_decided_by_itself(tmp_path: Path) -> None:
    by_town = DEFINITION.replace('name = "Council"\n', 'name = "Council"\nlevel = "town"\n') + PROJECTED

    projection = council(tmp_path, by_town, towns=("N1", "S1", "N2"), counted=30)

    found = projection_document(projection).unseen_districts
    assert found == UnseenDistricts(level="town", units=4, without=1, registered_share=0.25)
    assert "Town: no sheet yet from 1 of 4 (25 % of the voters)." in printed(projection)


def test_districts_may_be_the_places_themselves(tmp_path: Path) -> None:
    level = tomllib.loads(PROJECTED)["projection"]["place"]
    by_place = DEFINITION.replace('name = "Council"\n', f'name = "Council"\nlevel = "{level}"\n') + PROJECTED

    found = projection_document(
        council(tmp_path, by_place, towns=("N1", "S1", "N2"), counted=30)
    ).unseen_districts

    assert found is not None
    assert found.level == level
    assert 0 < found.without < found.units


def test_of_two_lists_nothing_is_said_of_the_first_two(tmp_path: Path) -> None:
    projection = council(tmp_path, DEFINITION + PROJECTED)

    assert "Chance to lead" in printed(projection)
    assert "among the first two" not in printed(projection)
    assert projection_document(projection).unseen_districts is None


def printed(projection: Projection) -> str:
    console = Console(width=200, record=True, file=StringIO())
    console.print(projection_view(projection))
    return console.export_text()


def test_of_a_whole_count_no_chances_are_said(tmp_path: Path) -> None:
    said = printed(council(tmp_path, DEFINITION + PROJECTED, counted=60))

    assert "All sheets are in: this is the count." in said
    assert "Chance" not in said
    assert "nobody" not in said
