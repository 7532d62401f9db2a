"""Levelling seats of laws that are files, for many results at once.

How many a list has is compared in whole numbers. In which unit they fall is compared there in figures that
are no whole numbers: they are floating-point numbers here, and a result in which two of them are as near as
these can be wrong is left to the exact law.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from escrutinio.law.evaluation.steps.levelling import LevellingSeats
from escrutinio.law.evaluation.steps.placing import Placing
from escrutinio.law.facts import WHOLE
from escrutinio.law.proportional.divisors import Divisors
from escrutinio.law_batch.allocation import allocate_many
from escrutinio.law_batch.array_form import levelling_lacks
from escrutinio.law_batch.arrays import Bools, Ints
from escrutinio.law_batch.evaluation import BatchEvaluation, NoArrayFormError

NEAR = 1e-9
"""Two figures this near, of the larger, may be equal: far more than floating-point numbers can be wrong."""


def levelling(rule: LevellingSeats, run: BatchEvaluation) -> None:
    """Levelling seats of the whole, and where they fall.

    Raises:
        NoArrayFormError: a rule without an array form, or lists with votes of the other ballot alone.
    """
    run.require(levelling_lacks(rule, run.law))
    assert isinstance(rule.method, Divisors)
    votes, able = run.standing(None), run.able(None)
    if rule.also:
        if (run.standing_in(None, rule.also) & ~run.standing_in(None)).any():
            raise NoArrayFormError("votes of another ballot alone")
        votes = votes + np.where(able, run.votes(None, rule.also), 0)
    won, given_out = run.held(), sum(run.size.values())
    places = rule.size - given_out
    # With a seat in the units open or empty, or more of them than the house has, the exact law says more.
    run.leave(won.sum(axis=1) != given_out)
    if places < 0:
        raise NoArrayFormError("more seats in the units than the house has")
    with run.exact_where_refused():
        if rule.excess != "kept":
            free = rule.size - np.where(able, 0, won).sum(axis=1)
            shares = allocate_many(votes, free, rule.method)
            over: Bools = np.any(able & (won > shares.seats), axis=1)
            run.leave(shares.tied | over)
        given = allocate_many(votes, places, rule.method, start=won)
    run.leave(given.seats.sum(axis=1) != places)
    placing = rule.placing
    if placing is None or placing.by_list_only(run.drawn.facts):
        run.award(WHOLE, "levelling", places, given.seats, given.tied)
        return
    assert isinstance(placing, Placing)
    run.leave(given.tied)
    units = list(run.won)
    of_units = np.stack([sum(run.won[unit].values()) for unit in units], axis=1)
    fixed = placing.fixed(units)
    with run.exact_where_refused():
        if fixed is None:
            placed = _by_list(run, placing, units, of_units, given.seats)
        else:
            if sum(fixed.values()) != places:
                raise NoArrayFormError("other levelling seats in the units than in the whole")
            placed = _by_figures(run, placing, fixed, units, of_units, given.seats)
    nobody = np.zeros(run.number, dtype=np.bool_)
    for at, unit in enumerate(units):
        run.award(unit, "levelling", fixed.get(unit, 0) if fixed else 0, placed[:, at], nobody)
    if fixed is None:
        run.size_in_no_unit += places


def _by_list(run: BatchEvaluation, placing: Placing, units: list[str], won: Ints, seats: Ints) -> Ints:
    """(n, units, lists), where the seats fall if no unit has a number of its own: each list by itself."""
    votes = np.stack([run.votes(unit) for unit in units], axis=1)
    placed: Ints = np.zeros_like(won)
    for at in np.flatnonzero(seats.any(axis=0)):
        own = allocate_many(votes[:, :, at], seats[:, at], placing.divisors, start=won[:, :, at])
        run.leave(own.tied | (own.seats.sum(axis=1) != seats[:, at]))
        placed[:, :, at] = own.seats
    return placed


def _by_figures(
    run: BatchEvaluation,
    placing: Placing,
    fixed: Mapping[str, int],
    units: list[str],
    won: Ints,
    seats: Ints,
) -> Ints:
    """(n, units, lists), where the seats fall if each unit has so many: the highest figure of all first."""
    votes = np.stack([run.votes(unit) for unit in units], axis=1)
    figures = votes / _base(run, placing, units)[:, :, None]
    room: Ints = np.array([[fixed.get(unit, 0) for unit in units]] * run.number)
    left, placed, rows = seats.copy(), np.zeros_like(won), np.arange(run.number)
    number, lists = votes.shape[1:]
    most = int(won.max(initial=0)) + sum(fixed.values()) + 1
    divisors = np.array([placing.divisors.at(seat) for seat in range(most)], dtype=np.float64)
    for _ in range(sum(fixed.values())):
        open_ = (room > 0)[:, :, None] & (left > 0)[:, None, :] & (votes > 0)
        claims = np.where(open_, figures / divisors[won + placed], -1.0).reshape(run.number, number * lists)
        best = claims.argmax(axis=1)
        highest = claims[rows, best]
        claims[rows, best] = -1.0
        # Of as good as equal figures, or where nobody can take a seat, the exact law says what follows.
        run.leave((highest < 0) | (claims.max(axis=1) >= highest * (1 - NEAR)))
        unit, name = np.divmod(best, lists)
        taken = (highest >= 0).astype(np.int64)
        placed[rows, unit, name] += taken
        room[rows, unit] -= taken
        left[rows, name] -= taken
    return placed


def _base(run: BatchEvaluation, placing: Placing, units: list[str]) -> NDArray[np.float64]:
    """(n, units), what figures are divided by besides; 1 where nothing was counted."""
    if placing.per == "nothing":
        return np.ones((run.number, len(units)))
    if placing.per == "valid":
        bases = [run.base("valid", unit) for unit in units]
    else:
        bases = [run.votes(unit).sum(axis=1) / run.size[unit] for unit in units]
    return np.maximum(np.stack(bases, axis=1).astype(np.float64), NEAR)
