"""Keeps public pages in memory until the count or a story changes.

A page that has marked itself with :func:`public` is the same for every reader. It is kept as bytes, plain and
compressed, and served before sessions, languages and the database are even looked at. Two files say when
something has changed: each publication of the count replaces the one, each change of a story touches the
other; so every process of the site learns of it, whoever made the change. A page can name one more such file,
for what changes often and concerns few pages.
"""

from __future__ import annotations

import gzip
import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers

from escrutinio.web.shared.conditional import answer_if_changed

Version = tuple[int, ...]
Respond = Callable[[HttpRequest], HttpResponseBase]
_R = TypeVar("_R", bound=HttpResponse)

COUNT = "published/current.json"
STORIES = "published/stories.stamp"
LOOK_EVERY = 0.5
"""Seconds between looks at the two files."""
FRESH = 10
"""Seconds for which browsers and caches between may keep a page."""
MOST = 64 * 1024 * 1024
"""Bytes that are kept; beyond that the cache is emptied and begins anew."""
MOST_PATHS = 100_000
"""Addresses of which it is remembered that their page reads no parameter."""
_LEAST_TO_COMPRESS = 500
_OUT_OF_ORDER = 503


def public(response: _R, stamp: str = "") -> _R:
    """Mark a response as the same for every reader, to be kept until something changes.

    Args:
        response: what is kept.
        stamp: a file of the election's folder, for :func:`changed`, on which this page depends as well.
    """
    response.public = True  # type: ignore[attr-defined]
    response.stamp = stamp  # type: ignore[attr-defined]
    return response


def stories_changed() -> None:
    """Say that a story has changed, to every process of the site."""
    changed(STORIES)


def of_story(story: int) -> str:
    """The stamp of what is kept of one story alone: its page, and its replies."""
    return f"published/stories/{story}.stamp"


def changed(stamp: str) -> None:
    """Say that what depends on a stamp has changed, to every process of the site."""
    path = Path(settings.FOLDER, stamp)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(str(time.time_ns()), encoding="ascii")
    forget_versions()


def forget_versions() -> None:
    """Look at the two files anew at the next request, however lately they were looked at."""
    _versions.forget()


@dataclass(frozen=True)
class _Page:
    version: Version
    stamp: str
    status: int
    headers: tuple[tuple[str, str], ...]
    plain: bytes
    packed: bytes | None
    tag: str

    @property
    def size(self) -> int:
        return len(self.plain) + len(self.packed or b"")


class _Versions:
    """The versions of what is public, looked up at most every half second."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[float, Version]] = {}

    def now(self, stamp: str = "") -> Version:
        """The version of a page that depends on a stamp of its own; empty for none."""
        moment = time.monotonic()
        at, version = self._found.get(stamp, (0.0, ()))
        if not at or moment - at >= LOOK_EVERY:
            names = (COUNT, STORIES, stamp) if stamp else (COUNT, STORIES)
            version = tuple(_changed(Path(settings.FOLDER, name)) for name in names)
            self._found[stamp] = (moment, version)
        return version

    def forget(self) -> None:
        self._found = {}


_versions = _Versions()


def _changed(path: Path) -> int:
    try:
        status = path.stat()
    except FileNotFoundError:
        return 0
    return hash((status.st_mtime_ns, status.st_ino))


class PageCache:
    """The middleware."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond
        self._pages: dict[str, _Page] = {}
        self._size = 0
        self._reads_nothing: set[str] = set()
        self._renewing: set[str] = set()
        self._lock = Lock()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer from memory, or ask the site and keep what is public."""
        if request.method not in ("GET", "HEAD"):
            return self._respond(request)
        # What a page does not read cannot change it, and other sites add counters such as ?fbclid=.
        own = f"{request.get_host()} {request.path}"
        if own in self._reads_nothing:
            request.META["QUERY_STRING"] = ""
        key = f"{request.get_host()} {request.get_full_path()}"
        page = self._pages.get(key)
        # Looked up before the page is made: what changes meanwhile makes it old.
        versions = {stamp: _versions.now(stamp) for stamp in ("", page.stamp if page else "")}
        if page is not None and page.version == versions[page.stamp]:
            return _answer(page, request)
        if page is not None and key in self._renewing:
            # Somebody is making the new one: all others need not wait for it, nor make it too.
            return _answer(page, request)
        with self._renewal(key):
            return self._renewed(key, versions, request, page)

    def _renewed(
        self, key: str, versions: Mapping[str, Version], request: HttpRequest, before: _Page | None
    ) -> HttpResponseBase:
        response = self._respond(request)
        if before is not None and response.status_code == _OUT_OF_ORDER:
            # A database that is locked or being restarted takes from nobody what was there a moment ago.
            return _answer(before, request)
        if not getattr(response, "public", False) or not isinstance(response, HttpResponse):
            self._drop(key)
            return response
        if "GET" not in request.__dict__ and len(self._reads_nothing) < MOST_PATHS:
            self._reads_nothing.add(f"{request.get_host()} {request.path}")
        stamp = getattr(response, "stamp", "")
        # A stamp that this answer is the first to name may have changed meanwhile: it is kept next time.
        page = _page_of(response, versions.get(stamp, ()), stamp)
        # Anybody can think of questions without end after the "?"; those are answered and not kept.
        if not request.META.get("QUERY_STRING"):
            self._keep(key, page)
        return _answer(page, request)

    @contextmanager
    def _renewal(self, key: str) -> Iterator[None]:
        self._renewing.add(key)
        try:
            yield
        finally:
            self._renewing.discard(key)

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


def _page_of(response: HttpResponse, version: Version, stamp: str) -> _Page:
    plain = response.content
    packed = gzip.compress(plain, 6, mtime=0) if len(plain) >= _LEAST_TO_COMPRESS else None
    kept = tuple((name, value) for name, value in response.items() if name != "Content-Length")
    return _Page(
        version, stamp, response.status_code, kept, plain, packed, hashlib.sha256(plain).hexdigest()[:24]
    )


def _answer(page: _Page, request: HttpRequest) -> HttpResponseBase:
    """The response to one reader: compressed where they take it, empty where they have it already."""
    packed = page.packed is not None and "gzip" in request.headers.get("Accept-Encoding", "")
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
