"""A poll average in the projection: all there is before the first sheet, and worth less with every sheet.

Polls speak of the whole contest. What the model and its drift say of the finished count of the whole has a
covariance A, what polls say of it a covariance P, both of the logarithms of the lists' shares. Polls then
move the whole by K = A (A + P)^-1 of what they differ from the model (the Kalman gain; R. Kalman, Journal of
Basic Engineering 82, 1960). Before the first sheet the level of the whole is free, so that K is 1; with every
sheet in there is nothing left to move, and K is 0. Units share in that as far as they go with the whole.

Polls may be wrong by far more than they say. So beside sheets their errors are a mixture of two, one as they
say and one several times as large, and how far the sheets lie from the polls says how likely each is (a
robust prior: H. Schmidli et al., Biometrics 70, 2014).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from escrutinio.model import PollAverage
from escrutinio.projection.baseline import BLANK, NOT_CAST, NULL, Matched
from escrutinio.projection.draws import Sampler, draw_logs
from escrutinio.projection.drift import FACTORS, Drift
from escrutinio.projection.effects import effects_of
from escrutinio.projection.groups import by_group
from escrutinio.projection.layout import Array, Layout
from escrutinio.projection.model import FittedProjection, Weighed
from escrutinio.projection.settings import Settings
from escrutinio.projection.size_trend import no_trend
from escrutinio.projection.whole import log_shares, moved, units_of_whole

_LEAST = 1e-4
"""No list is expected to have less than this share of the valid votes."""
_WIDEST = 0.8
"""No logarithm of a list's share is uncertain by more."""
_DRAWS = 1000
_STRAY, _STRAY_BLIND = 0.09, 0.22
"""By how much places differ from the change of the whole, in units of a list's own spread, where the list
stood in the earlier election, and where it did not: as measured on Bolivia 2019 and 2020 with and without an
earlier election, see docs/explanation/projection.md."""
_LEVEL = 0.2
"""How uncertain the level of the whole is taken to be before polls say what it is."""
_BEND = 1.0
"""The surface over the earlier shares is not as free as it is once sheets say how it lies."""
_FREEDOM = 30.0
_WRONG, _WRONG_BEFORE = 5.0, 0.5
"""Beside sheets polls may be wrong by so many times what they say, with this chance before the night."""
_CAST, _NOT_VALID = 0.7, 0.03
"""Where nothing says how many vote: the share of voters who do, and that of blank and null votes."""
_OF_REGION = 0.1
"""A place where a list had no vote is expected to have some, if its region had."""


@dataclass(frozen=True)
class Polls:
    """What polls say of the finished count.

    Attributes:
        shares: (lists,), shares of the valid votes, in the order of the contest's lists.
        covariance: (lists, lists), of their logarithms.
    """

    shares: Array
    covariance: Array


def polls_of(average: PollAverage, lists: Sequence[str]) -> Polls:
    """A poll average as arrays.

    Lists that it does not name share what it leaves, and each may have none of it or twice as much. Beside
    each list's own error stands what all polls have in common: ``common_error`` for a list with half of the
    votes, with the pattern of shares that are drawn.
    """
    named = {name: average.shares[name] for name in lists if name in average.shares}
    others = [name for name in lists if name not in named]
    rest = max(1.0 - sum(share for share, _ in named.values()), 0.0) / max(len(others), 1)
    given = [named.get(name, (rest, rest)) for name in lists]
    shares = np.maximum(np.array([share for share, _ in given]), _LEAST)
    shares /= shares.sum()
    own = np.array([error for _, error in given])
    common = 4.0 * average.common_error**2 * (np.diag(shares) - np.outer(shares, shares))
    logs = (np.diag(own**2) + common) / shares[:, None] / shares[None]
    scale = np.minimum(1.0, _WIDEST / np.sqrt(np.maximum(np.diag(logs), 1e-12)))
    return Polls(shares, scale[:, None] * logs * scale[None])


def weigh(fitted: FittedProjection, drift: Drift, polls: Polls, seed: int) -> FittedProjection:
    """The model with a poll average: what is expected moves towards it, and draws stray less.

    Args:
        fitted: the model; of :func:`before_sheets`, or one that has learned from sheets.
        drift: its drift.
        polls: what polls say.
        seed: of the random numbers.
    """
    layout = fitted.layout
    regions = len(layout.regions)
    if not layout.registered_out.sum():
        return fitted
    centre = _centre(polls.shares)
    uncertain = centre @ polls.covariance @ centre.T
    units = units_of_whole(fitted, layout.region, regions, drift)
    logs = draw_logs(Sampler(fitted, drift, layout.region, units, seed), _DRAWS)
    strayed = log_shares(units, logs, layout.lists) @ centre.T
    known = np.cov(strayed, rowvar=False).reshape(uncertain.shape)
    now = log_shares(units, np.zeros((1, *units.shares.shape)), layout.lists)[0]
    apart = centre @ (np.log(polls.shares) - now)
    errors = [uncertain] if fitted.alone else [uncertain, _WRONG**2 * uncertain]
    gains = [centre if fitted.alone else _gain(known, error) for error in errors]
    chances = np.ones(1) if fitted.alone else _right(known, errors, apart)
    pulled = [gain @ apart for gain in gains]
    wanted = np.average(pulled, axis=0, weights=chances)
    shift = moved(units, np.zeros((1, *units.shares.shape)), wanted[None], layout.lists)[0]
    shares = fitted.shares * np.exp(shift)[layout.region]
    shares /= np.maximum(shares.sum(axis=1, keepdims=True), 1e-12)
    believed = float(chances @ [np.trace(gain) for gain in gains]) / max(layout.lists - 1, 1)
    weighed = Weighed(
        chances=chances,
        gains=np.array([gain @ centre for gain in gains]),
        errors=np.array(errors),
        moves=np.array(pulled) - wanted,
        weight=1.0 if fitted.alone else min(max(believed, 0.0), 1.0),
    )
    return replace(fitted, shares=shares, weighed=weighed)


def _gain(known: Array, uncertain: Array) -> Array:
    gain: Array = known @ np.linalg.pinv(known + uncertain, rcond=1e-9, hermitian=True)
    return gain


def _right(known: Array, errors: Sequence[Array], apart: Array) -> Array:
    """(errors,), the chances that polls err as each of these, by how far the sheets lie from them."""
    logs = []
    for error in errors:
        values, vectors = np.linalg.eigh(known + error)
        some = values > 1e-9 * values[-1]
        along = vectors[:, some].T @ apart
        logs.append(-0.5 * float((along**2 / values[some]).sum() + np.log(values[some]).sum()))
    weights = np.exp(np.array(logs) - max(logs)) * np.array([1.0 - _WRONG_BEFORE, _WRONG_BEFORE])
    chances: Array = weights / weights.sum()
    return chances


def _centre(shares: Array) -> Array:
    """(lists, lists), takes the mean off logarithms: shares add up to 1, and have one degree less."""
    centring: Array = np.eye(len(shares)) - shares[None]
    return centring


def before_sheets(
    layout: Layout, matched: Matched | None, same: Array | None, polls: Polls, settings: Settings
) -> tuple[FittedProjection, Drift]:
    """The model before it has learned from any sheet, and its drift, which is none.

    Each place is expected to change from the earlier election as the whole does by the polls; without one,
    to vote as the whole does. What regions, areas and places may do by themselves comes on top.
    """
    voters = np.maximum(layout.registered, 1e-9)
    lists, categories = layout.lists, layout.categories
    stood = np.zeros(len(categories), dtype=bool)
    rest = np.tile(_rest(categories, lists), (len(voters), 1))
    valid = _CAST - _NOT_VALID
    pattern = np.tile(polls.shares, (len(voters), 1))
    valid_at = np.full(len(voters), valid)
    if matched is not None and same is not None:
        earlier = matched.shares @ same
        stood = same.sum(axis=0) > 0
        rest = earlier[:, lists + 1 :]
        valid_at = np.clip(1.0 - rest.sum(axis=1), 0.01, 1.0)
        pattern = _pattern(layout, matched, same, polls, voters)
    pattern = _with_whole(pattern, voters * valid_at, polls.shares)
    shares = np.zeros((len(voters), len(categories)))
    shares[:, :lists] = pattern * valid_at[:, None]
    shares[:, lists + 1 :] = rest
    shares /= shares.sum(axis=1, keepdims=True)
    stray = np.where(stood, _STRAY, _STRAY_BLIND)
    chosen = replace(settings, bend=min(settings.bend, _BEND))
    effects = effects_of(layout, matched, same, chosen)
    prior = np.where(effects.prior >= settings.slope_other, settings.slope_same, effects.prior)
    prior[0] = (_LEVEL / _STRAY) ** 2
    effects = replace(effects, prior=prior)
    own: Array = np.ones(len(voters))
    if matched is not None:
        own += settings.unmatched * ~matched.own
    many = len(categories)
    nothing = np.zeros((many, many))
    drift = Drift(
        covariance=nothing,
        unseen=nothing,
        common=np.full(len(FACTORS), 1.0 / len(FACTORS)),
        unit=np.full(len(FACTORS), 1.0 / len(FACTORS)),
        by_list=np.full((many, len(FACTORS)), 1.0 / len(FACTORS)),
        unseen_regions=np.zeros(0, dtype=np.int64),
    )
    fitted = FittedProjection(
        layout=layout,
        settings=settings,
        blind=matched is None,
        unknown=1.0,
        unseen=1.0,
        shares=shares,
        correlation=np.diag(stray**2),
        beyond=np.ones(many),
        freedom=np.full(many, _FREEDOM),
        trend=no_trend(layout),
        effects=effects,
        covariance=np.diag(prior),
        area_link=np.zeros((layout.areas, len(prior))),
        area_variance=np.full(layout.areas, settings.area),
        left=np.ones(len(voters)),
        own_variance=own,
        swing=np.zeros(many),
        alone=True,
    )
    return fitted, drift


def _rest(categories: Sequence[str], lists: int) -> Array:
    share = {BLANK: _NOT_VALID / 3, NULL: 2 * _NOT_VALID / 3, NOT_CAST: 1.0 - _CAST}
    return np.array([share[name] for name in categories[lists + 1 :]])


def _pattern(layout: Layout, matched: Matched, same: Array, polls: Polls, voters: Array) -> Array:
    """(places, lists), shares of the valid votes of each place: those of then, changed as the whole has."""
    lists = layout.lists
    valid = np.maximum(matched.shares[:, matched.of_lists].sum(axis=1), 1e-9)
    then = (matched.shares @ same)[:, :lists] / valid[:, None]
    weight = (voters * valid)[:, None]
    whole = (then * weight).sum(axis=0) / weight.sum()
    pattern: Array = np.maximum(then + (polls.shares - whole)[None], 0.2 * then)
    regions = len(layout.regions)
    of_region = by_group(pattern * weight, layout.region, regions)
    of_region /= np.maximum(by_group(weight, layout.region, regions), 1e-9)
    stood = by_group(then * weight, layout.region, regions) > 0
    pattern = np.maximum(pattern, _OF_REGION * of_region[layout.region]) * stood[layout.region]
    new = same[:, :lists].sum(axis=0) == 0
    pattern[:, new] = polls.shares[new]
    return pattern


def _with_whole(pattern: Array, weight: Array, shares: Array) -> Array:
    """(places, lists), patterns scaled so that each place adds up to 1, and the whole has these shares."""
    scaled = np.maximum(pattern, 0.0)
    empty = scaled.sum(axis=1) <= 0
    scaled[empty] = shares
    for _ in range(50):
        scaled /= scaled.sum(axis=1, keepdims=True)
        has = weight @ scaled / weight.sum()
        scaled *= np.where(has > 0, shares / np.maximum(has, 1e-12), 1.0)[None]
    scaled /= scaled.sum(axis=1, keepdims=True)
    return scaled
