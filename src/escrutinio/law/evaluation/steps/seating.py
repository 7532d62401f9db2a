"""What rules have in common that give the seats of each unit, or of the whole, to lists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from escrutinio.law.evaluation.evaluation import Evaluation
from escrutinio.law.evaluation.rule import Reads, Rule
from escrutinio.law.evaluation.steps.giving import Seats, seats_to_give
from escrutinio.law.evaluation.steps.methods import SCOPES
from escrutinio.model.toml_table import TomlTable


@dataclass(frozen=True)
class Seating(Rule):
    """Seats for lists, in one scope.

    Args:
        scope: "whole" or "each unit".
        seats: of the whole; 0 where the table of seats says it.
        kind: of the seats.
    """

    body = "chamber"
    heeds_threshold = True

    scope: str
    seats: int
    kind: str

    @property
    def whole(self) -> bool:
        """Whether the seats are of the whole; else of each unit."""
        return self.scope == "whole"

    @property
    def reads(self) -> Reads:
        """See :class:`Rule`."""
        return Reads(seats=not self.seats)

    @property
    def seats_of_whole(self) -> int:
        """See :class:`Rule`."""
        return self.seats if self.whole else 0

    def to_give(self, evaluation: Evaluation) -> Iterator[Seats]:
        """The seats of each unit, or of the whole.

        Raises:
            LawError: nobody says how many there are.
        """
        return seats_to_give(evaluation, self, self.kind, whole=self.whole, number=self.seats)


def seating_keys(table: TomlTable, scope: str = "each unit") -> tuple[str, int, str]:
    """``in``, which is ``scope`` unless given, ``seats`` and ``kind``, as :class:`Seating` takes them."""
    return (
        table.choice("in", SCOPES, scope) or scope,
        table.count("seats", 0),
        table.text("kind", "a kind of seats", "list"),
    )
