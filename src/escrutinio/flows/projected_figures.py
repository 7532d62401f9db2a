"""From draws of one unit to the figures that are published: shares, intervals, swings and chances."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from escrutinio.flows.documents.figures import ShareInterval
from escrutinio.flows.documents.project import (
    ProjectedChances,
    ProjectedFigures,
    ProjectedSelection,
    ProjectedTurnout,
    ProjectedValid,
    VotesInterval,
)
from escrutinio.projection import Draws, Matched, intervals, shares_of_valid, turnout

AHEAD_BY = 0.1
"""The lead whose chance is given."""
_ROUNDING = 1e-9


def projected_figures(
    votes: NDArray[np.int64],
    expected: NDArray[np.float64],
    drawn: Draws,
    *,
    with_turnout: bool,
    with_votes: bool = True,
    earlier: NDArray[np.float64] | None = None,
    ahead_by: float = AHEAD_BY,
) -> ProjectedFigures:
    """Expected figures of one unit, with their intervals.

    Args:
        votes: (draws, categories), finished counts of the unit.
        expected: (categories,), their mean.
        drawn: the draws that they are part of, which know the categories.
        with_turnout: whether the counted sheets state the turnout.
        with_votes: whether anything is known of how many vote.
        earlier: (lists,), shares of the valid votes in the earlier election, NaN where there is none.
        ahead_by: the lead whose chance is given, as a share of the valid votes.
    """
    shares = shares_of_valid(votes, drawn.lists)
    point, cast = shares_of_valid(expected, drawn.lists), float(turnout(expected, drawn.categories))
    valid = votes[:, : drawn.lists + 1].sum(axis=1)
    selections = {}
    for place, name in enumerate(drawn.categories[: drawn.lists]):
        before = None if earlier is None or np.isnan(earlier[place]) else float(earlier[place])
        selections[name] = ProjectedSelection(
            votes=round(float(expected[place])) if with_votes else None,
            share=float(point[place]),
            intervals=_share_intervals(shares[:, place], float(point[place])),
            earlier=before,
            swing=None if before is None else float(point[place]) - before,
        )
    all_valid = float(expected[: drawn.lists + 1].sum())
    return ProjectedFigures(
        selections=selections,
        valid=ProjectedValid(
            votes=round(all_valid),
            intervals={
                level: VotesInterval(low=low, high=high)
                for level, (low, high) in intervals(valid, all_valid).items()
            },
        )
        if with_votes
        else None,
        turnout=ProjectedTurnout(
            share=cast,
            intervals=_share_intervals(turnout(votes, drawn.categories), cast),
        )
        if with_turnout
        else None,
        chances=chances(votes[:, : drawn.lists], valid, drawn.categories[: drawn.lists], ahead_by),
    )


def chances(
    votes: NDArray[np.int64], valid: NDArray[np.int64], lists: Sequence[str], ahead_by: float
) -> ProjectedChances:
    """Who leads, is among the first two, has more than half, or leads by so much: shares of the draws.

    A tie at the top is no lead, and no list that is level with a third one is among the first two.

    Args:
        votes: (draws, lists).
        valid: (draws,), the valid votes.
        lists: the lists.
        ahead_by: a share of the valid votes.
    """
    ordered = np.sort(votes, axis=1)[:, ::-1]
    ordered = np.concatenate([ordered, np.full((len(votes), 2), -1)], axis=1)
    top, second, third = ordered[:, :1], ordered[:, 1:2], ordered[:, 2:3]
    leads = (votes == top) & (top > second)
    # A lead of exactly so much counts.
    far = (top - np.maximum(second, 0)) >= ahead_by * valid[:, None] - _ROUNDING * valid[:, None]
    return ProjectedChances(
        leads=_ranked(leads, lists),
        first_two=_ranked((votes > third) & (votes >= second), lists),
        above_half=_ranked(2 * votes > valid[:, None], lists),
        ahead=_ranked(leads & far, lists),
        ahead_by=ahead_by,
    )


def earlier_shares(
    earlier: Matched,
    same: NDArray[np.float64],
    voters: NDArray[np.float64],
    lists: int,
    chosen: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """(lists,), shares of the valid votes that lists had in the earlier election at some places.

    Args:
        earlier: the earlier vote of each place.
        same: (earlier categories, categories), which are the same.
        voters: (places,), registered voters.
        lists: how many of the categories are lists.
        chosen: (places,), which places.

    Returns:
        NaN for a list that did not stand then.
    """
    votes = voters[chosen] @ earlier.shares[chosen]
    valid = float(votes[earlier.of_lists].sum())
    stood = same[:, :lists].sum(axis=0) > 0
    shares: NDArray[np.float64] = votes @ same[:, :lists] / max(valid, 1e-9)
    return np.where(stood & (valid > 0), shares, np.nan)


def _ranked(holds: NDArray[np.bool_], lists: Sequence[str]) -> Mapping[str, float]:
    """Chances by list, those above zero, the likeliest first; ``holds`` is (draws, lists)."""
    found = zip(holds.mean(axis=0).tolist(), lists, strict=True)
    return {
        name: float(chance) for chance, name in sorted(found, key=lambda pair: (-pair[0], pair[1])) if chance
    }


def _share_intervals(shares: NDArray[np.float64], point: float) -> dict[str, ShareInterval]:
    return {
        level: ShareInterval(low=low, high=high) for level, (low, high) in intervals(shares, point).items()
    }
