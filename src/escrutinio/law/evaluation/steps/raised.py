"""Highest averages in which the quotients of some lists are raised: ``raised-averages``.

``raised-averages``: ``in`` ("each unit" or "whole"), ``seats`` (of the whole; else the table of seats),
``by`` (divisors), ``label`` (of the lists whose quotients are raised) and ``raised`` (by what share of them,
such as "35 %"); ``below`` with ``of`` (only those of lists with less than this share); ``kind``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Self

from escrutinio.law.evaluation.evaluation import Evaluation
from escrutinio.law.evaluation.figures import BASES
from escrutinio.law.evaluation.rule import Reads, RuleHead
from escrutinio.law.evaluation.steps.methods import divisors_of
from escrutinio.law.evaluation.steps.seating import Seating, seating_keys
from escrutinio.law.evaluation.steps.shown import quotient_table, seat_table, tied
from escrutinio.law.proportional.divisors import Divisors
from escrutinio.law.proportional.raised import RaisedAverages, raised_averages
from escrutinio.law.seat_parts import QuotientRow, QuotientTable
from escrutinio.law.step_labels import Label
from escrutinio.law.step_parts import Names
from escrutinio.law.thresholds.conditions import Threshold, in_words
from escrutinio.model.toml_table import TomlTable


@dataclass(frozen=True)
class RaisedQuotients(Seating):
    """The highest quotients win, and those of some lists are raised.

    Args:
        divisors: of the quotients.
        label: of the lists whose quotients are raised.
        more: by what share of them.
        below: the share that such a list must not have; None where all of them are raised.
        of: what that is a share of, one of :data:`BASES`.
    """

    divisors: Divisors
    label: str
    more: Fraction
    below: Threshold | None
    of: str

    @classmethod
    def read(cls, head: RuleHead, table: TomlTable) -> Self:
        """See :meth:`Rule.read`."""
        divisors = divisors_of(table, default="dhondt")
        if divisors.power != 1:
            table.problem("by", f"the divisors {divisors.name} have roots", "divisors that are numbers")
        more = table.share("raised")
        if not more:
            table.problem("raised", "quotients raised by nothing", "a share above 0")
        of = table.choice("of", BASES, "valid") or "valid"
        below = Threshold(table.share("below"), BASES[of], inclusive=True) if table.has("below") else None
        label = table.text("label", "a label of lists")
        return cls(head, *seating_keys(table), divisors, label, more, below, of)

    @property
    def reads(self) -> Reads:
        """See :class:`Rule`."""
        return Reads(seats=not self.seats, labels=frozenset({self.label}))

    def labelled(self, labels: Mapping[str, frozenset[str]]) -> set[str]:
        """The lists that have the label."""
        return {name for name, marks in labels.items() if self.label in marks}

    def decide(self, evaluation: Evaluation) -> None:
        """See :meth:`Rule.decide`."""
        for of in self.to_give(evaluation):
            raised = self.labelled(evaluation.facts.labels) & set(of.votes)
            if self.below is not None and raised:
                base = evaluation.base(self.of, None if self.whole else of.unit)
                raised = {name for name in raised if not self.below.passes(of.votes[name], base)}
            given = raised_averages(
                of.votes,
                of.size,
                raised,
                self.more,
                self.divisors,
                most=of.candidates_if_stated or None,
                lots=evaluation.facts.lots,
                what=of.what,
            )
            allocation = given.allocation
            than = f" with less than {in_words(self.below.share)} of {self.below.base}" if self.below else ""
            of.give(
                allocation.seats,
                [allocation.tie],
                allocation.vacant,
                f"the votes are divided by {self.divisors.text} ({self.divisors.name}), and the quotients of "
                f"{self.label} lists{than} are raised by {in_words(self.more)}; the highest win a seat.",
                [Names(Label.RAISED, given.raised)],
                [
                    seat_table(allocation.seats),
                    _quotients(of.votes, given),
                    *tied([allocation.tie]),
                ],
            )


def _quotients(votes: Mapping[str, int], given: RaisedAverages) -> QuotientTable:
    """The quotients of the votes as they were cast, raised ones as they count."""

    def row(quotient: QuotientRow) -> QuotientRow:
        counted = None if quotient.quotient is None else quotient.quotient / given.scale
        return replace(quotient, votes=votes[quotient.name], quotient=counted)

    table = quotient_table(given.allocation)
    return replace(table, rows=tuple(map(row, table.rows)), next=row(table.next) if table.next else None)
