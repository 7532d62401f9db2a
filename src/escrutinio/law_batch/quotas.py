"""Quotas and what they leave, for many results at once, as exact as ``escrutinio.law.proportional.quotas``.

Every number is whole: a quota is a numerator and a denominator. What arrays cannot say is marked as tied, so
that the exact law decides it: equal remainders for the last seat, quotas that give too many seats, more seats
left than lists.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from escrutinio.law.proportional.methods import QuotaMethod
from escrutinio.law.proportional.quotas import Quota
from escrutinio.law_batch.allocation import BatchAllocation, allocate_many
from escrutinio.law_batch.arrays import Bools, Ints, fits


def allocate_by_quota_many(
    votes: Ints,
    seats: int | Ints,
    method: QuotaMethod,
    *,
    others: Ints | None = None,
    more_votes_first: bool = False,
) -> BatchAllocation:
    """Give a seat for each full quota, and the seats left as the method says.

    Args:
        votes: (n, lists).
        seats: how many seats there are: one number, or (n,).
        method: the quota and its rest.
        others: (n,), votes of lists that are not named, which count in the price of a seat.
        more_votes_first: whether of equal remainders that with more votes comes first.

    Raises:
        LawError: numbers that do not fit 64 bits.
    """
    totals = votes.sum(axis=1) if others is None else votes.sum(axis=1) + others
    empty = (totals == 0) | (seats == 0)
    price, of = _prices(totals, np.full_like(totals, seats), method.quota)
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


@dataclass(frozen=True, eq=False)
class WholeQuotas:
    """Whole quotas in each of n results.

    Args:
        seats: (n, lists).
        unused: (n, lists), the votes that won none; None where a price is no whole number of votes.
        odd: (n,), whether they are more than the seats.
    """

    seats: Ints
    unused: Ints | None
    odd: Bools


def whole_quotas(
    votes: Ints, seats: int, totals: Ints, quota: Quota, nearly: Fraction | None = None
) -> WholeQuotas:
    """A seat for each whole quota, and for a part of one.

    Args:
        votes: (n, lists).
        seats: how many there are.
        totals: (n,), the votes that the price is of.
        quota: the price of a seat.
        nearly: the part of a quota that has a seat too; None for none.

    Raises:
        LawError: numbers that do not fit 64 bits.
    """
    totals = np.maximum(totals, votes.sum(axis=1))
    price, of, full, rest = _full(votes, np.full_like(totals, seats), totals, quota)
    won = full if nearly is None else full + _nearly(votes, rest, price, nearly)
    return WholeQuotas(won, rest if int(of.max(initial=1)) == 1 else None, won.sum(axis=1) > seats)


def rest_of_some_many(
    votes: Ints,
    seats: Ints,
    totals: Ints,
    quota: Quota,
    able: Bools,
    *,
    nearly: Fraction | None = None,
    by_votes: bool = False,
) -> BatchAllocation:
    """Whole quotas for all, and what they leave for some, as ``rest_of_some`` has it.

    Args:
        votes: (n, lists).
        seats: (n,), how many there are.
        totals: (n,), the votes that the price is of.
        quota: the price of a seat.
        able: (n, lists), who takes part in the seats left.
        nearly: the part of a quota that has a seat too; None for none.
        by_votes: whether the seats left go by the most votes.

    Raises:
        LawError: numbers that do not fit 64 bits.
    """
    price, _, have, rest = _full(votes, seats, np.maximum(totals, votes.sum(axis=1)), quota)
    if nearly is not None:
        have = have + _nearly(votes, rest, price, nearly)
    left = seats - have.sum(axis=1)
    claims = np.where(able & (votes > 0), votes if by_votes else rest, -1)
    number = (claims >= 0).sum(axis=1)
    odd, nobody = left < 0, number == 0
    rounds, last = np.divmod(np.where(odd | nobody, 0, left), np.maximum(number, 1))
    chosen, tied = _largest(claims, np.zeros_like(votes), last)
    # With nobody's votes all seats stay empty, whatever the quotas.
    return BatchAllocation(have + np.where(claims >= 0, rounds[:, None], 0) + chosen, odd | tied)


def _full(votes: Ints, seats: Ints, totals: Ints, quota: Quota) -> tuple[Ints, Ints, Ints, Ints]:
    """Prices as numerators and denominators, whole quotas, and what they leave, in parts of a vote."""
    price, of = _prices(totals, seats, quota)
    fits(int(votes.max(initial=0)) * int(of.max(initial=1)), "votes times seats")
    full = votes * of[:, None] // price[:, None]
    full[(totals == 0) | (seats == 0)] = 0
    return price, of, full, votes * of[:, None] - full * price[:, None]


def _nearly(votes: Ints, rest: Ints, price: Ints, nearly: Fraction) -> Ints:
    """(n, lists), 1 where what is left is such a part of a quota."""
    fits(int(price.max(initial=1)) * nearly.denominator, "a part of a quota")
    close = rest * nearly.denominator >= price[:, None] * nearly.numerator
    return (close & (votes > 0)).astype(np.int64)


def _prices(totals: Ints, seats: Ints, quota: Quota) -> tuple[Ints, Ints]:
    """The votes of a seat in each result: numerators and denominators; 1 where there are no votes."""
    pairs = list(zip(totals.tolist(), seats.tolist(), strict=True))
    known = {(total, places): quota(total, places) for total, places in set(pairs) if total and places > 0}
    prices = [known.get(pair) for pair in pairs]
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
