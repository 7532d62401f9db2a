"""The effects of the model: which columns a polling place has, and how far each effect may go.

Beside the straight lines on the earlier vote there are two smooth curves: one over all earlier shares at
once, by a Gaussian kernel at landmark places (a low-rank Gaussian process: C. Williams, M. Seeger, "Using the
Nyström method to speed up kernel machines", 2001), and one over the logarithm of the place's size. Both are
random effects like the others, drawn towards 0, in the same linear system.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from escrutinio.projection.baseline import Matched
from escrutinio.projection.layout import Array, Layout
from escrutinio.projection.settings import Settings

_JITTER = 1e-6
_SIZE_LANDMARKS = 7


@dataclass(frozen=True)
class Effects:
    """The effects, areas and places apart.

    Attributes:
        design: (places, effects), how each place loads on each effect.
        prior: (effects,), their variances relative to S.
        mean: (effects, categories), what is expected of them before any sheet.
        free: (effects,), which of them say nothing of S: the intercept and the slopes that all places share,
            whose size has a scale of its own.
    """

    design: Array
    prior: Array
    mean: Array
    free: NDArray[np.bool_]


def no_effects(places: int, categories: int) -> Effects:
    """The effects of a contest that only follows another: one that does nothing."""
    return Effects(np.zeros((places, 1)), np.ones(1), np.zeros((1, categories)), np.ones(1, dtype=bool))


def effects_of(layout: Layout, matched: Matched | None, same: Array | None, settings: Settings) -> Effects:
    """The effects of a layout.

    Args:
        layout: the count by polling place.
        matched: the earlier vote of each place; None without one.
        same: (earlier categories, categories), see :func:`escrutinio.projection.baseline.same_lists`.
        settings: the settings.
    """
    weight = np.maximum(layout.registered, 1e-9)
    earlier = matched.shares if matched is not None else np.zeros((len(weight), 0))
    earlier = earlier - np.average(earlier, axis=0, weights=weight)
    unmatched = ~matched.own if matched is not None else np.ones(len(weight), dtype=bool)
    places, columns = earlier.shape
    regions = np.eye(len(layout.regions))[layout.region]
    by_region = (regions[:, :, None] * earlier[:, None, :]).reshape(places, -1)
    if settings.region_slope == 0:
        by_region = np.zeros((places, 0))
    slope = np.full(columns, settings.slope_other)
    mean = np.zeros((columns, len(layout.categories)))
    if same is not None and columns:
        slope[same.any(axis=1)] = settings.slope_same
        mean = same
    bend = _bend(earlier, weight, settings)
    size = _size_curve(layout, settings)
    types = layout.vote_types
    kinds = types.unique().sort().to_list()
    of_type = np.column_stack([types.to_numpy() == kind for kind in kinds]).astype(float)
    if len(kinds) < 2:
        of_type = np.zeros((places, 0))
    blocks = [
        (np.ones((places, 1)), np.array([settings.slope_other])),
        (earlier, slope),
        (regions, np.full(regions.shape[1], settings.region)),
        (by_region, np.full(by_region.shape[1], settings.region_slope)),
        (unmatched[:, None].astype(float), np.ones(1)),
        (bend, np.full(bend.shape[1], settings.bend)),
        (size, np.full(size.shape[1], settings.size)),
        (of_type, np.full(of_type.shape[1], settings.vote_type)),
    ]
    prior = np.concatenate([variances for _, variances in blocks])
    means = np.zeros((len(prior), len(layout.categories)))
    means[1 : 1 + columns] = mean
    free = np.arange(len(prior)) <= columns
    return Effects(np.concatenate([block for block, _ in blocks], axis=1), prior, means, free)


def _bend(earlier: Array, weight: Array, settings: Settings) -> Array:
    """(places, landmarks), a smooth surface over the earlier shares; no columns without them."""
    if settings.bend == 0 or earlier.shape[1] == 0:
        return np.zeros((len(earlier), 0))
    spread = float(np.sqrt(np.average((earlier**2).sum(axis=1), weights=weight)))
    if spread < 1e-6:
        return np.zeros((len(earlier), 0))
    return _kernel_columns(earlier, _landmarks(earlier, settings.landmarks), settings.bend_length * spread)


def _size_curve(layout: Layout, settings: Settings) -> Array:
    """(places, landmarks), a smooth curve over the logarithm of the voters of a place."""
    voters = layout.registered
    size = np.log(np.maximum(voters, 1.0))
    spread = float(size.std())
    if settings.size == 0 or spread < 1e-3:
        return np.zeros((len(voters), 0))
    standard = ((size - size.mean()) / spread)[:, None]
    at = np.unique(np.quantile(standard, np.linspace(0.02, 0.98, _SIZE_LANDMARKS)))[:, None]
    columns = _kernel_columns(standard, at, settings.size_length)
    # What all places have in common is the intercept's.
    return columns - np.average(columns, axis=0, weights=np.maximum(voters, 1e-9))


def _landmarks(points: Array, wanted: int) -> Array:
    """(landmarks, columns), points spread over all of them: each the farthest from those before it."""
    chosen = [int(((points - points.mean(axis=0)) ** 2).sum(axis=1).argmin())]
    nearest = ((points - points[chosen[0]]) ** 2).sum(axis=1)
    while len(chosen) < wanted:
        farthest = int(nearest.argmax())
        if nearest[farthest] < 1e-9:
            break
        chosen.append(farthest)
        nearest = np.minimum(nearest, ((points - points[farthest]) ** 2).sum(axis=1))
    return points[chosen]


def _kernel_columns(points: Array, at: Array, length: float) -> Array:
    """(points, landmarks), columns whose inner products are those of a Gaussian kernel at the landmarks."""

    def kernel(first: Array, second: Array) -> Array:
        apart = (first**2).sum(axis=1)[:, None] + (second**2).sum(axis=1)[None] - 2 * first @ second.T
        alike: Array = np.exp(-np.maximum(apart, 0.0) / (2 * length**2))
        return alike

    values, vectors = np.linalg.eigh(kernel(at, at))
    keep = values > _JITTER * values[-1]
    vectors = vectors[:, keep]
    # Turned back: eigenvectors by themselves have other signs on other machines; see :func:`model.root`.
    columns: Array = kernel(points, at) @ (vectors / np.sqrt(values[keep]) @ vectors.T)
    return columns
