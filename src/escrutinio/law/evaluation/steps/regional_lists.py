"""Lists of regions and of the whole country, by quotas and by what they leave: ``regional-lists``.

``regional-lists``: ``by`` and ``rounded``, the quota of a region, of all its votes; ``part``, of the quota,
which a remainder has to exceed for a seat that whole quotas leave; ``seats``, how many the national lists
share beside those left in the regions, and ``national``, their divisors; ``also``, the contest that holds the
votes of single-member constituencies that won no seat, by list.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Self

from escrutinio.law.evaluation.evaluation import Evaluation
from escrutinio.law.evaluation.rule import Reads, Rule, RuleHead
from escrutinio.law.evaluation.steps.giving import title, what, whole_votes
from escrutinio.law.evaluation.steps.methods import BY_QUOTA, ROUNDING, divisors_of, in_words
from escrutinio.law.evaluation.steps.shown import allocation_parts, seat_table
from escrutinio.law.facts import WHOLE
from escrutinio.law.proportional.divisors import Divisors
from escrutinio.law.proportional.highest_averages import highest_averages
from escrutinio.law.proportional.quotas import Quota
from escrutinio.law.proportional.regional_lists import RegionalSeats, regional_seats
from escrutinio.law.seat_parts import RemainderTable
from escrutinio.law.step_labels import Label
from escrutinio.law.step_parts import Number, VotesTable
from escrutinio.law.thresholds.conditions import in_words as share_in_words
from escrutinio.model.toml_table import TomlTable


@dataclass(frozen=True)
class RegionalLists(Rule):
    """Quotas in regions; the seats left, and more, by the votes that won none.

    Args:
        quota: the price of a seat of a region.
        part: of it, which a remainder has to exceed for a seat.
        seats: of the national lists, beside those left in the regions.
        divisors: by which these go.
        also: the contest of the constituencies' votes that won no seat.
    """

    body = "chamber"
    heeds_threshold = True

    quota: Quota
    part: Fraction
    seats: int
    divisors: Divisors
    also: str

    @classmethod
    def read(cls, head: RuleHead, table: TomlTable) -> Self:
        """See :meth:`Rule.read`."""
        quota = BY_QUOTA[table.choice("by", BY_QUOTA, "hagenbach_bischoff") or "hagenbach_bischoff"]
        return cls(
            head,
            ROUNDING[table.choice("rounded", ROUNDING, "down") or "down"](quota),
            table.share("part"),
            table.count("seats"),
            divisors_of(table, "national", default="dhondt"),
            table.text("also", "the name of a contest", "fragments"),
        )

    @property
    def reads(self) -> Reads:
        """See :class:`Rule`."""
        return Reads(contests=(self.also,), seats=True)

    def decide(self, evaluation: Evaluation) -> None:
        """See :meth:`Rule.decide`."""
        regions = {unit: self._region(evaluation, unit) for unit in evaluation.each_unit(self)}
        size = self.seats + sum(given.left for given in regions.values())
        fragments = evaluation.votes(None, self.also)
        votes = {
            name: max(0, fragments.get(name, 0) + self._unused(name, regions))
            for name in evaluation.taking_part()
        }
        given = highest_averages(
            votes, size, self.divisors, lots=evaluation.facts.lots, what="seats of the national lists"
        )
        evaluation.award(WHOLE, "national list", size, given.seats, [given.tie], given.vacant)
        evaluation.explain(
            self,
            "National lists",
            "the votes that have won no seat in the regions and in the constituencies are added up, less "
            "what seats for a part of a quota lacked; the seats left in the regions and "
            f"{self.seats} more are shared among them: {in_words(self.divisors, more_votes_first=False)}.",
            [VotesTable(votes, Label.UNUSED), Number(Label.SEATS, size)],
            allocation_parts(given),
        )

    def _region(self, evaluation: Evaluation, unit: str) -> RegionalSeats:
        """Give and explain the seats of one region."""
        votes, size = evaluation.taking_part(unit), evaluation.seats_of(unit, self)
        given = regional_seats(
            votes,
            size,
            self.quota,
            self.part,
            total=evaluation.base("lists", unit),
            lots=evaluation.facts.lots,
            what=what(unit),
        )
        evaluation.award(unit, "regional list", sum(given.seats.values()), given.seats)
        left = size - sum(given.full.values())
        evaluation.explain(
            self,
            title(unit),
            "each whole quota wins a seat; those left go to remainders of more than "
            f"{share_in_words(self.part)} of it, the largest first, and the others are given in the whole.",
            [VotesTable(votes), Number(Label.SEATS, size)],
            [
                seat_table(given.seats),
                RemainderTable(given.price, dict(given.full), left, dict(given.remainders)),
            ],
        )
        return given

    def _unused(self, name: str, regions: dict[str, RegionalSeats]) -> int:
        """The votes of a list that won nothing in the regions.

        Raises:
            LawError: they are no whole number, for the quota is none.
        """
        unused = sum((given.unused.get(name, Fraction(0)) for given in regions.values()), Fraction(0))
        return whole_votes(unused, f"the quotas of the regions leave {name}", self.where)
