"""Plurality and the first of two rounds, for many results at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from escrutinio.law.batch.arrays import Bools, Ints, counts, fits
from escrutinio.law.majority import Condition
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
    if votes.ndim == 0:
        raise LawError("votes are a single number", mend="Give an array whose last axis is the list.")
    # One pass a list: an axis as short as this is slow to reduce along.
    best = np.zeros(votes.shape[:-1], np.int64)
    winner = np.full(best.shape, -1, np.int64)
    tied = np.zeros(best.shape, np.bool_)
    for index in range(votes.shape[-1]):
        one = votes[..., index]
        tied = np.where(one == best, one > 0, tied & (one < best))
        winner = np.where(one > best, index, winner)
        best = np.maximum(best, one)
    return BatchPlurality(np.where(tied, -1, winner), tied)


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
    valid = counts(valid, "valid votes", (number,))
    fits(lists * int(votes.max(initial=0)), "votes")
    whole = np.maximum(valid, votes.sum(axis=1))
    # With two more columns without votes there always is a first and a second; no vote, no place.
    padded = np.concatenate([votes, np.zeros((number, 2), np.int64)], axis=1)
    order = np.argsort(-padded, axis=1, kind="stable")[:, :2]
    first, second = np.take_along_axis(padded, order, axis=1).T

    clear = first > second
    met = np.zeros(number, np.bool_)
    for condition in conditions:
        # The very conditions of the exact law, called on Python's own numbers: nothing to keep in step.
        met |= np.frompyfunc(condition.met, 3, 1)(first, second, whole).astype(np.bool_)
    met &= clear
    # Two lists with votes make a run-off; a single one that fulfils nothing leaves the question open.
    again = ~met & (second > 0)
    level = np.count_nonzero(votes == second[:, None], axis=1)
    tied = again & (level > np.where(clear, 1, 2))
    run_off = np.where(
        np.stack([again & (clear | ~tied), again & ~tied], axis=1), order, np.full_like(order, -1)
    )
    return BatchFirstRound(np.where(met, order[:, 0], -1), run_off, tied)
