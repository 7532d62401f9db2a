"""Where every seat is a person's, the seats are added up by the persons' lists, without a majority.

What is tested: ``cli.decide``, ``flows.lists_of_persons``, ``flows.publication.publisher``.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from drafted_nights import NOW, drafted_desk
from escrutinio.cli.main import app
from escrutinio.flows.desk import open_desk
from escrutinio.flows.publication import publish

DISTRICTS = range(1, 8)
LAW = (
    '\n[law]\nid = "my/dewan-rakyat"\ncontests = { votes = "contest" }\nlevels = { votes = "constituency" }\n'
)


@pytest.fixture
def night(tmp_path: Path) -> Path:
    text = "constituency,candidate,party,votes\n"
    for n in DISTRICTS:
        herons, otters = (400, 300) if n <= 4 else (300, 400)
        for party, votes in (("HERONS", herons), ("OTTERS", otters), ("ALONE", 20 + n), ("ALONE", 10)):
            text += f"Town {n},Person {n} {votes},{party},{votes}\n"  # of two alone, persons are told apart
    path = tmp_path / "r.csv"
    path.write_text(text)
    drafted_desk(tmp_path, [path])
    definition = tmp_path / "night/election.toml"
    drafted = definition.read_text(encoding="utf-8").partition("# The law by which")[0]
    drafted = "\n".join(line for line in drafted.splitlines() if not line.startswith("complete = false"))
    definition.write_text(drafted + LAW, encoding="utf-8")
    return tmp_path / "night"


def test_the_seats_of_persons_are_added_up_by_their_lists(night: Path) -> None:
    shown = CliRunner().invoke(app, ["decide", str(night)])
    assert shown.exit_code == 0, shown.output
    rows = [[cell.strip() for cell in line.strip("│").split("│")] for line in shown.output.splitlines()]
    assert ["HERONS", "4", "0", "4"] in rows
    assert ["OTTERS", "3", "0", "3"] in rows


def test_of_a_majority_of_persons_nothing_is_said(night: Path) -> None:
    assert "ajority" not in CliRunner().invoke(app, ["decide", str(night)]).output
    document = json.loads(CliRunner().invoke(app, ["decide", str(night), "--format", "json"]).stdout)
    (chamber,) = document["chambers"].values()
    assert chamber["majority"] is None
    assert chamber["whole_body"] is False


def test_persons_of_two_districts_are_not_ahead_of_each_other(night: Path) -> None:
    result = publish(open_desk(night), now=NOW).advice.result
    assert result is not None
    assert (result.leader, result.runner_up, result.lead) == (None, None, None)


def test_where_no_vote_is_in_nobody_is_first(night: Path) -> None:
    for name in ("stations.csv", "candidates.csv"):
        text = (night / name).read_text(encoding="utf-8")
        like = "".join(line for line in text.splitlines(keepends=True) if "Town 1" in line)
        (night / name).write_text(text + like.replace("Town 1", "Town 9"), encoding="utf-8")

    shown = CliRunner().invoke(app, ["count", str(night), "--level", "constituency"]).output

    rows = [[cell.strip() for cell in line.strip("│").split("│")] for line in shown.splitlines()]
    assert ["Town 9", "0 %", "-", "", "", "", ""] in rows
