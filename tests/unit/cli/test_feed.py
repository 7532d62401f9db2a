"""``escrutinio feed list``, ``show`` and ``use``."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from escrutinio.cli.main import app
from escrutinio.model import EscrutinioError, load_election
from made_files import files_of

ELECTION = """
[election]
id = "night"
name = "Night"
date = 2031-02-23
timezone = "Europe/Berlin"

[[levels]]
id = "constituency"
name = "Constituency"

[[selections]]
id = "h"
name = "HERON"
color = "#2a6f97"

[[selections]]
id = "o"
name = "The Otters"
short = "OTTER"
color = "#bc6c25"

[[contests]]
id = "members"
name = "Members"
level = "constituency"
selections = ["h", "o"]

[[contests]]
id = "lists"
name = "Lists"
selections = ["h", "o"]
"""


def run(*arguments: object) -> str:
    result = CliRunner().invoke(app, list(map(str, arguments)), env={"COLUMNS": "100", "NO_COLOR": "1"})
    if isinstance(result.exception, EscrutinioError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "night").mkdir()
    (tmp_path / "night/election.toml").write_text(ELECTION, encoding="utf-8")
    (tmp_path / "night/stations.csv").write_text(
        "contest,sheet,registered,constituency\n"
        "members,1,500,1\nmembers,2,400,2\nlists,1,500,1\nlists,2,400,2\n",
        encoding="utf-8",
    )
    definition = tmp_path / "night/election.toml"
    definition.write_text(ELECTION + '\n[stations]\nfile = "stations.csv"\n', encoding="utf-8")
    return tmp_path / "night"


def test_the_list_says_what_each_was_tried_on() -> None:
    document = json.loads(run("feed", "list", "--format", "json"))
    by_id = {recipe["id"]: recipe for recipe in document["recipes"]}
    assert "no real file yet" in run("feed", "list")
    assert by_id["de/kerg2"]["tried"].startswith("kerg2.csv of the Bundestag of 2025")


def test_a_recipe_is_shown_with_what_it_leaves_to_you() -> None:
    shown = run("feed", "show", "mx/prep")
    assert "Not tried on a real file." in shown
    assert "Add up the columns of each coalition" in shown
    assert json.loads(run("feed", "show", "de/kerg2", "--format", "json"))["levels"] == [
        "land",
        "constituency",
    ]


def test_from_a_recipe_to_the_count(folder: Path) -> None:
    used = run("feed", "use", folder, "de/kerg", "--contest", "first=members", "--contest", "second=lists")
    (file,) = files_of("de/kerg")
    run("ingest", folder, file, "--observed-at", "2031-02-23T23:00")
    counted = json.loads(run("count", folder, "--format", "json"))

    assert "The election has no level land" in used
    feed = load_election(folder).feeds["kerg-first"]
    assert feed.contest == "members"
    assert list(feed.units) == ["constituency"]
    votes = {
        contest["id"]: contest["levels"][0]["units"][0]["counted"]["votes"] for contest in counted["contests"]
    }
    assert votes == {"members": {"h": 180, "o": 150}, "lists": {"h": 150, "o": 180}}


def test_a_second_use_has_ids_of_its_own(folder: Path) -> None:
    pairs = ("--contest", "first=members", "--contest", "second=lists")
    run("feed", "use", folder, "de/kerg", *pairs)
    again = json.loads(run("feed", "use", folder, "de/kerg", *pairs, "--format", "json"))
    assert again["feeds"] == ["kerg-first-2", "kerg-second-2"]
    assert len(tomllib.loads((folder / "election.toml").read_text(encoding="utf-8"))["feeds"]) == 4


@pytest.mark.parametrize(
    ("pairs", "message"),
    [
        ([], "not said which contest of the recipe is meant: first, second"),
        (["first=senate"], "no contest 'senate'"),
        (["members"], "is no pair"),
    ],
)
def test_what_is_not_clear_is_refused_and_nothing_is_written(
    folder: Path, pairs: list[str], message: str
) -> None:
    before = (folder / "election.toml").read_text(encoding="utf-8")
    options = [part for pair in pairs for part in ("--contest", pair)]
    with pytest.raises(EscrutinioError, match=message):
        run("feed", "use", folder, "de/kerg", *options)
    assert (folder / "election.toml").read_text(encoding="utf-8") == before


def test_a_recipe_needs_files(tmp_path: Path) -> None:
    with pytest.raises(EscrutinioError, match="--recipe needs files"):
        run("new", tmp_path / "night", "--recipe", "de/kerg2")
