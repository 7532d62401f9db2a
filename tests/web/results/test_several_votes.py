"""Pages of a contest in which a ballot has several votes.

What is tested: ``web.results.views`` with templates, ``flows.publication``.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from escrutinio.flows.desk import open_desk
from escrutinio.flows.publication import publish
from small_elections import NOW, make_small

pytestmark = pytest.mark.django_db


def test_both_shares_are_named(client: Client, tmp_path: Path, settings: Settings) -> None:
    folder = tmp_path / "election"
    make_small(folder, "uk/commons", {"N1": (60, 30, 10), "S1": (10, 20, 5)}, level="district")
    path = folder / "election.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('name = "The contest"', 'name = "The contest"\nvotes_allowed = 2'), "utf-8")
    settings.FOLDER = folder
    publish(open_desk(folder), now=NOW)

    page = " ".join(client.get("/en/results/main/").content.decode().split())
    assert "Share of votes" in page
    assert "Share of ballots" in page
    assert "A ballot has up to 2 votes; valid, blank and null are ballots." in page
    spanish = " ".join(client.get("/es/results/main/").content.decode().split())
    assert "Porcentaje de las papeletas" in spanish
