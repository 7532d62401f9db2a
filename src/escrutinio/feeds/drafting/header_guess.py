"""Which lines of a table hold the names of its columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_NUMBER = re.compile(r"[+-]?\d[\d.,\u00a0\u202f' ]*%?")
"""What looks like a number, however it is written."""
_SIGNS_OF_NOTHING = frozenset({"", "-", "--", "\u2013", "\u2014", "*", "n/a", "na"})


_TITLE = 2
"""Cells of a line with a number above the table: what it is, and the number."""
_BELOW = 8


@dataclass(frozen=True)
class HeaderGuess:
    """Where the names of a table's columns seem to be.

    Attributes:
        first: the number of the first line that holds them; 0 where there is no header.
        rows: how many lines hold them.
    """

    first: int
    rows: int


def guess_header(lines: Sequence[tuple[int, Sequence[str]]]) -> HeaderGuess:
    """The lines that name the columns: those with several texts, right above the first row with numbers.

    Args:
        lines: the first lines of a table, each with its number and cells.
    """
    filled = [(number, [cell.strip() for cell in cells]) for number, cells in lines]
    filled = [(number, cells) for number, cells in filled if any(cells)]
    numeric = _numeric_columns([cells for _, cells in filled[len(filled) // 2 :]])
    if not numeric:
        return HeaderGuess(filled[0][0], 1) if filled else HeaderGuess(0, 0)
    first = next(i for i, (_, cells) in enumerate(filled) if _is_data(cells, numeric))
    first = _below_title(filled, numeric, first)
    above: list[int] = []
    for number, cells in reversed(filled[:first]):
        stated = [cell for cell in cells if cell]
        numbers = sum(map(looks_like_number, stated))
        if len(stated) < _TITLE or (len(stated) == _TITLE < len(cells) and numbers == 1):
            break  # a title stands alone in its line, or beside a number
        above.append(number)
    return HeaderGuess(above[-1], len(above)) if above else HeaderGuess(0, 0)


def _below_title(filled: Sequence[tuple[int, Sequence[str]]], numeric: Sequence[int], first: int) -> int:
    """The first row of figures below a line of names, where what seemed one is a number with its title."""
    if len(numeric) <= _TITLE or sum(map(bool, filled[first][1])) > _TITLE:
        return first
    for i, (_, cells) in enumerate(filled[first + 1 : first + 1 + _BELOW], start=first + 1):
        if sum(map(bool, cells)) > _TITLE and not any(map(looks_like_number, cells)):
            below = (at for at in range(i + 1, len(filled)) if _is_data(filled[at][1], numeric))
            return next(below, first)
    return first


def _numeric_columns(rows: Sequence[Sequence[str]]) -> list[int]:
    """The places of the columns in which most rows have a number."""
    width = max(map(len, rows), default=0)
    places = []
    for place in range(width):
        cells = [row[place] for row in rows if place < len(row) and row[place]]
        if cells and sum(map(looks_like_number, cells)) > len(cells) / 2:
            places.append(place)
    return places


def _is_data(cells: Sequence[str], numeric: Sequence[int]) -> bool:
    """Whether a row has numbers, or signs of nothing, in most of the columns of numbers."""
    there = [cells[place] for place in numeric if place < len(cells)]
    if _numbered(there):
        return False
    numbers = sum(map(looks_like_number, there))
    return numbers > 0 and numbers + sum(cell.lower() in _SIGNS_OF_NOTHING for cell in there) > len(there) / 2


def _numbered(cells: Sequence[str]) -> bool:
    """Whether some columns are called by their numbers on the ballot: 1, 2, 3, and others by a name."""
    named = [cell for cell in cells if not looks_like_number(cell) and cell.lower() not in _SIGNS_OF_NOTHING]
    numbers = [int(cell) for cell in cells if cell.isdecimal()]
    return bool(named) and len(numbers) > 1 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def looks_like_number(cell: str) -> bool:
    """Whether a cell holds a number, with or without separators."""
    return _NUMBER.fullmatch(cell.strip()) is not None
