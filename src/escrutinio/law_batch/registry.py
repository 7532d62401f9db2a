"""Which rules can be applied to many results at once: one table, from the type of a rule to its evaluator.

A law has a batch evaluator if all of its rules have one. To add one, write a function beside the others of
this room and give it a line in :data:`EVALUATORS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from escrutinio.law import Law
from escrutinio.law.library.bo.general_election import GeneralElection
from escrutinio.law_batch.arrays import Ints
from escrutinio.law_batch.bolivia import bolivia_by_role
from escrutinio.law_batch.outcome import BatchOutcome
from escrutinio.model.errors import LawError


@dataclass
class BatchEvaluation:
    """A law that is being applied to n results: what its rules go by, and what they have decided so far.

    Attributes:
        votes: role -> (n, units, lists), with the units of ``law.units[role]`` in order; a role that is
            absent has no counted vote.
        valid: role -> (n, units), valid votes.
        names: role -> the lists, one for each column.
        outcome: what the rules so far have made of it; None before the first has decided.
    """

    votes: Mapping[str, Ints]
    valid: Mapping[str, Ints]
    names: Mapping[str, Sequence[str]]
    outcome: BatchOutcome | None = None


Evaluator = Callable[[Any, BatchEvaluation], None]
"""Applies a rule, which is its first argument, and sets the outcome."""


def _general_election(rule: GeneralElection, run: BatchEvaluation) -> None:
    run.outcome = bolivia_by_role(rule.statute, run.votes, run.valid, run.names)


EVALUATORS: Mapping[type, Evaluator] = MappingProxyType({GeneralElection: _general_election})
"""Type of a rule -> its evaluator for many results at once."""


def rules_without_batch(law: Law) -> tuple[str, ...]:
    """The names of the law's rules that have no batch evaluator, each once; empty if the law has one."""
    return tuple(dict.fromkeys(rule.name for rule in law.rules if type(rule) not in EVALUATORS))


def decide_many(
    law: Law, votes: Mapping[str, Ints], valid: Mapping[str, Ints], names: Mapping[str, Sequence[str]]
) -> BatchOutcome:
    """Apply a law to n results, asked by the names of its contests' roles, as ``Law.decide`` is.

    Args:
        law: the law.
        votes: role -> (n, units, lists), with the units of ``law.units[role]`` in order; a role that is
            absent has no counted vote.
        valid: role -> (n, units), valid votes.
        names: role -> the lists, one for each column.

    Raises:
        LawError: a rule of the law has no batch evaluator, or shapes do not fit.
    """
    if missing := rules_without_batch(law):
        raise LawError(
            f"the law {law.id} cannot be applied to many results at once",
            hint=f"There is no batch evaluator yet for: {', '.join(missing)}.",
        )
    run = BatchEvaluation(votes, valid, names)
    for rule in law.rules:
        EVALUATORS[type(rule)](rule, run)
    if run.outcome is None:
        raise LawError(f"no rule of the law {law.id} has decided anything")
    return run.outcome
