"""Why the count moved, and which sheets are worth a look. Takes arrays, knows no files."""

from escrutinio.explain.exchange import WithinTest, within_by_chance
from escrutinio.explain.movement import (
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
