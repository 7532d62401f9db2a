"""Draws of the finished count: what is counted, and what the missing sheets may hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from escrutinio.projection.drift import FACTORS, Drift, assumed, selection
from escrutinio.projection.groups import by_pair
from escrutinio.projection.layout import Array, Index
from escrutinio.projection.model import FittedProjection, root
from escrutinio.projection.sizes import DrawnSizes
from escrutinio.projection.standing import DrawnStanding
from escrutinio.projection.whole import UnitsOfWhole, log_shares, moved, units_of_whole

Votes = NDArray[np.int64]

_AT_ONCE = 3_000_000
"""So many deviates of one kind are held at once."""
_WIDEST = 0.8
"""No logarithm of a share strays by a larger standard deviation: the mean of such draws would lie outside
their own 50 % interval."""
_FARTHEST, _FEW_DRAWS = 4.0, 50
"""No logarithm of a share lies farther out in any draw, in its own standard deviations: factors of the night,
of the list and of T's uncertainty, drawn together, would now and then give what nobody can mean."""
_UNSEEN_COMMON = 0.3
"""How much of the variance of regions without a sheet they have in common."""
_FEW = 200_000


@dataclass(frozen=True)
class Draws:
    """Simulated finished counts of disjoint units.

    Attributes:
        units: the units, in the order of the second axis.
        categories: the categories, in the order of the third axis.
        lists: how many of the categories are lists.
        votes: (draws, units, categories), whole votes; each unit's add up to its registered voters,
            where these are known of every missing sheet.
        expected: (units, categories), the mean of the draws.
    """

    units: tuple[str, ...]
    categories: tuple[str, ...]
    lists: int
    votes: Votes
    expected: Array

    def valid(self) -> Votes:
        """(draws, units), valid votes: those of the lists and other valid ones."""
        valid: Votes = self.votes[:, :, : self.lists + 1].sum(axis=2, dtype=np.int64)
        return valid


@dataclass(frozen=True)
class Carried:
    """What the draws of another contest, which this one follows, carry into its own.

    Attributes:
        fitted: the model of the other contest.
        drift: its drift; None for the one that is assumed before the night.
        seed: that of its draws.
        group: (its places,), the index of each place's unit in this contest; -1 for none.
        columns: (categories,), the place of each category of this contest among its own; -1 for none.
    """

    fitted: FittedProjection
    drift: Drift | None
    seed: int
    group: Index
    columns: Index


def draw(
    fitted: FittedProjection,
    group: Index,
    units: Sequence[str],
    draws: int,
    seed: int,
    drift: Drift | None = None,
    carried: Carried | None = None,
) -> Draws:
    """Draw finished counts of disjoint groups of places.

    Deviations are drawn in units of each list's own spread in the unit and applied to the logarithms of the
    shares (a logistic-normal composition: J. Aitchison, S. Shen, Biometrika 67, 1980), so that no share falls
    below 0 and a list that does not stand in a unit gets nothing there. The compositions are then set so that
    their mean is what the model expects. Normal deviates come in pairs of opposite sign. Draws of the same
    seed share what is common to units, whichever units are drawn.

    Args:
        fitted: the model.
        group: (places,), the index of each place's unit; -1 for none.
        units: the units.
        draws: how many.
        seed: of the random numbers; the same seed gives the same draws.
        drift: see :mod:`escrutinio.projection.drift`; None for the one that is assumed before the night.
        carried: the contest that this one follows: where its draws lie higher than was expected, so do these.
    """
    drift = drift or assumed(fitted)
    parts = units_of_whole(fitted, group, len(units), drift if fitted.weighed else None)
    votes = np.empty((draws, *parts.shares.shape), dtype=np.int64)
    votes[:] = np.rint(parts.counted).astype(np.int64)[None]
    if (parts.missing > 0).any():
        sampler = Sampler(fitted, drift, group, parts, seed)
        other = None if carried is None else _Other(carried, parts.missing)
        largest = max(sampler.largest, other.sampler.largest if other else 1)
        at_once = max(2, _AT_ONCE // largest // 2 * 2)
        sizes = _sizes(fitted, group, parts.missing, seed)
        tilted = parts.shares
        for start in range(0, draws, at_once):
            size = min(at_once, draws - start)
            logs = sampler.logs(size)
            if other is not None:
                logs += other.logs(size)
            if start == 0:
                tilted = _with_mean(parts.shares, logs)
            still = _compositions(tilted, logs) * sizes.of(size)[:, :, None]
            # Running sums are rounded, not the figures, so that whole votes add up to whole voters.
            whole = np.diff(np.rint(np.cumsum(still, axis=2)), axis=2, prepend=0.0)
            votes[start : start + size] += whole.astype(np.int64)
    return Draws(
        units=tuple(units),
        categories=fitted.layout.categories,
        lists=fitted.layout.lists,
        votes=votes,
        expected=votes.mean(axis=0),
    )


def _sizes(fitted: FittedProjection, group: Index, missing: Array, seed: int) -> DrawnSizes:
    """How many voters units miss; where they are guessed, late places may be of another size."""
    layout, chosen = fitted.layout, fitted.settings
    link = chosen.drift_blind if fitted.blind else chosen.drift
    common = link * selection(layout.share_in) if layout.sampled is None else 0.0
    return DrawnSizes(layout.sizes, layout.region, group, missing, common, seed)


def _compositions(shares: Array, logs: Array) -> Array:
    """(draws, units, categories), shares times e to what their logarithms stray by, scaled to add up to 1."""
    compositions: Array = shares[None] * np.exp(logs)
    compositions /= np.maximum(compositions.sum(axis=2, keepdims=True), 1e-300)
    return compositions


def _with_mean(shares: Array, logs: Array) -> Array:
    """The shares whose compositions have the given ones as their mean."""
    tilted = shares
    for _ in range(4):
        mean = _compositions(tilted, logs).mean(axis=0)
        tilted = tilted * np.divide(shares, mean, out=np.ones_like(shares), where=mean > 0)
    return tilted


class _Other:
    """Deviations of the contest that is followed, in the units and categories of the one that follows."""

    def __init__(self, carried: Carried, missing: Array) -> None:
        first, drift = carried.fitted, carried.drift or assumed(carried.fitted)
        parts = units_of_whole(first, carried.group, len(missing), drift if first.weighed else None)
        out = parts.missing
        self.sampler = Sampler(first, drift, carried.group, parts, carried.seed)
        # Where the other contest is counted its draws are all the same, and nothing is carried.
        part = np.minimum(1.0, out / np.maximum(missing, 1.0))
        self._part = part[:, None] * (carried.columns >= 0)[None]
        self._columns = carried.columns

    def logs(self, draws: int) -> Array:
        """(draws, units, categories), the next deviations."""
        drawn: Array = self.sampler.logs(draws)[:, :, self._columns] * self._part
        return drawn


class Sampler:
    """Draws deviations of the logarithms of units' shares; every kind has random numbers of its own."""

    def __init__(
        self,
        fitted: FittedProjection,
        drift: Drift,
        group: Index,
        parts: UnitsOfWhole,
        seed: int,
    ) -> None:
        units, self._categories = parts.shares.shape
        per_voter = 1.0 / np.maximum(parts.missing, 1.0)[:, None]
        loads, areas, own = fitted.loads(group, units)
        self._loads, self._areas, self._own = loads * per_voter, areas * per_voter, own[:, None] * per_voter
        self._correlation = root(fitted.correlation).T
        self._strayed, self._unseen = root(drift.covariance).T, root(drift.unseen).T
        self._beyond = fitted.trend.of_groups(fitted.layout.registered_out, group, units)
        self._slopes = fitted.trend.slopes
        self._kept = np.sqrt(fitted.not_chance(group, units))
        self._drift, self._freedom = drift, fitted.freedom
        layout = fitted.layout
        by_region = by_pair(layout.registered_out, group, units, layout.region, len(layout.regions))
        self._of_unseen = by_region[:, drift.unseen_regions] * per_voter
        # What regions have by themselves cancels in a unit of several.
        self._apart = np.sqrt(((by_region * per_voter) ** 2).sum(axis=1))[:, None]
        self._area_of = _only_one(self._areas)
        if self._area_of is None and self._areas.size > _FEW:
            # Too many of both: what areas do is drawn unit by unit.
            self._own = np.sqrt(self._own**2 + (self._areas**2).sum(axis=1, keepdims=True))
            self._areas = np.zeros((units, 1))
        self._parts, self._weighed, self._lists = parts, fitted.weighed, layout.lists
        self._scale = parts.scale
        self._streams = [np.random.default_rng(each) for each in np.random.SeedSequence(seed).spawn(13)]
        where = fitted.standing
        self._standing = (
            None if where is None else DrawnStanding(layout, fitted.shares, where, group, parts.shares)
        )
        self._tamed: Array | None = None
        self._farthest: Array = np.zeros(0)

    @property
    def largest(self) -> int:
        """The most deviates of one kind that a draw takes."""
        blocks = self._standing.blocks if self._standing else 0
        return int(self._categories * max(*self._loads.shape, self._areas.shape[1], blocks))

    def logs(self, draws: int) -> Array:
        """(draws, units, categories), the next deviations."""
        half = (draws + 1) // 2
        units, lists = self._scale.shape
        effects, areas, own, scale, common, unit, unseen, which, unit_which, list_which = self._streams[:10]
        deviation = self._loads @ effects.standard_normal((half, self._loads.shape[1], lists))
        of_areas = areas.standard_normal((half, self._areas.shape[1], lists))
        if self._area_of is not None:
            deviation += of_areas[:, self._area_of] * self._areas[np.arange(units), self._area_of][:, None]
        else:
            deviation += self._areas @ of_areas
        deviation = deviation @ self._correlation * self._kept
        # How far trends in size go on where no such place is in: as far as they went, to either side.
        trend = self._streams[12].standard_normal((half, 1, len(self._slopes)))
        deviation += (trend * self._beyond) @ self._slopes
        deviation += (self._own * own.standard_normal((half, units, lists))) @ self._correlation
        drift = self._drift
        # The list's own factor is the first of which the running sum of the chances is as large.
        place = (list_which.random((half, 1, lists, 1)) > np.cumsum(drift.by_list, axis=1)).sum(axis=3)
        by_list = FACTORS[np.minimum(place, len(FACTORS) - 1)]
        factor = np.minimum(by_list * which.choice(FACTORS, size=(half, 1, 1), p=drift.common), FACTORS[-1])
        deviation += factor * (common.standard_normal((half, 1, lists)) @ self._strayed)
        factor = np.minimum(
            by_list * unit_which.choice(FACTORS, size=(half, 1, 1), p=drift.unit), FACTORS[-1]
        )
        deviation += factor * self._apart * (unit.standard_normal((half, units, lists)) @ self._strayed)
        # T is an estimate: its own uncertainty gives the tails of Student's t, list by list.
        deviation *= np.sqrt(self._freedom / scale.chisquare(self._freedom, (half, 1, lists)))
        regions = self._of_unseen.shape[1]
        if regions:
            normal = unseen.standard_normal((half, regions + 1, lists)) @ self._unseen
            normal = np.sqrt(1 - _UNSEEN_COMMON) * normal[:, 1:] + np.sqrt(_UNSEEN_COMMON) * normal[:, :1]
            deviation += self._of_unseen @ normal
        deviation *= self._scale
        if self._tamed is None:
            strayed = np.sqrt((deviation**2).mean(axis=0))
            self._tamed = np.minimum(1.0, _WIDEST / np.maximum(strayed, 1e-12))
            # By a few draws nobody knows how far the others may go.
            self._farthest = _FARTHEST * strayed if half >= _FEW_DRAWS else np.full_like(strayed, np.inf)
        np.clip(deviation, -self._farthest, self._farthest, out=deviation)
        deviation *= self._tamed
        both = np.stack([deviation, -deviation], axis=1).reshape(2 * half, units, lists)
        if self._standing is not None:
            self._standing.add(both, self._streams[11])
        return self._with_polls(both)[:draws]

    def _with_polls(self, logs: Array) -> Array:
        """Deviations after what polls say of the whole, which has errors of its own (G. Matheron's rule)."""
        if self._weighed is None:
            return logs
        polls, stream, half = self._weighed, self._streams[10], len(logs) // 2
        kind = stream.choice(len(polls.chances), size=half, p=polls.chances)
        roots = np.array([root(error) for error in polls.errors])
        said = np.einsum("dl,dlk->dk", stream.standard_normal((half, self._lists)), roots[kind])
        said = np.stack([said, -said], axis=1).reshape(len(logs), self._lists)
        kind = np.repeat(kind, 2)
        strayed = log_shares(self._parts, logs, self._lists)
        off = said - strayed + strayed.mean(axis=0)
        by = np.einsum("dl,dkl->dk", off, polls.gains[kind]) + polls.moves[kind]
        return logs + moved(self._parts, logs, by, self._lists)


def draw_logs(sampler: Sampler, draws: int) -> Array:
    """(draws, units, categories), deviations of the logarithms of units' shares, in parts."""
    at_once = max(2, _AT_ONCE // sampler.largest // 2 * 2)
    return np.concatenate([sampler.logs(min(at_once, draws - at)) for at in range(0, draws, at_once)])


def _only_one(areas: Array) -> Index | None:
    """(units,), the one area of each unit; None where a unit lies in several."""
    if ((areas > 0).sum(axis=1) > 1).any():
        return None
    only_areas: Index = areas.argmax(axis=1).astype(np.int64)
    return only_areas
