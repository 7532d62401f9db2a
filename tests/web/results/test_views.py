"""Pages of the count: every one answers, says what it shows, and follows the publication."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from django.test import Client
from pytest_django import Settings

from escrutinio.flows.desk import open_desk
from escrutinio.flows.publication import Publication, figure, open_publication, opening, publish, store
from escrutinio.web.results.converters import to_address
from small_elections import NOW, Station, desk_with

pytestmark = pytest.mark.django_db

PAGES = ["", "seats/", "map/", "night/", "law/", "bounds/", "findings/", "sources/"]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_answers_on_the_sample(client: Client, sample: Path, language: str, page: str) -> None:
    answer = client.get(f"/{language}/{page}")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in text
    assert text.count("<h1>") == 1
    assert "style=" not in text
    note = {"en": "Reconstructed sheets", "es": "Actas reconstruidas"}[language]
    assert note in text, "the note says on every page what the sheets are"
    assert not re.search(r"\d %(?!\w)", text), "no line ends before a sign of per cent"


@pytest.mark.parametrize("page", PAGES)
def test_every_page_answers_before_the_first_publication(client: Client, folder: Path, page: str) -> None:
    answer = client.get(f"/en/{page}")
    assert answer.status_code == 200
    assert "Nothing has been published yet" in answer.content.decode()


def test_what_another_version_published_is_not_said_to_be_nothing(
    client: Client, deliver: Callable[[int, int, int], Publication]
) -> None:
    about = deliver(5, 1, 2).folder / store.ABOUT
    # As when the program is replaced under a running site.
    about.write_text(json.dumps(json.loads(about.read_bytes()) | {"form": "another"}), encoding="utf-8")
    opening._OPEN.clear()
    for page in ("/en/", "/en/embed/"):
        text = client.get(page).content.decode()
        assert "Nothing has been published yet" not in text
        assert "cannot show" in text
    assert client.get("/api/front.json").status_code == 503


@pytest.mark.parametrize("page", PAGES)
def test_every_page_answers_for_an_election_without_law_map_or_projection(
    client: Client, deliver: Callable[[int, int, int], Publication], page: str
) -> None:
    deliver(5, 1, 2)
    assert client.get(f"/en/{page}").status_code == 200


def test_units_lead_down_to_the_sheets(client: Client, sample: Path) -> None:
    found = open_publication(sample)
    assert found is not None
    contest = found.front.headline.contest
    place = next(unit for level, unit in found.units(contest) if level == "place")
    page = client.get(f"/en/results/{contest}/place/{to_address(place)}/").content.decode()
    sheets = found.unit(contest, "place", place).sheets or ()
    for sheet in sheets:
        assert f"Sheet {sheet.sheet}" in page


def test_a_sheet_says_which_file_it_comes_from(
    client: Client, deliver: Callable[[int, int, int], Publication]
) -> None:
    published = deliver(5, 7, 8)
    contest = published.front.headline.contest
    pages = [
        client.get(f"/en/results/{contest}/{level}/{to_address(unit)}/").content.decode()
        for level, unit in published.units(contest)
        if level != "nation"
    ]
    version = next(
        version
        for level, unit in published.units(contest)
        for sheet in published.unit(contest, level, unit).sheets or ()
        for version in sheet.versions
    )
    assert any(version.file in page for page in pages)


def test_what_does_not_exist_is_not_found(client: Client, sample: Path) -> None:
    for path in ("results/nobody/", "results/president/department/99/", "results/president/nation/nation/"):
        assert client.get(f"/en/{path}").status_code == 404


def test_count_and_projection_are_set_apart_and_named(client: Client, sample: Path) -> None:
    text = client.get("/en/").content.decode()
    counted, projected = text.index('id="counted"'), text.index('id="projected"')
    assert counted < projected
    assert ">projection</span>" in text
    assert "an estimate, which can be wrong." in text


def test_pages_follow_the_publication(
    client: Client, deliver: Callable[[int, int, int], Publication]
) -> None:
    first = deliver(5, 7, 8)
    before = client.get("/en/")
    assert json.loads(client.get("/live.json").content)["id"] == first.id
    second = deliver(6, 70, 80)
    after = client.get("/en/")
    assert first.id in before.content.decode()
    assert second.id in after.content.decode()


def test_the_root_leads_to_the_readers_language(client: Client, sample: Path) -> None:
    assert client.get("/", headers={"accept-language": "es-BO,es;q=0.9"}).headers["Location"] == "/es/"
    assert client.get("/", headers={"accept-language": "qu"}).headers["Location"] == "/en/"


def test_a_page_that_is_not_there_says_so_in_the_readers_language(client: Client, sample: Path) -> None:
    assert "Page not found" in client.get("/en/nowhere/").content.decode()
    assert "Página no encontrada" in client.get("/es/nowhere/").content.decode()


def test_pages_promise_no_map_and_no_projection_where_there_is_none(
    client: Client, deliver: Callable[[int, int, int], Publication]
) -> None:
    deliver(5, 1, 2)
    front = client.get("/en/").content.decode()
    assert "/en/map/" not in front
    assert "When every sheet is counted" not in front
    assert "on which levels to project" not in front
    assert "The first sheets are not a random sample" in front
    night = client.get("/en/night/").content.decode()
    assert "Lines: the count at the time." in night
    assert "<br>projected" not in night
    assert "Dots" not in night
    page = client.get("/en/map/").content.decode()
    assert "Each dot" not in page
    assert "their coordinates are not known" in page


def test_pages_name_the_projection_and_the_state_of_the_law(client: Client, sample: Path) -> None:
    night = client.get("/en/night/").content.decode()
    assert "Dashes and bands" in night
    assert night.count("<br>projected") > 1
    law = client.get("/en/law/").content.decode()
    assert "what the law would make of the counted sheets alone" in law
    assert law.count("counted sheets alone</span>") == law.count('id="step-')
    assert "nobody is elected yet" not in law


def test_the_map_is_named_where_there_are_places_on_it(client: Client, folder: Path) -> None:
    stations = folder / "stations.parquet"
    pl.read_parquet(stations).with_columns(lat=pl.lit(-16.5), lon=pl.lit(-68.1)).write_parquet(stations)
    found = publish(open_desk(folder), now=datetime(2024, 1, 1, tzinfo=UTC))
    assert found.front.places_on_map == len(found.places.places) > 0
    assert "/en/map/" in client.get("/en/").content.decode()
    assert "Each dot is a polling place" in client.get("/en/map/").content.decode()


def test_no_majority_is_spoken_of_where_the_seats_are_a_part_of_a_body(
    client: Client, tmp_path: Path, settings: Settings
) -> None:
    stations = [Station(300, (200, 50), "N"), Station(300, (50, 200), "S"), Station(300, None, "W")]
    desk = desk_with(tmp_path, "us/senate", {"a": "Ana Ruiz", "b": "Bo Lind"}, stations, "district")
    publication = publish(desk, now=NOW)
    settings.FOLDER = tmp_path

    (chamber,) = publication.front.chambers
    assert (chamber.majority, chamber.majority_result.state) == (None, "part")
    reason = figure(publication, "majority: senate").reason
    assert reason == "the seats are not those of lists in one whole body"
    for page in ("", "seats/", "bounds/", "law/", "results/main/"):
        text = client.get(f"/en/{page}").content.decode()
        assert "has the majority" not in text
        assert "majority: " not in text
    shown = client.get("/en/seats/").content.decode()
    assert "3 seats: not those of lists in one whole body, so there is no majority to speak of." in shown
