"""Reads the XML that WordPress (WXR) and Disqus export. Nothing of it is trusted.

A document that declares anything, an entity above all, is refused before it is read; so is one that is too
large. Both are read as a stream, so that a large one does not fill the memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree
from xml.parsers import expat

from escrutinio.web.replies.models import State

MOST_BYTES = 500_000_000
MOST_DEPTH = 30
_FIRST_YEAR, _LAST_YEAR = 1990, 2200
_DISQUS = "{http://disqus.com}"
_DISQUS_ID = "{http://disqus.com/disqus-internals}id"


class ExportError(Exception):
    """A file that is not read; the text says why."""


@dataclass(frozen=True)
class Found:
    """A reply of an export.

    Attributes:
        page: what it was written under: the address of the page, as in the export.
        page_id: the number of that page there.
        id: its own id there, with the system's name: ``wordpress:17``.
        parent: the same of what it answers; empty for none.
        html: as in the export; not clean.
    """

    page: str
    page_id: str
    id: str
    parent: str
    name: str
    html: str
    at: datetime
    state: State


def read_export(path: Path) -> Iterator[Found]:
    """The replies of an export, in the order of the file.

    Raises:
        ExportError: it is no export of either system, or not safe to read.
    """
    _check(path)
    try:
        root = next(ElementTree.iterparse(path, events=("start",)))[1].tag
        if root == "rss":
            yield from _wordpress(path)
        elif root == f"{_DISQUS}disqus":
            yield from _disqus(path)
        else:
            raise ExportError(f"{path} is neither a WordPress nor a Disqus export: it begins with {root}")
    except ElementTree.ParseError as error:
        raise ExportError(f"{path} is incomplete or damaged: {error}") from None


def _check(path: Path) -> None:
    """Look through the file with a parser that only looks for what must not be there."""
    if path.stat().st_size > MOST_BYTES:
        raise ExportError(f"{path} is larger than {MOST_BYTES:,} bytes")
    parser = expat.ParserCreate()
    depth = 0

    def declared(*_what: object) -> None:
        raise ExportError(f"{path} has a DOCTYPE; exports have none")

    def opened(*_what: object) -> None:
        nonlocal depth
        depth += 1
        if depth > MOST_DEPTH:
            raise ExportError(f"{path} is nested more than {MOST_DEPTH} deep")

    def closed(*_what: object) -> None:
        nonlocal depth
        depth -= 1

    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = declared
    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    try:
        with path.open("rb") as file:
            parser.ParseFile(file)
    except expat.ExpatError as error:
        raise ExportError(f"{path} is incomplete or damaged: {error}") from None


def _elements(path: Path, *tags: str) -> Iterator[ElementTree.Element]:
    """Elements when they are complete; those that are passed are forgotten."""
    for _event, element in ElementTree.iterparse(path, events=("end",)):
        local = element.tag.rpartition("}")[2]
        if local in tags:
            yield element
            element.clear()


def _wordpress(path: Path) -> Iterator[Found]:
    states = {"1": State.SHOWN, "approved": State.SHOWN, "0": State.HELD, "hold": State.HELD}
    for item in _elements(path, "item"):
        page, page_id = _text(item, "link"), _text(item, "post_id")
        for element in item:
            # Pings of other pages are no replies.
            if _local(element) != "comment" or _text(element, "comment_type") not in ("", "comment"):
                continue
            parent = _text(element, "comment_parent")
            yield Found(
                page=page,
                page_id=page_id,
                id=_id("wordpress", _text(element, "comment_id")),
                parent=_id("wordpress", parent) if parent not in ("", "0") else "",
                name=_text(element, "comment_author"),
                html=_text(element, "comment_content"),
                at=_moment(_text(element, "comment_date_gmt") or _text(element, "comment_date")),
                # Spam and what is in the bin are kept from readers, not lost.
                state=states.get(_text(element, "comment_approved"), State.REMOVED),
            )


def _disqus(path: Path) -> Iterator[Found]:
    pages: dict[str, str] = {}
    for post in _elements(path, "thread", "post"):
        own = post.get(_DISQUS_ID, "")
        if _local(post) == "thread":
            # Inside a post a thread has its id alone.
            if _text(post, "link"):
                pages[own] = _text(post, "link")
            continue
        thread = next((part.get(_DISQUS_ID, "") for part in post if _local(part) == "thread"), "")
        parent = next((part.get(_DISQUS_ID, "") for part in post if _local(part) == "parent"), "")
        author = next((part for part in post if _local(part) == "author"), None)
        state = State.SHOWN
        if _text(post, "isSpam") == "true":
            state = State.REMOVED
        elif _text(post, "isDeleted") == "true":
            state = State.DELETED
        elif _text(post, "isApproved") == "false":
            state = State.HELD
        yield Found(
            page=pages.get(thread, ""),
            page_id=thread,
            id=_id("disqus", own),
            parent=_id("disqus", parent) if parent else "",
            name=_text(author, "name") if author is not None else "",
            html=_text(post, "message"),
            at=_moment(_text(post, "createdAt")),
            state=state,
        )


def _id(system: str, number: str) -> str:
    if not number.isascii() or not number.isalnum() or len(number) > 40:
        raise ExportError(f"{number[:40]!r} is not a reply's id")
    return f"{system}:{number}"


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
    except ValueError:
        raise ExportError(f"{text[:40]!r} is not a date and time") from None
    # Outside of these years a moment cannot be shown in every time zone, and no reply was written then.
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise ExportError(f"{text[:40]!r} is no time at which a reply was written")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _text(element: ElementTree.Element, name: str) -> str:
    for part in element:
        if _local(part) == name:
            return (part.text or "").strip()
    return ""
