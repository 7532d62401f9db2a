"""Where lists stand: a list without a vote among many voters does not stand there, and gets nothing there.

Of a region of which nothing is counted nobody knows which lists stand in it. The other regions say how often
a list stands: a national list does in all of them, a regional one in few. So it is with districts in which
lists have candidates of their own, see :mod:`escrutinio.projection.district_standing`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from escrutinio.projection.baseline import Matched
from escrutinio.projection.district_standing import UnseenDistricts, chance_in_districts, unseen_districts
from escrutinio.projection.groups import by_group, weighed_by_group
from escrutinio.projection.layout import Array, Index, Layout

_IN_REGION, _IN_AREA, _IN_PLACE = 60.0, 50.0, 30.0
"""A list without a vote does not stand in a unit where its share around it would have brought it so many."""
_VOTES_THEN, _PLACES_WITHOUT = 5.0, 10
"""Nor does one without a vote anywhere, in a region in which many places are counted at each of which its
earlier vote would have brought it so many."""
_OF_ONE_REGION = 0.2
"""What a list of one region has there of the valid votes: as if one such list had been seen."""
_MOST_UNHEARD = 0.5
"""Lists that have no vote yet have no more than this of a region together."""
_LEAST_KEPT = 0.05
"""Where fewer of a unit's votes are of lists that stand in a draw, all of its lists stand."""


@dataclass(frozen=True)
class Standing:
    """Where lists stand.

    Attributes:
        places: (places, categories), whether a category can have votes at a place.
        chance: (blocks, lists), how likely a list stands in a block: a region, or after the regions a
            district without a sheet. 1 where something is counted, for there ``places`` says it.
        unheard: (blocks, lists), the share of the valid votes that a list without a vote anywhere may have.
        block: (places,), the block in which each place lies.
        times: (blocks, lists), by how much more a list has than districts have on average, where it is known
            to stand and does not stand everywhere.
    """

    places: NDArray[np.bool_]
    chance: Array
    unheard: Array
    block: Index
    times: Array


def standing_of(layout: Layout, matched: Matched | None, same: Array | None) -> Standing:
    """Where the lists of a count stand.

    A region, an area or a place with many voters counted and no vote for a list is one where it does not
    stand. So is one where it would have had votes at many places by the earlier election, if it has none
    anywhere. In a region of which nothing is counted a list stands as likely as it does in those that are
    counted and in which it stood, or did not stand, in the earlier election as it did here.
    """
    counted, lists = layout.counted, layout.lists
    nation = counted.sum(axis=0)[None]
    regions = by_group(counted, layout.region, len(layout.regions))
    chance = np.ones((len(layout.regions), lists))
    unheard = np.zeros_like(chance)
    if not nation.sum():
        return Standing(np.ones(counted.shape, dtype=bool), chance, unheard, layout.region, chance)
    areas = by_group(counted, layout.area, layout.areas)
    region_of_area: Index = np.zeros(layout.areas, dtype=np.int64)
    region_of_area[layout.area] = layout.region
    absent_here = _absent(regions, nation, _IN_REGION)
    absent = absent_here[layout.region]
    absent |= _absent(areas, regions[region_of_area], _IN_AREA)[layout.area]
    absent |= _absent(counted, areas[layout.area], _IN_PLACE)
    open_regions = regions.sum(axis=1) == 0
    districts = unseen_districts(layout, open_regions)
    out_of = districts.district >= 0
    absent[out_of, :lists] = False  # what others of its region say is a chance there, and no more
    known, stood = np.zeros((2, *regions.shape), dtype=bool)
    then: Array | None = None
    if matched is not None and same is not None:
        then = matched.shares @ same
        # A list without any vote does not stand any more where its earlier vote would have brought it some at
        # many places; at a few it may have no candidate.
        due = (then * layout.learned_from[:, None] >= _VOTES_THEN).astype(float)
        without = by_group(due, layout.region, len(layout.regions)) >= _PLACES_WITHOUT
        absent |= ((nation == 0) & without)[layout.region]
        earlier = by_group(then * layout.registered[:, None], layout.region, len(layout.regions))
        known |= (same.sum(axis=0) > 0)[None]
        stood = known & ~_absent(earlier, earlier.sum(axis=0)[None], _IN_REGION)
    if open_regions.any():
        tells = ((regions > 0) | absent_here)[:, :lists] & ~open_regions[:, None]
        here, known, stood = (each[:, :lists] for each in (regions > 0, known, stood))
        for kind, otherwise in ((known & stood, 1.0), (known & ~stood, 0.0), (~known, 1.0)):
            likely = _how_often(here & tells & kind, tells & kind, otherwise)
            chance = np.where(kind & open_regions[:, None], likely[None], chance)
        quiet = ~known[0] & (nation[0, :lists] == 0)
        chance[np.ix_(open_regions, quiet)] = 1.0 / (open_regions.sum() + 1.0)
        unheard[np.ix_(open_regions, quiet)] = _of_the_unheard(
            regions, ~known[0], lists, int(quiet.sum())
        ) / (open_regions.sum() + 1.0)
        absent[:, :lists] |= (chance == 0)[layout.region]
    if not len(districts):
        return Standing(~absent, chance, unheard, layout.region, np.ones_like(chance))
    likely, share, times = _in_districts(layout, districts, then, nation)
    absent[out_of, :lists] |= (likely == 0)[districts.district[out_of]]
    block = np.where(out_of, len(layout.regions) + districts.district, layout.region)
    return Standing(
        ~absent,
        np.vstack([chance, likely]),
        np.vstack([unheard, share]),
        block,
        np.vstack([np.ones_like(chance), times]),
    )


def _in_districts(
    layout: Layout, unseen: UnseenDistricts, then: Array | None, nation: Array
) -> tuple[Array, Array, Array]:
    """(unseen districts, lists): how likely lists stand, what those have that have no vote anywhere, by how
    much more lists have where they are known to stand.
    """
    assert layout.district is not None
    assert layout.ballots is not None
    lists, many = layout.lists, len(layout.ballots)
    votes = by_group(layout.counted, layout.district, many)
    absent = _absent(votes, nation, _IN_REGION)[:, :lists]
    here = votes[:, :lists] > 0
    known, stood = np.zeros((2, many, lists), dtype=bool)
    if then is not None:
        earlier = by_group(then * layout.registered[:, None], layout.district, many)
        known |= (earlier.sum(axis=0) > 0)[None, :lists]
        stood = known & ~_absent(earlier, earlier.sum(axis=0)[None], _IN_REGION)[:, :lists]
    kinds = []
    for kind, otherwise in ((known & stood, 1.0), (known & ~stood, 0.0), (~known, 1.0)):
        kinds.append((kind, _how_often(here & kind, (here | absent) & kind, otherwise)))
    as_others = chance_in_districts(layout, unseen, absent, kinds)
    quiet = np.broadcast_to(~known[0] & (nation[0, :lists] == 0), as_others.shape)
    as_others[quiet] = 1.0 / (len(unseen) + 1.0)
    share = np.where(quiet, _of_the_unheard(votes, ~known[0], lists, int(quiet[0].sum())), 0.0)
    share *= np.where(np.isnan(unseen.ballot), as_others, unseen.ballot)
    stands = (unseen.ballot == 1) & ~quiet & (as_others > 0)
    times = np.divide(1.0, as_others, out=np.ones_like(as_others), where=stands)
    return np.where(np.isnan(unseen.ballot), as_others, unseen.ballot), share, times


def _how_often(here: NDArray[np.bool_], tells: NDArray[np.bool_], otherwise: float) -> Array:
    """(lists,), how often a list stands in the regions that tell; where none does, how often all lists do.

    A list that does in all of them is taken to do so in the others too, and one that does in none where it
    had not stood before, in none.
    """
    often, many = here.sum(axis=0).astype(float), tells.sum(axis=0).astype(float)
    whole = many.sum()
    often_by_list = np.full(len(many), otherwise if not whole else often.sum() / whole)
    some = many > 0
    mixed = some & (often < many) & ((often > 0) | (otherwise > 0))
    often_by_list[some] = (often[some] == many[some]).astype(float)
    often_by_list[mixed] = (often[mixed] + 0.5) / (many[mixed] + 1.0)
    return often_by_list


def _of_the_unheard(regions: Array, new: NDArray[np.bool_], lists: int, many: int) -> float:
    """The share of a region that a list has which stands in that one only, by those that are seen so far."""
    votes = regions[:, :lists]
    valid = np.maximum(regions[:, : lists + 1].sum(axis=1, keepdims=True), 1e-9)
    alone = new & ((votes > 0).sum(axis=0) == 1)
    shares = (votes / valid).max(axis=0)[alone] if (votes.sum(axis=1) > 0).sum() > 1 else np.zeros(0)
    share = (float(shares.sum()) + _OF_ONE_REGION) / (len(shares) + 1)
    return min(share, _MOST_UNHEARD / max(many, 1))


def with_unheard(shares: Array, standing: Standing, layout: Layout) -> Array:
    """Compositions in which lists without a vote anywhere have what they may have where nothing is in.

    Where a list is known to stand in a district and elsewhere does not, it has more there than on average.
    """
    lists = layout.lists
    times = standing.times[standing.block]
    if (times > 1).any():
        shares = shares.copy()
        before = shares[:, : lists + 1].sum(axis=1, keepdims=True)
        shares[:, :lists] *= times
        shares[:, : lists + 1] *= before / np.maximum(
            shares[:, : lists + 1].sum(axis=1, keepdims=True), 1e-12
        )
    share = standing.unheard[standing.block]
    if not share.any():
        return shares
    valid = shares[:, : lists + 1].sum(axis=1, keepdims=True)
    compositions = shares.copy()
    compositions[:, : lists + 1] *= 1.0 - share.sum(axis=1, keepdims=True)
    compositions[:, :lists] += share * valid
    return compositions


class DrawnStanding:
    """Draws in which regions and districts without a sheet lists stand, and what that does to units.

    Where a list does not stand in a draw its votes go to the other lists of the unit; where it does, it has
    as much more, so that its mean stays.
    """

    def __init__(self, layout: Layout, shares: Array, standing: Standing, group: Index, parts: Array) -> None:
        """Arrange what can be drawn.

        Args:
            layout: the count by polling place.
            shares: (places, categories), the expected composition of what is missing.
            standing: where lists stand.
            group: (places,), the index of each place's unit; -1 for none.
            parts: (units, categories), the expected composition of the units' missing votes.
        """
        chance, lists = standing.chance, layout.lists
        self._lists = lists
        drawn = np.flatnonzero(((chance > 0) & (chance < 1)).any(axis=1))
        self._chance = np.where(chance > 0, chance, 1.0)[drawn]
        whole = weighed_by_group(shares[:, :lists], layout.registered_out, group, len(parts))
        self._touched: list[tuple[Index, Array]] = []
        order = np.argsort(standing.block, kind="stable")
        first = np.searchsorted(standing.block[order], [drawn, drawn + 1])
        for start, end in first.T:
            rows = order[start:end]
            units, unit = np.unique(group[rows], return_inverse=True)
            here = weighed_by_group(
                shares[rows, :lists], layout.registered_out[rows], unit.astype(np.int64), len(units)
            )
            some = (here.sum(axis=1) > 0) & (units >= 0)
            at, here = units[some], here[some]
            part = np.divide(here, whole[at], out=np.zeros_like(here), where=whole[at] > 0)
            self._touched.append((at, part))
        self._shares = parts[:, : lists + 1]

    @property
    def blocks(self) -> int:
        """Of how many blocks it is drawn which lists stand in them."""
        return len(self._chance)

    def add(self, logs: Array, stream: np.random.Generator) -> None:
        """Add to (draws, units, categories) logarithms what standing or not does to them."""
        if not self.blocks:
            return
        lists = self._lists
        stand = stream.random((len(logs), *self._chance.shape)) < self._chance
        times = stand / self._chance
        touched = np.unique(np.concatenate([at for at, _ in self._touched]))
        factor = np.ones((len(logs), len(touched), lists))
        for number, (at, part) in enumerate(self._touched):
            factor[:, np.searchsorted(touched, at)] += part[None] * (times[:, number, None] - 1.0)
        factor = np.maximum(factor, _NOTHING)
        shares = self._shares[touched]
        before = shares.sum(axis=1)[None]
        kept = (factor * shares[None, :, :lists]).sum(axis=2) + shares[None, :, lists]
        few = kept < _LEAST_KEPT * before
        factor[few] = 1.0
        kept = np.where(few, before, kept)
        rest = np.log(np.divide(before, kept, out=np.ones_like(kept), where=kept > 0))
        logs[:, touched, :lists] += np.log(factor)
        logs[:, touched, : lists + 1] += rest[:, :, None]


_NOTHING = 1e-30
"""A list that does not stand has so little that it has no vote."""


def _absent(votes: Array, around: Array, least: float) -> NDArray[np.bool_]:
    """(units, categories), no vote where the share around would have brought at least so many."""
    share = around / np.maximum(around.sum(axis=1, keepdims=True), 1e-9)
    absent: NDArray[np.bool_] = (votes == 0) & (votes.sum(axis=1, keepdims=True) * share >= least)
    return absent
