"""``bonus``: seats for the list with the most votes, and the others in proportion.

``in`` ("each unit" or "whole"), ``by``, ``seats`` (of the whole, the bonus included; else the table of
seats), ``more_votes_first``, ``kind``; and the bonus, one of

- ``premium``: so many seats for being first, a number or a share of the seats such as "50 %"; with
  ``one_more_each`` (a share of the votes above ``from``) and ``most``, one seat more for each, up to so many;
- ``least``: so many seats at least, a number or a share of the seats; the others share the rest.

With ``from`` and ``of`` only with that share of the votes at least, or with ``from_inclusive = false`` with
more of them.

A share that is no whole number of seats is ``bonus_rounded`` ("up", "down" or "nearest").
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Self

from escrutinio.law.decisions import Elected
from escrutinio.law.evaluation.evaluation import Evaluation
from escrutinio.law.evaluation.figures import BASES
from escrutinio.law.evaluation.rule import RuleHead
from escrutinio.law.evaluation.steps.methods import in_words, method_of
from escrutinio.law.evaluation.steps.seating import Seating, seating_keys
from escrutinio.law.evaluation.steps.shown import allocation_parts, tied
from escrutinio.law.proportional.bonus import BonusSeats, bonus_floor, bonus_premium
from escrutinio.law.proportional.methods import Method
from escrutinio.law.seat_parts import SeatTable
from escrutinio.law.step_labels import Label
from escrutinio.law.step_parts import DecisionResult, Names, Number, Part, Ties
from escrutinio.law.thresholds.conditions import in_words as share_in_words
from escrutinio.model.toml_table import TomlTable

ROUND = {"up": ceil, "down": floor, "nearest": lambda number: floor(number + Fraction(1, 2))}


@dataclass(frozen=True)
class BonusRule:
    """How many seats go to whoever is first.

    Args:
        number: so many, or this share of all.
        rounded: how a share becomes a number.
        least: whether it is a floor, not a premium.
        start: the share of the votes that it takes.
        start_inclusive: whether just that share is enough.
        of: what that is a share of.
        each: the share of the votes above ``start`` that gives one more; None where nothing does.
        most: not more than so many.
    """

    number: int | Fraction
    rounded: str
    least: bool
    start: Fraction
    start_inclusive: bool
    of: str
    each: Fraction | None
    most: int

    @classmethod
    def read(cls, table: TomlTable) -> BonusRule:
        """Take it out of the table of the rule."""
        key = table.which(("premium", "least")) or "premium"
        number = table.count_or_share(key) if table.has(key) else 0
        is_share = isinstance(number, Fraction)
        rounded = (table.choice("bonus_rounded", ROUND, "up") or "up") if is_share else "up"
        start = table.share("from", "0")
        inclusive = table.flag("from_inclusive", default=True)
        of = table.choice("of", BASES, "valid") or "valid"
        each = table.share("one_more_each") if table.has("one_more_each") else None
        most = table.count("most") if each is not None else 0
        if key == "least" and each is not None:
            table.problem("least", "a floor does not grow with the votes", "no one_more_each")
        if each is not None and not each:
            table.problem("one_more_each", "one more seat for each share of 0", "a share above 0")
            each = None
        return cls(number, rounded, key == "least", start, inclusive, of, each, most)

    def seats(self, size: int, votes: int, base: int) -> int:
        """How many of ``size`` seats, with so many of ``base`` votes."""
        share = Fraction(votes, base) if base else Fraction(0)
        if share < self.start or (share == self.start and not self.start_inclusive):
            return 0
        number = self.number
        seats = number if isinstance(number, int) else ROUND[self.rounded](number * size)
        if self.each is not None:
            seats = min(self.most, seats + (share - self.start) // self.each)
        return int(seats)

    @property
    def text(self) -> str:
        """In words."""
        number = self.number
        seats = f"{number} seats" if isinstance(number, int) else f"{share_in_words(number)} of them"
        than = "at least" if self.start_inclusive else "more than"
        bar = f", with {than} {share_in_words(self.start)} of {BASES[self.of]}" if self.start else ""
        if self.least:
            return f"has {seats} at least{bar}; where proportion gives it fewer, the others share the rest"
        more = (
            f", and one more for each {share_in_words(self.each)} above, up to {self.most}"
            if self.each
            else ""
        )
        return f"has {seats} for being first{bar}{more}; the others are shared among all in proportion"


@dataclass(frozen=True)
class Bonus(Seating):
    """Give the seats of each unit, or of the whole, with a bonus for the first.

    Args:
        method: by which the others are shared.
        more_votes_first: whether of equal claims that with more votes comes first.
        bonus: how many seats go to the first.
    """

    method: Method
    more_votes_first: bool
    bonus: BonusRule

    @classmethod
    def read(cls, head: RuleHead, table: TomlTable) -> Self:
        """See :meth:`Rule.read`."""
        return cls(
            head,
            *seating_keys(table),
            method_of(table),
            table.flag("more_votes_first", default=False),
            BonusRule.read(table),
        )

    def decide(self, evaluation: Evaluation) -> None:
        """See :meth:`Rule.decide`."""
        method, first, own = self.method, self.more_votes_first, self.bonus
        call = bonus_floor if own.least else bonus_premium
        for of in self.to_give(evaluation):
            base = evaluation.base(own.of, None if self.whole else of.unit)
            seats = own.seats(of.size, max(of.votes.values(), default=0), base)
            lots = evaluation.facts.lots
            allocation = call(
                of.votes,
                of.size,
                seats,
                method,
                most=of.candidates_if_stated or None,
                more_votes_first=first,
                lots=lots,
                what=of.what,
            )
            text = f"the list with the most votes {own.text}: {in_words(method, first)}."
            of.give(allocation.seats, allocation.ties, allocation.vacant, text, (), _parts(allocation))


def _parts(given: BonusSeats) -> list[Part]:
    """Who is first, the seats, and how those of the proportion were shared."""
    first = given.first
    shared = [part for part in allocation_parts(given.shared, seats=False) if not isinstance(part, Ties)]
    return [
        Names(Label.FIRST, (first.name,)) if isinstance(first, Elected) else DecisionResult(first),
        Number(Label.BONUS, given.bonus),
        SeatTable({Label.SHARED_SEATS: given.shared.seats, Label.SEATS: given.seats}),
        *shared,
        *tied(given.ties),
    ]
