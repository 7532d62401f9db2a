"""The bounds of a law, composed from those of its rules: one table, from the type of a rule to its bounds.

No statistics. What is called decided stays so whatever the missing sheets hold, as long as they hold no more
valid votes than they have registered voters.

A law has bounds if all of its rules have them. To add those of a rule, write a function beside the others of
this room and give it a line in :data:`BOUNDS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from escrutinio.bounds.bolivia import bolivia_bounds
from escrutinio.bounds.contests import FirstRoundBound
from escrutinio.bounds.election import Bounds, ChamberBounds, Missing
from escrutinio.law import ContestTotals, ElectionFacts, Law
from escrutinio.law.library.bo.general_election import GeneralElection
from escrutinio.law.totals import check_votes
from escrutinio.model.errors import LawError


@dataclass
class BoundsEvaluation:
    """A law whose bounds are being composed: what its rules go by, and what they have found so far.

    Attributes:
        totals: role -> counted totals.
        missing: role -> unit -> the voters registered on missing sheets.
        facts: the facts besides the votes of lists, such as the seats of units.
        offices, chambers: by id.
    """

    totals: Mapping[str, ContestTotals]
    missing: Missing
    facts: ElectionFacts = field(default_factory=ElectionFacts)
    offices: dict[str, FirstRoundBound] = field(default_factory=dict)
    chambers: dict[str, ChamberBounds] = field(default_factory=dict)


RuleBounds = Callable[[Any, BoundsEvaluation], None]
"""Finds the bounds of a rule, which is its first argument, and notes them in the evaluation."""


def _general_election(rule: GeneralElection, run: BoundsEvaluation) -> None:
    bounds = bolivia_bounds(rule.statute, run.totals, run.missing)
    run.offices.update(bounds.offices)
    run.chambers.update(bounds.chambers)


BOUNDS: Mapping[type, RuleBounds] = MappingProxyType({GeneralElection: _general_election})
"""Type of a rule -> what finds its bounds."""


def rules_without_bounds(law: Law) -> tuple[str, ...]:
    """The names of the law's rules that have no bounds, each once; empty if the law has bounds."""
    return tuple(dict.fromkeys(rule.name for rule in law.rules if type(rule) not in BOUNDS))


def bounds_of(
    law: Law, totals: Mapping[str, ContestTotals], missing: Missing, facts: ElectionFacts | None = None
) -> Bounds:
    """What the missing sheets can still change.

    Args:
        law: the law.
        totals: role -> counted totals, as for ``Law.decide``. To ask about questioned sheets, leave them
            out of the totals and count their voters as missing. A list that stands must be named
            somewhere in its contest's totals, with zero votes if need be: one that is not named cannot
            win anything here.
        missing: role -> unit -> the voters registered on the sheets that are not in the totals, which is
            the most valid votes that can still come. A role or unit that is absent has none.
        facts: as for ``Law.decide``.

    Raises:
        LawError: a rule of the law has no bounds; an unknown role or unit; a number that is negative or not
            an int.
    """
    if without := rules_without_bounds(law):
        raise LawError(
            f"there are no bounds for the law {law.id} yet",
            hint=f"There are none yet for: {', '.join(without)}.",
        )
    for role, units in missing.items():
        if role not in law.contests:
            raise LawError(
                f"unknown contest {role!r} among the missing voters",
                where=law.id,
                hint=f"The contests are: {', '.join(law.contests)}.",
            )
        check_votes({f"missing voters of {unit}": voters for unit, voters in units.items()})
    run = BoundsEvaluation(totals, missing, facts or ElectionFacts())
    for rule in law.rules:
        BOUNDS[type(rule)](rule, run)
    voters = {role: sum(missing.get(role, {}).values()) for role in law.contests}
    return Bounds(law.id, voters, run.offices, run.chambers)
