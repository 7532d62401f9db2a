"""Whole numbers out of columns of any type, with the reason where there is none."""

from __future__ import annotations

import secrets
import string
from collections.abc import Sequence

import polars as pl

from escrutinio.ledger.finding_frame import empty_findings, findings_from
from escrutinio.ledger.finding_kinds import BAD_NUMBER

LARGEST = 10**9
"""No sheet holds more; sums of numbers beyond it could overflow."""
ZERO = "".join(secrets.choice(string.ascii_letters) for _ in range(40))
"""What stands in the place of a feed's words for 0: no file can hold it, as each process has its own. It has
no digit: a row of them alone states no result."""
_NEAR = 1e-6
"""By so much a whole number may be off that went through a spreadsheet's fractions."""
_MANY = 200
"""More columns than this are read as one."""
_LONG_FRACTION = r"^\+?\d*[.,]\d{7,}$"
_ERROR_CELL = r"^#[A-Z/0!?]+$"
_GROUPED = r"^\d{1,3}(?:[.,'\u2019\s]\d{2,3})+$"
_NO_FRACTION = r"(?:\.0*|,0{1,2})$"
"""A point or a comma, and nothing after it; three zeros after a comma are thousands."""
_WHOLE = rf"^\+?[0-9]+(?:{_NO_FRACTION.removesuffix('$')})?$"
_NEGATIVE = r"^[-\u2212]\s*\d"
_FRACTION = r"^\+?\d*(?:\.\d+|,\d{1,2}|,\d{4,})$"
# One thousand in half of the world, and one in the other.
_AMBIGUOUS = r"^\+?[1-9][0-9]{0,2}\.000$"


def whole_number(column: str, dtype: pl.DataType) -> pl.Expr:
    """The column as Int64, 0 or more; null where it is anything else."""
    raw = pl.col(column)
    if dtype.is_integer():
        value = raw.cast(pl.Int64, strict=False)
    elif dtype.is_float() or dtype.is_decimal():
        whole = raw.cast(pl.Float64, strict=False).round(0)
        value = pl.when((raw - whole).abs() < _NEAR).then(whole).cast(pl.Int64, strict=False)
    elif dtype == pl.String:
        text = raw.str.strip_chars()
        digits = text.str.strip_prefix("+").str.replace(_NO_FRACTION, "")
        value = (
            pl.when(text.str.contains(_WHOLE) & ~text.str.contains(_AMBIGUOUS))
            .then(digits)
            .cast(pl.Int64, strict=False)
        )
        long = text.str.replace(",", ".", literal=True)
        long = pl.when(text.str.contains(_LONG_FRACTION)).then(long).cast(pl.Float64, strict=False)
        near = pl.when((long - long.round(0)).abs() < _NEAR).then(long.round(0)).cast(pl.Int64, strict=False)
        value = pl.coalesce(value, near, pl.when(text == ZERO).then(pl.lit(0, dtype=pl.Int64)))
    else:
        value = pl.lit(None, dtype=pl.Int64)
    return pl.when((value >= 0) & (value <= LARGEST)).then(value)


def whole_numbers(frame: pl.DataFrame, columns: Sequence[str]) -> list[pl.Series]:
    """:func:`whole_number` of many columns of a frame.

    An expression takes time and memory for every column, however few rows there are, so that those of one
    type are read as one where they are many.
    """
    schema = frame.schema
    if len(columns) <= _MANY:
        return [_whole(frame[name]) for name in columns]
    by_type: dict[pl.DataType, list[str]] = {}
    for name in columns:
        by_type.setdefault(schema[name], []).append(name)
    numbers: dict[str, pl.Series] = {}
    for names in by_type.values():
        read = _whole(pl.concat([frame[name].alias("number") for name in names]))
        for place, name in enumerate(names):
            numbers[name] = read.slice(place * frame.height, frame.height).alias(name)
    return [numbers[name] for name in columns]


def _whole(column: pl.Series) -> pl.Series:
    """:func:`whole_number` of a column, of which nearly every text is digits and nothing else."""
    if column.dtype != pl.String:
        return _read(column)
    value = column.cast(pl.Int64, strict=False)
    plain = ((value >= 0) & (value <= LARGEST) & ~column.str.starts_with("-")).fill_null(value=False)
    if plain.all():
        return value
    return value.scatter((~plain).arg_true(), _read(column.filter(~plain)))


def _read(column: pl.Series) -> pl.Series:
    number = whole_number(column.name, column.dtype).alias(column.name)
    return column.to_frame().with_columns(number).to_series()


def bad_numbers(
    rows: pl.DataFrame,
    value: str,
    raw: str,
    column: str,
    unknown: Sequence[str] = (),
    *,
    of_word: bool = False,
) -> pl.DataFrame:
    """Findings for the rows where ``value`` is null, saying what stands in the file's column ``raw``.

    Args:
        rows: only rows in which the number is needed, or in which something stands in its place.
        value: the column with the whole number, or null.
        raw: the column with what the file holds.
        column: the file's own name of that column, for the message.
        unknown: what the source writes for a figure that it does not state, which is nothing wrong.
        of_word: whether the figures are those of a word, in rows of their own: what is missing is a row.
    """
    text = pl.col(raw).cast(pl.String, strict=False).fill_null("").str.strip_chars()
    bad = rows.filter(pl.col(value).is_null() & ~text.is_in(unknown))
    if bad.is_empty():
        return empty_findings()
    problem = (
        pl.when(text == "")
        .then(pl.lit("missing"))
        .when(text.str.contains(_ERROR_CELL))
        .then(pl.lit("an error of the workbook"))
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
    advice = (
        pl.when(pl.col("found") == "")
        .then(
            pl.lit(
                'If the source leaves out rows, or cells, of 0 votes, write absent_word = "zero" in the '
                'feed, or zero = "" under [feeds.numbers]; if not, ask it for this sheet.'
                if of_word
                else 'If the source leaves cells empty for 0, write zero = "" under [feeds.numbers]; '
                "if not, ask it for this sheet."
            )
        )
        .when(pl.col("found").str.contains(_GROUPED))
        .then(pl.lit("If the sign stands between thousands, say so with thousands under [feeds.numbers]."))
        .when(~pl.col("found").str.contains(r"[\d#]"))
        .then(pl.lit("If the source has it for 0, or for what is not stated, say so under [feeds.numbers]."))
        .otherwise(pl.lit("Ask the source for this sheet."))
    )
    message = pl.format(
        f"The number in column {_braces(column)} is {{}} (found '{{}}'); it counts as not stated. {{}}",
        pl.col("problem"),
        pl.col("found"),
        advice,
    )
    if of_word:  # no column of the file is called so
        without = pl.format(
            f"No row of this sheet has the number of {_braces(column)}; it counts as not stated. {{}}", advice
        )
        message = pl.when(pl.col("found") == "").then(without).otherwise(message)
    numbers = [pl.lit(column).alias("column"), pl.col("found"), pl.col("problem")]
    return findings_from(bad, BAD_NUMBER, message, numbers)


def _braces(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")
