"""Maps with boundaries: every unit a link, the same as a table, and what cannot be drawn is said."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from django.test import Client
from pytest_django import Settings

from escrutinio.flows.desk import open_desk
from escrutinio.flows.publication import publish
from escrutinio.ledger import Ledger
from small_elections import NOW
from support import DEFINITION, make_election, row, stations, take

pytestmark = pytest.mark.django_db
SQUARES = {"N": 0, "S": 1}


@pytest.fixture
def drawn(tmp_path: Path, settings: Settings) -> Path:
    """A small election with boundaries of its regions, and places within and far outside them."""
    settings.FOLDER = tmp_path / "e"
    features = [
        {
            "type": "Feature",
            "properties": {"code": code},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[x, 0], [x + 1, 0], [x + 1, 1], [x, 1], [x, 0]]],
            },
        }
        for code, x in SQUARES.items()
    ]
    definition = (
        f'{DEFINITION}\n[boundaries.region]\nfile = "a.json"\ncode = "code"\nnote = "Drawn by hand."\n'
        '[boundaries.town]\nfile = "b.json"\n[baseline]\nfile = "earlier.csv"\n'
    )
    places = pl.DataFrame(
        {
            "place": ["PN1", "PN2", "PS1", "PS2"],
            "lat": [0.5, 0.2, 0.5, 50.0],
            "lon": [0.5, 0.2, 1.5, 60.0],
        }
    )
    election = make_election(
        tmp_path / "e", definition=definition, stations_frame=stations().join(places, on="place")
    )
    (tmp_path / "e/a.json").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    (tmp_path / "e/earlier.csv").write_text("region,registered,votes_A,votes_B\nN,600,6,4\nS,600,5,5\n")
    take(Ledger(tmp_path / "e", election), [row(f"{number:03d}", 60, 30) for number in range(1, 7)])
    publish(open_desk(tmp_path / "e"), now=NOW)
    return tmp_path / "e"


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


@pytest.mark.usefixtures("drawn")
def test_the_first_map_says_who_leads(client: Client) -> None:
    shown = page(client, "/en/map/")

    assert 'href="/en/results/council/region/N/" aria-label="Region N: A 66.7 %, 100.0 % counted"' in shown
    assert 'aria-label="Region S: no votes yet"' in shown
    assert "Drawn by hand." in shown
    assert "3 dots: polling places" in shown
    assert "1 polling place lies outside the picture" in shown
    assert 'href="/en/results/council/place/PS2/"' in shown
    assert "b.json: it cannot be read" in shown
    assert "/en/map/" in page(client, "/en/results/council/")


@pytest.mark.usefixtures("drawn")
@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("region/counted/", "Region N: 100.0 %"),
        ("region/turnout/", "Region N: 90.0 %"),
        ("region/share/A/", "Region N: 66.7 %"),
        ("region/since/A/", "Region N: +6.7"),
        ("region/since/A/", "Region S: cannot say"),
    ],
)
def test_other_maps_show_what_they_are_about(client: Client, path: str, words: str) -> None:
    assert f'aria-label="{words}"' in page(client, f"/en/map/{path}")


@pytest.mark.usefixtures("drawn")
@pytest.mark.parametrize(
    "path",
    ["town/leader/", "region/other/", "region/share/", "region/share/X/", "region/leader/A/", "x/leader/"],
)
def test_there_is_no_other_map(client: Client, path: str) -> None:
    page(client, f"/en/map/{path}", 404)


@pytest.mark.usefixtures("drawn")
def test_the_front_page_has_a_small_map(client: Client) -> None:
    assert 'class="areas"' in page(client, "/en/")
    assert "Más mapas" in page(client, "/es/")
