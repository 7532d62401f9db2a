"""Rows of the ledger that are not those that were taken in: somebody, or a disk, has changed them."""

from __future__ import annotations

import polars as pl

from escrutinio.ledger import schema
from escrutinio.ledger.digests import delivery_digest, row_digests
from escrutinio.ledger.store import Ledger
from escrutinio.model import sheet

SCHEMA: dict[str, type[pl.DataType]] = {
    schema.DELIVERY: pl.String,
    schema.SOURCE: pl.String,
    schema.FILE: pl.String,
    sheet.CONTEST: pl.String,
    sheet.SHEET: pl.String,
    sheet.LINE: pl.Int64,
}


def altered_rows(ledger: Ledger, deliveries: pl.DataFrame, *, anew: bool = False) -> pl.DataFrame:
    """The stored rows that differ from what was taken in.

    Args:
        ledger: the ledger.
        deliveries: rows of :meth:`escrutinio.ledger.store.Ledger.deliveries`; those that were taken in before
            there were digests are not looked at.
        anew: read every file of the table, also those that have been read and seem unchanged, and go by what
            they say, not by their seal.

    Returns:
        One row for each, with the columns of :data:`SCHEMA`; contest, sheet and line are null where no row
        can be named: rows are missing, or more than there were, or a file of theirs is not as it was sealed,
        though they have digests that fit.
    """
    deliveries = deliveries.filter(pl.col(schema.DIGEST).is_not_null())
    if deliveries.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    rows = ledger.stored_rows(deliveries, anew=anew)
    rows = rows.with_columns(row_digests(rows).alias("now"))
    key = [schema.DELIVERY, schema.INGEST]
    unsealed = set() if anew else ledger.table.altered_deliveries()
    about = deliveries.select(*key, schema.SOURCE, schema.FILE, schema.DIGEST)
    now = rows.group_by(key).agg(pl.col("now"))
    digests = now.select(
        *key,
        pl.Series(
            "digest_now",
            [delivery_digest(pl.Series(values, dtype=pl.Int64)) for values in now["now"].to_list()],
            dtype=pl.String,
        ),
    )
    wrong = about.join(digests, on=key, how="left").filter(
        pl.col(schema.DIGEST).ne_missing(pl.col("digest_now")) | pl.col(schema.DELIVERY).is_in(list(unsealed))
    )
    if wrong.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    differing = rows.filter(pl.col("now").ne_missing(pl.col(schema.ROW_DIGEST))).drop(schema.SOURCE)
    return (
        wrong.join(differing, on=key, how="left")
        .select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())
        .sort(schema.FILE, sheet.CONTEST, sheet.SHEET, sheet.LINE)
    )
