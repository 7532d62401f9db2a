"""Checks of deliveries as a whole: held, withdrawn, of the same moment, or changed in the ledger."""

from __future__ import annotations

import time
from datetime import datetime

import polars as pl

from escrutinio.ledger import schema
from escrutinio.ledger.altered import altered_rows
from escrutinio.ledger.checks.check import Check, define_check
from escrutinio.ledger.checks.context import Context
from escrutinio.ledger.delivery_states import LESS_THAN, STATE, DeliveryState
from escrutinio.ledger.finding_frame import empty_findings
from escrutinio.ledger.salvage import raw_files, salvaged
from escrutinio.ledger.state import standing_deliveries
from escrutinio.model import Severity, sheet

_CLOCKS_DIFFER = 10
"""By so many minutes the clocks of a source and of the desk may differ."""
_UNDER_WAY = 60.0
"""Seconds in which a file may be on its way into the ledger."""


@define_check(
    "altered",
    Severity.ERROR,
    "rows of the ledger that are not those that were taken in",
    "digest of the stored rows ≠ digest recorded when the file was taken in",
)
def altered(check: Check, context: Context) -> pl.DataFrame:
    """Rows that count or have counted are compared with their digests; the command verify compares all."""
    rows = altered_rows(context.ledger, standing_deliveries(context.ledger, context.until))
    if rows.is_empty():
        return empty_findings()
    message = (
        pl.when(pl.col(sheet.SHEET).is_not_null())
        .then(
            pl.lit(
                "The ledger's figures of this sheet have been changed since its file was taken in. Run "
                "escrutinio verify; escrutinio repair makes the ledger again from the files."
            )
        )
        .otherwise(
            pl.lit(
                "Rows of this file have been changed in the ledger, added or taken out since it was taken "
                "in. Run escrutinio verify; escrutinio repair makes the ledger again from the files."
            )
        )
    )
    return check.findings(rows, message, [schema.SOURCE])


@define_check(
    "unrecorded",
    Severity.WARNING,
    "kept bytes of which the ledger has no entry",
    "raw file ∉ deliveries, and older than a minute",
)
def unrecorded(check: Check, context: Context) -> pl.DataFrame:
    """Taking a file in was interrupted, or the end of the table's log has been lost."""
    known = context.ledger.delivery_ids()
    lost = [
        delivery
        for delivery, path in raw_files(context.ledger).items()
        if delivery not in known and time.time() - path.stat().st_mtime > _UNDER_WAY
    ]
    if not lost:
        return empty_findings()
    names = dict(salvaged(context.ledger, "delivery").select(schema.DELIVERY, schema.FILE).iter_rows())
    rows = pl.DataFrame(
        {
            schema.DELIVERY: lost,
            schema.FILE: [names.get(delivery, "") for delivery in lost],
            "raw": [f"raw/{delivery[:2]}/{delivery}" for delivery in lost],
        }
    )
    message = pl.format(
        "The bytes in {} are kept, and the ledger has no entry of them: taking the file in was interrupted, "
        "or the end of the ledger's log has been lost. Ingest the file again, or run escrutinio repair.",
        "raw",
    )
    return check.findings(rows, message)


@define_check(
    "held",
    Severity.ERROR,
    "a snapshot with far fewer sheets than the one before it, which is held",
    "sheets of a contest < (1 − held_share) × those of the source's snapshot before it, and at least 5 fewer",
)
def held(check: Check, context: Context) -> pl.DataFrame:
    """Somebody has to look whether the file came in part or the source has taken its sheets back."""
    rows = context.all_deliveries.filter(pl.col(STATE) == DeliveryState.HELD)
    message = pl.format(
        "This snapshot has far fewer sheets than {} before it (now {}), so it is held and does not count. "
        "Take it with escrutinio deliveries --accept, or leave it out for good with --withdraw.",
        pl.col(LESS_THAN).fill_null("the one"),
        pl.col(schema.SHEETS_BY_CONTEST).str.strip_chars("{}").str.replace_all('"', ""),
    )
    return check.findings(rows, message, [schema.SOURCE])


@define_check(
    "delivery-withdrawn",
    Severity.INFO,
    "a delivery that somebody has withdrawn",
    "last decision on the delivery = withdraw",
)
def delivery_withdrawn(check: Check, context: Context) -> pl.DataFrame:
    """Who has withdrawn it, and why."""
    rows = context.all_deliveries.filter(pl.col(STATE) == DeliveryState.WITHDRAWN)
    message = pl.format(
        "This file does not count: {} has withdrawn it ({}).",
        pl.col(schema.BY).fill_null("somebody"),
        pl.col(schema.REASON).fill_null("no reason given"),
    )
    return check.findings(rows, message, [schema.SOURCE])


@define_check(
    "same-moment",
    Severity.WARNING,
    "two snapshots of one source that were observed at the same time",
    "source, time of observation and a contest are the same, the files are not",
)
def same_moment(check: Check, context: Context) -> pl.DataFrame:
    """The one that was received later stands."""
    snapshots = context.deliveries.filter(schema.SNAPSHOT)
    moment = [schema.SOURCE, sheet.OBSERVED_AT, "one_contest"]
    by_contest = snapshots.with_columns(pl.col(schema.CONTESTS).str.split(",").alias("one_contest")).explode(
        "one_contest"
    )
    rows = (
        by_contest.with_columns(
            pl.col(schema.FILE).shift(1).over(moment).alias("other_file"),
            pl.col(schema.DELIVERY).shift(1).over(moment).alias("other_delivery"),
        )
        .filter(pl.col("other_file").is_not_null())
        .unique([schema.DELIVERY, schema.SOURCE, sheet.OBSERVED_AT], keep="first", maintain_order=True)
    )
    # Files of one name are told apart as in the list of deliveries.
    alike = pl.col(schema.FILE) == pl.col("other_file")
    earlier, later = (
        pl.when(alike).then(pl.format("{} ({})", file, pl.col(delivery).str.head(10))).otherwise(file)
        for file, delivery in (
            (pl.col("other_file"), "other_delivery"),
            (pl.col(schema.FILE), schema.DELIVERY),
        )
    )
    message = pl.format(
        "{} and {} are snapshots of the same moment. The one that was received later, {}, counts.",
        earlier,
        later,
        later,
    )
    return check.findings(rows, message, [schema.SOURCE, "other_file"])


@define_check(
    "observed-later",
    Severity.ERROR,
    "a delivery that is said to have been observed after it came in",
    "time of observation > time at which it was received + 10 minutes, and that ≥ the day of voting",
)
def observed_later(check: Check, context: Context) -> pl.DataFrame:
    """Files of an earlier time do not replace it, so that a slip in one time can hide all that follows.

    Before the day of voting files are made, to rehearse with.
    """
    late = pl.col(sheet.OBSERVED_AT) > pl.col(schema.RECEIVED_AT) + pl.duration(minutes=_CLOCKS_DIFFER)
    day = context.election.to_utc(datetime.combine(context.election.date, datetime.min.time()))
    rows = context.deliveries.filter(late, pl.col(schema.RECEIVED_AT) >= day)
    message = pl.format(
        "This file is said to have been observed on {} UTC, and came in before that: the time in its name, "
        "or the time zone, is wrong. No file of an earlier time replaces it. Withdraw it, and ingest it with "
        "--observed-at.",
        pl.col(sheet.OBSERVED_AT).dt.strftime("%Y-%m-%d %H:%M"),
    )
    return check.findings(rows, message, [schema.SOURCE])
