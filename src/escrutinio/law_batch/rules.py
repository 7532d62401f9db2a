"""Rules of laws that are files, for many results at once: a function each, found by the type of the rule.

What an array cannot say is left to the exact law, one result at a time (see
:mod:`escrutinio.law_batch.registry`): laws with a rule whose parameters have no array form (see
:mod:`escrutinio.law_batch.array_form`), facts or draws that have none (:class:`NoArrayFormError`), and every
result with a tie.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any

import numpy as np

from escrutinio.law.evaluation.figures import BASES
from escrutinio.law.evaluation.run_out import limits_candidates
from escrutinio.law.evaluation.steps.left_over import UnusedVotes
from escrutinio.law.evaluation.steps.measures import YES, BallotMeasure, answers_of
from escrutinio.law.evaluation.steps.qualifying import (
    JoinedConditions,
    ListCondition,
    PartOfQuota,
    ShareOfWhole,
    ShareTogether,
    ThresholdRule,
)
from escrutinio.law.evaluation.steps.quota_rounds import TAKING_PART, QuotaRounds
from escrutinio.law.evaluation.steps.quotients import QuotaSeats
from escrutinio.law.evaluation.steps.raised import RaisedQuotients
from escrutinio.law.evaluation.steps.seating import Seating
from escrutinio.law.evaluation.steps.shares import Allocate
from escrutinio.law.evaluation.steps.two_rounds import FirstRound, RunOffRound
from escrutinio.law.evaluation.steps.winners import ElectoralCollege, Plurality
from escrutinio.law.facts import WHOLE
from escrutinio.law.proportional.divisors import Divisors
from escrutinio.law.proportional.raised import scaled_by
from escrutinio.law.thresholds.conditions import Labelled, ShareByParties, Threshold, VotesReached
from escrutinio.law.thresholds.qualification import Qualification
from escrutinio.law_batch.allocation import allocate_many
from escrutinio.law_batch.array_form import (
    allocate_lacks,
    first_round_lacks,
    measure_lacks,
    raised_lacks,
    rounds_lack,
    threshold_lacks,
    unused_lacks,
)
from escrutinio.law_batch.arrays import LARGEST, Bools, Ints
from escrutinio.law_batch.evaluation import BatchEvaluation, NoArrayFormError
from escrutinio.law_batch.majority import first_round_many, plurality_many
from escrutinio.law_batch.quotas import allocate_by_quota_many, rest_of_some_many, whole_quotas
from escrutinio.model.errors import LawError


def plurality(rule: Plurality, run: BatchEvaluation) -> None:
    """The most votes win: the office, or the seat of each unit."""
    if run.law.body == "office":
        most = plurality_many(run.votes(None, rule.contest))
        run.elected, run.office_tied = most.winner, most.tied
        return
    if rule.contest and run.units(rule.contest) == [WHOLE] and WHOLE not in run.seats():
        raise NoArrayFormError("seats won that are stated")
    for unit in run.units(rule.contest):
        most = plurality_many(run.votes(unit, rule.contest))
        run.award(unit, rule.kind, 1, _one_each(most.winner, len(run.names)), most.tied)


def college(rule: ElectoralCollege, run: BatchEvaluation) -> None:
    """The electors of each unit go to the most votes there; more than half of all elect."""
    run.chamber_id = rule.id
    won: Ints = np.zeros((run.number, len(run.names)), dtype=np.int64)
    for unit in run.units():
        size = run.seats_of(unit)
        most = plurality_many(run.votes(unit))
        electors = _one_each(most.winner, len(run.names)) * size
        run.award(unit, "elector", size, electors, most.tied)
        won = won + electors
    needed = sum(run.size.values()) // 2 + 1
    has = won >= needed
    run.elected = np.where(has.any(axis=1), has.argmax(axis=1), -1)


def _one_each(winner: Ints, lists: int) -> Ints:
    seats: Ints = (winner[:, None] == np.arange(lists)).astype(np.int64)
    return seats


def first_round(rule: FirstRound, run: BatchEvaluation) -> None:
    """Elected in the first round, or who stands in the second."""
    _require(first_round_lacks(rule, run.law))
    base = run.base(rule.of, None)
    ends = first_round_many(run.votes(None), base, rule.conditions)
    run.elected, run.run_off, run.office_tied = ends.elected, ends.run_off, ends.tied


def second_round(rule: RunOffRound, run: BatchEvaluation) -> None:
    """The most votes among the two who stand; nothing before there are votes in the run-off."""
    votes = run.votes(None, rule.contest)
    if not votes.any():
        return
    assert run.run_off is not None
    assert run.office_tied is not None
    stand = (run.run_off[:, :, None] == np.arange(len(run.names))).any(axis=1)
    contest = run.drawn.contests[rule.contest]
    listed = np.isin(np.arange(len(run.names)), [run.names.index(name) for name in contest.names])
    if (
        run.office_tied.any()
        or (run.run_off < 0).any()
        or not votes.any(axis=1).all()
        or (listed & ~stand).any()
    ):
        raise NoArrayFormError("a run-off of others than the two of the first round")
    most = plurality_many(votes)
    run.elected, run.run_off, run.office_tied = most.winner, np.full_like(run.run_off, -1), most.tied


def ballot_measure(rule: BallotMeasure, run: BatchEvaluation) -> None:
    """Whether the measure is adopted: the place of the answer that it ends with."""
    _require(measure_lacks(rule, run.law))
    yes, no = answers_of(run.names, run.drawn.facts, rule.where)
    votes = run.votes(None)
    own = votes[:, run.names.index(yes if rule.answer == YES else no)]
    met = np.ones(run.number, dtype=np.bool_)
    for condition in rule.conditions:
        have = own if condition.votes == "answer" else run.base(condition.votes, None)
        met &= _share(condition.share, have[:, None], run.base(condition.of, None))[:, 0]
    adopted = met == (rule.answer == YES)
    answer = np.where(adopted, run.names.index(yes), run.names.index(no))
    run.elected = np.where(votes.any(axis=1), answer, -1)


def threshold(rule: ThresholdRule, run: BatchEvaluation) -> None:
    """Leave the lists that meet a condition."""
    _require(threshold_lacks(rule, run.law))
    for unit in run.units() if rule.scope == "each unit" else [None]:
        passed = _meets(rule.conditions[0], run, unit)
        where = unit or WHOLE
        run.passed[where] = passed & run.passed[where] if where in run.passed else passed


def _meets(condition: ListCondition, run: BatchEvaluation, unit: str | None) -> Bools:
    """(n, lists), who meets a condition."""
    if isinstance(condition, JoinedConditions):
        parts = [_meets(part, run, unit) for part in condition.conditions]
        joined: Bools = np.logical_and.reduce(parts) if condition.every else np.logical_or.reduce(parts)
        return joined
    if isinstance(condition, ShareOfWhole):
        return _share(condition.share, run.votes(None), run.base(condition.of, None))
    assert not isinstance(condition, PartOfQuota | ShareTogether)
    return _simple(condition, run, unit)


def _simple(condition: Qualification, run: BatchEvaluation, unit: str | None) -> Bools:
    votes = run.votes(unit)
    if isinstance(condition, Threshold):
        return _share(condition, votes, run.base(_base_named(condition.base), unit))
    if isinstance(condition, ShareByParties):
        base, parties = run.base(_base_named(condition.base), unit), run.drawn.facts.parties
        shares = [condition.of(parties.get(name, 1)) for name in run.names]
        columns = [_share(share, votes[:, [at]], base) for at, share in enumerate(shares)]
        return np.concatenate(columns, axis=1) if columns else votes > 0
    if isinstance(condition, Labelled):
        labels = run.drawn.facts.labels
        has = np.array(
            [(condition.label in labels.get(name, frozenset())) == condition.has for name in run.names]
        )
        return np.broadcast_to(has, votes.shape)
    assert isinstance(condition, VotesReached)
    return votes >= condition.votes


def _base_named(words: str) -> str:
    return next(name for name, base in BASES.items() if base == words)


def _share(share: Threshold, votes: Ints, base: Ints) -> Bools:
    part, whole = share.share.numerator, share.share.denominator
    if max(int(votes.max(initial=0)) * whole, int(base.max(initial=0)) * part) > LARGEST:
        raise NoArrayFormError("numbers that do not fit 64 bits")
    have, need = votes * whole, (base * part)[:, None]
    return (have >= need if share.inclusive else have > need) & (base > 0)[:, None]


def _require(lacks: str) -> None:
    if lacks:
        raise NoArrayFormError(lacks)


def allocate(rule: Allocate, run: BatchEvaluation) -> None:
    """Seats to the highest quotients, in each unit or in the whole."""
    method = rule.method
    _require(allocate_lacks(rule, run.law))
    if rule.placing and set(run.seats()) - {WHOLE}:
        raise NoArrayFormError("seats that are placed in units")
    for unit, size, votes in _seating(rule, run):
        with _as_no_array_form():
            if isinstance(method, Divisors):
                given = allocate_many(votes, size, method)
            else:
                filtered = {WHOLE, WHOLE if rule.whole else unit} & set(run.passed)
                others = None if filtered else run.others(None if rule.whole else unit)
                given = allocate_by_quota_many(
                    votes, size, method, others=others, more_votes_first=rule.more_votes_first
                )
        run.award(unit, rule.kind, size, given.seats, given.tied)


def raised(rule: RaisedQuotients, run: BatchEvaluation) -> None:
    """Seats to the highest quotients, those of some lists raised."""
    _require(raised_lacks(rule, run.law))
    plain, high = scaled_by(rule.more)
    marked = rule.labelled(run.drawn.facts.labels)
    labelled = np.array([name in marked for name in run.names], dtype=np.bool_)
    for unit, size, votes in _seating(rule, run):
        favoured: Bools = np.broadcast_to(labelled, votes.shape)
        if rule.below is not None and labelled.any():
            base = run.base(rule.of, None if rule.whole else unit)
            favoured = favoured & ~_share(rule.below, votes, base)
        if int(votes.max(initial=0)) * high > LARGEST:
            raise NoArrayFormError("numbers that do not fit 64 bits")
        with _as_no_array_form():
            given = allocate_many(votes * np.where(favoured, high, plain), size, rule.divisors)
        run.award(unit, rule.kind, size, given.seats, given.tied)


def quota_rounds(rule: QuotaRounds, run: BatchEvaluation) -> None:
    """Whole quotas, and the seats left in turn."""
    _require(rounds_lack(rule, run.law))
    for unit, size, votes in _seating(rule, run):
        where, first = None if rule.whole else unit, rule.each * (votes > 0)
        seats = size - first.sum(axis=1)
        if (seats < 0).any():
            raise NoArrayFormError("more seats for every list than there are")
        base = votes.sum(axis=1) if rule.of == TAKING_PART else run.base(rule.of, where)
        shared = zip(base.tolist(), seats.tolist(), strict=True)
        price = [rule.quota(total, left) if total and left else None for total, left in shared]
        needed = np.array([math.ceil(rule.part * each) if each else 0 for each in price], dtype=np.int64)
        with _as_no_array_form():
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


def quota_seats(rule: QuotaSeats, run: BatchEvaluation) -> None:
    """Whole quotas in each unit; the seats left are noted with those that go by what is left."""
    if limits_candidates(run.drawn.facts, run.law.candidates):
        raise NoArrayFormError("candidates that run out")
    for unit in run.units():
        size, votes = run.seats_of(unit), run.standing(unit)
        totals = run.base("lists", unit) if rule.of_all else votes.sum(axis=1)
        with _as_no_array_form():
            given = whole_quotas(votes, size, totals, rule.quota, rule.nearly or None)
        if given.odd.any():
            raise NoArrayFormError("more whole quotas than seats")
        run.unused[unit] = given.unused
        run.award(unit, "quota", size, given.seats, np.zeros(run.number, dtype=np.bool_))


def unused_votes(rule: UnusedVotes, run: BatchEvaluation) -> None:
    """The seats that quotas have left, by the votes that won none."""
    _require(unused_lacks(rule, run.law))
    left: Ints = np.full(run.number, sum(run.size.values()), dtype=np.int64)
    pool: Ints = np.zeros((run.number, len(run.names)), dtype=np.int64)
    for unit, unused in run.unused.items():
        if unused is None:
            raise NoArrayFormError("quotas that are no whole numbers of votes")
        left, pool = left - run.won[unit]["quota"].sum(axis=1), pool + unused
    votes = np.where(run.passed[WHOLE], pool, 0) if WHOLE in run.passed else pool
    left = np.maximum(left, 0)
    with _as_no_array_form():
        if isinstance(rule.method, Divisors):
            given = allocate_many(votes, left, rule.method)
        else:
            able: Bools = np.ones_like(votes, dtype=np.bool_)
            if rule.rest_from is not None:
                able = _share(rule.rest_from, run.votes(None), run.base(rule.of, None))
            given = rest_of_some_many(votes, left, votes.sum(axis=1), rule.method.quota, able)
    run.award(WHOLE, "unused votes", 0, given.seats, given.tied)


@contextmanager
def _as_no_array_form() -> Iterator[None]:
    """What a building block refuses is left to the exact law."""
    try:
        yield
    except LawError as error:
        raise NoArrayFormError(error.message) from None


def _seating(rule: Seating, run: BatchEvaluation) -> Iterator[tuple[str, int, Ints]]:
    """The units in which seats are given, how many, and the votes of those that take part."""
    if limits_candidates(run.drawn.facts, run.law.candidates):
        raise NoArrayFormError("candidates that run out")
    for unit in [WHOLE] if rule.whole else run.units():
        size = rule.seats or (sum(run.seats().values()) if rule.whole else 0) or run.seats_of(unit)
        yield unit, size, run.standing(None if rule.whole else unit)


RULES: Mapping[type, Callable[[Any, BatchEvaluation], None]] = MappingProxyType(
    {
        Plurality: plurality,
        ElectoralCollege: college,
        FirstRound: first_round,
        RunOffRound: second_round,
        BallotMeasure: ballot_measure,
        ThresholdRule: threshold,
        Allocate: allocate,
        RaisedQuotients: raised,
        QuotaRounds: quota_rounds,
        QuotaSeats: quota_seats,
        UnusedVotes: unused_votes,
    }
)
"""Type of a rule -> what applies it to many results at once."""
