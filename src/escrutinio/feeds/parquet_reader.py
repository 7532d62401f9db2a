"""Reads Parquet. Its footer stands at the end, so a file that was cut off never opens."""

from __future__ import annotations

import io

import polars as pl

from escrutinio.feeds.raw_table import DAMAGE, FETCH_AGAIN, LINE, RawTable, refuse_too_large, refusing


def read_parquet(data: bytes) -> list[RawTable]:
    """The table in a Parquet file; lines are numbered from 1.

    Raises:
        FeedError: it is no Parquet file, or is cut off.
    """
    with refusing("the file is not readable as Parquet", FETCH_AGAIN):
        # A few bytes can stand for any number of equal rows, so their number is looked at first.
        scanned = pl.scan_parquet(io.BytesIO(data))
        columns = scanned.collect_schema().names()
        refuse_too_large(len(columns), scanned.select(pl.len()).collect().item())
        frame = scanned.collect()
        # Texts may be stored as categories; and NaN is what some programs write for a missing number.
        frame = frame.with_columns(
            pl.col(pl.Categorical, pl.Enum).cast(pl.String), pl.col(pl.Float32, pl.Float64).fill_nan(None)
        )
    lines = pl.int_range(1, frame.height + 1, dtype=pl.Int64, eager=True).alias(LINE)
    return [RawTable(frame.with_columns(lines, pl.lit(None, dtype=pl.String).alias(DAMAGE)))]
