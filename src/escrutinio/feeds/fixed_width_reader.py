"""Reads text whose columns are told by their place on the line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from escrutinio.feeds.raw_table import DAMAGE, DAMAGED, FETCH_AGAIN, LINE, RawTable, refuse_too_large
from escrutinio.feeds.text import decoded
from escrutinio.model import FeedError


def read_fixed_width(
    data: bytes, encodings: Sequence[str], columns: Mapping[str, tuple[int, int]]
) -> list[RawTable]:
    """The table in lines of columns; a line that ends before the last of them is damaged.

    Args:
        data: the file.
        encodings: tried in this order.
        columns: name -> its first and last character on the line, from 1.

    Raises:
        FeedError: it is no text, holds nothing, or was cut off.
    """
    text = decoded(data, encodings)
    lines = [(n, line.rstrip("\r")) for n, line in enumerate(text.split("\n"), start=1) if line.strip()]
    if not lines:
        raise FeedError("the file is empty", hint=FETCH_AGAIN)
    refuse_too_large(len(columns), len(lines))
    needed = max(last for _, last in columns.values())
    # Blanks at the end of a line may have been taken off, but every column begins on it.
    least = max(first for first, _ in columns.values())
    number, line = lines[-1]
    if not text.endswith(("\n", "\r", "\x1a")) and len(line) < needed and len(lines) > 1:
        raise FeedError(
            f"the file is cut off: line {number} has {len(line)} of {needed} characters and no end",
            hint=FETCH_AGAIN,
        )
    values = pl.Series("line", [line for _, line in lines], dtype=pl.String)
    frame = pl.DataFrame({LINE: pl.Series([number for number, _ in lines], dtype=pl.Int64)}).with_columns(
        *[
            values.str.slice(first - 1, last - first + 1).str.strip_chars().alias(name)
            for name, (first, last) in columns.items()
        ],
        pl.when(values.str.len_chars() < least)
        .then(pl.lit(DAMAGED))
        .otherwise(pl.lit(None, dtype=pl.String))
        .alias(DAMAGE),
    )
    return [RawTable(frame)]
