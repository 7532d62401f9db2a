"""``pooled``: whole quotas in the units; the seats and votes that are left, in the whole country.

``by`` and ``rounded``: the quota of a unit; ``pool_by`` and ``pool_rounded``: that of the country. Quotas and
roundings are those of ``allocate``; the seats of units are those of the table or of ``apportion``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from escrutinio.law.evaluation.evaluation import Evaluation
from escrutinio.law.evaluation.rule import Reads, Rule, RuleHead
from escrutinio.law.evaluation.steps.methods import BY_QUOTA, ROUNDING
from escrutinio.law.evaluation.steps.shown import seat_table, tied
from escrutinio.law.proportional.pooled import pooled
from escrutinio.law.proportional.quotas import Quota
from escrutinio.law.seat_parts import RemainderTable, SeatGrid
from escrutinio.law.step_labels import Label
from escrutinio.law.step_parts import Number, VotesTable
from escrutinio.model.toml_table import TomlTable


@dataclass(frozen=True)
class PooledQuotas(Rule):
    """Whole quotas in the units, then what is left in the country.

    Args:
        first: the price of a seat in a unit.
        second: the price of a seat in the country.
    """

    body = "chamber"
    heeds_threshold = True

    first: Quota
    second: Quota

    @classmethod
    def read(cls, head: RuleHead, table: TomlTable) -> Self:
        """See :meth:`Rule.read`."""
        return cls(head, _quota(table, "by", "rounded"), _quota(table, "pool_by", "pool_rounded"))

    @property
    def reads(self) -> Reads:
        """See :class:`Rule`."""
        return Reads(seats=True)

    def decide(self, evaluation: Evaluation) -> None:
        """See :meth:`Rule.decide`."""
        votes = {unit: evaluation.taking_part(unit) for unit in evaluation.each_unit(self)}
        given = pooled(
            votes,
            {unit: evaluation.seats_of(unit, self) for unit in votes},
            first=self.first,
            second=self.second,
            most={unit: evaluation.candidates(unit, only_if_stated=True) for unit in votes},
            lots=evaluation.facts.lots,
        )
        for unit, scrutiny in given.units.items():
            evaluation.award(unit, "first scrutiny", sum(scrutiny.seats.values()), scrutiny.seats)
            evaluation.explain(
                self,
                f"First scrutiny, {unit}",
                "each whole quota wins a seat; seats too many are taken back from the smallest remainders, "
                "and those that are left go to the second scrutiny.",
                [VotesTable(votes[unit]), Number(Label.SEATS, scrutiny.size)],
                [
                    RemainderTable(
                        scrutiny.price, dict(scrutiny.seats), scrutiny.left, dict(scrutiny.remainders)
                    )
                ],
            )
        for unit, placed in given.placed.items():
            evaluation.award(unit, "second scrutiny", sum(placed.values()), placed)
        evaluation.award_unplaced(
            "second scrutiny", given.seats, given.placed, given.ties, given.undecided, given.vacant
        )
        evaluation.explain(
            self,
            "Second scrutiny",
            "the votes that are left of each list, and all of its votes in units where it has no seat, are "
            "added up; the seats left go by whole quotas and largest remainders, and fall in the units where "
            "the list has its largest remainders.",
            [VotesTable({name: int(number) for name, number in given.votes.items()})],
            [
                Number(Label.SEATS, given.size),
                Number(Label.QUOTA, given.price),
                seat_table(given.seats),
                SeatGrid(Label.SEATS_IN_UNITS, {unit: won for unit, won in given.placed.items() if won}),
                *tied(given.ties),
            ],
        )


def _quota(table: TomlTable, key: str, rounded: str) -> Quota:
    quota = BY_QUOTA[table.choice(key, BY_QUOTA) or "hare"]
    return ROUNDING[table.choice(rounded, ROUNDING, "exact") or "exact"](quota)
