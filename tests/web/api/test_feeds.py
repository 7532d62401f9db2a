"""The feed of updates, the map of the site, the rules for robots."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Literal, get_args
from xml.etree import ElementTree

import pytest
from django.test import Client
from pytest_django import Settings

from escrutinio.flows.documents.called import PublishedCall
from escrutinio.flows.documents.figures import SelectionLabel
from escrutinio.flows.documents.night import NightPoint
from escrutinio.flows.documents.projected import ShareEstimate
from escrutinio.flows.publication import Publication, open_publication
from escrutinio.projection.calls import Evidence, Question, QuestionKind
from escrutinio.web.api.pages import public_pages
from escrutinio.web.api.sentences import (
    SelectionShares,
    call_sentences,
    call_title,
    count_sentences,
    notable_points,
)
from escrutinio.web.stories.models import Story

pytestmark = pytest.mark.django_db

Deliver = Callable[[int, int, int], Publication]
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def entries(client: Client, language: str = "en") -> list[tuple[str, str]]:
    feed = ElementTree.fromstring(client.get(f"/feeds/updates.{language}.atom").content)
    return [
        (entry.findtext(f"{ATOM}title", ""), entry.findtext(f"{ATOM}summary", ""))
        for entry in feed.iter(f"{ATOM}entry")
    ]


def point(moment: str, share: float | None) -> NightPoint:
    return NightPoint(
        as_of=moment,
        rehearsal=False,
        replay=False,
        contest="council",
        sheets_expected=1000,
        sheets_reported=0,
        sheets_unexpected=0,
        sheets_share=share,
        available=False,
        selections={},
        run_off=None,
        turnout=None,
        chambers={},
    )


def test_an_update_is_told_when_another_step_of_sheets_is_in() -> None:
    shares = [None, 0.0, 0.01, 0.05, 0.07, 0.149, 0.15, 0.12, 0.16, 0.9, 0.999, 1.0]

    told = notable_points([point(f"{number:02}", share) for number, share in enumerate(shares)])

    assert sorted(told) == ["03", "05", "06", "09", "10", "11"]


def test_the_feed_says_what_is_counted_in_a_sentence(client: Client, deliver: Deliver) -> None:
    deliver(5, 30, 40)

    [(title, text)] = entries(client)

    assert title == "25.0 % of the sheets are counted"
    assert text.startswith("Counted so far, in 25.0 % of the sheets: ")


def test_the_feed_is_in_the_language_of_its_address(client: Client, deliver: Deliver) -> None:
    deliver(5, 30, 40)

    [(english, _)], [(spanish, _)] = entries(client, "en"), entries(client, "es")

    assert "25,0 %" in spanish
    assert english != spanish
    assert client.get("/feeds/updates.fr.atom").status_code == 404


def test_entries_of_the_feed_stay_and_have_identifiers_of_their_own(client: Client, sample: Path) -> None:
    feed = ElementTree.fromstring(client.get("/feeds/updates.en.atom").content)

    ids = [entry.findtext(f"{ATOM}id") for entry in feed.iter(f"{ATOM}entry")]

    assert len(ids) == len(set(ids)) == 2
    assert all(id_ and id_.startswith("urn:escrutinio:bo-2020-10-18:") for id_ in ids)
    updated = [date.text or "" for date in feed.iter(f"{ATOM}updated")]
    assert updated == sorted(updated, reverse=True)


def test_what_is_projected_is_said_apart() -> None:
    shares = [
        SelectionShares("A", 0.5, ShareEstimate(share=0.4, low=0.35, high=0.45)),
        SelectionShares("B", 0.3, None),
    ]

    said = count_sentences(shares, 0.2, leader_is_sure=False)

    assert said.split(". ")[0] == "Counted so far, in 20.0 % of the sheets: A 50.0 %, B 30.0 %"
    assert "Projected" in said.split(". ")[1]
    assert "Projected" not in count_sentences(shares, 1.0, leader_is_sure=True)
    assert count_sentences([], None, leader_is_sure=False) == "Nothing is counted yet."


@pytest.mark.parametrize("kind", ["call", "retraction"])
@pytest.mark.parametrize("about", get_args(QuestionKind))
def test_a_call_is_called_and_never_a_result(
    kind: Literal["call", "retraction"], about: QuestionKind
) -> None:
    event = PublishedCall(
        kind=kind,
        id="x-1",
        moment="2024-05-05T18:00:00Z",
        at="2024-05-05T18:01:00Z",
        about=Question(about, "x"),
        answer=(SelectionLabel(id="A", name="List A", short="A", color=None),),
        evidence=Evidence("projection", "2024-05-05T18:00:00Z", 0.3, 0.996, 0.995, 0.005),
        doubt=None,
        reason="" if kind == "call" else "Two files were the same.",
    )

    title = call_title(event, "Senate")
    text = call_sentences(event, "Senate")

    assert title.startswith("Called: " if kind == "call" else "Retracted: ")
    assert "Senate" in title
    assert ("> 99" in text) is (kind == "call")
    assert ("Two files were the same." in text) is (kind == "retraction")
    assert ("not the official result" in text) is (kind == "call")


def test_signs_of_html_in_the_feed_are_text(client: Client, deliver: Deliver) -> None:
    deliver(5, 0, 90)

    [(_, text)] = entries(client)

    assert "<" not in text


def locations(client: Client) -> dict[str, dict[str, str]]:
    urls = ElementTree.fromstring(client.get("/sitemap.xml").content)
    return {
        url.findtext(f"{MAP}loc", ""): {
            link.attrib["hreflang"]: link.attrib["href"] for link in url if link.tag.endswith("}link")
        }
        for url in urls
    }


def test_every_page_of_the_site_map_answers_and_names_its_other_language(
    client: Client, deliver: Deliver, stories: list[Story], settings: Settings
) -> None:
    deliver(5, 30, 40)

    found = locations(client)

    for where, others in found.items():
        assert client.get(where.removeprefix(settings.SITE_URL)).status_code == 200, where
        assert not others or where in others.values()
        assert all(other in found for other in others.values())
    paths = {where.removeprefix(settings.SITE_URL) for where in found}
    assert {"/en/", "/es/", "/en/results/council/region/N/", "/es/law/", "/en/stories/one/"} <= paths
    assert not [path for path in paths if "secret" in path or "desk" in path]


def test_robots_are_shown_the_site_map_and_kept_from_the_desk(client: Client, folder: Path) -> None:
    text = client.get("/robots.txt").content.decode()

    assert re.search(r"^Sitemap: http.*/sitemap\.xml$", text, re.MULTILINE)
    assert "Disallow: /en/desk/" in text


@pytest.mark.postgres
def test_documents_of_stories_have_public_ones_only(
    client: Client, deliver: Deliver, stories: list[Story]
) -> None:
    deliver(5, 30, 40)

    listed = client.get("/api/stories.json").json()["stories"]

    assert {item["headline"] for item in listed} == {"Headline one", "Headline uno"}
    assert client.get("/api/stories/one.json").json()["headline"] == "Headline one"
    assert client.get("/api/stories/secret.json").status_code == 404


def test_pages_of_what_there_is_not_are_neither_mapped_nor_exported(
    client: Client, deliver: Deliver, sample: Path, folder: Path, settings: Settings
) -> None:
    """The menu leads to none of them either."""
    settings.FOLDER = folder
    small = deliver(5, 30, 40)
    known = {path for page in public_pages(small) for path in page.by_language.values()}
    assert not small.front.levels_on_map
    assert not small.front.places_on_map
    assert "/en/map/" not in known
    assert {"/en/", "/en/night/", "/en/findings/"} <= known
    found = open_publication(sample)
    assert found is not None
    whole = {path for page in public_pages(found) for path in page.by_language.values()}
    assert {"/en/map/", "/es/seats/", "/en/law/", "/en/bounds/"} <= whole
