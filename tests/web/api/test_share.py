"""What a page says to other sites: the results card, pictures of links, data for search engines."""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from django.http import HttpResponseBase
from django.template.loader import render_to_string
from django.test import Client
from msgspec.structs import replace

from escrutinio.flows.documents.front import FrontDocument
from escrutinio.flows.publication import Publication, open_publication
from escrutinio.web.api.social_card import card_svg
from escrutinio.web.results.seating import seatings

pytestmark = pytest.mark.django_db

Deliver = Callable[[int, int, int], Publication]


def test_the_card_may_be_framed_and_no_other_page_may(client: Client, deliver: Deliver) -> None:
    deliver(5, 30, 40)

    for _ in range(2):  # made, then from memory
        card = client.get("/en/embed/council/")
        assert "frame-ancestors *" in card["Content-Security-Policy"]
        assert "X-Frame-Options" not in card
        page = client.get("/en/embed/")
        assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
        assert page["X-Frame-Options"] == "DENY"


SCRIPT = re.compile(r"<script[^>]*>")


def check_scripts(card: HttpResponseBase, text: str) -> None:
    """A frame runs one file of the site, which says how high it is, and nothing that stands in the page."""
    (script,) = SCRIPT.findall(text)
    assert re.fullmatch(r'<script src="/static/escrutinio/frame[^"]*\.js" defer>', script)
    assert "script-src 'self';" in card["Content-Security-Policy"] + ";"
    assert "connect-src" not in card["Content-Security-Policy"]


def test_the_card_runs_what_says_its_height_alone_and_renews_itself(client: Client, deliver: Deliver) -> None:
    deliver(5, 30, 40)

    card = client.get("/en/embed/council/")
    text = card.content.decode()

    check_scripts(card, text)
    assert "style=" not in text
    assert card["Refresh"] == "60"
    assert '<base target="_top">' in text


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_card_sets_the_projection_apart(client: Client, sample: Path, language: str) -> None:
    text = client.get(f"/{language}/embed/president/").content.decode()

    counted, projected = text.split('<section class="projection"')
    assert "<table>" in counted
    assert "<table>" not in projected
    found = open_publication(sample)
    assert found is not None
    assert found.in_language(language).front.note in text
    assert f'<html lang="{language}">' in text


@pytest.mark.parametrize(
    ("path", "holds"),
    [
        ("seats/senate", '<svg class="hemicycle"'),
        ("map/department", '<svg class="areas"'),
        ("president/department/2", "La Paz"),
    ],
)
def test_seats_maps_and_units_are_framed_as_the_card_is(
    client: Client, sample: Path, path: str, holds: str
) -> None:
    for language in ("en", "es"):
        frame = client.get(f"/{language}/embed/{path}/")
        text = frame.content.decode()

        assert holds in text
        assert "frame-ancestors *" in frame["Content-Security-Policy"]
        check_scripts(frame, text)
        assert "style=" not in text
        # Whatever a frame leads to opens in the page's place, and not in the frame.
        assert '<base target="_top">' in text


@pytest.mark.parametrize(
    "path",
    ["seats/nowhere", "map/nowhere", "president/department/nowhere", "president/place/1", "no/department/2"],
)
def test_there_is_no_frame_of_what_there_is_not(client: Client, sample: Path, path: str) -> None:
    assert client.get(f"/en/embed/{path}/").status_code == 404


def test_every_frame_that_is_offered_is_there(client: Client, sample: Path) -> None:
    text = client.get("/en/embed/").content.decode()
    found = publication_of(sample)

    offered = set(re.findall(r'href="(/en/embed/[^"]+/)"', text))
    assert {f"/en/embed/{contest.id}/" for contest in found.front.contests} < offered
    assert {f"/en/embed/seats/{chamber.id}/" for chamber in found.front.chambers} < offered
    assert "/en/embed/map/department/" in offered
    assert {f"/en/embed/president/department/{unit}/" for unit in range(1, 10)} < offered
    for seating in seatings(found.front):
        frame = client.get(f"/en/embed/seats/{seating.chamber.id}/").content.decode()
        assert ("Grey: nobody yet" in frame) == bool(seating.nobodys_yet)
    for address in sorted(offered)[:40]:
        assert client.get(address).status_code == 200, address


def publication_of(folder: Path) -> Publication:
    found = open_publication(folder)
    assert found is not None
    return found


def test_the_card_of_nothing(client: Client, folder: Path) -> None:
    assert client.get("/en/embed/council/").status_code == 404


def test_the_snippet_leads_to_the_card(client: Client, deliver: Deliver) -> None:
    deliver(5, 30, 40)

    text = client.get("/en/embed/").content.decode()

    snippets = [
        unescape(snippet) for snippet in re.findall(r"<textarea[^>]*>(.*?)</textarea>", text, re.DOTALL)
    ]
    assert len(snippets) == 2
    for snippet in snippets:
        frame, script = re.findall(r'src="https?://[^/]+(/[^"]+)"', snippet)
        assert client.get(frame).status_code == 200
        answer = client.get(script)
        assert answer.status_code == 200
        assert answer["Content-Type"].startswith("text/javascript")
        assert 'title="' in snippet


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_picture_is_a_png_of_the_usual_size(client: Client, deliver: Deliver, language: str) -> None:
    deliver(5, 30, 40)

    answer = client.get(f"/cards/front.{language}.png")

    assert answer["Content-Type"] == "image/png"
    assert answer.content[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", answer.content[16:24]) == (1200, 630)


def test_the_picture_has_the_names_of_its_language(
    client: Client, folder: Path, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / "election.toml"
    named = 'name = { en = "Test election", es = "Elección de prueba" }'
    path.write_text(path.read_text().replace('name = "Test election"', named, 1), encoding="utf-8")
    deliver(5, 30, 40)
    drawn: list[str] = []

    def draw(front: FrontDocument, language: str) -> str:
        drawn.append(card_svg(front, language))
        return drawn[-1]

    monkeypatch.setattr("escrutinio.web.api.social_card.card_svg", draw)
    for language in ("en", "es"):
        assert client.get(f"/cards/front.{language}.png").status_code == 200

    assert "Test election" in drawn[0]
    assert "Elección de prueba" in drawn[1]


def test_the_picture_is_drawn_once_for_each_publication(
    client: Client, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(5, 30, 40)
    drawn = client.get("/cards/front.en.png").content
    monkeypatch.setattr("escrutinio.web.api.social_card.card_svg", lambda *_: "no picture")
    client.get("/cards/front.en.png?again")

    assert client.get("/cards/front.en.png?more").content == drawn


def test_links_to_the_site_have_words_and_a_picture(deliver: Deliver) -> None:
    front = deliver(5, 30, 40).front

    text = render_to_string("api/social.html", {"front": front, "language": "es", "page_url": "https://x/"})

    tags = dict(re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">', text))
    assert tags["og:image"].endswith("/cards/front.es.png")
    assert tags["og:title"] == "Test election"
    assert tags["og:url"] == "https://x/"
    assert tags["og:description"] == tags["description"]


def test_the_data_behind_a_page_is_json_that_ends_nowhere_early(deliver: Deliver) -> None:
    front = deliver(5, 30, 40).front
    election = replace(front.election, name="</script><script>alert(1)</script>")
    context = {
        "front": replace(front, election=election),
        "contest": front.contests[0],
        "page_url": "https://x/",
    }

    text = render_to_string("api/dataset.jsonld.html", context)

    assert text.count("</script>") == 1
    document = json.loads(text.partition(">")[2].rpartition("</script>")[0])
    assert document["@type"] == "Dataset"
    assert election.name in document["name"]
    assert document["distribution"][0]["encodingFormat"] == "text/csv"
    assert document["distribution"][0]["contentUrl"].endswith("/downloads/council.csv")


def test_the_data_of_a_page_without_a_contest_is_of_all(deliver: Deliver) -> None:
    text = render_to_string("api/dataset.jsonld.html", {"front": deliver(5, 30, 40).front})

    assert "/downloads/results.csv" in text
    assert not render_to_string("api/dataset.jsonld.html", {}).strip()
