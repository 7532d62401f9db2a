"""The model: what missing sheets will hold, for all categories at once.

For a polling place p let y_p be its composition (shares of registered voters: lists, other, blank, null, not
cast) and z_p that of the earlier election. The model is linear with nested effects,

    y_p = z_p B0 + [1, z_p, region, region x z_p, unmatched] b + u_area(p) + v_p,
    counted share of p = y_p + e_p,   Var(e_p) = (table / voters counted) S,

with b, u and v normal, all with the same covariance S between categories, times the variances of
:class:`Settings`. B0 is 1 for a list's own earlier share. Since every effect has the same S, one linear
system serves all categories, every prediction adds up to 1, and the uncertainty of any sum of places is a
number times S (a matrix-normal model: A. Gupta, D. Nagar, Matrix Variate Distributions, 2000, chapter 2; the
estimates are the best linear unbiased predictions of C. R. Henderson, Biometrics 31, 1975).

What arrives late differs from what arrived early, beyond what the model knows. The *drift* says by how much:
each voter missing may stray, all together and by region, by ``drift`` plus ``drift_swing`` times how
different the model says the missing are from the counted, and by ``drift_blind`` as far as the missing are at
places without an earlier vote of their own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from escrutinio.projection.baseline import Matched
from escrutinio.projection.layout import Array, Index, Layout
from escrutinio.projection.settings import Settings


@dataclass(frozen=True)
class FittedProjection:
    """The fitted model of one contest.

    Attributes:
        layout: what it was fitted to.
        settings: with which settings.
        blind: whether it had no baseline.
        unknown: the share of the missing voters at places without an earlier vote of their own.
        shares: (places, categories), expected composition of the sheets that are missing.
        covariance: (categories, categories), S.
        design: (places, effects), how each place loads on the effects other than its area's.
        effects: (effects, effects), covariance of those effects relative to S, areas apart.
        area_link: (areas, effects), by how much an area's effect falls when another effect rises.
        area_variance: (areas,), variance of an area's effect relative to S, the others given.
        left: (places,), how much of the model's error a place's own sheets leave standing.
        own_variance: (places,), variance of a place's own effect, relative to S, given what is in.
        swing: (categories,), the model's composition of the missing less that of the counted.
    """

    layout: Layout
    settings: Settings
    blind: bool
    unknown: float
    shares: Array
    covariance: Array
    design: Array
    effects: Array
    area_link: Array
    area_variance: Array
    left: Array
    own_variance: Array
    swing: Array

    def totals(self, group: Index, groups: int) -> Array:
        """(groups, categories), expected final totals of groups of places; ``group`` is -1 for none."""
        final = self.layout.counted + self.layout.registered_out[:, None] * self.shares
        return _by_group(final, group, groups)

    def counted(self, group: Index, groups: int) -> Array:
        """(groups, categories), what is counted in groups of places."""
        return _by_group(self.layout.counted, group, groups)

    def deviations(self, group: Index, groups: int) -> tuple[Array, Array, Array]:
        """What the totals of disjoint groups may differ by.

        Returns:
            (groups, groups) their covariance relative to S; (groups,) voters missing; (categories,
            categories) the covariance of the drift of one missing voter.
        """
        out = self.layout.registered_out
        missing = _by_group(out[:, None], group, groups)[:, 0]
        weight = out * self.left
        areas = _by_pair(weight, group, groups, self.layout.area, self.layout.areas)
        # An area's effect, the others given, is what remains of it plus what they imply.
        loads = _by_group(self.design * weight[:, None], group, groups) - areas @ self.area_link
        relative = loads @ self.effects @ loads.T + (areas * self.area_variance) @ areas.T
        own = _by_group((out**2 * self.own_variance + out * self.settings.table)[:, None], group, groups)[
            :, 0
        ]
        relative[np.diag_indices(groups)] += own
        return relative, missing, self._drift()

    def _drift(self) -> Array:
        """(categories, categories), covariance of the drift of one missing voter's composition."""
        out = 1.0 - self.layout.share_in
        scatter = self.covariance / max(float(np.trace(self.covariance)), 1e-12)
        swing = float(self.swing @ self.swing)
        chosen = self.settings
        along = 0.5 * (np.outer(self.swing, self.swing) + swing * scatter)
        # A few places without an earlier vote of their own do little harm; many leave little to go by.
        unknown = chosen.drift_blind * out * self.unknown**2
        return (chosen.drift_swing * out) ** 2 * along + (chosen.drift**2 + unknown**2) * scatter


def after(fitted: FittedProjection, layout: Layout) -> Matched:
    """What a fitted contest says of the places of another, to serve as its baseline.

    A place's row is the composition that its finished count is expected to have; a place that the first
    contest does not know has the average.
    """
    first = fitted.layout
    final = first.counted + first.registered_out[:, None] * fitted.shares
    shares = final / np.maximum(final.sum(axis=1, keepdims=True), 1e-9)
    at = {place: number for number, place in enumerate(first.places["place"].to_list())}
    rows = np.array([at.get(place, -1) for place in layout.places["place"].to_list()], dtype=np.int64)
    average = final.sum(axis=0) / max(float(final.sum()), 1e-9)
    matched = np.where((rows >= 0)[:, None], shares[rows], average[None])
    return Matched(matched, first.categories, rows >= 0, rows >= 0)


def follow(layout: Layout, baseline: Matched, like: FittedProjection, same: Array) -> FittedProjection:
    """The model of a contest of which nothing is in yet: it goes as the contest that came before it.

    Each list is expected to have what it has there; nothing is learned, so its drift is that of a projection
    without a baseline. Of a list that does not stand there nothing is known at all: it is expected to have
    little, and may have much.
    """
    shares = baseline.shares @ same
    left_over = np.clip(1.0 - shares.sum(axis=1), 0.0, 1.0)
    shares[:, layout.lists] += left_over
    covariance = same.T @ like.covariance @ same
    unknown = (same.sum(axis=0) == 0) & (np.arange(same.shape[1]) < layout.lists)
    covariance = covariance + np.diag(unknown * float(np.trace(like.covariance)))
    places = len(layout.region)
    return FittedProjection(
        layout=layout,
        settings=like.settings,
        blind=True,
        unknown=1.0,
        shares=shares,
        covariance=covariance,
        design=np.zeros((places, 1)),
        effects=np.zeros((1, 1)),
        area_link=np.zeros((layout.areas, 1)),
        area_variance=np.zeros(layout.areas),
        left=np.ones(places),
        own_variance=np.ones(places),
        swing=np.zeros(len(layout.categories)),
    )


def fit(layout: Layout, matched: Matched | None, same: Array | None, settings: Settings) -> FittedProjection:
    """Fit the model to what is in.

    Args:
        layout: the count by polling place; something must be in.
        matched: the earlier vote of each place; None to do without.
        same: (earlier categories, categories), see :func:`escrutinio.projection.baseline.same_lists`.
        settings: the settings.
    """
    is_in = layout.registered_in > 0
    weights_in = layout.registered_in[is_in]
    observed = layout.counted[is_in] / weights_in[:, None]
    earlier = matched.shares if matched is not None else np.zeros((len(is_in), 0))
    earlier = earlier - np.average(earlier[is_in], axis=0, weights=weights_in)
    unmatched = ~matched.own if matched is not None else np.ones(len(is_in), dtype=bool)
    design, prior, prior_mean = _design(layout, earlier, unmatched, same, settings)
    offset = design @ prior_mean
    own = 1.0 + settings.unmatched * unmatched
    weight = 1.0 / (own[is_in] + settings.table / weights_in)

    area_in = layout.area[is_in]
    design_in = design[is_in]
    weighted = design_in * weight[:, None]
    response = observed - offset[is_in]
    # The normal equations, with the areas' effects eliminated: their block is diagonal.
    cross = _by_group(weighted, area_in, layout.areas)
    area_weight = np.bincount(area_in, weight, layout.areas).astype(np.float64)
    area_variance = np.reciprocal(area_weight + 1.0 / settings.area)
    area_link = cross * area_variance[:, None]
    system = weighted.T @ design_in + np.diag(1.0 / prior) - cross.T @ area_link
    area_right = _by_group(weight[:, None] * response, area_in, layout.areas)
    effects = np.asarray(np.linalg.inv(system), dtype=np.float64)
    solved = effects @ (weighted.T @ response - area_link.T @ area_right)
    in_areas = area_right * area_variance[:, None] - area_link @ solved
    fitted = offset + design @ solved + in_areas[layout.area]

    residual = observed - fitted[is_in]
    shrunk = np.zeros(len(is_in))
    shrunk[is_in] = own[is_in] * weight
    shares = fitted.copy()
    shares[is_in] += shrunk[is_in, None] * residual
    shares = np.clip(shares, 0.0, 1.0)
    shares /= np.maximum(shares.sum(axis=1, keepdims=True), 1e-12)
    freedom = max(int(is_in.sum()) - design.shape[1], 5)
    covariance = (residual * weight[:, None]).T @ residual / freedom
    left = 1.0 - shrunk
    out = layout.registered_out.sum()
    counted = layout.counted.sum(axis=0) / weights_in.sum()
    missing = layout.registered_out @ shares / out if out else counted
    return FittedProjection(
        layout=layout,
        settings=settings,
        blind=matched is None,
        unknown=float(layout.registered_out @ unmatched / out) if out else 0.0,
        shares=shares,
        covariance=covariance,
        design=design,
        effects=effects,
        area_link=area_link,
        area_variance=area_variance,
        left=left,
        own_variance=own * left,
        swing=missing - counted,
    )


def _design(
    layout: Layout,
    earlier: Array,
    unmatched: np.ndarray[tuple[int], np.dtype[np.bool_]],
    same: Array | None,
    settings: Settings,
) -> tuple[Array, Array, Array]:
    """The effects: their columns (places, effects), variances (effects,), means (effects, categories)."""
    places, columns = earlier.shape
    regions = np.eye(len(layout.regions))[layout.region]
    by_region = (regions[:, :, None] * earlier[:, None, :]).reshape(places, -1)
    if settings.region_slope == 0:
        by_region = np.zeros((places, 0))
    blocks = [np.ones((places, 1)), earlier, regions, by_region, unmatched[:, None].astype(float)]
    slope = np.full(columns, settings.slope_other)
    mean = np.zeros((columns, len(layout.categories)))
    if same is not None and columns:
        slope[same.any(axis=1)] = settings.slope_same
        mean = same
    prior = np.concatenate(
        [
            [settings.slope_other],
            slope,
            np.full(regions.shape[1], settings.region),
            np.full(by_region.shape[1], settings.region_slope),
            [1.0],
        ]
    )
    means = np.zeros((len(prior), len(layout.categories)))
    means[1 : 1 + columns] = mean
    return np.concatenate(blocks, axis=1), prior, means


def _by_group(rows: Array, group: Index, groups: int) -> Array:
    """(groups, columns), sums of rows by group; rows of group -1 are left out."""
    sums: Array = np.zeros((groups, rows.shape[1]))
    order = np.argsort(group, kind="stable")
    order = order[group[order] >= 0]
    present, starts = np.unique(group[order], return_index=True)
    if len(present):
        sums[present] = np.add.reduceat(rows[order], starts, axis=0)
    return sums


def _by_pair(weight: Array, first: Index, firsts: int, second: Index, seconds: int) -> Array:
    """(firsts, seconds), sums of weights by two groupings at once; those of first -1 are left out."""
    known = first >= 0
    flat = np.bincount(first[known] * seconds + second[known], weight[known], firsts * seconds)
    return flat.astype(np.float64).reshape(firsts, seconds)
