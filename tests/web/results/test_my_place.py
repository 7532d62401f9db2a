"""What a unit's page says in short, for the line that a reader's own place has on other pages.

What is tested: ``web.results.views`` with templates, ``flows.publication.unit_page``.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from escrutinio.flows.desk import open_desk
from escrutinio.flows.publication import publish
from escrutinio.ledger import Ledger
from small_elections import NOW, Station, desk_with
from support import Row, make_election, row, take

pytestmark = pytest.mark.django_db

NAMES = {"a": "Ana Ruiz", "b": "Bo Lind"}


def in_short(client: Client, path: str) -> str:
    page = client.get(path).content.decode()
    return " ".join(page.partition('<template id="in-short">')[2].partition("</template>")[0].split())


def of_stations(client: Client, folder: Path, language: str, *stations: Station) -> str:
    publish(desk_with(folder, "uk/commons", NAMES, stations, "district"), now=NOW)
    return in_short(client, f"/{language}/results/main/district/N/")


def test_a_leader_and_how_much_is_in(client: Client, tmp_path: Path, settings: Settings) -> None:
    settings.FOLDER = folder = tmp_path / "desk"
    stations = (Station(300, (150, 50)), Station(300, None))
    assert (
        of_stations(client, folder, "en", *stations) == "Most votes: Ana Ruiz, 75.0 %. 1 of 2 sheets counted."
    )
    assert (
        in_short(client, "/es/results/main/district/N/")
        == "Más votos: Ana Ruiz, 75,0 %. 1 de 2 actas computadas."
    )


def test_a_level_count_and_none(client: Client, tmp_path: Path, settings: Settings) -> None:
    settings.FOLDER = folder = tmp_path / "level"
    said = of_stations(client, folder, "en", Station(300, (80, 80)))
    assert said == "Level in first place: Ana Ruiz and Bo Lind, 50.0 % each. 1 of 1 sheet counted."
    settings.FOLDER = folder = tmp_path / "none"
    stations = (Station(300, None), Station(300, (3, 1), "S"))
    assert of_stations(client, folder, "en", *stations) == "No votes yet. 0 of 1 sheet counted."


def of_rows(folder: Path, rows: list[Row]) -> None:
    take(Ledger(folder, make_election(folder)), rows)
    publish(open_desk(folder), now=NOW)


def test_a_list_that_has_withdrawn_leads_nowhere(client: Client, tmp_path: Path, settings: Settings) -> None:
    settings.FOLDER = folder = tmp_path / "desk"
    of_rows(folder, [row("001", 30, 20, c=70)])
    assert in_short(client, "/en/results/council/region/N/").startswith("Council. Most votes: A,")
    page = " ".join(client.get("/en/").content.decode().split())
    regions = page.partition('id="regions"')[2]
    assert "</svg>A</td>" in regions
    assert "</svg>C</td>" not in regions


def test_the_page_of_the_whole_is_nobodys_place(client: Client, folder: Path) -> None:
    of_rows(folder, [row("001", 30, 20)])
    page = client.get("/en/results/council/").content.decode()
    assert 'id="remember"' not in page
    assert 'id="mine"' in page
