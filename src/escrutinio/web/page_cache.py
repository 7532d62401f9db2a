"""Keeps public pages in memory until the count or a story changes.

A page that has marked itself with :func:`public` is the same for every reader. It is kept as bytes, plain and
compressed, and served before sessions, languages and the database are even looked at. Two files say when
something has changed: each publication of the count replaces the one, each change of a story touches the
other; so every process of the site learns of it, whoever made the change.

A page can name a stamp of its own besides, for what changes often and concerns few pages. What is only added
there may wait: such a page is made at most once a second by each process, however many write, and by a thread
of its own, so that no reader waits for it; but whoever has just written has a page that was made since. What
is taken away or changed does not wait: no answer that begins after that is made of the page before. One
request at a time makes a page; meanwhile others have the one before, or wait where they may not have it.
"""

from __future__ import annotations

import copy
import gzip
import hashlib
import logging
import math
import os
import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import Enum
from http import HTTPStatus
from pathlib import Path
from threading import Event, Lock
from typing import NamedTuple, TypeVar

from django.conf import settings
from django.core import signing
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import get_script_prefix, set_script_prefix
from django.utils.cache import patch_vary_headers

from escrutinio.web.shared.conditional import answer_if_changed

logger = logging.getLogger("escrutinio.pages")
Respond = Callable[[HttpRequest], HttpResponseBase]
_R = TypeVar("_R", bound=HttpResponse)

COUNT = "published/current.json"
STORIES = "published/stories.stamp"
MADE_EVERY = 1.0
"""Seconds in which a process makes a page at most once for what is only added to it."""
BEHIND = 2.0
"""Seconds that an answer may be behind while the next one is being made; who comes later waits for that."""
LASTS = 60.0
"""Seconds after which a page with a stamp is made again, changed or not: who was killed between a change and
the word of it has told nobody."""
JUST_WROTE = "just_wrote"
"""The cookie of those who have just added something: when that was, signed."""
FRESH = 10
"""Seconds for which browsers and caches between may keep a page."""
MOST = 64 * 1024 * 1024
"""Bytes that are kept; beyond that the cache is emptied and begins anew."""
MOST_PATHS = 100_000
"""Addresses of which it is remembered that their page reads no parameter, as long as count and stories are as
they were: before the first publication not even the search page reads what is searched for."""
MOST_PRIVATE = 10_000
"""Addresses of which it is remembered that nobody waits for what another one gets."""
_LEAST_TO_COMPRESS = 500
_BESIDES = 1024
"""Bytes that a page takes besides its content, about: its address, headers and times."""
_REFUSED = re.compile(r"\bgzip\s*;\s*q=0(\.0*)?\s*(,|$)")


def public(response: _R, stamp: str = "") -> _R:
    """Mark a response as the same for every reader, to be kept until something changes.

    Args:
        response: what is kept.
        stamp: a file of the election's folder, for :func:`changed`, on which this page depends as well.
    """
    response.public = True  # type: ignore[attr-defined]
    response.stamp = stamp  # type: ignore[attr-defined]
    return response


def stories_changed(*stories: int) -> None:
    """Say that stories have changed, to every process; pages of those named are served no more."""
    for story in stories:
        changed(of_story(story))
    changed(STORIES)


def of_story(story: int) -> str:
    """The stamp of what is kept of one story alone: its page, and its replies."""
    return f"published/stories/{story}.stamp"


def changed(stamp: str, *, only_added: bool = False) -> None:
    """Say that what depends on a stamp has changed, to every process of the site.

    Args:
        stamp: a file of the election's folder.
        only_added: all that readers could see before is still true; then they may have it for a second more.
    """
    path = Path(settings.FOLDER, stamp if only_added else _taken(stamp))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    # By itself the clock of a file system stands still for some milliseconds.
    now = time.time_ns()
    os.utime(path, ns=(now, now))


def shows_own(response: HttpResponse) -> None:
    """Let whoever gets this response have no page that was made before now; see ``MADE_EVERY``."""
    now = _signer().sign(str(time.time_ns()))
    lasts = math.ceil(MADE_EVERY + BEHIND)
    response.set_cookie(
        JUST_WROTE, now, max_age=lasts, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
    )


def _signer() -> signing.Signer:
    # Signed, so that nobody can have pages made as often as they like.
    return signing.Signer(salt="escrutinio.page_cache")


def _wrote_at(request: HttpRequest) -> int:
    """When a reader has last added something, in nanoseconds since 1970; 0 for not lately."""
    try:
        wrote = int(_signer().unsign(request.COOKIES.get(JUST_WROTE, "")))
    except signing.BadSignature:
        return 0
    # The clock may have been put back since; until it is there again every page would be older.
    return wrote if wrote <= time.time_ns() else 0


def _taken(stamp: str) -> str:
    return f"{stamp}.taken" if stamp not in (COUNT, STORIES) else stamp


class Version(NamedTuple):
    """What a page was made of: when each of the files had last changed.

    Attributes:
        published, stories: of the two files; a number that is another one when they have.
        added, taken: of the page's own stamp, in nanoseconds since 1970; 0 for never.
    """

    published: int
    stories: int
    added: int = 0
    taken: int = 0


def _version(stamp: str) -> Version:
    replaced = (hash(_changed(name)) for name in (COUNT, STORIES))
    touched = (_changed(name)[0] for name in (stamp, _taken(stamp))) if stamp else ()
    return Version(*replaced, *touched)


def _changed(name: str) -> tuple[int, int]:
    try:
        status = os.stat(f"{settings.FOLDER}/{name}")  # noqa: PTH116 - for every answer: a Path costs as much again
    except FileNotFoundError:
        return 0, 0
    return status.st_mtime_ns, status.st_ino


class _Need(Enum):
    """How soon a page has to be made anew."""

    NO = "what is kept may be served"
    BESIDE = "what is kept may be served, and the next one is made beside"
    SOON = "what is kept may be served while somebody makes the next one"
    NOW = "what is kept may not be served, or there is nothing"


@dataclass
class _Page:
    """A page as it is kept.

    Attributes:
        version: what it was made of; None where that is not known.
        began: when making it began, in nanoseconds since 1970.
        made: the same in seconds of the clock that goes evenly.
        seen: when it was last seen that nothing had changed, by that clock.
    """

    version: Version | None
    stamp: str
    status: int
    headers: tuple[tuple[str, str], ...]
    plain: bytes
    packed: bytes | None
    tag: str
    began: int
    made: float
    seen: float = field(init=False)

    def __post_init__(self) -> None:
        self.seen = self.made

    @property
    def size(self) -> int:
        return len(self.plain) + len(self.packed or b"") + _BESIDES

    def is_taken(self) -> bool:
        """Whether something stands here that has been taken away or changed."""
        return self.version is None or self.version.taken != _version(self.stamp).taken

    def need(self, request: HttpRequest) -> _Need:
        """How soon it has to be made anew for somebody."""
        now, version = time.monotonic(), _version(self.stamp)
        if version == self.version:
            self.seen = now
            if not self.stamp or now - self.made < LASTS:
                return _Need.NO
        if self.version is None or version.taken != self.version.taken:
            return _Need.NOW
        only_added = version._replace(added=self.version.added) == self.version
        if only_added and _wrote_at(request) > self.began:
            return _Need.NOW
        if only_added and now - self.made < MADE_EVERY:
            return _Need.NO
        if now - self.seen >= BEHIND:
            return _Need.NOW
        return _Need.BESIDE if only_added else _Need.SOON


class PageCache:
    """The middleware."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond
        self._pages: dict[str, _Page] = {}
        self._size = 0
        self._reads_nothing: dict[str, tuple[int, int]] = {}
        self._private: set[str] = set()
        self._making: dict[str, Event] = {}
        self._lock = Lock()
        self._beside = run_beside()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer from memory, or ask the site and keep what is public."""
        if request.method not in ("GET", "HEAD"):
            return self._respond(request)
        # What a page does not read cannot change it, and other sites add counters such as ?fbclid=.
        request.get_host()  # refuses names that are not the site's; pages are the same by each of its names
        own = request.path
        if request.META.get("QUERY_STRING") and self._reads_nothing.get(own) == _version("")[:2]:
            request.META["QUERY_STRING"] = ""
        key = request.get_full_path()
        while True:
            page = self._pages.get(key)
            if page is None and own in self._private:
                return self._made(key, request, page)
            need = page.need(request) if page is not None else _Need.NOW
            if page is not None and need == _Need.NO:
                return _answer(page, request)
            with self._lock:
                other = self._making.get(key)
                if other is None and self._pages.get(key) is page:
                    self._making[key] = Event()
                    break
            if page is not None and need != _Need.NOW:
                return _answer(page, request)
            if other is not None:
                other.wait()
                if self._pages.get(key) is page:
                    # It failed, or is of one reader alone: to wait for the next one is of no use.
                    return self._made(key, request, page)
        if page is not None and need == _Need.BESIDE:
            beside = copy.copy(request)
            self._beside(lambda: self._made_for_others(key, beside, page))
            return _answer(page, request)
        return self._made_for_others(key, request, page)

    def _made_for_others(self, key: str, request: HttpRequest, before: _Page | None) -> HttpResponseBase:
        try:
            return self._made(key, request, before)
        finally:
            with self._lock:
                self._making.pop(key).set()

    def _made(self, key: str, request: HttpRequest, before: _Page | None) -> HttpResponseBase:
        own = request.path
        # Looked up before the page is made: what changes meanwhile makes it old.
        began, made, known = time.time_ns(), time.monotonic(), before.stamp if before else ""
        looked_up = _version(known)
        response = self._respond(request)
        out_of_order = response.status_code == HTTPStatus.SERVICE_UNAVAILABLE
        if out_of_order and before is not None and not before.is_taken():
            # A database that is locked or being restarted takes from nobody what was there a moment ago.
            return _answer(before, request)
        if not getattr(response, "public", False) or not isinstance(response, HttpResponse):
            self._drop(key)
            if response.status_code == HTTPStatus.OK and len(self._private) < MOST_PRIVATE:
                self._private.add(own)
            return response
        if "GET" in request.__dict__:
            self._reads_nothing.pop(own, None)
        elif own in self._reads_nothing or len(self._reads_nothing) < MOST_PATHS:
            self._reads_nothing[own] = looked_up[:2]
        self._private.discard(own)
        stamp = getattr(response, "stamp", "")
        version: Version | None = looked_up
        if stamp != known:
            # This answer is the first to name it: it may have changed meanwhile.
            late = _version(stamp)
            same = max(late.added, late.taken) < began and late[:2] == looked_up[:2]
            version = late if same else None
        page = _page_of(response, version, stamp, began, made)
        # Anybody can think of questions without end after the "?"; those are answered and not kept.
        if not request.META.get("QUERY_STRING"):
            self._keep(key, page)
        return _answer(page, request)

    def _keep(self, key: str, page: _Page) -> None:
        with self._lock:
            self._forget(key)
            if self._size + page.size > MOST:
                self._pages.clear()
                self._size = 0
            self._size += page.size
            self._pages[key] = page

    def _drop(self, key: str) -> None:
        with self._lock:
            self._forget(key)

    def _forget(self, key: str) -> None:
        before = self._pages.pop(key, None)
        self._size -= before.size if before else 0


def run_beside() -> Callable[[Callable[[], object]], None]:
    """What does work one after another in a thread of its own, which begins with the first."""
    pool = ThreadPoolExecutor(1, "pages")

    def run(work: Callable[[], object]) -> None:
        pool.submit(_worked, work, get_script_prefix())

    return run


def _worked(work: Callable[[], object], prefix: str) -> None:
    # What Django does around a request.
    set_script_prefix(prefix)
    close_old_connections()
    try:
        work()
    except Exception:
        logger.exception("A page could not be made anew; readers have the one before.")
    finally:
        close_old_connections()


def _takes_gzip(request: HttpRequest) -> bool:
    accepted = request.headers.get("Accept-Encoding", "")
    return "gzip" in accepted and not _REFUSED.search(accepted)


def _page_of(response: HttpResponse, version: Version | None, stamp: str, began: int, made: float) -> _Page:
    plain = response.content
    packed = gzip.compress(plain, 6, mtime=0) if len(plain) >= _LEAST_TO_COMPRESS else None
    kept = tuple((name, value) for name, value in response.items() if name != "Content-Length")
    tag = hashlib.sha256(plain).hexdigest()[:24]
    return _Page(version, stamp, response.status_code, kept, plain, packed, tag, began, made)


def _answer(page: _Page, request: HttpRequest) -> HttpResponseBase:
    """The response to one reader: compressed where they take it, empty where they have it already."""
    packed = page.packed is not None and _takes_gzip(request)
    tag = f'"{page.tag}{"-gz" if packed else ""}"'
    response = HttpResponse(
        page.packed if packed and page.packed is not None else page.plain, status=page.status
    )
    for name, value in page.headers:
        response[name] = value
    if packed:
        response["Content-Encoding"] = "gzip"
    if "Cache-Control" not in response:
        response["Cache-Control"] = f"public, max-age={FRESH}"
    patch_vary_headers(response, ("Accept-Encoding",))
    return answer_if_changed(request, response, tag)
