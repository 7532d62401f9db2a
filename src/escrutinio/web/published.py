"""The publication that the pages show: the newest, or the one that an export is made of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language

from escrutinio.flows.publication import Publication, is_of_another_version, open_publication

_pinned: list[Publication] = []


def publication() -> Publication | None:
    """The newest publication; None before the first. It stays open until there is a newer one."""
    return _pinned[-1] if _pinned else open_publication(Path(settings.FOLDER))


def page_publication(language: str = "") -> Publication | None:
    """The same with the names for readers of a language; without one, for those of the page."""
    newest = publication()
    return newest.in_language(language or get_language() or settings.LANGUAGE_CODE) if newest else None


def published_by_another_version() -> bool:
    """Whether there is a publication that this program cannot show, as it was replaced meanwhile."""
    return publication() is None and is_of_another_version(Path(settings.FOLDER))


@contextmanager
def pinned(shown: Publication) -> Iterator[None]:
    """Show one publication in this process, whatever is published meanwhile."""
    _pinned.append(shown)
    try:
        yield
    finally:
        _pinned.pop()
