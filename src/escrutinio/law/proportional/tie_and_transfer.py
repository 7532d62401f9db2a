"""The engine of double proportional apportionment: seats for a matrix of votes whose margins are given.

It knows no names, only rows (districts) and columns (lists) by their number; ``biproportional`` is the
door. A cell's *quotient* is its votes times the column's multiplier, divided by the row's divisor. What is
kept true at every moment is that each cell's seats are its quotient, rounded; what is worked on are the
sums of rows and columns. A seat moves along a path of cells that changes one row or column sum at each of
its ends: the divisors are changed by just so much that each cell of a shortest such path comes to the
boundary where it may round either way (tie), and then each gives or takes its seat (transfer). Every
transfer takes away two units of error, so it ends.

Sources: M. L. Balinski and G. Demange, Algorithms for proportional matrices in reals and integers,
Mathematical Programming 45 (1989), 193-210; M. Zachariasen, Algorithmic aspects of divisor-based
biproportional rounding (2006), for the transfers as shortest paths; F. Pukelsheim, Proportional
Representation (2nd ed. 2017), chapters 14 and 15.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd
from operator import floordiv, mul

Matrix = Sequence[Sequence[int]]

BITS = 24
"""How fine the first multipliers are. They are a start only: what follows is exact whatever they are."""

ROUNDS = 4
"""How often the start is scaled to the margins."""


@dataclass(frozen=True)
class Clash:
    """No seats fit the margins: these rows have more seats than all columns in which they have votes."""

    rows: tuple[int, ...]
    columns: tuple[int, ...]


@dataclass
class Fit:
    """Seats with the right sums, and what proves them: each cell's rounded quotient is its seats."""

    votes: Matrix
    seats: list[list[int]]
    row_divisors: list[Fraction]
    multipliers: list[Fraction]


def scaled(votes: Matrix, rows: Sequence[int], columns: Sequence[int]) -> tuple[list[int], list[int]]:
    """Row divisors and column multipliers that bring the quotients' sums near the margins.

    Ordinary alternate scaling, in whole numbers that cut fractions off.
    """
    # A row without seats is scaled as if it had a quarter of one: its quotients then round to none.
    wide, high = [4 * size or 1 for size in rows], [4 * size or 1 for size in columns]
    across = [[4 * cell << 2 * BITS for cell in column] for column in zip(*votes, strict=True)]
    multipliers = [1 << BITS] * len(columns)
    divisors = [1] * len(rows)
    for turn in range(ROUNDS):
        for number, row in enumerate(votes):
            divisors[number] = 4 * sum(map(mul, row, multipliers)) // wide[number] or 1
        if turn == ROUNDS - 1:
            break
        for number, column in enumerate(across):
            part = sum(map(floordiv, column, divisors))
            if part:
                multipliers[number] = (high[number] << 2 * BITS) // part or 1
    return divisors, multipliers


def rounded(number: int, divisor: int, at: Callable[[int], int], step: int) -> int:
    """How many of the boundaries ``at(0)/step``, ``at(1)/step``, ... are at or below ``number/divisor``."""
    number *= step
    seats = number // (divisor * step)
    while at(seats) * divisor <= number:
        seats += 1
    while seats and at(seats - 1) * divisor > number:
        seats -= 1
    return seats


def fit(
    votes: Matrix, rows: Sequence[int], columns: Sequence[int], at: Callable[[int], int], step: int
) -> Fit | Clash:
    """Seats for every cell, with the given sums of rows and columns.

    Args:
        votes: the votes of each row's cells.
        rows: the seats of each row.
        columns: the seats of each column; as many in all as the rows have.
        at: ``at(k) / step`` is where a quotient's rounding goes from k to k + 1.
        step: see ``at``.
    """
    row_top, column_top = scaled(votes, rows, columns)
    row_under, column_under = [1] * len(rows), [1] * len(columns)
    seats = [
        [
            rounded(cell * multiplier, divisor, at, step) if cell else 0
            for cell, multiplier in zip(row, column_top, strict=True)
        ]
        for row, divisor in zip(votes, row_top, strict=True)
    ]
    count = len(rows)
    # Nodes: rows, then columns. A seat is wanted at a row that has too few or at a column that has too many.
    excess = [size - sum(row) for size, row in zip(rows, seats, strict=True)]
    excess += [sum(column) - size for column, size in zip(zip(*seats, strict=True), columns, strict=True)]
    while any(excess):
        path = _Paths(votes, seats, (row_top, row_under), (column_top, column_under), at, step)
        end = path.search(excess)
        if end is None:
            settled = path.settled
            return Clash(
                tuple(node for node in settled if node < count),
                tuple(node - count for node in settled if node >= count),
            )
        far, far_under = path.far[end]
        for node in path.settled:
            near, near_under = path.far[node]
            top, under = near * far_under, near_under * far
            if top == under:
                continue
            tops, unders, index = (
                (row_top, row_under, node) if node < count else (column_top, column_under, node - count)
            )
            top *= tops[index]
            under *= unders[index]
            common = gcd(top, under)
            tops[index], unders[index] = top // common, under // common
        excess[end] += 1
        while path.before[end] >= 0:
            start = path.before[end]
            if start < count:
                seats[start][end - count] += 1
            else:
                seats[end][start - count] -= 1
            end = start
        excess[end] -= 1
    return Fit(
        votes,
        seats,
        [Fraction(top, under) for top, under in zip(row_top, row_under, strict=True)],
        [Fraction(top, under) for top, under in zip(column_top, column_under, strict=True)],
    )


Pairs = tuple[list[int], list[int]]


class _Paths:
    """Shortest paths from nodes with excess, where lengths are factors of 1 or more that multiply.

    The way from a row to a column gives the cell a seat more; its length is how far the quotient is below
    the boundary to the next seat. The way from a column to a row takes a seat; its length is how far the
    quotient is above the boundary of the last seat. ``far`` holds a length as (numerator, denominator).
    """

    def __init__(
        self, votes: Matrix, seats: Matrix, rows: Pairs, columns: Pairs, at: Callable[[int], int], step: int
    ) -> None:
        self.votes, self.seats, self.rows, self.columns, self.at, self.step = (
            votes,
            seats,
            rows,
            columns,
            at,
            step,
        )
        size = len(rows[0]) + len(columns[0])
        self.far: list[tuple[int, int]] = [(0, 0)] * size
        self.before = [-1] * size
        self.settled: list[int] = []

    def search(self, excess: Sequence[int]) -> int | None:
        """The nearest node that has too little, or None where no way leads to one."""
        count = len(self.rows[0])
        waiting = set()
        for node, much in enumerate(excess):
            if much > 0:
                self.far[node] = (1, 1)
                waiting.add(node)
        todo = set(range(len(excess)))
        while waiting:
            best = -1
            length = under = 0
            for node in sorted(waiting):
                far, far_under = self.far[node]
                if best < 0 or far * under < length * far_under:
                    best, length, under = node, far, far_under
            waiting.discard(best)
            todo.discard(best)
            self.settled.append(best)
            if excess[best] < 0:
                return best
            ways = self._from_row(best) if best < count else self._from_column(best - count)
            for node, top, bottom in ways:
                if node not in todo:
                    continue
                if node not in waiting:
                    waiting.add(node)
                elif top * self.far[node][1] >= self.far[node][0] * bottom:
                    continue
                self.far[node] = (top, bottom)
                self.before[node] = best
        return None

    def _from_row(self, row: int) -> list[tuple[int, int, int]]:
        count, (tops, unders), at = len(self.rows[0]), self.columns, self.at
        far, far_under = self.far[row]
        far *= self.rows[0][row]
        far_under *= self.rows[1][row] * self.step
        return [
            (count + j, far * at(seats) * unders[j], far_under * votes * tops[j])
            for j, (votes, seats) in enumerate(zip(self.votes[row], self.seats[row], strict=True))
            if votes
        ]

    def _from_column(self, column: int) -> list[tuple[int, int, int]]:
        (tops, unders), at = self.rows, self.at
        far, far_under = self.far[len(tops) + column]
        far *= self.columns[0][column] * self.step
        far_under *= self.columns[1][column]
        return [
            (i, far * self.votes[i][column] * unders[i], far_under * at(row[column] - 1) * tops[i])
            for i, row in enumerate(self.seats)
            if row[column]
        ]
