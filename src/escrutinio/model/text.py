"""Names in a sentence: the first of them, and how many there are besides."""

from __future__ import annotations

from collections.abc import Iterable

_FEW, _MANY = 5, 20


def some_of(names: Iterable[str]) -> str:
    """Names that are wrong: the first five, and how many more there are; empty where there are none."""
    return _first(names, _FEW)


def many_of(names: Iterable[str]) -> str:
    """Names to choose from, or of a tie: the first twenty, and how many more there are."""
    return _first(names, _MANY)


def _first(names: Iterable[str], most: int) -> str:
    listed = list(names)
    if len(listed) <= most + 1:  # "and 1 more" is no shorter than its name
        return ", ".join(listed)
    return f"{', '.join(listed[:most])} and {len(listed) - most:,} more"
