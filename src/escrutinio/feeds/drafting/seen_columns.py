"""Columns as they were once parsed: a draft looks at the same column of the same table again and again."""

from __future__ import annotations

import weakref
from collections.abc import Callable

import polars as pl

_MOST_CELLS = 2_000_000
"""Of larger tables nothing is kept, for it would take as much memory as they do."""

_parsed: dict[int, dict[tuple[str, str], pl.Series]] = {}


def parsed_once(frame: pl.DataFrame, name: str, parse: Callable[[pl.DataFrame, str], pl.Series]) -> pl.Series:
    """What a function makes of a column, kept for as long as the table is there.

    Args:
        frame: the table, which nobody changes in place.
        name: the column.
        parse: the same for the same column; known by its name.
    """
    if frame.height * frame.width > _MOST_CELLS:
        return parse(frame, name)
    key = id(frame)
    if key not in _parsed:
        _parsed[key] = {}
        weakref.finalize(frame, _parsed.pop, key, None)
    known = _parsed[key]
    if (parse.__name__, name) not in known:
        known[parse.__name__, name] = parse(frame, name)
    return known[parse.__name__, name]
