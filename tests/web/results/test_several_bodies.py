"""Pages of an election whose law decides several bodies: each has its result, its seats and its steps.

What is tested: ``web.results.views`` and law_page, ``flows.publication``.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from escrutinio.bounds import compose
from escrutinio.flows.publication import publish
from escrutinio.law.evaluation.steps.quotients import FirstAndSecond
from general_elections import AR_FACTS, ARGENTINA, NOW, PHILIPPINES, make_general, own_law

pytestmark = pytest.mark.django_db
HALF = {"N1": (90, 60, 10), "N2": None, "S1": (30, 80, 15), "S2": (20, 60, 5)}
ALL = {**HALF, "N2": (70, 65, 20)}


def page_of(client: Client, page: str) -> str:
    """The words of a page in English."""
    response = client.get(f"/en/{page}")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_a_president_with_two_chambers(
    client: Client, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.FOLDER = tmp_path
    unbound = {rule: known for rule, known in compose.BOUNDS.items() if rule is not FirstAndSecond}
    monkeypatch.setattr(compose, "BOUNDS", unbound)
    publish(make_general(tmp_path, "ar/general", ARGENTINA, HALF, facts=AR_FACTS), now=NOW)
    front = page_of(client, "")
    assert "Senate" in front
    assert "Chamber of Deputies" in front
    law = page_of(client, "law/")
    assert "Chamber of Deputies: " in law
    assert "Senate" in law
    bounds = page_of(client, "bounds/")
    assert "Senate: there are no bounds, so what can still change cannot be said." in bounds
    assert "Chamber of Deputies" in bounds
    outcome = json.loads(client.get("/api/outcome.json").content)
    assert set(outcome["chambers"]) == {"senado", "diputados"}


def test_two_offices_each_with_its_contest(client: Client, tmp_path: Path, settings: Settings) -> None:
    settings.FOLDER = tmp_path
    facts = "[bodies.senate.seats]\nnation = 12\n[bodies.house-districts.seats]\nN = 1\nS = 1\n"
    publish(make_general(tmp_path, "ph/general", PHILIPPINES, ALL, facts=facts), now=NOW)
    for office in ("president", "vice-president"):
        assert "Belén Báez is elected" in page_of(client, f"results/{office}/")
    assert "Vice-President" in page_of(client, "law/")


def test_a_law_of_ones_own(client: Client, tmp_path: Path, settings: Settings) -> None:
    settings.FOLDER = tmp_path
    publish(make_general(tmp_path, own_law(tmp_path), {"mayor": "nation"}, ALL), now=NOW)
    assert "Town Council" in page_of(client, "")
    assert "Town Council: Seats" in page_of(client, "law/")


def test_that_all_sheets_are_counted_is_said_of_the_contest_they_are_of(
    client: Client, tmp_path: Path, settings: Settings
) -> None:
    settings.FOLDER = tmp_path
    publish(make_general(tmp_path, "ar/general", ARGENTINA, ALL, facts=AR_FACTS), now=NOW)
    assert "president. All sheets are counted." in page_of(client, "")
