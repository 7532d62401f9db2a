from .exchange import WithinTest, within_by_chance
from .movement import (
    ComparedSheets,
    Movement,
    Part,
    PartKind,
    explain_movement,
    unit_contributions,
)

__all__ = [
    "ComparedSheets",
    "Movement",
    "Part",
    "PartKind",
    "WithinTest",
    "explain_movement",
    "unit_contributions",
    "within_by_chance",
]
