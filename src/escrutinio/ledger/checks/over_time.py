"""Checks of a sheet against its own earlier versions."""

from __future__ import annotations

import polars as pl

from escrutinio.ledger import schema
from escrutinio.ledger.checks.check import Check, also_at_reading, define_check
from escrutinio.ledger.checks.context import Context
from escrutinio.ledger.finding_frame import empty_findings, grouped
from escrutinio.ledger.finding_kinds import DUPLICATE_IN_DELIVERY
from escrutinio.ledger.state import CHANGE, CHANGED, RETURNED, WITHDRAWN, has_grown
from escrutinio.model import Election, Severity, sheet

_GROUP = [schema.SOURCE, *sheet.KEY]
_BEFORE = "__"
"""Before the name of a column: what was stated last."""


@define_check(
    "changed",
    Severity.WARNING,
    "a sheet changed after it was published",
    "counts of version n ≠ counts of version n − 1",
)
def changed(check: Check, context: Context) -> pl.DataFrame:
    """A later version has other numbers than the one before it, even if it disappeared in between.

    Of a place whose tables are counted one after the other larger numbers with more tables are no change.
    """
    message = pl.lit("The numbers changed after they had been published.")
    findings = _versions(check, context, [CHANGED, RETURNED], message)
    return findings.filter(pl.col("before") != pl.col("after"))


@define_check(
    "withdrawn",
    Severity.WARNING,
    "a sheet that disappeared from a later snapshot, or is listed as not counted again",
    "sheet ∈ earlier delivery, ∉ next snapshot of its contest, or not counted in a later delivery",
)
def withdrawn(check: Check, context: Context) -> pl.DataFrame:
    """A later delivery no longer holds the sheet, or says that it is not counted; it is counted no more."""
    message = pl.lit(
        "An earlier file had the sheet's figures; in this one they are missing, so it no longer counts."
    )
    return _versions(check, context, [WITHDRAWN], message)


@define_check(
    "returned",
    Severity.INFO,
    "a sheet that disappeared and came back",
    "version n − 1 is a withdrawal",
)
def returned(check: Check, context: Context) -> pl.DataFrame:
    """A sheet that had disappeared is there again."""
    message = pl.lit("The sheet had disappeared from a snapshot and is back.")
    return _versions(check, context, [RETURNED], message)


@define_check(
    "figures-fell",
    Severity.WARNING,
    "a figure that fell after it was published",
    "votes, cast, valid, blank, null or tables of version n < of version n − 1",
)
def figures_fell(check: Check, context: Context) -> pl.DataFrame:
    """A later version has fewer votes, of a selection or in all, or fewer tables than the one before it."""
    if context.history.is_empty():
        return empty_findings()
    rows, columns = _with_last(context, [CHANGED, RETURNED])
    counted = [name for name in columns if name not in (sheet.REGISTERED, sheet.TABLES_TOTAL)]
    if rows.is_empty() or not counted:
        return empty_findings()
    falls = [pl.col(name) < pl.col(f"{_BEFORE}{name}") for name in counted]
    fallen = pl.sum_horizontal(fall.fill_null(value=False).cast(pl.Int64) for fall in falls)
    rows = rows.with_columns(fallen.alias("figures")).filter(pl.col("figures") > 0)
    before, after = (
        pl.concat_str(
            [
                pl.when(fall).then(_figure(context.election, name, f"{mark}{name}"))
                for fall, name in zip(falls, counted, strict=True)
            ],
            separator=", ",
            ignore_nulls=True,
        )
        for mark in (_BEFORE, "")
    )
    message = pl.lit("Figures fell after they had been published. Counts grow, unless they are corrected.")
    return check.findings(rows, message, ["version", "figures"], before=before, after=after)


def _with_last(context: Context, changes: list[str]) -> tuple[pl.DataFrame, list[str]]:
    """The versions with some change, each beside what was stated last (``__`` + column), and the columns.

    These are of counts, votes and tables.
    """
    history = context.history
    tables = [name for name in sheet.TABLES if name in history.columns]
    columns = [*sheet.figures_in(history.columns), *tables]
    # Only sheets that have the change are compared; most never do. Nor are columns in which nothing stands.
    concerned = history.filter(pl.col(CHANGE).is_in(changes)).select(_GROUP).unique()
    if concerned.is_empty():
        nothing = [pl.lit(None, dtype=pl.Int64).alias(f"{_BEFORE}{name}") for name in columns]
        return history.clear().with_columns(nothing), columns
    versions = history.join(concerned, on=_GROUP, how="semi").sort(*_GROUP, "version")
    columns = [name for name in columns if versions[name].null_count() < versions.height]
    # What was last stated: a withdrawal states nothing, so the version before it is looked through to.
    stated = pl.when(pl.col(CHANGE) != WITHDRAWN).then(pl.struct(columns))
    versions = versions.with_columns(stated.forward_fill().shift(1).over(_GROUP).alias("__last"))
    versions = versions.with_columns(
        pl.col("__last").struct.field(name).alias(f"{_BEFORE}{name}") for name in columns
    )
    return versions.filter(pl.col(CHANGE).is_in(changes)), columns


def _versions(check: Check, context: Context, changes: list[str], message: pl.Expr) -> pl.DataFrame:
    if context.history.is_empty():
        return empty_findings()
    rows, columns = _with_last(context, changes)
    if CHANGED in changes and sheet.TABLES_COUNTED in columns:  # one that returned may have grown meanwhile
        rows = rows.filter(~has_grown(sheet.figures_in(columns), _BEFORE))
    if rows.is_empty() or not columns:
        return empty_findings()
    before = [_stated(context.election, name, f"{_BEFORE}{name}", name) for name in columns]
    after = [_stated(context.election, name, name, f"{_BEFORE}{name}") for name in columns]
    return check.findings(
        rows,
        message,
        [pl.col("version")],
        before=pl.concat_str(before, separator=", ", ignore_nulls=True),
        after=pl.lit("")
        if changes == [WITHDRAWN]
        else pl.concat_str(after, separator=", ", ignore_nulls=True),
    )


def _figure(election: Election, name: str, value: str) -> pl.Expr:
    return pl.format("{} {}", pl.lit(election.figure_name(name)), grouped(value))


def _stated(election: Election, name: str, value: str, other: str) -> pl.Expr:
    """A figure that differs from another version's; a dash where it is not stated, as in all tables."""
    unknown = pl.format("{} -", pl.lit(election.figure_name(name)))
    figure = pl.when(pl.col(value).is_null()).then(unknown).otherwise(_figure(election, name, value))
    return pl.when(pl.col(value).ne_missing(pl.col(other))).then(figure)


@also_at_reading(DUPLICATE_IN_DELIVERY)
def duplicate_in_delivery(check: Check, context: Context) -> pl.DataFrame:
    """One delivery holds the sheet twice with different numbers; the last row counts."""
    if context.deliveries.is_empty():
        return empty_findings()
    group = [schema.DELIVERY, *sheet.KEY, sheet.OBSERVED_AT]
    doubled = context.ledger.doubled_rows(context.deliveries)
    doubled = doubled.filter(sheet.READABLE, schema.states_something(doubled.columns))
    content = sheet.figures_in(doubled.columns)
    doubled = doubled.with_columns(pl.struct(content).hash().alias("print"))
    doubled = doubled.filter(pl.col("print").n_unique().over(group) > 1).sort(*group, sheet.LINE)
    doubled = doubled.with_columns(
        pl.col(sheet.LINE).last().over(group).alias("counts_line"), pl.len().over(group).alias("times")
    )
    rows_out = doubled.filter(pl.col(sheet.LINE) != pl.col("counts_line"))
    message = pl.format(
        "This delivery has the sheet {} times with different numbers; line {} is counted.",
        grouped("times"),
        "counts_line",
    )
    stated = pl.concat_str(
        [_figure(context.election, name, name) for name in content],
        separator=", ",
        ignore_nulls=True,
    )
    return check.findings(
        rows_out,
        message,
        ["times", "counts_line"],
        before=stated,
    )
