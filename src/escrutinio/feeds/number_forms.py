"""Numbers as a source writes them: signs between thousands, and words for zero and for what is not stated."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache

import polars as pl

from escrutinio.feeds.numbers import ZERO
from escrutinio.feeds.raw_table import RawTable
from escrutinio.model import NumberForm

NO_FIGURE = ("-", "--", "\u2013", "\u2014", "*")
"""What a table of figures has where it has none."""

_FIGURE = re.compile(r"[+-]?\d[\d.,\u00a0\u202f' ]*%?")
_SPACES = "  \u00a0\u2009\u202f"
_APOSTROPHES = "'\u2019\u02bc"


def is_figure(cell: str) -> bool:
    """Whether the text of a cell is a figure, or a share in percent."""
    return _FIGURE.fullmatch(cell) is not None


def in_plain_form(table: RawTable, columns: Iterable[str], form: NumberForm) -> RawTable:
    """The table with columns of figures written plainly: no signs between thousands, and one sign for zero.

    Words for what is not stated stay as they are; they are no number.
    """
    schema = table.frame.schema
    written = [_plain(name, schema[name], form).alias(name) for name in dict.fromkeys(columns)]
    return replace(table, frame=table.frame.with_columns(written))


def in_western_digits(table: RawTable, columns: Iterable[str]) -> RawTable:
    """The table with columns of figures in the digits 0 to 9, in whatever script they are written."""
    frame = table.frame
    written = [frame[name] for name in dict.fromkeys(columns) if frame.schema[name] == pl.String]
    others = [column for column in written if column.str.len_bytes().sum() != column.str.len_chars().sum()]
    if not others:
        return table
    return replace(table, frame=frame.with_columns(with_western_digits(column) for column in others))


def with_western_digits(column: pl.Series) -> pl.Series:
    """Texts with the digits 0 to 9 in place of those of other scripts."""
    digits = _other_digits()
    return column.str.replace_many(list(digits), list(digits.values()))


@lru_cache(maxsize=1)
def _other_digits() -> Mapping[str, str]:
    """The decimal digits of the other scripts of today, as Unicode has them -> ours."""
    signs = map(chr, range(128, 0x10000))
    return {sign: str(unicodedata.decimal(sign)) for sign in signs if unicodedata.category(sign) == "Nd"}


def _plain(name: str, dtype: pl.DataType, form: NumberForm) -> pl.Expr:
    column = pl.col(name)
    if dtype == pl.String:
        text = column.str.strip_chars()
        zero = pl.coalesce(text, pl.lit("")).is_in(form.zero)
        return pl.when(zero).then(pl.lit(ZERO)).otherwise(_without_thousands(text, form.thousands))
    if "" in form.zero and (dtype.is_numeric() or dtype == pl.Null):
        text = column.cast(pl.String, strict=False)
        return pl.when(column.is_null()).then(pl.lit(ZERO)).otherwise(text)
    return column


def _without_thousands(text: pl.Expr, sign: str) -> pl.Expr:
    if not sign:
        return text
    signs = _SPACES if sign.isspace() else _APOSTROPHES if sign in _APOSTROPHES else sign
    one = f"[{''.join(map(_escaped, signs))}]"
    # India groups by two above the thousands: 12,34,567. A single zero stands before decimals alone: 0.218.
    grouped = (
        rf"^\+?(?:[1-9]\d{{0,2}}|0\d{{1,2}})(?:(?:{one}\d{{3}})+|(?:{one}\d{{2}})+{one}\d{{3}})(?:\D0+)?$"
    )
    whole = text.str.replace_all(one, "").str.replace(r"\D0+$", "")
    return pl.when(text.str.contains(grouped)).then(whole).otherwise(text)


def _escaped(sign: str) -> str:
    return f"\\x{{{ord(sign):x}}}"
