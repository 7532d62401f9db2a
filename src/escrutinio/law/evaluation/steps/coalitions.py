"""``coalitions``: seats of the whole to coalitions and single lists, then to the lists of each coalition.

``seats``; ``counts``, ``own`` and ``together``: the shares with which a list's votes count for its coalition,
with which a list takes part, and with which a coalition does; ``of`` what they are shares of; ``label``, of
lists that need none; ``by`` and ``rounded``, the quota. The coalitions are the agreements of the facts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from escrutinio.law.evaluation.evaluation import Evaluation
from escrutinio.law.evaluation.figures import BASES
from escrutinio.law.evaluation.rule import Reads, Rule, RuleHead
from escrutinio.law.evaluation.steps.methods import BY_QUOTA, ROUNDING
from escrutinio.law.evaluation.steps.shown import allocation_parts, seat_table, tied
from escrutinio.law.facts import WHOLE
from escrutinio.law.proportional.coalitions import coalition_name, coalition_seats
from escrutinio.law.proportional.quotas import Quota
from escrutinio.law.step_labels import Label
from escrutinio.law.step_parts import Names, Number, VotesTable
from escrutinio.law.thresholds.conditions import Threshold, in_words
from escrutinio.model.toml_table import TomlTable


@dataclass(frozen=True)
class CoalitionLists(Rule):
    """Seats of lists by way of their coalitions.

    Args:
        seats: of the whole.
        of: what shares are of, as in :data:`BASES`.
        counts, own, together: see the module.
        label: of lists that need no share; empty for none.
        quota: the price of a seat.
    """

    body = "chamber"

    seats: int
    of: str
    counts: Threshold
    own: Threshold
    together: Threshold
    label: str
    quota: Quota

    @classmethod
    def read(cls, head: RuleHead, table: TomlTable) -> Self:
        """See :meth:`Rule.read`."""
        of = table.choice("of", BASES, "valid") or "valid"
        quota = BY_QUOTA[table.choice("by", BY_QUOTA, "hare") or "hare"]
        return cls(
            head,
            table.count("seats"),
            of,
            Threshold(table.share("counts", "0"), BASES[of], inclusive=True),
            Threshold(table.share("own"), BASES[of], inclusive=True),
            Threshold(table.share("together"), BASES[of], inclusive=True),
            table.text("label", "a label of the facts", ""),
            ROUNDING[table.choice("rounded", ROUNDING, "exact") or "exact"](quota),
        )

    @property
    def reads(self) -> Reads:
        """See :class:`Rule`."""
        return Reads(labels=frozenset({self.label} if self.label else ()))

    @property
    def seats_of_whole(self) -> int:
        """See :class:`Rule`."""
        return self.seats

    @property
    def heeds_agreements(self) -> bool:
        """See :class:`Rule`."""
        return True

    def decide(self, evaluation: Evaluation) -> None:
        """See :meth:`Rule.decide`."""
        votes, base = evaluation.votes(), evaluation.base(self.of)
        coalitions = tuple(
            tuple(name for name in group if name in votes) for group in evaluation.facts.agreements
        )
        labels = evaluation.facts.labels
        given = coalition_seats(
            votes,
            coalitions,
            self.seats,
            base,
            counts=self.counts,
            own=self.own,
            together=self.together,
            exempt={name for name in votes if self.label and self.label in labels.get(name, ())},
            quota=self.quota,
            lots=evaluation.facts.lots,
        )
        evaluation.award(WHOLE, "list", self.seats, given.seats, given.ties, given.vacant)
        evaluation.explain(
            self,
            "Seats of coalitions and lists",
            f"a coalition with {in_words(self.together.share)} takes part if one of its lists has "
            f"{in_words(self.own.share)}, and a list by itself with {in_words(self.own.share)}; a "
            f"list's votes "
            f"count for its coalition from {in_words(self.counts.share)}. Each full quota wins a "
            f"seat, and the "
            "seats left go to the largest remainders.",
            [
                VotesTable(votes, base=base),
                Number(Label(self.of) if self.of != "lists" else Label.LIST_VOTES, base),
                Number(Label.SEATS, self.seats),
                Names(Label.ALLIANCES, tuple(coalition_name(group) for group in coalitions)),
            ],
            [*allocation_parts(given.among), *tied(given.ties[1:])],
        )
        for name, share in given.inside.items():
            evaluation.explain(
                self,
                f"Seats inside {name}",
                "the lists that take part share the seats of their coalition by the same rule.",
                [VotesTable(share.votes), Number(Label.SEATS, share.size)],
                [*allocation_parts(share)],
            )
        if given.inside:
            evaluation.explain(self, "Seats of lists", "all together.", [], [seat_table(given.seats)])
