"""What stands in a column, told without knowing what the column is for."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from escrutinio.feeds.drafting.column_words import Role, role_of
from escrutinio.feeds.raw_table import RawTable, code_text

_NOTHING = ("", "-", "--", "\u2013", "\u2014", "*")
_THOUSANDS = r"^\d{1,3}([., \u00a0\u202f']\d{3})+$"


@dataclass(frozen=True, eq=False)
class ColumnProfile:
    """A column and what stands in it.

    Attributes:
        name: as the header has it.
        role: the part that its name suggests; None where it suggests none.
        filled: rows in which something stands.
        distinct: different values.
        whole: share of the filled rows that hold a whole number of 0 or more.
        separated: whether some numbers are written with a separator of thousands.
        coded: whether some numbers begin with a zero, as codes do.
    """

    name: str
    role: Role | None
    filled: int
    distinct: int
    whole: float
    separated: bool
    coded: bool

    @property
    def counts(self) -> bool:
        """Whether it may hold numbers of votes or voters."""
        return self.filled > 0 and self.whole > 0.9 and not self.coded


def column_profiles(table: RawTable) -> list[ColumnProfile]:
    """The profiles of a table's columns, in their order."""
    return [_profile(table.frame, name, table.doubled.get(name, name)) for name in table.header()]


def texts(frame: pl.DataFrame, name: str) -> pl.Series:
    """A column of texts without the blanks around them; null where nothing stands."""
    return frame.select(code_text(name, frame.schema[name]).alias(name))[name]


def numbers(frame: pl.DataFrame, name: str) -> pl.Series:
    """A column as whole numbers, without separators of thousands; null where none stands."""
    plain = texts(frame, name).str.replace_all(r"[., \x{00a0}\x{202f}']", "")
    return plain.cast(pl.Int64, strict=False)


def _profile(frame: pl.DataFrame, name: str, written: str) -> ColumnProfile:
    values = texts(frame, name).drop_nulls()
    values = values.filter(~values.is_in(_NOTHING))
    separated = values.str.contains(_THOUSANDS)
    whole = values.str.contains(r"^\d{1,9}(\.0+)?$") | separated
    return ColumnProfile(
        name=name,
        role=role_of(written),
        filled=values.len(),
        distinct=values.n_unique(),
        whole=float(whole.mean() or 0) if values.len() else 0.0,  # type: ignore[arg-type]
        separated=bool(separated.any()),
        coded=bool(values.str.contains(r"^0\d").any()),
    )
