"""What holds for every public page and document: it answers, safely, and the same for everybody.

What is tested: the views of ``web.results``, ``web.stories``, ``web.api`` and ``web.replies``.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

from escrutinio.web.stories.models import Story
from escrutinio.web.stories.sample import load
from public_addresses import LANGUAGES, named, paths, public_values
from web.replies.making import put

pytestmark = pytest.mark.django_db

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
MAY_BE_FRAMED = {"share:embed", "share:embed-unit", "share:embed-seats", "share:embed-map"}
"""What other sites show in a frame."""
ELSEWHERE = {
    "choose-language": 302,
    "replies:reply": 302,
    "stories:list-page": 301,
    "stories:section-page": 301,
}
"""What leads to another address: a reply to its place; of the pages of a list, the first has no number."""


@pytest.fixture
def addresses(sample: Path) -> dict[str, str]:
    load(sample)
    for story in Story.public.all():
        put(story)
    return {
        path: name
        for language in LANGUAGES
        for path, name in paths(public_values(language), language).items()
    }


def test_every_public_address_is_walked(addresses: dict[str, str]) -> None:
    # The sample has no pictures, photographs and logo; what holds for these is in their own tests.
    without = {"stories:picture", "photograph", "brand"}
    assert {name for name, parts in named()} - set(addresses.values()) <= without


@pytest.mark.postgres
def test_every_public_address_answers_with_safe_headers(client: Client, addresses: dict[str, str]) -> None:
    for path, name in addresses.items():
        answer = client.get(path)
        body = b"".join(answer) if answer.streaming else answer.content
        answer.close()

        assert answer.status_code == ELSEWHERE.get(name, 200), path
        assert body or name in ELSEWHERE, path
        check_headers(answer.headers, name)
        assert not answer.cookies, f"{path} sets a cookie for a reader"
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            check_page(body.decode(), path)


def check_headers(headers: object, name: str) -> None:
    found = dict(headers.items())  # type: ignore[attr-defined]
    for header, value in HEADERS.items():
        if header == "X-Frame-Options" and name in MAY_BE_FRAMED:
            continue
        assert found.get(header) == value, f"{name}: {header}"
    policy = found["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "*" not in policy or name in MAY_BE_FRAMED


def check_page(text: str, path: str) -> None:
    assert not re.search(r"<[^>]+\sstyle=", text), f"{path}: a style in the page"
    assert "<style" not in text, f"{path}: a style in the page"
    assert not re.search(r"<[^>]+\son[a-z]+=", text), f"{path}: a script in the page"
    for script in re.findall(r"<script\b[^>]*>", text):
        assert "src=" in script or 'type="application/' in script, f"{path}: a script in the page"
    assert "javascript:" not in text
    assert re.search(r'<html lang="(en|es)"', text), f"{path}: no language"


@pytest.mark.parametrize("path", ["/en/none/", "/api/none.json", "/static/none.css", "/en/stories/none/"])
def test_what_does_not_exist_has_safe_headers_too(client: Client, sample: Path, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 404
    check_headers(answer.headers, "404")


def test_what_may_not_be_posted_has_safe_headers_too(sample: Path) -> None:
    answer = Client(enforce_csrf_checks=True).post("/en/desk/sign-in/", {"name": "a"})

    assert answer.status_code == 403
    check_headers(answer.headers, "403")


def test_a_name_that_is_not_the_sites_is_refused(client: Client, sample: Path) -> None:
    assert client.get("/en/", headers={"host": "other.example"}).status_code == 400


def test_a_page_is_kept_until_something_is_published(client: Client, sample: Path) -> None:
    first = client.get("/en/", headers={"accept-encoding": "gzip"})
    again = client.get("/en/", headers={"accept-encoding": "gzip", "if-none-match": first.headers["ETag"]})

    assert first.headers["Content-Encoding"] == "gzip"
    assert "public" in first.headers["Cache-Control"]
    assert again.status_code == 304
    assert again.content == b""
