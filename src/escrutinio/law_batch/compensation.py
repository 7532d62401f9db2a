"""Compensation for many results at once; ``escrutinio.law.mixed.compensation`` says why it is computed so."""

from __future__ import annotations

from dataclasses import dataclass

from numpy.typing import ArrayLike

from escrutinio.law.proportional.divisors import Divisors, dhondt
from escrutinio.law_batch.allocation import allocate_many
from escrutinio.law_batch.arrays import Bools, Ints, counts, namespace


@dataclass(frozen=True, eq=False)
class BatchCompensation:
    """The list seats of one unit in each of n results.

    Args:
        list_seats: (n, lists), list seats won for certain.
        tied: (n,), whether equal quotients claim more list seats than are left.
        overhang: (n, lists), single-member seats above the entitlement. Where the entitlement is tied, above
            what is certain of it.
    """

    list_seats: Ints
    tied: Bools
    overhang: Ints


def compensate_many(
    votes: ArrayLike,
    entitled: ArrayLike,
    list_seats: ArrayLike,
    single: ArrayLike,
    divisors: Divisors | str = dhondt,
    *,
    workers: int | None = None,
) -> BatchCompensation:
    """Compute the list seats of one unit.

    Args:
        votes: (n, lists), zero for lists that may have no list seats.
        entitled: all seats that count towards the entitlement: one number, or (n,).
        list_seats: how many of them are list seats: one number, or (n,).
        single: (n, lists), single-member seats won.
        divisors: the divisor sequence of both allocations.
        workers: how many threads may compute; None for as many as there are processors.

    Raises:
        LawError: shapes that do not fit, or counts that are negative, not whole or too large.
    """
    votes = counts(votes, "votes", (None, None))
    single = counts(single, "single-member seats", votes.shape, votes)
    entitlement = allocate_many(votes, entitled, divisors, workers=workers)
    lists = allocate_many(votes, list_seats, divisors, start=single, workers=workers)
    more = single - entitlement.seats
    return BatchCompensation(lists.seats, lists.tied, namespace(more).where(more > 0, more, more * 0))
