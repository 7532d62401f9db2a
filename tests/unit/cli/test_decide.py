"""What the missing sheets can still change, in the words of ``escrutinio decide``: each sentence is true."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from string import ascii_uppercase

import pytest
from typer.testing import CliRunner

from escrutinio.cli.main import app
from small_elections import Station, desk_with, make_small

TWO = {"a": "Ana Ruiz", "b": "Bo Lind"}
THREE = {**TWO, "c": "Cy Moss"}


def said(folder: Path) -> str:
    """The lines of ``decide`` on what can still change, each on one line."""
    result = CliRunner().invoke(app, ["decide", str(folder)])
    assert result.exit_code == 0, result.output
    return " ".join(result.stdout.partition("What can still change")[2].split())


AHEAD = [Station(300, (200, 50))] * 11
LEVEL = [Station(300, (120, 100)), Station(300, (110, 100))]


@pytest.mark.parametrize(
    ("law", "names", "stations", "words"),
    [
        (
            "mx/president",
            TWO,
            [*AHEAD, Station(300, None)],
            "decided. Ana Ruiz is elected whatever the missing sheets hold. "
            "Ana Ruiz leads Bo Lind by 1,650; missing sheets hold 300 registered voters.",
        ),
        (
            "mx/president",
            TWO,
            [*LEVEL, Station(30, None)],
            "open. Ana Ruiz or Bo Lind can still be elected. It is possible that the votes alone elect "
            "nobody. Ana Ruiz leads Bo Lind by 30;",
        ),
        ("mx/president", TWO, [*LEVEL, Station(29, None)], "decided. Ana Ruiz is elected whatever"),
        ("mx/president", TWO, LEVEL, "decided. Ana Ruiz is elected."),
        (
            "mx/president",
            TWO,
            [Station(300, (90, 90))],
            "all sheets are in, and the votes alone do not decide between Ana Ruiz and Bo Lind.",
        ),
        (
            "fr/president",
            THREE,
            [Station(300, (90, 60, 60))],
            "all sheets are in, and the votes alone do not decide which two of Ana Ruiz, Bo Lind and Cy Moss "
            "stand in the run-off.",
        ),
        (
            "mx/president",
            TWO,
            [*AHEAD, Station(None, None), Station(None, None)],
            "cannot say: the voters of 2 missing sheets are not known.",
        ),
        (
            "mx/president",
            TWO,
            [*AHEAD, Station(None, None)],
            "cannot say: the voters of 1 missing sheet are not known.",
        ),
        (
            "fr/president",
            THREE,
            [Station(900, (300, 250, 100)), Station(40, None)],
            "decided. There is a run-off between Ana Ruiz and Bo Lind whatever the missing sheets hold.",
        ),
        (
            "fr/president",
            THREE,
            [Station(900, (300, 250, 200)), Station(60, None)],
            "open. A run-off is sure, between two of Ana Ruiz, Bo Lind and Cy Moss.",
        ),
        (
            "fr/president",
            THREE,
            [Station(900, (300, 230, 60)), Station(9, None)],
            "decided. Ana Ruiz is elected whatever the missing sheets hold.",
        ),
        (
            "fr/president",
            THREE,
            [Station(900, (300, 230, 60)), Station(20, None)],
            "open. Ana Ruiz can still be elected in the first round. "
            "A run-off is possible, between Ana Ruiz and Bo Lind.",
        ),
        ("fr/president", THREE, [Station(900, (300, 250, 100))], "decided. There is a run-off between"),
    ],
)
def test_an_office(
    tmp_path: Path, law: str, names: dict[str, str], stations: Sequence[Station], words: str
) -> None:
    desk_with(tmp_path, law, names, stations)

    assert words in said(tmp_path)


def test_a_law_of_one_round_knows_no_run_off(tmp_path: Path) -> None:
    desk_with(tmp_path, "mx/president", TWO, [*LEVEL, Station(300, None)])

    assert "run-off" not in said(tmp_path)


def test_a_missing_district_leaves_its_seat_open_alone(tmp_path: Path) -> None:
    stations = [Station(300, (200, 50), "N"), Station(300, (50, 200), "S"), Station(300, None, "W")]
    desk_with(tmp_path, "uk/commons", TWO, stations, "district")

    lines = said(tmp_path)
    assert "House of Commons: open; 2 of 3 seats are decided. Majority (2): open." in lines


def test_a_tie_of_a_whole_count_is_not_for_missing_sheets_to_settle(tmp_path: Path) -> None:
    stations = [Station(300, (200, 50), "N"), Station(300, (90, 90), "S")]
    desk_with(tmp_path, "uk/commons", TWO, stations, "district")

    assert "all sheets are in, and the votes alone do not decide 1 seat." in said(tmp_path)
    calls = CliRunner().invoke(app, ["call", str(tmp_path)])
    assert "House of Commons, majority: all sheets are in, and the votes" in calls.stdout


def test_votes_of_unknown_voters_open_their_district_alone(tmp_path: Path) -> None:
    stations = [Station(300, (200, 50), "N"), Station(300, (190, 50), "S"), Station(None, None, "W")]
    desk_with(tmp_path, "uk/commons", TWO, stations, "district")

    assert (
        "House of Commons: cannot say: the voters of 1 missing sheet are not known. "
        "Majority (2): surely Ana Ruiz." in said(tmp_path)
    )


@pytest.mark.parametrize(("counted", "shown"), [(0, False), (1, True)])
def test_of_many_single_seats_the_closest_are_shown_where_any_is_counted(
    tmp_path: Path, counted: int, shown: bool
) -> None:
    stations = [
        Station(300, (120, 100) if number < counted else None, letter)
        for number, letter in enumerate(ascii_uppercase)
    ]
    desk_with(tmp_path, "uk/commons", TWO, stations, level="district")

    result = CliRunner().invoke(app, ["decide", str(tmp_path)])

    assert result.exit_code == 0, result.output
    assert ("Single seats" in result.stdout) == shown


def test_no_majority_is_spoken_of_where_the_seats_are_a_part_of_a_body(tmp_path: Path) -> None:
    stations = [Station(300, (200, 50), "N"), Station(300, (50, 200), "S"), Station(300, (200, 20), "W")]
    desk_with(tmp_path, "us/senate", TWO, stations, "district")

    runner = CliRunner()
    text = runner.invoke(app, ["decide", str(tmp_path), "--explain"]).stdout
    assert "Senate, 3 seats" in text
    assert "ajority" not in text
    document = json.loads(runner.invoke(app, ["decide", str(tmp_path), "--format", "json"]).stdout)
    senate = document["chambers"]["senate"]
    assert (senate["seats"]["a"], senate["majority"], senate["two_thirds"]) == (2, None, None)
    calls = runner.invoke(app, ["call", str(tmp_path)])
    assert calls.exit_code == 0
    assert "ajority" not in calls.stdout


def test_seats_that_go_to_a_second_round(tmp_path: Path) -> None:
    votes = {"A1": [600, 200, 100], "B1": [300, 290, 100], "C1": [200, 190, 200]}
    desk = make_small(tmp_path, "cz/senat", votes, level="district", names=THREE)
    shown = CliRunner().invoke(app, ["decide", str(desk.election.folder)]).stdout
    assert "Run-off between Ana Ruiz and Bo Lind." in shown
    assert "all sheets are in; 2 seats go to a second round." in " ".join(shown.split())
    assert "0 to 1" in shown, "who may have seats of the second round"


def test_seats_of_a_first_round_before_all_sheets_are_in(tmp_path: Path) -> None:
    votes = {"A1": [600, 200, 100], "B1": [300, 290, 100], "B2": []}
    desk = make_small(tmp_path, "cz/senat", votes, level="district", names=THREE, registered=50)
    assert "1 of 2 seats are decided" in said(desk.election.folder)


def test_the_replay_names_who_would_be_elected_in_lines_of_80_characters(tmp_path: Path) -> None:
    names = {**TWO, "a": "Ana Maria de los Angeles Ruiz"}
    desk_with(tmp_path, "mx/president", names, [Station(300, (200, 50)), Station(300, None)])

    result = CliRunner().invoke(app, ["replay", str(tmp_path), "--seconds", "0"])

    lines = result.stdout.partition("\n\n")[0].splitlines()
    assert lines[1].endswith("  elect Ana Maria de lo\u2026")
    assert max(map(len, lines)) <= 80
