"""The page of what can still change: it names nobody who cannot win, and speaks of no run-off without one.

What is tested: ``web.results.views`` with templates, ``flows.publication``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import pytest
from django.test import Client
from pytest_django import Settings

from escrutinio.flows.publication import publish
from small_elections import NOW, Station, desk_with, in_two_rounds, make_small

pytestmark = pytest.mark.django_db

NAMES = {"a": "Ana Ruiz", "b": "Bo Lind", "c": "Cy Moss"}
COUNTED = [Station(300, (150, 60, 10))] * 9


class Shown(Protocol):
    """The main part of the page for stations under a law."""

    def __call__(
        self, law: str, stations: Sequence[Station], language: str = "en", names: Mapping[str, str] = NAMES
    ) -> str: ...


@pytest.fixture
def page(client: Client, tmp_path: Path, settings: Settings) -> Shown:
    def shown(
        law: str, stations: Sequence[Station], language: str = "en", names: Mapping[str, str] = NAMES
    ) -> str:
        desk = desk_with(tmp_path / "desk", law, names, stations)
        settings.FOLDER = tmp_path / "desk"
        publish(desk, now=NOW)
        text = client.get(f"/{language}/bounds/").content.decode()
        main = text.partition("<main")[2].partition("</main")[0]
        # What readers suppose follows: it names others too, see test_what_if.
        return " ".join(main.partition('<section class="what-if"')[0].split())

    return shown


def test_a_decided_office_names_its_winner_and_nobody_else(page: Shown) -> None:
    text = page("mx/president", [*COUNTED, Station(300, None)])
    assert "Decided: Ana Ruiz. The missing sheets cannot change it." in text
    assert "run-off" not in text
    assert "Bo Lind" not in text
    assert "Cy Moss" not in text


def test_what_may_be_wrong_with_the_input_of_the_law_stands_above_what_can_change(
    client: Client, tmp_path: Path, settings: Settings
) -> None:
    folder = tmp_path / "desk"
    desk = make_small(
        folder,
        "uk/london-mayor-2000",
        {"A1": [6, 3, 1]},
        roles="votes preferences",
        extra="edition = true",
    )
    publish(desk, now=NOW)
    settings.FOLDER = folder
    main = client.get("/en/bounds/").content.decode().partition("<main")[2]
    assert '<p class="flag">' in main.partition("<h2")[0]


def test_a_seat_without_an_answer_waits_for_a_correction_and_no_lot(
    client: Client, tmp_path: Path, settings: Settings
) -> None:
    folder = tmp_path / "desk"
    voters = {"A1": 1000, "B1": 0}  # those of B are not known
    votes = {"A1": [600, 90, 1], "B1": [6, 3, 1]}
    publish(make_small(folder, "fr/assemblee", votes, registered=voters, level="district"), now=NOW)
    settings.FOLDER = folder
    main = " ".join(client.get("/en/bounds/").content.decode().partition("<main")[2].split())
    assert "Only a correction can still change the result." in main
    assert "such as a lot" not in main
    assert '<p class="flag">The seat of B is open: ' in main


def test_of_a_whole_count_no_sheet_is_missing(page: Shown) -> None:
    text = page("mx/president", COUNTED)
    assert "No expected sheet is missing." in text
    assert "Decided: Ana Ruiz. <" in text
    assert "missing sheets" not in text


def test_who_cannot_win_is_not_named_among_those_who_can(page: Shown) -> None:
    text = page("mx/president", [*COUNTED, Station(850, None)])
    assert "Can still be elected: Ana Ruiz and Bo Lind." in text
    assert "Cy Moss" not in text
    assert "run-off" not in text


def test_many_who_can_win_are_a_list_and_no_paragraph(page: Shown) -> None:
    names = {letter: f"Person {letter.upper()}" for letter in "abcdefgh"}
    stations = [Station(300, (10,) * 8), Station(850, None)]
    text = page("mx/president", stations, names=names)
    assert "<p>Can still be elected:</p>" in text
    assert text.count("<li>Person ") == 8


def test_a_tie_of_a_whole_count_is_not_for_missing_sheets_to_settle(page: Shown) -> None:
    text = page("mx/president", [Station(300, (90, 90, 1))])
    assert "All sheets are in, and the votes alone do not decide it." in text
    assert "Can still be elected" not in text


def test_a_run_off_that_is_sure(page: Shown) -> None:
    stations = [Station(300, (90, 80, 70)), Station(30, None)]
    text = page("fr/president", stations)
    assert "A run-off is certain. Can reach it: Ana Ruiz, Bo Lind and Cy Moss." in text
    assert "elected" not in text


def test_voters_that_nobody_knows(page: Shown) -> None:
    stations = [*COUNTED, Station(None, None)]
    text = page("mx/president", stations)
    assert "cannot be said: the voters of 1 missing sheet are not known" in text
    assert "Decided" not in text
    assert "no se sabe cuántos votantes tiene 1 acta que falta" in page("mx/president", stations, "es")


def test_a_law_without_bounds(page: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("escrutinio.bounds.compose.BOUNDS", {})
    text = page("mx/president", [*COUNTED, Station(300, None)])
    assert "There are no bounds for this law yet" in text
    assert "elected" not in text


@pytest.mark.parametrize(
    ("law", "votes"),
    [("mx/president", (60, 60, 10)), ("pl/president", (60, 30, 30)), ("nl/tweede-kamer", (60, 60, 10))],
)
def test_where_a_lot_decides_a_correction_is_not_all_that_can_change(
    page: Shown, law: str, votes: Sequence[int]
) -> None:
    said = page(law, [Station(300, votes)])
    assert "Only a correction can still change the result" not in said
    assert ("such as a lot" in said) or ("the second round decides the rest" in said)


def test_a_second_round_that_is_defined_is_not_nothing(
    client: Client, tmp_path: Path, settings: Settings
) -> None:
    settings.FOLDER = tmp_path / "e"
    desk = in_two_rounds(
        tmp_path / "e", {}, law="fr/president", role="run-off", level="nation", stand=("a", "b")
    )
    publish(desk, now=NOW)
    said = client.get("/en/bounds/").content.decode()
    assert "can change no office" not in said
    assert "the second round decides the rest" in said
