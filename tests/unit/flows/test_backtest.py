"""Back-tests of small nights: sheets come in when they first did, whatever was sent again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from escrutinio.cli.main import app

TOML = """
[election]
id = "mini"
name = "Mini"
date = 2030-01-01
timezone = "UTC"
[[levels]]
id = "region"
name = "Region"
[[levels]]
id = "place"
name = "Place"
parent = "region"
[[selections]]
id = "A"
name = "A"
color = "#000000"
[[selections]]
id = "B"
name = "B"
color = "#111111"
[[contests]]
id = "c"
name = "C"
selections = ["A", "B"]
[[contests]]
id = "d"
name = "D"
selections = ["A", "B"]
[roll]
file = "roll.csv"
[projection]
place = "place"
area = "region"
region = "region"
[[feeds]]
id = "f"
files = ["*.csv"]
contest_column = "contest"
sheet = "place"
[feeds.observed]
column = "t"
"""
PLACES = range(90)


def votes(place: int) -> tuple[int, int]:
    return 400 - 3 * place, 60 + 3 * place


def night(place: int) -> str:
    return f"2030-01-01T{20 + place // 30}:{2 * (place % 30):02d}"


def file_of(more: int, time: Callable[[int], str], contest: str = "c") -> str:
    rows = [f"{contest},{p},{votes(p)[0] + more},{votes(p)[1]},{time(p)}" for p in PLACES]
    return "\n".join(["contest,place,A,B,t", *rows]) + "\n"


class Folder:
    """An election folder, with what the command line says of it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        (path / "election.toml").write_text(TOML)
        roll = [f"{contest},{p},600,R{p % 3},{p}" for contest in "cd" for p in PLACES]
        (path / "roll.csv").write_text("\n".join(["contest,sheet,registered,region,place", *roll]) + "\n")

    def take_in(self, name: str, text: str) -> None:
        (self.path / name).write_text(text)
        said = CliRunner().invoke(app, ["ingest", str(self.path), str(self.path / name)])
        assert said.exit_code == 0, said.output

    def replay(self, *options: str) -> dict[str, object]:
        said = CliRunner().invoke(app, ["backtest", str(self.path), *options, "--format", "json"])
        assert said.exit_code == 0, said.exception
        found: dict[str, object] = json.loads(said.stdout)["elections"][0]
        return found


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def errors(replayed: dict[str, object]) -> list[float]:
    steps = replayed["steps"]
    assert isinstance(steps, list)
    return [step["figures"]["mean_error"] for step in steps]


@pytest.mark.parametrize("more", [0, 1])
def test_a_later_file_that_has_all_sheets_again_does_not_change_the_night(folder: Folder, more: int) -> None:
    folder.take_in("night.csv", file_of(0, night))
    before = folder.replay("--shares", "50,75")
    folder.take_in("canvass.csv", file_of(more, lambda _: "2030-01-02T12:00"))

    after = folder.replay("--shares", "50,75")

    assert before["warnings"] == []
    assert after["warnings"] == [
        "90 of 90 sheets stand as one delivery of 02 Jan 2030 12:00 has them. "
        "They are replayed as they first came in."
    ]
    assert errors(before)[0] > 0.1
    assert errors(after) == pytest.approx(errors(before), abs=0.005), "the end differs by a vote a sheet"


def test_the_version_that_stood_then_counts(folder: Folder) -> None:
    folder.take_in("night.csv", file_of(50, night))
    folder.take_in("canvass.csv", file_of(0, lambda _: "2030-01-02T12:00"))

    steps = folder.replay("--shares", "50")["steps"]
    assert isinstance(steps, list)
    step = steps[0]

    then = [(votes(place)[0] + 50, votes(place)[1]) for place in range(45)]
    share = sum(a for a, _ in then) / sum(a + b for a, b in then)
    assert step["figures"]["selections"]["A"]["raw"] == pytest.approx(share)


def test_one_delivery_has_no_order(folder: Folder) -> None:
    folder.take_in("all.csv", file_of(0, lambda _: "2030-01-01T23:00"))

    assert folder.replay("--shares", "100")["warnings"] == [
        "90 of 90 sheets first came in at one time, 01 Jan 2030 23:00: the order in which they came in is "
        "not known."
    ]


def test_shares_that_fall_on_one_moment_are_scored_once(folder: Folder) -> None:
    folder.take_in("night.csv", file_of(0, lambda place: f"2030-01-01T2{place // 30}:00"))

    replayed = folder.replay("--shares", "20,30,40,70,100")

    steps = replayed["steps"]
    assert isinstance(steps, list)
    assert [step["sheets_share"] for step in steps] == pytest.approx([1 / 3, 2 / 3, 1.0])
    assert replayed["warnings"] == [
        "Sheets came in at few times: 3 moments for the 5 shares that were asked for."
    ]


def test_a_place_in_part_is_in_with_the_part_that_is_counted(folder: Folder) -> None:
    whole = (folder.path / "election.toml").read_text()
    tables = 'tables = { counted = "done", total = "all", partial = "count" }\n[feeds.observed]'
    (folder.path / "election.toml").write_text(whole.replace("[feeds.observed]", tables))
    rows = [f"c,{p},{votes(p)[0] // 2},{votes(p)[1] // 2},2,4,2030-01-01T20:00" for p in PLACES]
    rows += [f"c,{p},{votes(p)[0]},{votes(p)[1]},4,4,2030-01-01T22:00" for p in PLACES]
    folder.take_in("parts.csv", "\n".join(["contest,place,A,B,done,all,t", *rows]) + "\n")

    steps = folder.replay("--shares", "50,100")["steps"]

    assert isinstance(steps, list)
    assert [step["sheets_share"] for step in steps] == pytest.approx([0.5, 1.0])


def test_another_contest_can_be_replayed(folder: Folder) -> None:
    folder.take_in("night.csv", file_of(0, night))
    folder.take_in("other.csv", file_of(7, night, "d"))

    replayed = folder.replay("--shares", "60", "--contest", "d")

    assert replayed["contest"] == "d"
    wrong = CliRunner().invoke(app, ["backtest", str(folder.path), "--contest", "x"])
    assert "there is no contest 'x'" in str(wrong.exception)
