"""Which rules can be applied to many results at once, and what keeps the others from it; without NumPy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from escrutinio.law import Law
from escrutinio.law.evaluation.definition import Definition
from escrutinio.law.evaluation.steps.bonus import Bonus
from escrutinio.law.evaluation.steps.covered import CoveredSeats
from escrutinio.law.evaluation.steps.left_over import UnusedVotes
from escrutinio.law.evaluation.steps.levelling import LevellingSeats
from escrutinio.law.evaluation.steps.measures import BallotMeasure
from escrutinio.law.evaluation.steps.mixed import MixedSystem
from escrutinio.law.evaluation.steps.placing import RegionalPlacing
from escrutinio.law.evaluation.steps.qualifying import ThresholdRule
from escrutinio.law.evaluation.steps.quota_rounds import QuotaRounds
from escrutinio.law.evaluation.steps.quotients import ElectoralQuotient, FirstAndSecond, QuotaSeats
from escrutinio.law.evaluation.steps.raised import RaisedQuotients
from escrutinio.law.evaluation.steps.shares import Allocate
from escrutinio.law.evaluation.steps.two_round_seats import TwoRoundSeats
from escrutinio.law.evaluation.steps.two_rounds import FirstRound, RunOffRound
from escrutinio.law.evaluation.steps.winners import ElectoralCollege, MostVotes, Plurality
from escrutinio.law.library.bo.general_election import GeneralElection
from escrutinio.law.proportional.divisors import Divisors
from escrutinio.law.proportional.methods import Method
from escrutinio.law.proportional.placement import Turn
from escrutinio.law.proportional.quotas import Over, Rest

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


def allocate_lacks(rule: Allocate, law: Definition) -> str:
    """Why an allocation has no array form; empty where it has."""
    return method_lacks(rule.method) or (method_lacks(rule.inside) if rule.inside else "")


def mixed_lacks(rule: MixedSystem, law: Definition) -> str:
    """Why list seats beside single-member seats have no array form; empty where they have."""
    return method_lacks(rule.method) if isinstance(rule.method, Divisors) else ""


def levelling_lacks(rule: LevellingSeats, law: Definition) -> str:
    """Why levelling seats have no array form; empty where they have."""
    if not isinstance(rule.method, Divisors):
        return "levelling seats by a quota"
    if isinstance(rule.placing, RegionalPlacing):
        return "levelling seats that are placed in regions"
    if rule.placing is not None and (rule.placing.turn is Turn.PARTIES or rule.placing.per_list):
        return "levelling seats that are placed by turns of the parties"
    placed = method_lacks(rule.placing.divisors) if rule.placing else ""
    return method_lacks(rule.method) or placed


def bonus_lacks(rule: Bonus, law: Definition) -> str:
    """Why a bonus for the first list has no array form; empty where it has."""
    return method_lacks(rule.method)


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
        MostVotes: _nothing,
        FirstAndSecond: _nothing,
        TwoRoundSeats: _nothing,
        FirstRound: _nothing,
        RunOffRound: _nothing,
        BallotMeasure: _nothing,
        ThresholdRule: _nothing,
        Allocate: allocate_lacks,
        RaisedQuotients: raised_lacks,
        QuotaRounds: rounds_lack,
        QuotaSeats: _nothing,
        UnusedVotes: unused_lacks,
        MixedSystem: mixed_lacks,
        CoveredSeats: _nothing,
        LevellingSeats: levelling_lacks,
        Bonus: bonus_lacks,
        ElectoralQuotient: _nothing,
    }
)
"""Type of a rule that has an array form -> what keeps its parameters from it; none else has one."""
