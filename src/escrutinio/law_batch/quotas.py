"""Quotas and what they leave, for many results at once, as exact as ``escrutinio.law.proportional.quotas``.

Every number is whole: a quota is a numerator and a denominator. What arrays cannot say is marked as tied, so
that the exact law decides it: equal remainders for the last seat, quotas that give too many seats, more seats
left than lists.
"""

from __future__ import annotations

import numpy as np

from escrutinio.law.proportional.methods import QuotaMethod
from escrutinio.law_batch.allocation import BatchAllocation, allocate_many
from escrutinio.law_batch.arrays import Bools, Ints, fits


def allocate_by_quota_many(
    votes: Ints,
    seats: int,
    method: QuotaMethod,
    *,
    others: Ints | None = None,
    more_votes_first: bool = False,
) -> BatchAllocation:
    """Give a seat for each full quota, and the seats left as the method says.

    Args:
        votes: (n, lists).
        seats: how many seats there are.
        method: the quota and its rest.
        others: (n,), votes of lists that are not named, which count in the price of a seat.
        more_votes_first: whether of equal remainders that with more votes comes first.

    Raises:
        LawError: numbers that do not fit 64 bits.
    """
    totals = votes.sum(axis=1) if others is None else votes.sum(axis=1) + others
    empty = (totals == 0) | (seats == 0)
    price, of = _prices(totals, seats, method)
    fits(int(votes.max(initial=0)) * int(of.max(initial=1)), "votes times seats")
    full = votes * of[:, None] // price[:, None]
    full[empty] = 0
    left = seats - full.sum(axis=1)
    able = (votes > 0) & ((full > 0) | (not method.rest.of_winners))
    odd = left < 0
    left = np.where(empty | odd, 0, left)
    if method.rest.by_averages:
        more = allocate_many(np.where(able, votes, 0), left, method.divisors, start=np.where(able, full, 0))
        return BatchAllocation(full + more.seats, odd | more.tied)
    remainders = np.where(able, votes * of[:, None] - full * price[:, None], -1)
    chosen, tied = _largest(remainders, votes if more_votes_first else np.zeros_like(votes), left)
    return BatchAllocation(full + chosen, odd | tied | (left > able.sum(axis=1)))


def _prices(totals: Ints, seats: int, method: QuotaMethod) -> tuple[Ints, Ints]:
    """The votes of a seat in each result: numerators and denominators; 1 where there are no votes."""
    known = {total: method.quota(total, seats) for total in set(totals.tolist()) if total and seats}
    prices = [known.get(total) for total in totals.tolist()]
    return (
        np.array([price.numerator if price else 1 for price in prices], dtype=np.int64),
        np.array([price.denominator if price else 1 for price in prices], dtype=np.int64),
    )


def _largest(claims: Ints, then: Ints, places: Ints) -> tuple[Ints, Bools]:
    """(n, lists), 1 for the first by two keys; (n,), whether the next has an equal claim to the last."""
    number, lists = claims.shape
    order = np.lexsort((-then, -claims), axis=1)
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, np.broadcast_to(np.arange(lists), (number, lists)), axis=1)
    chosen = ((rank < places[:, None]) & (claims >= 0)).astype(np.int64)
    inside, rows = (places > 0) & (places < lists), np.arange(number)
    last = order[rows, np.clip(places - 1, 0, lists - 1)]
    following = order[rows, np.clip(places, 0, lists - 1)]
    level = (claims[rows, last] == claims[rows, following]) & (then[rows, last] == then[rows, following])
    tied: Bools = inside & level
    return chosen, tied
