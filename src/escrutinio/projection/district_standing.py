"""Where lists stand in a contest that is decided district by district, each with candidates of its own.

A list stands in some districts of a region and not in others. A district of which nothing is counted says
nothing of who stands in it; the table of candidates does, where there is one, or else the districts that are
counted say how often a list stands, those of the same region first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from escrutinio.projection.groups import by_group
from escrutinio.projection.layout import Array, Index, Layout

_WEIGHT = 2.0
"""How many districts of a region all districts together count as."""


@dataclass(frozen=True)
class UnseenDistricts:
    """Districts of which nothing is counted, in regions of which something is.

    Attributes:
        district: (places,), the index of each place's district among them; -1 for none.
        region: (districts,), the region of each.
        ballot: (districts, lists), 1 where a list stands there, 0 where not, nan where that is not known.
    """

    district: Index
    region: Index
    ballot: Array

    def __len__(self) -> int:
        return len(self.region)


def unseen_districts(layout: Layout, open_regions: NDArray[np.bool_]) -> UnseenDistricts:
    """The districts of a count of which nothing is in; none where the contest is decided as a whole."""
    if layout.district is None or layout.ballots is None:
        nowhere: Index = np.full(len(layout.region), -1, dtype=np.int64)
        return UnseenDistricts(nowhere, np.zeros(0, dtype=np.int64), np.zeros((0, layout.lists)))
    many = len(layout.ballots)
    votes = by_group(layout.counted, layout.district, many).sum(axis=1)
    region: Index = np.zeros(many, dtype=np.int64)
    region[layout.district] = layout.region
    unseen = np.flatnonzero((votes == 0) & ~open_regions[region])
    number: Index = np.full(many, -1, dtype=np.int64)
    number[unseen] = np.arange(len(unseen))
    return UnseenDistricts(number[layout.district], region[unseen], layout.ballots[unseen])


def chance_in_districts(
    layout: Layout,
    unseen: UnseenDistricts,
    absent: NDArray[np.bool_],
    kinds: list[tuple[NDArray[np.bool_], Array]],
) -> Array:
    """(unseen districts, lists), how likely a list stands in each, as the other districts say.

    Args:
        layout: the count.
        unseen: the districts.
        absent: (all districts, lists), where a list would have votes if it stood.
        kinds: for each kind of list and district, such as those where it stood in the earlier election:
            (all districts, lists), which are of it; (lists,), how likely one stands by all of them: 1 where
            it stands in all, 0 where it is taken to stand in none.
    """
    assert layout.district is not None
    assert layout.ballots is not None
    many = len(layout.ballots)
    here = by_group(layout.counted, layout.district, many)[:, : layout.lists] > 0
    tells = here | absent
    region: Index = np.zeros(many, dtype=np.int64)
    region[layout.district] = layout.region
    at: Index = np.zeros(len(unseen), dtype=np.int64)
    is_unseen = unseen.district >= 0
    at[unseen.district[is_unseen]] = layout.district[is_unseen]
    regions = len(layout.regions)
    chance = np.ones((len(unseen), layout.lists))
    for kind, overall in kinds:
        often = by_group((here & kind).astype(float), region, regions)
        told = by_group((tells & kind).astype(float), region, regions)
        likely = (often + _WEIGHT * overall) / (told + _WEIGHT)
        likely[:, (overall == 0) | (overall == 1)] = overall[(overall == 0) | (overall == 1)]
        chance = np.where(kind[at], likely[unseen.region], chance)
    return chance
