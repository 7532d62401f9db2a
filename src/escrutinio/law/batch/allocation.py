"""Highest averages for many results at once, as exact as ``escrutinio.law.highest_averages``.

Every comparison is between whole numbers: of two quotients v/d and w/e the first is the higher if
v * e > w * d. The products are int64, and votes and divisors whose products would not fit are refused; with
votes of up to 10**9 everything fits until a divisor passes 9 * 10**9.

Awarding seats one by one would take as many passes as there are seats. Instead each list first gets the
seats that are sure, by one division of whole numbers (see ``_sure``); what is left, fewer seats than there
are lists or a few more, is awarded quotient by quotient.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from escrutinio.law.batch.arrays import Bools, Ints, counts, fits
from escrutinio.law.divisors import Divisors, dhondt, sainte_lague
from escrutinio.model.errors import LawError

# Results computed together: few enough that their arrays stay in a processor's cache.
CHUNK = 1 << 14

_BY_NAME = {"dhondt": dhondt, "sainte_lague": sainte_lague}


@dataclass(frozen=True, eq=False)
class BatchAllocation:
    """Who has how many seats in each of n results.

    Args:
        seats: (n, lists), seats won for certain.
        tied: (n,), whether equal quotients claim more seats than are left; those seats are not in ``seats``.
    """

    seats: Ints
    tied: Bools


def allocate_many(
    votes: ArrayLike,
    seats: ArrayLike,
    divisors: Divisors | str = dhondt,
    *,
    start: ArrayLike | None = None,
) -> BatchAllocation:
    """Give the seats of each result to its highest quotients.

    Args:
        votes: (n, lists). A list without votes wins nothing; a result without votes leaves all seats vacant.
        seats: how many seats there are: one number, or (n,).
        divisors: the divisor sequence, or "dhondt" or "sainte_lague".
        start: (n, lists), seats held before; that many of a list's first quotients take no part.

    Raises:
        LawError: shapes that do not fit, counts that are negative, not whole or too large, or an unknown
            divisor sequence.
    """
    rule = divisors if isinstance(divisors, Divisors) else _BY_NAME.get(divisors)
    if rule is None:
        raise LawError(f"unknown divisors {divisors!r}", mend=f"Known: {', '.join(_BY_NAME)}.")
    if rule.power != 1 or not rule.at(0):
        raise LawError(f"the divisors {rule.name} cannot be used for many results at once")
    votes = counts(votes, "votes", (None, None))
    number, lists = votes.shape
    seats = counts(seats, "seats")
    if seats.shape not in ((), (number,)):
        raise LawError(f"seats have the shape {seats.shape}, not () or ({number},)")
    seats = np.broadcast_to(seats, (number,))
    held = np.zeros(lists, np.int64) if start is None else counts(start, "seats held before", (number, lists))
    held = np.broadcast_to(held, (number, lists))

    won = np.zeros((number, lists), np.int64)
    tied = np.zeros(number, np.bool_)
    if votes.size:
        most = int(seats.max())
        table = _divisors(rule, most + int(held.max()) + 2)
        # No product is larger: the last divisor is above every one in use and above what _sure multiplies by.
        fits(int(votes.max()) * max(int(table[-1]), lists), "votes times divisors")
        for low in range(0, number, CHUNK):
            part = slice(low, low + CHUNK)
            # Lists come first from here on: each list's numbers lie together, and passes are along them.
            won[part], tied[part] = _award(
                np.ascontiguousarray(votes[part].T),
                seats[part],
                table,
                np.ascontiguousarray(held[part].T) if start is not None else None,
            )
    return BatchAllocation(won, tied)


def _divisors(rule: Divisors, length: int) -> Ints:
    """The first divisors, refused where the largest does not fit."""
    fits(rule.at(length - 1), "seats")
    return np.array([rule.at(number) for number in range(length)], np.int64)


def _award(votes: Ints, seats: Ints, table: Ints, held: Ints | None) -> tuple[Ints, Bools]:
    """Award the seats of one chunk.

    Args:
        votes: (lists, m).
        seats: (m,).
        table: the divisors, as many as can be needed.
        held: (lists, m) or None for no seats held before.

    Returns:
        The seats won, (m, lists), and whether there is a tie, (m,).
    """
    used = np.zeros_like(votes) if held is None else held
    won = np.maximum(_sure(votes, seats, table) - used, 0)
    left = seats - won.sum(axis=0)
    tied = np.zeros(seats.shape, np.bool_)
    # Results with seats still to give; they get fewer from pass to pass.
    rows = np.flatnonzero((left > 0) & votes.any(axis=0))
    while rows.size:
        vote = votes[:, rows]
        divisor = table[used[:, rows] + won[:, rows]]
        best, under = vote[0], divisor[0]
        for one_vote, one_divisor in zip(vote[1:], divisor[1:], strict=True):
            higher = one_vote * under > best * one_divisor
            best = np.where(higher, one_vote, best)
            under = np.where(higher, one_divisor, under)
        # All lists whose next quotient equals the highest: at least one, and none without votes.
        level = vote * under == best * divisor
        claims = level.sum(axis=0)
        enough = claims <= left[rows]
        tied[rows[~enough]] = True
        rows, level, claims = rows[enough], level[:, enough], claims[enough]
        won[:, rows] += level
        left[rows] -= claims
        rows = rows[left[rows] > 0]
    return won.T, tied


def _sure(votes: Ints, seats: Ints, table: Ints) -> Ints:
    """Seats that lists win whatever their order, (lists, m); zeros for divisors that do not grow evenly.

    Let the divisors be b, b + a, b + 2a, ..., and let m lists have votes. Take as a price total / X with
    X = a * (seats + 1) - m * max(a - b, 0). A list with c quotients above the price, c > 0, has
    b + a * (c - 1) < votes * X / total, so c < votes * X / (total * a) + max(a - b, 0) / a; with c = 0 that
    is true or c is no more. Added over the m lists: fewer than X / a + m * max(a - b, 0) / a = seats + 1.
    So at most ``seats`` quotients are above the price, and each of them wins a seat. (Quotients used up by
    seats held before are among the first of their list; without them it is still true.)
    """
    first, step = int(table[0]), int(table[1] - table[0])
    if np.any(np.diff(table) != step):
        return np.zeros_like(votes)
    short = max(step - first, 0)
    reach = np.maximum(step * (seats + 1) - short * np.count_nonzero(votes, axis=0), 0)
    total = np.maximum(votes.sum(axis=0), 1)
    # The largest whole divisor below votes * reach / total, and how many of the divisors are up to it.
    below = (votes * reach - 1) // total
    return np.asarray(np.maximum((below - first) // step + 1, 0))
