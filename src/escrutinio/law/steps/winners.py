"""One seat to one winner: ``plurality``, ``first-round``, ``college``, ``instant-runoff``, ``contingent``; and ``stv``.

``plurality``: ``contest``, ``kind``. ``first-round``: ``conditions``, a list of ``more_than``, ``at_least`` with ``lead``;
``of``; ``spread`` (a table with ``share``, ``units``, ``inclusive``). ``college``: nothing; a unit ``"ME / 1"`` is a
district of the split unit ``"ME"``. ``instant-runoff``: ``ties``. ``contingent``: ``preferences``. ``stv``: ``variant``.
"""

from __future__ import annotations

from collections.abc import Mapping

from escrutinio.law.case import WHOLE
from escrutinio.law.college import ElectorUnit, electoral_college
from escrutinio.law.contingent import contingent_from_totals, contingent_vote
from escrutinio.law.definition import StepDefinition
from escrutinio.law.fields import Fields
from escrutinio.law.majority import Condition, MoreThan, ShareWithLead, first_round
from escrutinio.law.outcome import Decision, Elected, Tie, percent
from escrutinio.law.plurality import plurality as most_votes
from escrutinio.law.ranked import Ballots, instant_runoff
from escrutinio.law.spread import SpreadRule, spread_round
from escrutinio.law.steps.run import BASES, Run
from escrutinio.law.stv import scottish_stv
from escrutinio.law.stv_ni import northern_ireland_stv
from escrutinio.law.thresholds import Threshold
from escrutinio.model.errors import LawError

STV = {"scottish": scottish_stv, "northern-ireland": northern_ireland_stv}


def plurality(run: Run, step: StepDefinition) -> None:
    """The most votes win: the seat of each unit, or the office."""
    fields = step.open()
    role, kind = fields.text("contest", ""), fields.text("kind", "single-member")
    fields.done()
    if run.law.body == "office":
        run.office = most_votes(
            run.votes(None, role), lots=run.case.lots, what=f"the office of {run.law.body_name}"
        )
        run.explain(
            step,
            run.law.body_name,
            "the most votes win.",
            {"votes": ranked(run.votes(None, role))},
            {"decision": run.office},
        )
        return
    found: dict[str, Decision] = {}
    for unit in run.units(role):
        votes = run.votes(unit, role)
        decision = found[unit] = most_votes(votes, lots=run.case.lots, what=f"the seat of {unit}")
        seats = {decision.name: 1} if isinstance(decision, Elected) else {}
        tie = decision if isinstance(decision, Tie) else None
        run.award(unit, kind, 1, seats, [tie], 0 if seats or tie else 1)
    run.decisions.update(found)
    run.explain(
        step,
        "Single-member seats",
        "in each unit the most votes win the seat.",
        {"units": len(found)},
        {"decisions": found},
    )


def first(run: Run, step: StepDefinition) -> None:
    """Elected in the first round, or who stands in the second."""
    fields = step.open()
    of = fields.choice("of", BASES, "valid")
    conditions = [_condition(one, BASES[of]) for one in fields.tables("conditions")]
    spread = Fields(fields.table("spread"), f"{step.where}, spread") if fields.has("spread") else None
    fields.done()
    if not conditions:
        raise LawError("a first round without conditions", where=step.where, mend="Add [[step.conditions]].")
    votes = run.votes()
    base = run.base(of)
    words = ", or ".join(condition.text for condition in conditions)
    given = {"votes": ranked(votes), BASES[of]: base}
    gives = {"shares": {name: percent(number, base) for name, number in ranked(votes).items()}}
    if spread is None:
        run.office = first_round(votes, base, conditions, lots=run.case.lots)
        run.explain(
            step,
            run.law.body_name,
            f"elected is who has {words}; else the first two stand again.",
            given,
            {"decision": run.office, **gives},
        )
        return
    where = spread.text("unit", "unit")
    rule = SpreadRule(
        Threshold(spread.share("share"), f"the votes in a {where}", spread.flag("inclusive", True)),
        Threshold(spread.share("units"), f"the {where}s", spread.flag("units_inclusive", False)),
    )
    spread.done()
    cast = {unit: run.base(of, unit) for unit in run.units()}
    found = spread_round({unit: run.votes(unit) for unit in run.units()}, rule, conditions, cast=cast)
    run.office = found.decision
    run.explain(
        step,
        run.law.body_name,
        f"elected is who has {words}, and {rule.text}; else the first two stand again.",
        given,
        {
            "decision": found.decision,
            **gives,
            f"{where}s needed": found.needed,
            f"{where}s reached": {name: len(units) for name, units in sorted(found.reached.items())},
        },
    )


def _condition(fields: Fields, of: str) -> Condition:
    if fields.has("more_than"):
        found: Condition = MoreThan(fields.share("more_than"))
    else:
        found = ShareWithLead(
            fields.share("at_least"),
            fields.share("lead", "0"),
            share_inclusive=fields.flag("inclusive", True),
            lead_inclusive=fields.flag("lead_inclusive", True),
        )
    fields.done()
    return found


def college(run: Run, step: StepDefinition) -> None:
    """Electors of each unit to the most votes there."""
    step.open().done()
    units = []
    for unit in run.units():
        units.append(ElectorUnit(unit, run.seats_of(unit, step), run.votes(unit)))
    found = electoral_college(units, lots=run.case.lots)
    for unit in found.units:
        decision = found.units[unit]
        run.decisions[unit] = decision
    run.office = found.decision
    run.lots.extend(found.lots)
    run.explain(
        step,
        run.law.body_name,
        f"the electors of each unit go to the most votes there; {found.needed} of {found.size} elect.",
        {"units": len(units), "electors": found.size},
        {
            "electors": ranked(found.electors),
            "undecided": found.undecided,
            "decision": found.decision,
            "ties": found.ties,
        },
    )


def runoff(run: Run, step: StepDefinition) -> None:
    """Instant run-off, for the office or the seat of each unit."""
    fields = step.open()
    ties, two = fields.text("ties", "lot"), fields.flag("stop_at_two")
    fields.done()
    for unit, ballots in _ballots(run, step).items():
        found = instant_runoff(ballots, stop_at_two=two, ties=ties, lots=run.case.lots, what=_seat(run, unit))
        _decide(run, unit, found.decision)
        run.lots.extend(found.lots)
        run.explain(
            step,
            _name(run, unit),
            "who has the fewest ballots is excluded, round by round, and they go to their next preference, "
            "until one has more than half.",
            {"ballots": found.total, "first preferences": ranked(ballots.first_preferences())},
            {
                "rounds": {str(one.number): ranked(one.votes) for one in found.rounds},
                "exhausted": {str(one.number): one.exhausted for one in found.rounds},
                "decision": found.decision,
            },
        )


def contingent(run: Run, step: StepDefinition) -> None:
    """More than half, or the larger of two after the preferences of all other ballots are added."""
    fields = step.open()
    preferences = fields.number("preferences", 3)
    added = fields.text("added", "preferences")
    fields.done()
    if run.case.ballots.get(run.law.contest):
        ballots = _ballots(run, step)[WHOLE]
        found = contingent_vote(ballots, preferences=preferences, lots=run.case.lots)
    else:
        more = run.votes(None, added) or None
        found = contingent_from_totals(run.votes(), more, valid=run.base("valid"), lots=run.case.lots)
    run.office = found.decision
    run.lots.extend(found.lots)
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


def stv(run: Run, step: StepDefinition) -> None:
    """The single transferable vote, in each unit."""
    fields = step.open()
    count = STV[fields.choice("variant", STV, "scottish")]
    fields.done()
    for unit, ballots in _ballots(run, step).items():
        size = run.seats_of(unit, step)
        found = count(ballots, size, lots=run.case.lots)
        seats = dict.fromkeys(found.elected, 1)
        ties = [found.tie] if found.tie is not None else []
        open_seats = size - len(seats)
        run.award(unit, "member", size, seats, ties, 0 if ties else open_seats, found.lots)
        run.explain(
            step,
            _name(run, unit),
            "who reaches the quota is elected and the surplus transferred; else who has the fewest votes is "
            "excluded.",
            {"ballots": ballots.total, "seats": size, "quota": found.quota},
            {"elected": list(found.elected), "stages": len(found.stages), "tie": found.tie},
        )


def _ballots(run: Run, step: StepDefinition) -> dict[str, Ballots]:
    units = run.case.ballots.get(run.law.contest, {})
    if not units:
        raise LawError(
            "there are no ballots", where=step.where, mend='Give them in a column "ballot" as A > B > C.'
        )
    return {unit: Ballots.of(units[unit]) for unit in sorted(units)}


def _decide(run: Run, unit: str, decision: Decision) -> None:
    if run.law.body == "office":
        run.office = decision
        return
    seats = {decision.name: 1} if isinstance(decision, Elected) else {}
    tie = decision if isinstance(decision, Tie) else None
    run.decisions[unit] = decision
    run.award(unit, "single-member", 1, seats, [tie], 0 if seats or tie else 1)


def _seat(run: Run, unit: str) -> str:
    return "the seat" if unit == WHOLE else f"the seat of {unit}"


def _name(run: Run, unit: str) -> str:
    return run.law.body_name if unit == WHOLE else unit


def ranked(votes: Mapping[str, int]) -> dict[str, int]:
    """The most votes first; equal ones by name, which means nothing."""
    return dict(sorted(votes.items(), key=lambda item: (-item[1], item[0])))
