"""What readers can suppose of the missing votes, on the page of what can still change."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from escrutinio.flows.publication import publish
from escrutinio.web.published import publication
from small_elections import NOW, Station, desk_with

pytestmark = pytest.mark.django_db

LISTS = {"a": "Amber", "b": "Blue", "c": "Coral"}


def shown(
    client: Client, folder: Path, law: str, stations: Sequence[Station], level: str, language: str = "en"
) -> str:
    publish(desk_with(folder, law, LISTS, stations, level), now=NOW)
    return page_of(client, "bounds", language)


def page_of(client: Client, page: str, language: str = "en") -> str:
    return " ".join(client.get(f"/{language}/{page}/").content.decode().split())


def test_a_chamber_by_lists_and_the_way_to_it(client: Client, tmp_path: Path, settings: Settings) -> None:
    settings.FOLDER = tmp_path / "desk"
    stations = [Station(500, (200, 150, 50)), Station(500, None)]
    page = shown(client, tmp_path / "desk", "pt/madeira", stations, "nation")
    current = publication()
    assert current is not None
    more = current.what_if.of("a", 10)
    assert more is not None
    ((_, seats),) = more.seats.items()
    assert "What if the missing votes differ?" in page
    assert f'<td class="number">{seats["a"]}</td> </tr>' in page
    assert "nobody’s" not in page
    assert 'href="/en/bounds/#what-if"' in page_of(client, "seats")
    assert "¿Y si los votos que faltan son distintos?" in page_of(client, "bounds", "es")


def test_single_member_districts_of_which_one_is_silent(
    client: Client, tmp_path: Path, settings: Settings
) -> None:
    settings.FOLDER = tmp_path / "desk"
    stations = [Station(500, (200, 190, 10), "N"), Station(500, None, "N"), Station(500, None, "S")]
    page = shown(client, tmp_path / "desk", "uk/commons", stations, "district")
    assert "In 1 unit with missing sheets nothing is counted yet: no votes are assumed there" in page


def test_a_presidency(client: Client, tmp_path: Path, settings: Settings) -> None:
    settings.FOLDER = tmp_path / "desk"
    stations = [Station(1000, (300, 300, 200)), Station(1000, None)]
    page = shown(client, tmp_path / "desk", "fr/president", stations, "nation")
    assert "There would be a run-off between Amber and Blue." in page
    assert "List that is moved" not in page
    assert "Habría segunda vuelta entre Amber y Blue." in page_of(client, "bounds", "es")


@pytest.mark.parametrize(
    ("stations", "said"),
    [
        (
            (Station(500, (200, 150, 50)), Station(None, None)),
            "the voters of some missing sheets are not known",
        ),
        ((Station(None, (200, 150, 50)), Station(500, None)), "where sheets are missing nothing is counted"),
    ],
)
def test_why_nothing_can_be_supposed(
    client: Client, tmp_path: Path, settings: Settings, stations: Sequence[Station], said: str
) -> None:
    settings.FOLDER = tmp_path / "desk"
    assert f"Cannot say: {said}" in shown(client, tmp_path / "desk", "pt/madeira", stations, "nation")
    assert "#what-if" not in page_of(client, "seats")


def test_nothing_is_supposed_where_nothing_can_change(
    client: Client, tmp_path: Path, settings: Settings
) -> None:
    settings.FOLDER = tmp_path / "desk"
    stations = [Station(500, (400, 50, 0)), Station(100, None)]
    page = shown(client, tmp_path / "desk", "mx/president", stations, "nation")
    assert "Nothing: the missing sheets can change no office and no seat." in page
    assert "What if" not in page


def test_a_whole_count_leaves_nothing_to_suppose(client: Client, tmp_path: Path, settings: Settings) -> None:
    settings.FOLDER = tmp_path / "desk"
    page = shown(client, tmp_path / "desk", "pt/madeira", [Station(500, (200, 150, 50))], "nation")
    assert "What if" not in page
    assert "#what-if" not in page_of(client, "seats")
