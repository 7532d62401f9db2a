"""Whole numbers out of columns of any type, with the reason where there is none."""

from __future__ import annotations

import polars as pl

from escrutinio.ledger.finding_frame import empty_findings, findings_from
from escrutinio.ledger.finding_kinds import BAD_NUMBER

LARGEST = 10**9
"""No sheet holds more; sums of numbers beyond it could overflow."""
_WHOLE = r"^\+?[0-9]+(?:\.0*)?$"
_NEGATIVE = r"^[-\u2212]\s*\d"
_FRACTION = r"^\+?\d*\.\d+$"
# One thousand in half of the world, and one in the other.
_AMBIGUOUS = r"^\+?[1-9][0-9]{0,2}\.000$"


def whole_number(column: str, dtype: pl.DataType) -> pl.Expr:
    """The column as Int64, 0 or more; null where it is anything else."""
    raw = pl.col(column)
    if dtype.is_integer():
        value = raw.cast(pl.Int64, strict=False)
    elif dtype.is_float() or dtype.is_decimal():
        value = pl.when(raw == raw.floor()).then(raw).cast(pl.Int64, strict=False)
    elif dtype == pl.String:
        text = raw.str.strip_chars()
        digits = text.str.strip_prefix("+").str.replace(r"\.0*$", "")
        value = (
            pl.when(text.str.contains(_WHOLE) & ~text.str.contains(_AMBIGUOUS))
            .then(digits)
            .cast(pl.Int64, strict=False)
        )
    else:
        value = pl.lit(None, dtype=pl.Int64)
    return pl.when((value >= 0) & (value <= LARGEST)).then(value)


def bad_numbers(rows: pl.DataFrame, value: str, raw: str, column: str) -> pl.DataFrame:
    """Findings for the rows where ``value`` is null, saying what stands in the file's column ``raw``.

    Args:
        rows: only rows in which the number is needed, or in which something stands in its place.
        value: the column with the whole number, or null.
        raw: the column with what the file holds.
        column: the file's own name of that column, for the message.
    """
    bad = rows.filter(pl.col(value).is_null())
    if bad.is_empty():
        return empty_findings()
    text = pl.col(raw).cast(pl.String, strict=False).fill_null("").str.strip_chars()
    problem = (
        pl.when(text == "")
        .then(pl.lit("missing"))
        .when(text.str.contains(_NEGATIVE))
        .then(pl.lit("negative"))
        .when(text.str.contains(_AMBIGUOUS))
        .then(pl.lit("ambiguous"))
        .when(text.str.contains(_FRACTION))
        .then(pl.lit("fractional"))
        .when(text.str.contains(_WHOLE))
        .then(pl.lit("too large"))
        .otherwise(pl.lit("unreadable"))
    )
    bad = bad.with_columns(text.str.slice(0, 60).alias("found"), problem.alias("problem"))
    message = pl.format(
        f"The number in column {_braces(column)} is {{}} (found '{{}}'); it counts as not stated. "
        "Ask the source for this sheet.",
        pl.col("problem"),
        pl.col("found"),
    )
    numbers = [pl.lit(column).alias("column"), pl.col("found"), pl.col("problem")]
    return findings_from(bad, BAD_NUMBER, message, numbers)


def _braces(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")
