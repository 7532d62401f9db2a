from .exchange import WithinTest, within_by_chance
from .movement import (
    Movement,
    Part,
    PartKind,
    Tables,
    explain_movement,
    unit_contributions,
)

__all__ = [
    "Movement",
    "Part",
    "PartKind",
    "Tables",
    "WithinTest",
    "explain_movement",
    "unit_contributions",
    "within_by_chance",
]
