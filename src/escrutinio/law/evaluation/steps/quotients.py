"""Seats of units by quotas of a law's own: ``quota-seats``, ``electoral-quotient``, ``first-and-second``.

``quota-seats``: seats for whole quotas in each unit, the others left for a later step such as ``levelling``
or ``unused-votes``: ``by`` and ``rounded``, the quota; ``of_all``, whether it is of all votes and not of the
lists that take part; ``nearly``, the part of a quota that has a seat too. An independent, who is one person,
has one seat at most.

``electoral-quotient``: ``candidate``, ``party`` and ``candidate_left``, the parts of the quotient that are
needed; ``last_for_all``, whether all parties take part at the end. The ``contest`` of the candidates' votes
has rows that are called ``PARTY: Name``; without it every party is taken to have enough candidates.

``first-and-second``: ``first`` and ``second``, the seats of the list with the most votes in a unit, and of
the next.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Self

from escrutinio.law.evaluation.evaluation import Evaluation
from escrutinio.law.evaluation.rule import Reads, Rule, RuleHead
from escrutinio.law.evaluation.steps.giving import leave_open, title, what
from escrutinio.law.evaluation.steps.methods import BY_QUOTA, ROUNDING
from escrutinio.law.evaluation.steps.shown import seat_table, tied
from escrutinio.law.facts import INDEPENDENT
from escrutinio.law.majority.plurality import first_and_second
from escrutinio.law.proportional.electoral_quotient import Bars, quotient_seats
from escrutinio.law.proportional.part_quotas import part_quotas
from escrutinio.law.proportional.quotas import Quota
from escrutinio.law.seat_parts import RemainderTable, SeatTable
from escrutinio.law.step_labels import Label
from escrutinio.law.step_parts import Number, VotesTable
from escrutinio.law.thresholds.conditions import in_words
from escrutinio.model.errors import LawError
from escrutinio.model.toml_table import TomlTable


@dataclass(frozen=True)
class QuotaSeats(Rule):
    """Seats for whole quotas, and for nearly whole ones.

    Args:
        quota: the price of a seat.
        of_all: whether it is of all votes, those of lists that do not take part among them.
        nearly: the part of a quota that has a seat too; 0 for none.
    """

    body = "chamber"
    heeds_threshold = True

    quota: Quota
    of_all: bool
    nearly: Fraction

    @classmethod
    def read(cls, head: RuleHead, table: TomlTable) -> Self:
        """See :meth:`Rule.read`."""
        quota = BY_QUOTA[table.choice("by", BY_QUOTA, "hare") or "hare"]
        rounded = ROUNDING[table.choice("rounded", ROUNDING, "exact") or "exact"]
        return cls(
            head,
            rounded(quota),
            table.flag("of_all", default=True),
            table.share("nearly", "0"),
        )

    @property
    def reads(self) -> Reads:
        """See :class:`Rule`."""
        return Reads(seats=True)

    def decide(self, evaluation: Evaluation) -> None:
        """See :meth:`Rule.decide`."""
        nearly = f", and for {in_words(self.nearly)} of one" if self.nearly else ""
        for unit in evaluation.each_unit(self):
            size, votes = evaluation.seats_of(unit, self), evaluation.taking_part(unit)
            total = evaluation.base("lists", unit) if self.of_all else None
            given = part_quotas(votes, size, self.quota, total=total, nearly=self.nearly or None)
            persons = {name for name in votes if INDEPENDENT in evaluation.facts.labels.get(name, ())}
            seats = {name: min(1, n) if name in persons else n for name, n in given.seats.items()}
            given = replace(given, seats=seats)
            evaluation.award(unit, "quota", sum(given.seats.values()), given.seats)
            evaluation.unused[unit] = dict(given.remainders)
            evaluation.explain(
                self,
                title(unit),
                f"a list has a seat for each whole quota{nearly}; the seats left are given in the whole.",
                [VotesTable(votes), Number(Label.SEATS, size)],
                [
                    seat_table(given.seats),
                    RemainderTable(given.price, dict(given.seats), given.left, dict(given.remainders)),
                ],
            )


@dataclass(frozen=True)
class ElectoralQuotient(Rule):
    """Seats by Brazil's electoral quotient.

    Args:
        bars: what parties and candidates need.
        contest: of the candidates' votes.
    """

    body = "chamber"
    heeds_threshold = True
    leaves_units_open = True

    bars: Bars
    contest: str

    @classmethod
    def read(cls, head: RuleHead, table: TomlTable) -> Self:
        """See :meth:`Rule.read`."""
        return cls(
            head,
            Bars(
                table.share("candidate", "0"),
                table.share("party", "0"),
                table.share("candidate_left", "0"),
                table.flag("last_for_all", default=True),
            ),
            table.text("contest", "the contest of candidates", "candidates"),
        )

    @property
    def reads(self) -> Reads:
        """See :class:`Rule`. Without the votes of candidates every party is taken to have enough of them."""
        return Reads(seats=True, optional=frozenset({self.contest}))

    def decide(self, evaluation: Evaluation) -> None:
        """See :meth:`Rule.decide`."""
        failed: dict[str, LawError] = {}
        units = evaluation.each_unit(self)
        for unit in units:
            size = evaluation.seats_of(unit, self)
            if unit in evaluation.open_units:
                leave_open(evaluation, self, "quotient", unit, size)
                continue
            try:
                self._decide_in(evaluation, unit, size)
            except LawError as error:
                if not evaluation.can_leave_open(self):
                    raise
                failed[unit] = error
        evaluation.leave_open_or_refuse(failed, units)
        for unit in failed:
            leave_open(evaluation, self, "quotient", unit, evaluation.seats_of(unit, self))

    def _decide_in(self, evaluation: Evaluation, unit: str, size: int) -> None:
        """Give the seats of a unit.

        Raises:
            LawError: a row of a candidate names no party, or is among those of parties.
        """
        bars, votes = self.bars, evaluation.taking_part(unit)
        self._refuse_candidates(votes)
        candidates = self.candidates(evaluation, unit)
        given = quotient_seats(
            votes,
            size,
            candidates,
            bars,
            valid=evaluation.base("lists", unit),
            lots=evaluation.facts.lots,
            what=what(unit),
        )
        evaluation.award(unit, "quotient", sum(given.first.values()), given.first)
        rest = {name: given.averages[name] + given.last[name] for name in votes}
        evaluation.award(unit, "average", size - sum(given.first.values()), rest, [given.tie], given.vacant)
        supposed = (
            ""
            if candidates is not None
            else (" The votes of candidates are not given: every party is taken to have enough of them.")
        )
        evaluation.explain(
            self,
            title(unit),
            f"a party has a seat for each whole quotient, where it has a candidate with "
            f"{in_words(bars.candidate)} of it; the seats left go to the highest averages of "
            f"parties with "
            f"{in_words(bars.party)}, each to a candidate with "
            f"{in_words(bars.candidate_left)}, and where "
            f"there is none, to the highest averages{' of all' if bars.last_for_all else ''}.{supposed}",
            [VotesTable(votes), Number(Label.SEATS, size), Number(Label.QUOTA, given.quotient)],
            [
                SeatTable(
                    {
                        Label.FULL_QUOTAS: given.first,
                        Label.SEATS_LEFT: rest,
                        Label.SEATS: given.seats,
                    }
                ),
                *tied([given.tie]),
            ],
        )

    def _refuse_candidates(self, votes: Mapping[str, int]) -> None:
        """Refuse rows of candidates among those of parties, as they would be parties of their own.

        Raises:
            LawError: there is one.
        """
        for row in votes:
            party, colon, _ = row.partition(":")
            if colon and party.strip() in votes:
                raise LawError(
                    f"{row!r} is a candidate of {party.strip()!r}, and no party",
                    where=self.where,
                    hint=f"Give the votes of candidates in the contest {self.contest!r}; a party's row holds "
                    "those of its candidates too.",
                )

    def candidates(self, evaluation: Evaluation, unit: str) -> dict[str, list[int]] | None:
        """Party -> the votes of its candidates; None where the table has none.

        Raises:
            LawError: a row does not name a party and a candidate, or a party without votes.
        """
        if not evaluation.contest(self.contest).votes:
            return None
        parties = evaluation.votes(unit)
        candidates: dict[str, list[int]] = {}
        for row, number in evaluation.votes(unit, self.contest).items():
            party, colon, _ = row.partition(":")
            if not colon or party.strip() not in parties:
                raise LawError(
                    f"nothing says of which party the candidate {row!r} is",
                    where=self.where,
                    hint="Call the row PARTY: Name, with the party as its own row calls it.",
                )
            candidates.setdefault(party.strip(), []).append(number)
        return candidates


@dataclass(frozen=True)
class FirstAndSecond(Rule):
    """So many seats of each unit for the list with the most votes, and so many for the next.

    Args:
        first, second: the seats of each.
    """

    body = "chamber"

    first: int
    second: int

    @classmethod
    def read(cls, head: RuleHead, table: TomlTable) -> Self:
        """See :meth:`Rule.read`."""
        return cls(head, table.count("first", 2), table.count("second", 1))

    def decide(self, evaluation: Evaluation) -> None:
        """See :meth:`Rule.decide`."""
        for unit in evaluation.districts(self):
            votes = evaluation.votes(unit)
            given = first_and_second(
                votes, self.first, self.second, lots=evaluation.facts.lots, what=what(unit)
            )
            size = self.first + self.second
            evaluation.award(unit, "majority and minority", size, given.seats, given.ties, given.vacant)
            evaluation.explain(
                self,
                title(unit),
                f"the list with the most votes has {self.first} seats, the next {self.second}.",
                [VotesTable(votes), Number(Label.SEATS, size)],
                [seat_table(given.seats), *tied(given.ties)],
            )
