"""The law: totals in, seats and their derivation out.

Pure and exact: whole numbers and fractions only, the standard library alone (but for ``law.batch``, which
applies the same law to thousands of simulated results with NumPy).
``get_law("bo/2020").decide(...)`` is the door; the rules it is composed of are public too.
"""

from escrutinio.law.compensation import Compensation, compensate
from escrutinio.law.divisors import (
    Allocation,
    Divisors,
    Quotient,
    adams,
    danish,
    dhondt,
    divisors_from,
    highest_averages,
    huntington_hill,
    imperiali,
    macau,
    modified_sainte_lague,
    sainte_lague,
)
from escrutinio.law.lots import Lot, draw, read_lots
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
from escrutinio.law.quotas import (
    Over,
    RemainderAllocation,
    Rest,
    droop_quota,
    hagenbach_bischoff_quota,
    hare_quota,
    imperiali_quota,
    largest_remainder,
    rounded_down,
    rounded_up,
)
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
    "Lot",
    "MoreThan",
    "Outcome",
    "Over",
    "Quotient",
    "RemainderAllocation",
    "Rest",
    "RunOff",
    "Step",
    "Threshold",
    "Tie",
    "Undecided",
    "UnitSeats",
    "adams",
    "compensate",
    "danish",
    "dhondt",
    "divisors_from",
    "draw",
    "droop_quota",
    "first_round",
    "get_law",
    "hagenbach_bischoff_quota",
    "hare_quota",
    "highest_averages",
    "huntington_hill",
    "imperiali",
    "imperiali_quota",
    "largest_remainder",
    "law_ids",
    "macau",
    "modified_sainte_lague",
    "plurality",
    "read_lots",
    "rounded_down",
    "rounded_up",
    "run_off",
    "sainte_lague",
]
