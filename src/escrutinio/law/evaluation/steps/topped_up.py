"""Seats added to those that counts gave: ``top-up``.

``top-up``: ``contest`` (rows that state the seats which each party won in the counts of the districts),
``relative`` (whether of two parties with seats that with more votes is to have more seats) and
``proportional`` (whether their seats are to stand to each other as their votes do). A party with more than
half of the votes always has a majority of the seats.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from escrutinio.law.evaluation.evaluation import Evaluation
from escrutinio.law.evaluation.rule import Reads, Rule, RuleHead
from escrutinio.law.evaluation.steps.shown import seat_table
from escrutinio.law.facts import WHOLE
from escrutinio.law.mixed.top_up import Why, top_up
from escrutinio.law.outcome import add_up
from escrutinio.law.step_labels import Label
from escrutinio.law.step_parts import VotesTable
from escrutinio.model.errors import LawError
from escrutinio.model.text import some_of
from escrutinio.model.toml_table import TomlTable

WORDS = {
    Why.NOTHING: "none are",
    Why.ABSOLUTE_MAJORITY: "a party with more than half of the first preferences has a majority of the seats",
    Why.RELATIVE_MAJORITY: "of the two parties with seats that with more first preferences has more seats",
    Why.PROPORTION: "the votes of a seat of the two parties with seats come as near as an odd house allows",
}


@dataclass(frozen=True)
class ToppedUp(Rule):
    """Seats that are added where seats and votes do not agree.

    Args:
        contest: of the seats won in the counts.
        relative: whether more votes than the other of two parties are enough.
        proportional: whether the seats of two parties stand to each other as their votes.
    """

    body = "chamber"

    contest: str
    relative: bool
    proportional: bool

    @classmethod
    def read(cls, head: RuleHead, table: TomlTable) -> Self:
        """See :meth:`Rule.read`."""
        return cls(
            head,
            table.text("contest", "the name of a contest", "seats"),
            table.flag("relative", default=False),
            table.flag("proportional", default=False),
        )

    @property
    def reads(self) -> Reads:
        """See :class:`Rule`."""
        return Reads(contests=(self.contest,))

    def decide(self, evaluation: Evaluation) -> None:
        """See :meth:`Rule.decide`."""
        votes, won = evaluation.votes(), evaluation.votes(None, self.contest)
        evaluation.check_seats_won(self.contest, evaluation.contest(self.contest).votes, self)
        if strangers := sorted(name for name, seats in won.items() if seats and name not in votes):
            raise LawError(
                f"{some_of(strangers)} won seats, and the first preferences do not name it",
                where=self.where,
                hint="Write the names of both contests alike.",
            )
        given = top_up(votes, won, relative=self.relative, proportional=self.proportional)
        evaluation.award(WHOLE, "count", sum(won.values()), won)
        more = {given.party: given.seats} if given.seats else {}
        evaluation.award(WHOLE, "top-up", given.seats, more)
        evaluation.explain(
            self,
            "Seats added",
            "seats are added to those of the counts where the law asks for it: " + WORDS[given.why] + ".",
            [VotesTable(votes, Label.FIRST_PREFERENCES), seat_table(won, Label.SEATS_IN_UNITS)],
            [seat_table(more, Label.SEATS_ADDED), seat_table(add_up([won, more]))],
        )
