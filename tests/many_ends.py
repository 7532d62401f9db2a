"""Thousands of random ends of a count at once, in arrays, and whether one contradicts its bounds.

The ends are of the kinds of :mod:`completions`: all missing voters vote, some or none; for one list, two or
all of them. Besides, in one of four ends everybody who is missing votes for one and the same list.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import numpy as np

from completions import HalfCounted
from escrutinio.bounds import Bounds, ChamberBounds, OfficeBound
from escrutinio.law import Law
from escrutinio.law_batch import BatchChamber, BatchOutcome, DrawnContest, DrawnElection, decide_draws
from escrutinio.law_batch.arrays import Bools, Ints

AT_ONCE = 500
"""So many ends are made at once: those of 650 districts have to fit into memory."""


def contradicted_ends(bounds: Bounds, law: Law, counted: HalfCounted, ends: int, seed: int = 1) -> int:
    """How many of so many random ends of a count its bounds had ruled out: none should be."""
    chance = np.random.default_rng(seed)
    wrong = 0
    for begin in range(0, ends, AT_ONCE):
        drawn = random_ends(counted, min(AT_ONCE, ends - begin), chance)
        wrong += int(contradicted(bounds, decide_draws(law, drawn, most=None)).sum())
    return wrong


def random_ends(counted: HalfCounted, number: int, chance: np.random.Generator) -> DrawnElection:
    """So many ends of a count."""
    contests = {}
    tilted = chance.random(number) < 0.25
    for role, totals in counted.totals.items():
        units = tuple(sorted(totals.votes))
        names = tuple(sorted(totals.lists()))
        base = np.array([[totals.votes[unit].get(name, 0) for name in names] for unit in units])
        votes = np.repeat(base[None], number, axis=0)
        stated = counted.facts.counts.get(role, {}).get("valid", {})
        valid = np.repeat(
            np.array([[stated.get(unit, totals.valid.get(unit, 0)) for unit in units]]), number, axis=0
        )
        favourite = np.where(tilted, chance.integers(0, max(1, len(names)), number), -1)
        for unit, voters in counted.missing.voters.get(role, {}).items():
            at = units.index(unit)
            stand = [names.index(name) for name in totals.votes[unit] if name in names]
            given = _given(voters, len(stand), number, chance)
            for place, name in enumerate(stand):
                given[favourite == name] = np.where(np.arange(len(stand)) == place, voters, 0)
            votes[:, at, stand] += given
            valid[:, at] += given.sum(axis=1)
        contests[role] = DrawnContest(units, names, votes, valid)
    return DrawnElection(contests, counted.facts)


def _given(voters: int, lists: int, number: int, chance: np.random.Generator) -> Ints:
    """(number, lists), the votes of a unit's missing sheets."""
    some = chance.integers(0, voters, number, endpoint=True)
    ballots = np.choose(chance.integers(0, 4, number), [np.full(number, voters), voters, some, 0])
    # For one list, two, or all, in an order of chance; of all, some voters may vote for nobody.
    few = np.choose(chance.integers(0, 4, number), [1, 1, 2, lists + 1])
    left, parts = ballots, []
    for place in range(lists):
        part = np.where(
            place + 1 < np.minimum(few, lists + 1),
            (chance.random(number) * (left + 1)).astype(np.int64),
            left,
        )
        part = np.where(place < few, part, 0)
        left = left - part
        parts.append(part)
    return chance.permuted(np.stack(parts, axis=1), axis=1)


def contradicted(bounds: Bounds, outcome: BatchOutcome) -> Bools:
    """(n,), whether a result is one that bounds had ruled out."""
    wrong: Bools = np.zeros(outcome.elected.shape[0], dtype=np.bool_)
    for part in chain(
        *(_of_office(bound, outcome) for bound in bounds.offices.values()),
        *(_of_chamber(bound, outcome.chambers[name], outcome) for name, bound in bounds.chambers.items()),
    ):
        wrong = wrong | part
    return wrong


def _of_office(bound: OfficeBound, outcome: BatchOutcome) -> Iterator[Bools]:
    elected, pair = outcome.elected, outcome.run_off
    somebody, run_off = elected >= 0, _any(pair >= 0)
    yield somebody & ~np.isin(elected, _places(bound.can_be_elected, outcome))
    yield run_off & (not bound.run_off_possible)
    yield _any((pair >= 0) & ~np.isin(pair, _places(bound.can_reach_run_off, outcome)))
    nobody = ~somebody & ~run_off
    yield nobody & (not bound.nobody_possible)
    if bound.decided and bound.elected is not None:
        yield elected != outcome.lists.index(bound.elected)
    if bound.run_off_sure:
        yield somebody


def _of_chamber(bound: ChamberBounds, chamber: BatchChamber, outcome: BatchOutcome) -> Iterator[Bools]:
    for at, unit in enumerate(chamber.units):
        ranges = bound.units[unit]
        fewest = np.array([ranges[name].min_seats if name in ranges else 0 for name in outcome.lists])
        most = np.array([ranges[name].max_seats if name in ranges else 0 for name in outcome.lists])
        seats = chamber.by_unit[:, at]
        yield _any((seats < fewest) | (seats > most))
    whole, needed = chamber.seats, chamber.majority
    fewest = np.array([bound.seats[name].min_seats if name in bound.seats else 0 for name in outcome.lists])
    most = np.array([bound.seats[name].max_seats if name in bound.seats else 0 for name in outcome.lists])
    yield _any((whole < fewest) | (whole > most))
    can = np.isin(np.arange(len(outcome.lists)), _places(bound.majority.can_have, outcome))
    yield _any((whole >= needed) & ~can)
    if bound.majority.holder:
        yield whole[:, outcome.lists.index(bound.majority.holder)] < needed
    if bound.decided:
        yield _any(chamber.tied)
    for units in bound.districts.values():
        for unit, seat in units.items():
            won = chamber.by_unit[:, chamber.units.index(unit)] > 0
            able = np.isin(np.arange(len(outcome.lists)), _places(seat.can_win, outcome))
            yield _any(won & ~able)
            if seat.decided and seat.leader in outcome.lists:
                yield ~won[:, outcome.lists.index(seat.leader)]


def _any(cells: Bools) -> Bools:
    """Whether any cell of a result is so."""
    return np.any(cells, axis=1)  # type: ignore[no-any-return]


def _places(names: tuple[str, ...], outcome: BatchOutcome) -> list[int]:
    return [outcome.lists.index(name) for name in names if name in outcome.lists]
