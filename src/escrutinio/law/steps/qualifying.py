"""``threshold``: who takes part.

Fields: ``in`` ("whole" or "each unit"); then either one condition or ``any`` / ``all``, a list of conditions.
A condition is one of ``share`` (with ``of`` and ``inclusive``), ``shares`` (for 1, 2, ... parties on a list,
with ``of`` and ``inclusive``), ``share_in_a_unit`` (with ``of``, ``inclusive`` and ``units``), ``seats_won`` (with
``contest``, single-member seats), ``label``, ``quota`` (with ``seats`` and ``of``), ``votes``.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from escrutinio.law.case import WHOLE
from escrutinio.law.definition import StepDefinition
from escrutinio.law.fields import Fields, as_share
from escrutinio.law.qualification import Qualification, Qualified, all_of, any_of, qualify
from escrutinio.law.quotas import QUOTAS
from escrutinio.law.steps.methods import SCOPES
from escrutinio.law.steps.run import BASES, Run
from escrutinio.law.thresholds import (
    Labelled,
    QuotaReached,
    SeatsWon,
    ShareByParties,
    ShareInUnits,
    Threshold,
    VotesReached,
)
from escrutinio.model.errors import LawError


def threshold(run: Run, step: StepDefinition) -> None:
    """Leave those who meet the rule."""
    fields = step.open()
    scope = fields.choice("in", SCOPES, "whole")
    won_in = ""
    joined: list[list[Qualification]] = []
    for name in ("any", "all"):
        found = []
        for one in fields.tables(name):
            role = one.text("contest", "")
            won_in = role or won_in
            found.append(_condition(run, one))
        joined.append(found)
    if joined[0]:
        rule = any_of(*joined[0])
    elif joined[1]:
        rule = all_of(*joined[1])
    else:
        won_in = fields.text("contest", "")
        rule = _condition(run, fields)
    fields.done()
    single = _won(run, won_in) if won_in else {}
    for unit in run.units() if scope == "each unit" else [None]:
        found_here = _judge(run, rule, unit, single)
        before = run.passed.get(unit or WHOLE)
        passed = frozenset(found_here.passed)
        run.passed[unit or WHOLE] = passed if before is None else passed & before
        run.explain(
            step,
            "Threshold" if unit is None else f"Threshold, {unit}",
            f"takes part who has {rule.text}.",
            {"votes": found_here.votes, **{words: number for words, number in run.bases(unit).items()}},
            {
                "take part": sorted(passed),
                "votes above the threshold": _margins(found_here, met=True),
                "votes below the threshold": _margins(found_here, met=False),
            },
        )


def _judge(run: Run, rule: Qualification, unit: str | None, single: dict[str, int]) -> Qualified:
    units = run.units() if unit is None else [unit]
    votes = run.votes(unit)
    return qualify(
        votes,
        rule,
        run.bases(unit),
        parties=run.case.parties,
        labels=run.case.labels,
        # A winner without a list, such as an independent, takes no part in the list seats.
        seats={name: seats for name, seats in single.items() if name in votes},
        units={one: run.votes(one) for one in units},
        unit_bases={one: run.base("valid", one) for one in units},
    )


def _won(run: Run, role: str) -> dict[str, int]:
    """Single-member seats won, by list: counted in districts, or as the table states them."""
    return run.single(role)


def _margins(found: Qualified, *, met: bool) -> dict[str, int]:
    return {
        name: abs(verdict.margin)
        for name, verdict in found.verdicts.items()
        if verdict.met == met and verdict.margin is not None and found.votes[name]
    }


def _condition(run: Run, fields: Fields) -> Qualification:
    """One condition; see the module."""
    of = BASES[fields.choice("of", BASES, "valid")]
    inclusive = fields.flag("inclusive", True)
    found: Qualification
    if fields.has("share"):
        found = Threshold(fields.share("share"), of, inclusive)
    elif fields.has("shares"):
        shares = _shares(fields, fields.any("shares"))
        found = ShareByParties(dict(enumerate(shares, start=1)), of, inclusive)
    elif fields.has("share_in_a_unit"):
        share = Threshold(fields.share("share_in_a_unit"), "the valid votes there", inclusive)
        found = ShareInUnits(share, fields.number("units", 1))
    elif fields.has("seats_won"):
        found = SeatsWon(fields.number("seats_won"))
    elif fields.has("label"):
        found = Labelled(fields.text("label"))
    elif fields.has("quota"):
        quota = fields.choice("quota", QUOTAS)
        seats = fields.number("seats", sum(run.seats().values()))
        found = QuotaReached(seats, of, QUOTAS[quota], f"the {quota} quota", fields.share("part", "1"))
    elif fields.has("votes"):
        found = VotesReached(fields.number("votes"))
    else:
        raise LawError(
            "a threshold without a condition",
            where=fields.where,
            mend="Give share, shares, share_in_a_unit, seats_won, label, quota or votes.",
        )
    fields.done()
    return found


def _shares(fields: Fields, value: Any) -> list[Fraction]:
    shares = [as_share(one) for one in value] if isinstance(value, list) else []
    if not shares or any(one is None for one in shares):
        raise fields.wrong("shares", value, 'a list such as ["5 %", "10 %"], for 1, 2, ... parties')
    return [one for one in shares if one is not None]
