"""A seat for a share of the votes, and the others by whole shares and by rank: ``guaranteed``.

``guaranteed``: ``in`` ("each unit" or "whole"), ``seats`` (of the whole; else the table of seats), ``share``
with ``of`` and ``inclusive``, for which a list has a seat; ``most``, the most seats of a list; ``kind``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from escrutinio.law.evaluation.evaluation import Evaluation
from escrutinio.law.evaluation.figures import BASES
from escrutinio.law.evaluation.rule import RuleHead
from escrutinio.law.evaluation.steps.seating import Seating, seating_keys
from escrutinio.law.evaluation.steps.shown import tied
from escrutinio.law.proportional.guaranteed import guaranteed_seats
from escrutinio.law.seat_parts import SeatTable
from escrutinio.law.step_labels import Label
from escrutinio.law.step_parts import Number
from escrutinio.law.thresholds.conditions import Threshold, in_words
from escrutinio.model.toml_table import TomlTable


@dataclass(frozen=True)
class Guaranteed(Seating):
    """A seat for a share of the votes, and the others by whole shares and by rank.

    Args:
        share: that guarantees a seat.
        of: what it is a share of, one of :data:`BASES`.
        most: the most seats of a list.
    """

    share: Threshold
    of: str
    most: int

    @classmethod
    def read(cls, head: RuleHead, table: TomlTable) -> Self:
        """See :meth:`Rule.read`."""
        of = table.choice("of", BASES, "valid") or "valid"
        inclusive = table.flag("inclusive", default=True)
        return cls(
            head,
            *seating_keys(table, "whole"),
            Threshold(table.share("share"), BASES[of], inclusive),
            of,
            table.count("most"),
        )

    def decide(self, evaluation: Evaluation) -> None:
        """See :meth:`Rule.decide`."""
        for of in self.to_give(evaluation):
            base = evaluation.base(self.of, None if self.whole else of.unit)
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
