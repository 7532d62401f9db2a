"""Renders the public site for an export: through Django itself, and with links that lead to files only."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import msgspec
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import translation

from escrutinio.flows.documents.errors import ErrorDocument
from escrutinio.flows.documents.unit import UnitDocument
from escrutinio.flows.publication import Publication
from escrutinio.model import NATION
from escrutinio.web.export_files import Target
from escrutinio.web.published import pinned

KEPT_MIDDLEWARE = (
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
)
"""What pages need to be made; what guards and keeps answers has nothing to do for files."""
UNITS = ("results:unit", "api:unit")
NOWHERE = "export.invalid"
"""The host of a site whose address is not known; it is taken out of what was made with it."""

_LINK = re.compile(r"""(<(?:a|link|script|img|iframe|source)\b[^>]*?)\s(?:href|src)="([^"]*)\"""", re.DOTALL)
_FORM = re.compile(r"<form\b[^>]*>.*?</form>", re.DOTALL)
_NEEDS_LIVE = re.compile(r"<(li|p)\b[^>]* data-live>.*?</\1>\s*", re.DOTALL)
"""Entries of a list and paragraphs that lead to nothing but the running site."""
_IN_STYLE = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)""")


@dataclass(frozen=True)
class Made:
    """What became of one address.

    Attributes:
        address: from the root of the site.
        name: the file, as a path from the folder; empty when there is none.
        changed: whether the file waits to be moved into the site.
        links: addresses that the page leads to.
        dead: the status of an address that leads nowhere; empty where there is a file, or should be one.
        failed: why there is no file though there should be one; empty when there is one.
    """

    address: str
    name: str
    changed: bool = False
    links: frozenset[str] = frozenset()
    dead: str = ""
    failed: str = ""


def file_name(address: str) -> str:
    """The file of an address: pages end with a slash and are the index of a folder."""
    path = unquote(address).lstrip("/")
    return f"{path}index.html" if not path or path.endswith("/") else path


class _Remembering(Publication):
    """A publication that makes the document of a unit once for all the pages that show it."""

    def unit(self, contest: str, level: str, unit: str) -> UnitDocument:
        """A unit's document; see :meth:`Publication.unit`."""
        remembered: Callable[[str, str, str], UnitDocument] = self.__dict__.setdefault(
            "_recent", lru_cache(maxsize=16)(super().unit)
        )
        return remembered(contest, level, unit)


class _Handler(BaseHandler):
    """Django without what lies between it and a reader."""

    def __init__(self) -> None:
        super().__init__()
        self.load_middleware()


@dataclass
class Pages:
    """Makes pages of one publication into a target, within :func:`pages_of`.

    Attributes:
        target: where files go.
        site_url: the address of the site without a slash at its end; may be empty.
        levels: the levels whose units have pages; None for all.
        live: the address of the running site without a slash at its end, for what only that can do; may be
            empty.
    """

    target: Target
    site_url: str
    levels: frozenset[str] | None
    live: str = ""
    _public: dict[str, bool] = field(default_factory=dict)
    _has_file: dict[str, bool] = field(default_factory=dict)
    _looked_at: dict[str, HttpResponse] = field(default_factory=dict)
    _handler: _Handler = field(default_factory=_Handler)

    def make(self, address: str) -> Made:
        """Render an address into its file."""
        if address.startswith(f"/{settings.STATIC_URL.strip('/')}/"):
            return self._asset(address)
        at_hand = self._looked_at.pop(address, None)
        with closing(at_hand or self._answer(address)) as response:
            if response.status_code >= 500:
                return Made(address, "", failed=_reason(response))
            # A story that was withdrawn is gone, and its page says so.
            if response.status_code not in (HTTPStatus.OK, HTTPStatus.GONE):
                return Made(address, "", dead=str(response.status_code))
            data = _content(response)
        name = file_name(address)
        if not self.site_url and not isinstance(response, FileResponse):
            data = data.replace(f"https://{NOWHERE}/".encode(), b"/")
        links: frozenset[str] = frozenset()
        if response.headers.get("Content-Type", "").startswith("text/html"):
            text, links = self.for_files(data.decode(), address)
            data = text.encode()
        return Made(address, name, self.target.put(name, data), links)

    def _asset(self, address: str) -> Made:
        inside = unquote(address).removeprefix(f"/{settings.STATIC_URL.strip('/')}/")
        if staticfiles_storage.exists(inside):
            with staticfiles_storage.open(inside) as file:
                data = bytes(file.read())
        else:
            source = finders.find(inside)
            if not source:
                return Made(address, "", dead="404")
            data = Path(source).read_bytes()
        links: frozenset[str] = frozenset()
        if inside.endswith(".css"):
            within = (_absolute(link, address) for link in _IN_STYLE.findall(data.decode()))
            links = frozenset(link for link in within if link.startswith("/"))
        name = file_name(address)
        return Made(address, name, self.target.put(name, data), links)

    def _answer(self, address: str) -> HttpResponseBase:
        request = WSGIRequest(
            {
                "REQUEST_METHOD": "GET",
                # As WSGI has it: the path's bytes, each as a character.
                "PATH_INFO": unquote(address).encode().decode("latin-1"),
                "QUERY_STRING": "",
                "SERVER_NAME": urlsplit(self.site_url).hostname or NOWHERE,
                "SERVER_PORT": "443",
                "wsgi.url_scheme": "https",
                "wsgi.input": io.BytesIO(),
            }
        )
        return self._handler.get_response(request)

    def for_files(self, text: str, address: str) -> tuple[str, frozenset[str]]:
        """A page whose links lead to files; and those links.

        A link to what needs the running site leads there, or stays as text where its address is not known; a
        form that asks it goes, and so does what is of use there alone.
        """
        links: set[str] = set()

        def link(match: re.Match[str]) -> str:
            head, value = match.groups()
            given = html.unescape(value)
            where = _absolute(given.removeprefix(self.site_url or "\0") or "/", address)
            if not where.startswith("/"):
                return match[0]
            path = where.partition("#")[0]
            # Somebody else's page at the same host, such as the publisher's imprint.
            if urlsplit(given).netloc and not _is_ours(path):
                return match[0]
            if path and not self.has_file(path):
                return f'{head} href="{html.escape(self.live + where)}"' if self.live else head
            links.add(path)
            return match[0]

        text = _FORM.sub("", text if self.live else _NEEDS_LIVE.sub("", text))
        return _LINK.sub(link, text), frozenset(links)

    def has_file(self, address: str) -> bool:
        """Whether an address is of what is exported: what is public and needs nothing to be asked."""
        known = self._has_file.get(address)
        if known is None:
            known = self._has_file[address] = self._look(address)
        return known

    def _look(self, address: str) -> bool:
        if "?" in address:
            return False
        if address == "/" or address.startswith(f"/{settings.STATIC_URL.strip('/')}/"):
            return True
        try:
            match = _resolved(address)
        except Resolver404:
            return True  # it leads nowhere on the running site, too: this comes out when it is made
        level = match.kwargs.get("level")
        if match.view_name in UNITS and self.levels is not None and level not in (NATION, *self.levels):
            return False
        known = self._public.get(match.view_name)
        if known is None:
            with closing(self._answer(address)) as response:
                if response.status_code != 200:
                    return response.status_code == 404
                known = bool(getattr(response, "public", False) or isinstance(response, FileResponse))
                if known and isinstance(response, HttpResponse):
                    self._looked_at[address] = response  # it will be made next
            self._public[match.view_name] = known
        return known


def _resolved(address: str) -> ResolverMatch:
    # An address begins with its language, and is found in no other.
    with translation.override(translation.get_language_from_path(address)):
        return resolve(unquote(address))


def _is_ours(path: str) -> bool:
    """Whether the running site has something like it."""
    if path == "/" or path.startswith(f"/{settings.STATIC_URL.strip('/')}/"):
        return True
    try:
        _resolved(path.partition("?")[0])
    except Resolver404:
        return False
    return True


def _reason(response: HttpResponseBase) -> str:
    """Why the site could not answer, as its documents say it."""
    try:
        said = msgspec.json.decode(_content(response), type=ErrorDocument).error
    except msgspec.MsgspecError:
        return f"the page answers {response.status_code}"
    return said.message


def _content(response: HttpResponseBase) -> bytes:
    if isinstance(response, FileResponse):
        return b"".join(iter(response))
    assert isinstance(response, HttpResponse), "pages are not streamed"
    return response.content


def _absolute(link: str, address: str) -> str:
    """A link from the root of the site; one to elsewhere as it is."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return link
    if not parts.path:
        query = f"?{parts.query}" if parts.query else ""
        return f"{address}{query}"
    if parts.path.startswith("/"):
        return link
    stack = address.split("/")[1:-1]
    for part in parts.path.split("/"):
        if part == "..":
            stack = stack[:-1]
        elif part != ".":
            stack.append(part)
    return "/" + "/".join(stack)


@contextmanager
def pages_of(
    opened: Publication, target: Target, site_url: str, levels: frozenset[str] | None, live: str = ""
) -> Iterator[Pages]:
    """A publication's pages, with the site set up for rendering them in this process."""
    publication = _Remembering(opened.folder, opened.about).load()
    host = urlsplit(site_url).hostname or NOWHERE
    values = {
        "SITE_URL": site_url,
        "ALLOWED_HOSTS": [host],
        "MIDDLEWARE": [middleware for middleware in settings.MIDDLEWARE if middleware in KEPT_MIDDLEWARE],
        "EXPORTED_LEVELS": levels,
        "WRITABLE": bool(live),
    }
    with ExitStack() as stack:
        stack.enter_context(_set(values))
        stack.enter_context(pinned(publication))
        stack.enter_context(translation.override(settings.LANGUAGE_CODE))
        yield Pages(target, site_url, levels, live)


@contextmanager
def _set(values: Mapping[str, Any]) -> Iterator[None]:
    missing = object()
    before = {name: getattr(settings, name, missing) for name in values}
    for name, value in values.items():
        setattr(settings, name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is missing:
                delattr(settings, name)
            else:
                setattr(settings, name, value)
