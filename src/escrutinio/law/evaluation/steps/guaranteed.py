"""A seat for a share of the votes, and the others by whole shares and by rank: ``guaranteed``.

``guaranteed``: ``in`` ("each unit" or "whole"), ``seats`` (of the whole; else the table of seats), ``share``
with ``of`` and ``inclusive``, for which a list has a seat; ``most``, the most seats of a list; ``kind``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from escrutinio.law.evaluation.evaluation import Evaluation
from escrutinio.law.evaluation.figures import BASES
from escrutinio.law.evaluation.rule import Reads, Rule, RuleHead
from escrutinio.law.evaluation.steps.giving import seats_to_give
from escrutinio.law.evaluation.steps.methods import SCOPES
from escrutinio.law.evaluation.steps.shown import tied
from escrutinio.law.proportional.guaranteed import guaranteed_seats
from escrutinio.law.seat_parts import SeatTable
from escrutinio.law.step_labels import Label
from escrutinio.law.step_parts import Number
from escrutinio.law.thresholds.conditions import Threshold, in_words
from escrutinio.model.toml_table import TomlTable


@dataclass(frozen=True)
class Guaranteed(Rule):
    """A seat for a share of the votes, and the others by whole shares and by rank.

    Args:
        scope: "whole" or "each unit".
        seats: of the whole; 0 where the table of seats says it.
        share: that guarantees a seat.
        of: what it is a share of, one of :data:`BASES`.
        most: the most seats of a list.
        kind: of the seats.
    """

    body = "chamber"
    heeds_threshold = True

    scope: str
    seats: int
    share: Threshold
    of: str
    most: int
    kind: str

    @classmethod
    def read(cls, head: RuleHead, table: TomlTable) -> Self:
        """See :meth:`Rule.read`."""
        of = table.choice("of", BASES, "valid") or "valid"
        inclusive = table.flag("inclusive", default=True)
        return cls(
            head,
            table.choice("in", SCOPES, "whole") or "whole",
            table.count("seats", 0),
            Threshold(table.share("share"), BASES[of], inclusive),
            of,
            table.count("most"),
            table.text("kind", "a kind of seats", "list"),
        )

    @property
    def reads(self) -> Reads:
        """See :class:`Rule`."""
        return Reads(seats=not self.seats)

    @property
    def seats_of_whole(self) -> int:
        """See :class:`Rule`."""
        return self.seats if self.scope == "whole" else 0

    def decide(self, evaluation: Evaluation) -> None:
        """See :meth:`Rule.decide`."""
        whole = self.scope == "whole"
        for of in seats_to_give(evaluation, self, self.kind, whole=whole, number=self.seats):
            base = evaluation.base(self.of, None if whole else of.unit)
            given = guaranteed_seats(
                of.votes,
                of.size,
                self.share,
                base,
                most=self.most,
                lots=evaluation.facts.lots,
                what=of.what,
            )
            needed = f"{'at least' if self.share.inclusive else 'more than'} {in_words(self.share.share)}"
            of.give(
                given.seats,
                [given.tie],
                given.vacant,
                f"a list with {needed} of {self.share.base} has a seat; of the seats left each list has the "
                "whole part of its share by votes; the last go one by one, the most votes first, to lists "
                f"that had none of these. No list has more than {self.most} seats.",
                [Number(Label(self.of) if self.of != "lists" else Label.LIST_VOTES, base)],
                [
                    SeatTable(
                        {
                            Label.GUARANTEED_SEATS: given.guaranteed,
                            Label.WHOLE_SHARES: given.whole,
                            Label.SEATS_BY_RANK: given.ranked,
                            Label.SEATS: given.seats,
                        }
                    ),
                    *tied([given.tie] if given.tie else []),
                ],
            )
