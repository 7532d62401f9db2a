"""Compensation: list seats make up for what single-member seats gave, and the chamber never grows.

In words, for one department: (1) all seats together are allocated by highest averages: each list's
*entitlement*. (2) Single-member seats won are subtracted; what is left are its list seats. (3) A list
that won more single-member seats than its entitlement keeps them (*overhang*); as many list seats are
taken from the other lists, the lowest quotient first, and only from lists that still hold one.

In one sentence, which is how it is computed: the list seats go to the highest quotients that
single-member seats have not used up, a list with w such seats having used up its first w quotients. Both
are the same. The entitlement is made of the highest quotients; without those used up, what remains of it
are the highest quotients not used up, more of them than there are list seats by exactly the overhang; and
taking away the lowest leaves the highest. The second form also settles ties: the answer is the same
however a tie inside the entitlement is resolved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from escrutinio.law.lots import Lot
from escrutinio.law.proportional.divisors import Divisors, dhondt
from escrutinio.law.proportional.highest_averages import Allocation, Quotient, highest_averages
from escrutinio.law.totals import check_votes


@dataclass(frozen=True)
class Compensation:
    """The list seats of one unit, with the way to them.

    Args:
        entitlement: the allocation of all seats together.
        single: single-member seats won.
        lists: the allocation of the list seats; ``lists.seats`` is the result.
        overhang: list -> single-member seats above its entitlement, of lists that have any.
        taken: the quotients of the entitlement that lost their list seat, lowest first. More than the
            overhang only while some single-member seats are not yet decided.
    """

    entitlement: Allocation
    single: Mapping[str, int]
    lists: Allocation
    overhang: Mapping[str, int]
    taken: tuple[Quotient, ...]


def compensate(
    votes: Mapping[str, int],
    entitled: int,
    list_seats: int,
    single: Mapping[str, int],
    divisors: Divisors = dhondt,
    *,
    lots: Sequence[Lot] = (),
    what: str = "list seats",
) -> Compensation:
    """Compute the list seats of one unit.

    Args:
        votes: list -> votes of the lists that may have list seats.
        entitled: all seats that count towards the entitlement (single-member and list).
        list_seats: how many of them are list seats.
        single: list -> single-member seats won, also by lists that are not in ``votes``.
        divisors: the divisor sequence of both allocations.
        lots: recorded lots, for ties of the list seats.
        what: what is allocated, for the words of a tie.

    Raises:
        LawError: a count is negative or not an int.
    """
    check_votes(single, where="single-member seats")
    entitlement = highest_averages(votes, entitled, divisors, what="entitlement")
    lists = highest_averages(votes, list_seats, divisors, start=single, lots=lots, what=what)
    overhang = {
        name: number - entitlement.seats.get(name, 0)
        for name, number in sorted(single.items())
        if number > entitlement.seats.get(name, 0)
    }
    tied = lists.tie.tied if lists.tie else ()
    taken = [
        entitlement.quotient(name, seat)
        for name, due in entitlement.seats.items()
        # A tied list may yet keep its next quotient, so that one is not taken.
        for seat in range(single.get(name, 0) + lists.seats[name] + (name in tied) + 1, due + 1)
    ]
    taken.sort(key=lambda quotient: quotient.name)
    taken.sort(key=lambda quotient: quotient.order, reverse=True)
    return Compensation(entitlement, dict(single), lists, overhang, tuple(taken))


def possible_winners(won: Mapping[str, int], tied: Iterable[tuple[str, ...]]) -> list[dict[str, int]]:
    """Every count of seats that resolving ties for one seat each can lead to.

    Args:
        won: list -> seats won for certain.
        tied: for each tied seat, the names that share it.

    Returns:
        The distinct counts, sorted; just ``[won]`` where nothing is tied. Different resolutions with the same
        counts are one.
    """
    reached = {tuple(sorted(won.items()))}
    for names in tied:
        reached = {
            tuple(sorted({**dict(count), name: dict(count).get(name, 0) + 1}.items()))
            for count in reached
            for name in names
        }
    return [dict(count) for count in sorted(reached)]
