"""Whose site it is: its name, its publisher, and where the publisher says who it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from escrutinio.flows.publication import Publication
from escrutinio.model import DefinitionError, load_election

pytestmark = pytest.mark.django_db

SITE = """
[site]
name = { en = "The Lakeland Times", es = "El Tiempo de Lakeland" }
publisher = "Lakeland Press & Sons"
imprint = "https://lakeland.example/imprint"
privacy = "https://lakeland.example/privacy"
"""
Deliver = Callable[[int, int, int], Publication]


def with_site(folder: Path, text: str) -> None:
    path = folder / "election.toml"
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_a_site_has_the_name_and_the_addresses_of_its_publisher(
    client: Client, folder: Path, deliver: Deliver
) -> None:
    with_site(folder, SITE)
    deliver(5, 30, 40)

    for language, name in (("en", "The Lakeland Times"), ("es", "El Tiempo de Lakeland")):
        text = client.get(f"/{language}/").content.decode()
        assert f" · {name}</title>" in text
        assert f"<span>{name}</span>" in text
        assert f'<meta property="og:site_name" content="{name}">' in text
        assert "Lakeland Press &amp; Sons" in text
        assert 'href="https://lakeland.example/imprint"' in text
        assert 'href="https://lakeland.example/privacy"' in text
    assert b"<name>Lakeland Press &amp; Sons</name>" in client.get("/feeds/updates.en.atom").content


def test_a_site_without_a_publisher_says_nothing_of_one(client: Client, deliver: Deliver) -> None:
    deliver(5, 30, 40)

    text = client.get("/en/").content.decode()
    assert "<span>Escrutinio</span>" in text
    assert "Published by" not in text
    assert "Imprint" not in text


@pytest.mark.parametrize("address", ["javascript:alert(1)", "lakeland.example", "https://", "https://a b"])
def test_only_addresses_are_linked(folder: Path, address: str) -> None:
    with_site(folder, f'\n[site]\nimprint = "{address}"\n')

    with pytest.raises(DefinitionError, match=r"site\.imprint"):
        load_election(folder)
