"""Tails of the hypergeometric distribution, for many tables at once."""

from __future__ import annotations

import numpy as np

from escrutinio.explain.forensics.sheets import Floats, Ints

_REACH = 9
"""Farther than so many standard deviations beyond a count, the chances add less than rounding does."""
_CELLS = 1_000_000
"""So many chances are worked out at once."""


def tail(drawn: Ints, good: Ints, whole: Ints, size: Ints) -> Floats:
    """The chance of a count at least so far out on its side, twice: both sides together.

    Args:
        drawn: (tables,), votes of a selection on the table.
        good: its votes in the place.
        whole: all votes in the place.
        size: votes on the table.

    Returns:
        (tables,), at most 1. What is as far out counts half.
    """
    logs = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, int(whole.max()) + 1)))])
    rest = whole - good
    high = drawn * whole > size * good
    lowest, highest = np.maximum(0, size - rest), np.minimum(size, good)
    spread = size * (good / whole) * (rest / whole) * (whole - size) / np.maximum(whole - 1, 1)
    # On the side that lies farther from the mean; chances fall away from it.
    steps = np.minimum(
        np.where(high, highest - drawn, drawn - lowest),
        np.ceil(_REACH * np.sqrt(spread)).astype(np.int64) + 1,
    )
    result = np.empty(drawn.size)
    order = np.argsort(steps, kind="stable")
    start = 0
    while start < order.size:
        end = start + 1
        while end < order.size and (end + 1 - start) * (steps[order[end]] + 1) <= _CELLS:
            end += 1
        rows = order[start:end]
        offsets = np.arange(int(steps[rows].max()) + 1)[None, :]
        inside = offsets <= steps[rows, None]
        counts = drawn[rows, None] + np.where(high[rows, None], offsets, -offsets)
        counts = np.clip(counts, lowest[rows, None], highest[rows, None])
        total, own, n = whole[rows, None], good[rows, None], size[rows, None]
        log_p = _choose(logs, own, counts) + _choose(logs, total - own, n - counts) - _choose(logs, total, n)
        p = np.where(inside, np.exp(log_p), 0.0)
        result[rows] = np.minimum(1.0, 2 * (p.sum(axis=1) - 0.5 * p[:, 0]))
        start = end
    return result


def _choose(logs: Floats, of: Ints, taken: Ints) -> Floats:
    result: Floats = logs[of] - logs[taken] - logs[of - taken]
    return result
