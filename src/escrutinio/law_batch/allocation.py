"""Highest averages for many results at once, as exact as ``escrutinio.law.highest_averages``.

Every comparison is between whole numbers. Quotients are compared as the exact law compares them: times the
square of the largest divisor and rounded down, which keeps their order and their equality. The numbers are
int64, and votes and divisors that would not fit are refused: with eight lists, votes of up to 10**9 fit until
a divisor passes 30,000.

Awarding seats one by one would take as many passes as there are seats. Instead each list first gets the
seats that are sure, by one division of whole numbers (see ``_sure``); what is left, fewer seats than there
are lists or a few more, is awarded quotient by quotient.

Nothing is changed in place, and only functions of the Python array API standard are used, so arrays of
other libraries, on a GPU for instance, can be given: see ``arrays``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from escrutinio.law.proportional.divisors import BY_NAME, Divisors, dhondt
from escrutinio.law_batch.arrays import (
    Bools,
    Ints,
    astype,
    beside,
    counts,
    fits,
    in_parts,
    largest,
    lists_first,
    namespace,
)
from escrutinio.model.errors import LawError
from escrutinio.model.text import many_of

# Results computed together: few enough that their arrays stay in a processor's cache.
CHUNK = 1 << 13
# So many lists are computed together, whether or not they have votes.
FEW_LISTS = 16

_BY_NAME = {name: rule for name, rule in BY_NAME.items() if rule.plain}


@dataclass(frozen=True, eq=False)
class BatchAllocation:
    """Who has how many seats in each of n results.

    Args:
        seats: (n, lists), seats won for certain.
        tied: (n,), whether equal quotients claim more seats than are left; those seats are not in ``seats``.
    """

    seats: Ints
    tied: Bools


@dataclass(frozen=True)
class _Rule:
    """Divisors as numbers: the first of them, as many as can be needed, and what is computed from them.

    Attributes:
        table: the divisors.
        scale: the square of the largest.
        low: with ``step``: no divisor number k is below ``low + step * k``.
        high: nor is any above ``high + step * k``.
        step: how much they grow at the end.
    """

    table: tuple[int, ...]
    scale: int
    low: int
    high: int
    step: int

    @classmethod
    def of(cls, rule: Divisors, length: int) -> _Rule:
        fits(rule.at(length - 1) ** 2, "seats")
        table = tuple(rule.at(number) for number in range(length))
        step = table[-1] - table[-2]
        lines = [divisor - step * number for number, divisor in enumerate(table)]
        return cls(table, table[-1] ** 2, min(lines), max(lines), step)

    def reach(self, seats: int, lists: int) -> int:
        """See ``_sure``: X for one number of seats and of lists."""
        return self.step * (seats + 1) - lists * max(self.step - self.low, 0)


def allocate_many(
    votes: ArrayLike,
    seats: ArrayLike,
    divisors: Divisors | str = dhondt,
    *,
    start: ArrayLike | None = None,
    workers: int | None = None,
) -> BatchAllocation:
    """Give the seats of each result to its highest quotients.

    Args:
        votes: (n, lists). A list without votes wins nothing; a result without votes leaves all seats vacant.
        seats: how many seats there are: one number, or (n,).
        divisors: the divisor sequence, or its name in ``escrutinio.law.proportional.divisors.BY_NAME``; it
            must not begin
            with zero, nor be of roots.
        start: (n, lists), seats held before; that many of a list's first quotients take no part.
        workers: how many threads may compute; None for as many as there are processors.

    Raises:
        LawError: shapes that do not fit, counts that are negative, not whole or too large, or an unknown
            divisor sequence.
    """
    rule = divisors if isinstance(divisors, Divisors) else _BY_NAME.get(divisors)
    if rule is None:
        raise LawError(f"unknown divisors {divisors!r}", hint=f"Known: {many_of(_BY_NAME)}.")
    if not rule.plain:
        raise LawError(f"the divisors {rule.name} cannot be used for many results at once")
    votes = counts(votes, "votes", (None, None))
    xp = namespace(votes)
    number, lists = votes.shape
    seats = counts(seats, "seats", beside_array=votes)
    if seats.shape not in ((), (number,)):
        raise LawError(f"seats have the shape {seats.shape}, not () or ({number},)")
    held: Any = None
    if start is not None:
        held = counts(start, "seats held before", (number, lists), beside_array=votes)
    if number == 0 or lists == 0:
        return BatchAllocation(xp.zeros_like(votes), xp.zeros(number, dtype=xp.bool, device=votes.device))
    most, highest = largest(seats), largest(votes)
    before = 0 if held is None else largest(held)
    numbers = _Rule.of(rule, most + 2 + before)
    fits(highest * numbers.scale * _width(lists), "votes times divisors")
    fits(lists * _largest_sure(numbers, highest, most + lists * before, lists), "votes times divisors")
    if xp is np and lists > FEW_LISTS:
        # Of hundreds of lists few stand in each district.
        stand = np.flatnonzero(votes.any(axis=0))
        if 2 * stand.size < lists:
            few = allocate_many(
                votes[:, stand],
                seats,
                rule,
                start=None if held is None else held[:, stand],
                workers=workers,
            )
            spread = np.zeros_like(votes)
            spread[:, stand] = few.seats
            return BatchAllocation(spread, few.tied)
    given, size = votes, xp.broadcast_to(seats, (number,))
    if xp is not np:
        won, tied = _award(given.T, size, numbers, None if held is None else held.T)
        return BatchAllocation(won.T, tied)
    allocation = BatchAllocation(np.empty((number, lists), np.int64), np.empty(number, np.bool_))

    def part_of(part: slice) -> None:
        started = None if held is None else lists_first(held[part])
        won, allocation.tied[part] = _award(lists_first(given[part]), size[part], numbers, started)
        allocation.seats[part] = won.T

    in_parts(number, CHUNK, part_of, workers)
    return allocation


def allocate_limited_many(
    votes: Ints, seats: ArrayLike, divisors: Divisors, most: Ints | None
) -> BatchAllocation:
    """The same where a list has no more seats than candidates; the others have those that it cannot fill.

    A list that is due more than it can have has all of these, whoever else has the rest. So it is given
    them, and the rest to the others, until nobody is due more.

    Args:
        votes: (n, lists).
        seats: one number, or (n,).
        divisors: the divisor sequence.
        most: (lists,) or (n, lists); None for no limit.

    Raises:
        LawError: as :func:`allocate_many`.
    """
    if most is None:
        return allocate_many(votes, seats, divisors)
    limits: Ints = np.broadcast_to(most, votes.shape)
    held: Ints = np.zeros_like(votes)
    full: Bools = np.zeros(votes.shape, dtype=np.bool_)
    while True:
        left = np.maximum(seats - held.sum(axis=1), 0)
        given = allocate_many(np.where(full, 0, votes), left, divisors)
        over = given.seats > limits
        if not over.any():
            return BatchAllocation(held + given.seats, given.tied)
        full = full | over
        held = np.where(full, limits, 0)


def _width(lists: int) -> int:
    """The numbers that can stand for a list: a power of two."""
    return 1 << (lists - 1).bit_length()


def _award(votes: Any, seats: Any, rule: _Rule, held: Any) -> tuple[Any, Any]:
    """Award the seats of one chunk.

    Args:
        votes: (lists, m).
        seats: (m,).
        rule: the divisors.
        held: (lists, m) or None for no seats held before.

    Returns:
        The seats won, (lists, m), and whether there is a tie, (m,).
    """
    xp = namespace(votes)
    lists, number = votes.shape
    table, columns = beside(votes, rule.table), beside(votes, range(lists))
    rows, width = xp.arange(number, device=votes.device), _width(lists)
    flat = xp.reshape(votes, (-1,))
    if held is None:
        used = _sure(votes, seats, rule)
        left = seats - xp.sum(used, axis=0)
    else:
        used = _sure_beyond(votes, seats, rule, held)
        left = seats - xp.sum(used - held, axis=0)
    # The next quotient of each list, scaled, and after it in the last digits the list, so that no two of a
    # result are the same number. A list without votes has the quotient 0.
    divisors = xp.reshape(xp.take(table, xp.reshape(used, (-1,)), axis=0), votes.shape)
    claims = votes * rule.scale // divisors * width + columns[:, None]
    tied = xp.zeros(number, dtype=xp.bool, device=votes.device)
    nothing = xp.zeros_like(left)
    while bool(xp.any(left > 0)):
        best = xp.max(claims, axis=0)
        column = best & (width - 1)
        equal = xp.sum(astype(claims >= best - column, xp.int16), axis=0, dtype=xp.int16)
        going = (left > 0) & (best >= width)
        enough = equal <= left
        tied = tied | (going & ~enough)
        given = going & enough
        left = xp.where(given, left - 1, nothing)
        # Only one has the highest number of all.
        winner = claims == xp.where(given, best, nothing - 1)
        used = used + astype(winner, xp.int64)
        place = column * number + rows
        divisor = xp.take(table, xp.take(xp.reshape(used, (-1,)), place, axis=0), axis=0)
        again = xp.take(flat, place, axis=0) * rule.scale // divisor * width + column
        claims = xp.where(winner, again, claims)
    return used if held is None else used - held, tied


def _sure(votes: Any, seats: Any, rule: _Rule, of: Any = None) -> Any:
    """Seats that lists win whatever their order, (lists, m), as ``law.averages._head_start`` proves.

    That X is the ``reach`` here; of the lists, those with votes are counted. Its lines need to be true of as
    many divisors as there are seats, so those of the table will do for any sequence.

    Args:
        votes: (lists, m).
        seats: (m,).
        rule: the divisors.
        of: (lists, m), the votes whose price of a seat it is; ``votes`` unless given. If they are given,
            nothing is proven: it is how many quotients are above that price, for those who count them.
    """
    xp = namespace(votes)
    nothing = xp.zeros_like(votes)
    if rule.reach(largest(seats), 1) <= 0:
        return nothing
    of = votes if of is None else of
    short = max(rule.step - rule.low, 0)
    reach = rule.step * (seats + 1)
    if short:
        reach = reach - short * xp.sum(astype(of > 0, xp.int64), axis=0)
    total = xp.sum(of, axis=0)
    more = (rule.step - rule.high) * total - 1
    # No division by zero: where there is no vote there is no price, and nothing is sure.
    sure = (votes * reach + more) // (rule.step * total + astype(total == 0, xp.int64))
    return xp.where((sure > 0) & (total > 0), sure, nothing)


def _sure_beyond(votes: Any, seats: Any, rule: _Rule, held: Any) -> Any:
    """Quotients that are used up when those of ``held`` are, and sure seats are given: (lists, m).

    At the price of ``_sure`` few lists have more quotients than they hold seats. At that of all seats, held
    ones as well, there are no more than ``seats`` quotients left above it, unless lists hold more than their
    share. Whether that is so is counted; then the price is made without those lists, and counted once more.
    """
    xp = namespace(votes)
    used = xp.maximum(_sure(votes, seats, rule), held)
    if rule.low != rule.high:
        # Only between equal lines is the number of quotients above a price known.
        return used
    nothing, takes_part = xp.zeros_like(votes), votes > 0
    for _ in range(2):
        together = seats + xp.sum(xp.where(takes_part, held, nothing), axis=0)
        above = _sure(votes, together, rule, xp.where(takes_part, votes, nothing))
        more = xp.maximum(above, held)
        fitting = xp.sum(more - held, axis=0) <= seats
        used = xp.where(fitting, xp.maximum(more, used), used)
        takes_part = takes_part & (more > held)
    return used


def _largest_sure(rule: _Rule, votes: int, seats: int, lists: int) -> int:
    """No product in ``_sure`` is larger."""
    if rule.reach(seats, 1) <= 0:
        return 0
    reach = max(abs(rule.reach(seats, 0)), abs(rule.reach(0, lists)))
    return votes * (reach + lists * max(abs(rule.step - rule.high), rule.step)) + 1
