"""What text, HTML and the site's page are set from: lines, and tables whose numbers are not formatted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from escrutinio.law.rendering.numbers import Cell
from escrutinio.model.names import natural_order


@dataclass(frozen=True)
class Line:
    """A name and what it is."""

    name: str
    value: Cell


@dataclass(frozen=True)
class Table:
    """A table; the first cell of a row is its head.

    Args:
        caption: what it shows.
        heads: of the columns.
        rows: the cells.
        sentences: the same in words, for where tables are read line by line; empty where rows say it as well.
    """

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    sentences: tuple[str, ...] = ()

    @cached_property
    def numeric(self) -> tuple[bool, ...]:
        """Whether the cells of each column are numbers."""
        return tuple(
            any(not isinstance(row[column], (str, type(None))) for row in self.rows)
            and not any(isinstance(row[column], str) and len(str(row[column])) > 8 for row in self.rows)
            for column in range(len(self.heads))
        )


Block = Line | Table


def in_order(units: Iterable[str]) -> list[str]:
    """Units by their names, of which 2 comes before 10."""
    return sorted(units, key=lambda unit: (natural_order(unit), unit))


def most_first(numbers: Mapping[str, int | Fraction]) -> list[tuple[str, Any]]:
    """The largest first; equal ones by name, which means nothing."""
    return sorted(numbers.items(), key=lambda item: (-item[1], item[0]))


def seats_text(seats: Mapping[str, int]) -> str:
    """Who has how many seats, the most first."""
    return ", ".join(f"{name} {number}" for name, number in most_first(seats) if number)
