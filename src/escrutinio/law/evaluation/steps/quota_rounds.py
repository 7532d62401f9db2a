"""Whole quotas, and the seats left in turn to lists with a part of one: ``quota-rounds``.

``quota-rounds``: ``in`` ("each unit" or "whole"), ``seats`` (of the whole; else the table of seats), ``by``
and ``rounded``, the quota, and ``of``, the votes that it is of ("taking part" for those of the lists that
take part in the seats); ``nearly``, the part of a quota that has a seat too; ``part`` (of the quota, which a
list needs for a seat that whole quotas leave); ``left`` ("remainders" or "votes": by what their order goes);
``least``, the seats to which lists that take part are raised first, if they have fewer; ``each``, the seats
that every list which takes part has beforehand, so that the quota is of the others only; ``kind``.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Self

from escrutinio.law.evaluation.evaluation import Evaluation
from escrutinio.law.evaluation.figures import BASES
from escrutinio.law.evaluation.rule import RuleHead
from escrutinio.law.evaluation.steps.giving import Seats
from escrutinio.law.evaluation.steps.methods import BY_QUOTA, ROUNDING
from escrutinio.law.evaluation.steps.seating import Seating, seating_keys
from escrutinio.law.evaluation.steps.shown import allocation_parts
from escrutinio.law.proportional.quotas import Quota
from escrutinio.law.proportional.rest_of_some import rest_of_some
from escrutinio.law.step_labels import Label
from escrutinio.law.step_parts import Number
from escrutinio.law.thresholds.conditions import in_words
from escrutinio.law.totals import NotSettled
from escrutinio.model.toml_table import TomlTable

TAKING_PART = "taking part"
"""What a quota is of that goes by the votes of the lists that take part, and of no others."""


@dataclass(frozen=True)
class QuotaRounds(Seating):
    """Seats for whole quotas, and the others in the order of what is left, again and again.

    Args:
        quota: the price of a seat.
        of: the votes that it is of, one of :data:`BASES` or :data:`TAKING_PART`.
        part: of the quota that a list needs for a seat that whole quotas leave.
        nearly: the part of a quota that has a seat too; 0 for none.
        by_votes: whether the seats left go by the most votes, and not by the largest remainders.
        least: the seats to which lists are raised that have fewer by quotas; 0 for none.
        each: the seats that every list with votes has beforehand; 0 for none.
    """

    quota: Quota
    of: str
    part: Fraction
    nearly: Fraction
    by_votes: bool
    least: int
    each: int = 0

    @classmethod
    def read(cls, head: RuleHead, table: TomlTable) -> Self:
        """See :meth:`Rule.read`."""
        quota = BY_QUOTA[table.choice("by", BY_QUOTA, "hare") or "hare"]
        rounded = ROUNDING[table.choice("rounded", ROUNDING, "exact") or "exact"]
        of = table.choice("of", (*BASES, TAKING_PART), "valid") or "valid"
        part, nearly = table.share("part", "0"), table.share("nearly", "0")
        by_votes = table.choice("left", ("remainders", "votes"), "remainders") == "votes"
        least, each = table.count("least", 0), table.count("each", 0)
        if least and each:
            table.problem("each", "lists are raised to a number or have it beforehand", "one of the two")
        return cls(head, *seating_keys(table), rounded(quota), of, part, nearly, by_votes, least, each)

    def decide(self, evaluation: Evaluation) -> None:
        """See :meth:`Rule.decide`."""
        for of in self.to_give(evaluation):
            base = self._base(evaluation, of)
            size = of.size - self.each * sum(number > 0 for number in of.votes.values())
            if size < 0:
                raise NotSettled(
                    f"{self.each} seats for every list are more than the {of.size} that there are"
                )
            price = self.quota(base, size) if base and size else Fraction(0)
            able = {name for name, number in of.votes.items() if number and number >= self.part * price}
            given = rest_of_some(
                of.votes,
                size,
                self.quota,
                able,
                total=base,
                nearly=self.nearly or None,
                by_votes=self.by_votes,
                least=self.least,
                lots=evaluation.facts.lots,
                what=of.what,
            )
            whole = f", and so does {in_words(self.nearly)} of one" if self.nearly else ""
            some = f" with {in_words(self.part)} of it" if self.part else ""
            order = "the most votes" if self.by_votes else "the largest remainders"
            raised = f"a list with fewer than {self.least} has {self.least}; " if self.least else ""
            before = f"every list has {self.each} seats beforehand; of the others " if self.each else ""
            seats = {name: number + self.each * (of.votes[name] > 0) for name, number in given.seats.items()}
            of.give(
                seats,
                [given.tie],
                given.vacant,
                f"{before}each whole quota wins a seat{whole}; {raised}those left go to lists{some}, {order} "
                "first, and begin anew in the same order.",
                self._shown(base),
                allocation_parts(given),
            )

    def _base(self, evaluation: Evaluation, of: Seats) -> int:
        if self.of == TAKING_PART:
            return sum(of.votes.values())
        return evaluation.base(self.of, None if self.whole else of.unit)

    def _shown(self, base: int) -> list[Number]:
        if self.of == TAKING_PART:
            return []  # The table of the step has the votes of each.
        return [Number(Label.LIST_VOTES if self.of == "lists" else Label(self.of), base)]
