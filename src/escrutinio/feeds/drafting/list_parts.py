"""Finds columns that are parts of the votes of a list, such as those of the candidates on it."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from escrutinio.feeds.drafting.column_profile import numbers

_PART = re.compile(r"(.*[^\d\s_.-]\d*)[_.\- ](\d{1,3})")
_FEWEST = 3
"""So many numbered parts has a list at least, in one table."""
_LOOKED_AT = 200
_MOSTLY = 0.95


def list_parts(rows: pl.DataFrame, header: Sequence[str]) -> dict[str, list[str]]:
    """List -> the columns of its candidates, where several lists have a total and numbered parts beside it.

    Such as D1, the votes of the first list, beside D1_1, D1_2 ..., those of its candidates: counted with the
    list they would count twice. No part has more than the list.

    Args:
        rows: of the table.
        header: its columns.
    """
    there = set(header)
    found: dict[str, list[str]] = {}
    for name in header:
        if (match := _PART.fullmatch(name)) and match.group(1) in there:
            found.setdefault(match.group(1), []).append(name)
    some = rows.head(_LOOKED_AT)
    lists = {whole: parts for whole, parts in found.items() if len(parts) >= _FEWEST}
    lists = {whole: parts for whole, parts in lists.items() if _are_within(some, whole, parts)}
    if len(lists) < 2:
        return {}
    # With some lists sure, one of a single candidate is another.
    alike = {_without_digits(whole) for whole in lists}
    lists |= {
        whole: parts
        for whole, parts in found.items()
        if _without_digits(whole) in alike and _are_within(some, whole, parts)
    }
    return {whole: [*parts, *_as_changed(whole, header)] for whole, parts in lists.items()}


def _are_within(rows: pl.DataFrame, whole: str, parts: Sequence[str]) -> bool:
    """Whether figures of the whole are there, and on nearly no row a part has more."""
    total = numbers(rows, whole)
    if not total.count():
        return False
    most = rows.select(pl.max_horizontal(numbers(rows, name).alias(name) for name in parts)).to_series()
    more = (most > total).sum()
    return bool(most.count()) and more <= (1 - _MOSTLY) * rows.height


def _without_digits(name: str) -> str:
    return re.sub(r"\d+$", "", name)


def _as_changed(whole: str, header: Sequence[str]) -> list[str]:
    """The ballots of a list that were left as they are, or changed: German councils count both."""
    return [name for name in header if re.fullmatch(rf"{re.escape(whole)}_(un)?ver(ä|ae)ndert(e.*)?", name)]
