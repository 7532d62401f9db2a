"""The law: totals in, seats and their derivation out.

Pure and exact: whole numbers and fractions only, the standard library alone (but for ``law.batch``, which
applies the same law to thousands of simulated results with NumPy).
``get_law("bo/2020").decide(...)`` is the door; the rules it is composed of are public too.
"""

from escrutinio.law.compensation import Compensation, compensate
from escrutinio.law.divisors import Allocation, Divisors, Quotient, dhondt, highest_averages, sainte_lague
from escrutinio.law.majority import AtLeastWithLead, Condition, MoreThan, first_round, run_off
from escrutinio.law.outcome import (
    Chamber,
    Decision,
    Elected,
    Outcome,
    RunOff,
    Step,
    Tie,
    Undecided,
    UnitSeats,
)
from escrutinio.law.plurality import plurality
from escrutinio.law.quotas import RemainderAllocation, droop_quota, hare_quota, largest_remainder
from escrutinio.law.registry import Law, get_law, law_ids
from escrutinio.law.thresholds import Threshold
from escrutinio.law.totals import ContestTotals

__all__ = [
    "Allocation",
    "AtLeastWithLead",
    "Chamber",
    "Compensation",
    "Condition",
    "ContestTotals",
    "Decision",
    "Divisors",
    "Elected",
    "Law",
    "MoreThan",
    "Outcome",
    "Quotient",
    "RemainderAllocation",
    "RunOff",
    "Step",
    "Threshold",
    "Tie",
    "Undecided",
    "UnitSeats",
    "compensate",
    "dhondt",
    "droop_quota",
    "first_round",
    "get_law",
    "hare_quota",
    "highest_averages",
    "largest_remainder",
    "law_ids",
    "plurality",
    "run_off",
    "sainte_lague",
]
