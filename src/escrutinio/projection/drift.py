"""Drift: how far what comes late strays from what the model learns of what came early.

Late sheets differ from early ones beyond all that the model knows. Before the night nobody can say by how
much, so there is a *prior* drift, which does not shrink however many sheets there are. The night teaches the
rest: the count is cut at shares of what has come in, the later part is projected from the earlier one, and
how large the errors are beside what was said of them gives the factor by which this night's drift differs,
with its own uncertainty. What came between two moments of an early count lies nearer to what came before it
than the rest of the night does, so that small errors there are no proof of a small drift. Regions of which
nothing is counted have a drift of their own: each seen region is projected from the others, and the errors
say how far a region goes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import lgamma
from statistics import NormalDist

import numpy as np

from escrutinio.projection.baseline import Matched
from escrutinio.projection.groups import by_group
from escrutinio.projection.layout import Array, Index, Layout
from escrutinio.projection.model import FittedProjection, fit, own_spread

FACTORS: Array = np.exp(np.linspace(np.log(0.15), np.log(6.0), 40))
"""The factors of the drift's standard deviation between which the night decides."""
_CUT_WEIGHT = 0.75
"""The cuts of one night share most of their sheets: three count as a little more than two."""
_NEARLY_WHOLE = 0.9
"""A unit with more of the missing voters has nothing of its own beyond what is common."""
_LEAST_PLACES = 20
"""A cut with fewer places in teaches nothing."""
_MOST_REGIONS = 8
"""So many seen regions are projected from the others."""
_MOST_OF_REGION, _LEAST_OF_REGION = 4.0, 0.25
"""The largest square of one region's deviation that is believed, and the least part of what was assumed."""
_LEAST_COUNTED = 0.01
"""Shares of the voters are told apart by no less."""
_REGION_PRIOR = 4.0
"""How many seen regions the prior drift of an unseen one counts as."""


@dataclass(frozen=True)
class Drift:
    """The drift of one missing voter's composition, in units of the categories' own spread.

    Attributes:
        covariance: (categories, categories), of what all missing voters share, and again of what each unit
            has by itself.
        unseen: (categories, categories), what a region without a sheet adds.
        common, unit: (factors,), the chances of ``FACTORS``, by which the standard deviation of what all
            share, and of what each unit has, is multiplied.
        by_list: (categories, factors), the chances of ``FACTORS``, by which both are multiplied for one.
        unseen_regions: the indices of the regions without a sheet that have voters missing.
    """

    covariance: Array
    unseen: Array
    common: Array
    unit: Array
    by_list: Array
    unseen_regions: Index


def drift_of(fitted: FittedProjection, matched: Matched | None, same: Array | None) -> Drift:
    """The drift of a fitted contest, learned from its night where times tell early from late."""
    in_common: list[_Missed] = []
    by_unit: list[_Missed] = []
    for part in fitted.layout.earlier:
        whole, units = _missed(fitted, part, matched, same)
        in_common += whole
        by_unit += units
    common, unit = (_learned(fitted, missed) for missed in (in_common, by_unit))
    unseen = unseen_regions(fitted.layout)
    covariance = assumed_drift(fitted)
    return Drift(
        covariance=covariance,
        unseen=_regional(fitted, matched, same) if len(unseen) else np.zeros_like(covariance),
        common=common,
        unit=unit,
        by_list=_of_lists(fitted, [(in_common, common), (by_unit, unit)]),
        unseen_regions=unseen,
    )


def assumed(fitted: FittedProjection) -> Drift:
    """The drift of a fitted contest, by what is assumed alone."""
    chances = _learned(fitted, [])
    return Drift(
        covariance=assumed_drift(fitted),
        unseen=_assumed_region(fitted),
        common=chances,
        unit=chances,
        by_list=_of_lists(fitted, []),
        unseen_regions=unseen_regions(fitted.layout),
    )


def _assumed_region(fitted: FittedProjection) -> Array:
    """(categories, categories), standardised: what a region without a sheet strays by, before any is seen."""
    base = fitted.settings.drift_region_blind if fitted.blind else fitted.settings.drift_region
    return base**2 * _scatter(fitted)


def assumed_drift(fitted: FittedProjection, through: float = 1.0) -> Array:
    """(categories, categories), covariance of the drift before the night teaches it, standardised.

    Args:
        fitted: the model.
        through: the share of all voters at which what is missing ends: less than 1 where only what came next
            is asked for.
    """
    chosen = fitted.settings
    spread = _spread_of_missing(fitted)
    swing = float(fitted.swing @ fitted.swing)
    along = fitted.swing / np.maximum(spread, 1e-3)
    directed = 0.5 * (np.outer(along, along) + swing * _scatter(fitted))
    # A few places without an earlier vote of their own do little harm; many leave little to go by.
    blind = fitted.unknown**2
    between = chosen.drift + (chosen.drift_blind - chosen.drift) * blind
    # What goes with the places is told by their own sheets, where some are in.
    link = np.hypot(chosen.drift_within, between * np.sqrt(fitted.unseen))
    link = np.hypot(link, chosen.drift_unseen * share_unseen(fitted.layout))
    sampled = fitted.layout.sampled
    apart = selection(fitted.layout.share_in * through, through) if sampled is None else selection(sampled)
    selected = np.hypot(link * apart, chosen.drift_size * size_apart(fitted.layout, chosen.table))
    covariance: Array = chosen.drift_swing**2 * directed + selected**2 * fitted.between
    # Stations outside a random sample are missing by lot: only what is missing of the sample can be odd.
    return covariance if sampled is None else (1.0 - sampled) ** 2 * covariance


def size_apart(layout: Layout, table: float) -> float:
    """How far the missing lie from what is learned from in the logarithm of a place's voters, in its spreads.

    A place teaches as one place, however many voters it has, but for the little that tables differ by.
    """
    size = np.log(np.maximum(layout.registered, 1.0))
    spread = float(size.std())
    if spread < 1e-3 or not layout.registered_out.sum() or not layout.learned_from.sum():
        return 0.0
    teaches = layout.learned_from / (layout.learned_from + table)
    out, counted = (float(np.average(size, weights=weight)) for weight in (layout.registered_out, teaches))
    return abs(out - counted) / spread


def selection(counted: float, through: float = 1.0) -> float:
    """How far the mean of what comes next lies from that of the counted, in units of correlation and spread.

    If the order of arrival goes with what differs between places at a correlation r, the sheets between two
    shares of a normal order have a mean that lies r times the spread times this away from the mean of those
    before (J. Heckman, Econometrica 47, 1979). It is less for what comes next in an early count than for all
    that is missing: the first sheets of a night are more alike than its ends.

    Args:
        counted: the share of all voters that is counted.
        through: the share at which what comes next ends.
    """
    first = min(max(counted, _LEAST_COUNTED), 1.0 - _LEAST_COUNTED)
    last = min(max(through, first + _LEAST_COUNTED), 1.0)
    before, after = _density(first), _density(last)
    return before / first + (before - after) / (last - first)


def _density(share: float) -> float:
    """The normal density at the quantile of a share."""
    normal = NormalDist()
    return normal.pdf(normal.inv_cdf(share)) if share < 1.0 else 0.0


def share_unseen(layout: Layout) -> float:
    """The share of the missing voters who live in areas without a sheet."""
    seen = by_group(layout.learned_from[:, None], layout.area, layout.areas)[:, 0] > 0
    out = layout.registered_out
    return float(out[~seen[layout.area]].sum() / out.sum()) if out.sum() else 0.0


def unseen_regions(layout: Layout) -> Index:
    """The regions without a sheet that have voters missing."""
    regions = len(layout.regions)
    seen = by_group(layout.learned_from[:, None], layout.region, regions)[:, 0]
    out = by_group(layout.registered_out[:, None], layout.region, regions)[:, 0]
    unseen: Index = np.flatnonzero((seen == 0) & (out > 0)).astype(np.int64)
    return unseen


def _spread_of_missing(fitted: FittedProjection) -> Array:
    out = fitted.layout.registered_out
    whole = out.sum()
    mean = out @ fitted.shares / whole if whole else fitted.shares.mean(axis=0)
    return own_spread(mean)


def _scatter(fitted: FittedProjection) -> Array:
    """(categories, categories), T without chance, scaled so that the missing stray by a trace of 1."""
    spread = _spread_of_missing(fitted)
    scale = spread[:, None] * fitted.between * spread[None]
    scatter: Array = fitted.between / max(float(np.trace(scale)), 1e-12)
    return scatter


@dataclass(frozen=True)
class _Missed:
    """By how much the later part of a cut, or of one unit in it, was missed.

    Attributes:
        weight: as how much of an observation it counts.
        error: (categories,), what came less what was expected, as shares.
        known: (categories, categories), the covariance of that without drift.
        stray: (categories, categories), what the assumed drift adds to it.
    """

    weight: float
    error: Array
    known: Array
    stray: Array


def _missed(
    fitted: FittedProjection, part: Array, matched: Matched | None, same: Array | None
) -> tuple[list[_Missed], list[_Missed]]:
    """By how much a cut's later part was missed as a whole, and in each region by itself."""
    now = fitted.layout
    then = part.sum(axis=1)
    later = now.learned - part
    layout = replace(
        now,
        counted=part,
        learned=part,
        registered_in=then,
        registered_out=later.sum(axis=1),
        tables_in=(then > 0).astype(np.int64),
        earlier=(),
    )
    if (then > 0).sum() < _LEAST_PLACES or layout.registered_out.sum() == 0:
        return [], []
    earlier = fit(layout, matched, same, fitted.settings, fitted.effects)
    drift = assumed_drift(earlier, now.share_in)
    whole = np.zeros(len(layout.region), dtype=np.int64)
    expected, missing = earlier.missing(whole, 1)
    error = later.sum(axis=0) / missing[0] - expected[0] / missing[0]
    spread = own_spread(expected[0] / missing[0])
    known = earlier.relative(whole, 1)[0, 0] / missing[0] ** 2 * earlier.correlation
    beyond = earlier.trend.of_groups(layout.registered_out, whole, 1)[0]
    known = known + earlier.trend.covariance(beyond)
    in_common = _Missed(_CUT_WEIGHT, error, _between(spread, known), _between(spread, drift))

    regions = len(layout.regions)
    seen = by_group(then[:, None], layout.region, regions)[:, 0] > 0
    expected, missing = earlier.missing(layout.region, regions)
    relative = np.diag(earlier.relative(layout.region, regions))
    came = by_group(later, layout.region, regions)
    by_unit = []
    for number in np.flatnonzero(seen & (missing > 0) & (missing <= _NEARLY_WHOLE * missing.sum())):
        composition = expected[number] / missing[number]
        own = own_spread(composition)
        along = np.divide(own, spread, out=np.ones_like(own), where=spread > 0)
        known = relative[number] / missing[number] ** 2
        by_unit.append(
            _Missed(
                # Large units say more than small ones of what a voter strays by.
                _CUT_WEIGHT * min(1.0, missing[number] / missing.sum() * regions),
                came[number] / missing[number] - composition - along * error,
                known * _between(own, earlier.correlation),
                _between(own, drift),
            )
        )
    return [in_common], by_unit


def _between(spread: Array, standardised: Array) -> Array:
    """(categories, categories), a covariance in shares from one in units of the lists' own spread."""
    covariance: Array = spread[:, None] * standardised * spread[None]
    return covariance


def _learned(fitted: FittedProjection, missed: Sequence[_Missed]) -> Array:
    """(factors,), the chances of the factors of the drift, by what was missed."""
    logs: Array = -0.5 * (np.log(FACTORS) / fitted.settings.drift_prior) ** 2
    for each in missed:
        logs = logs + each.weight * _log_likelihood(each)
    return _chances(logs)


def _of_lists(fitted: FittedProjection, missed: Sequence[tuple[Sequence[_Missed], Array]]) -> Array:
    """(categories, factors), the chances of each category's own factor; its mean square is 1 beforehand.

    Args:
        fitted: the model.
        missed: what was missed, with the chances of the factor that all categories share in it.
    """
    prior = fitted.settings.drift_list_prior
    logs = np.tile(-0.5 * (np.log(FACTORS) / prior + prior) ** 2, (len(fitted.layout.categories), 1))
    for errors, chances in missed:
        shared = float(np.exp(2.0 * chances @ np.log(FACTORS)))
        for each in errors:
            strays = np.diag(each.stray)[:, None]
            variance = np.diag(each.known)[:, None] + shared * FACTORS[None] ** 2 * strays
            variance = np.maximum(variance, 1e-15)
            fits = -0.5 * (np.log(variance) + each.error[:, None] ** 2 / variance)
            logs += each.weight * np.where(strays > 0, fits, 0.0)
    return np.array([_chances(row) for row in logs])


def _log_likelihood(missed: _Missed) -> Array:
    """(factors,), of a sum of squared errors, as a scaled chi-square of matching mean and variance."""
    squares = float(missed.error @ missed.error)
    known, stray = missed.known, missed.stray
    # The trace of a factor's covariance, known + factor² stray, and the sum of its squares.
    by = FACTORS**2
    means = np.trace(known) + by * np.trace(stray)
    sums = (known**2).sum() + 2 * by * (known * stray).sum() + by**2 * (stray**2).sum()
    some = means > 0
    mean = np.where(some, means, 1.0)
    freedom = mean**2 / np.maximum(sums, 1e-30)
    logs: Array = np.where(
        some, _log_chi_square(squares / mean * freedom, freedom) - np.log(mean / freedom), 0.0
    )
    return logs


def _log_chi_square(value: Array, freedom: Array) -> Array:
    half = freedom / 2
    gammas = np.array([lgamma(each) for each in half.tolist()])
    densities: Array = (half - 1) * np.log(np.maximum(value, 1e-12)) - value / 2 - half * np.log(2.0) - gammas
    return densities


def _chances(logs: Array) -> Array:
    weights = np.exp(logs - logs.max())
    chances: Array = weights / weights.sum()
    return chances


def _regional(fitted: FittedProjection, matched: Matched | None, same: Array | None) -> Array:
    """(categories, categories), standardised covariance of what a region without a sheet strays by.

    Each seen region is projected from the others; its error beyond what places explain is what a region does.
    """
    layout, settings = fitted.layout, fitted.settings
    regions = len(layout.regions)
    voters = by_group(layout.learned_from[:, None], layout.region, regions)[:, 0]
    before = np.diag(_assumed_region(fitted))
    squares = _REGION_PRIOR * before
    weight = _REGION_PRIOR
    largest = np.argsort(-voters)[:_MOST_REGIONS]
    seen = [int(number) for number in largest if voters[number] > 0]
    for number in seen:
        here = layout.region == number
        others = np.where(here[:, None], 0.0, layout.learned)
        if (others.sum(axis=1) > 0).sum() < _LEAST_PLACES:
            continue
        without = replace(
            layout,
            counted=others,
            learned=others,
            registered_in=others.sum(axis=1),
            registered_out=np.where(here, layout.learned_from, 0.0),
            earlier=(),
        )
        projected = fit(without, matched, same, settings, fitted.effects)
        group = np.where(here, 0, -1).astype(np.int64)
        expected, missing = projected.missing(group, 1)
        composition = expected[0] / missing[0]
        error = layout.learned[here].sum(axis=0) / missing[0] - composition
        own = own_spread(np.clip(composition, 1e-4, 1 - 1e-4))
        # What the model itself leaves to a region it has not seen is no news.
        known = projected.relative(group, 1)[0, 0] / missing[0] ** 2 * np.diag(projected.correlation)
        known = known * projected.not_chance(group, 1)[0]
        squares = squares + np.minimum((error / own) ** 2 - known, _MOST_OF_REGION)
        weight += 1.0
    # Only the sum is held above zero: region by region, that would count the lucky ones as right.
    deviation = np.sqrt(np.maximum(squares / weight, _LEAST_OF_REGION * before))
    lengths = np.sqrt(np.maximum(np.diag(fitted.correlation), 1e-12))
    alike = fitted.correlation / lengths[:, None] / lengths[None]
    covariance: Array = deviation[:, None] * alike * deviation[None]
    return covariance
