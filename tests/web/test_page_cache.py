"""The cache of public pages: the same for every reader, new with every publication, bounded."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test import Client, RequestFactory

from escrutinio.web import page_cache
from escrutinio.web.page_cache import PageCache, public

pytestmark = pytest.mark.django_db


class Counting:
    """A site that says how often it was asked."""

    def __init__(self, *, is_public: bool = True) -> None:
        self.asked = 0
        self.is_public = is_public

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        self.asked += 1
        answer = HttpResponse(f"{request.path} {self.asked} " + "x" * 1000)
        return public(answer) if self.is_public else answer


def ask(cache: PageCache, path: str = "/en/", **headers: str) -> HttpResponse:
    answer = cache(RequestFactory().get(path, headers=headers))
    assert isinstance(answer, HttpResponse)
    return answer


def test_a_public_page_is_made_once(folder: Path) -> None:
    site = Counting()
    cache = PageCache(site)
    assert ask(cache).content == ask(cache).content
    assert site.asked == 1


def test_what_is_not_public_is_never_kept(folder: Path) -> None:
    site = Counting(is_public=False)
    cache = PageCache(site)
    ask(cache)
    ask(cache)
    assert site.asked == 2


def test_a_change_of_a_story_renews_every_page(folder: Path) -> None:
    site = Counting()
    cache = PageCache(site)
    ask(cache)
    page_cache.stories_changed()
    assert b"2" in ask(cache).content
    assert site.asked == 2


def test_questions_without_end_are_not_kept(folder: Path) -> None:
    cache = PageCache(Counting())
    for number in range(50):
        ask(cache, f"/en/?{number}")
    assert cache._pages == {}


def test_what_is_kept_is_bounded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_cache, "MOST", 5000)
    cache = PageCache(Counting())
    for number in range(50):
        ask(cache, f"/en/{number}/")
    assert sum(len(page.plain) + len(page.packed or b"") for page in cache._pages.values()) <= 5000


def test_compressed_for_those_who_take_it(folder: Path) -> None:
    cache = PageCache(Counting())
    plain, packed = ask(cache), ask(cache, **{"accept-encoding": "gzip"})
    assert gzip.decompress(packed.content) == plain.content
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert packed.headers["Vary"] == "Accept-Encoding"


def test_who_has_it_already_gets_nothing(folder: Path) -> None:
    cache = PageCache(Counting())
    answer = ask(cache, **{"if-none-match": ask(cache).headers["ETag"]})
    assert (answer.status_code, answer.content) == (304, b"")


def test_a_reader_never_sees_a_cookie_of_another(client: Client, sample: Path) -> None:
    for path in ("/en/", "/es/seats/", "/live.json", "/en/stories/"):
        assert not client.get(path).cookies
