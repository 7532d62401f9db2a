"""Quotas and largest remainders, exact, with ties as values.

Sources: T. Hare, Treatise on the Election of Representatives (1859); H. Droop, On Methods of Electing
Representatives (1881); F. Pukelsheim, Proportional Representation (2nd ed. 2017), chapter 5.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from escrutinio.law.decisions import Tie
from escrutinio.law.lots import Lot, draw
from escrutinio.law.proportional.divisors import Divisors, adams
from escrutinio.law.proportional.highest_averages import Allocation, break_tie, highest_averages
from escrutinio.law.totals import NotSettled, check_votes
from escrutinio.model.errors import LawError
from escrutinio.model.text import many_of

Quota = Callable[[int, int], Fraction]
"""From votes and seats to the price of a seat."""


def hare_quota(votes: int, seats: int) -> Fraction:
    """Votes divided by seats, not rounded."""
    return Fraction(votes, seats)


def droop_quota(votes: int, seats: int) -> Fraction:
    """The smallest whole number that is more than votes divided by seats + 1."""
    return Fraction(votes // (seats + 1) + 1)


def hagenbach_bischoff_quota(votes: int, seats: int) -> Fraction:
    """Votes divided by seats + 1, not rounded; exactly filled by one list more than there are seats."""
    return Fraction(votes, seats + 1)


def imperiali_quota(votes: int, seats: int) -> Fraction:
    """Votes divided by seats + 2, not rounded; it can give more full seats than there are."""
    return Fraction(votes, seats + 2)


def rounded_up(quota: Quota) -> Quota:
    """The same quota, rounded up to a whole number of votes."""
    return lambda votes, seats: Fraction(-(-quota(votes, seats) // 1))


def rounded_nearest(quota: Quota) -> Quota:
    """The same quota, rounded to the nearest whole number, half up; never less than one vote."""
    return lambda votes, seats: Fraction(max((quota(votes, seats) + Fraction(1, 2)) // 1, 1))


def rounded_down(quota: Quota) -> Quota:
    """The same quota, its fraction of a vote left out; never less than one vote."""
    return lambda votes, seats: Fraction(max(quota(votes, seats) // 1, 1))


QUOTAS: Mapping[str, Quota] = {
    "hare": hare_quota,
    "droop": droop_quota,
    "hagenbach_bischoff": hagenbach_bischoff_quota,
    "imperiali": imperiali_quota,
}
"""The quotas by the names that laws and commands use."""


class Over(StrEnum):
    """What happens when full quotas give more seats than there are."""

    REFUSE = "refuse"
    """The rule does not say: an error."""
    TAKE_BACK = "take back"
    """Seats are taken back one by one, from the smallest remainders first."""
    NEXT_QUOTA = "next quota"
    """The quota is raised: its divisor is made smaller by one until the seats suffice."""


class Rest(StrEnum):
    """Who has the seats that full quotas leave."""

    REMAINDERS = "remainders"
    """The largest remainders, at most one seat each."""
    REMAINDERS_OF_WINNERS = "remainders of winners"
    """The largest remainders among lists with at least one full quota, at most one seat each."""
    AVERAGES = "averages"
    """The highest averages, each list having used up as many quotients as it has full quotas."""
    AVERAGES_OF_WINNERS = "averages of winners"
    """The same among lists with at least one full quota."""
    REMAINDERS_THEN_AVERAGES = "remainders then averages"
    """Some to the largest remainders, one each; the others to the most votes per seat that a list then has.

    South Africa, Electoral Act 73 of 1998, Schedule 1A, items 5 and 6: five by remainders.
    """

    @property
    def of_winners(self) -> bool:
        """Whether a list needs a full quota."""
        return self in (Rest.REMAINDERS_OF_WINNERS, Rest.AVERAGES_OF_WINNERS)

    @property
    def by_averages(self) -> bool:
        """Whether all of them go by averages."""
        return self in (Rest.AVERAGES, Rest.AVERAGES_OF_WINNERS)


@dataclass(frozen=True)
class RemainderAllocation:
    """Seats by full quotas, then by largest remainders.

    ``full`` are the seats by full quotas, ``seats`` all that are certain. Always
    ``sum(seats) + tie.seats + vacant == size``. ``rest`` is the allocation of the remaining seats where that
    is by averages. ``lots`` are the recorded lots that broke a tie.
    """

    votes: Mapping[str, int]
    size: int
    quota: Fraction
    full: Mapping[str, int]
    seats: Mapping[str, int]
    tie: Tie | None = None
    vacant: int = 0
    rest: Allocation | None = None
    lots: tuple[Lot, ...] = ()

    @cached_property
    def remainders(self) -> Mapping[str, Fraction]:
        """List -> its votes beyond the last full quota, whether or not a list can take all its seats."""
        return {name: number % self.quota for name, number in self.votes.items()} if self.quota else {}


def in_quotas(votes: Mapping[str, int], price: Fraction) -> tuple[dict[str, int], dict[str, int]]:
    """Votes in full quotas, and what is beyond the last: list -> whole number.

    Remainders are in units of one over the price's denominator, so that they are whole numbers: a search for
    the votes that change a seat compares very many, and fractions take much longer.
    """
    whole, unit = price.numerator, price.denominator
    full, beyond = {}, {}
    for name, number in votes.items():
        full[name], beyond[name] = divmod(number * unit, whole)
    return full, beyond


def largest_remainder(
    votes: Mapping[str, int],
    seats: int,
    quota: Quota = hare_quota,
    *,
    over: Over | str = Over.REFUSE,
    rest: Rest | str = Rest.REMAINDERS,
    divisors: Divisors | None = None,
    most_by_remainders: int = 0,
    most: Mapping[str, int] | None = None,
    others: int = 0,
    more_votes_first: bool = False,
    lots: Sequence[Lot] = (),
    what: str = "seats",
) -> RemainderAllocation:
    """One seat for each full quota, and at most one more for each of the largest remainders.

    Seats that are left when every list that may have one has had one for its remainder stay vacant: the rule
    names no taker. That cannot happen under the Hare quota among all lists.

    Args:
        votes: list -> votes.
        seats: how many seats there are.
        quota: the price of a seat.
        over: what happens when full quotas give more seats than there are.
        rest: who has the seats that are left.
        divisors: of those averages; D'Hondt's unless given.
        most_by_remainders: how many seats at most go to remainders, where averages follow them.
        most: list -> the most seats it can take, such as its candidates; absent for no limit. What a list
            cannot take is left with the seats that full quotas leave, and goes as those do; if the remainders
            are used up by that, they are asked again.
        others: votes of lists that are not named, which count in the price of a seat and win none.
        more_votes_first: whether of equal claims that of the list with more votes comes first.
        lots: recorded lots; see :mod:`escrutinio.law.lots`.
        what: what is allocated, for the words of a tie.

    Raises:
        LawError: votes or seats are negative or not int, or the quota gives more full seats than there are
            and ``over`` does not say what follows; or remainders are equal and averages that follow depend on
            how that is settled.
    """
    check_votes(votes)
    if type(seats) is not int or seats < 0:
        raise LawError(f"the number of seats is {seats!r}, not a whole number of zero or more")
    over, rest = Over(over), Rest(rest)
    total = sum(votes.values()) + others
    nothing = dict.fromkeys(votes, 0)
    if total == 0 or seats == 0:
        return RemainderAllocation(votes, seats, Fraction(0), nothing, dict(nothing), None, seats)
    price = quota(total, seats)
    full, beyond = in_quotas(votes, price)
    if over is Over.NEXT_QUOTA:
        steps = 0
        while sum(full.values()) > seats:
            steps += 1
            price = quota(total, seats - steps) if seats > steps else Fraction(total)
            full, beyond = in_quotas(votes, price)
    allocation = RemainderAllocation(votes, seats, price, full, dict(full))
    left = seats - sum(full.values())
    room = {name: max(number, 0) for name, number in (most or {}).items() if name in full}
    short = any(full[name] > number for name, number in room.items())
    if left >= 0 and short:
        full = {name: min(number, room.get(name, number)) for name, number in full.items()}
        allocation = replace(allocation, full=full, seats=dict(full))
        left = seats - sum(full.values())
    if left < 0:
        if over is Over.REFUSE:
            raise NotSettled(
                f"the quota {price} gives {sum(full.values())} full seats where there are {seats}",
                hint="Say what the law does then: over='take back' or over='next quota'.",
            )
        return _take_back(allocation, beyond, -left, more_votes_first, lots, what)
    able = {
        name: number for name, number in votes.items() if number and full[name] < room.get(name, seats + 1)
    }
    if rest.of_winners:
        able = {name: number for name, number in able.items() if full[name]}
    if rest.by_averages:
        more = highest_averages(
            able,
            left,
            *([divisors] if divisors else []),
            start={name: full[name] for name in able},
            most={name: number - full[name] for name, number in room.items() if name in able} or None,
            more_votes_first=more_votes_first,
            lots=lots,
            what=what,
        )
        won = {name: full[name] + more.seats.get(name, 0) for name in votes}
        return replace(allocation, seats=won, tie=more.tie, vacant=more.vacant, rest=more, lots=more.lots)
    claims = {name: beyond[name] for name in able}
    if rest is Rest.REMAINDERS_THEN_AVERAGES:
        return _then_averages(allocation, claims, left, most_by_remainders, more_votes_first, lots, what)
    chosen, tie, used = _best(claims, left, votes, more_votes_first, lots, what)
    won = {name: full[name] + (name in chosen) for name in votes}
    left -= len(chosen) + (tie.seats if tie else 0)
    while short and left and tie is None:
        # Seats that a list has no candidates for, beyond one remainder of each other list.
        claims = {name: claim for name, claim in claims.items() if won[name] < room.get(name, won[name] + 1)}
        chosen, tie, drawn = _best(claims, left, votes, more_votes_first, lots, what)
        if not chosen and tie is None:
            break
        won = {name: number + (name in chosen) for name, number in won.items()}
        left -= len(chosen) + (tie.seats if tie else 0)
        used += drawn
    return replace(allocation, seats=won, tie=tie, vacant=left, lots=used)


def _best(
    claims: Mapping[str, int],
    places: int,
    votes: Mapping[str, int],
    more_votes_first: bool,
    lots: Sequence[Lot],
    what: str,
) -> tuple[frozenset[str], Tie | None, tuple[Lot, ...]]:
    """The largest claims, one place each."""
    if places == 0 or places >= len(claims):
        return frozenset(claims if places else ()), None, ()
    last = sorted(claims.values(), reverse=True)[places - 1]
    above = [name for name, claim in claims.items() if claim > last]
    equal = [name for name, claim in claims.items() if claim == last]
    left = places - len(above)
    if len(equal) == left:
        return frozenset((*above, *equal)), None, ()
    some, tie, used = break_tie(equal, left, votes, more_votes_first, lots, what)
    return frozenset((*above, *some)), tie, used


def _then_averages(
    allocation: RemainderAllocation,
    claims: Mapping[str, int],
    left: int,
    most: int,
    more_votes_first: bool,
    lots: Sequence[Lot],
    what: str,
) -> RemainderAllocation:
    """The first seats left to the largest remainders, the others to the most votes per seat held by then."""
    places = min(left, most)
    chosen, tie, used = _best(claims, places, allocation.votes, more_votes_first, lots, what)
    won = {name: seats + (name in chosen) for name, seats in allocation.seats.items()}
    if tie is not None:
        if left > places:
            raise NotSettled(
                f"the remainders of {many_of(tie.tied)} are equal for {tie.seats} of the {what}, and who "
                "has the others depends on that",
                hint="Record the lot that was drawn.",
            )
        return replace(allocation, seats=won, tie=tie, lots=used)
    # Adams's divisors 0, 1, 2, ... begin, for a list with seats, with the number that it has.
    holders = {name: allocation.votes[name] for name, seats in won.items() if seats}
    more = highest_averages(
        holders,
        left - len(chosen),
        adams,
        start={name: won[name] for name in holders},
        more_votes_first=more_votes_first,
        lots=lots,
        what=what,
    )
    seats = {name: number + more.seats.get(name, 0) for name, number in won.items()}
    return replace(
        allocation, seats=seats, tie=more.tie, vacant=more.vacant, rest=more, lots=(*used, *more.lots)
    )


def _take_back(
    allocation: RemainderAllocation,
    beyond: Mapping[str, int],
    surplus: int,
    more_votes_first: bool,
    lots: Sequence[Lot],
    what: str,
) -> RemainderAllocation:
    """Take seats back from the smallest remainders, one each, in rounds if need be."""
    won = dict(allocation.seats)
    fewest_first = {name: -number for name, number in allocation.votes.items()}
    while surplus:
        claims = {name: -beyond[name] for name, seats in won.items() if seats}
        places = min(surplus, len(claims))
        # Where of equal claims that with more votes comes first, that with fewer gives back first.
        losers, tie, _ = _best(claims, places, fewest_first, more_votes_first, (), what)
        won = {name: seats - (name in losers) for name, seats in won.items()}
        surplus -= places
        if tie is not None:
            # Who of the tied gives one back is open, so none of them has that seat for certain: the tie, and
            # the lot, is about who keeps one. It is always in the last round, as only that one has a choice.
            won = {name: seats - (name in tie.tied) for name, seats in won.items()}
            kept = Tie(tie.tied, len(tie.tied) - tie.seats, what)
            drawn = draw(kept, lots)
            if drawn is None:
                return replace(allocation, seats=won, tie=kept)
            won = {name: seats + (name in drawn[0]) for name, seats in won.items()}
            return replace(allocation, seats=won, lots=(drawn[1],))
    return replace(allocation, seats=won)
