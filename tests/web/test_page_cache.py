"""Public pages are kept until something changes, and nobody waits while one is renewed."""

from __future__ import annotations

import gzip
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from escrutinio.web import page_cache
from escrutinio.web.page_cache import PageCache, public, stories_changed

ask = RequestFactory()
Site = Callable[[HttpRequest], HttpResponse]


class Pages:
    """A site whose pages say how often they were made."""

    def __init__(self) -> None:
        self.made = 0
        self.public = True
        self.gate: threading.Event | None = None
        self.begun = threading.Event()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.made += 1
        said = HttpResponse(f"page {self.made} " + "x" * 600)
        if self.gate:
            self.begun.set()
            assert self.gate.wait(10)
        return public(said) if self.public else said


@pytest.fixture
def pages(tmp_path: Path, settings: Settings) -> Pages:
    settings.FOLDER = tmp_path
    (tmp_path / "published").mkdir()
    return Pages()


def said(answer: object) -> str:
    assert isinstance(answer, HttpResponse)
    return answer.content.decode()[:6]


def test_a_page_is_made_once_until_a_story_or_the_count_changes(pages: Pages, settings: Settings) -> None:
    site = PageCache(pages)
    assert [said(site(ask.get("/en/"))) for _ in range(3)] == ["page 1"] * 3

    stories_changed()
    assert said(site(ask.get("/en/"))) == "page 2"

    current = Path(settings.FOLDER, page_cache.COUNT)
    current.write_text("{}")
    page_cache.forget_versions()
    assert said(site(ask.get("/en/"))) == "page 3"

    other = current.with_name("other")
    other.write_text("{}")
    os.utime(other, ns=(current.stat().st_atime_ns, current.stat().st_mtime_ns))
    other.replace(current)
    page_cache.forget_versions()
    assert said(site(ask.get("/en/"))) == "page 4", "replaced within one tick of the file system's clock"


def test_what_is_not_public_is_never_kept(pages: Pages) -> None:
    pages.public = False
    site = PageCache(pages)

    assert [said(site(ask.get("/en/"))) for _ in range(2)] == ["page 1", "page 2"]
    assert said(site(ask.post("/en/"))) == "page 3"


def test_a_page_that_is_withdrawn_is_forgotten(pages: Pages) -> None:
    site = PageCache(pages)
    site(ask.get("/en/"))
    pages.public = False
    stories_changed()

    assert said(site(ask.get("/en/"))) == "page 2"
    assert site._pages == {}
    assert site._size == 0


def test_while_a_page_is_renewed_others_get_the_one_before(pages: Pages) -> None:
    site = PageCache(pages)
    site(ask.get("/en/"))
    stories_changed()
    pages.gate = threading.Event()
    answers: list[str] = []
    first = threading.Thread(target=lambda: answers.append(said(site(ask.get("/en/")))))
    first.start()
    assert pages.begun.wait(10)

    assert said(site(ask.get("/en/"))) == "page 1"
    pages.gate.set()
    first.join()

    assert answers == ["page 2"]
    assert said(site(ask.get("/en/"))) == "page 2"
    assert pages.made == 2


def test_a_page_that_cannot_be_made_is_tried_again(pages: Pages) -> None:
    def failing(request: HttpRequest) -> HttpResponse:
        raise RuntimeError("no")

    site = PageCache(pages)
    site(ask.get("/en/"))
    stories_changed()
    site._respond = failing
    for _ in range(2):
        with pytest.raises(RuntimeError):
            site(ask.get("/en/"))
    site._respond = pages

    assert said(site(ask.get("/en/"))) == "page 2"


@pytest.mark.parametrize(("status", "shown"), [(503, "page 1"), (500, "page 2"), (404, "page 2")])
def test_while_the_database_is_away_readers_have_the_page_before(
    pages: Pages, status: int, shown: str
) -> None:
    failing = False

    def respond(request: HttpRequest) -> HttpResponse:
        answer = pages(request)
        if failing:
            answer.public = False  # type: ignore[attr-defined]
            answer.status_code = status
        return answer

    site = PageCache(respond)
    assert said(site(ask.get("/en/"))) == "page 1"
    failing = True
    stories_changed()
    assert said(site(ask.get("/en/"))) == shown
    assert site(ask.get("/es/")).status_code == status, "what was never made is not there"
    failing = False
    assert said(site(ask.get("/en/"))) == "page 4"


def test_compressed_only_for_those_who_take_it(pages: Pages) -> None:
    site = PageCache(pages)
    plain, packed = site(ask.get("/en/")), site(ask.get("/en/", headers={"accept-encoding": "br, gzip"}))

    assert isinstance(plain, HttpResponse)
    assert isinstance(packed, HttpResponse)
    assert gzip.decompress(packed.content) == plain.content
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert plain.headers["ETag"] != packed.headers["ETag"]
    assert "Accept-Encoding" in packed.headers["Vary"]


def test_memory_has_a_bound(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_cache, "MOST", 2000)
    site = PageCache(pages)
    for number in range(50):
        site(ask.get(f"/en/{number}/"))
        assert site._size == sum(page.size for page in site._pages.values()) <= 2000


def test_a_page_that_reads_its_question_is_made_and_not_kept(pages: Pages) -> None:
    def asked(request: HttpRequest) -> HttpResponse:
        request.GET.get("a")
        return pages(request)

    site = PageCache(asked)

    assert [said(site(ask.get("/en/?a=1"))) for _ in range(2)] == ["page 1", "page 2"]
    assert site._pages == {}


def test_a_page_that_reads_no_question_is_the_same_for_all(pages: Pages) -> None:
    site = PageCache(pages)
    site(ask.get("/en/?fbclid=0"))

    answers = {said(site(ask.get(f"/en/?fbclid={number}"))) for number in range(20)}

    assert answers == {"page 2"}
    assert said(site(ask.get("/en/"))) == "page 2"
    assert list(site._pages) == ["testserver /en/"]


def test_who_has_it_already_gets_nothing(pages: Pages) -> None:
    site = PageCache(pages)
    tag = site(ask.get("/en/")).headers["ETag"]

    answer = site(ask.get("/en/", headers={"if-none-match": tag}))

    assert isinstance(answer, HttpResponse)
    assert (answer.status_code, answer.content) == (304, b"")
