"""Feeds with a url: the pages that a template makes, and the mistakes that are named."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from escrutinio.model import DefinitionError, Page, address_fault
from feed_elections import plain

URL = "https://results.example.org/{region}/{contest}.csv"
EACH = {"region": ["01", "02"], "contest": "mayor"}


def test_every_combination_is_a_page() -> None:
    web = plain(url=URL, each=EACH, files=None, save_as="{contest} {region}.csv").feeds["night"].web
    assert web is not None
    assert web.pages() == tuple(
        Page(f"https://results.example.org/{region}/mayor.csv", f"mayor {region}.csv", (region, "mayor"))
        for region in ("01", "02")
    )
    assert (web.interval, web.timeout, web.max_mb) == (60.0, 60.0, 256)


def test_values_are_quoted_in_addresses() -> None:
    web = plain(url="http://example.org/?r={r}", each={"r": ["a b/c", "ñ", "{x}"]}).feeds["night"].web
    assert web is not None
    urls = [page.url for page in web.pages()]
    assert urls == [f"http://example.org/?r={value}" for value in ("a%20b%2Fc", "%C3%B1", "%7Bx%7D")]


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"url": "results.csv"}, "it does not begin with https:// or http://"),
        ({"url": "file:///etc/passwd"}, "it does not begin with https:// or http://"),
        ({"url": "https://"}, "it names no server"),
        ({"url": "https://desk:secret@example.org/"}, "it holds a name or a password"),
        ({"url": "https://example.org/a b"}, "it holds a blank"),
        ({"url": "https://example.org:99999/"}, "Port out of range"),
        ({"url": 7}, "found 7"),
        ({"url": URL}, "no values are given for {contest}"),
        ({"url": URL, "each": {**EACH, "town": ["1"]}}, "each.town: url has no {town}"),
        ({"url": URL, "each": {**EACH, "region": []}}, "each.region: it is empty"),
        ({"url": URL, "each": {**EACH, "region": [1]}}, "each.region: found [1]"),
        ({"url": URL, "each": {**EACH, "region": [str(number) for number in range(5001)]}}, "5,001 pages"),
        ({"url": URL, "each": EACH, "save_as": "{town}.csv"}, "save_as: url has no {town}"),
        ({"url": URL, "each": EACH, "interval": 0.1}, "seconds from 1 to 86400"),
        ({"url": URL, "each": EACH, "timeout": 9999}, "seconds from 1 to 3600"),
        ({"url": URL, "each": EACH, "max_mb": 0}, "max_mb: found 0"),
        ({"url": URL, "each": EACH, "snapshot": True}, "each page holds a part of the count"),
        ({"interval": 30}, "interval: the feed has no url"),
        ({"files": None}, "files: it is missing"),
    ],
)
def test_mistakes_are_named(keys: dict[str, Any], words: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        plain(**keys)
    assert words in caught.value.hint


def test_a_time_by_default_is_refused() -> None:
    with pytest.raises(DefinitionError, match="what a url shows changes in time"):
        plain(url="https://example.org/", observed={"default": datetime(2031, 5, 4, tzinfo=UTC)})


def test_addresses_without_fault() -> None:
    for url in (
        "https://example.org",
        "http://127.0.0.1:8000/x?y=z",
        "https://[::1]/a",
        "https://ñ.example/",
    ):
        assert address_fault(url) == ""
