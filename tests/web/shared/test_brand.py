"""Whose site it is: its name, its logo, its colour, its publisher, and where the publisher says who it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from escrutinio.flows.desk import open_desk
from escrutinio.flows.evidence import definition_files
from escrutinio.flows.publication import Publication
from escrutinio.model import DefinitionError, load_election
from escrutinio.web.api.social_card import card_svg
from escrutinio.web.shared.brand import STYLES

pytestmark = pytest.mark.django_db

SITE = """
[site]
name = { en = "The Lakeland Times", es = "El Tiempo de Lakeland" }
publisher = "Lakeland Press & Sons"
imprint = "https://lakeland.example/imprint"
privacy = "https://lakeland.example/privacy"
"""
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 30"><rect width="120" height="30"/></svg>'
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


def test_a_logo_stands_in_the_place_of_the_name(client: Client, folder: Path, deliver: Deliver) -> None:
    (folder / "pictures").mkdir()
    (folder / "pictures" / "logo.svg").write_text(LOGO)
    with_site(folder, SITE + 'logo = "pictures/logo.svg"\nlogo_text = { en = "A heron", es = "Una garza" }\n')
    found = deliver(5, 30, 40)

    addresses = set()
    for path, text in (("/en/", "A heron"), ("/es/", "Una garza"), ("/en/embed/council/", "A heron")):
        page = client.get(path).content.decode()
        (picture,) = re.findall(r'<img class="logo[^>]*>', page)
        assert f'alt="{text}"' in picture
        assert 'width="120" height="30"' in " ".join(picture.split())
        addresses |= set(re.findall(r'src="([^"]+)"', picture))
    assert "<span>The Lakeland Times</span>" not in client.get("/en/").content.decode()
    (address,) = addresses
    logo = client.get(address)
    assert logo.content == LOGO.encode()
    assert logo["Content-Type"] == "image/svg+xml"
    assert logo["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert logo["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in logo["Cache-Control"]
    assert client.get(address.replace("logo.", "logo.0")).status_code == 404
    assert "data:image/svg+xml;base64," in card_svg(found.front, "en")
    # What is published and what is packed to be checked have the logo too.
    assert found.election.site.logo == open_desk(folder).election.site.logo
    assert "pictures/logo.svg" in definition_files(open_desk(folder).election)


def test_the_colour_of_the_site_is_on_every_page_frame_and_picture(
    client: Client, folder: Path, deliver: Deliver
) -> None:
    with_site(folder, '\n[site]\naccent = "#8a1538"\n')
    found = deliver(5, 30, 40)

    for path in ("/en/", "/es/stories/", "/en/embed/council/", "/en/desk/sign-in/"):
        page = client.get(path).content.decode()
        (address,) = re.findall(r'<link rel="stylesheet" href="(/brand/[^"]+)"', page)
        sheet = client.get(address)
        style = sheet.content.decode()
        assert sheet["Content-Type"] == "text/css; charset=utf-8"
        by_day, dark = re.findall(r":root { --accent: (#\w{6}); --focus: \1; }", style)
        assert by_day == "#8a1538"
        assert style.endswith(
            f"@media (prefers-color-scheme: dark) {{ :root {{ --accent: {dark}; --focus: {dark}; }} }}\n"
        )
    assert "#8a1538" in card_svg(found.front, "en")


def test_without_a_colour_the_usual_style_sheets_are_linked(client: Client, deliver: Deliver) -> None:
    deliver(5, 30, 40)

    for path, name in (("/en/", "site"), ("/en/embed/council/", "embed")):
        assert f'<link rel="stylesheet" href="/static/{STYLES[name]}">' in client.get(path).content.decode()
    assert client.get("/brand/site.000000000000.css").status_code == 404


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            'accent = "#e0a030"',
            r"site\.accent: #e0a030 has a contrast of 2\.0\d .* nearest shade with it is #",
        ),
        ('accent = "#8a1538"\naccent_dark = "#8a1538"', r"site\.accent_dark: .* contrast of 1\.\d\d with"),
        ('accent = "red"', r"site\.accent: found 'red'; allowed: a colour such as"),
        ('accent_dark = "#ffffff"', r"site\.accent_dark: there is no accent"),
        ('logo = "logo.svg"', r"site\.logo: logo\.svg cannot be read: No such file"),
        ('logo = "election.toml"', r"site\.logo: election\.toml does not end in"),
    ],
)
def test_what_cannot_be_read_or_shown_is_refused(folder: Path, text: str, said: str) -> None:
    with_site(folder, f"\n[site]\n{text}\n")

    with pytest.raises(DefinitionError, match=said):
        load_election(folder)
