"""Odd sheets of an election's folder: named with file and line, or why nothing can be said."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import jsonschema_rs
import numpy as np
import polars as pl
import pytest
from typer.testing import CliRunner

from escrutinio.cli.main import app
from escrutinio.flows.desk import Desk, open_desk
from escrutinio.flows.forensics import forensics
from escrutinio.model import UsageError
from support import make_election, row, stations, take

SWAPPED = "005"
SCHEMA = Path(__file__).parents[3] / "docs" / "reference" / "schemas" / "forensics.schema.json"


def desk_of(folder: Path, rows: list[Sequence[object]], per_place: int) -> Desk:
    make_election(folder, stations_frame=stations(per_place))
    desk = open_desk(folder)
    take(desk.ledger, rows)
    return open_desk(folder)


def night(per_place: int, contest: str = "council") -> list[Sequence[object]]:
    """Four places that vote alike at all their tables, but for one sheet whose columns are exchanged."""
    generator = np.random.default_rng(5)
    rows = []
    for number in range(1, 4 * per_place + 1):
        a = int(generator.binomial(90, (0.75, 0.2, 0.5, 0.35)[(number - 1) // per_place]))
        sheet = f"{number:03d}"
        votes = (90 - a, a) if sheet == SWAPPED else (a, 90 - a)
        rows.append(row(sheet, *votes, contest=contest))
    return rows


def test_an_exchanged_sheet_is_named_with_its_file_and_line(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, night(12), 12)

    document = forensics(desk, contest="council", tests=("swapped-columns", "unlike-their-place"))

    for result in document.tests:
        assert result.alarm
        assert result.listed[0].sheet == SWAPPED
        assert result.listed[0].line == 6
        assert result.listed[0].file.endswith(".csv")
    assert document.tests[0].listed[0].selections in (("A", "B"), ("B", "A"))


def test_a_count_that_is_rounded_throughout_is_not_a_list_of_sheets(tmp_path: Path) -> None:
    """Every sheet has a whole percentage: that is said in a line."""
    generator = np.random.default_rng(3)
    rows = []
    for number, share in enumerate(generator.integers(20, 80, 240), start=1):
        votes = (2 * int(share), 200 - 2 * int(share))
        rows.append(row(f"{number:03d}", *votes, registered=400, cast=200 + int(generator.integers(0, 150))))
    desk = desk_of(tmp_path, rows, 60)

    result = forensics(desk, contest="council", tests=("rounded-counts",)).tests[0]
    asked = ["forensics", str(tmp_path), "--contest", "council", "--test", "rounded-counts"]
    said = " ".join(CliRunner().invoke(app, asked).output.split())

    assert result.alarm
    assert result.widespread
    assert result.listed == ()
    assert "This concerns the count as a whole" in said


def test_a_contest_of_districts_ranks_in_each(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, night(12, "mayor"), 12)

    document = forensics(desk, contest="mayor", tests=("swapped-columns",))

    assert document.tests[0].listed[0].sheet == SWAPPED


def test_the_same_numbers_for_other_selections_are_not_the_same_votes(tmp_path: Path) -> None:
    """The leader of each district is another; the ranked columns are alike, the votes are not."""
    rows = []
    for number in range(60):
        rows.append(row(f"{number + 1:03d}", 100 + number, 20, contest="mayor"))
        rows.append(row(f"{number + 121:03d}", 20, 100 + number, contest="mayor"))
    desk = desk_of(tmp_path, rows, 60)

    result = forensics(desk, contest="mayor", tests=("identical-votes",)).tests[0]

    assert result.sheets == 120
    assert result.observed == 0


def test_a_small_election_cannot_say(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, night(3), 3)

    document = forensics(desk, contest="council")

    assert not any(result.available for result in document.tests)
    assert all(result.reason for result in document.tests)
    assert document.any_alarm == 0
    assert {refused.test for refused in document.refused} == {"second-digit", "last-digit"}


def test_without_levels_or_sheets(tmp_path: Path) -> None:
    make_election(tmp_path)
    with pytest.raises(UsageError, match="no sheet of Council is in"):
        forensics(open_desk(tmp_path), contest="council")
    with pytest.raises(UsageError, match="is not made"):
        forensics(open_desk(tmp_path), contest="council", tests=("last-digit",))


def test_the_command_in_every_form(tmp_path: Path) -> None:
    desk_of(tmp_path, night(12), 12)
    runner = CliRunner()
    asked = ["forensics", str(tmp_path), "--contest", "council", "--test", "swapped-columns"]

    table = runner.invoke(app, asked).output
    answer = json.loads(runner.invoke(app, [*asked, "--format", "json"]).output)
    rows = pl.read_csv(runner.invoke(app, [*asked, "--format", "csv"]).output.encode(), infer_schema=False)

    assert "False alarms:" in table
    assert "exchanged" in table
    assert "Not made: last-digit" in table
    assert answer["schema"] == "escrutinio/forensics/2"
    jsonschema_rs.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(answer)
    assert rows["sheet"][0] == SWAPPED
    for word in ("fraud", "manipul", "suspicious", "guilty"):
        assert word not in table.lower(), "an alarm accuses nobody"
