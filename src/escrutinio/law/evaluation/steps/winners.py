"""The most votes win: ``plurality``, ``most-votes``, ``first-round``, ``run-off`` and ``college``.

``plurality``, one seat: ``contest``, ``kind``.

``most-votes``, the seats of each unit, one for each candidate with the most votes (the block vote, the
limited vote, the single non-transferable vote): ``contest``, ``kind``, ``seats`` (of every unit; else the
table of seats).

``first-round``: ``conditions``, a list of ``more_than``, or of ``at_least`` with ``inclusive``, ``lead`` and
``lead_inclusive``; ``of``, what their shares are of; ``equal`` ("lot", or "all" where all who are equal for
a place in the run-off stand); a table ``spread``. That has ``share`` and ``inclusive`` for a unit's votes,
``units`` and ``units_inclusive`` for the share of the units, ``unit`` and ``plural`` in words, ``elsewhere``
for units that are none of them, ``most_votes`` and ``run_off``.

``run-off``: ``contest``, that of the second round; nothing happens before there are votes in it.

``college``: ``id`` and ``name`` of the college. The table of seats holds the electors; a district that has an
elector of its own is a unit beside the unit it lies in, such as ``"ME-1"`` beside ``"ME"``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from escrutinio.law.decisions import Decision, Elected, RunOff, Tie, Undecided
from escrutinio.law.evaluation.definition import StepDefinition
from escrutinio.law.evaluation.evaluation import BASES, Evaluation
from escrutinio.law.evaluation.fields import Fields
from escrutinio.law.evaluation.steps.giving import title, what
from escrutinio.law.majority.electoral_college import ElectorUnit, electoral_college
from escrutinio.law.majority.plurality import most_votes
from escrutinio.law.majority.spread import SpreadRule, spread_round
from escrutinio.law.majority.two_rounds import Condition, MoreThan, ShareWithLead, first_round
from escrutinio.law.step_parts import (
    CollegeTable,
    DecisionResult,
    DecisionTable,
    Label,
    Names,
    Number,
    SpreadTable,
    Ties,
    VotesTable,
)
from escrutinio.law.thresholds.conditions import Threshold
from escrutinio.model.errors import LawError

OF_CANDIDATES = {**BASES, "lists": "the votes for candidates"}
"""The same bases, in the words of an election of one person."""


def plurality(run: Evaluation, step: StepDefinition) -> None:
    """The most votes win: the seat of each unit, or the office."""
    fields = step.open()
    role, kind = fields.text("contest", ""), fields.text("kind", "single-member")
    fields.done()
    if run.law.body == "office":
        votes = run.votes(None, role)
        run.office = run.most(votes, f"the office of {run.law.body_name}")
        inputs, results = [VotesTable(votes, rows="candidate")], [DecisionResult(run.office)]
        run.explain(step, run.law.body_name, "the most votes win.", inputs, results)
        return
    found: dict[str, Decision] = {}
    for unit in run.units(role):
        decision = found[unit] = run.most(run.votes(unit, role), f"the seat of {unit}")
        seats = {decision.name: 1} if isinstance(decision, Elected) else {}
        tie = decision if isinstance(decision, Tie) else None
        run.award(unit, kind, 1, seats, [tie], 0 if seats or tie else 1)
    run.decisions.update(found)
    run.explain(
        step,
        "Single-member seats",
        "in each unit the most votes win the seat.",
        [Number(Label.UNITS, len(found))],
        [DecisionTable(found)],
    )


def at_large(run: Evaluation, step: StepDefinition) -> None:
    """The most votes win: the seats of each unit, one for each candidate."""
    fields = step.open()
    role, kind, number = fields.text("contest", ""), fields.text("kind", "member"), fields.number("seats", 0)
    fields.done()
    for unit in run.units(role):
        votes = run.votes(unit, role)
        size = number or run.seats_of(unit, step)
        found = most_votes(votes, size, lots=run.case.lots, what=what(unit))
        run.award(unit, kind, size, found.seats, [found.tie], found.vacant)
        won = tuple(award.name for award in found.awards)
        run.explain(
            step,
            title(unit),
            "those with the most votes win a seat each.",
            [VotesTable(votes, rows="candidate"), Number(Label.SEATS, size)],
            [
                Names(Label.ELECTED, won),
                *([Names(Label.NEXT, (found.next.name,))] if found.next else []),
                *([Ties((found.tie,))] if found.tie else []),
            ],
        )


def first(run: Evaluation, step: StepDefinition) -> None:
    """Elected in the first round, or who stands in the second."""
    fields = step.open()
    of = fields.choice("of", BASES, "valid")
    equal = fields.choice("equal", ("lot", "all"), "lot") == "all"
    conditions = [_condition(one, OF_CANDIDATES[of]) for one in fields.tables("conditions")]
    spread = Fields(fields.table("spread"), f"{step.where}, spread") if fields.has("spread") else None
    fields.done()
    if spread is not None:
        _spread(run, step, of, equal, conditions, spread)
        return
    if not conditions:
        raise LawError("a first round without conditions", where=step.where, hint="Add [[step.conditions]].")
    votes, base = run.votes(), run.base(of)
    run.office = first_round(votes, base, conditions, equal_stand=equal, lots=run.case.lots)
    words = ", or ".join(condition.text for condition in conditions)
    run.explain(
        step,
        run.law.body_name,
        f"a candidate with {words} is elected; otherwise there is a run-off between the first two.",
        [VotesTable(votes, base=base, rows="candidate"), Number(_label(of), base)],
        [DecisionResult(run.office)],
    )


def _spread(
    run: Evaluation,
    step: StepDefinition,
    of: str,
    equal: bool,
    conditions: Sequence[Condition],
    fields: Fields,
) -> None:
    """The same where votes must be spread over the country."""
    unit = fields.text("unit", "unit")
    plural = fields.text("plural", f"{unit}s")
    share = Threshold(fields.share("share"), f"the votes in a {unit}", fields.flag("inclusive", True))
    units = Threshold(fields.share("units"), f"the {plural}", fields.flag("units_inclusive"))
    elsewhere = fields.texts("elsewhere")
    most, again = fields.flag("most_votes"), fields.flag("run_off", True)
    fields.done()
    if not conditions and not most:
        raise LawError(
            "a first round without conditions",
            where=step.where,
            hint="Add [[step.conditions]], or most_votes = true.",
        )
    votes = {one: run.votes(one) for one in run.units()}
    cast = {one: run.base(of, one) for one in votes}
    rule = SpreadRule(share, units)
    found = spread_round(
        votes,
        rule,
        conditions,
        cast=cast,
        elsewhere=set(elsewhere) & set(votes),
        most_votes=most,
        to_run_off=again,
        equal_stand=equal,
        lots=run.case.lots,
    )
    run.office = found.decision
    words = "the most votes" if most else ", or ".join(condition.text for condition in conditions)
    after = "there is a run-off between the first two" if again else "the votes alone elect nobody"
    run.explain(
        step,
        run.law.body_name,
        f"a candidate with {words}, and {rule.text}, is elected; otherwise {after}.",
        [
            VotesTable(found.votes, base=found.valid, rows="candidate"),
            Number(_label(of), found.valid),
        ],
        [
            DecisionResult(found.decision),
            SpreadTable(
                plural,
                len(set(votes) - set(elsewhere)),
                found.needed,
                {name: len(found.reached[name]) for name in ranked(found.votes)},
            ),
        ],
    )


def _label(of: str) -> Label:
    """What a share is of, where candidates stand and no lists."""
    return Label.CANDIDATE_VOTES if of == "lists" else Label(of)


def _condition(fields: Fields, of: str) -> Condition:
    found: Condition
    if fields.has("more_than"):
        found = MoreThan(fields.share("more_than"), of)
    else:
        found = ShareWithLead(
            fields.share("at_least"),
            fields.share("lead", "0"),
            share_inclusive=fields.flag("inclusive", True),
            lead_inclusive=fields.flag("lead_inclusive", True),
            of=of,
        )
    fields.done()
    return found


def second(run: Evaluation, step: StepDefinition) -> None:
    """The most votes win among those who stand in the run-off."""
    fields = step.open()
    role = fields.text("contest", "run-off")
    fields.done()
    votes = run.votes(None, role)
    before = run.office
    if not isinstance(before, RunOff) or not any(votes.values()):
        if any(votes.values()):
            raise LawError(
                f"there are votes of a run-off, but the first round gave {type(before).__name__}",
                where=step.where,
                hint=f"Leave the votes of the contest {role} out, or check those of the first round.",
            )
        return
    standing = {*before.pair, *(before.tie.tied if before.tie else ())}
    if strangers := sorted(set(votes) - standing):
        raise LawError(
            f"{', '.join(strangers)} did not reach the run-off",
            where=step.where,
            hint=f"In it stand: {', '.join(sorted(standing))}.",
        )
    places = len(before.pair) + (before.tie.seats if before.tie else 0)
    if sum(map(bool, votes.values())) > places:
        raise LawError(
            f"{sum(map(bool, votes.values()))} have votes in the run-off, and {places} stand in it",
            where=step.where,
            hint="Record the lot of the first round, and leave out whoever did not stand.",
        )
    run.office = run.most(votes, "the run-off")
    run.explain(
        step,
        f"{run.law.body_name}, run-off",
        "the most votes win.",
        [VotesTable(votes, base=sum(votes.values()), rows="candidate")],
        [DecisionResult(run.office)],
    )


def college(run: Evaluation, step: StepDefinition) -> None:
    """Electors of each unit to the most votes there."""
    fields = step.open()
    run.chamber_id, run.chamber_name = fields.text("id", "college"), fields.text("name", "Electoral college")
    fields.done()
    units = [ElectorUnit(unit, run.seats_of(unit, step), run.votes(unit)) for unit in run.each_unit(step)]
    found = electoral_college(units, lots=run.case.lots)
    for one in units:
        decision = found.units[one.name]
        seats = {decision.name: one.electors} if isinstance(decision, Elected) else {}
        # All electors of a unit go together, so that a tie is for all of them.
        tie = Tie.of(decision.tied, one.electors, decision.what) if isinstance(decision, Tie) else None
        vacant = one.electors if isinstance(decision, Undecided) else 0
        run.award(one.name, "elector", one.electors, seats, [tie], vacant)
        run.decisions[one.name] = decision
    run.office = found.decision
    run.explain(
        step,
        run.chamber_name,
        f"the electors of each unit go to the most votes there; {found.needed} of {found.size} elect.",
        [Number(Label.UNITS, len(units)), Number(Label.ELECTORS, found.size)],
        [
            DecisionResult(found.decision),
            CollegeTable(
                {name: number for name, number in ranked(found.electors).items() if number},
                _won(units, found.units),
                found.undecided,
            ),
            *([Ties(found.ties)] if found.ties else []),
        ],
    )


def _won(units: Sequence[ElectorUnit], decisions: Mapping[str, Decision]) -> dict[str, dict[str, int]]:
    """Candidate -> the units that went to it, with their electors."""
    found: dict[str, dict[str, int]] = {}
    for one in sorted(units, key=lambda unit: unit.name):
        decision = decisions[one.name]
        if isinstance(decision, Elected):
            found.setdefault(decision.name, {})[one.name] = one.electors
    return {name: found[name] for name in sorted(found)}


def ranked(votes: Mapping[str, int]) -> dict[str, int]:
    """The most votes first; equal ones by name, which means nothing."""
    return dict(sorted(votes.items(), key=lambda item: (-item[1], item[0])))
