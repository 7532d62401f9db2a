"""Seats of parties in the whole, of their lists by land, and constituency seats above them, which are kept.

Germany, Bundeswahlgesetz, §§ 6 and 7 as in force until 2011: the lists of a party in all lands count as one;
what it is due by its votes in the country goes to its lists in the lands, by Hare's quota and the largest
remainders (Hare-Niemeyer) until 2005, by Sainte-Laguë in 2009. A party keeps constituency seats above what
its list is due in the land. Seats of winners who stand for no party that takes part come off beforehand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from escrutinio.law.lots import Lot
from escrutinio.law.outcome import add_up
from escrutinio.law.proportional.highest_averages import Allocation
from escrutinio.law.proportional.methods import Method, allocate
from escrutinio.law.proportional.quotas import RemainderAllocation
from escrutinio.law.totals import NotSettled, check_votes
from escrutinio.model.text import many_of


@dataclass(frozen=True)
class OverhangLands:
    """Seats by land.

    Args:
        shares: the allocation to parties in the whole.
        due: land -> party -> seats of its list there, those of constituencies among them.
        lists: land -> party -> seats of the list itself.
        overhang: land -> party -> constituency seats above what is due.
    """

    shares: Allocation | RemainderAllocation
    due: Mapping[str, Mapping[str, int]]
    lists: Mapping[str, Mapping[str, int]]
    overhang: Mapping[str, Mapping[str, int]]


def overhang_lands(
    votes: Mapping[str, Mapping[str, int]],
    single: Mapping[str, Mapping[str, int]],
    size: int,
    method: Method,
    *,
    lots: Sequence[Lot] = (),
) -> OverhangLands:
    """The seats of lists by land.

    Args:
        votes: land -> party -> votes of the parties that take part.
        single: land -> party -> constituency seats won.
        size: all seats, without those above what is due.
        method: of both allocations.
        lots: recorded lots; see :mod:`escrutinio.law.lots`.

    Raises:
        LawError: a count is negative or not an int; seats of a party are tied.
    """
    for land, of_land in votes.items():
        check_votes(
            {**of_land, **{f"seats of {name}": n for name, n in single.get(land, {}).items()}}, where=land
        )
    together = add_up(votes.values())
    outside = sum(n for of_land in single.values() for name, n in of_land.items() if name not in together)
    shares = _settled(allocate(together, max(size - outside, 0), method, lots=lots, what="seats of parties"))
    due: dict[str, dict[str, int]] = {land: {} for land in votes}
    for name, seats in shares.seats.items():
        lands = {land: of_land[name] for land, of_land in votes.items() if name in of_land}
        inside = _settled(allocate(lands, seats, method, lots=lots, what=f"seats of {name}"))
        for land, number in inside.seats.items():
            due[land][name] = number
    lists, overhang = {}, {}
    for land, of_land in due.items():
        won = single.get(land, {})
        lists[land] = {name: max(number - won.get(name, 0), 0) for name, number in of_land.items()}
        above = {name: won.get(name, 0) - number for name, number in of_land.items()}
        overhang[land] = {name: number for name, number in above.items() if number > 0}
    return OverhangLands(shares, due, lists, overhang)


def _settled(given: Allocation | RemainderAllocation) -> Allocation | RemainderAllocation:
    """The same, where nothing is tied.

    Raises:
        LawError: it is.
    """
    if given.tie is not None:
        raise NotSettled(
            f"{given.tie.what} are tied among {many_of(given.tie.tied)}, and those of lands depend on them",
            hint="Record the lot that was drawn.",
        )
    return given
