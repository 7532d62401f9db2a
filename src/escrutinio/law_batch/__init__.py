"""The same law applied to thousands of results at once, with NumPy: for simulation and forecasts.

The exact law in ``escrutinio.law`` is the law; this is a faster way to the same numbers, with neither texts
nor derivation, and is tested to agree with it. No rule compares floating-point numbers here either.

``decide_draws(get_law("bo/2020"), ...)`` is the door; ``rules_without_batch`` names the rules that keep a law
from arrays, so that the exact law is applied to one result after the other.
The rules it is composed of are public too. The first axis of every array is the draw.
"""

from escrutinio.law_batch.allocation import BatchAllocation, allocate_many
from escrutinio.law_batch.bolivia import bolivia_many
from escrutinio.law_batch.compensation import BatchCompensation, compensate_many
from escrutinio.law_batch.draws import DrawnContest, DrawnElection
from escrutinio.law_batch.majority import BatchFirstRound, BatchPlurality, first_round_many, plurality_many
from escrutinio.law_batch.outcome import BatchChamber, BatchOutcome
from escrutinio.law_batch.registry import WithoutBatch, decide_draws, decide_many, rules_without_batch

__all__ = [
    "BatchAllocation",
    "BatchChamber",
    "BatchCompensation",
    "BatchFirstRound",
    "BatchOutcome",
    "BatchPlurality",
    "DrawnContest",
    "DrawnElection",
    "WithoutBatch",
    "allocate_many",
    "bolivia_many",
    "compensate_many",
    "decide_draws",
    "decide_many",
    "first_round_many",
    "plurality_many",
    "rules_without_batch",
]
