"""Digests of sheet rows: whether the rows that are stored are those that were taken in.

A row's digest is over what it states, as text, so that columns that came into the table later change nothing.
A delivery's digest is over those of its rows, in whatever order they are stored.
"""

from __future__ import annotations

import hashlib

import numpy as np
import polars as pl

from escrutinio.model import sheet

_FIXED = (*sheet.KEY, sheet.OBSERVED_AT, sheet.LINE, sheet.PART, sheet.READABLE, *sheet.COUNTS)


def is_digested(column: str) -> bool:
    """Whether a column is part of what a row states."""
    return column in _FIXED or column.startswith((sheet.VOTES_PREFIX, sheet.UNIT_PREFIX))


def row_digests(rows: pl.DataFrame) -> pl.Series:
    """One whole number of 64 bits for each row: the first bytes of the SHA-256 of what it states."""
    names = sorted(filter(is_digested, rows.columns))
    if rows.is_empty() or not names:
        return pl.Series(dtype=pl.Int64)
    schema = rows.schema
    parts = [pl.format("{}={}\n", pl.lit(name), _text(name, schema[name])).fill_null("") for name in names]
    texts = rows.select(pl.concat_str(parts).cast(pl.Binary).alias("text"))["text"]
    digests = b"".join([hashlib.sha256(text).digest() for text in texts.to_list()])
    first_of_four = np.frombuffer(digests, dtype=">i8")[::4]
    return pl.Series(first_of_four.astype(np.int64))


def _text(name: str, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if name == sheet.OBSERVED_AT:
        return column.dt.epoch("us").cast(pl.String)
    if dtype == pl.String:  # so that no text can look like the next column
        return column.str.replace_all("\n", "\\n", literal=True)
    return column.cast(pl.String)


def delivery_digest(digests: pl.Series) -> str:
    """The SHA-256 over the digests of a delivery's rows, in hexadecimal."""
    text = ",".join(map(str, digests.sort().to_list()))
    return hashlib.sha256(text.encode()).hexdigest()
