"""Plurality and the first of two rounds, for many results at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from escrutinio.law.majority.two_rounds import AtLeastWithLead, Condition, MoreThan
from escrutinio.law_batch.allocation import BatchAllocation
from escrutinio.law_batch.arrays import (
    LARGEST,
    Bools,
    Ints,
    astype,
    counts,
    fits,
    largest,
    listed,
    lists_first,
    namespace,
)
from escrutinio.model.errors import LawError


@dataclass(frozen=True, eq=False)
class BatchPlurality:
    """Who has the most votes.

    Args:
        winner: (...), the index of the list; -1 where nobody has a vote or several have the most.
        tied: (...), whether several have the most.
    """

    winner: Ints
    tied: Bools


@dataclass(frozen=True, eq=False)
class BatchFirstRound:
    """How the first round ends in each of n results.

    Args:
        elected: (n,), the index of the list elected; -1 where none is.
        run_off: (n, 2), the indices of those sure to stand in the run-off, best first; -1 for a place that
            is tied, or where there is no run-off. Two with equal votes are in the order of their columns.
        tied: (n,), whether places in the run-off are tied.
    """

    elected: Ints
    run_off: Ints
    tied: Bools


def plurality_many(votes: ArrayLike) -> BatchPlurality:
    """The list with the most votes.

    Args:
        votes: (..., lists): the last axis is the list, those before may be draws, or draws and districts.

    Raises:
        LawError: there is no axis of lists, or counts are negative, not whole or too large.
    """
    votes = counts(votes, "votes")
    xp = namespace(votes)
    if votes.ndim == 0:
        raise LawError("votes are a single number", hint="Give an array whose last axis is the list.")
    shape, lists = votes.shape[:-1], votes.shape[-1]
    if lists == 0:
        nobody = xp.zeros(shape, dtype=xp.int64, device=votes.device)
        return BatchPlurality(nobody - 1, nobody > 0)
    by_list = lists_first(xp.reshape(votes, (-1, lists)))
    best = xp.max(by_list, axis=0) if 0 not in shape else by_list[0]
    # Small numbers make the passes over all lists fast.
    level = astype(by_list == best, xp.int16)
    equal = xp.sum(level, axis=0, dtype=xp.int16)
    columns = astype(xp.arange(lists, device=votes.device), xp.int16)
    place = astype(xp.sum(level * columns[:, None], axis=0, dtype=xp.int16), xp.int64)
    alone = (equal == 1) & (best > 0)
    winner = xp.where(alone, place, xp.zeros_like(place) - 1)
    tied = (equal > 1) & (best > 0)
    return BatchPlurality(xp.reshape(winner, shape), xp.reshape(tied, shape))


@dataclass(frozen=True, eq=False)
class BatchFirstTwo:
    """Who has the most votes in each of n results, and who the next.

    Args:
        first, second: (n,), the indices of the lists; -1 where nobody has a vote, or several are equal.
        tied: (n,), whether several are equal for either place.
    """

    first: Ints
    second: Ints
    tied: Bools


def first_two_many(votes: Ints) -> BatchFirstTwo:
    """The list with the most votes, and the next.

    Args:
        votes: (n, lists).
    """
    first = plurality_many(votes)
    others = np.where(np.arange(votes.shape[1]) == first.winner[:, None], 0, votes)
    second = plurality_many(np.where(first.winner[:, None] < 0, 0, others))
    return BatchFirstTwo(first.winner, second.winner, first.tied | second.tied)


def most_votes_many(votes: Ints, seats: int) -> BatchAllocation:
    """One seat each to those with the most votes; see :func:`escrutinio.law.majority.plurality.most_votes`.

    Args:
        votes: (n, lists).
        seats: how many seats there are.
    """
    given = np.zeros_like(votes)
    stand = np.flatnonzero(votes.any(axis=0))
    if seats >= stand.size:
        return BatchAllocation((votes > 0).astype(np.int64), np.zeros(votes.shape[0], dtype=np.bool_))
    own = votes[:, stand]
    # The last vote that wins a seat, and the first that does not.
    last, following = (np.partition(own, -place, axis=1)[:, -place] for place in (seats, seats + 1))
    given[:, stand] = (own >= last[:, None]) & (own > 0) if seats else 0
    tied: Bools = (last == following) & (last > 0) if seats else np.zeros(votes.shape[0], dtype=np.bool_)
    given[tied] = (votes[tied] > last[tied, None]).astype(np.int64)
    return BatchAllocation(given, tied)


def first_round_many(votes: ArrayLike, valid: ArrayLike, conditions: Sequence[Condition]) -> BatchFirstRound:
    """Elect in the first round, or say who stands in the run-off.

    Args:
        votes: (n, lists), votes of the lists that stand. A list without votes takes no place.
        valid: (n,), all valid votes; taken as the sum of ``votes`` where it is less.
        conditions: any one of them is enough.

    Raises:
        LawError: shapes that do not fit, or counts that are negative, not whole or too large.
    """
    votes = counts(votes, "votes", (None, None))
    number, lists = votes.shape
    xp = namespace(votes)
    valid = counts(valid, "valid votes", (number,), votes)
    fits(lists * largest(votes), "votes")
    whole = xp.maximum(valid, xp.sum(votes, axis=1))
    # With two more columns without votes there always is a first and a second; no vote, no place.
    padded = xp.concat([votes, xp.zeros((number, 2), dtype=xp.int64, device=votes.device)], axis=1)
    columns = xp.arange(lists + 2, device=votes.device)
    # Of equal ones the first column, by the standard's definition.
    leader = xp.argmax(padded, axis=1)
    others = xp.where(columns == leader[:, None], xp.zeros_like(padded) - 1, padded)
    follower = xp.argmax(others, axis=1)
    first, second = xp.max(padded, axis=1), xp.max(others, axis=1)

    clear = first > second
    met = xp.zeros_like(clear)
    for condition in conditions:
        met = met | _met(condition, first, second, whole)
    met = met & clear
    # Two lists with votes make a run-off; a single one that fulfils nothing leaves the question open.
    again = ~met & (second > 0)
    level = xp.sum(astype(votes == second[:, None], xp.int64), axis=1)
    tied = again & (level > xp.where(clear, xp.ones_like(level), xp.ones_like(level) + 1))
    nobody = xp.zeros_like(first) - 1
    run_off = xp.stack(
        [xp.where(again & (clear | ~tied), leader, nobody), xp.where(again & ~tied, follower, nobody)], axis=1
    )
    return BatchFirstRound(xp.where(met, leader, nobody), run_off, tied)


def _met(condition: Condition, first: Any, second: Any, whole: Any) -> Any:
    """The very conditions of the exact law, so that nothing has to be kept in step: (n,)."""
    xp = namespace(first)
    if isinstance(condition, MoreThan | AtLeastWithLead):
        shares = [condition.share, *([condition.lead] if isinstance(condition, AtLeastWithLead) else [])]
        times = max(max(share.denominator, share.numerator) for share in shares)
        if largest(whole) * times <= LARGEST:
            return condition.met(first, second, whole)
    drawn = zip(listed(first), listed(second), listed(whole), strict=True)
    return xp.asarray([condition.met(*row) for row in drawn], dtype=xp.bool, device=first.device)
