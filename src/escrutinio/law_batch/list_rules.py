"""Seats for lists in laws that are files, for many results at once."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from escrutinio.law.evaluation.run_out import limits_candidates
from escrutinio.law.evaluation.steps.bonus import Bonus
from escrutinio.law.evaluation.steps.left_over import UnusedVotes
from escrutinio.law.evaluation.steps.quota_rounds import TAKING_PART, QuotaRounds
from escrutinio.law.evaluation.steps.quotients import ElectoralQuotient, QuotaSeats
from escrutinio.law.evaluation.steps.raised import RaisedQuotients
from escrutinio.law.evaluation.steps.seating import Seating
from escrutinio.law.evaluation.steps.shares import Allocate
from escrutinio.law.facts import WHOLE
from escrutinio.law.proportional.divisors import Divisors, dhondt
from escrutinio.law.proportional.electoral_quotient import electoral_quotient as quotient_of
from escrutinio.law.proportional.raised import scaled_by
from escrutinio.law_batch.alliances import (
    agreed_pairs,
    alliances,
    allied_many,
    allocate_by_many,
    bader_ofer_many,
)
from escrutinio.law_batch.allocation import allocate_many
from escrutinio.law_batch.array_form import (
    allocate_lacks,
    bonus_lacks,
    raised_lacks,
    rounds_lack,
    unused_lacks,
)
from escrutinio.law_batch.arrays import LARGEST, Bools, Ints
from escrutinio.law_batch.evaluation import BatchEvaluation, NoArrayFormError
from escrutinio.law_batch.majority import plurality_many
from escrutinio.law_batch.quotas import rest_of_some_many, whole_quotas
from escrutinio.law_batch.thresholds import share_reached


def allocate(rule: Allocate, run: BatchEvaluation) -> None:
    """Seats to the highest quotients, in each unit or in the whole."""
    run.require(allocate_lacks(rule, run.law))
    if rule.placing and set(run.seats()) - {WHOLE}:
        raise NoArrayFormError("seats that are placed in units")
    for unit, size, votes in _seating(rule, run):
        most = run.candidates(unit, others_have_them=True)
        filtered = {WHOLE, WHOLE if rule.whole else unit} & set(run.passed)
        with run.exact_where_refused():
            others = None if filtered else run.others(None if rule.whole else unit)
            if rule.agreements == "bader-ofer":
                given = bader_ofer_many(votes, size, agreed_pairs(run), run.able(None))
            elif rule.agreements == "alliances":
                given = allied_many(
                    votes, size, rule.method, rule.inside or rule.method, alliances(run, rule), most, others
                )
            else:
                given = allocate_by_many(votes, size, rule.method, most, others, rule.more_votes_first)
        run.award(unit, rule.kind, size, given.seats, given.tied)


def raised(rule: RaisedQuotients, run: BatchEvaluation) -> None:
    """Seats to the highest quotients, those of some lists raised."""
    run.require(raised_lacks(rule, run.law))
    plain, high = scaled_by(rule.more)
    marked = rule.labelled(run.drawn.facts.labels)
    labelled = np.array([name in marked for name in run.names], dtype=np.bool_)
    for unit, size, votes in _seating(rule, run):
        favoured: Bools = np.broadcast_to(labelled, votes.shape)
        if rule.below is not None and labelled.any():
            base = run.base(rule.of, None if rule.whole else unit)
            favoured = favoured & ~share_reached(rule.below, votes, base)
        if int(votes.max(initial=0)) * high > LARGEST:
            raise NoArrayFormError("numbers that do not fit 64 bits")
        with run.exact_where_refused():
            given = allocate_many(votes * np.where(favoured, high, plain), size, rule.divisors)
        run.award(unit, rule.kind, size, given.seats, given.tied)


def quota_rounds(rule: QuotaRounds, run: BatchEvaluation) -> None:
    """Whole quotas, and the seats left in turn."""
    run.require(rounds_lack(rule, run.law))
    for unit, size, votes in _seating(rule, run):
        where, first = None if rule.whole else unit, rule.each * (votes > 0)
        seats = size - first.sum(axis=1)
        if (seats < 0).any():
            raise NoArrayFormError("more seats for every list than there are")
        base = votes.sum(axis=1) if rule.of == TAKING_PART else run.base(rule.of, where)
        shared = zip(base.tolist(), seats.tolist(), strict=True)
        price = [rule.quota(total, left) if total and left else None for total, left in shared]
        needed = np.array([math.ceil(rule.part * each) if each else 0 for each in price], dtype=np.int64)
        with run.exact_where_refused():
            given = rest_of_some_many(
                votes,
                seats,
                base,
                rule.quota,
                votes >= needed[:, None],
                nearly=rule.nearly or None,
                by_votes=rule.by_votes,
            )
        run.award(unit, rule.kind, size, given.seats + first, given.tied)


def electoral_quotient(rule: ElectoralQuotient, run: BatchEvaluation) -> None:
    """Whole quotients, then averages of parties above a bar, which have enough candidates.

    Raises:
        NoArrayFormError: there are votes of candidates.
    """
    if run.contest(rule.contest) is not None:
        raise NoArrayFormError("candidates' votes, by which seats are taken")
    for unit in run.units():
        size, votes = run.seats_of(unit), run.standing(unit)
        total = np.maximum(run.base("lists", unit), votes.sum(axis=1))
        asked = [quotient_of(number, size) if size else 0 for number in total.tolist()]
        quotient = np.array(asked, dtype=np.int64)
        whole = votes // np.maximum(quotient, 1)[:, None]
        left = size - whole.sum(axis=1)
        # Where nobody has a whole quotient, or they are more than the seats, the exact law says what follows.
        run.leave((votes.any(axis=1) & ~whole.any(axis=1)) | (left < 0) | ((quotient < 1) & (total > 0)))
        needed = np.array([math.ceil(rule.bars.party * number) for number in asked], dtype=np.int64)
        able = votes >= needed[:, None]
        with run.exact_where_refused():
            rest = allocate_many(np.where(able, votes, 0), np.maximum(left, 0), dhondt, start=whole)
        run.award(unit, "quotient", 0, whole, np.zeros(run.number, dtype=np.bool_))
        run.award(unit, "average", size, rest.seats, rest.tied)


def bonus(rule: Bonus, run: BatchEvaluation) -> None:
    """Seats for being first, and the others in proportion."""
    run.require(bonus_lacks(rule, run.law))
    for unit, size, votes in _seating(rule, run):
        first, rows = plurality_many(votes), np.arange(run.number)
        base = run.base(rule.bonus.of, None if rule.whole else unit)
        most = votes.max(axis=1, initial=0)
        extra = np.array(
            [
                rule.bonus.seats(size, *figures) if figures[0] else 0
                for figures in zip(most.tolist(), base.tolist(), strict=True)
            ],
            dtype=np.int64,
        )
        if (extra > size).any():
            raise NoArrayFormError("a bonus of more seats than there are")
        leader = np.maximum(first.winner, 0)
        seats: Ints = np.zeros_like(votes)
        with run.exact_where_refused():
            if rule.bonus.least:
                shared = allocate_by_many(votes, size, rule.method, None, None, rule.more_votes_first)
                short = shared.seats[rows, leader] < extra
                run.leave(shared.tied & short)
                others = votes.copy()
                others[rows, leader] = 0
                left = np.where(short, size - extra, 0)
                rest = allocate_by_many(others, left, rule.method, None, None, rule.more_votes_first)
                seats[rows, leader] = extra
                seats = np.where(short[:, None], seats + rest.seats, shared.seats)
                tied = np.where(short, rest.tied, shared.tied)
            else:
                rest = allocate_by_many(votes, size - extra, rule.method, None, None, rule.more_votes_first)
                seats[rows, leader] = extra
                seats, tied = seats + rest.seats, rest.tied
        run.award(unit, rule.kind, size, seats, tied | first.tied)


def quota_seats(rule: QuotaSeats, run: BatchEvaluation) -> None:
    """Whole quotas in each unit; the seats left are noted with those that go by what is left."""
    if limits_candidates(run.drawn.facts, run.law.candidates):
        raise NoArrayFormError("candidates that run out")
    for unit in run.units():
        size, votes = run.seats_of(unit), run.standing(unit)
        totals = run.base("lists", unit) if rule.of_all else votes.sum(axis=1)
        with run.exact_where_refused():
            given = whole_quotas(votes, size, totals, rule.quota, rule.nearly or None)
        if given.odd.any():
            raise NoArrayFormError("more whole quotas than seats")
        run.unused[unit] = given.unused
        run.award(unit, "quota", size, given.seats, np.zeros(run.number, dtype=np.bool_))


def unused_votes(rule: UnusedVotes, run: BatchEvaluation) -> None:
    """The seats that quotas have left, by the votes that won none."""
    run.require(unused_lacks(rule, run.law))
    left: Ints = np.full(run.number, sum(run.size.values()), dtype=np.int64)
    pool: Ints = np.zeros((run.number, len(run.names)), dtype=np.int64)
    for unit, unused in run.unused.items():
        if unused is None:
            raise NoArrayFormError("quotas that are no whole numbers of votes")
        left, pool = left - run.won[unit]["quota"].sum(axis=1), pool + unused
    votes = np.where(run.passed[WHOLE], pool, 0) if WHOLE in run.passed else pool
    left = np.maximum(left, 0)
    with run.exact_where_refused():
        if isinstance(rule.method, Divisors):
            given = allocate_many(votes, left, rule.method)
        else:
            able: Bools = np.ones_like(votes, dtype=np.bool_)
            if rule.rest_from is not None:
                able = share_reached(rule.rest_from, run.votes(None), run.base(rule.of, None))
            given = rest_of_some_many(votes, left, votes.sum(axis=1), rule.method.quota, able)
    run.award(WHOLE, "unused votes", 0, given.seats, given.tied)


def _seating(rule: Seating, run: BatchEvaluation) -> Iterator[tuple[str, int, Ints]]:
    """The units in which seats are given, how many, and the votes of those that take part."""
    for unit in [WHOLE] if rule.whole else run.units():
        size = rule.seats or (sum(run.seats().values()) if rule.whole else 0) or run.seats_of(unit)
        yield unit, size, run.standing(None if rule.whole else unit)
