"""Public pages are kept until something changes, and nobody waits while one is renewed."""

from __future__ import annotations

import gzip
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.exceptions import DisallowedHost
from django.core.signing import Signer
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from escrutinio.web import page_cache
from escrutinio.web.page_cache import (
    JUST_WROTE,
    PageCache,
    changed,
    of_story,
    public,
    shows_own,
    stories_changed,
)

ask = RequestFactory()
BUSY = of_story(1)
RUN_BESIDE = page_cache.run_beside
"""As it is: for the other tests it is put out of use."""
Site = Callable[[HttpRequest], HttpResponse]


class Pages:
    """A site whose pages say how often they were made."""

    def __init__(self) -> None:
        self.made = 0
        self.public = True
        self.stamp = ""
        self.gate: threading.Event | None = None
        self.begun = threading.Event()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.made += 1
        said = HttpResponse(f"page {self.made} " + "x" * 600)
        if self.gate:
            self.begun.set()
            assert self.gate.wait(10)
        return public(said, self.stamp) if self.public else said

    @contextmanager
    def making(self, site: PageCache, answers: list[str]) -> Iterator[None]:
        """While the block runs, somebody waits for a page that is being made; then it is made."""
        self.gate = threading.Event()
        self.begun.clear()
        first = threading.Thread(target=lambda: answers.append(said(site(ask.get("/en/")))))
        first.start()
        try:
            assert self.begun.wait(10)
            yield
        finally:
            self.gate.set()
            first.join()
            self.gate = None


@pytest.fixture
def pages(tmp_path: Path, settings: Settings) -> Pages:
    settings.FOLDER = tmp_path
    (tmp_path / "published").mkdir()
    return Pages()


@pytest.fixture
def busy(pages: Pages) -> PageCache:
    """A site with one page to which something is added again and again; it was made once."""
    pages.stamp = BUSY
    site = PageCache(pages)
    assert said(site(ask.get("/en/"))) == "page 1"
    return site


def just_wrote(**headers: str) -> HttpRequest:
    """What somebody asks who has just added something."""
    answer = HttpResponse()
    shows_own(answer)
    request = ask.get("/en/", headers=headers)
    request.COOKIES[JUST_WROTE] = answer.cookies[JUST_WROTE].value
    return request


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
    assert said(site(ask.get("/en/"))) == "page 3"

    other = current.with_name("other")
    other.write_text("{}")
    os.utime(other, ns=(current.stat().st_atime_ns, current.stat().st_mtime_ns))
    other.replace(current)
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
    answers: list[str] = []
    with pages.making(site, answers):
        assert said(site(ask.get("/en/"))) == "page 1"

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
    refused = site(ask.get("/en/", headers={"accept-encoding": "gzip; q=0.0, br"}))

    assert isinstance(plain, HttpResponse)
    assert isinstance(packed, HttpResponse)
    assert gzip.decompress(packed.content) == plain.content
    assert "Content-Encoding" not in plain.headers
    assert "Content-Encoding" not in refused.headers
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
    assert list(site._pages) == ["/en/"]


def test_a_page_that_reads_its_question_from_the_first_publication_on_gets_it(
    pages: Pages, settings: Settings
) -> None:
    current = Path(settings.FOLDER, page_cache.COUNT)

    def find(request: HttpRequest) -> HttpResponse:
        return public(HttpResponse(request.GET["q"] if current.exists() else "nothing yet"))

    site = PageCache(find)
    assert [said(site(ask.get(f"/en/find/?q=town{number}"))) for number in range(3)] == ["nothin"] * 3
    current.write_text("{}")

    assert [said(site(ask.get(f"/en/find/?q=town{number}"))) for number in range(3)] == [
        "town0",
        "town1",
        "town2",
    ]


def test_the_sites_names_and_ports_that_somebody_thinks_of_have_one_page(pages: Pages) -> None:
    site = PageCache(pages)

    asked = [ask.get("/en/", headers={"host": f"LocalHost:{port}"}) for port in range(1, 9)]

    assert {said(site(request)) for request in asked} == {"page 1"}
    with pytest.raises(DisallowedHost):
        site(ask.get("/en/", headers={"host": "elsewhere.example"}))


def test_who_has_it_already_gets_nothing(pages: Pages) -> None:
    site = PageCache(pages)
    tag = site(ask.get("/en/")).headers["ETag"]

    answer = site(ask.get("/en/", headers={"if-none-match": tag}))

    assert isinstance(answer, HttpResponse)
    assert (answer.status_code, answer.content) == (304, b"")


def test_a_busy_page_is_made_once_a_second(
    pages: Pages, busy: PageCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(20):
        changed(BUSY, only_added=True)
        assert said(busy(ask.get("/en/"))) == "page 1"
    assert said(PageCache(pages)(ask.get("/en/"))) == "page 2", "another process has not made it yet"

    monkeypatch.setattr(page_cache, "MADE_EVERY", 0.0)
    assert said(busy(ask.get("/en/"))) == "page 1", "the second is over: now it is made, and nobody waits"
    assert [said(busy(ask.get("/en/"))) for _ in range(2)] == ["page 3"] * 2


def test_a_busy_page_is_made_beside_and_no_reader_waits(
    pages: Pages, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    pages.stamp = BUSY
    monkeypatch.setattr(page_cache, "run_beside", RUN_BESIDE)
    site = PageCache(pages)
    site(ask.get("/en/"))
    monkeypatch.setattr(page_cache, "MADE_EVERY", 0.0)
    changed(BUSY, only_added=True)
    pages.gate = threading.Event()
    assert [said(site(ask.get("/en/"))) for _ in range(5)] == ["page 1"] * 5
    with ThreadPoolExecutor(1) as pool:
        monkeypatch.setattr(page_cache, "BEHIND", 0.0)
        later = pool.submit(lambda: said(site(ask.get("/en/"))))
        pages.gate.set()
        assert later.result(10) == "page 2", "whoever comes too late waits for the one that is being made"

    monkeypatch.setattr(page_cache, "BEHIND", 2.0)
    site._respond = lambda _request: HttpResponse(1 / 0)
    changed(BUSY, only_added=True)
    assert said(site(ask.get("/en/"))) == "page 2"
    while site._making:
        threading.Event().wait(0.01)
    site._respond = pages
    site(ask.get("/en/"))
    while site._making:
        threading.Event().wait(0.01)
    assert said(site(ask.get("/en/"))) == "page 3", "after a failure it is made with the next request"
    assert "could not be made anew" in caplog.text


def test_who_has_just_written_has_it_at_once(pages: Pages, busy: PageCache) -> None:
    changed(BUSY, only_added=True)
    wrote = just_wrote()

    assert said(busy(ask.get("/en/"))) == "page 1"
    assert [said(busy(wrote)) for _ in range(3)] == ["page 2"] * 3
    changed(BUSY, only_added=True)
    assert said(busy(wrote)) == "page 2", "that was written by somebody else"


@pytest.mark.parametrize(
    "value",
    ["", "x", str(2**63), f"{2**63}:forged", Signer(salt="escrutinio.page_cache").sign(str(2**63))],
    ids=["none", "unsigned", "number", "forged", "written before the clock was put back"],
)
def test_nobody_can_have_pages_made_at_will(pages: Pages, busy: PageCache, value: str) -> None:
    changed(BUSY, only_added=True)
    request = ask.get("/en/")
    request.COOKIES[JUST_WROTE] = value

    assert said(busy(request)) == "page 1"


def test_what_is_taken_away_is_in_no_answer_from_then_on(pages: Pages, busy: PageCache) -> None:
    other = PageCache(pages)
    other(ask.get("/en/"))
    for number in range(3, 9, 2):
        changed(BUSY)
        assert [said(busy(ask.get("/en/"))) for _ in range(2)] == [f"page {number}"] * 2
        assert said(other(ask.get("/en/"))) == f"page {number + 1}", "of another process neither"


def test_what_is_taken_away_while_a_page_is_made_is_waited_for(pages: Pages, busy: PageCache) -> None:
    stories_changed()
    answers: list[str] = []
    with ThreadPoolExecutor(4) as pool:
        with pages.making(busy, answers):
            changed(BUSY)
            later = [pool.submit(lambda: said(busy(ask.get("/en/")))) for _ in range(4)]
            assert not any(answer.done() for answer in later)
        assert {answer.result(10) for answer in later} == {"page 3"}, "made once for all who waited"
    assert answers == ["page 2"], "who asked before has what was there then"


def test_without_a_page_all_wait_for_the_one_that_is_made(pages: Pages) -> None:
    site = PageCache(pages)
    answers: list[str] = []
    with ThreadPoolExecutor(4) as pool:
        with pages.making(site, answers):
            later = [pool.submit(lambda: said(site(ask.get("/en/")))) for _ in range(4)]
            assert pages.made == 1
        assert {answer.result(10) for answer in later} == {"page 1"}
    assert pages.made == 1


def test_a_page_of_one_reader_keeps_no_other_waiting(pages: Pages) -> None:
    pages.public = False
    site = PageCache(pages)
    site(ask.get("/en/"))
    gate, begun = threading.Event(), threading.Event()

    def slowly(request: HttpRequest) -> HttpResponse:
        if request.headers.get("slow"):
            begun.set()
            assert gate.wait(10)
        return pages(request)

    site._respond = slowly
    first = threading.Thread(target=lambda: site(ask.get("/en/", headers={"slow": "yes"})))
    first.start()
    assert begun.wait(10)
    assert said(site(ask.get("/en/"))) == "page 2"
    gate.set()
    first.join()


def test_who_waited_for_what_failed_tries_it_without_waiting_again(pages: Pages) -> None:
    gate, begun = threading.Event(), threading.Event()

    def failing(request: HttpRequest) -> HttpResponse:
        if not begun.is_set():
            begun.set()
            assert gate.wait(10)
            raise RuntimeError("no")
        return pages(request)

    site = PageCache(failing)
    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(site, ask.get("/en/"))
        assert begun.wait(10)
        later = [pool.submit(lambda: said(site(ask.get("/en/")))) for _ in range(3)]
        gate.set()
        with pytest.raises(RuntimeError):
            first.result(10)
        assert all(answer.result(10).startswith("page") for answer in later)
    assert site._making == {}


def test_nobody_gets_a_page_that_has_been_old_for_long(
    pages: Pages, busy: PageCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_cache, "BEHIND", 0.0)
    stories_changed()
    answers: list[str] = []
    with ThreadPoolExecutor(1) as pool:
        with pages.making(busy, answers):
            later = pool.submit(lambda: said(busy(ask.get("/en/"))))
        assert later.result(10) == "page 2"
    assert pages.made == 2


def test_a_busy_page_is_not_sent_to_who_has_it_and_is_when_it_has_changed(
    pages: Pages, busy: PageCache
) -> None:
    tag = busy(ask.get("/en/")).headers["ETag"]
    changed(BUSY, only_added=True)
    held = busy(ask.get("/en/", headers={"if-none-match": tag}))
    own = busy(just_wrote(if_none_match=tag))

    assert (held.status_code, held.headers["ETag"]) == (304, tag)
    assert own.status_code == 200
    assert own.headers["ETag"] != tag
    again = ask.get("/en/", headers={"if-none-match": own.headers["ETag"]})
    assert busy(again).status_code == 304


def test_a_page_with_a_stamp_is_made_again_after_a_minute(
    pages: Pages, busy: PageCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever was killed after a change and before the word of it has told nobody."""
    monkeypatch.setattr(page_cache, "LASTS", 0.0)
    assert said(busy(ask.get("/en/"))) == "page 1", "not more than once a second"
    monkeypatch.setattr(page_cache, "MADE_EVERY", 0.0)
    busy(ask.get("/en/"))
    assert pages.made == 2


def test_without_a_database_what_was_taken_away_is_not_shown_again(pages: Pages, busy: PageCache) -> None:
    def away(request: HttpRequest) -> HttpResponse:
        return HttpResponse("no", status=503)

    busy._respond = away
    stories_changed()
    assert said(busy(ask.get("/en/"))) == "page 1"
    changed(BUSY)
    assert busy(ask.get("/en/")).status_code == 503


def test_two_changes_within_one_tick_of_the_file_systems_clock_are_two(
    pages: Pages, busy: PageCache, settings: Settings
) -> None:
    versions = set()
    for _ in range(50):
        changed(BUSY)
        versions.add(page_cache._version(BUSY))
    assert len(versions) == 50
