"""Which rules can be applied to many results at once, and what keeps the others from it; without NumPy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from escrutinio.law import Law
from escrutinio.law.evaluation.definition import Definition
from escrutinio.law.evaluation.steps.left_over import UnusedVotes
from escrutinio.law.evaluation.steps.measures import BallotMeasure
from escrutinio.law.evaluation.steps.qualifying import (
    JoinedConditions,
    ListCondition,
    PartOfQuota,
    ShareOfWhole,
    ThresholdRule,
)
from escrutinio.law.evaluation.steps.quota_rounds import QuotaRounds
from escrutinio.law.evaluation.steps.quotients import QuotaSeats
from escrutinio.law.evaluation.steps.raised import RaisedQuotients
from escrutinio.law.evaluation.steps.shares import Allocate
from escrutinio.law.evaluation.steps.two_rounds import FirstRound, RunOffRound
from escrutinio.law.evaluation.steps.winners import ElectoralCollege, Plurality
from escrutinio.law.library.bo.general_election import GeneralElection
from escrutinio.law.proportional.divisors import Divisors
from escrutinio.law.proportional.methods import Method
from escrutinio.law.proportional.quotas import Over, Rest
from escrutinio.law.thresholds.conditions import Labelled, ShareByParties, Threshold, VotesReached

NOT_YET = "this rule is not written in arrays yet"
"""Why a rule has no array form at all."""


@dataclass(frozen=True)
class WithoutBatch:
    """A rule that has no array form, so that its law is applied to one result after the other.

    Args:
        rule: its name, as law files write it.
        why: what of it has none, in words.
    """

    rule: str
    why: str


def rules_without_batch(law: Law) -> tuple[WithoutBatch, ...]:
    """The law's rules that have no array form, each once; empty where all results are decided at once."""
    if law.parts:
        return tuple(
            WithoutBatch(f"{each.rule} ({part.name})", each.why)
            for part in law.parts
            for each in rules_without_batch(part.law)
        )
    without = []
    for rule in law.rules:
        lacks = LACKS.get(type(rule))
        why = lacks(rule, law.definition) if lacks else NOT_YET
        if why:
            without.append(WithoutBatch(rule.name, why))
    return tuple(dict.fromkeys(without))


def first_round_lacks(rule: FirstRound, law: Definition) -> str:
    """Why a first round has no array form; empty where it has."""
    if rule.turnout is not None:
        return "a share of the voters who must have voted"
    if rule.spread is not None:
        return "votes in enough units"
    return "all who are equal stand in the second round" if rule.equal_stand else ""


def measure_lacks(rule: BallotMeasure, law: Definition) -> str:
    """Why a ballot measure has no array form; empty where it has."""
    return "a majority of units" if rule.units is not None else ""


def threshold_lacks(rule: ThresholdRule, law: Definition) -> str:
    """Why a threshold has no array form; empty where it has."""
    if rule.least or len(rule.conditions) > 1:
        return "how many lists pass decides whether another condition holds"
    if rule.seats:
        return "a condition goes by seats"
    return next(filter(None, map(_condition_lacks, rule.conditions)), "")


def _condition_lacks(condition: ListCondition) -> str:
    if isinstance(condition, JoinedConditions):
        return next(filter(None, map(_condition_lacks, condition.conditions)), "")
    if isinstance(condition, ShareOfWhole | ShareByParties | Threshold | VotesReached | Labelled):
        return ""
    return "a part of a quota" if isinstance(condition, PartOfQuota) else f"the condition {condition.text!r}"


def allocate_lacks(rule: Allocate, law: Definition) -> str:
    """Why an allocation has no array form; empty where it has."""
    if rule.heeds_agreements:
        return "agreements between lists"
    if lacks := method_lacks(rule.method):
        return lacks
    alone = law.candidates is not None and law.candidates.alone
    return "lists that are one person" if alone else ""


def raised_lacks(rule: RaisedQuotients, law: Definition) -> str:
    """Why highest averages with raised quotients have no array form; empty where they have."""
    return method_lacks(rule.divisors)


def unused_lacks(rule: UnusedVotes, law: Definition) -> str:
    """Why seats by unused votes have no array form; empty where they have."""
    method = rule.method
    if isinstance(method, Divisors):
        return method_lacks(method)
    if method.rest is not Rest.REMAINDERS:
        return "averages of what quotas leave"
    plain = method.over is Over.REFUSE and not rule.more_votes_first
    return "" if plain else "seats taken back, or equal remainders that more votes decide"


def method_lacks(method: Method) -> str:
    """Why a method has no array form; empty where it has."""
    if isinstance(method, Divisors):
        return "" if method.plain else f"the divisors {method.name}"
    if method.rest is Rest.REMAINDERS_THEN_AVERAGES:
        return "averages after a number of remainders"
    return method_lacks(method.divisors) if method.rest.by_averages else ""


def rounds_lack(rule: QuotaRounds, law: Definition | None) -> str:
    """Why quotas in rounds have no array form; empty where they have."""
    return "a number of seats to which lists are raised" if rule.least else ""


def _nothing(rule: object, law: Definition | None) -> str:
    return ""


LACKS: Mapping[type, Callable[[Any, Any], str]] = MappingProxyType(
    {
        GeneralElection: _nothing,
        Plurality: _nothing,
        ElectoralCollege: _nothing,
        FirstRound: first_round_lacks,
        RunOffRound: _nothing,
        BallotMeasure: measure_lacks,
        ThresholdRule: threshold_lacks,
        Allocate: allocate_lacks,
        RaisedQuotients: raised_lacks,
        QuotaRounds: rounds_lack,
        QuotaSeats: _nothing,
        UnusedVotes: unused_lacks,
    }
)
"""Type of a rule that has an array form -> what keeps its parameters from it; none else has one."""
