from .allocation import BatchAllocation, allocate_many
from .array_form import WithoutBatch, rules_without_batch
from .bolivia import bolivia_many
from .compensation import BatchCompensation, compensate_many
from .draws import DrawnContest, DrawnElection
from .majority import BatchFirstRound, BatchPlurality, first_round_many, plurality_many
from .outcome import BatchChamber, BatchOffice, BatchOutcome
from .registry import decide_draws, decide_many

__all__ = [
    "BatchAllocation",
    "BatchChamber",
    "BatchCompensation",
    "BatchFirstRound",
    "BatchOffice",
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
