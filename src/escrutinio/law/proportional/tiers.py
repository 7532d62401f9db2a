"""Seats in three tiers: whole quotas in regions, whole quotas in lands, averages in the country.

A land has a *number* (Wahlzahl): its valid votes divided by its seats. A list has in each region as many
seats as the number of the land goes into its votes there; then in the land as many as the number goes into
its votes in the land, less those of its regions; then in the country as many as its national share of all
seats, less those of regions and lands. A list that has more below than its share keeps them, and the others
share the rest.

Source: Austria, Nationalrats-Wahlordnung 1992 (BGBl. 471/1992) §§ 96 and 97 (regions: the number is raised to
a whole number), §§ 100 and 101 (lands: lists with 4 % of the valid votes of the country or a seat in a
region), §§ 106 and 107 (country: D'Hondt of all 183 seats among the same).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from escrutinio.law.decisions import Tie
from escrutinio.law.lots import Lot
from escrutinio.law.outcome import add_up
from escrutinio.law.plain import Plain
from escrutinio.law.proportional.divisors import Divisors, dhondt
from escrutinio.law.proportional.levelling import Levelling, check_size, levelling
from escrutinio.law.proportional.quotas import Quota, hare_quota, rounded_up
from escrutinio.law.totals import NotSettled, check_votes
from escrutinio.model.errors import LawError
from escrutinio.model.text import some_of

hare_rounded_up: Quota = rounded_up(hare_quota)
"""Votes divided by seats, raised to a whole number: the Austrian number of a land."""


@dataclass(frozen=True)
class LandTier(Plain):
    """The whole quotas of one land.

    Args:
        seats: the seats that the land has.
        votes: list -> votes in the land.
        number: the price of a seat, in the regions and in the land; 0 where the land has no votes or seats.
        regions: region -> list -> seats, of lists that have any.
        land: list -> seats in the land on top of those of its regions, of lists that have any.
    """

    seats: int
    votes: Mapping[str, int]
    number: Fraction
    regions: Mapping[str, Mapping[str, int]]
    land: Mapping[str, int]
    also: ClassVar[tuple[str, ...]] = ("left",)

    @property
    def left(self) -> int:
        """Seats that no whole quota took; they go to the country."""
        return self.seats - sum(add_up([*self.regions.values(), self.land]).values())


@dataclass(frozen=True)
class Tiers(Plain):
    """The seats of all tiers. Always ``sum(seats) + undecided + vacant == size``.

    Args:
        lands: the first and the second tier, by land.
        qualified: who took part in the second and the third.
        country: the third tier; its ``seats`` are those of the country's lists.
    """

    size: int
    lands: Mapping[str, LandTier]
    qualified: frozenset[str]
    country: Levelling
    also: ClassVar[tuple[str, ...]] = (
        "seats",
        "undecided",
        "vacant",
        "ties",
        "lots",
    )

    @property
    def seats(self) -> dict[str, int]:
        """List -> seats of all tiers that are certain."""
        return self.country.totals

    @property
    def undecided(self) -> int:
        """Seats that wait for a tie to be broken."""
        return self.country.undecided

    @property
    def vacant(self) -> int:
        """Seats that nobody who takes part has a vote for."""
        return self.country.vacant

    @property
    def ties(self) -> tuple[Tie, ...]:
        """Ties, which only the country can have."""
        return self.country.ties

    @property
    def lots(self) -> tuple[Lot, ...]:
        """The recorded lots that broke a tie."""
        return self.country.lots


def whole_quotas(votes: Mapping[str, int], number: Fraction) -> dict[str, int]:
    """How often the number goes into the votes of each list; only lists with a seat. None if it is zero.

    Raises:
        LawError: a count or the number is negative or not exact.
    """
    check_votes(votes)
    if type(number) not in (int, Fraction) or number < 0:
        raise LawError(f"the price of a seat is {number!r}, not a number of zero or more")
    if not number:
        return {}
    return {name: int(votes[name] // number) for name in sorted(votes) if votes[name] >= number}


def tiers(
    votes: Mapping[str, Mapping[str, Mapping[str, int]]],
    seats: Mapping[str, int],
    *,
    qualified: Collection[str],
    seat_qualifies: bool = True,
    others: Mapping[str, int] | None = None,
    size: int | None = None,
    quota: Quota = hare_rounded_up,
    divisors: Divisors = dhondt,
    more_votes_first: bool = False,
    lots: Sequence[Lot] = (),
    what: str = "seats of the country",
) -> Tiers:
    """The seats of regions, lands and country.

    Args:
        votes: land -> region -> list -> votes.
        seats: land -> seats.
        qualified: the names that may take part above the regions by their votes.
        seat_qualifies: whether a seat in any region is enough, too.
        others: land -> votes of lists that are not named; they count in its number.
        size: all seats; the sum of the lands' unless given.
        quota: the price of a seat in the regions and in the land.
        divisors: of the national allocation.
        more_votes_first: whether of equal claims that of the list with more votes comes first.
        lots: recorded lots; see :mod:`escrutinio.law.lots`.
        what: what the country allocates, for the words of a tie.

    Raises:
        LawError: a count is negative or not an int, lands of votes and seats differ, whole quotas give more
            seats than a land or the house has, or a qualified name has no votes.
    """
    strange = sorted(set(votes) ^ set(seats))
    if strange:
        raise LawError(f"votes and seats are not of the same lands: {some_of(strange)}")
    everywhere: list[Mapping[str, int]] = []
    first: dict[str, tuple[dict[str, int], Fraction, dict[str, dict[str, int]]]] = {}
    for land in sorted(votes):
        check_size(seats[land], f"the number of seats of {land}")
        for region in votes[land].values():
            check_votes(region, where=land)
        total = add_up(votes[land].values())
        everywhere.append(total)
        valid = sum(total.values()) + (others or {}).get(land, 0)
        number = quota(valid, seats[land]) if valid and seats[land] else Fraction(0)
        first[land] = (
            total,
            number,
            {region: whole_quotas(votes[land][region], number) for region in sorted(votes[land])},
        )
    country = add_up(everywhere)
    able = set(qualified)
    if seat_qualifies:
        able.update(name for _, _, regions in first.values() for won in regions.values() for name in won)
    lands: dict[str, LandTier] = {}
    for land, (total, number, regions) in first.items():
        below = add_up(regions.values())
        all_whole = whole_quotas({name: total[name] for name in total if name in able}, number)
        more = {name: whole - below.get(name, 0) for name, whole in all_whole.items()}
        lands[land] = LandTier(
            seats[land], total, number, regions, {name: extra for name, extra in more.items() if extra}
        )
        if lands[land].left < 0:
            raise NotSettled(f"whole quotas give more seats than {land} has: {-lands[land].left} more")
    won = add_up(part for tier in lands.values() for part in (*tier.regions.values(), tier.land))
    whole_size = sum(seats.values()) if size is None else size
    third = levelling(
        country,
        won,
        whole_size,
        qualified=able,
        by=divisors,
        more_votes_first=more_votes_first,
        lots=lots,
        what=what,
    )
    return Tiers(whole_size, lands, frozenset(able), third)
