"""Where lists stand: a list without a vote among many voters does not stand there, and gets nothing there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from escrutinio.projection.baseline import Matched
from escrutinio.projection.groups import by_group
from escrutinio.projection.layout import Array, Index, Layout

_IN_REGION, _IN_AREA, _IN_PLACE = 60.0, 50.0, 30.0
"""A list without a vote does not stand in a unit where its share around it would have brought it so many."""
_VOTES_THEN, _PLACES_WITHOUT = 5.0, 10
"""Nor does one without a vote anywhere, in a region in which many places are counted at each of which its
earlier vote would have brought it so many."""


def stands(layout: Layout, matched: Matched | None, same: Array | None) -> NDArray[np.bool_]:
    """(places, categories), whether a category can have votes at a place.

    A region, an area or a place with many voters counted and no vote for a list is one where it does not
    stand. So is one where it would have had votes at many places by the earlier election, if it has none
    anywhere. A region of which nothing is counted is judged by that election alone, if the list stood in it.
    """
    counted = layout.counted
    nation = counted.sum(axis=0)[None]
    if not nation.sum():
        return np.ones(counted.shape, dtype=bool)
    regions = by_group(counted, layout.region, len(layout.regions))
    areas = by_group(counted, layout.area, layout.areas)
    region_of_area: Index = np.zeros(layout.areas, dtype=np.int64)
    region_of_area[layout.area] = layout.region
    absent = _absent(regions, nation, _IN_REGION)[layout.region]
    absent |= _absent(areas, regions[region_of_area], _IN_AREA)[layout.area]
    absent |= _absent(counted, areas[layout.area], _IN_PLACE)
    if matched is not None and same is not None:
        then = matched.shares @ same
        # A list without any vote does not stand any more where its earlier vote would have brought it some at
        # many places; at a few it may have no candidate.
        due = (then * layout.learned_from[:, None] >= _VOTES_THEN).astype(float)
        without = by_group(due, layout.region, len(layout.regions)) >= _PLACES_WITHOUT
        gone = (nation == 0) & without
        earlier = by_group(then * layout.registered[:, None], layout.region, len(layout.regions))
        never = _absent(earlier, earlier.sum(axis=0)[None], _IN_REGION)
        never &= (regions.sum(axis=1) == 0)[:, None] & (same.sum(axis=0) > 0)[None]
        absent |= (gone | never)[layout.region]
    found: NDArray[np.bool_] = ~absent
    return found


def _absent(votes: Array, around: Array, least: float) -> NDArray[np.bool_]:
    """(units, categories), no vote where the share around would have brought at least so many."""
    share = around / np.maximum(around.sum(axis=1, keepdims=True), 1e-9)
    absent: NDArray[np.bool_] = (votes == 0) & (votes.sum(axis=1, keepdims=True) * share >= least)
    return absent
