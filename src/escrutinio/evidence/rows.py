"""The rows of a delivery as one CSV that is the same wherever it is written.

Columns: contest, sheet, observed_at, line, part, readable, the counts, then unit_ and votes_ in order of
their names; those in which nothing stands are left out, so that a column that comes later changes nothing.
Rows are sorted by what they say. Times are UTC with six digits of the second, truth is true and false,
nothing is empty, and an empty text is "". Lines end with a line feed.
"""

from __future__ import annotations

import hashlib

import polars as pl

from escrutinio.model import sheet

_FIRST = (*sheet.KEY, sheet.OBSERVED_AT, sheet.LINE, sheet.PART, sheet.READABLE, *sheet.COUNTS)
TIME = "%Y-%m-%dT%H:%M:%S%.6fZ"


def rows_csv(rows: pl.DataFrame) -> bytes:
    """Sheet rows as CSV.

    Args:
        rows: with the columns of :mod:`escrutinio.model.sheet`; others are left out.
    """
    rest = sorted(name for name in rows.columns if name.startswith((sheet.VOTES_PREFIX, sheet.UNIT_PREFIX)))
    wanted = [name for name in (*_FIRST, *rest) if name in rows.columns]
    filled = [name for name in wanted if rows[name].null_count() < rows.height]
    columns = [name for name in wanted if name in (*sheet.KEY, *filled)]
    ordered = rows.select(columns).sort(columns, nulls_last=False)
    times = pl.col(sheet.OBSERVED_AT).dt.strftime(TIME)
    if sheet.OBSERVED_AT in columns:
        ordered = ordered.with_columns(times)
    return ordered.write_csv().encode()


def sha256_of_rows(rows: pl.DataFrame) -> str:
    """SHA-256 of :func:`rows_csv`, in hexadecimal."""
    return hashlib.sha256(rows_csv(rows)).hexdigest()
