"""The columns of the ledger's Delta table.

One table holds four kinds of record. A delivery, its sheets and its findings come in by one commit and can
never be seen in part: ``delivery`` (one row a file), ``sheet`` (one row per sheet row of the file) and
``finding`` (what was wrong while reading it). A ``decision`` says later what a person decided of a delivery.
It is partitioned by record and delivery.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

import polars as pl

from escrutinio.ledger.delivery import Delivery
from escrutinio.ledger.digests import delivery_digest
from escrutinio.ledger.finding_frame import FINDING_SCHEMA
from escrutinio.model import Election, sheet

RECORD, INGEST, DELIVERY, SOURCE, RECEIVED_AT = "record", "ingest", "delivery", "source", "received_at"
FILE, SIZE, ROWS, SNAPSHOT, CONTESTS = "file", "size", "rows", "snapshot", "contests"
SHEETS_BY_CONTEST, DIGEST, ROW_DIGEST = "sheets_by_contest", "digest", "row_digest"
DECISION, REASON, BY = "decision", "reason", "decided_by"
PARTITIONS = [RECORD, DELIVERY]
RECORDS = ("delivery", "sheet", "finding", "decision")
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
    SHEETS_BY_CONTEST: pl.String,
    DIGEST: pl.String,
}
_DECISION: dict[str, type[pl.DataType] | pl.DataType] = {
    DECISION: pl.String,
    REASON: pl.String,
    BY: pl.String,
}
DELIVERY_COLUMNS = (*(name for name in _HEAD if name != RECORD), *_DELIVERY)
"""Of the record of a delivery."""
NEVER_NULL = {
    "delivery": (
        INGEST,
        SOURCE,
        sheet.OBSERVED_AT,
        RECEIVED_AT,
        FILE,
        SIZE,
        ROWS,
        SNAPSHOT,
        CONTESTS,
    ),
    "decision": (SOURCE, sheet.OBSERVED_AT, RECEIVED_AT, DECISION),
}
"""Kind of record -> the columns that each of its records has, in a ledger of any version."""
DECISION_COLUMNS = (DELIVERY, SOURCE, sheet.OBSERVED_AT, RECEIVED_AT, *_DECISION)
"""Of the record of a decision."""
_SHEET: dict[str, type[pl.DataType] | pl.DataType] = {
    sheet.CONTEST: pl.String,
    sheet.SHEET: pl.String,
    sheet.LINE: pl.Int64,
    sheet.PART: pl.String,
    sheet.READABLE: pl.Boolean,
    **dict.fromkeys((*sheet.COUNTS, *sheet.TABLES), pl.Int64),
}


def sheet_columns(election: Election) -> dict[str, type[pl.DataType] | pl.DataType]:
    """The columns of a sheet row, in order, with the votes and units of this election."""
    votes = {sheet.votes_column(name): pl.Int64 for name in election.selections}
    units = {sheet.unit_column(level): pl.String for level in election.level_ids()}
    return {**_SHEET, **votes, **units}


def table_schema(election: Election) -> dict[str, type[pl.DataType] | pl.DataType]:
    """All columns of the table; a record fills those of its kind and leaves the others null."""
    own = {ROW_DIGEST: pl.Int64}
    return {**_HEAD, **_DELIVERY, **sheet_columns(election), **own, **FINDING_SCHEMA, **_DECISION}


def strange_columns(columns: Sequence[str], types: Mapping[str, object]) -> list[str]:
    """The columns of a table that no version has written; one of a selection or a level that is gone is none.

    Args:
        columns: of the table.
        types: of :func:`table_schema`.
    """
    gone = (sheet.VOTES_PREFIX, sheet.UNIT_PREFIX)
    return [name for name in columns if name not in types and not name.startswith(gone)]


def states_something(columns: Sequence[str]) -> pl.Expr:
    """Whether a row has any number: one that has none lists a sheet that its source has not counted."""
    content = sheet.figures_in(columns)
    return pl.any_horizontal(pl.col(name).is_not_null() for name in content)


def sheets_by_contest(rows: pl.DataFrame) -> str:
    """How many sheets of each contest a delivery states, as a JSON object; a damaged row states its sheet."""
    damaged = ~pl.col(sheet.READABLE) if sheet.READABLE in rows.columns else pl.lit(value=False)
    stated = rows.filter(states_something(rows.columns) | damaged)
    tally = stated.group_by(sheet.CONTEST).agg(pl.col(sheet.SHEET).n_unique()).sort(sheet.CONTEST)
    return json.dumps(dict(tally.iter_rows()))


def record_frame(
    delivery: Delivery,
    rows: pl.DataFrame,
    findings: pl.DataFrame,
    ingest: str,
    received_at: pl.Expr,
    digests: pl.Series | None,
) -> pl.DataFrame:
    """Everything one delivery adds to the table, as one frame; ``digests`` are those of its rows."""
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
        pl.lit(sheets_by_contest(rows)).alias(SHEETS_BY_CONTEST),
        pl.lit(None if digests is None else delivery_digest(digests), dtype=pl.String).alias(DIGEST),
    )
    of_rows = pl.lit(None, dtype=pl.Int64) if digests is None else digests
    sheets = rows.with_columns(of_rows.alias(ROW_DIGEST), pl.lit("sheet").alias(RECORD), *head)
    finding_records = findings.with_columns(pl.lit("finding").alias(RECORD), *head, time)
    return pl.concat([delivery_record, sheets, finding_records], how="diagonal")


def decision_frame(
    delivery: str, source: str, observed_at: datetime, decision: str, reason: str, by: str, now: datetime
) -> pl.DataFrame:
    """What a person decided of a delivery, as a record of the table."""
    return pl.DataFrame(
        {
            RECORD: ["decision"],
            DELIVERY: [delivery],
            SOURCE: [source],
            sheet.OBSERVED_AT: [observed_at],
            RECEIVED_AT: [now],
            DECISION: [str(decision)],  # of an enumeration Polars would make another type
            REASON: [reason],
            BY: [by],
        },
        schema_overrides={sheet.OBSERVED_AT: MOMENT, RECEIVED_AT: MOMENT},
    )
