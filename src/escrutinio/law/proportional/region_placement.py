"""Where levelling seats fall that are placed in two steps: in regions, then in the constituencies of each.

Denmark, Folketingsvalgloven. § 78: a party's votes in each of the three regions are divided by 1, 3, 5, ...,
and as many of the highest quotients are struck out as it has constituency seats there; the highest quotients
that are left take the levelling seats one after the other, while the party and the region have any left.
§ 79: in each region a party's votes in each constituency are divided by 1, 4, 7, ..., struck out likewise,
and its highest quotients take the seats that it has in the region. How many levelling seats a region has, a
decree says (§ 10). Statistics Denmark's files of 2011, 2015 and 2019 say where each seat fell; these are what
this gives. Equal quotients are left to the lot. The sections are cited from memory.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from escrutinio.law.decisions import Tie
from escrutinio.law.lots import Lot
from escrutinio.law.outcome import add_up
from escrutinio.law.plain import Plain
from escrutinio.law.proportional.divisors import Divisors, danish, sainte_lague
from escrutinio.law.proportional.levelling import Levelling
from escrutinio.law.proportional.placement import Placement, place_levelling
from escrutinio.model.errors import LawError
from escrutinio.model.text import many_of, some_of


@dataclass(frozen=True)
class RegionPlacement(Plain):
    """Where the levelling seats fall: in which region, and where in it.

    ``units`` is region -> a placement for each list that has seats there; ``placed`` is unit -> list ->
    levelling seats that are certain there; ``in_regions`` counts those that are certain in a region, but not
    where in it. Always
    ``sum(placed) + sum(in_regions) + undecided + vacant == size``.
    """

    size: int
    regions: Placement
    units: Mapping[str, tuple[Placement, ...]]
    placed: Mapping[str, Mapping[str, int]]
    in_regions: Mapping[str, int]
    undecided: int
    vacant: int
    ties: tuple[Tie, ...]
    lots: tuple[Lot, ...]


def place_in_regions(
    given: Levelling,
    votes: Mapping[str, Mapping[str, int]],
    won: Mapping[str, Mapping[str, int]],
    regions: Mapping[str, Sequence[str]],
    room: Mapping[str, int],
    *,
    divisors: Divisors = sainte_lague,
    unit_divisors: Divisors = danish,
    lots: Sequence[Lot] = (),
) -> RegionPlacement:
    """Place the levelling seats of the parties in regions, and in the units of each.

    Args:
        given: the levelling seats of the parties.
        votes: unit -> list -> votes.
        won: unit -> list -> seats of the unit.
        regions: region -> its units; each unit is in one of them.
        room: region -> how many levelling seats it has.
        divisors: of a party's votes in a region.
        unit_divisors: of a party's votes in a unit.
        lots: recorded lots; see :mod:`escrutinio.law.lots`.

    Raises:
        LawError: a unit is in no region or in two, or the numbers do not fit each other.
    """
    _check_regions(votes, regions)
    votes_of = {region: add_up(votes.get(unit, {}) for unit in units) for region, units in regions.items()}
    won_in = {region: add_up(won.get(unit, {}) for unit in units) for region, units in regions.items()}
    first = place_levelling(
        given,
        votes_of,
        won_in,
        room,
        dict.fromkeys(regions, 1),
        divisors=divisors,
        lots=lots,
        what="region of a levelling seat",
    )
    units: dict[str, tuple[Placement, ...]] = {}
    for region in sorted(regions):
        members = [unit for unit in regions[region] if unit in votes]
        # Lists are not set against each other here, so that a tie of one leaves no other open.
        units[region] = tuple(
            place_levelling(
                replace(
                    given,
                    votes={name: votes_of[region].get(name, 0)},
                    won=won_in[region],
                    places=seats,
                    seats={name: seats},
                    undecided=0,
                    vacant=0,
                    ties=(),
                    lots=(),
                ),
                {unit: votes[unit] for unit in members},
                {unit: won.get(unit, {}) for unit in members},
                None,
                dict.fromkeys(members, 1),
                divisors=unit_divisors,
                lots=lots,
                what=f"constituency of a levelling seat in {region}",
            )
            for name, seats in sorted(first.placed[region].items())
            if seats
        )
    of_lists = [place for places in units.values() for place in places]
    open_in = {region: sum(place.undecided for place in places) for region, places in units.items()}
    return RegionPlacement(
        given.places,
        first,
        units,
        {unit: add_up(place.placed.get(unit, {}) for place in of_lists) for unit in sorted(votes)},
        {region: number for region, number in open_in.items() if number},
        first.undecided,
        first.vacant + sum(place.vacant for place in of_lists),
        (*first.ties, *(tie for place in of_lists for tie in place.ties)),
        (*first.lots, *(lot for place in of_lists for lot in place.lots)),
    )


def _check_regions(votes: Mapping[str, Mapping[str, int]], regions: Mapping[str, Sequence[str]]) -> None:
    """Each unit is in one region.

    Raises:
        LawError: one is in none, or in two.
    """
    known = [unit for units in regions.values() for unit in units]
    if lost := sorted(set(votes) - set(known)):
        raise LawError(
            f"the law puts {some_of(lost)} in no region",
            hint=f"Write the names of units as the law does: {many_of(sorted(known))}.",
        )
    if twice := sorted({unit for unit in known if known.count(unit) > 1}):
        raise LawError(f"the law puts {some_of(twice)} in two regions")
