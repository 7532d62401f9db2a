"""Sums of arrays by group."""

from __future__ import annotations

import numpy as np

from escrutinio.projection.layout import Array, Index


def by_group(rows: Array, group: Index, groups: int) -> Array:
    """(groups, columns), sums of rows by group; rows of group -1 are left out."""
    sums: Array = np.zeros((groups, rows.shape[1]))
    order = np.argsort(group, kind="stable")
    order = order[group[order] >= 0]
    present, starts = np.unique(group[order], return_index=True)
    if len(present):
        sums[present] = np.add.reduceat(rows[order], starts, axis=0)
    return sums


def by_pair(weight: Array, first: Index, firsts: int, second: Index, seconds: int) -> Array:
    """(firsts, seconds), sums of weights by two groupings at once; those of first -1 are left out."""
    known = first >= 0
    flat = np.bincount(first[known] * seconds + second[known], weight[known], firsts * seconds)
    return flat.astype(np.float64).reshape(firsts, seconds)
