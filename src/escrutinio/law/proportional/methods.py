"""A method of allocation as one value: a divisor sequence, or a quota with what follows it.

Rules that allocate at several levels (alliances, districts) take a :data:`Method` and need not know which of
the two it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from escrutinio.law.lots import Lot
from escrutinio.law.proportional.divisors import Divisors, dhondt
from escrutinio.law.proportional.highest_averages import Allocation, highest_averages
from escrutinio.law.proportional.quotas import (
    Over,
    Quota,
    RemainderAllocation,
    Rest,
    hare_quota,
    largest_remainder,
)
from escrutinio.law.totals import NotSettled
from escrutinio.model.text import some_of


@dataclass(frozen=True)
class QuotaMethod:
    """A quota, what happens when it gives too many seats, and who has the seats it leaves.

    Args:
        quota: the price of a seat.
        over: what happens when full quotas give more seats than there are.
        rest: who has the seats that full quotas leave.
        divisors: of the averages, where ``rest`` is by averages.
        most_by_remainders: how many seats at most go to remainders, where averages follow them.
    """

    quota: Quota = hare_quota
    over: Over = Over.REFUSE
    rest: Rest = Rest.REMAINDERS
    divisors: Divisors = dhondt
    most_by_remainders: int = 0


Method = Divisors | QuotaMethod
"""How seats are allocated."""


def allocate(
    votes: Mapping[str, int],
    seats: int,
    method: Method = dhondt,
    *,
    most: Mapping[str, int] | None = None,
    others: int = 0,
    more_votes_first: bool = False,
    lots: Sequence[Lot] = (),
    what: str = "seats",
) -> Allocation | RemainderAllocation:
    """Give ``seats`` by ``method``; see :func:`highest_averages` and :func:`largest_remainder`.

    Raises:
        LawError: votes or seats are negative or not int; or a quota gives too many seats, or a list more than
            ``most``, and the method does not say what follows.
    """
    if isinstance(method, Divisors):
        return highest_averages(
            votes, seats, method, most=most, more_votes_first=more_votes_first, lots=lots, what=what
        )
    allocation = largest_remainder(
        votes,
        seats,
        method.quota,
        over=method.over,
        rest=method.rest,
        divisors=method.divisors,
        most_by_remainders=method.most_by_remainders,
        most=most,
        others=others,
        more_votes_first=more_votes_first,
        lots=lots,
        what=what,
    )
    tied = allocation.tie.tied if allocation.tie is not None else ()
    short = sorted(
        name
        for name, number in (most or {}).items()
        if allocation.seats.get(name, 0) + (name in tied) > number
    )
    if short:
        raise NotSettled(
            f"{some_of(short)} won more seats than candidates; who has them then is not modelled",
            hint="Fill those seats by hand.",
        )
    return allocation
