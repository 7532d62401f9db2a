"""The model: what missing sheets will hold, for all categories at once.

For a polling place p let y_p be its composition (shares of registered voters: lists, other, blank, null, not
cast) and z_p that of the earlier election. The model is linear with nested effects,

    y_p = z_p B0 + x_p b + u_area(p) + v_p,
    counted share of p = y_p + e_p,   Var(e_p) = (table / voters counted) S,

with x_p the columns of :mod:`escrutinio.projection.effects`, b, u and v normal, all with the same covariance
S between categories, times the variances of :class:`Settings`. B0 is 1 for a list's own earlier share. Since
every effect has the same S, one linear system serves all categories, every prediction adds up to 1, and the
uncertainty of any sum of places is a number times S (a matrix-normal model: A. Gupta, D. Nagar, Matrix
Variate Distributions, 2000, chapter 2; the estimates are the best linear unbiased predictions of C. R.
Henderson, Biometrics 31, 1975).

S is no constant: a list varies where it has votes. Between two places it differs in proportion to the lists'
own spread, sqrt(p (1 - p)) with p the composition around; what is common to all places is the matrix T of the
standardised deviations.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from escrutinio.projection.baseline import Matched
from escrutinio.projection.chance import beyond_chance
from escrutinio.projection.effects import Effects, effects_of
from escrutinio.projection.groups import by_group, by_pair, weighed_by_group
from escrutinio.projection.layout import Array, Index, Layout
from escrutinio.projection.settings import Settings
from escrutinio.projection.size_trend import SizeTrend, size_trend
from escrutinio.projection.standing import Standing, standing_of, with_unheard

LEAST_SHARE = 1e-4
"""Below it a list's spread is not taken to shrink any more: a few votes say little of it."""
_OWN_WEIGHT = 2.0
"""How many places the average spread of all lists counts as, beside a list's own."""
_LEAST_FREEDOM = 4.0


@dataclass(frozen=True)
class Weighed:
    """A poll average in the model, see :mod:`escrutinio.projection.polls`.

    Attributes:
        chances: (kinds,), of the kinds of error that polls may have: as they say, or several times as large.
        gains: (kinds, lists, lists), how much of what the polls differ from the model, in the logarithms of
            the whole's shares, is believed.
        errors: (kinds, lists, lists), covariances of the polls' logarithms.
        moves: (kinds, lists), where the whole lies then beside what is expected of it.
        weight: 1 where polls are all that is believed, as before the first sheet; 0 where they are not.
    """

    chances: Array
    gains: Array
    errors: Array
    moves: Array
    weight: float


@dataclass(frozen=True)
class FittedProjection:
    """The fitted model of one contest.

    Attributes:
        layout: what it was fitted to.
        settings: with which settings.
        blind: whether it had no baseline.
        unknown: the share of the missing voters at places without an earlier vote of their own.
        unseen: how much of what differs between places is not told by the own sheets of the missing voters'
            places, 0 to 1: all where none are in.
        shares: (places, categories), expected composition of the sheets that are missing.
        correlation: (categories, categories), T: the covariance of deviations in units of sqrt(p (1 - p)).
        beyond: (categories,), which part of T's diagonal is not chance among the voters of a place.
        freedom: (categories,), of how many degrees of freedom T's diagonal is an estimate.
        trend: how lists go with the size of places, and how far what is missing lies beyond.
        effects: the effects other than the areas'.
        covariance: (effects, effects), their covariance relative to S, given what is in.
        area_link: (areas, effects), by how much an area's effect falls when another effect rises.
        area_variance: (areas,), variance of an area's effect relative to S, the others given.
        left: (places,), how much of the model's error a place's own sheets leave standing.
        own_variance: (places,), variance of a place's own effect, relative to S, given what is in.
        swing: (categories,), the model's composition of the missing less that of the counted.
        alone: whether nothing is learned from sheets, and a poll average stands alone.
        weighed: the poll average that has its part in it; None without one.
        standing: where lists stand; None where all are taken to stand everywhere.
    """

    layout: Layout
    settings: Settings
    blind: bool
    unknown: float
    unseen: float
    shares: Array
    correlation: Array
    beyond: Array
    freedom: Array
    trend: SizeTrend
    effects: Effects
    covariance: Array
    area_link: Array
    area_variance: Array
    left: Array
    own_variance: Array
    swing: Array
    alone: bool = False
    weighed: Weighed | None = None
    standing: Standing | None = None

    def missing(self, group: Index, groups: int) -> tuple[Array, Array]:
        """(groups, categories), expected votes on groups' missing sheets; (groups,) their voters."""
        out = self.layout.registered_out
        rest = weighed_by_group(self.shares, out, group, groups)
        return rest, by_group(out[:, None], group, groups)[:, 0]

    def counted(self, group: Index, groups: int) -> Array:
        """(groups, categories), what is counted in groups of places."""
        return by_group(self.layout.counted, group, groups)

    def loads(self, group: Index, groups: int) -> tuple[Array, Array, Array]:
        """How the missing votes of disjoint groups depend on the effects, relative to S.

        Returns:
            (groups, effects) on independent standard effects; (groups, areas) on those of areas;
            (groups,) the standard deviation of what is the places' and the tables' own. All times voters.
        """
        loads, areas, own = self._loads(group, groups)
        return loads @ root(self.covariance), areas * np.sqrt(self.area_variance), np.sqrt(own)

    def relative(self, group: Index, groups: int) -> Array:
        """(groups, groups), covariance of the missing votes of disjoint groups relative to S; drift apart."""
        loads, areas, own = self._loads(group, groups)
        covariance: Array = loads @ self.covariance @ loads.T + (areas * self.area_variance) @ areas.T
        covariance[np.diag_indices(groups)] += own
        return covariance

    def with_whole(self, group: Index, groups: int) -> Array:
        """(groups,), what a missing voter of a group has in common with all the missing, relative to S."""
        loads, areas, own = self._loads(group, groups)
        everywhere = np.zeros(len(group), dtype=np.int64)
        whole, all_areas, _ = self._loads(everywhere, 1)
        voters = np.maximum(self.missing(group, groups)[1], 1e-9)
        together = loads @ self.covariance @ whole[0] + (areas * self.area_variance) @ all_areas[0] + own
        weights: Array = together / voters / max(float(self.layout.registered_out.sum()), 1e-9)
        return weights

    @property
    def between(self) -> Array:
        """(categories, categories), T without what chance does among the voters of a place."""
        part = np.sqrt(self.beyond)
        covariance: Array = part[:, None] * self.correlation * part[None]
        return covariance

    def not_chance(self, group: Index, groups: int) -> Array:
        """(groups, categories), which part of the effects' uncertainty stands when S is without chance.

        Where nothing is in, an effect may be all that was thought of it before any sheet, and chance among
        voters has no part in that; where much is in, it is uncertain for what the sheets differ by, chance
        and all.
        """
        loads, areas, _ = self._loads(group, groups)
        through = loads @ self.covariance
        whole = (through * loads).sum(axis=1) + areas**2 @ self.area_variance
        before = (
            through**2 @ (1.0 / self.effects.prior) + areas**2 @ self.area_variance**2 / self.settings.area
        )
        part = np.divide(before, whole, out=np.zeros(groups), where=whole > 0)
        parts: Array = 1.0 - part[:, None] * (1.0 - self.beyond)[None]
        return parts

    def _loads(self, group: Index, groups: int) -> tuple[Array, Array, Array]:
        """(groups, effects) and (groups, areas), loads; (groups,) variance of what is the places' own."""
        out = self.layout.registered_out
        weight = out * self.left
        areas = by_pair(weight, group, groups, self.layout.area, self.layout.areas)
        # An area's effect, the others given, is what remains of it plus what they imply.
        loads = self.effects.of_groups(weight, group, groups) - areas @ self.area_link
        own = by_group((out**2 * self.own_variance + out * self.settings.table)[:, None], group, groups)
        return loads, areas, own[:, 0]


def own_spread(shares: Array) -> Array:
    """sqrt(p (1 - p)) of shares p: how far a list's share strays, but for a factor common to all."""
    spread: Array = np.sqrt(np.clip(shares * (1.0 - shares), 0.0, None))
    return spread


def root(covariance: Array) -> Array:
    """The symmetric matrix whose square is the covariance, which may be singular: compositions add up to 1.

    The signs of eigenvectors depend on the machine and its number of threads; this root does not, so that the
    same seed draws the same figures everywhere.
    """
    values, vectors = np.linalg.eigh((covariance + covariance.T) / 2)
    square_root: Array = (vectors * np.sqrt(np.clip(values, 0.0, None))) @ vectors.T
    return square_root


def fit(
    layout: Layout,
    matched: Matched | None,
    same: Array | None,
    settings: Settings,
    effects: Effects | None = None,
) -> FittedProjection:
    """Fit the model to what is in.

    Args:
        layout: the count by polling place; something must be in.
        matched: the earlier vote of each place; None to do without.
        same: (earlier categories, categories), see :func:`escrutinio.projection.baseline.same_lists`.
        settings: the settings.
        effects: those of the layout, where they are at hand: they are the same whatever is in.
    """
    places = len(layout.region)
    unmatched = ~matched.own if matched is not None else np.ones(places, dtype=bool)
    # Without an earlier vote at all the places differ as S says; there is no better known one among them.
    own = 1.0 + settings.unmatched * unmatched * (matched is not None)
    is_in = layout.learned_from > 0
    weights_in = layout.learned_from[is_in]
    observed = layout.learned[is_in] / weights_in[:, None]
    effects = effects or effects_of(layout, matched, same, settings)
    weight = 1.0 / (own[is_in] + settings.table / weights_in)
    offset = effects.times(effects.mean)
    solved = _solve(layout, effects, is_in, weight, observed - offset[is_in], settings)
    fitted = offset + effects.times(solved.effects) + solved.areas[layout.area]
    residual = observed - fitted[is_in]
    shrunk = np.zeros(places)
    shrunk[is_in] = own[is_in] * weight
    where = standing_of(layout, matched, same)
    standing = where.places
    shares = fitted
    shares[is_in] += shrunk[is_in, None] * residual
    shares = with_unheard(_possible(shares, standing, layout), where, layout)
    free = effects.free
    response = observed - (offset + effects.shared[:, :free] @ solved.effects[:free])[is_in]
    correlation, freedom = _standardised(layout, is_in, standing[is_in], weight, response, residual, free)
    mean = layout.learned.sum(axis=0) / weights_in.sum()
    around = own_spread(np.clip(mean, LEAST_SHARE, 1.0 - LEAST_SHARE))
    strays = residual + solved.areas[layout.area[is_in]] + effects.of_sizes(solved.effects)[is_in]
    # Areas take up some of what chance does at their places.
    of_places = weight * (1.0 - weight * solved.area_variance[layout.area[is_in]]) / weights_in
    beyond = beyond_chance(np.diag(correlation), np.outer(of_places, layout.scatter), standing[is_in])
    left = 1.0 - shrunk
    # Where a place is counted in part, what comes may be votes of another kind: nothing there tells of it.
    unseen = np.where(layout.partial, 1.0, left)
    out = layout.registered_out.sum()
    counted = layout.learned.sum(axis=0) / weights_in.sum()
    missing = layout.registered_out @ shares / out if out else counted
    return FittedProjection(
        layout=layout,
        settings=settings,
        blind=matched is None,
        unknown=float(layout.registered_out @ (unmatched | layout.partial) / out) if out else 0.0,
        unseen=float(layout.registered_out @ unseen / out) if out else 0.0,
        shares=shares,
        correlation=correlation,
        beyond=beyond,
        freedom=freedom,
        trend=size_trend(layout, is_in, weight, strays / around),
        effects=effects,
        covariance=solved.covariance,
        area_link=solved.area_link,
        area_variance=solved.area_variance,
        left=left,
        own_variance=own * left,
        swing=missing - counted,
        standing=where,
    )


@dataclass(frozen=True)
class _Solved:
    """The estimated effects, and their covariance relative to S, areas apart."""

    effects: Array
    areas: Array
    covariance: Array
    area_link: Array
    area_variance: Array


def _solve(
    layout: Layout,
    effects: Effects,
    is_in: NDArray[np.bool_],
    weight: Array,
    response: Array,
    settings: Settings,
) -> _Solved:
    """The best linear unbiased prediction of the effects."""
    every_weight = np.zeros(len(layout.region))
    every_weight[is_in] = weight
    weighted = np.zeros((len(layout.region), response.shape[1]))
    weighted[is_in] = weight[:, None] * response
    # The normal equations, with the areas' effects eliminated: their block is diagonal.
    cross = effects.of_groups(every_weight, layout.area, layout.areas)
    area_weight = np.bincount(layout.area, every_weight, layout.areas).astype(np.float64)
    area_variance = np.reciprocal(area_weight + 1.0 / settings.area)
    area_link = cross * area_variance[:, None]
    system = effects.products(every_weight) + np.diag(1.0 / effects.prior) - cross.T @ area_link
    area_right = by_group(weighted, layout.area, layout.areas)
    covariance = np.asarray(np.linalg.inv(system), dtype=np.float64)
    solved = covariance @ (effects.with_rows(weighted) - area_link.T @ area_right)
    in_areas = area_right * area_variance[:, None] - area_link @ solved
    return _Solved(solved, in_areas, covariance, area_link, area_variance)


def _possible(shares: Array, standing: NDArray[np.bool_], layout: Layout) -> Array:
    """Compositions without negative shares, whose regions keep what the model expects of them.

    To set negative shares to 0 adds votes, most of them to small lists; so the rest of a list is scaled down
    until its region has as much as before.
    """
    possible = np.where(standing, np.clip(shares, 0.0, 1.0), 0.0)
    possible /= np.maximum(possible.sum(axis=1, keepdims=True), 1e-12)
    regions = len(layout.regions)
    weight = np.maximum(layout.registered_out, 1e-6)
    voters = by_group(weight[:, None], layout.region, regions)
    counted = layout.counted.sum(axis=0) / max(float(layout.counted.sum()), 1e-9)
    wanted = weighed_by_group(np.where(standing, shares, 0.0), weight, layout.region, regions)
    wanted = np.maximum(wanted, 0.1 * counted[None] * voters)
    for _ in range(4):
        has = weighed_by_group(possible, weight, layout.region, regions)
        possible *= np.where(has > 0, wanted / np.maximum(has, 1e-12), 1.0)[layout.region]
        possible /= np.maximum(possible.sum(axis=1, keepdims=True), 1e-12)
    return possible


def _standardised(
    layout: Layout,
    is_in: NDArray[np.bool_],
    standing: NDArray[np.bool_],
    weight: Array,
    response: Array,
    residual: Array,
    free: int,
) -> tuple[Array, Array]:
    """(categories, categories), T, and (categories,) the degrees of freedom of its diagonal.

    With the variance ratios given, the estimate of S is y' V^-1 y / (n - free) in closed form, V the
    covariance of the places relative to S; V^-1 y is the weighted residual, so that shrunken effects need no
    count of their parameters. Each place's deviations are measured in its region's own spread.
    """
    region = layout.region[is_in]
    sums = by_group(layout.learned, layout.region, len(layout.regions))
    around = sums / np.maximum(sums.sum(axis=1, keepdims=True), 1e-9)
    spread = own_spread(np.clip(around, LEAST_SHARE, 1.0 - LEAST_SHARE))[region]
    # Where a region has no vote for a list, its places do not show how far the list strays where it has some.
    shows = standing & (sums > 0)[region]
    first, second = (np.where(shows, rows / spread, 0.0) for rows in (response, residual))
    product = (first * weight[:, None]).T @ second
    product = (product + product.T) / 2
    kept = max(1.0 - free / len(residual), 0.1)
    many = shows.sum(axis=0) * kept
    average = max(float(np.trace(product)), 0.0) / max(float(many.sum()), 1e-9)
    product[np.diag_indices(len(many))] += _OWN_WEIGHT * average
    many = many + _OWN_WEIGHT
    values, vectors = np.linalg.eigh(product / np.sqrt(many[:, None] * many[None]))
    correlation: Array = (vectors * np.clip(values, 0.0, None)) @ vectors.T
    return correlation, np.maximum(many, _LEAST_FREEDOM)
