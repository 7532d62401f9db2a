"""Names under which others write here: no reader may have one. Each app says which it knows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

_SOURCES: list[Callable[[], Iterable[str]]] = []


def reserve(source: Callable[[], Iterable[str]]) -> None:
    """Have names asked for, each time that a reader wants one."""
    if source not in _SOURCES:
        _SOURCES.append(source)


def reserved_names() -> Iterator[str]:
    """All names that are reserved now."""
    for source in _SOURCES:
        yield from source()
