"""Projections where the law cannot be had: the votes are projected, and why there are no seats is said."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from escrutinio.flows.desk import open_desk
from escrutinio.flows.project import project
from escrutinio.flows.project_document import projection_document
from escrutinio.ledger import Ledger
from support import DEFINITION, make_election, row, take

PROJECTED = '\n[projection]\nplace = "place"\narea = "town"\nregion = "region"\n'


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
    codes = [f"{number:03d}" for number in range(1, 61)]
    stations = pl.DataFrame(
        {"contest": "council", "sheet": codes, "registered": 100},
    ).with_columns(
        place=pl.concat_str(pl.lit("P"), "sheet"),
        region=pl.Series(["N", "S"] * 30),
        town=pl.Series(["N1", "S1", "N2", "S2"] * 15),
    )
    folder = tmp_path / "council"
    election = make_election(
        folder, definition=f"{DEFINITION}{PROJECTED}\n[law]\n{law}\n", stations_frame=stations
    )
    rows = [row(code, 20 + number % 7, 30 - number % 5) for number, code in enumerate(codes)]
    take(Ledger(folder, election), rows[:40])

    document = projection_document(project(open_desk(folder), draws=100))

    assert document.available
    assert document.nation is not None
    assert document.nation.selections["A"].share == pytest.approx(0.45, abs=0.05)
    assert document.outcome is None
    assert reason in document.outcome_reason
