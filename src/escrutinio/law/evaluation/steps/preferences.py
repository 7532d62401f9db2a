"""Ballots that rank candidates: ``instant-runoff``, ``contingent``, ``stv``.

``instant-runoff``: ``ties`` ("lot" or "previous rounds") and ``stop_at_two``.

``contingent``: ``preferences``, how many count, the first included; ``added``, the contest that holds what
the second count added, where the table has totals and no ballots.

``stv``: ``variant`` ("scottish" or "northern-ireland").
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from escrutinio.law.evaluation.definition import StepDefinition
from escrutinio.law.evaluation.evaluation import Evaluation
from escrutinio.law.evaluation.steps.winners import ranked
from escrutinio.law.facts import WHOLE
from escrutinio.law.outcome import Decision, Elected, Tie
from escrutinio.law.preferential.contingent import contingent_from_totals, contingent_vote
from escrutinio.law.preferential.ranked_ballots import Ballots, Round, Ties, instant_runoff
from escrutinio.law.preferential.stv_count import StvCount, decimal
from escrutinio.law.preferential.stv_northern_ireland import northern_ireland_stv
from escrutinio.law.preferential.stv_scotland import scottish_stv
from escrutinio.model.errors import LawError

STV = {"scottish": scottish_stv, "northern-ireland": northern_ireland_stv}


def runoff(run: Evaluation, step: StepDefinition) -> None:
    """Instant run-off, for the office or the seat of each unit."""
    fields = step.open()
    ties = fields.choice("ties", [str(one) for one in Ties], Ties.LOT)
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
            "who has the fewest ballots is excluded, round by round, and they go to their next preference, "
            "until one has more than half.",
            {"ballots": found.total, "first preferences": ranked(ballots.first_preferences())},
            {**_rounds(found.rounds), "decision": found.decision},
        )


def _rounds(rounds: Sequence[Round]) -> dict[str, Any]:
    """The rounds, each with its votes and who is out after it."""
    shown: dict[str, Any] = {}
    for one in rounds:
        shown[f"round {one.number}"] = ranked(one.votes)
        if one.exhausted:
            shown[f"round {one.number}, exhausted ballots"] = one.exhausted
        if one.excluded is not None:
            shown[f"excluded after round {one.number}"] = f"{one.excluded} ({one.by})"
    return shown


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
        "elected is who has more than half of the valid votes; else the two with the most votes remain, and "
        "the preferences of all other ballots for one of the two are added.",
        {"votes": ranked(found.votes), "valid votes": found.valid},
        {
            "remain": list(found.pair),
            "added": found.added,
            "totals": ranked(found.totals),
            "decision": found.decision,
        },
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
            "who reaches the quota is elected and the surplus transferred; else who has the fewest votes is "
            "excluded.",
            {"ballots": ballots.total, "seats": size, "quota": found.quota},
            {**_stages(found), "elected": list(found.elected), "tie": found.tie},
        )


def _stages(found: StvCount) -> dict[str, Any]:
    """The stages, each with what happened, the votes after it and who is elected by it."""
    shown: dict[str, Any] = {}
    for one in found.stages:
        what = f"{one.action} of {', '.join(one.names)}" if one.names else one.action
        shown[f"stage {one.number}, {what}"] = {
            name: decimal(number, found.scale) for name, number in ranked(one.votes).items()
        }
        if one.elected:
            shown[f"elected at stage {one.number}"] = list(one.elected)
    return shown


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
