"""Short divisors: of all divisors that prove an apportionment, numbers with few digits, as offices publish.

A divisor may be any number of an interval. The one chosen has the coarsest last digit that the interval
admits, and of those it is the nearest to the middle. It lies inside the interval, never at an end, unless the
interval is a single number: so no quotient needs a rule for rounding at the very boundary, except where
seats are tied.

Source: F. Pukelsheim, Proportional Representation (2nd ed. 2017), sections 4.6 ("select divisors") and 14.5.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction


def shortest_between(low: Fraction, high: Fraction) -> Fraction:
    """The number between ``low`` and ``high`` (both above zero, ends left out) that is coarsest in decimals.

    Where ``low`` is ``high``, that number.
    """
    if low >= high:
        return low
    # The multiple of the unit nearest to the middle is inside if any is, for the middle is as far from both.
    top = low.numerator * high.denominator + high.numerator * low.denominator
    under = 2 * low.denominator * high.denominator
    unit, parts = 10 ** len(str(top // under)), 1
    while True:
        count = (2 * top * parts + under * unit) // (2 * under * unit)
        number = count * unit
        if (
            low.numerator * parts < number * low.denominator
            and number * high.denominator < high.numerator * parts
        ):
            return Fraction(number, parts)
        if unit > 1:
            unit //= 10
        else:
            parts *= 10


Interval = tuple[Fraction | None, Fraction | None]
"""The least and the greatest number that a divisor may be; None where there is no bound."""


def _interval(
    votes: Sequence[int],
    above: Sequence[int],
    below: Sequence[int],
    others: Sequence[Fraction],
    step: int,
    without: Collection[int] = (),
) -> Interval:
    """Which divisors keep the rounding of one row (or column), the other side's divisors being ``others``."""
    low, low_under, high, high_under = 0, 1, 1, 0
    for index, number in enumerate(votes):
        if not number or index in without:
            continue
        other = others[index]
        number, under = number * step * other.denominator, other.numerator
        bottom = under * above[index]
        if number * low_under > low * bottom:
            low, low_under = number, bottom
        bottom = under * below[index]
        if number * high_under < high * bottom:
            high, high_under = number, bottom
    return (
        Fraction(low, low_under) if low else None,
        Fraction(high, high_under) if high_under else None,
    )


def within(interval: Interval) -> Fraction:
    """A short number of an interval that may be open to one side or both."""
    low, high = interval
    if low is None:
        return shortest_between(high / 2, high) if high else Fraction(1)
    return shortest_between(low, 2 * low if high is None else high)


def upper_key(claims: Iterable[tuple[Fraction, int]], at: Callable[[int], int], step: int) -> Fraction:
    """A short divisor that turns votes into seats by rounding, in one apportionment.

    Args:
        claims: the votes and the seats of each list.
        at: ``at(k) / step`` is where a quotient's rounding goes from k to k + 1.
        step: see ``at``.
    """
    low: Fraction | None = None
    high: Fraction | None = None
    for votes, seats in claims:
        if votes:
            bound = votes * step / at(seats)
            low = bound if low is None else max(low, bound)
            if seats:
                bound = votes * step / at(seats - 1)
                high = bound if high is None else min(high, bound)
    return within((low, high))


@dataclass(frozen=True)
class Linked:
    """Rows and columns whose divisors can only change together, since tied cells stay at their boundary."""

    rows: tuple[int, ...]
    columns: tuple[int, ...]


def shorten(
    votes: Sequence[Sequence[int]],
    seats: Sequence[Sequence[int]],
    tied: Collection[tuple[int, int]],
    linked: Sequence[Linked],
    row_divisors: Sequence[Fraction],
    column_divisors: Sequence[Fraction],
    at: Callable[[int], int],
    step: int,
) -> tuple[list[Fraction], list[Fraction]]:
    """Short row and column divisors that prove the same seats; the middle column divisor starts at 1.

    Args:
        votes: the votes of each row's cells.
        seats: their seats, the smaller number where a cell is tied.
        tied: the cells that are tied and stay at the boundary.
        linked: the rows and columns of each tie.
        row_divisors: divisors that prove the seats.
        column_divisors: the same of columns.
        at: ``at(k) / step`` is where a quotient's rounding goes from k to k + 1.
        step: see ``at``.
    """
    above = [[at(number) for number in row] for row in seats]
    below = [
        [(at(number) if (i, j) in tied else at(number - 1) if number else 0) for j, number in enumerate(row)]
        for i, row in enumerate(seats)
    ]
    across = [list(zip(*matrix, strict=True)) for matrix in (votes, above, below)]
    holders = [
        divisor
        for divisor, column in zip(column_divisors, zip(*seats, strict=True), strict=True)
        if any(column)
    ] or list(column_divisors)
    middle = sorted(holders)[(len(holders) - 1) // 2]
    wide = [divisor * middle for divisor in row_divisors]
    high = [divisor / middle for divisor in column_divisors]
    bound_rows = {row for link in linked for row in link.rows}
    bound_columns = {column for link in linked for column in link.columns}
    fixed = True
    # Where two divisors hold each other, both stay; what holds them is loosened first. Ways of holding have no
    # circle (a circle of them is a tie), so each round frees at least one.
    while fixed:
        fixed = False
        for j in range(len(high)):
            if j not in bound_columns:
                interval = _interval(across[0][j], across[1][j], across[2][j], wide, step)
                high[j] = within(interval)
                fixed |= interval[0] == interval[1] is not None
        for link in linked:
            fixed |= _move(link, (votes, above, below), across, wide, high, step)
        for i in range(len(wide)):
            if i not in bound_rows:
                interval = _interval(votes[i], above[i], below[i], high, step)
                wide[i] = within(interval)
                fixed |= interval[0] == interval[1] is not None
    return wide, high


Cells = Sequence[Sequence[Sequence[int]]]


def _move(
    link: Linked, along: Cells, across: Cells, wide: list[Fraction], high: list[Fraction], step: int
) -> bool:
    """Multiply the rows' divisors and divide the columns' by one number; whether they could not move."""
    least: list[Fraction] = []
    most: list[Fraction] = []
    for row in link.rows:
        low, top = _interval(along[0][row], along[1][row], along[2][row], high, step, link.columns)
        least += [low / wide[row]] if low else []
        most += [top / wide[row]] if top else []
    for column in link.columns:
        low, top = _interval(across[0][column], across[1][column], across[2][column], wide, step, link.rows)
        most += [high[column] / low] if low else []
        least += [high[column] / top] if top else []
    lead = link.columns[0]
    interval = (high[lead] / min(most) if most else None, high[lead] / max(least) if least else None)
    factor = high[lead] / within(interval)
    for row in link.rows:
        wide[row] *= factor
    for column in link.columns:
        high[column] /= factor
    return interval[0] == interval[1] is not None
