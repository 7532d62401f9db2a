"""Houses that grow where lists have won more single-member seats than their shares.

The kinds, and the laws that have them, are told in :mod:`escrutinio.law.mixed.houses`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil
from typing import Any

from escrutinio.law.lots import Lot
from escrutinio.law.mixed.houses import (
    Mixed,
    checked,
    less_outside,
    overhang_above,
    with_floor,
    with_single,
)
from escrutinio.law.proportional.divisors import Divisors, sainte_lague
from escrutinio.law.proportional.highest_averages import Allocation, highest_averages
from escrutinio.law.proportional.levelling import check_size
from escrutinio.law.proportional.quotas import Quota, RemainderAllocation, largest_remainder
from escrutinio.law.totals import NotSettled, check_votes
from escrutinio.model.errors import LawError
from escrutinio.model.text import some_of

LARGEST_HOUSE = 10_000
"""A house that would have to grow above so many seats is refused."""


class Growth(StrEnum):
    """How far a house grows where lists have won more single-member seats than their shares."""

    COVERED = "until covered"
    """To the smallest house whose shares cover all that lists have won."""
    TWICE = "twice the overhang"
    """By two seats for each that a list has won above its share. Lower Saxony, NLWG § 33 (7)."""
    QUOTIENT = "quotient"
    """To what the list furthest above its share has won, by all votes, divided by its own votes; half up.

    North Rhine-Westphalia, LWahlG § 33 (5).
    """
    QUOTIENT_UP = "quotient rounded up"
    """The same, rounded up."""
    REFUSED = "refused"
    """Not at all: a house in which a list has won more than its share is refused."""


def levelled_house(
    votes: Mapping[str, int],
    size: int,
    single: Mapping[str, int],
    *,
    qualified: Collection[str],
    minimum: Mapping[str, int] | None = None,
    tolerated: int = 0,
    largest: int = LARGEST_HOUSE,
    within: bool = True,
    odd: bool = False,
    most_levelling: int = 0,
    divisors: Divisors | Quota = sainte_lague,
    most: Mapping[str, int] | None = None,
    more_votes_first: bool = False,
    lots: Sequence[Lot] = (),
    what: str = "shares of all seats",
) -> Mixed:
    """The house grows until the shares cover what each list must have.

    It is the smallest house in which each list has that many seats for certain, whatever a lot would say. By
    divisors the share of a list never falls when the house grows, so a search by halves finds it; by a quota
    it can fall, so the houses are looked at one by one.

    Args:
        votes: list -> list votes.
        size: the seats of the house before it grows.
        single: list -> single-member seats won.
        qualified: the names that may have list seats.
        minimum: list -> seats that it must have; its single-member seats unless given.
        tolerated: how many of those seats, of all lists together, need not be covered; they come on top.
        largest: a house above this is refused.
        within: whether seats of those who do not take part are of ``size``, so that fewer are shared out.
        odd: whether a house that has grown to an even number of seats has one more.
        most_levelling: how many seats may level each seat above a share, where a law limits that; a house
            with more is refused.
        divisors: of the shares; or a quota, with largest remainders.
        most: list -> the most list seats that it can take; absent for no limit.
        more_votes_first: whether of equal quotients that of the list with more votes comes first.
        lots: recorded lots; see :mod:`escrutinio.law.lots`.
        what: what is allocated, for the words of a tie.

    Raises:
        LawError: a count is negative or not an int, a qualified name has no votes, a minimum is below the
            single-member seats, or the house would grow above ``largest``.
    """
    part, won = checked(votes, single, qualified)
    check_votes(minimum or {}, where="minimum")
    floor = {name: (minimum or won).get(name, won.get(name, 0)) for name in part}
    low = sorted(name for name in part if floor[name] < won.get(name, 0))
    if low or set(minimum or {}) - set(part):
        wrong = some_of(low or sorted(set(minimum or {}) - set(part)))
        raise LawError(f"the minimum of {wrong} is below its single-member seats or of one not taking part")
    check_size(tolerated, "the number of seats not levelled")
    room = with_single(most, won)

    share = _Shares(part, divisors, room, more_votes_first, lots, what)

    def enough(seats: int) -> bool:
        given = share.of(seats, ()).seats
        return sum(max(0, floor[name] - given[name]) for name in part) <= tolerated

    first = less_outside(size, part, won) if within else size
    check_size(first, "the size of the house")
    outside = sum(seats for name, seats in won.items() if name not in part)
    found: int | None = first
    if not enough(first):
        found = _smallest(enough, first, largest, one_by_one=not isinstance(divisors, Divisors))
    if found is None:
        raise NotSettled(
            f"not even a house of {largest} covers the seats that each list must have",
            hint="Check the minimum seats and the votes.",
        )
    above = sum(overhang_above(share.of(first), floor).values())
    if most_levelling and found - first - above > most_levelling * above:
        raise NotSettled(
            f"{found - first - above} seats would level {above}; the law allows {most_levelling} for each",
            hint="What the law does then is not modelled: take the seats from the official record.",
        )
    if odd and found + outside > size and (found + outside) % 2 == 0:
        found += 1
    return with_floor(share.of(found), won, floor)


def grown_once(
    votes: Mapping[str, int],
    size: int,
    single: Mapping[str, int],
    *,
    qualified: Collection[str],
    growth: Growth | str,
    odd: bool = False,
    divisors: Divisors | Quota = sainte_lague,
    most: Mapping[str, int] | None = None,
    more_votes_first: bool = False,
    lots: Sequence[Lot] = (),
    what: str = "shares of all seats",
) -> Mixed:
    """The house grows once, by what lists have won above their shares.

    Overhang that is left in the larger house stays, and comes on top of it.

    Args:
        votes: list -> list votes.
        size: the seats of the house before it grows.
        single: list -> single-member seats won; those of lists that take no part are of ``size``.
        qualified: the names that may have list seats.
        growth: how far the house grows.
        odd: whether a house that has grown to an even number of seats has one more.
        divisors: of the shares; or a quota, with largest remainders.
        most: list -> the most list seats that it can take; absent for no limit.
        more_votes_first: whether of equal quotients that of the list with more votes comes first.
        lots: recorded lots; see :mod:`escrutinio.law.lots`.
        what: what is allocated, for the words of a tie.

    Raises:
        LawError: a count is negative or not an int, a qualified name has no votes, those who do not take part
            won more seats than the house has, how far it grows hangs on a tie, a list with overhang has no
            votes to measure the house by, or there is overhang and the growth is refused.
    """
    part, won = checked(votes, single, qualified)
    share = _Shares(part, divisors, with_single(most, won), more_votes_first, lots, what)
    floor = {name: won.get(name, 0) for name in part}
    first = less_outside(size, part, won)
    given = share.of(first)
    if given.tie and any(floor[name] > given.seats[name] for name in given.tie.tied):
        raise NotSettled(
            "how far the house grows depends on a tie",
            hint="Record the lot for the tied seats of the first allocation.",
        )
    overhang = overhang_above(given, floor)
    if not overhang:
        return with_floor(given, won, floor)
    if growth == Growth.REFUSED:
        raise NotSettled(
            f"{', '.join(overhang)} won more single-member seats than its share of {first} seats",
            hint="How the law levels them is not modelled: take the seats from the official record.",
        )
    grown = max(first, _grown(part, first, floor, overhang, Growth(growth)))
    if odd and (grown + size - first) % 2 == 0:
        grown += 1
    return with_floor(share.of(grown), won, floor)


def _grown(
    part: Mapping[str, int],
    first: int,
    floor: Mapping[str, int],
    overhang: Mapping[str, int],
    growth: Growth,
) -> int:
    """The seats that are shared out in the larger house."""
    if growth is Growth.TWICE:
        return first + 2 * sum(overhang.values())
    without = sorted(name for name in overhang if not part[name])
    if without:
        raise NotSettled(f"{', '.join(without)} won seats without a vote for its list")
    needed = max(Fraction(floor[name] * sum(part.values()), part[name]) for name in overhang)
    return ceil(needed) if growth is Growth.QUOTIENT_UP else int(needed + Fraction(1, 2))


@dataclass(frozen=True)
class _Shares:
    """The shares of lists in houses of several sizes."""

    part: Mapping[str, int]
    by: Divisors | Quota
    most: Mapping[str, int] | None
    more_votes_first: bool
    lots: Sequence[Lot]
    what: str

    def of(self, seats: int, lots: Sequence[Lot] | None = None) -> Allocation | RemainderAllocation:
        """The shares in a house; with other lots than the recorded ones where these are given."""
        options: dict[str, Any] = {
            "most": self.most,
            "more_votes_first": self.more_votes_first,
            "lots": self.lots if lots is None else lots,
            "what": self.what,
        }
        if isinstance(self.by, Divisors):
            return highest_averages(self.part, seats, self.by, **options)
        return largest_remainder(self.part, seats, self.by, **options)


def _smallest(enough: Callable[[int], bool], size: int, largest: int, *, one_by_one: bool) -> int | None:
    """The smallest house above ``size`` that is large enough; None where none up to ``largest`` is."""
    if one_by_one:
        return next((seats for seats in range(size + 1, largest + 1) if enough(seats)), None)
    low, high = size, max(2 * size, 1)
    while high < largest and not enough(high):
        low, high = high, 2 * high
    high = min(high, largest)
    if not enough(high):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high
