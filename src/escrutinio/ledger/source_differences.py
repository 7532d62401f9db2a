"""Sheets that several sources speak of: on which figures they differ, and whose figures are counted.

The figures that :func:`escrutinio.ledger.state.as_of` says are counted: those of the source of the highest
precedence; among equals of the one that was observed last; at the same moment the order of deliveries
decides. A figure that a source does not state is unknown there and differs from nothing. A later delivery of
the same source is a version of the sheet, and no other voice.
"""

from __future__ import annotations

from enum import StrEnum

import polars as pl

from escrutinio.ledger import schema
from escrutinio.ledger.state import PLACE, PRECEDENCE
from escrutinio.model import sheet

FIGURE, VALUE, DIFFERENCE, COUNTS, REASON = "figure", "value", "difference", "counts", "reason"
OTHER, OTHER_VALUE, OTHER_FILE, OTHER_LINE = "other", "other_value", "other_file", "other_line"
_KEY = list(sheet.KEY)
_SAYS = [*_KEY, FIGURE, schema.SOURCE, VALUE, schema.FILE, sheet.LINE, PLACE, PRECEDENCE, sheet.OBSERVED_AT]

SCHEMA: dict[str, type[pl.DataType]] = {
    sheet.CONTEST: pl.String,
    sheet.SHEET: pl.String,
    FIGURE: pl.String,
    schema.SOURCE: pl.String,
    VALUE: pl.Int64,
    OTHER: pl.String,
    OTHER_VALUE: pl.Int64,
    DIFFERENCE: pl.Int64,
    COUNTS: pl.Boolean,
    REASON: pl.String,
    schema.FILE: pl.String,
    sheet.LINE: pl.Int64,
    OTHER_FILE: pl.String,
    OTHER_LINE: pl.Int64,
}


class Reason(StrEnum):
    """Why one source goes before another."""

    PRECEDENCE = "precedence"
    """Its feed has the higher precedence."""
    LATER = "later"
    """The precedence is the same, and it was observed later."""
    ORDER = "order"
    """Both are the same: the order of deliveries, which is that of their hashes, decides."""


def source_differences(rows: pl.DataFrame) -> pl.DataFrame:
    """The figures on which the sources of a sheet differ.

    Args:
        rows: of :func:`escrutinio.ledger.state.of_each_source`.

    Returns:
        One row for each sheet, figure and source that differs from the first source that states the figure,
        with the columns of :data:`SCHEMA`. ``figure`` is a column of :mod:`escrutinio.model.sheet`;
        ``source`` is that first source, ``value`` what it states, and ``counts`` whether its row is the one
        that counts; ``difference`` is ``other_value`` less ``value``. Sorted by contest and sheet.
    """
    figures = sheet.figures_in(rows.columns)
    about = [name for name in _SAYS if name not in (FIGURE, VALUE)]
    order = {name: number for number, name in enumerate(figures)}
    stated = (
        rows.unpivot(figures, index=about, variable_name=FIGURE, value_name=VALUE)
        .drop_nulls(VALUE)
        .select(_SAYS)
        .sort(*_KEY, PLACE)
    )
    first = stated.unique([*_KEY, FIGURE], keep="first", maintain_order=True)
    pairs = first.join(stated, on=[*_KEY, FIGURE], suffix="_other").filter(
        pl.col(VALUE) != pl.col(f"{VALUE}_other")
    )
    higher = pl.col(PRECEDENCE) > pl.col(f"{PRECEDENCE}_other")
    later = pl.col(sheet.OBSERVED_AT) > pl.col(f"{sheet.OBSERVED_AT}_other")
    reason = (
        pl.when(higher)
        .then(pl.lit(Reason.PRECEDENCE.value))
        .when(later)
        .then(pl.lit(Reason.LATER.value))
        .otherwise(pl.lit(Reason.ORDER.value))
    )
    place = pl.col(FIGURE).replace_strict(order, default=len(order), return_dtype=pl.Int64)
    return (
        pairs.sort(*_KEY, f"{PLACE}_other", place)
        .with_columns(
            pl.col(f"{schema.SOURCE}_other").alias(OTHER),
            pl.col(f"{VALUE}_other").alias(OTHER_VALUE),
            (pl.col(f"{VALUE}_other") - pl.col(VALUE)).alias(DIFFERENCE),
            (pl.col(PLACE) == 0).alias(COUNTS),
            reason.alias(REASON),
            pl.col(f"{schema.FILE}_other").alias(OTHER_FILE),
            pl.col(f"{sheet.LINE}_other").alias(OTHER_LINE),
        )
        .select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())
    )
