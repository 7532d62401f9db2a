"""Tails of the hypergeometric distribution, for many tables at once."""

from __future__ import annotations

import numpy as np

from escrutinio.explain.forensics.sheets import Floats, Ints


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
    high = drawn * whole > size * good
    # Of the two sides the one that lies farther from the mean.
    lowest, highest = np.maximum(0, size - (whole - good)), np.minimum(size, good)
    steps = np.where(high, highest - drawn, drawn - lowest)
    width = int(steps.max(initial=0)) + 1
    offsets = np.arange(width)[None, :]
    counts = np.where(high[:, None], drawn[:, None] + offsets, drawn[:, None] - offsets)
    inside = offsets <= steps[:, None]
    counts = np.clip(counts, lowest[:, None], highest[:, None])
    total, own, n = whole[:, None], good[:, None], size[:, None]
    log_p = _choose(logs, own, counts) + _choose(logs, total - own, n - counts) - _choose(logs, total, n)
    p = np.where(inside, np.exp(log_p), 0.0)
    result: Floats = np.minimum(1.0, 2 * (p.sum(axis=1) - 0.5 * p[:, 0]))
    return result


def _choose(logs: Floats, of: Ints, taken: Ints) -> Floats:
    result: Floats = logs[of] - logs[taken] - logs[of - taken]
    return result
