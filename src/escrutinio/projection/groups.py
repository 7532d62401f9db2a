"""Sums of arrays by group."""

from __future__ import annotations

import numpy as np

from escrutinio.projection.layout import Array, Index


def by_group(rows: Array, group: Index, groups: int) -> Array:
    """(groups, columns), sums of rows by group; rows of group -1 are left out."""
    return weighed_by_group(rows, np.ones(len(rows)), group, groups)


def weighed_by_group(rows: Array, weight: Array, group: Index, groups: int) -> Array:
    """(groups, columns), the same of rows times weights."""
    # Column by column: no copy of the rows is made, and none has to be sorted.
    after = group + 1
    sums: Array = np.empty((groups, rows.shape[1]))
    for number, column in enumerate(np.ascontiguousarray(rows.T)):
        sums[:, number] = np.bincount(after, weight * column, groups + 1)[1:]
    return sums


def by_pair(weight: Array, first: Index, firsts: int, second: Index, seconds: int) -> Array:
    """(firsts, seconds), sums of weights by two groupings at once; those of first -1 are left out."""
    known = first >= 0
    flat = np.bincount(first[known] * seconds + second[known], weight[known], firsts * seconds)
    return flat.astype(np.float64).reshape(firsts, seconds)
