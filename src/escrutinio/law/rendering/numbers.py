"""Exact numbers for people: as decimals, with the exact value beside them where decimals are not exact."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

from escrutinio.law.outcome import percent
from escrutinio.law.rendering.labels import Words
from escrutinio.model.translations import numbers_in

PLACES = 2
"""Decimals of a number of one or more that is rounded."""
MORE_PLACES = 6
"""Decimals of a number below one, and of one that so many say exactly."""


@dataclass(frozen=True)
class Share:
    """A share that is shown in per cent."""

    part: int
    whole: int


@dataclass(frozen=True)
class Root:
    """The square root of a number."""

    square: Fraction


Cell = str | int | Fraction | Share | Root | None
"""What can stand in a cell: a text, a number to be formatted, or nothing."""


@dataclass(frozen=True)
class NumberText:
    """A number in decimals; ``exact`` is its exact value where the decimals are rounded, else empty."""

    text: str
    exact: str = ""


def cell_text(cell: Cell, words: Words) -> NumberText:
    """A cell in words or decimals.

    A number that six decimals say exactly is shown so. Another is rounded: to two decimals, or to six where
    it is below one.
    """
    if cell is None or isinstance(cell, str):
        return NumberText(cell or "")
    if isinstance(cell, int):
        return NumberText(str(cell))
    if isinstance(cell, Share):
        return NumberText(numbers_in(percent(cell.part, cell.whole), words.language))
    if isinstance(cell, Root):
        scale = 10 ** (PLACES + 1)
        square = cell.square * scale**2
        root = Fraction(isqrt(square.numerator // square.denominator), scale)
        exact = Fraction(isqrt(cell.square.numerator), isqrt(cell.square.denominator))
        if exact * exact == cell.square:
            return cell_text(exact, words)
        square_text = _exact(cell.square)
        mixed = " " in square_text  # "√7 1/4" could be read as a quarter more than a root
        return NumberText(_rounded(root, PLACES, words), f"√({square_text})" if mixed else f"√{square_text}")
    if 10**MORE_PLACES % cell.denominator == 0:
        text = _rounded(cell, MORE_PLACES, words).rstrip("0").rstrip(words.point)
        return NumberText(text)
    return NumberText(_rounded(cell, PLACES if abs(cell) >= 1 else MORE_PLACES, words), _exact(cell))


def _exact(number: Fraction) -> str:
    """A number as offices print it: whole, and the rest as a fraction."""
    whole, rest = divmod(number.numerator, number.denominator)
    return f"{whole} {rest}/{number.denominator}" if rest and whole > 0 else str(number)


def _rounded(number: Fraction, places: int, words: Words) -> str:
    """Rounded half up, by whole numbers."""
    scale = 10**places
    units = (2 * abs(number.numerator) * scale + number.denominator) // (2 * number.denominator)
    sign = "-" if number < 0 and units else ""
    return f"{sign}{units // scale}{words.point}{units % scale:0{places}d}"
