"""Pages of elections in which more stand than a table can show: independents in districts, persons alone.

What is tested: ``web.results.views``, ``web.results.templatetags.many``.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from drafted_nights import NOW, drafted_desk
from escrutinio.flows.desk import open_desk
from escrutinio.flows.publication import publish
from escrutinio.web.results.templatetags.many import FIRST_ROWS
from escrutinio.web.results.views import UNITS_ON_FRONT
from small_elections import Station, desk_with

pytestmark = pytest.mark.django_db

DISTRICTS = range(1, 31)
LAW = (
    '\n[law]\nid = "my/dewan-rakyat"\ncontests = { votes = "contest" }\nlevels = { votes = "constituency" }\n'
)


def published(folder: Path, candidates: dict[str, tuple[int, ...]], winners: str = "001") -> None:
    """Publish districts, each with candidates of some parties.

    ``winners``: the places of the parties that win, district by district, over and over: they change
    their votes with the first.
    """
    text = "constituency,candidate,party,votes\n"
    for n in DISTRICTS:
        here, parties = dict(candidates), list(candidates)
        won = parties[int(winners[n % len(winners)])]
        here[parties[0]], here[won] = here[won], here[parties[0]]
        for party, figures in here.items():
            text += "".join(f"Town {n},{party} {n}-{i},{party},{v}\n" for i, v in enumerate(figures))
    (folder / "r.csv").write_text(text)
    drafted_desk(folder, [folder / "r.csv"])
    definition = folder / "night/election.toml"
    drafted = definition.read_text(encoding="utf-8").partition("# The law by which")[0]
    drafted = "\n".join(line for line in drafted.splitlines() if not line.startswith("complete = false"))
    definition.write_text(drafted + LAW, encoding="utf-8")
    publish(open_desk(folder / "night"), now=NOW)


def page_of(client: Client, page: str) -> str:
    return " ".join(client.get(f"/{page}").content.decode().split())


def test_independents_are_folded_and_the_seats_come_first(
    client: Client, tmp_path: Path, settings: Settings
) -> None:
    settings.FOLDER = tmp_path / "night"
    published(tmp_path, {"HERONS": (90,), "OTTERS": (70,), "DUCKS": (40,), "Independent": (3,)})

    front = page_of(client, "en/")
    assert front.index('id="seats"') < front.index('id="counted"')
    assert "Nobody has the majority" not in front
    assert "HERONS has the majority." in front
    others = len(DISTRICTS) + 3 - FIRST_ROWS
    together = f"{others} others together: {3 * others} votes"
    assert f'<a href="/en/results/contest/">{together}' in front
    assert "Independent 30-0" not in front
    contest = page_of(client, "en/results/contest/")
    assert f"<summary>{together}" in contest
    assert "Independent 30-0" in contest
    assert f"{others} más, en conjunto: {3 * others} votos" in page_of(client, "es/")


def test_the_seats_of_persons_are_added_up_by_their_lists(
    client: Client, tmp_path: Path, settings: Settings
) -> None:
    settings.FOLDER = tmp_path / "night"
    published(tmp_path, {"HERONS": (90, 8), "OTTERS": (70, 7), "DUCKS": (40, 6)})

    for page in ("en/seats/", "en/results/contest/"):
        shown = page_of(client, page)
        assert "HERONS" in shown
        assert "HERONS 20" in shown.replace(", elected", ""), page
        assert "OTTERS 10" in shown.replace(", elected", ""), page
        assert "majority" not in shown.replace("no majority to speak of", ""), page
    assert len(page_of(client, "en/")) < 60_000


def test_without_a_majority_the_list_with_the_most_seats_is_named(
    client: Client, tmp_path: Path, settings: Settings
) -> None:
    settings.FOLDER = tmp_path / "night"
    published(tmp_path, {"HERONS": (90,), "OTTERS": (70,), "DUCKS": (40,), "Independent": (3,)}, "000112")

    front = page_of(client, "en/")
    assert "Nobody has the majority. HERONS has the most seats: 15 of 30." in front


def test_more_units_than_a_page_can_list_are_a_link(
    client: Client, tmp_path: Path, settings: Settings
) -> None:
    settings.FOLDER = tmp_path / "desk"
    units = [chr(0x4E00 + n) for n in range(UNITS_ON_FRONT + 1)]
    stations = [Station(500, (200, 150 + n, 10), unit) for n, unit in enumerate(units)]
    names = {"a": "A", "b": "B", "c": "C"}
    publish(desk_with(tmp_path / "desk", "uk/commons", names, stations, "district"), now=NOW)

    front = page_of(client, "en/")
    assert f"These are the first 12 of {len(units)}. " in front
    assert f'<a href="/en/results/main/"> All {len(units)} in a table (District) </a>' in front
    assert "data-sortable" not in front, "to sort some of the units would mislead"
    assert units[0] in front
    assert units[-1] not in front
    assert len(front) < 60_000
    whole = page_of(client, "en/results/main/")
    assert units[7] in whole
    assert 'role="group" aria-label="District"><table data-sortable>' in whole
