"""Where two versions of a file of results differ: which sheet or unit, which figure, old and new."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from math import isclose

from escrutinio.flows.documents.deliveries import Change

_MOST = 20
"""So many changes are named."""
_CLOSE = 1e-6
"""Numbers that are drawn may differ by so much between machines, as a part of them."""


def table_changes(old: bytes, new: bytes, key: Sequence[str]) -> tuple[Change, ...]:
    """The first changes of a table of CSV.

    Args:
        old: as it was, or should be.
        new: as it is.
        key: the columns that name a row; rows of one key are compared in their order.
    """
    before, after = _rows(old, key), _rows(new, key)
    return tuple(islice(_row_changes(before, after), _MOST))


def json_changes(old: bytes, new: bytes) -> tuple[Change, ...]:
    """The first changes of a JSON document; fractions may differ in their last digits."""
    try:
        before, after = json.loads(old), json.loads(new)
    except ValueError:
        return (Change(where="", figure="", old="", new="this is no JSON"),)
    return tuple(islice(_value_changes("", before, after), _MOST))


def _rows(data: bytes, key: Sequence[str]) -> dict[tuple[str, ...], dict[str, str]]:
    rows: dict[tuple[str, ...], dict[str, str]] = {}
    text = io.StringIO(data.decode("utf-8", errors="replace"), newline="")
    seen: dict[tuple[str, ...], int] = {}
    try:
        for row in csv.DictReader(text):
            named = tuple(row.get(name) or "" for name in key)
            seen[named] = seen.get(named, 0) + 1
            rows[(*named, *([str(seen[named])] if seen[named] > 1 else []))] = {
                name: value or "" for name, value in row.items() if isinstance(name, str)
            }
    except csv.Error:
        pass  # what was read until then is compared
    return rows


def _row_changes(
    before: Mapping[tuple[str, ...], Mapping[str, str]], after: Mapping[tuple[str, ...], Mapping[str, str]]
) -> Iterator[Change]:
    for key in dict.fromkeys([*before, *after]):
        old, new = before.get(key), after.get(key)
        where = " ".join(filter(None, key))
        if old is None or new is None:
            words = ("", "a row that was not there") if old is None else ("a row", "")
            yield Change(where=where, figure="", old=words[0], new=words[1])
            continue
        for name in dict.fromkeys([*old, *new]):
            if old.get(name, "") != new.get(name, ""):
                yield Change(where=where, figure=name, old=old.get(name, ""), new=new.get(name, ""))


def _value_changes(path: str, old: object, new: object) -> Iterator[Change]:
    if isinstance(old, dict) and isinstance(new, dict):
        for name in dict.fromkeys([*old, *new]):
            yield from _value_changes(f"{path}.{name}".lstrip("."), old.get(name), new.get(name))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for place, pair in enumerate(zip(old, new, strict=True)):
            yield from _value_changes(f"{path}[{place}]", *pair)
    elif isinstance(old, float) and isinstance(new, float):
        if not isclose(old, new, rel_tol=_CLOSE, abs_tol=_CLOSE):
            yield Change(where=path, figure="", old=str(old), new=str(new))
    elif type(old) is not type(new) or old != new:
        yield Change(where=path, figure="", old=_short(old), new=_short(new))


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else text[:77] + "..."
