"""List seats beside single-member seats, for many results at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from escrutinio.law.evaluation.steps.covered import CoveredSeats
from escrutinio.law.evaluation.steps.mixed import MixedSystem
from escrutinio.law.facts import WHOLE
from escrutinio.law.mixed.growing_houses import LARGEST_HOUSE, Growth
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
        run.grows = run.grows or rule.system in ("overhang", "levelled")
        run.award(where, "single-member", of_members, single, tied)
        run.award(where, "list", of_lists, given.seats, given.tied)
        # Units need not be at their largest in the same result.
        run.fewer = run.fewer + of_members + of_lists - single.sum(axis=1) - rest


def _list_seats(
    rule: MixedSystem, run: BatchEvaluation, votes: Ints, able: Bools, single: Ints, seats: int
) -> tuple[BatchAllocation, Ints]:
    """The list seats of the whole, or of one unit, and how many there are, (n,), filled or not."""
    method, fixed = rule.method, np.full(run.number, seats)
    if rule.system == "parallel":
        return _Shares(votes, single, rule).of(fixed), fixed
    if rule.system == "additional":
        assert isinstance(method, Divisors)
        return allocate_many(votes, seats, method, start=single), fixed
    # Seats of winners who do not take part are of the house, so that fewer are shared out.
    outside = np.where(able, 0, single).sum(axis=1)
    run.leave(outside > seats)
    shared = np.maximum(seats - outside if rule.within else np.full(run.number, seats), 0)
    share = _Shares(votes, np.where(able, single, 0), rule)
    if rule.system == "levelled":
        shared = _grown(rule, run, share, shared, outside, seats)
    shares = share.of(shared)
    lists = np.maximum(shares.seats - share.floor, 0)
    return BatchAllocation(lists, shares.tied), lists.sum(axis=1) + shared - shares.seats.sum(axis=1)


@dataclass(frozen=True, eq=False)
class _Shares:
    """The shares of lists in houses of any size.

    Args:
        votes: (n, lists), of those that take part.
        floor: (n, lists), the single-member seats that they have won.
        rule: of the law.
    """

    votes: Ints
    floor: Ints
    rule: MixedSystem

    def of(self, seats: Ints) -> BatchAllocation:
        """The shares in houses of so many seats, (n,)."""
        method = self.rule.method
        if isinstance(method, Divisors):
            return allocate_many(self.votes, seats, method)
        quota, first = QuotaMethod(method), self.rule.more_votes_first
        return allocate_by_quota_many(self.votes, seats, quota, more_votes_first=first)

    def above(self, seats: Ints) -> Ints:
        """(n, lists), the single-member seats above the shares."""
        above: Ints = np.maximum(self.floor - self.of(seats).seats, 0)
        return above


def _grown(
    rule: MixedSystem, run: BatchEvaluation, share: _Shares, first: Ints, outside: Ints, size: int
) -> Ints:
    """(n,), the seats that are shared out where the house has grown as the law says.

    See :mod:`escrutinio.law.mixed.growing_houses`.
    """
    run.leave(share.of(first).tied)
    over = share.above(first)
    grows: Bools = over.sum(axis=1) > rule.tolerated
    if rule.growth is Growth.COVERED:
        grown = _until_covered(rule, run, share, first, grows)
        if rule.most_levelling:
            levelling = grown - first - over.sum(axis=1)
            run.leave(levelling > rule.most_levelling * over.sum(axis=1))
        even = (grown + outside > size) & ((grown + outside) % 2 == 0)
    else:
        grown = np.where(grows, np.maximum(first, _once(rule, run, share, first, over)), first)
        even = grows & ((grown + size - first) % 2 == 0)
    return np.where(even, grown + 1, grown) if rule.odd else grown


def _once(rule: MixedSystem, run: BatchEvaluation, share: _Shares, first: Ints, over: Ints) -> Ints:
    """(n,), the seats of houses that grow once."""
    if rule.growth is Growth.TWICE:
        return first + 2 * over.sum(axis=1)  # type: ignore[no-any-return]
    if rule.growth is Growth.REFUSED:
        beyond: Bools = np.any(over > 0, axis=1)
        run.leave(beyond)
        return first
    without: Bools = np.any((over > 0) & (share.votes == 0), axis=1)
    run.leave(without)
    total, votes = share.votes.sum(axis=1)[:, None], np.maximum(share.votes, 1)
    worth = share.floor * total
    # Rounded up, or to the nearest number with a half rounded up.
    up = rule.growth is Growth.QUOTIENT_UP
    needed = -(-worth // votes) if up else (2 * worth + votes) // (2 * votes)
    return np.where(over > 0, needed, 0).max(axis=1, initial=0)  # type: ignore[no-any-return]


def _until_covered(
    rule: MixedSystem, run: BatchEvaluation, share: _Shares, first: Ints, grows: Bools
) -> Ints:
    """(n,), the seats of the smallest houses in which the shares cover all but what is tolerated."""
    if not isinstance(rule.method, Divisors):
        # By a quota a list can have less in a larger house, so that each has to be looked at.
        run.leave(grows)
        return first
    low, high = first, np.where(grows, np.maximum(2 * first, 1), first)
    short = grows
    while (short & (high < LARGEST_HOUSE)).any():
        short = share.above(high).sum(axis=1) > rule.tolerated
        low = np.where(short, high, low)
        high = np.where(short, np.minimum(2 * high, LARGEST_HOUSE), high)
    uncovered: Bools = np.sum(share.above(high), axis=1) > rule.tolerated
    run.leave(uncovered)
    while (high - low > 1).any():
        middle = (low + high) // 2
        enough = share.above(middle).sum(axis=1) <= rule.tolerated
        open_ = high - low > 1
        low = np.where(open_ & ~enough, middle, low)
        high = np.where(open_ & enough, middle, high)
    return high


def covered(rule: CoveredSeats, run: BatchEvaluation) -> None:
    """Seats of parties and of their lists in the units, whichever of their winners these cover.

    Raises:
        NoArrayFormError: single-member seats of no unit.
    """
    units, contest, above = run.units(), run.contest(rule.contest), run.drawn.facts.above
    if WHOLE in units or (contest and {above.get(member, member) for member in contest.units} - set(units)):
        raise NoArrayFormError("single-member seats that are of no unit")
    single, level = run.single(rule.contest)
    labels = run.drawn.facts.labels
    alone = np.array([rule.independent in labels.get(name, ()) for name in run.names], dtype=np.bool_)
    # Who stands for no party takes a seat from all of them; and a tie may decide whether such a one has won.
    without_party: Bools = np.any(single[:, alone] > 0, axis=1)
    run.leave(level | without_party)
    with run.exact_where_refused():
        national = allocate_many(run.standing(None), rule.size, rule.divisors)
        run.leave(national.tied | (national.seats.sum(axis=1) != rule.size))
        votes = np.stack([run.votes(unit) for unit in units], axis=1)
        seats: Ints = np.zeros_like(votes)
        for at in np.flatnonzero(national.seats.any(axis=0)):
            own = allocate_many(votes[:, :, at], national.seats[:, at], rule.divisors)
            run.leave(own.tied)
            seats[:, :, at] = own.seats
    nobody = np.zeros(run.number, dtype=np.bool_)
    for row, unit in enumerate(units):
        run.award(unit, "list", 0, seats[:, row], nobody)
    run.size_in_no_unit += rule.size


def _check_units(rule: MixedSystem, run: BatchEvaluation, units: list[str | None]) -> None:
    """Leave single-member seats of no unit, or a unit without any, to the exact law, which refuses them.

    So are rows of units of the lists left to it, which state seats.

    Raises:
        NoArrayFormError: there are such.
    """
    contest, above = run.contest(rule.contest), run.drawn.facts.above
    if contest is None:
        return
    if set(contest.units) & (set(run.units()) - set(above)):
        raise NoArrayFormError("seats won that are stated")
    if units == [None]:
        return
    if {above.get(member, member) for member in contest.units} != set(units):
        raise NoArrayFormError("single-member seats that are not of every unit")
