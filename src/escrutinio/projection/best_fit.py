"""Whether an earlier election helps: the model with it where it explains something, else without it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from escrutinio.projection.baseline import Matched
from escrutinio.projection.layout import Array, Layout
from escrutinio.projection.model import FittedProjection, fit, own_spread
from escrutinio.projection.settings import Settings

LEAST_EXPLAINED = 0.15
"""An earlier election that accounts for less of what differs between places is as good as none."""


@dataclass(frozen=True)
class BestFit:
    """The model with the earlier election where that explains something, else without it.

    Attributes:
        fitted: the model.
        explained: the share of what differs between places that the earlier election explains; None without.
        matched, same: what it was fitted with; None where the earlier election is left aside.
    """

    fitted: FittedProjection
    explained: float | None = None
    matched: Matched | None = None
    same: Array | None = None


def fit_best(layout: Layout, matched: Matched | None, same: Array | None, settings: Settings) -> BestFit:
    """Fit the model, with the earlier election where that explains something; see :func:`fit`."""
    without = fit(layout, None, None, settings)
    if matched is None:
        return BestFit(without)
    with_it = fit(layout, matched, same, settings)
    explained = explained_by(with_it, without)
    if explained < LEAST_EXPLAINED:
        return BestFit(without, explained)
    return BestFit(with_it, explained, matched, same)


def explained_by(with_it: FittedProjection, without: FittedProjection) -> float:
    """The share of the places' variance that the earlier election accounts for, 0 to 1."""
    counted = without.layout.learned.sum(axis=0)
    spread = own_spread(counted / max(float(counted.sum()), 1e-9)) ** 2
    mine, other = (float(spread @ np.diag(fitted.correlation)) for fitted in (with_it, without))
    return float(np.clip(1.0 - mine / other, 0.0, 1.0)) if other > 0 else 0.0
