"""Rules of laws that are files, for many results at once: a function each, found by the type of the rule.

What an array cannot say is left to the exact law, one result at a time (see
:mod:`escrutinio.law_batch.registry`): laws with a rule whose parameters have no array form (see
:mod:`escrutinio.law_batch.array_form`), facts or draws that have none (:class:`NoArrayFormError`), and single
results, such as those with a tie.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from escrutinio.law.evaluation.steps.bonus import Bonus
from escrutinio.law.evaluation.steps.covered import CoveredSeats
from escrutinio.law.evaluation.steps.left_over import UnusedVotes
from escrutinio.law.evaluation.steps.levelling import LevellingSeats
from escrutinio.law.evaluation.steps.measures import BallotMeasure
from escrutinio.law.evaluation.steps.mixed import MixedSystem
from escrutinio.law.evaluation.steps.qualifying import ThresholdRule
from escrutinio.law.evaluation.steps.quota_rounds import QuotaRounds
from escrutinio.law.evaluation.steps.quotients import ElectoralQuotient, FirstAndSecond, QuotaSeats
from escrutinio.law.evaluation.steps.raised import RaisedQuotients
from escrutinio.law.evaluation.steps.shares import Allocate
from escrutinio.law.evaluation.steps.two_round_seats import TwoRoundSeats
from escrutinio.law.evaluation.steps.two_rounds import FirstRound, RunOffRound
from escrutinio.law.evaluation.steps.winners import ElectoralCollege, MostVotes, Plurality
from escrutinio.law_batch.evaluation import BatchEvaluation
from escrutinio.law_batch.levelling import levelling
from escrutinio.law_batch.list_rules import (
    allocate,
    bonus,
    electoral_quotient,
    quota_rounds,
    quota_seats,
    raised,
    unused_votes,
)
from escrutinio.law_batch.majority_rules import (
    ballot_measure,
    college,
    first_and_second,
    first_round,
    most_votes,
    plurality,
    second_round,
    two_round_seats,
)
from escrutinio.law_batch.mixed import covered, mixed
from escrutinio.law_batch.thresholds import threshold

RULES: Mapping[type, Callable[[Any, BatchEvaluation], None]] = MappingProxyType(
    {
        Plurality: plurality,
        MostVotes: most_votes,
        FirstAndSecond: first_and_second,
        ElectoralCollege: college,
        TwoRoundSeats: two_round_seats,
        FirstRound: first_round,
        RunOffRound: second_round,
        BallotMeasure: ballot_measure,
        ThresholdRule: threshold,
        Allocate: allocate,
        RaisedQuotients: raised,
        QuotaRounds: quota_rounds,
        QuotaSeats: quota_seats,
        UnusedVotes: unused_votes,
        ElectoralQuotient: electoral_quotient,
        Bonus: bonus,
        MixedSystem: mixed,
        CoveredSeats: covered,
        LevellingSeats: levelling,
    }
)
"""Type of a rule -> what applies it to many results at once."""
