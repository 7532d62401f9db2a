"""Digests of sheet rows: whether the rows that are stored are those that were taken in.

A row's digest is over what it states, as text, so that columns that came into the table later change nothing.
A delivery's digest is over those of its rows, in whatever order they are stored.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import polars as pl

from escrutinio.model import sheet

_FIXED = (*sheet.KEY, sheet.OBSERVED_AT, sheet.LINE, sheet.PART, sheet.READABLE, *sheet.COUNTS, *sheet.TABLES)


def is_digested(column: str) -> bool:
    """Whether a column is part of what a row states."""
    return column in _FIXED or column.startswith((sheet.VOTES_PREFIX, sheet.UNIT_PREFIX))


def row_digests(rows: pl.DataFrame) -> pl.Series:
    """One whole number of 64 bits for each row: the first bytes of the SHA-256 of what it states."""
    names = sorted(filter(is_digested, rows.columns))
    if rows.is_empty() or not names:
        return pl.Series(dtype=pl.Int64)
    texts = rows.select(pl.concat_str(_pieces(rows, names)).cast(pl.Binary).alias("text"))["text"]
    sha256 = hashlib.sha256
    digests = b"".join([sha256(text).digest() for text in texts.to_list()])
    first_of_four = np.frombuffer(digests, dtype=">i8")[::4]
    return pl.Series(first_of_four.astype(np.int64))


def _pieces(rows: pl.DataFrame, names: Sequence[str]) -> list[pl.Expr]:
    """What the text of a row is made of: a line ``name=value`` for each column that states something."""
    pieces: list[pl.Expr] = []
    between = ""
    for name in names:
        column = rows[name]
        text = _text(name, column)
        if column.null_count():
            pieces.append(pl.lit(between))
            pieces.append(pl.format("{}={}\n", pl.lit(name), text).fill_null(""))
            between = ""
        else:  # without a text of its own for each line, which takes the most time
            pieces += [pl.lit(f"{between}{name}="), text]
            between = "\n"
    return [*pieces, pl.lit(between)]


def _text(name: str, values: pl.Series) -> pl.Expr:
    column = pl.col(name)
    if name == sheet.OBSERVED_AT:
        return column.dt.epoch("us").cast(pl.String)
    if values.dtype == pl.String:  # so that no text can look like the next column
        if not values.str.contains("\n", literal=True).any():
            return column
        return column.str.replace_all("\n", "\\n", literal=True)
    return column.cast(pl.String)


def delivery_digest(digests: pl.Series) -> str:
    """The SHA-256 over the digests of a delivery's rows, in hexadecimal."""
    text = digests.sort().cast(pl.String).str.join(",").item() if len(digests) else ""
    return hashlib.sha256(text.encode()).hexdigest()
