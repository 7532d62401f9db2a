"""Words that are true of every election: of a chamber, a presidency, a count in which nothing is in."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation
from pytest_django import Settings

from escrutinio.flows.desk import open_desk
from escrutinio.flows.documents.projected import UnseenDistricts, UnseenRegion
from escrutinio.flows.publication import publish
from escrutinio.web import page_cache
from small_elections import NOW, make_small

pytestmark = pytest.mark.django_db


def shown(client: Client, folder: Path, settings: Settings, page: str) -> str:
    settings.FOLDER = folder
    publish(open_desk(folder), now=NOW)
    page_cache.forget_versions()
    text = re.sub(r"<[^>]+>", " ", client.get(page).content.decode())
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("law", "level", "head"),
    [
        ("uk/commons", "district", "Party Votes Share"),
        ("fr/president", "nation", "Candidate Votes Share"),
        ("pt/madeira", "nation", "List Votes Share"),
    ],
)
def test_who_stands_is_called_what_readers_call_it(
    client: Client, tmp_path: Path, settings: Settings, law: str, level: str, head: str
) -> None:
    make_small(tmp_path / "e", law, {"N1": (60, 30, 10), "S1": (5, 9, 1), "S2": ()}, level=level)
    assert head in shown(client, tmp_path / "e", settings, "/en/")


def test_before_the_first_sheet_votes_are_not_zero(
    client: Client, tmp_path: Path, settings: Settings
) -> None:
    make_small(tmp_path / "e", "fr/president", {"N1": (), "S1": ()})
    page = shown(client, tmp_path / "e", settings, "/en/results/main/")
    assert "Ana Álvarez – –" in page
    assert "Valid –" in page
    assert "on the counted sheets" not in page.partition("Valid –")[2]


def test_one_sheet_is_one_sheet(client: Client, tmp_path: Path, settings: Settings) -> None:
    make_small(tmp_path / "e", "uk/commons", {"N1": (1, 2, 3), "S1": ()}, level="district")
    page = shown(client, tmp_path / "e", settings, "/en/results/main/district/S/")
    assert "0 of 1 sheet counted (0.0" in page


def test_the_page_says_where_nothing_is_in_yet() -> None:
    front = SimpleNamespace(levels=[SimpleNamespace(id="seat", name="Escaño")])
    projected = SimpleNamespace(
        unseen=[UnseenRegion(unit="n", name="Norte", registered_share=0.12)],
        unseen_districts=UnseenDistricts(level="seat", units=650, without=325, registered_share=0.5),
    )
    with translation.override("es"):
        page = render_to_string("results/parts/unseen.html", {"projected": projected, "front": front})
    assert "Norte (12 % de los electores)" in page
    assert (
        "Escaño: todavía no ha llegado ningún acta de 325 de 650, donde vive el 50 % de los electores."
        in page
    )
    nothing = SimpleNamespace(unseen=(), unseen_districts=None)
    assert not render_to_string("results/parts/unseen.html", {"projected": nothing, "front": front}).strip()
