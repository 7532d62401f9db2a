"""The same law applied to thousands of results at once, with NumPy: for simulation and forecasts.

The exact law in the modules beside this package is the law; this is a faster way to the same numbers, with
neither texts nor derivation, and is tested to agree with it. It is the one part of this room that needs more
than the standard library, so nothing else here imports it: whoever wants it imports
``escrutinio.law_batch``. No rule compares floating-point numbers here either.

``batch_law("bo/2020")`` is the door, ``decide_many`` the one that asks by the roles of contests; the rules
they are composed of are public too. The first axis of every array is the draw.
"""

from escrutinio.law_batch.allocation import BatchAllocation, allocate_many
from escrutinio.law_batch.bolivia import bolivia_many
from escrutinio.law_batch.compensation import BatchCompensation, compensate_many
from escrutinio.law_batch.majority import BatchFirstRound, BatchPlurality, first_round_many, plurality_many
from escrutinio.law_batch.outcome import BatchChamber, BatchOutcome
from escrutinio.law_batch.registry import BatchLaw, batch_law, batch_law_ids, decide_many

__all__ = [
    "BatchAllocation",
    "BatchChamber",
    "BatchCompensation",
    "BatchFirstRound",
    "BatchLaw",
    "BatchOutcome",
    "BatchPlurality",
    "allocate_many",
    "batch_law",
    "batch_law_ids",
    "bolivia_many",
    "compensate_many",
    "decide_many",
    "first_round_many",
    "plurality_many",
]
