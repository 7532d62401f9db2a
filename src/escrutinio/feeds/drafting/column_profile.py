"""What stands in a column, told without knowing what the column is for."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from escrutinio.feeds.drafting.column_words import Role, role_of
from escrutinio.feeds.drafting.source_table import SourceTable
from escrutinio.feeds.raw_table import code_text

_NOTHING = ("", "-", "--", "\u2013", "\u2014", "*")
_THOUSANDS = r"^\d{1,3}([., \u00a0\u202f']\d{3})+$"


@dataclass(frozen=True, eq=False)
class ColumnProfile:
    """A column and what stands in it.

    Attributes:
        name: as the header has it.
        label: the same, or the last line of a header of several lines alone.
        role: the part that its name suggests; None where it suggests none.
        filled: rows in which something stands.
        distinct: different values.
        whole: share of the filled rows that hold a whole number of 0 or more.
        separator: the sign between thousands; empty where there is none.
        coded: whether some numbers begin with a zero, as codes do.
    """

    name: str
    label: str
    role: Role | None
    filled: int
    distinct: int
    whole: float
    separator: str
    coded: bool

    @property
    def counts(self) -> bool:
        """Whether it may hold numbers of votes or voters."""
        return self.filled > 0 and self.whole > 0.9 and not self.coded


def column_profiles(source: SourceTable) -> list[ColumnProfile]:
    """The profiles of a table's columns, in their order."""
    table = source.table
    profiles = []
    for name in table.header():
        written = table.doubled.get(name, name)
        profiles.append(_profile(table.frame, name, source.labels.get(name, written)))
    return profiles


def texts(frame: pl.DataFrame, name: str) -> pl.Series:
    """A column of texts without the blanks around them; null where nothing stands."""
    return frame.select(code_text(name, frame.schema[name]).alias(name))[name]


def numbers(frame: pl.DataFrame, name: str) -> pl.Series:
    """A column as whole numbers, without separators of thousands; null where none stands."""
    plain = texts(frame, name).str.replace_all(r"[., \x{00a0}\x{202f}']", "")
    return plain.cast(pl.Int64, strict=False)


def _profile(frame: pl.DataFrame, name: str, label: str) -> ColumnProfile:
    values = texts(frame, name).drop_nulls()
    values = values.filter(~values.is_in(_NOTHING))
    separated = values.str.contains(_THOUSANDS)
    whole = values.str.contains(r"^\d{1,9}(\.0+)?$") | separated
    return ColumnProfile(
        name=name,
        label=label,
        role=role_of(label) or role_of(name) or role_of(name.removesuffix(label)),
        filled=values.len(),
        distinct=values.n_unique(),
        whole=float(whole.mean() or 0) if values.len() else 0.0,  # type: ignore[arg-type]
        separator=_separator(values.filter(separated)),
        coded=bool(values.str.contains(r"^0\d").any()),
    )


def _separator(values: pl.Series) -> str:
    """The sign that separates thousands in most of some numbers, a blank for all kinds of them."""
    signs = values.str.extract(r"\d([., \x{00a0}\x{202f}'])\d{3}").drop_nulls()
    if signs.is_empty():
        return ""
    sign = str(signs.mode().sort()[0])
    return " " if sign.isspace() else sign
