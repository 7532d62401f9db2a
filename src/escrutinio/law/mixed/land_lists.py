"""In which lands the seats of parties fall, where a list has some of them in any case.

Germany, Bundeswahlgesetz § 6 (6): the seats of a party go to its lists in the lands by Sainte-Laguë of their
second votes, and each list has at least the constituency seats that the party won in the land (as of 2013),
or what the party had to have there before the house grew (as of 2020). Read in the consolidated text of the
Federal Ministry of Justice as of 2017, and in the text of the act as of 2021.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from escrutinio.law.decisions import Tie
from escrutinio.law.lots import Lot
from escrutinio.law.proportional.divisors import Divisors, sainte_lague
from escrutinio.law.proportional.highest_averages import highest_averages
from escrutinio.law.totals import check_votes
from escrutinio.model.errors import LawError


@dataclass(frozen=True)
class LandLists:
    """Seats of lists by land.

    Args:
        lands: land -> party -> seats that are certain, those of constituencies among them.
        ties: of lands, for seats that are certain for a party.
    """

    lands: Mapping[str, Mapping[str, int]]
    ties: tuple[Tie, ...]


def land_lists(
    votes: Mapping[str, Mapping[str, int]],
    seats: Mapping[str, int],
    least: Mapping[str, Mapping[str, int]],
    *,
    divisors: Divisors = sainte_lague,
    lots: Sequence[Lot] = (),
) -> LandLists:
    """The seats of each party's lists.

    Args:
        votes: land -> party -> votes of the parties that take part.
        seats: party -> all its seats, those of constituencies among them.
        least: land -> party -> the fewest seats of the list there; absent for none.
        divisors: of the seats of a party.
        lots: recorded lots; see :mod:`escrutinio.law.lots`.

    Raises:
        LawError: a count is negative or not an int, or a party has fewer seats than its lists must have.
    """
    check_votes(seats, where="seats of parties")
    for land, of_land in least.items():
        check_votes(of_land, where=land)
    lands: dict[str, dict[str, int]] = {land: {} for land in votes}
    ties: list[Tie] = []
    for party in sorted(seats):
        here = {land: of_land[party] for land, of_land in votes.items() if party in of_land}
        start = {land: least.get(land, {}).get(party, 0) for land in here}
        more = seats[party] - sum(start.values())
        if more < 0:
            raise LawError(f"{party} has {seats[party]} seats, and its lists must have {sum(start.values())}")
        given = highest_averages(
            here, more, divisors, start=start, lots=lots, what=f"seats of {party} by land"
        )
        for land in here:
            lands[land][party] = start[land] + given.seats[land]
        if given.tie is not None:
            ties.append(given.tie)
    return LandLists(lands, tuple(ties))
