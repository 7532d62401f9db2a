"""Averages within the upper quota: ``balinski-young``.

``balinski-young``: ``in`` ("each unit" or "whole"), ``seats`` (of the whole; else the table of seats),
``kind``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from escrutinio.law.evaluation.evaluation import Evaluation
from escrutinio.law.evaluation.rule import RuleHead
from escrutinio.law.evaluation.steps.seating import Seating, seating_keys
from escrutinio.law.evaluation.steps.shown import ALL_QUOTIENTS, seat_table, tied
from escrutinio.law.proportional.balinski_young import BalinskiYoung, balinski_young
from escrutinio.law.seat_parts import QuotientRow, QuotientTable
from escrutinio.law.step_labels import Quotients
from escrutinio.law.step_parts import Lots
from escrutinio.model.toml_table import TomlTable


@dataclass(frozen=True)
class WithinQuota(Seating):
    """Seats one by one to the highest average of the lists that stay within their upper quota."""

    @classmethod
    def read(cls, head: RuleHead, table: TomlTable) -> Self:
        """See :meth:`Rule.read`."""
        return cls(head, *seating_keys(table))

    def decide(self, evaluation: Evaluation) -> None:
        """See :meth:`Rule.decide`."""
        for of in self.to_give(evaluation):
            given = balinski_young(of.votes, of.size, lots=evaluation.facts.lots, what=of.what)
            of.give(
                given.seats,
                given.ties,
                given.vacant,
                "seat by seat the highest average wins, of the lists that have fewer seats than their exact "
                "share "
                "of the seats given so far and this one.",
                [],
                [
                    seat_table(given.seats),
                    _averages(given),
                    *tied(given.ties),
                    *([Lots(given.lots)] if given.lots else []),
                ],
            )


def _averages(given: BalinskiYoung) -> QuotientTable:
    """The averages that won, in the order of the seats; of very many, the last of each list."""
    awards, which = list(given.awards), Quotients.WON
    if len(awards) > ALL_QUOTIENTS:
        awards = list({award.name: award for award in awards}.values())
        which = Quotients.LAST_OF_EACH
    rows = [QuotientRow(a.name, a.votes, str(a.seat), a.seat, a.average, False) for a in awards]
    return QuotientTable(tuple(rows), None, which, "list")
