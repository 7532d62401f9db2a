"""The whole of a contest in draws of its units: the shares it has, and how units move when it does."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from escrutinio.projection.drift import FACTORS, Drift
from escrutinio.projection.layout import Array, Index
from escrutinio.projection.model import FittedProjection, own_spread

_STEPS = 3


@dataclass(frozen=True)
class UnitsOfWhole:
    """Disjoint units of a contest.

    Attributes:
        counted: (units, categories), the votes that are counted.
        missing: (units,), the voters whose sheets are missing.
        shares: (units, categories), the expected composition of the missing.
        scale: (units, categories), how far the logarithm of a share strays with its own spread.
        with_whole: (units,), by how much a unit moves when the whole does: 1 on average.
    """

    counted: Array
    missing: Array
    shares: Array
    scale: Array
    with_whole: Array


def units_of_whole(
    fitted: FittedProjection, group: Index, units: int, drift: Drift | None = None
) -> UnitsOfWhole:
    """The units of a fitted contest.

    Args:
        fitted: the model.
        group: (places,), the index of each place's unit; -1 for none.
        units: how many there are.
        drift: its drift; without one nothing is said of how units go with the whole.
    """
    rest, missing = fitted.missing(group, units)
    shares = np.divide(rest, missing[:, None], out=np.zeros_like(rest), where=missing[:, None] > 0)
    scale = np.divide(own_spread(shares), shares, out=np.zeros_like(shares), where=shares > 0)
    counted = fitted.counted(group, units)
    with_whole = np.ones(units)
    if drift is not None:
        spread = max(float(np.trace(fitted.correlation)), 1e-12)
        common = float(np.trace(drift.covariance)) * float(drift.common @ FACTORS**2) / spread
        together = fitted.with_whole(group, units) + common
        mean = float(missing @ together / max(missing.sum(), 1e-9))
        with_whole = together / mean if mean > 0 else with_whole
    return UnitsOfWhole(counted, missing, shares, scale, with_whole)


def log_shares(units: UnitsOfWhole, logs: Array, lists: int) -> Array:
    """(draws, lists), logarithms of the shares of the listed votes in the whole.

    Args:
        units: the units.
        logs: (draws, units, categories), by how much the logarithms of their shares stray.
        lists: how many of the categories are lists.
    """
    votes = _votes(units, logs)[:, :, :lists].sum(axis=1) + units.counted[:, :lists].sum(axis=0)
    votes = np.maximum(votes, 1e-3)
    log_of_shares: Array = np.log(votes / votes.sum(axis=1, keepdims=True))
    return log_of_shares


def moved(units: UnitsOfWhole, logs: Array, by: Array, lists: int) -> Array:
    """(draws, units, categories), the further deviations that move the whole by so much.

    Args:
        units: the units.
        logs: (draws, units, categories), the deviations so far.
        by: (draws, lists), of the logarithms of the whole's shares; up to a constant.
        lists: how many of the categories are lists.
    """
    target = log_shares(units, logs, lists) + by
    moves = np.zeros_like(logs)
    for _ in range(_STEPS):
        # A step of a unit is as large as it goes with the whole, in its own spread.
        still = _votes(units, logs + moves)[:, :, :lists]
        reach = units.scale[:, :lists] * units.with_whole[:, None]
        whole = still.sum(axis=1) + units.counted[:, :lists].sum(axis=0)
        pull = (still * reach).sum(axis=1) / np.maximum(whole, 1e-3)
        off = target - np.log(np.maximum(whole, 1e-3) / np.maximum(whole.sum(axis=1, keepdims=True), 1e-3))
        weight = whole / whole.sum(axis=1, keepdims=True)
        off -= (off * weight).sum(axis=1, keepdims=True)
        step = np.where(pull > 1e-6, off / np.maximum(pull, 1e-6), 0.0)
        moves[:, :, :lists] += np.clip(step[:, None, :] * reach[None], -1.0, 1.0)
    return moves


def _votes(units: UnitsOfWhole, logs: Array) -> Array:
    """(draws, units, categories), the votes that are missing."""
    votes: Array = units.shares[None] * np.exp(logs)
    votes *= (units.missing[None] / np.maximum(votes.sum(axis=2), 1e-300))[:, :, None]
    return votes
