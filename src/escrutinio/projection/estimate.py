"""What the fitted model says of units: expected final votes, intervals, draws of the finished count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from escrutinio.projection.baseline import NOT_CAST
from escrutinio.projection.draws import Votes
from escrutinio.projection.drift import share_unseen, unseen_regions
from escrutinio.projection.layout import Array, Layout
from escrutinio.projection.model import FittedProjection
from escrutinio.projection.settings import Settings

LEVELS = (0.5, 0.9, 0.95)
"""The intervals that are given."""
_OF_A_SIZE = 5
"""So many places that are in show what places of their size do."""
_TIMES = 2.0
"""Places of up to so many times the size are still like them."""
_LEAST_AWAY = 0.1
"""A smaller share of all voters moves the whole by little, whatever it holds."""


@dataclass(frozen=True)
class CannotSay:
    """Too little is known to say anything; ``reason`` says why, in words."""

    reason: str


def too_little(layout: Layout, settings: Settings) -> CannotSay | None:
    """Why the sheets say nothing yet; None when they say something."""
    return too_few(layout, settings) or _too_narrow(layout, settings)


def too_few(layout: Layout, settings: Settings) -> CannotSay | None:
    """Why nothing can be learned from the sheets; None when something can."""
    if layout.registered_in.sum() == 0:
        return CannotSay("Cannot say yet: nothing is counted.")
    if layout.unknown_out:
        of = "1 missing sheet" if layout.unknown_out == 1 else f"{layout.unknown_out:,} missing sheets"
        return CannotSay(f"Cannot say: the voters of {of} are not known.")
    if layout.registered_out.sum() == 0:
        return None
    missing = _too_few_places(layout, settings.least_places)
    if missing:
        return CannotSay(f"Cannot say yet: {missing}.")
    if layout.share_in < settings.least_share and layout.sampled is None:
        return CannotSay(
            f"Cannot say yet: the sheets that are in hold {100 * layout.share_in:.1f} % of the voters; "
            f"{100 * settings.least_share:.0f} % are needed."
        )
    return None


def _too_narrow(layout: Layout, settings: Settings) -> CannotSay | None:
    """Why what is in does not speak for the rest."""
    if layout.registered_out.sum() == 0:
        return None
    voters = float(layout.registered.sum())
    unseen = unseen_regions(layout)
    share = float(layout.registered_out[np.isin(layout.region, unseen)].sum()) / voters
    if share > settings.most_unseen:
        return CannotSay(
            f"Cannot say yet: {100 * share:.0f} % of the voters live in regions without a sheet "
            f"({len(unseen)} of {len(layout.regions)})."
        )
    areas = len(set(layout.area[layout.learned_from > 0].tolist()))
    away = share_unseen(layout)
    if areas < min(settings.least_areas, layout.areas) and away > settings.most_unseen:
        return CannotSay(
            f"Cannot say yet: the sheets come from {areas} of {layout.areas} areas; "
            f"{100 * away:.0f} % of the missing voters live in the others."
        )
    return None


def of_other_sizes(fitted: FittedProjection) -> CannotSay | None:
    """Why places of other sizes than those that are in cannot be told; None where they can, or are few.

    Without an earlier election only places of their own size say how they vote. A trend from size to size
    may go on beyond what is in or turn back, however many sheets are in.
    """
    layout, chosen = fitted.layout, fitted.settings
    is_in = layout.learned_from > 0
    if not fitted.blind or layout.sampled is not None or is_in.sum() < _OF_A_SIZE:
        return None
    sizes = np.sort(layout.registered[is_in])
    smallest, largest = sizes[_OF_A_SIZE - 1], sizes[-_OF_A_SIZE]
    out = np.where(is_in, 0.0, layout.registered_out)
    for beyond, size in (
        (layout.registered > _TIMES * largest, "more than twice"),
        (layout.registered < smallest / _TIMES, "less than half"),
    ):
        away = float(out[beyond].sum())
        of_missing = away / max(float(layout.registered_out.sum()), 1e-9)
        if of_missing > chosen.most_unseen and away > _LEAST_AWAY * layout.registered.sum():
            return CannotSay(
                f"Cannot say yet: {100 * of_missing:.0f} % of the missing voters live at polling places "
                f"{size} as large as all but a few that are in, and no earlier election tells how such "
                "places vote."
            )
    return None


def _too_few_places(layout: Layout, needed: int) -> str:
    """How many places are in, where they are too few to learn from; else empty.

    A place teaches if it has valid votes on sheets that can be right.
    """
    teach = int((layout.learned[:, : layout.lists + 1].sum(axis=1) > 0).sum())
    if teach >= needed:
        return ""
    expected = int((layout.registered > 0).sum())
    if expected < needed:
        return f"it takes {needed} polling places to learn from; this contest has {_places(expected)}"
    counted = int((layout.counted.sum(axis=1) > 0).sum())
    if counted == teach:
        return f"{_places(teach)} {'is' if teach == 1 else 'are'} in; {needed} are needed"
    return (
        f"{_places(teach)} of the {counted} that are in {'has' if teach == 1 else 'have'} valid votes on "
        f"sheets that can be right; {needed} are needed"
    )


def _places(places: int) -> str:
    return "1 polling place" if places == 1 else f"{places} polling places"


def interval(values: Array, level: float) -> tuple[float, float]:
    """The central interval of draws."""
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def intervals(values: Array | Votes, point: float | None = None) -> dict[str, list[float]]:
    """The central intervals of draws by level, "50", "90", "95": the lower and the upper bound.

    Args:
        values: the draws.
        point: their mean, if it is shown: the intervals reach to it. Where most draws give a list nothing,
            and few give it a vote, the mean lies above the quantiles.
    """
    # All at once: to order the draws takes longest.
    ends = [end for level in LEVELS for end in ((1 - level) / 2, (1 + level) / 2)]
    bounds = [float(bound) for bound in np.quantile(values.astype(np.float64), ends)]
    if point is not None:
        bounds = [min(bound, point) if n % 2 == 0 else max(bound, point) for n, bound in enumerate(bounds)]
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
