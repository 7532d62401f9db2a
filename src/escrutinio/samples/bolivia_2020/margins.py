"""Tables of counts with given margins: fitting, and rounding that keeps every row and column sum.

Rows are polling tables, columns what a voter may do (vote for a list, blank, null, stay away). Both margins
are whole numbers with the same total. Neither step changes a zero cell, so a list that does not stand gets
no vote.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def fit(weights: Floats, rows: Ints, columns: Ints | Floats, rounds: int = 60) -> Floats:
    """Scale ``weights`` (n x k, not negative) to both margins by iterative proportional fitting.

    Deming and Stephan, Annals of Mathematical Statistics 11 (1940) 427-444. Row sums come out exact up to
    floating point, column sums to within the convergence of ``rounds`` passes.

    Args:
        weights: shape (n, k); the odds ratios between cells are kept.
        rows: shape (n,); the wanted row sums.
        columns: shape (k,); the wanted column sums.
        rounds: passes over both margins.
    """
    cells = weights.copy()
    for _ in range(rounds):
        cells *= _ratio(columns, cells.sum(axis=0))
        cells *= _ratio(rows, cells.sum(axis=1))[:, None]
    return cells


def _ratio(wanted: Ints | Floats, sums: Floats) -> Floats:
    return np.divide(wanted, sums, out=np.zeros_like(sums), where=sums > 0)


def round_to_margins(cells: Floats, rows: Ints, columns: Ints, rng: np.random.Generator) -> Ints:
    """Whole numbers near ``cells`` whose row sums are ``rows`` and column sums ``columns``, exactly.

    First each row is rounded systematically (one random start a row, cumulative sums cut at whole numbers),
    which keeps row sums and is right on average; then single votes move between two columns, in the rows that
    were rounded furthest that way, until the column sums are right too.

    Args:
        cells: shape (n, k), not negative, with row sums near ``rows`` and column sums near ``columns``.
        rows: shape (n,); exact row sums.
        columns: shape (k,); exact column sums.
        rng: source of the random starts.

    Raises:
        ValueError: the margins differ in total, or only zero cells could take the votes that are left over.
    """
    if rows.sum() != columns.sum():
        raise ValueError(f"row sums make {rows.sum()}, column sums {columns.sum()}")
    # Starts on a grid of odd multiples of 2**-21 stay clear of what floating point does to whole numbers.
    start = (rng.integers(0, 2**20, len(rows)) + 0.5) / 2**20
    cut = np.cumsum(cells, axis=1)
    cut[:, -1] = rows  # whole numbers, free of what floating point lost on the way
    cut = np.minimum(cut, rows[:, None])
    edges = np.floor(cut + start[:, None]).astype(np.int64)
    counts = np.diff(edges, axis=1, prepend=0)
    _repair(counts, cells, columns)
    return counts


def _repair(counts: Ints, cells: Floats, columns: Ints) -> None:
    """Move votes along rows, in place, until column sums are right; row sums do not change."""
    while True:
        over = counts.sum(axis=0) - columns
        giver, taker = int(over.argmax()), int(over.argmin())
        if over[giver] == 0:
            return
        excess = (counts[:, giver] - cells[:, giver]) - (counts[:, taker] - cells[:, taker])
        able = np.flatnonzero((counts[:, giver] > 0) & (cells[:, taker] > 0))
        if not len(able):
            raise ValueError(f"no row can move a vote from column {giver} to column {taker}")
        moves = min(int(over[giver]), int(-over[taker]), len(able))
        chosen = able[np.argsort(-excess[able], kind="stable")[:moves]]
        counts[chosen, giver] -= 1
        counts[chosen, taker] += 1
