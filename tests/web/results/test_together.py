"""What lists have together on the page of the seats: counted, and how likely it is a majority."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from escrutinio.flows.publication import publish
from escrutinio.web.published import publication
from escrutinio.web.results.seating import seatings
from escrutinio.web.results.together import together_in
from small_elections import NOW, Station, desk_with

pytestmark = pytest.mark.django_db

LISTS = {"a": "Amber", "b": "Blue", "c": "Coral"}
UNKNOWN = "the chance of a majority is not known"
HALF = (Station(500, (200, 150, 50)), Station(500, None))


def seats_page(client: Client, language: str = "en") -> str:
    return " ".join(client.get(f"/{language}/seats/").content.decode().split())


def shown(
    client: Client, folder: Path, law: str, stations: Sequence[Station], level: str, language: str = "en"
) -> str:
    publish(desk_with(folder, law, LISTS, stations, level), now=NOW)
    return seats_page(client, language)


def test_a_chamber_by_lists_without_a_projection(client: Client, tmp_path: Path, settings: Settings) -> None:
    settings.FOLDER = tmp_path / "desk"
    page = shown(client, tmp_path / "desk", "pt/madeira", HALF, "nation")
    assert UNKNOWN in page
    assert "Chance of a majority" not in page
    assert "Seats by the counted sheets: <b data-sum>0</b>; the majority is 24." in page
    assert '<th scope="row">Amber and Blue</th> <td class="number">41</td>' in page
    assert "no se conoce la probabilidad" in seats_page(client, "es")


def test_a_whole_count_needs_no_chance(client: Client, tmp_path: Path, settings: Settings) -> None:
    settings.FOLDER = tmp_path / "desk"
    page = shown(client, tmp_path / "desk", "pt/madeira", HALF[:1], "nation")
    assert UNKNOWN not in page
    assert "All seats are given by the finished count." in page
    assert "Seats by the counted sheets:" not in page


def test_seats_that_a_tie_or_nothing_counted_leaves_open(
    client: Client, tmp_path: Path, settings: Settings
) -> None:
    settings.FOLDER = tmp_path / "desk"
    stations = [
        Station(500, (200, 150, 50), "N"),
        Station(500, (100, 150, 50), "S"),
        Station(500, (100, 100, 50), "T"),
        Station(500, None, "U"),
    ]
    page = shown(client, tmp_path / "desk", "uk/commons", stations, "district")
    assert "2 seats belong to nobody so far: nothing is counted for them, there is a tie, or no list" in page


def test_one_list_alone_has_nothing_to_add(client: Client, tmp_path: Path, settings: Settings) -> None:
    settings.FOLDER = tmp_path / "desk"
    page = shown(client, tmp_path / "desk", "pt/madeira", [Station(500, (200, 0, 0))], "nation")
    assert "Lists together" not in page


def test_the_chance_is_that_of_the_joint_draws(client: Client, sample: Path) -> None:
    page = seats_page(client)
    current = publication()
    assert current is not None
    assert UNKNOWN not in page
    assert page.count('data-draws="/api/seat-draws.json"') == len(current.seat_draws.chambers) == 2
    assert len(client.get("/api/seat-draws.json").content) < 20_000


def test_a_list_without_any_seat_stands_in_no_pair(sample: Path) -> None:
    current = publication()
    assert current is not None
    seating = next(seating for seating in seatings(current.front) if seating.chamber.id == "deputies")
    none = [row for row in seating.rows if not row.seats and row.projected and not row.projected.high]
    without = {row.label.id for row in none}
    together = together_in(seating, current.seat_draws)
    assert without
    assert together
    assert not without & {label.id for pair in together.pairs for label in pair.labels}
