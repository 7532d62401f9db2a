"""The fewest seats of parties by land, which a levelled house has to cover.

Germany, Bundeswahlgesetz, § 6 (2) to (5): the seats of each land go to the parties there by Sainte-Laguë,
and a party must have, land by land, these or its constituency seats, whichever is more (as of 2013). As of
2020 it must have the mean of both, rounded up, if that is more than its constituency seats, and all
together at least what the lands gave it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from escrutinio.law.lots import Lot
from escrutinio.law.proportional.divisors import Divisors, sainte_lague
from escrutinio.law.proportional.highest_averages import Allocation, highest_averages
from escrutinio.law.totals import NotSettled, check_votes
from escrutinio.model.text import many_of


@dataclass(frozen=True)
class LandMinimum:
    """What parties must have.

    Args:
        lands: land -> the allocation of its seats.
        minimum: party -> the seats that it must have.
        lists: land -> party -> the fewest seats of its list there once the house has grown: its constituency
            seats, or as of 2020 what it must have there.
    """

    lands: Mapping[str, Allocation]
    minimum: Mapping[str, int]
    lists: Mapping[str, Mapping[str, int]]


def land_minimum(
    votes: Mapping[str, Mapping[str, int]],
    seats: Mapping[str, int],
    single: Mapping[str, Mapping[str, int]],
    *,
    mean: bool = False,
    divisors: Divisors = sainte_lague,
    lots: Sequence[Lot] = (),
) -> LandMinimum:
    """The seats that parties must have by land.

    Args:
        votes: land -> party -> votes of the parties that take part.
        seats: land -> its seats, those of winners who stand for none of these parties among them.
        single: land -> party -> constituency seats won.
        mean: whether the mean of both is asked for, as since 2020.
        divisors: of the seats of a land.
        lots: recorded lots; see :mod:`escrutinio.law.lots`.

    Raises:
        LawError: a count is negative or not an int; the seats of a land are tied.
    """
    lands: dict[str, Allocation] = {}
    lists: dict[str, dict[str, int]] = {land: {} for land in votes}
    minimum: dict[str, int] = {}
    by_lands: dict[str, int] = {}
    for land, of_land in votes.items():
        won = single.get(land, {})
        check_votes({**of_land, "seats": seats[land]}, where=land)
        outside = sum(number for name, number in won.items() if name not in of_land)
        given = highest_averages(
            of_land, max(seats[land] - outside, 0), divisors, lots=lots, what=f"seats of {land}"
        )
        if given.tie is not None:
            raise NotSettled(
                f"{given.tie.what} are tied among {many_of(given.tie.tied)}, and the size of "
                f"the house depends on them",
                hint="Record the lot that was drawn.",
            )
        lands[land] = given
        for name, number in given.seats.items():
            direct = won.get(name, 0)
            least = max(-(-(number + direct) // 2), direct) if mean else max(number, direct)
            lists[land][name] = least if mean else direct
            minimum[name] = minimum.get(name, 0) + least
            by_lands[name] = by_lands.get(name, 0) + number
    return LandMinimum(
        lands, {name: max(least, by_lands[name] if mean else 0) for name, least in minimum.items()}, lists
    )
