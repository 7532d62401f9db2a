"""Offices, single-member seats and ballot measures of laws that are files, for many results at once."""

from __future__ import annotations

import numpy as np

from escrutinio.law.evaluation.steps.measures import YES, BallotMeasure, answers_of
from escrutinio.law.evaluation.steps.quotients import FirstAndSecond
from escrutinio.law.evaluation.steps.two_round_seats import TwoRoundSeats
from escrutinio.law.evaluation.steps.two_rounds import FirstRound, RunOffRound, Spread
from escrutinio.law.evaluation.steps.winners import ElectoralCollege, MostVotes, Plurality
from escrutinio.law.majority.two_rounds import MoreThan
from escrutinio.law_batch.arrays import Bools, Ints
from escrutinio.law_batch.evaluation import BatchEvaluation, NoArrayFormError, one_each
from escrutinio.law_batch.majority import (
    BatchFirstRound,
    first_round_many,
    first_two_many,
    most_votes_many,
    plurality_many,
)
from escrutinio.law_batch.thresholds import share_reached


def plurality(rule: Plurality, run: BatchEvaluation) -> None:
    """The most votes win: the office, or the seat of each unit."""
    if run.law.body == "office":
        most = plurality_many(run.votes(None, rule.contest))
        run.elected, run.office_tied = most.winner, most.tied
        run.leave(most.tied)
        return
    # Equal votes are left to a lot: where none was drawn, the arrays say all that the law does. With hundreds
    # of small districts one of them is level in most results.
    final = not run.drawn.facts.lots
    for unit in run.districts(rule.contest):
        most = plurality_many(run.votes(unit, rule.contest))
        run.award(unit, rule.kind, 1, one_each(most.winner, len(run.names)), most.tied, final=final)


def most_votes(rule: MostVotes, run: BatchEvaluation) -> None:
    """The most votes win: the seats of each unit, one for each candidate."""
    for unit in run.districts(rule.contest):
        size = rule.seats or run.seats_of(unit)
        given = most_votes_many(run.votes(unit, rule.contest), size)
        run.award(unit, rule.kind, size, given.seats, given.tied)


def first_and_second(rule: FirstAndSecond, run: BatchEvaluation) -> None:
    """So many seats of each unit for the list with the most votes, and so many for the next."""
    for unit in run.districts():
        two = first_two_many(run.votes(unit))
        lists = len(run.names)
        seats = one_each(two.first, lists) * rule.first + one_each(two.second, lists) * rule.second
        run.award(unit, "majority and minority", rule.first + rule.second, seats, two.tied)


def college(rule: ElectoralCollege, run: BatchEvaluation) -> None:
    """The electors of each unit go to the most votes there; more than half of all elect."""
    run.chamber_id = rule.id
    won: Ints = np.zeros((run.number, len(run.names)), dtype=np.int64)
    for unit in run.units():
        size = run.seats_of(unit)
        most = plurality_many(run.votes(unit))
        electors = one_each(most.winner, len(run.names)) * size
        run.award(unit, "elector", size, electors, most.tied)
        won = won + electors
    needed = sum(run.size.values()) // 2 + 1
    has = won >= needed
    run.elected = np.where(has.any(axis=1), has.argmax(axis=1), -1)


def two_round_seats(rule: TwoRoundSeats, run: BatchEvaluation) -> None:
    """The seat of each unit in two rounds: filled in the first, or in the second where it has votes."""
    for unit in sorted({*run.districts(rule.contest), *run.units(rule.second)}):
        first, votes = run.votes(unit, rule.contest), run.votes(unit, rule.second)
        # Of hundreds of districts each has persons of its own.
        own = np.flatnonzero(first.any(axis=0) | votes.any(axis=0))
        votes = votes[:, own]
        with run.exact_where_refused():
            elected, again, stands = _first_of_two(rule, run, unit, first[:, own])
        second = votes.any(axis=1)
        if second.any():
            most = plurality_many(votes)
            # What a second round with votes cannot be after the first is for the exact law to say.
            run.leave(second & (~again | ((votes > 0) & ~stands).any(axis=1) | most.tied))
            elected, again = np.where(second, most.winner, elected), again & ~second
        seats = np.zeros_like(first)
        seats[:, own] = one_each(elected, own.size)
        run.award(unit, rule.kind, 1, seats, again, final=True)


def _first_of_two(
    rule: TwoRoundSeats, run: BatchEvaluation, unit: str, votes: Ints
) -> tuple[Ints, Bools, Bools]:
    """The first of two rounds for one seat.

    Args:
        rule: of the law.
        run: the results.
        unit: that elects.
        votes: (n, lists), those of its candidates.

    Returns:
        (n,), who is elected, -1 for nobody; (n,), whether there is a second round: one person alone, or
        nobody, leaves the seat empty; (n, lists), who may stand in it.
    """
    role = rule.contest
    base = run.base(rule.of, unit, role)
    ends = first_round_many(votes, base, [MoreThan(rule.more_than, "the votes")])
    elected, two = ends.elected, votes >= np.sort(votes, axis=1)[:, -2:-1]
    if rule.registered is not None:
        voters = run.base("registered", unit, role)
        enough = share_reached(rule.registered, votes.max(axis=1, initial=0)[:, None], voters)[:, 0]
        elected = np.where(enough, elected, -1)
    stands: Bools = two & (votes > 0)
    if rule.stand is not None:
        above = share_reached(rule.stand, votes, run.base("registered", unit, role))
        stands = np.where((above.sum(axis=1) > 1)[:, None], above, stands)
    return elected, (elected < 0) & ((votes > 0).sum(axis=1) > 1), stands


def first_round(rule: FirstRound, run: BatchEvaluation) -> None:
    """Elected in the first round, or who stands in the second."""
    with run.exact_where_refused():
        if rule.spread is not None:
            _spread(rule, rule.spread, run)
            return
        votes = run.votes(None)
        ends = first_round_many(votes, run.base(rule.of, None), rule.conditions)
        if rule.turnout is not None:
            voted, registered = run.base("cast", None), run.base("registered", None)
            low = first_round_many(votes, registered, rule.low_turnout)
            ends = _either(share_reached(rule.turnout, voted[:, None], registered)[:, 0], ends, low)
    _note(run, ends)


def _note(run: BatchEvaluation, ends: BatchFirstRound) -> None:
    run.elected, run.run_off, run.office_tied = ends.elected, ends.run_off, ends.tied
    # Who of equals stands, or whether all do, is for the exact law to say.
    run.leave(ends.tied)


def _either(which: Bools, one: BatchFirstRound, other: BatchFirstRound) -> BatchFirstRound:
    """The one where ``which``, (n,), says so, else the other."""
    return BatchFirstRound(
        np.where(which, one.elected, other.elected),
        np.where(which[:, None], one.run_off, other.run_off),
        np.where(which, one.tied, other.tied),
    )


def _spread(rule: FirstRound, spread: Spread, run: BatchEvaluation) -> None:
    """A first round in which votes must be spread over the country."""
    units = run.counted_units(spread.elsewhere, spread.number)
    votes, reached, valid = run.votes(None), np.zeros(run.votes(None).shape, dtype=np.int64), 0
    for unit in run.units():
        there = run.votes(unit)
        base = np.maximum(run.base(rule.of, unit), there.sum(axis=1))
        valid = valid + base
        if unit in units:
            reached = reached + share_reached(spread.rule.share, there, base)
    has_spread: Bools = reached >= spread.rule.needed(len(units)) if units else reached < 0
    two = first_two_many(votes)
    ready = (two.first >= 0) & has_spread[np.arange(run.number), two.first]
    ends = first_round_many(votes, valid, ())
    if spread.most_votes:
        nobody = np.full_like(ends.run_off, -1)
        ends = _either(ready, BatchFirstRound(two.first, nobody, ends.tied & ~ready), ends)
    else:
        ends = _either(ready, first_round_many(votes, valid, rule.conditions), ends)
    if not spread.run_off:
        ends = BatchFirstRound(ends.elected, np.full_like(ends.run_off, -1), np.zeros_like(ends.tied))
    _note(run, ends)
    # Several may lead, and one of them alone have votes everywhere.
    run.leave((two.first < 0) & votes.any(axis=1))


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
    elects = np.ones(run.number, dtype=np.bool_)
    if rule.enough is not None:
        first, base = votes.max(axis=1), run.base(rule.of, None, rule.contest)
        elects &= [rule.enough.met(int(own), 0, int(of)) for own, of in zip(first, base, strict=True)]
    if rule.turnout is not None:
        voted, registered = (run.base(of, None, rule.contest) for of in ("cast", "registered"))
        elects &= [rule.turnout.passes(int(a), int(b)) for a, b in zip(voted, registered, strict=True)]
    run.elected, run.office_tied = np.where(elects, most.winner, -1), most.tied & elects
    run.run_off = np.full_like(run.run_off, -1)
    run.leave(most.tied)


def ballot_measure(rule: BallotMeasure, run: BatchEvaluation) -> None:
    """Whether the measure is adopted: the place of the answer that it ends with."""
    yes, no = answers_of(run.names, run.drawn.facts, rule.where)
    votes = run.votes(None)
    own = run.names.index(yes if rule.answer == YES else no)
    met = np.ones(run.number, dtype=np.bool_)
    with run.exact_where_refused():
        for condition in rule.conditions:
            have = votes[:, own] if condition.votes == "answer" else run.base(condition.votes, None)
            met &= share_reached(condition.share, have[:, None], run.base(condition.of, None))[:, 0]
        if rule.units is not None:
            won, size = np.zeros(run.number, dtype=np.int64), 0
            for unit in run.counted_units(rule.units.elsewhere, rule.units.number):
                weight = run.seats_of(unit) if run.seats() else 1
                there = run.votes(unit)
                won, size = won + weight * (2 * there[:, own] > there.sum(axis=1)), size + weight
            met &= share_reached(rule.units.share, won[:, None], np.full(run.number, size))[:, 0]
    adopted = met == (rule.answer == YES)
    answer = np.where(adopted, run.names.index(yes), run.names.index(no))
    voted: Bools = np.any(votes > 0, axis=1)
    run.elected = np.where(voted, answer, -1)
    # Ballots without a vote decide too, as turnout is counted.
    run.leave(~voted)
