"""The columns of the ledger's Delta table.

One table holds three kinds of record, so that a delivery, its sheets and its findings come in by one commit
and can never be seen in part: ``delivery`` (one row a file), ``sheet`` (one row per sheet row of the file)
and ``finding`` (what was wrong while reading it). It is partitioned by record and delivery.
"""

from __future__ import annotations

import polars as pl

from escrutinio.ledger.delivery import Delivery
from escrutinio.ledger.finding_frame import FINDING_SCHEMA
from escrutinio.model import Election, sheet

RECORD, INGEST, DELIVERY, SOURCE, RECEIVED_AT = "record", "ingest", "delivery", "source", "received_at"
FILE, SIZE, ROWS, SNAPSHOT, CONTESTS = "file", "size", "rows", "snapshot", "contests"
PARTITIONS = [RECORD, DELIVERY]
RECORDS = ("delivery", "sheet", "finding")
MOMENT = pl.Datetime("us", "UTC")

_HEAD: dict[str, type[pl.DataType] | pl.DataType] = {
    RECORD: pl.String,
    DELIVERY: pl.String,
    INGEST: pl.String,
    SOURCE: pl.String,
    sheet.OBSERVED_AT: MOMENT,
}
_DELIVERY: dict[str, type[pl.DataType] | pl.DataType] = {
    RECEIVED_AT: MOMENT,
    FILE: pl.String,
    SIZE: pl.Int64,
    ROWS: pl.Int64,
    SNAPSHOT: pl.Boolean,
    CONTESTS: pl.String,
}
_SHEET: dict[str, type[pl.DataType] | pl.DataType] = {
    sheet.CONTEST: pl.String,
    sheet.SHEET: pl.String,
    sheet.LINE: pl.Int64,
    sheet.PART: pl.String,
    sheet.READABLE: pl.Boolean,
    **dict.fromkeys(sheet.COUNTS, pl.Int64),
}


def sheet_columns(election: Election) -> dict[str, type[pl.DataType] | pl.DataType]:
    """The columns of a sheet row, in order, with the votes and units of this election."""
    votes = {sheet.votes_column(name): pl.Int64 for name in election.selections}
    units = {sheet.unit_column(level): pl.String for level in election.level_ids()}
    return {**_SHEET, **votes, **units}


def table_schema(election: Election) -> dict[str, type[pl.DataType] | pl.DataType]:
    """All columns of the table; a record fills those of its kind and leaves the others null."""
    return {**_HEAD, **_DELIVERY, **sheet_columns(election), **FINDING_SCHEMA}


def record_frame(
    delivery: Delivery, rows: pl.DataFrame, findings: pl.DataFrame, ingest: str, received_at: pl.Expr
) -> pl.DataFrame:
    """Everything one delivery adds to the table, as one frame."""
    head = [
        pl.lit(delivery.id).alias(DELIVERY),
        pl.lit(ingest).alias(INGEST),
        pl.lit(delivery.source).alias(SOURCE),
    ]
    time = pl.lit(delivery.observed_at).cast(MOMENT).alias(sheet.OBSERVED_AT)
    delivery_record = pl.select(
        pl.lit("delivery").alias(RECORD),
        *head,
        time,
        received_at.cast(MOMENT).alias(RECEIVED_AT),
        pl.lit(delivery.file).alias(FILE),
        pl.lit(delivery.size, dtype=pl.Int64).alias(SIZE),
        pl.lit(rows.height, dtype=pl.Int64).alias(ROWS),
        pl.lit(delivery.snapshot).alias(SNAPSHOT),
        pl.lit(",".join(delivery.contests)).alias(CONTESTS),
    )
    sheets = rows.with_columns(pl.lit("sheet").alias(RECORD), *head)
    finding_records = findings.with_columns(pl.lit("finding").alias(RECORD), *head, time)
    return pl.concat([delivery_record, sheets, finding_records], how="diagonal")
