"""``overhang-lands``: parties by their votes in the whole, their lists by land, seats above these kept.

``contest`` (of the single-member seats, whose units belong to a land by ``above``), ``size`` (all seats,
without those above what is due), ``by`` (divisors, or a quota with largest remainders).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from escrutinio.law.evaluation.evaluation import Evaluation
from escrutinio.law.evaluation.rule import Reads, Rule, RuleHead
from escrutinio.law.evaluation.steps.levelled_lands import lists_wait
from escrutinio.law.evaluation.steps.methods import in_words, method_named
from escrutinio.law.evaluation.steps.shown import allocation_parts
from escrutinio.law.facts import WHOLE
from escrutinio.law.mixed.overhang_lands import overhang_lands
from escrutinio.law.outcome import add_up
from escrutinio.law.proportional.divisors import sainte_lague
from escrutinio.law.proportional.methods import Method
from escrutinio.law.seat_parts import SeatGrid, SeatTable
from escrutinio.law.step_labels import Label
from escrutinio.law.step_parts import Number, VotesTable
from escrutinio.model.toml_table import TomlTable


@dataclass(frozen=True)
class OverhangByLand(Rule):
    """Seats of lists by land, beside constituency seats that are kept above them.

    Args:
        contest: of the single-member seats.
        size: all seats, without those above what is due.
        method: of the seats of parties, and of the lands of each.
    """

    body = "chamber"
    heeds_threshold = True

    contest: str
    size: int
    method: Method

    @classmethod
    def read(cls, head: RuleHead, table: TomlTable) -> Self:
        """See :meth:`Rule.read`."""
        return cls(
            head,
            table.text("contest", "the name of a contest", "constituencies"),
            table.count("size"),
            method_named(table, "by") or sainte_lague,
        )

    @property
    def reads(self) -> Reads:
        """See :class:`Rule`."""
        return Reads(contests=(self.contest,), above=True, single_seats=self.size)

    def decide(self, evaluation: Evaluation) -> None:
        """See :meth:`Rule.decide`."""
        lands = evaluation.each_unit(self)
        evaluation.check_seats_won(self.contest, lands, self)
        single = {land: evaluation.single(self.contest, land) for land in lands}
        ties = evaluation.tied_single(self.contest)
        if ties:
            won = add_up(single.values())
            evaluation.award(WHOLE, "single-member", sum(won.values()) + len(ties), won, ties)
            lists_wait(evaluation, self, self.size, won, ties)
            return
        votes = {land: evaluation.taking_part(land) for land in lands}
        given = overhang_lands(votes, single, self.size, self.method, lots=evaluation.facts.lots)
        for land in lands:
            here = single[land]
            evaluation.award(land, "single-member", sum(here.values()), here)
            evaluation.award(land, "list", sum(given.lists[land].values()), given.lists[land])
        evaluation.explain(
            self,
            "Seats of parties",
            f"the {self.size} seats, but for single-member seats of those that take no part, go to parties "
            f"by their votes in the whole country: {in_words(self.method)}.",
            [VotesTable(add_up(votes.values())), Number(Label.SEATS, self.size)],
            allocation_parts(given.shares),
        )
        evaluation.explain(
            self,
            "Seats of lists by land",
            "the seats of each party go to its lists by their votes in the lands, by the same rule; "
            "single-member seats come off what a list is due, and those above it are kept.",
            [Number(Label.UNITS, len(lands))],
            [
                SeatGrid(
                    Label.SEATS_IN_LANDS,
                    {land: {name: n for name, n in due.items() if n} for land, due in given.due.items()},
                ),
                SeatTable(
                    {
                        Label.SINGLE_MEMBER_SEATS: add_up(single.values()),
                        Label.LIST_SEATS: add_up(given.lists.values()),
                        Label.ALL_SEATS: add_up([*single.values(), *given.lists.values()]),
                    }
                ),
            ],
        )
