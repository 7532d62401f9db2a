"""Ballots that rank candidates: ``instant-runoff``, ``contingent``, ``stv``.

``instant-runoff``: ``ties`` ("lot" or "previous rounds") and ``stop_at_two``.

``contingent``: ``preferences``, how many count, the first included; ``added``, the contest that holds what
the second count added, where the table has totals and no ballots.

``stv``: ``variant`` ("scottish" or "northern-ireland").
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction

from escrutinio.law.decisions import Decision, Elected, Tie
from escrutinio.law.evaluation.definition import StepDefinition
from escrutinio.law.evaluation.evaluation import Evaluation
from escrutinio.law.facts import WHOLE
from escrutinio.law.preferential.contingent import contingent_from_totals, contingent_vote
from escrutinio.law.preferential.ranked_ballots import Ballots, instant_runoff
from escrutinio.law.preferential.ranked_ballots import Ties as TieRule
from escrutinio.law.preferential.stv_count import StvCount
from escrutinio.law.preferential.stv_northern_ireland import northern_ireland_stv
from escrutinio.law.preferential.stv_scotland import scottish_stv
from escrutinio.law.step_parts import (
    DecisionResult,
    Label,
    Names,
    Number,
    RoundRow,
    RoundsTable,
    Ties,
    TransferRow,
    TransferTable,
    VotesTable,
)
from escrutinio.model.errors import LawError

STV = {"scottish": scottish_stv, "northern-ireland": northern_ireland_stv}


def runoff(run: Evaluation, step: StepDefinition) -> None:
    """Instant run-off, for the office or the seat of each unit."""
    fields = step.open()
    ties = fields.choice("ties", [str(rule) for rule in TieRule], TieRule.LOT)
    two = fields.flag("stop_at_two")
    fields.done()
    given = _ballots(run, step)
    if run.law.body == "office":
        given = {WHOLE: _together(given)}
    for unit, ballots in given.items():
        found = instant_runoff(ballots, stop_at_two=two, ties=ties, lots=run.case.lots, what=_seat(run, unit))
        _decide(run, unit, found.decision)
        run.explain(
            step,
            _name(run, unit),
            "the candidate with the fewest ballots is excluded, round by round, and those ballots go to "
            "their next preference, until one candidate has more than half.",
            [
                Number(Label.BALLOTS, found.total),
                VotesTable(
                    ballots.first_preferences(), Label.FIRST_PREFERENCES, base=found.total, rows="candidate"
                ),
            ],
            [
                RoundsTable(
                    tuple(
                        RoundRow(one.number, dict(one.votes), one.exhausted, one.excluded, one.by)
                        for one in found.rounds
                    )
                ),
                DecisionResult(found.decision),
            ],
        )


def contingent(run: Evaluation, step: StepDefinition) -> None:
    """More than half, or the larger of two after the preferences of all other ballots are added."""
    fields = step.open()
    preferences = fields.number("preferences", 3)
    added = fields.text("added", "preferences")
    fields.done()
    if run.case.ballots.get(run.law.contest):
        ballots = _together(_ballots(run, step))
        found = contingent_vote(ballots, preferences=preferences, lots=run.case.lots)
    else:
        more = run.votes(None, added) or None
        found = contingent_from_totals(run.votes(), more, valid=run.base("valid"), lots=run.case.lots)
    run.office = found.decision
    run.explain(
        step,
        run.law.body_name,
        "a candidate with more than half of the valid votes is elected; otherwise the two with the most "
        "votes remain, and "
        "the preferences of all other ballots for one of the two are added.",
        [
            VotesTable(found.votes, base=found.valid, rows="candidate"),
            Number(Label.VALID, found.valid),
        ],
        [
            Names(Label.REMAIN, tuple(found.pair)),
            VotesTable(found.added, Label.PREFERENCES_ADDED, rows="candidate"),
            VotesTable(found.totals, Label.TOTALS, rows="candidate"),
            DecisionResult(found.decision),
        ],
    )


def stv(run: Evaluation, step: StepDefinition) -> None:
    """The single transferable vote, in each unit."""
    fields = step.open()
    count = STV[fields.choice("variant", STV, "scottish")]
    fields.done()
    given = _ballots(run, step)
    for unit in sorted(set(run.seats()) - {WHOLE} - set(given)):
        # No ballot of this unit is counted yet.
        run.award(unit, "member", run.seats_of(unit, step), {}, vacant=run.seats_of(unit, step))
    for unit, ballots in given.items():
        size = run.seats_of(unit, step)
        found = count(ballots, size, lots=run.case.lots)
        seats = dict.fromkeys(found.elected, 1)
        ties = [found.tie] if found.tie is not None else []
        run.award(unit, "member", size, seats, ties, found.vacant)
        run.explain(
            step,
            _name(run, unit),
            "a candidate who reaches the quota is elected and the surplus transferred; otherwise the "
            "candidate with the fewest votes is excluded.",
            [
                Number(Label.BALLOTS, ballots.total),
                Number(Label.SEATS, size),
                Number(Label.QUOTA, found.quota),
            ],
            [
                TransferTable(tuple(_stages(found))),
                Names(Label.ELECTED, tuple(found.elected)),
                *([Ties((found.tie,))] if found.tie else []),
            ],
        )


def _stages(count: StvCount) -> Iterator[TransferRow]:
    """The stages, each with what happened, the votes after it and who is elected by it."""
    for stage in count.stages:
        votes = {name: Fraction(units, count.scale) for name, units in stage.votes.items()}
        yield TransferRow(stage.number, stage.action, stage.names, votes, stage.elected)


def _ballots(run: Evaluation, step: StepDefinition) -> dict[str, Ballots]:
    units = run.case.ballots.get(run.law.contest, {})
    if not units:
        raise LawError(
            "there are no ballots", where=step.where, hint='Give them in a column "ballot" as A > B > C.'
        )
    return {unit: Ballots.of(units[unit]) for unit in sorted(units)}


def _together(units: Mapping[str, Ballots]) -> Ballots:
    """The ballots of all units as one count."""
    counts: Counter[tuple[str, ...]] = Counter()
    for ballots in units.values():
        counts.update(ballots.counts)
    return Ballots.of(counts)


def _decide(run: Evaluation, unit: str, decision: Decision) -> None:
    if run.law.body == "office":
        run.office = decision
        return
    seats = {decision.name: 1} if isinstance(decision, Elected) else {}
    tie = decision if isinstance(decision, Tie) else None
    run.decisions[unit] = decision
    run.award(unit, "single-member", 1, seats, [tie], 0 if seats or tie else 1)


def _seat(run: Evaluation, unit: str) -> str:
    return "the seat" if unit == WHOLE else f"the seat of {unit}"


def _name(run: Evaluation, unit: str) -> str:
    return run.law.body_name if unit == WHOLE else unit
