"""The rules that a law's file can be made of, by name; each module says which keys its rules have."""

from __future__ import annotations

from collections.abc import Mapping

from escrutinio.law.evaluation.rule import Rule
from escrutinio.law.evaluation.steps.bonus import Bonus
from escrutinio.law.evaluation.steps.coalitions import CoalitionLists
from escrutinio.law.evaluation.steps.covered import CoveredSeats
from escrutinio.law.evaluation.steps.guaranteed import Guaranteed
from escrutinio.law.evaluation.steps.left_over import SeatEach, UnusedVotes
from escrutinio.law.evaluation.steps.levelled_lands import LevelledLands
from escrutinio.law.evaluation.steps.levelling import LevellingSeats
from escrutinio.law.evaluation.steps.list_seats import CappedLists, FragmentLists, HalfCompensation
from escrutinio.law.evaluation.steps.measures import BallotMeasure
from escrutinio.law.evaluation.steps.mixed import MixedSystem
from escrutinio.law.evaluation.steps.pairs import Pairwise
from escrutinio.law.evaluation.steps.pooled import PooledQuotas
from escrutinio.law.evaluation.steps.preferences import Contingent, InstantRunOff, SingleTransferableVote
from escrutinio.law.evaluation.steps.qualifying import ThresholdRule
from escrutinio.law.evaluation.steps.quota_rounds import QuotaRounds
from escrutinio.law.evaluation.steps.quotients import ElectoralQuotient, FirstAndSecond, QuotaSeats
from escrutinio.law.evaluation.steps.raised import RaisedQuotients
from escrutinio.law.evaluation.steps.shares import Allocate, Apportion
from escrutinio.law.evaluation.steps.topped_up import ToppedUp
from escrutinio.law.evaluation.steps.two_levels import DoublyProportional, ThreeTiers
from escrutinio.law.evaluation.steps.two_round_seats import TwoRoundSeats
from escrutinio.law.evaluation.steps.two_rounds import FirstRound, RunOffRound
from escrutinio.law.evaluation.steps.winners import ElectoralCollege, MostVotes, Plurality

RULES: Mapping[str, type[Rule]] = {
    "threshold": ThresholdRule,
    "apportion": Apportion,
    "allocate": Allocate,
    "bonus": Bonus,
    "raised-averages": RaisedQuotients,
    "guaranteed": Guaranteed,
    "levelling": LevellingSeats,
    "mixed": MixedSystem,
    "levelled-lands": LevelledLands,
    "covered": CoveredSeats,
    "tiers": ThreeTiers,
    "pooled": PooledQuotas,
    "double-proportional": DoublyProportional,
    "coalitions": CoalitionLists,
    "capped": CappedLists,
    "half-compensation": HalfCompensation,
    "fragments": FragmentLists,
    "top-up": ToppedUp,
    "quota-seats": QuotaSeats,
    "quota-rounds": QuotaRounds,
    "unused-votes": UnusedVotes,
    "seat-each": SeatEach,
    "electoral-quotient": ElectoralQuotient,
    "first-and-second": FirstAndSecond,
    "plurality": Plurality,
    "most-votes": MostVotes,
    "first-round": FirstRound,
    "run-off": RunOffRound,
    "two-round-seats": TwoRoundSeats,
    "ballot-measure": BallotMeasure,
    "college": ElectoralCollege,
    "instant-runoff": InstantRunOff,
    "contingent": Contingent,
    "pairwise": Pairwise,
    "stv": SingleTransferableVote,
}
"""Name -> the type of the rule."""
