"""Rows of one delivery that speak of the same sheet at the same moment: refused, or added up."""

from __future__ import annotations

import polars as pl

from escrutinio.ledger import states_something
from escrutinio.ledger.finding_frame import concat_findings, findings_from, told_in_a_line
from escrutinio.ledger.finding_kinds import DUPLICATE_IN_DELIVERY
from escrutinio.model import Feed, sheet

_GROUP = [*sheet.KEY, sheet.OBSERVED_AT]


def one_row_a_sheet(rows: pl.DataFrame, feed: Feed) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows with one for each sheet and moment, and findings about sheets that contradict themselves.

    Rows that repeat the same figures are one, and one that states nothing gives way to one that does. Of
    others the feed says whether they hold parts, to be added up; if not, none of them is readable: it is not
    known which is right, so the sheet's earlier version stays.
    """
    # Most files have one contest and one moment: what is the same everywhere tells nothing apart.
    apart = [name for name in _GROUP if rows[name].n_unique() > 1] or _GROUP
    doubled = rows.select(apart).is_duplicated()
    if not doubled.any():
        return rows, concat_findings([])
    figures = sheet.figures_in(rows.columns)
    several = rows.filter(doubled).with_columns(states_something(rows.columns).alias("states"))
    some = pl.col("states").any().over(_GROUP)
    several = several.filter(pl.col("states") | ~some | ~pl.col(sheet.READABLE)).drop("states")
    if feed.same_sheet == "sum":
        return pl.concat([rows.filter(~doubled), _added_up(several, figures)]), concat_findings([])
    figures += [name for name in sheet.TABLES if name in rows.columns]
    several = several.unique([*_GROUP, *figures, sheet.READABLE], keep="first", maintain_order=True)
    differ = pl.len().over(_GROUP) > 1
    several = several.with_columns((pl.col(sheet.READABLE) & ~differ).alias(sheet.READABLE))
    lines = (
        several.filter(differ)
        .with_columns(_stated(figures).alias("stated"))
        .group_by(_GROUP, maintain_order=True)
        .agg(pl.col(sheet.LINE).first(), pl.col(sheet.LINE).alias("lines"), pl.col("stated"))
        .with_columns(told_in_a_line(pl.col("lines")), told_in_a_line(pl.col("stated"), " | "))
    )
    message = pl.format(
        "The file has this sheet several times with different figures (lines {}), so the sheet is not "
        f"counted. If each row holds a part, write same_sheet = \"sum\" in the feed '{feed.id}'.",
        "lines",
    )
    findings = findings_from(lines, DUPLICATE_IN_DELIVERY, message, ["lines"], before=pl.col("stated"))
    return pl.concat([rows.filter(~doubled), several]), findings


def _stated(figures: list[str]) -> pl.Expr:
    texts = [pl.format(f"{sheet.selection_of(name)} {{}}", pl.col(name)) for name in figures]
    return pl.concat_str(texts, separator=", ", ignore_nulls=True)


def _added_up(rows: pl.DataFrame, figures: list[str]) -> pl.DataFrame:
    """The sums of the figures; one that a row does not state is not stated.

    The registered voters are the whole sheet's where every row gives the same number.
    """
    total: dict[str, pl.Expr] = {
        name: pl.when(pl.col(name).is_not_null().all()).then(pl.col(name).sum()) for name in figures
    }
    if sheet.REGISTERED in total:
        alike = pl.col(sheet.REGISTERED).n_unique() == 1
        voters = pl.col(sheet.REGISTERED).first()
        total[sheet.REGISTERED] = pl.when(alike).then(voters).otherwise(total[sheet.REGISTERED])
    others = [name for name in rows.columns if name not in (*_GROUP, *figures, sheet.READABLE)]
    summed = rows.group_by(_GROUP, maintain_order=True).agg(
        *[expression.alias(name) for name, expression in total.items()],
        *[pl.col(name).first() for name in others],
        pl.col(sheet.READABLE).all(),
    )
    return summed.select(rows.columns)
