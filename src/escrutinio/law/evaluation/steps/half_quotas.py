"""Quotas, a part of one, and the candidates with the most votes: ``half-quotas``.

``half-quotas``: ``in`` ("each unit" or "whole"), ``seats`` (of the whole; else the table of seats), ``by``
and ``rounded``, the quota, and ``of``, the votes that it is of; ``part``, of the quota, which has a seat
where a list has no whole one; ``kind``. Seats still left go to the candidates with the most votes of all
lists: the ``contest`` of their votes has rows that are called ``LIST: Name``, and one who stands on several
lists has a row for each. ``most_by_candidates``, so many of these seats at most for each list.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Self

from escrutinio.law.evaluation.evaluation import Evaluation
from escrutinio.law.evaluation.figures import BASES
from escrutinio.law.evaluation.rule import Reads, RuleHead
from escrutinio.law.evaluation.steps.giving import Seats, give_each
from escrutinio.law.evaluation.steps.methods import BY_QUOTA, ROUNDING
from escrutinio.law.evaluation.steps.seating import Seating, seating_keys
from escrutinio.law.evaluation.steps.shown import tied
from escrutinio.law.proportional.half_quotas import half_quota_seats
from escrutinio.law.proportional.quotas import Quota
from escrutinio.law.seat_parts import SeatTable
from escrutinio.law.step_labels import Label
from escrutinio.law.step_parts import Number
from escrutinio.law.thresholds.conditions import in_words
from escrutinio.model.errors import LawError
from escrutinio.model.toml_table import TomlTable


@dataclass(frozen=True)
class HalfQuotas(Seating):
    """Seats for whole quotas, for a part of one, and for the candidates with the most votes.

    Args:
        quota: the price of a seat.
        of: the votes that it is of, one of :data:`BASES`.
        part: of the quota, which has a seat where a list has no whole one.
        contest: of the candidates' votes.
        whole_part: whether the part, as the quota, is a whole number of votes, its fraction left out.
        most: seats that a list has at most by the votes of its candidates; 0 for no such bound.
    """

    leaves_units_open = True

    quota: Quota
    of: str
    part: Fraction
    contest: str
    whole_part: bool
    most: int

    @classmethod
    def read(cls, head: RuleHead, table: TomlTable) -> Self:
        """See :meth:`Rule.read`."""
        quota = BY_QUOTA[table.choice("by", BY_QUOTA, "hare") or "hare"]
        rounded = table.choice("rounded", ROUNDING, "exact") or "exact"
        of = table.choice("of", BASES, "valid") or "valid"
        part = table.share("part", "1/2")
        contest = table.text("contest", "the contest of candidates", "candidates")
        most = table.count("most_by_candidates", 0)
        price = ROUNDING[rounded](quota)
        return cls(
            head, *seating_keys(table), price, of, part, contest, whole_part=rounded == "down", most=most
        )

    @property
    def reads(self) -> Reads:
        """See :class:`Rule`."""
        return Reads(contests=(self.contest,), seats=not self.seats)

    def decide(self, evaluation: Evaluation) -> None:
        """See :meth:`Rule.decide`."""

        def give(of: Seats) -> None:
            base = evaluation.base(self.of, None if self.whole else of.unit)
            given = half_quota_seats(
                of.votes,
                of.size,
                self._candidates(evaluation, of),
                self.quota,
                self.part,
                total=base,
                whole_part=self.whole_part,
                most=self.most,
                lots=evaluation.facts.lots,
                what=of.what,
            )
            of.give(
                given.seats,
                given.ties,
                given.vacant,
                f"each whole quota wins a seat; those left go to lists without one that have "
                f"{in_words(self.part)} of it, and then to the candidates with the most votes of all lists"
                f"{f', {self.most} of each list at most' if self.most else ''}.",
                [Number(Label(self.of) if self.of != "lists" else Label.LIST_VOTES, base)],
                [
                    SeatTable(
                        {
                            Label.FULL_QUOTAS: given.full,
                            Label.SEATS_LEFT: {
                                name: given.part[name] + given.rest[name] for name in given.full
                            },
                            Label.SEATS: given.seats,
                        }
                    ),
                    *tied(given.ties),
                ],
            )

        give_each(self.to_give(evaluation), give)

    def _candidates(self, evaluation: Evaluation, of: Seats) -> dict[str, dict[str, int]]:
        """List that takes part -> its candidates -> votes.

        Raises:
            LawError: a row does not name a list that has a row of its own.
        """
        rows = evaluation.votes(None if self.whole else of.unit, self.contest)
        lists = evaluation.votes(None if self.whole else of.unit)
        candidates: dict[str, dict[str, int]] = {}
        for row, number in rows.items():
            name, colon, person = row.partition(":")
            if not colon or name.strip() not in lists:
                raise LawError(
                    f"nothing says of which list the candidate {row!r} is",
                    where=self.where,
                    hint="Call the row LIST: Name, with the list as its own row calls it.",
                )
            if name.strip() in of.votes:
                candidates.setdefault(name.strip(), {})[person.strip()] = number
        return candidates
