"""Short divisors: of all divisors that prove an apportionment, numbers with few digits, as offices publish.

A divisor may be any number of an interval. The one chosen has the coarsest last digit that the interval
admits, and of those it is the nearest to the middle. It lies inside the interval, never at an end, unless the
interval is a single number: so no quotient needs a rule for rounding at the very boundary, except where
seats are tied.

Source: F. Pukelsheim, Proportional Representation (2nd ed. 2017), chapters 4 ("select divisors") and 14.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

Interval = tuple[int, int, int, int]
"""The least and the greatest number a divisor may be, as two numerators over denominators; 0/1 where there
is no least, 1/0 where there is no greatest."""


def shortest_between(low: Fraction, high: Fraction) -> Fraction:
    """The number between ``low`` and ``high`` (both above zero, ends left out) that is coarsest in decimals.

    Where ``low`` is ``high``, that number.
    """
    return _short((low.numerator, low.denominator, high.numerator, high.denominator))


def _short(interval: Interval) -> Fraction:
    """The shortest number of an interval; where that is open to one side, it is cut at twice or half."""
    low, low_under, high, high_under = interval
    if not low and not high_under:
        return Fraction(1)
    if not low:
        low, low_under = high, 2 * high_under
    elif not high_under:
        high, high_under = 2 * low, low_under
    if low * high_under >= high * low_under:
        return Fraction(low, low_under)
    # The multiple of the unit nearest to the middle is inside if any is, for the middle is as far from both.
    top = low * high_under + high * low_under
    under = 2 * low_under * high_under
    unit, parts = 10 ** len(str(top // under)), 1
    while True:
        number = (2 * top * parts + under * unit) // (2 * under * unit) * unit
        if low * parts < number * low_under and number * high_under < high * parts:
            return Fraction(number, parts)
        if unit > 1:
            unit //= 10
        else:
            parts *= 10


def _interval(
    votes: Sequence[int],
    above: Sequence[int],
    below: Sequence[int],
    others: Sequence[tuple[int, int]],
    step: int,
    without: Collection[int] = (),
) -> Interval:
    """Which divisors keep the rounding of one row (or column), the other side's divisors being ``others``."""
    low, low_under, high, high_under = 0, 1, 1, 0
    index = -1
    for number, over, at_least, (top, under) in zip(votes, above, below, others, strict=True):
        index += 1
        if not number or index in without:
            continue
        number *= step * under
        bottom = top * over
        if number * low_under > low * bottom:
            low, low_under = number, bottom
        bottom = top * at_least
        if number * high_under < high * bottom:
            high, high_under = number, bottom
    return low, low_under, high, high_under


def _single(interval: Interval) -> bool:
    """Whether an interval is one number only."""
    low, low_under, high, high_under = interval
    return bool(low and high_under) and low * high_under == high * low_under


def key_of(claims: Iterable[tuple[Fraction, int]], at: Callable[[int], int], step: int) -> Fraction:
    """A short divisor that turns votes into seats by rounding, in one apportionment.

    Args:
        claims: the votes and the seats of each list.
        at: ``at(k) / step`` is where a quotient's rounding goes from k to k + 1.
        step: see ``at``.
    """
    some = [(votes, seats) for votes, seats in claims if votes]
    low = max((votes * step / at(seats) for votes, seats in some), default=Fraction(0))
    high = min((votes * step / at(seats - 1) for votes, seats in some if seats), default=None)
    return _short((low.numerator, low.denominator, *((high.numerator, high.denominator) if high else (1, 0))))


@dataclass(frozen=True)
class Linked:
    """Rows and columns whose divisors can only change together, since tied cells stay at their boundary."""

    rows: tuple[int, ...]
    columns: tuple[int, ...]


Side = tuple[Sequence[Sequence[int]], Sequence[Sequence[int]], Sequence[Sequence[int]]]
"""Of each row, or of each column: the votes of its cells and, times ``step``, the boundaries above and below
their quotients."""


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
    below = [[at(number - 1) if number else 0 for number in row] for row in seats]
    for i, j in tied:
        below[i][j] = above[i][j]
    along: Side = (votes, above, below)
    across: Side = tuple(list(zip(*matrix, strict=True)) for matrix in along)  # type: ignore[assignment]
    seated = [any(column) for column in zip(*seats, strict=True)]
    holders = [
        divisor for divisor, some in zip(column_divisors, seated, strict=True) if some
    ] or column_divisors
    middle = sorted(holders)[(len(holders) - 1) // 2]
    wide = [(divisor * middle).as_integer_ratio() for divisor in row_divisors]
    high = [(divisor / middle).as_integer_ratio() for divisor in column_divisors]
    todo_rows = set(range(len(wide))).difference(*(link.rows for link in linked))
    todo_columns = set(range(len(high))).difference(*(link.columns for link in linked))
    held = True
    # A divisor held from both sides stays until what holds it is loosened. Such holds have no circle (a
    # circle of them is a tie), so each round frees at least one.
    while held:
        held = False
        for (votes_of, tops, bottoms), todo, own, others in (
            (across, todo_columns, high, wide),
            (along, todo_rows, wide, high),
        ):
            for index in sorted(todo):
                interval = _interval(votes_of[index], tops[index], bottoms[index], others, step)
                own[index] = _short(interval).as_integer_ratio()
                if _single(interval):
                    held = True
                else:
                    todo.discard(index)
            if own is high:
                for link in linked:
                    held |= _move(link, along, across, wide, high, step)
    return [Fraction(*ratio) for ratio in wide], [Fraction(*ratio) for ratio in high]


def _move(
    link: Linked,
    along: Side,
    across: Side,
    wide: list[tuple[int, int]],
    high: list[tuple[int, int]],
    step: int,
) -> bool:
    """Multiply the rows' divisors and divide the columns' by one number; whether they could not move."""
    least: list[Fraction] = []
    most: list[Fraction] = []
    for row in link.rows:
        own = Fraction(*wide[row])
        votes, above, below = along[0][row], along[1][row], along[2][row]
        low, low_under, top, top_under = _interval(votes, above, below, high, step, link.columns)
        least += [Fraction(low, low_under) / own] if low else []
        most += [Fraction(top, top_under) / own] if top_under else []
    for column in link.columns:
        own = Fraction(*high[column])
        votes, above, below = across[0][column], across[1][column], across[2][column]
        low, low_under, top, top_under = _interval(votes, above, below, wide, step, link.rows)
        most += [own * low_under / low] if low else []
        least += [own * top_under / top] if top_under else []
    lead = Fraction(*high[link.columns[0]])
    down, up = lead / min(most) if most else Fraction(0), lead / max(least) if least else None
    interval = (down.numerator, down.denominator, *((up.numerator, up.denominator) if up else (1, 0)))
    factor = lead / _short(interval)
    for row in link.rows:
        wide[row] = (Fraction(*wide[row]) * factor).as_integer_ratio()
    for column in link.columns:
        high[column] = (Fraction(*high[column]) / factor).as_integer_ratio()
    return _single(interval)
