"""What the fitted model says of units: expected final votes, intervals, draws of the finished count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from escrutinio.projection.layout import NOT_CAST, Array, Index, Layout
from escrutinio.projection.model import FittedProjection
from escrutinio.projection.settings import Settings

LEVELS = (0.5, 0.9, 0.95)
"""The intervals that are given."""

Votes = NDArray[np.int64]


@dataclass(frozen=True)
class CannotSay:
    """Too little is known to say anything; ``reason`` says why, in words."""

    reason: str


@dataclass(frozen=True)
class Draws:
    """Simulated finished counts of disjoint units.

    Attributes:
        units: the units, in the order of the second axis.
        categories: the categories, in the order of the third axis.
        lists: how many of the categories are lists.
        votes: (draws, units, categories), whole votes; each unit's add up to its registered voters.
        expected: (units, categories), the model's own expectation.
    """

    units: tuple[str, ...]
    categories: tuple[str, ...]
    lists: int
    votes: Votes
    expected: Array

    def valid(self) -> Votes:
        """(draws, units), valid votes: those of the lists and other valid ones."""
        valid: Votes = self.votes[:, :, : self.lists + 1].sum(axis=2)
        return valid


def too_little(layout: Layout, settings: Settings) -> CannotSay | None:
    """Why nothing can be said yet; None when something can."""
    is_in = layout.registered_in > 0
    places, regions = int(is_in.sum()), len(set(layout.region[is_in].tolist()))
    needed = min(settings.least_regions, len(layout.regions))
    if places == 0:
        return CannotSay("Cannot say yet: nothing is counted.")
    if layout.unknown_out:
        of = "1 missing sheet" if layout.unknown_out == 1 else f"{layout.unknown_out:,} missing sheets"
        return CannotSay(f"Cannot say: the voters of {of} are not known.")
    if layout.registered_out.sum() == 0:
        return None
    if places < settings.least_places:
        return CannotSay(
            f"Cannot say yet: {places} polling places are in; {settings.least_places} are needed."
        )
    if regions < needed:
        return CannotSay(
            f"Cannot say yet: {regions} of {len(layout.regions)} regions are in; {needed} are needed."
        )
    if layout.share_in < settings.least_share:
        return CannotSay(
            f"Cannot say yet: the sheets that are in hold {100 * layout.share_in:.1f} % of the voters; "
            f"{100 * settings.least_share:.0f} % are needed."
        )
    return None


def draw(fitted: FittedProjection, group: Index, units: Sequence[str], draws: int, seed: int) -> Draws:
    """Draw finished counts of disjoint groups of places.

    Args:
        fitted: the model.
        group: (places,), the index of each place's unit; -1 for none.
        units: the units.
        draws: how many.
        seed: of the random numbers; the same seed gives the same draws.
    """
    chance = np.random.default_rng(seed)
    expected = fitted.totals(group, len(units))
    relative, missing, drift = fitted.deviations(group, len(units))
    between_units = _root(relative)
    between_categories = _root(fitted.covariance)
    shape = (draws, len(units), len(fitted.layout.categories))
    deviation = between_units @ chance.standard_normal(shape) @ between_categories.T
    straying = _root(drift)
    common = chance.standard_normal((draws, 1, shape[2])) @ straying.T
    own = chance.standard_normal(shape) @ straying.T
    deviation += missing[None, :, None] * (common + own)
    counted = fitted.counted(group, len(units))
    rest = expected - counted
    still = np.clip(rest[None] + deviation, 0.0, None)
    # A draw with every figure below zero says nothing of who is missing: it is the expected one.
    lost = still.sum(axis=2, keepdims=True) < 1e-9
    still = np.where(lost, np.clip(rest, 0.0, None)[None], still)
    # Nobody votes twice and nobody vanishes: what is missing in a unit stays as many voters.
    still *= (missing[None, :] / np.maximum(still.sum(axis=2), 1e-9))[:, :, None]
    # Running sums are rounded, not the figures, so that whole votes add up to whole voters.
    whole = np.diff(np.rint(np.cumsum(still, axis=2)), axis=2, prepend=0.0)
    votes = np.rint(counted[None] + whole).astype(np.int64)
    return Draws(
        units=tuple(units),
        categories=fitted.layout.categories,
        lists=fitted.layout.lists,
        votes=votes,
        expected=expected,
    )


def interval(values: Array, level: float) -> tuple[float, float]:
    """The central interval of draws."""
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def intervals(values: Array | Votes) -> dict[str, list[float]]:
    """The central intervals of draws by level, "50", "90", "95": the lower and the upper bound."""
    # All at once: to order the draws takes longest.
    ends = [end for level in LEVELS for end in ((1 - level) / 2, (1 + level) / 2)]
    bounds = [float(bound) for bound in np.quantile(values.astype(np.float64), ends)]
    return {level_name(level): bounds[2 * n : 2 * n + 2] for n, level in enumerate(LEVELS)}


def level_name(level: float) -> str:
    """A level of ``LEVELS`` as documents name it: in per cent."""
    return f"{100 * level:.0f}"


def shares_of_valid(votes: Array | Votes, lists: int) -> Array:
    """(..., lists), shares of valid votes; 0 where there are none."""
    valid = votes[..., : lists + 1].sum(axis=-1, keepdims=True)
    shares: Array = votes[..., :lists] / np.maximum(valid, 1)
    return shares


def turnout(votes: Array | Votes, categories: Sequence[str]) -> Array:
    """(...), votes cast as a share of registered voters."""
    stayed = votes[..., categories.index(NOT_CAST)]
    share: Array = 1.0 - stayed / np.maximum(votes.sum(axis=-1), 1)
    return share


def _root(covariance: Array) -> Array:
    """A matrix whose square is the covariance, which may be singular: compositions add up to 1."""
    values, vectors = np.linalg.eigh(covariance)
    root: Array = vectors * np.sqrt(np.clip(values, 0.0, None))
    return root
