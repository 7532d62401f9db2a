"""Reads JSON lines: one object a line, one line a row."""

from __future__ import annotations

import json

import polars as pl

from escrutinio.feeds.raw_table import DAMAGE, DAMAGED, FETCH_AGAIN, LINE, RawTable, refuse_too_large
from escrutinio.model import FeedError


def read_json_lines(data: bytes) -> list[RawTable]:
    """The table in JSON lines. A line that is no object is damaged; a last one cut off refuses the file.

    Raises:
        FeedError: it is no UTF-8 text, is empty, holds no object at all, or was cut off.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FeedError(
            f"the file is not UTF-8 text: {error.reason} at byte {error.start}", hint=FETCH_AGAIN
        ) from None
    # Not splitlines(): JSON texts may hold other characters that it takes for line ends.
    lines = [(n, line) for n, line in enumerate(text.split("\n"), start=1) if line.strip()]
    rows: list[tuple[int, dict[str, object] | None]] = [(number, _object(line)) for number, line in lines]
    if not rows or all(row is None for _, row in rows):
        raise FeedError("the file holds no line with a JSON object", hint=FETCH_AGAIN)
    if rows[-1][1] is None and not text.endswith("\n"):
        raise FeedError(f"the file is cut off: line {rows[-1][0]} has no end", hint=FETCH_AGAIN)
    names = list(dict.fromkeys(name for _, row in rows for name in row or ()))
    refuse_too_large(len(names), len(rows))
    columns = {name: [value_text((row or {}).get(name)) for _, row in rows] for name in names}
    frame = pl.DataFrame(columns, schema=dict.fromkeys(names, pl.String)).with_columns(
        pl.Series(LINE, [number for number, _ in rows], dtype=pl.Int64),
        pl.Series(DAMAGE, [DAMAGED if row is None else None for _, row in rows], dtype=pl.String),
    )
    return [RawTable(frame)]


def _object(line: str) -> dict[str, object] | None:
    try:
        value = json.loads(line, object_pairs_hook=_each_name_once)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _each_name_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    values = {unicode_text(name): value for name, value in pairs}
    if len(values) < len(pairs):
        raise ValueError("a name stands twice")
    return values


def value_text(value: object) -> str | None:
    """A value of JSON as text; None for null."""
    # Everything becomes text here and is read as a number where the mapping asks for one, so that true, 1.5
    # and "12" are judged in one place.
    if value is None or value != value:  # NaN, which some programs write for a missing number
        return None
    return unicode_text(value if isinstance(value, str) else json.dumps(value))


def unicode_text(text: str) -> str:
    """A text of JSON without halves of characters."""
    # JSON can spell half a character (a lone surrogate), which is no Unicode text.
    return text.encode("utf-8", "replace").decode()
