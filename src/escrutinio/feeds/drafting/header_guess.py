"""Which lines of a table hold the names of its columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_NUMBER = re.compile(r"[+-]?\d[\d.,\u00a0\u202f'\u2019 ]*%?")
"""What looks like a number, however it is written."""
_SIGNS_OF_NOTHING = frozenset({"", "-", "--", "\u2013", "\u2014", "*", "n/a", "na"})
_ERROR = re.compile(r"#(n/?[adv]|.*[!?])", re.IGNORECASE)
"""What a formula of a spreadsheet shows where it fails, in any language."""


_TITLE = 2
"""Cells of a line with a number above the table: what it is, and the number."""
_BELOW = 8
_THIN = 2
"""A row has at least one in so many of the cells that most rows have."""
_FEW_CELLS = 3
_LETTERS = 4


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
    lower = [cells for _, cells in filled[len(filled) // 2 :]]
    numeric = _numeric_columns(lower)
    if not numeric:
        return HeaderGuess(filled[0][0], 1) if filled else HeaderGuess(0, 0)
    usual = sorted(sum(map(bool, cells)) for cells in lower)[len(lower) // 2]
    data = [i for i, (_, cells) in enumerate(filled) if _is_data(cells, numeric)]
    # Numbers of a table's title fill few cells, and so may the first rows of a table of groups.
    first = next((i for i in data if _THIN * sum(map(bool, filled[i][1])) >= usual), data[0])
    first = _below_title(filled, numeric, first)
    while first - 1 in data and first > 1 and _names_all(filled[first - 2][1], filled[first - 1][1]):
        first -= 1  # a row of voters alone, which has no list and no votes of each kind
    above: list[int] = []
    below: Sequence[str] = ()
    for number, cells in reversed(filled[:first]):
        stated = [cell for cell in cells if cell]
        numbers = sum(map(looks_like_number, stated))
        if len(stated) < _TITLE or (len(stated) == _TITLE < len(cells) and numbers == 1):
            break  # a title stands alone in its line, or beside a number
        if below and (_is_title_of(cells, below, usual) or cells == below):
            break  # a title, or the same names once more
        above.append(number)
        below = cells
    return HeaderGuess(above[-1], len(above)) if above else HeaderGuess(0, 0)


def _names_all(cells: Sequence[str], below: Sequence[str]) -> bool:
    """Whether a line names every column, without a number, of which the line below fills some alone."""
    filled = [place for place, cell in enumerate(below) if cell]
    named = all(cells) and not any(map(looks_like_number, cells))
    return named and len(filled) < len(cells) and all(place < len(cells) for place in filled)


def _is_title_of(cells: Sequence[str], below: Sequence[str], usual: int) -> bool:
    """Whether a line is a title above the names: its cells, side by side at the left, have names below."""
    there = [place for place, cell in enumerate(cells) if cell]
    beside = there == list(range(len(there))) and _THIN * len(there) < usual and len(there) <= _FEW_CELLS
    names = _THIN * sum(map(bool, below)) >= usual
    return names and beside and all(place < len(below) and below[place] for place in there)


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
        cells = [row[place] for row in rows if place < len(row) and not _states_nothing(row[place])]
        if cells and sum(map(looks_like_number, cells)) > len(cells) / 2:
            places.append(place)
    return places


def _is_data(cells: Sequence[str], numeric: Sequence[int]) -> bool:
    """Whether a row has numbers, or signs of nothing, in most of the columns of numbers."""
    there = [cells[place] for place in numeric if place < len(cells)]
    if _numbered(there) or _names_lists(there):
        return False
    numbers = sum(map(looks_like_number, there))
    return numbers > 0 and numbers + sum(map(_states_nothing, there)) > len(there) / 2


def _states_nothing(cell: str) -> bool:
    """Whether a cell is empty, or holds a sign or an error where a number could be."""
    return cell.lower() in _SIGNS_OF_NOTHING or _ERROR.fullmatch(cell) is not None


def _names_lists(cells: Sequence[str]) -> bool:
    """Whether words stand in several columns of numbers, and others are called by the codes of lists."""
    words = [cell for cell in cells if sum(map(str.isalpha, cell)) >= _LETTERS]
    return len(words) > 1 and len({*words}) == len(words) and len({*cells}) == len(cells)


def _numbered(cells: Sequence[str]) -> bool:
    """Whether some columns are called by their numbers on the ballot: 1, 2, 3, and others by a name."""
    named = [cell for cell in cells if not looks_like_number(cell) and not _states_nothing(cell)]
    numbers = [int(cell) for cell in cells if cell.isdecimal()]
    return bool(named) and len(numbers) > 1 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def looks_like_number(cell: str) -> bool:
    """Whether a cell holds a number, with or without separators."""
    return _NUMBER.fullmatch(cell.strip()) is not None
