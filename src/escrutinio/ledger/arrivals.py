"""When sheets came in: each for the first time, and the tables of places that are counted in part."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from escrutinio.ledger import schema
from escrutinio.ledger.state import empty_sheets
from escrutinio.ledger.store import Ledger
from escrutinio.model import sheet

FIRST_VOTES, FIRST_VOTES_AT = "first_votes", "first_votes_at"
CAME_IN = "came_in"

_KEY = list(sheet.KEY)


def first_arrivals(ledger: Ledger) -> pl.DataFrame:
    """When each sheet first came in with a figure, whatever was observed of it later.

    Returns:
        contest, sheet and observed_at; ``first_votes_at`` and ``first_votes``, when it first had votes for
        selections, and how many; one row for each sheet.
    """
    rows = _stating(ledger)
    votes = [name for name in rows.columns if name.startswith(sheet.VOTES_PREFIX)]
    listed = pl.sum_horizontal(votes).cast(pl.Int64) if votes else pl.lit(0, dtype=pl.Int64)
    some = rows.select(*_KEY, sheet.OBSERVED_AT, listed.alias(FIRST_VOTES))
    first = (
        some.filter(pl.col(FIRST_VOTES) > 0)
        .sort(sheet.OBSERVED_AT, maintain_order=True)
        .unique(_KEY, keep="first", maintain_order=True)
        .rename({sheet.OBSERVED_AT: FIRST_VOTES_AT})
    )
    return some.group_by(_KEY).agg(pl.col(sheet.OBSERVED_AT).min()).join(first, on=_KEY, how="left")


def coming_in(ledger: Ledger, without: Sequence[str] = ()) -> pl.DataFrame:
    """What came in of each sheet, and when: a place that is counted in part comes in bit by bit.

    Args:
        ledger: the ledger.
        without: feeds that are left out.

    Returns:
        contest, sheet, observed_at and ``came_in``, above 0: the part of the sheet that came in at the
        moment, 1 of one that is not in part. Of a place it is how much larger a part of its tables is counted
        than ever before: tables that are taken back, and come again, came in once. Sorted by time; the parts
        of a sheet add up to 1 where all of it is in.
    """
    rows = _stating(ledger).filter(~pl.col(schema.SOURCE).is_in(without))
    part = pl.lit(1.0)
    if sheet.TABLES_TOTAL in rows.columns:
        part = (pl.col(sheet.TABLES_COUNTED) / pl.col(sheet.TABLES_TOTAL)).fill_null(1.0)
    most = rows.group_by(*_KEY, sheet.OBSERVED_AT).agg(part.max().alias("most"))
    most = most.sort(sheet.OBSERVED_AT, *_KEY).with_columns(pl.col("most").cum_max().over(_KEY))
    gained = pl.col("most") - pl.col("most").shift(1, fill_value=0.0).over(_KEY)
    return most.select(*_KEY, sheet.OBSERVED_AT, gained.alias(CAME_IN)).filter(pl.col(CAME_IN) > 0)


def came_in_by(steps: pl.DataFrame) -> pl.DataFrame:
    """How many sheets were in by each moment: observed_at, rising, and ``came_in``, with places in part.

    Args:
        steps: of :func:`coming_in`.
    """
    by_moment = steps.group_by(sheet.OBSERVED_AT).agg(pl.col(CAME_IN).sum()).sort(sheet.OBSERVED_AT)
    return by_moment.with_columns(pl.col(CAME_IN).cum_sum().round(9))  # thirds add up to a whole


def _stating(ledger: Ledger) -> pl.DataFrame:
    """The rows of all standing deliveries that state a figure."""
    deliveries = ledger.standing()
    if deliveries.is_empty():
        return empty_sheets(ledger)
    rows = ledger.rows(deliveries)
    return rows.filter(pl.col(sheet.READABLE) & schema.states_something(rows.columns))
