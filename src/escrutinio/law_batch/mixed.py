"""List seats beside single-member seats, for many results at once."""

from __future__ import annotations

import numpy as np

from escrutinio.law.evaluation.steps.mixed import MixedSystem
from escrutinio.law.facts import WHOLE
from escrutinio.law.proportional.divisors import Divisors
from escrutinio.law.proportional.methods import QuotaMethod
from escrutinio.law_batch.allocation import BatchAllocation, allocate_many
from escrutinio.law_batch.array_form import mixed_lacks
from escrutinio.law_batch.arrays import Bools, Ints
from escrutinio.law_batch.evaluation import BatchEvaluation, NoArrayFormError
from escrutinio.law_batch.quotas import allocate_by_quota_many


def mixed(rule: MixedSystem, run: BatchEvaluation) -> None:
    """The single-member seats, and the list seats beside them, of the whole or of each unit.

    Raises:
        NoArrayFormError: a system without an array form, or single-member seats that are not of every unit.
    """
    run.require(mixed_lacks(rule, run.law))
    units: list[str | None] = [None] if rule.scope == "whole" else [*run.units()]
    _check_units(rule, run, units)
    for unit in units:
        single, tied = run.single(rule.contest, unit)
        where = unit or WHOLE
        seats = rule.size or run.seats_of(where)
        if rule.size and run.seats().get(where, rule.size) != rule.size:
            raise NoArrayFormError("a number of seats that is not the law's")
        votes, able = run.standing(unit), run.able(unit)
        with run.exact_where_refused():
            given, rest = _list_seats(rule, run, votes, able, single, seats)
        # How large the house is can differ from result to result: then its size is the largest.
        known = ~(run.left | tied | given.tied)
        members = single.sum(axis=1)[known]
        of_members = int(members.max(initial=0))
        of_lists = int((members + rest[known]).max(initial=0)) - of_members
        run.award(where, "single-member", of_members, single, tied)
        run.award(where, "list", of_lists, given.seats, given.tied)


def _list_seats(
    rule: MixedSystem, run: BatchEvaluation, votes: Ints, able: Bools, single: Ints, seats: int
) -> tuple[BatchAllocation, Ints]:
    """The list seats of the whole, or of one unit, and how many there are, (n,), filled or not."""
    method, fixed = rule.method, np.full(run.number, seats)
    if not isinstance(method, Divisors):
        quota = QuotaMethod(method)
        return allocate_by_quota_many(votes, seats, quota, more_votes_first=rule.more_votes_first), fixed
    if rule.system == "parallel":
        return allocate_many(votes, seats, method), fixed
    if rule.system == "additional":
        return allocate_many(votes, seats, method, start=single), fixed
    # Seats of winners who do not take part are of the house, so that fewer are shared out.
    outside = np.where(able, 0, single).sum(axis=1)
    run.leave(outside > seats)
    shared = np.maximum(seats - outside, 0)
    shares = allocate_many(votes, shared, method)
    lists = np.where(able, np.maximum(shares.seats - single, 0), 0)
    return BatchAllocation(lists, shares.tied), lists.sum(axis=1) + shared - shares.seats.sum(axis=1)


def _check_units(rule: MixedSystem, run: BatchEvaluation, units: list[str | None]) -> None:
    """Leave single-member seats of no unit, or a unit without any, to the exact law, which refuses them.

    Raises:
        NoArrayFormError: there are such.
    """
    contest = run.contest(rule.contest)
    if contest is None or units == [None]:
        return
    above = run.drawn.facts.above
    if {above.get(member, member) for member in contest.units} != set(units):
        raise NoArrayFormError("single-member seats that are not of every unit")
