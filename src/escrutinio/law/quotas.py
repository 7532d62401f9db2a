"""Quotas and largest remainders, exact, with ties as values.

Sources: T. Hare, Treatise on the Election of Representatives (1859); H. Droop, On Methods of Electing
Representatives (1881); F. Pukelsheim, Proportional Representation (2nd ed. 2017), chapter 5.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from escrutinio.law.outcome import Tie
from escrutinio.law.totals import check_votes
from escrutinio.model.errors import LawError

Quota = Callable[[int, int], Fraction]


def hare_quota(votes: int, seats: int) -> Fraction:
    """Votes divided by seats, not rounded."""
    return Fraction(votes, seats)


def droop_quota(votes: int, seats: int) -> Fraction:
    """The smallest whole number that is more than votes divided by seats + 1."""
    return Fraction(votes // (seats + 1) + 1)


@dataclass(frozen=True)
class RemainderAllocation:
    """Seats by full quotas, then by largest remainders.

    ``full`` are the seats by full quotas, ``seats`` all that are certain. Always
    ``sum(seats) + tie.seats + vacant == size``.
    """

    votes: Mapping[str, int]
    size: int
    quota: Fraction
    full: Mapping[str, int]
    remainders: Mapping[str, Fraction]
    seats: Mapping[str, int]
    tie: Tie | None = None
    vacant: int = 0


def largest_remainder(
    votes: Mapping[str, int], seats: int, quota: Quota = hare_quota, *, what: str = "seats"
) -> RemainderAllocation:
    """One seat for each full quota, and at most one more for each of the largest remainders.

    Seats that are left when every list with votes has had one for its remainder stay vacant: the rule
    names no taker. That cannot happen under the Hare quota.

    Raises:
        LawError: votes or seats are negative or not int, or the quota gives more full seats than there are.
    """
    check_votes(votes)
    if type(seats) is not int or seats < 0:
        raise LawError(f"the number of seats is {seats!r}, not a whole number of zero or more")
    total = sum(votes.values())
    nothing = dict.fromkeys(votes, 0)
    if total == 0 or seats == 0:
        return RemainderAllocation(votes, seats, Fraction(0), nothing, {}, dict(nothing), None, seats)
    price = quota(total, seats)
    full = {name: int(number // price) for name, number in votes.items()}
    remainders = {name: number - full[name] * price for name, number in votes.items()}
    left = seats - sum(full.values())
    if left < 0:
        raise LawError(f"the quota {price} gives {sum(full.values())} full seats where there are {seats}")
    won = dict(full)
    tie = None
    for remainder in sorted({remainders[name] for name, number in votes.items() if number}, reverse=True):
        equal = [name for name, number in votes.items() if number and remainders[name] == remainder]
        if left == 0:
            break
        if len(equal) > left:
            tie, left = Tie.of(equal, left, what), 0
            break
        for name in equal:
            won[name] += 1
        left -= len(equal)
    return RemainderAllocation(votes, seats, price, full, remainders, won, tie, left)
