"""``threshold``: who takes part in what follows.

Fields: ``in`` ("whole" or "each unit"); one condition, or ``any`` or ``all`` with a list of conditions,
each of which may itself join others; ``least`` and ``then``, a list of conditions: while fewer lists than
``least`` pass, the next of them stands in its place.

A condition is one of

- ``share``, with ``of`` ("lists", "valid", "cast" or "registered") and ``inclusive`` (whether the share
  itself is enough);
- ``shares``: the same for 1, 2, ... parties on one list;
- ``share_of_whole``, with ``of`` and ``inclusive``: a share of the whole, asked for in each unit;
- ``share_in_a_unit``, with ``of``, ``inclusive`` and ``units`` (in how many);
- ``seats_won``: single-member seats, with their ``contest``;
- ``seats_in_units``: seats that earlier steps have given;
- ``label``: what the facts call a list, such as "minority";
- ``quota``, with ``seats``, ``of`` and ``part`` (of the quota, such as "3/4");
- ``votes``: a number of them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from escrutinio.law.evaluation.definition import StepDefinition
from escrutinio.law.evaluation.evaluation import BASES, Evaluation
from escrutinio.law.evaluation.fields import Fields, as_share
from escrutinio.law.evaluation.steps.methods import SCOPES
from escrutinio.law.evaluation.steps.shown import by_votes
from escrutinio.law.facts import WHOLE
from escrutinio.law.proportional.quotas import QUOTAS
from escrutinio.law.step_parts import Label, Number, ThresholdRow, ThresholdTable, VotesTable
from escrutinio.law.thresholds.conditions import (
    JudgedElsewhere,
    Labelled,
    QuotaReached,
    SeatsWon,
    ShareByParties,
    ShareInUnits,
    Threshold,
    VotesReached,
)
from escrutinio.law.thresholds.qualification import Qualification, Qualified, all_of, any_of, qualify
from escrutinio.model.errors import LawError


@dataclass
class _Asked:
    """What the conditions of a step ask for besides votes, each in one way only: the base in units, and the
    seats, which are those of a contest of single-member seats or, as :data:`EARLIER`, those of earlier steps.
    """

    of: str = ""
    seats: str = ""

    def ask(self, name: str, value: str, fields: Fields) -> None:
        """Note it.

        Raises:
            LawError: another condition asks for it in another way.
        """
        before = getattr(self, name)
        if before not in ("", value):
            raise LawError(
                f"one condition is about {before}, another of the same kind about {value}",
                where=fields.where,
                hint="A step can look at one of them.",
            )
        setattr(self, name, value)


EARLIER = "seats of earlier steps"


def threshold(run: Evaluation, step: StepDefinition) -> None:
    """Leave those who meet the rule."""
    fields = step.open()
    scope = fields.choice("in", SCOPES, "whole")
    least, asked = fields.number("least", 0), _Asked()
    others = [_rule(run, one, asked) for one in fields.tables("then")]
    rules = [_rule(run, fields, asked), *others]
    _known(run, step)
    for unit in run.each_unit(step) if scope == "each unit" else [None]:
        found, number = _judge(run, rules[0], unit, asked), 1
        while len(found.passed) < least and number < len(rules):
            found, number = _judge(run, rules[number], unit, asked), number + 1
        before = run.passed.get(unit or WHOLE)
        passed = frozenset(found.passed)
        run.passed[unit or WHOLE] = passed if before is None else passed & before
        run.explain(
            step,
            "Threshold" if unit is None else f"Threshold, {unit}",
            f"lists with {found.rule} take part.",
            [VotesTable(found.votes), *_bases(run.bases(unit), found.rule)],
            [_table(found, run.passed[unit or WHOLE], least, number)],
        )


def _known(run: Evaluation, step: StepDefinition) -> None:
    """Refuse facts about lists that nobody could vote for: a slip of the pen.

    Raises:
        LawError: there are some.
    """
    standing = {name for contest in run.totals.values() for name in contest.lists()}
    strangers = sorted({*run.case.parties, *run.case.labels} - standing)
    if standing and strangers:
        raise LawError(
            f"the facts tell of {', '.join(strangers)}, and the votes do not",
            where=step.where,
            hint="Write the names as the votes do, or give 0 votes.",
        )


def _judge(run: Evaluation, rule: Qualification, unit: str | None, asked: _Asked) -> Qualified:
    votes = run.votes(unit)
    units = run.units() if unit is None else [unit]
    single = run.held() if asked.seats == EARLIER else run.single(asked.seats) if asked.seats else {}
    return qualify(
        votes,
        rule,
        run.bases(unit),
        parties=_of(votes, run.case.parties),
        labels=_of(votes, run.case.labels),
        seats=_of(votes, single),
        units={one: run.votes(one) for one in units},
        unit_bases={one: run.base(asked.of or "valid", one) for one in units},
    )


def _of(votes: Collection[str], facts: Any) -> Any:
    """The facts about lists that stand here."""
    return {name: fact for name, fact in facts.items() if name in votes}


def _bases(bases: Mapping[str, int], rule: str) -> list[Number]:
    """The bases that the rule speaks of."""
    labels = {"lists": Label.LIST_VOTES}
    return [
        Number(labels.get(of) or Label(of), bases[words])
        for of, words in BASES.items()
        if words in bases and words in rule
    ]


def _table(found: Qualified, passed: frozenset[str], least: int, place: int) -> ThresholdTable:
    """How far above or below the threshold each is, or, where conditions are joined, which were met."""
    joined = any(verdict.met and verdict.parts for verdict in found.verdicts.values())
    rows = []
    for name, votes in by_votes(found.votes).items():
        verdict = found.verdicts[name]
        if votes or name in passed:
            by = tuple(verdict.reasons) if joined and verdict.met else ()
            margin = None if joined or not votes else verdict.margin
            rows.append(ThresholdRow(name, votes, name in passed, margin, by))
    return ThresholdTable(tuple(rows), least if place > 1 else 0, place)


def _rule(run: Evaluation, fields: Fields, asked: _Asked) -> Qualification:
    """One condition, or several that are joined."""
    for name, join in (("any", any_of), ("all", all_of)):
        if fields.has(name):
            found = [_rule(run, one, asked) for one in fields.tables(name)]
            fields.done()
            return join(*found)
    return _condition(run, fields, asked)


def _condition(run: Evaluation, fields: Fields, asked: _Asked) -> Qualification:
    """One condition; see the module."""
    of = base = ""
    if any(fields.has(name) for name in ("share", "shares", "share_in_a_unit", "share_of_whole", "quota")):
        of = fields.choice("of", BASES, "valid")
        base = BASES[of]
    inclusive = bool(of) and not fields.has("quota") and fields.flag("inclusive", True)
    found: Qualification
    if fields.has("share"):
        found = Threshold(fields.share("share"), base, inclusive)
    elif fields.has("shares"):
        shares = _shares(fields, fields.any("shares"))
        found = ShareByParties(dict(enumerate(shares, start=1)), base, inclusive)
    elif fields.has("share_of_whole"):
        wide = f"{base} of the whole"
        rule = Threshold(fields.share("share_of_whole"), wide, inclusive)
        found = JudgedElsewhere(qualify(run.votes(), rule, {wide: run.base(of)}))
    elif fields.has("share_in_a_unit"):
        share = Threshold(fields.share("share_in_a_unit"), f"{base} there", inclusive)
        asked.ask("of", of, fields)
        found = ShareInUnits(share, fields.number("units", 1))
    elif fields.has("seats_won"):
        asked.ask("seats", fields.text("contest", "constituencies"), fields)
        found = SeatsWon(fields.number("seats_won"))
    elif fields.has("seats_in_units"):
        asked.ask("seats", EARLIER, fields)
        found = SeatsWon(fields.number("seats_in_units"), "seats in the units")
    elif fields.has("label"):
        found = Labelled(fields.text("label"))
    elif fields.has("quota"):
        quota = fields.choice("quota", QUOTAS)
        seats = fields.number("seats", sum(run.seats().values()))
        found = QuotaReached(seats, base, QUOTAS[quota], f"the {quota} quota", fields.share("part", "1"))
    elif fields.has("votes"):
        found = VotesReached(fields.number("votes"))
    else:
        raise LawError(
            "a threshold without a condition",
            where=fields.where,
            hint="Give share, shares, share_of_whole, share_in_a_unit, seats_won, seats_in_units, label, "
            "quota, votes, any or all.",
        )
    fields.done()
    return found


def _shares(fields: Fields, value: Any) -> list[Fraction]:
    shares = [as_share(one) for one in value] if isinstance(value, list) else []
    if not shares or any(one is None or not 0 <= one <= 1 for one in shares):
        raise fields.wrong("shares", value, 'a list such as ["5 %", "10 %"], for 1, 2, ... parties')
    return [one for one in shares if one is not None]
