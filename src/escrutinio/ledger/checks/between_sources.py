"""The check of a sheet against what other sources say of it."""

from __future__ import annotations

import polars as pl

from escrutinio.ledger import schema
from escrutinio.ledger.checks.check import Check, define_check
from escrutinio.ledger.checks.context import Context
from escrutinio.ledger.finding_frame import empty_findings, grouped
from escrutinio.ledger.source_differences import (
    COUNTS,
    DIFFERENCE,
    FIGURE,
    OTHER,
    OTHER_FILE,
    OTHER_LINE,
    OTHER_VALUE,
    REASON,
    VALUE,
    Reason,
)
from escrutinio.model import Severity, sheet

_WHY = {
    Reason.PRECEDENCE: "its precedence is higher",
    Reason.LATER: "its precedence is the same, and it is later",
    Reason.ORDER: (
        "precedence and time are the same, so the order of the files' hashes decides. Give one of the feeds "
        "a higher precedence"
    ),
}


@define_check(
    "sources-differ",
    Severity.ERROR,
    "a sheet on which two sources differ",
    "a figure that two sources state: value ≠ value",
)
def sources_differ(check: Check, context: Context) -> pl.DataFrame:
    """What another source says last of the sheet differs from what is counted."""
    rows = context.source_differences
    if rows.is_empty():
        return empty_findings()
    names = {name: context.election.figure_name(name) for name in rows[FIGURE].unique()}
    figure = pl.format(
        "{} {} and {}",
        pl.col(FIGURE).replace_strict(names, return_dtype=pl.String),
        grouped(VALUE),
        grouped(OTHER_VALUE),
    )
    by_source = rows.group_by(*sheet.KEY, schema.SOURCE, OTHER, maintain_order=True).agg(
        figure.str.join("; ").alias("figures"),
        pl.len().alias("differences"),
        pl.col(DIFFERENCE).abs().max().alias("largest_difference"),
        pl.col(COUNTS, REASON, OTHER_FILE, OTHER_LINE).first(),
    )
    by_source = by_source.rename({OTHER_FILE: schema.FILE, OTHER_LINE: sheet.LINE})
    feeds = {feed.id: feed.name or feed.id for feed in context.election.feeds.values()}
    source, other = (
        pl.col(name).replace_strict(feeds, default=pl.col(name), return_dtype=pl.String)
        for name in (schema.SOURCE, OTHER)
    )
    reasons = {str(key): text for key, text in _WHY.items()}
    why = pl.col(REASON).replace_strict(reasons, return_dtype=pl.String)
    verdict = (
        pl.when(COUNTS)
        .then(pl.format("The figures of {} are counted: {}.", source, why))
        .otherwise(pl.lit("Neither is counted: the source whose sheet counts does not state them."))
    )
    message = pl.format("{} and {} differ on this sheet: {}. {}", source, other, "figures", verdict)
    return check.findings(by_source, message, [schema.SOURCE, OTHER, "differences", "largest_difference"])
