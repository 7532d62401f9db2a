"""The effects of the model: which columns a polling place has, and how far each effect may go.

Beside the straight lines on the earlier vote there are smooth curves: one over all earlier shares at once, by
a Gaussian kernel at landmark places (a low-rank Gaussian process: C. Williams, M. Seeger, "Using the Nyström
method to speed up kernel machines", 2001), and two over the logarithm of the place's size. They are random
effects like the others, drawn towards 0, in the same linear system.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from escrutinio.projection.baseline import Matched
from escrutinio.projection.groups import by_pair, weighed_by_group
from escrutinio.projection.layout import Array, Index, Layout
from escrutinio.projection.settings import Settings
from escrutinio.projection.size_trend import standard_sizes

_JITTER = 1e-6
_APART = 0.8
"""How far landmarks of a curve lie apart, in its lengths."""
_AT_ONCE = 4096


@dataclass(frozen=True)
class Effects:
    """The effects, areas and places apart: those that all places share, and each region's own.

    A place loads on the effects of one region only, so that the (places, effects) design is never written
    out; sums over places are taken region by region.

    Attributes:
        shared: (places, shared effects), how each place loads on the effects of all.
        local: (places, effects of a region), how it loads on those of its region.
        region: (places,), the index of its region.
        shared_at: (shared effects,), where these stand among all effects.
        local_at: (regions, effects of a region), where each region's stand.
        prior: (effects,), their variances relative to S.
        mean: (effects, categories), what is expected of them before any sheet.
        sizes: where the curves over sizes stand among all effects.
        free: how many of the first, which all places share, say nothing of S: the intercept and the slopes,
            whose size has a scale of its own.
    """

    shared: Array
    local: Array
    region: Index
    shared_at: Index
    local_at: Index
    prior: Array
    mean: Array
    sizes: Index
    free: int

    def times(self, coefficients: Array) -> Array:
        """(places, columns), the design times (effects, columns) coefficients."""
        effects_of_places: Array = self.shared @ coefficients[self.shared_at]
        for number, places in self._parts:
            effects_of_places[places] += self.local[places] @ coefficients[self.local_at[number]]
        return effects_of_places

    def of_sizes(self, coefficients: Array) -> Array:
        """(places, columns), what the curves over sizes make of (effects, columns) coefficients."""
        by_size: Array = self.shared[:, np.isin(self.shared_at, self.sizes)] @ coefficients[self.sizes]
        return by_size

    def products(self, weight: Array) -> Array:
        """(effects, effects), the design's products with itself, places weighted."""
        products = np.zeros((len(self.prior), len(self.prior)))
        of_shared = np.zeros((self.shared.shape[1], self.shared.shape[1]))
        for number, places in self._parts:
            every, own, at = self.shared[places], self.local[places], self.local_at[number]
            weighted = every * weight[places, None]
            of_shared += weighted.T @ every
            products[np.ix_(self.shared_at, at)] += weighted.T @ own
            products[np.ix_(at, at)] += (own * weight[places, None]).T @ own
        products[np.ix_(self.shared_at, self.shared_at)] = of_shared
        local = self.local_at.ravel()
        products[np.ix_(local, self.shared_at)] = products[np.ix_(self.shared_at, local)].T
        return products

    def with_rows(self, rows: Array) -> Array:
        """(effects, columns), the design's products with (places, columns) rows."""
        products = np.zeros((len(self.prior), rows.shape[1]))
        products[self.shared_at] = self.shared.T @ rows
        for number, places in self._parts:
            products[self.local_at[number]] += self.local[places].T @ rows[places]
        return products

    def of_groups(self, weight: Array, group: Index, groups: int) -> Array:
        """(groups, effects), weighted sums of the design over groups of places; -1 is in none."""
        sums = np.zeros((groups, len(self.prior)))
        sums[:, self.shared_at] = weighed_by_group(self.shared, weight, group, groups)
        for column, at in zip(self.local.T, self.local_at.T, strict=True):
            sums[:, at] = by_pair(weight * column, group, groups, self.region, len(at))
        return sums

    @cached_property
    def _parts(self) -> list[tuple[int, Index | slice]]:
        """Regions with the places of each, in parts that fit into a processor's cache."""
        order = np.argsort(self.region, kind="stable")
        ends = np.cumsum(np.bincount(self.region, minlength=len(self.local_at)))
        return [
            (number, _as_slice(places[start : start + _AT_ONCE]))
            for number, places in enumerate(np.split(order, ends[:-1]))
            for start in range(0, len(places), _AT_ONCE)
        ]


def _as_slice(places: Index) -> Index | slice:
    """Places that follow each other as a slice, which copies nothing."""
    first, last = int(places[0]), int(places[-1])
    return slice(first, last + 1) if last - first + 1 == len(places) else places


def no_effects(layout: Layout) -> Effects:
    """The effects of a contest that only follows another: one that does nothing."""
    places, categories = len(layout.region), len(layout.categories)
    return Effects(
        shared=np.zeros((places, 1)),
        local=np.zeros((places, 0)),
        region=layout.region,
        shared_at=np.zeros(1, dtype=np.int64),
        local_at=np.zeros((len(layout.regions), 0), dtype=np.int64),
        prior=np.ones(1),
        mean=np.zeros((1, categories)),
        sizes=np.zeros(0, dtype=np.int64),
        free=1,
    )


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
    slope = np.full(columns, settings.slope_other)
    mean = np.zeros((columns, len(layout.categories)))
    if same is not None and columns:
        slope[same.any(axis=1)] = settings.slope_same
        mean = same
    bend = _bend(earlier, weight, settings)
    size, size_variance = _size_curves(layout, settings)
    types = layout.vote_types
    kinds = types.unique().sort().to_list()
    of_type = np.column_stack([types.to_numpy() == kind for kind in kinds]).astype(float)
    if len(kinds) < 2:
        of_type = np.zeros((places, 0))
    blocks = [
        (np.ones((places, 1)), np.array([settings.slope_other])),
        (earlier, slope),
        (unmatched[:, None].astype(float), np.ones(1)),
        (bend, np.full(bend.shape[1], settings.bend)),
        (size, size_variance),
        (of_type, np.full(of_type.shape[1], settings.vote_type)),
    ]
    own = earlier if settings.region_slope else earlier[:, :0]
    free, regions = 1 + columns, len(layout.regions)
    of_regions = [
        np.full(regions, settings.region),
        np.full(regions * own.shape[1], settings.region_slope),
    ]
    shared = [variances for _, variances in blocks]
    prior = np.concatenate([*shared[:2], *of_regions, *shared[2:]])
    means = np.zeros((len(prior), len(layout.categories)))
    means[1:free] = mean
    local_at = free + np.arange(regions * (1 + own.shape[1]))
    before_sizes = len(prior) - of_type.shape[1] - size.shape[1]
    return Effects(
        # Column by column in memory: sums by group go through it so.
        shared=np.asfortranarray(np.concatenate([block for block, _ in blocks], axis=1)),
        local=np.concatenate([np.ones((places, 1)), own], axis=1),
        region=layout.region,
        shared_at=np.setdiff1d(np.arange(len(prior)), local_at),
        local_at=np.column_stack([local_at[:regions], local_at[regions:].reshape(regions, -1)]),
        prior=prior,
        mean=means,
        sizes=before_sizes + np.arange(size.shape[1]),
        free=free,
    )


def _bend(earlier: Array, weight: Array, settings: Settings) -> Array:
    """(places, landmarks), a smooth surface over the earlier shares; no columns without them."""
    if settings.bend == 0 or earlier.shape[1] == 0:
        return np.zeros((len(earlier), 0))
    spread = float(np.sqrt(np.average((earlier**2).sum(axis=1), weights=weight)))
    if spread < 1e-6:
        return np.zeros((len(earlier), 0))
    return _kernel_columns(earlier, _landmarks(earlier, settings.landmarks), settings.bend_length * spread)


def _size_curves(layout: Layout, settings: Settings) -> tuple[Array, Array]:
    """(places, columns), smooth curves over the logarithm of a place's voters; (columns,) their variances.

    One has bends, the other is long: of sizes that are not in, the first says nothing, whatever others do;
    the second carries on some way what those nearest did.
    """
    standard = standard_sizes(layout)[0]
    both = (
        (settings.size, _size_curve(standard, layout.registered, settings.size_length)),
        (settings.size_long, _size_curve(standard, layout.registered, settings.size_long_length)),
    )
    kept = [(variance, curve) for variance, curve in both if variance]
    if not kept:
        return np.zeros((len(standard), 0)), np.zeros(0)
    return (
        np.concatenate([curve for _, curve in kept], axis=1),
        np.concatenate([np.full(curve.shape[1], variance) for variance, curve in kept]),
    )


def _size_curve(standard: Array, weight: Array, length: float) -> Array:
    """(places, landmarks), a smooth curve over standardised sizes; no columns where all are alike."""
    if not standard.any():
        return np.zeros((len(standard), 0))
    # From the smallest to the largest: beyond its landmarks a curve would be 0, and be sure of it.
    low, high = float(standard.min()), float(standard.max())
    at = np.linspace(low, high, int(np.ceil((high - low) / (_APART * length))) + 1)
    columns = _kernel_columns(standard[:, None], at[:, None], length)
    # What all places have in common is the intercept's.
    return columns - np.average(columns, axis=0, weights=np.maximum(weight, 1e-9))


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
