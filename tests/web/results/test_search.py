"""Finding a unit or a place by its name or code."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from escrutinio.flows.desk import open_desk
from escrutinio.flows.publication import Publication, publish
from small_elections import NOW, in_two_rounds

pytestmark = pytest.mark.django_db
Deliver = Callable[[int, int, int], Publication]


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        ("region n", "region/N"),
        ("REGIÓN N", "region/N"),
        ("n1", "town/N1"),
        ("ps2", "place/PS2"),
        ("N region", "region/N"),
    ],
)
def test_names_and_codes_are_found(client: Client, deliver: Deliver, asked: str, path: str) -> None:
    deliver(5, 30, 40)
    assert f'href="/en/results/council/{path}/"' in page(client, f"/en/find/?q={asked}")


def test_what_there_is_not_is_said(client: Client, deliver: Deliver) -> None:
    deliver(5, 30, 40)
    assert "Nothing has a name or code like “&lt;b&gt;”." in page(client, "/en/find/?q=<b>")


def test_without_a_question_the_first_level_is_listed(client: Client, deliver: Deliver) -> None:
    deliver(5, 30, 40)
    shown = page(client, "/en/find/")
    assert 'href="/en/results/council/region/N/"' in shown
    assert "/en/find/" in page(client, "/en/")


def test_what_is_being_written_is_completed(client: Client, deliver: Deliver) -> None:
    deliver(5, 30, 40)
    offered = json.loads(client.get("/en/find/suggestions/?q=reg").content)["suggestions"]
    assert offered[:2] == ["Region N", "Region S"]
    offered = json.loads(client.get("/en/find/suggestions/?q=pn1").content)["suggestions"]
    assert offered == ["PN1, N1"]
    assert 'href="/en/results/council/place/PN1/"' in page(client, f"/en/find/?q={offered[0]}")
    assert json.loads(client.get("/en/find/suggestions/").content) == {"suggestions": []}


def test_a_place_where_no_second_round_is_held_is_found(
    client: Client, tmp_path: Path, settings: Settings
) -> None:
    settings.FOLDER = folder = tmp_path / "e"
    in_two_rounds(folder, {"A1": [40, 47, 0]})
    stations = folder / "stations.csv"
    kept = [line for line in stations.read_text(encoding="utf-8").splitlines() if "again,B" not in line]
    stations.write_text("\n".join([*kept, ""]), encoding="utf-8")
    publish(open_desk(folder), now=NOW)
    for asked, contest in (("A", "again"), ("B", "main")):
        assert f'href="/en/results/{contest}/district/{asked}/"' in page(client, f"/en/find/?q={asked}")
