"""``levelled-lands``: a house that grows until it covers what parties must have land by land.

``contest`` (of the single-member seats, whose units belong to a land by ``above``), ``size`` (the seats
before the house grows), ``mean`` (whether a party must have the mean of its seats of a land and of those it
won there), ``tolerated`` (seats that need not be covered). The seats of lands are those of the table of
seats. The seats of a party then go to its lists in the lands; a list has at least its single-member seats
or, by ``mean``, what its party must have there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from escrutinio.law.decisions import Tie
from escrutinio.law.evaluation.evaluation import Evaluation
from escrutinio.law.evaluation.rule import Reads, Rule, RuleHead
from escrutinio.law.evaluation.steps.shown import allocation_parts, tied
from escrutinio.law.facts import WHOLE
from escrutinio.law.mixed.growing_houses import levelled_house
from escrutinio.law.mixed.houses import Mixed
from escrutinio.law.mixed.land_lists import LandLists, land_lists
from escrutinio.law.mixed.land_minimum import LandMinimum, land_minimum
from escrutinio.law.outcome import add_up
from escrutinio.law.seat_parts import SeatGrid, SeatTable
from escrutinio.law.step_labels import Label
from escrutinio.law.step_parts import Number, Ties, VotesTable
from escrutinio.model.toml_table import TomlTable


def lists_wait(
    evaluation: Evaluation, rule: Rule, size: int, single: Mapping[str, int], ties: Sequence[Tie]
) -> None:
    """Leave list seats open that make up for single-member seats, some of which are tied."""
    rest = max(size - sum(single.values()) - len(ties), 0)
    evaluation.award(WHOLE, "list", rest, {})
    evaluation.explain(
        rule,
        "Seats",
        "the list seats make up for single-member seats, and are open until their ties are settled.",
        [SeatTable({Label.SINGLE_MEMBER_SEATS: single})],
        [Number(Label.LIST_SEATS_OPEN, rest), Ties(tuple(ties))],
    )


@dataclass(frozen=True)
class LevelledLands(Rule):
    """A house that grows until it covers what parties must have by land.

    Args:
        contest: of the single-member seats.
        size: of the house before it grows.
        mean: whether the mean of both kinds of seats is asked for.
        tolerated: seats that need not be covered.
    """

    body = "chamber"
    heeds_threshold = True

    contest: str
    size: int
    mean: bool
    tolerated: int

    @classmethod
    def read(cls, head: RuleHead, table: TomlTable) -> Self:
        """See :meth:`Rule.read`."""
        return cls(
            head,
            table.text("contest", "the name of a contest", "constituencies"),
            table.count("size"),
            table.flag("mean", default=False),
            table.count("tolerated", 0),
        )

    @property
    def reads(self) -> Reads:
        """See :class:`Rule`."""
        return Reads(contests=(self.contest,), seats=True, above=True, single_seats=self.size)

    def decide(self, evaluation: Evaluation) -> None:
        """See :meth:`Rule.decide`."""
        lands = evaluation.each_unit(self)
        evaluation.check_seats_won(self.contest, lands, self)
        single = {land: evaluation.single(self.contest, land) for land in lands}
        all_single, ties = add_up(single.values()), evaluation.tied_single(self.contest)
        if ties:
            evaluation.award(WHOLE, "single-member", sum(all_single.values()) + len(ties), all_single, ties)
            lists_wait(evaluation, self, self.size, all_single, ties)
            return
        lots = evaluation.facts.lots
        votes = {land: evaluation.taking_part(land) for land in lands}
        needed = land_minimum(
            votes,
            {land: evaluation.seats_of(land, self) for land in lands},
            single,
            mean=self.mean,
            lots=lots,
        )
        house = levelled_house(
            evaluation.votes(),
            self.size,
            all_single,
            qualified=frozenset(evaluation.taking_part()),
            minimum=needed.minimum,
            tolerated=self.tolerated,
            lots=lots,
        )
        placed = self._place(evaluation, votes, single, needed, house)
        evaluation.explain(
            self,
            "What parties must have by land",
            "the seats of each land go to the highest quotients (1, 3, 5, ...) there; a party must have "
            + (
                "the mean of them and of the single-member seats it won there, rounded up, or these if they "
                "are more, and as many as the lands gave it in all."
                if self.mean
                else "these or the single-member seats it won there, whichever are more."
            ),
            [Number(Label.UNITS, len(lands))],
            [
                SeatGrid(
                    Label.SEATS_IN_LANDS,
                    {
                        land: {n: s for n, s in given.seats.items() if s}
                        for land, given in needed.lands.items()
                    },
                ),
                SeatTable({Label.ENTITLEMENT: needed.minimum, Label.SINGLE_MEMBER_SEATS: all_single}),
            ],
        )
        evaluation.explain(
            self,
            "Seats",
            f"the house of {self.size} grows until the shares of parties by their votes in the whole country "
            "cover what they must have"
            + (f", but for {self.tolerated} seats, which come on top." if self.tolerated else "."),
            [VotesTable(evaluation.taking_part()), Number(Label.SEATS, self.size)],
            [
                SeatTable(
                    {
                        Label.SINGLE_MEMBER_SEATS: house.single,
                        Label.LIST_SEATS: house.lists,
                        Label.ALL_SEATS: house.seats,
                    }
                ),
                Number(Label.HOUSE_SIZE, house.size),
                *allocation_parts(house.shares, seats=False),
            ],
        )
        evaluation.explain(
            self,
            "Seats of lists in the lands",
            "each party's seats go to the highest quotients (1, 3, 5, ...) of its lists in the lands; a list "
            "has "
            + (
                "at least what its party must have there."
                if self.mean
                else "at least the single-member seats that its party won there."
            ),
            [SeatTable({Label.ALL_SEATS: house.seats})],
            [
                SeatGrid(
                    Label.SEATS_IN_LANDS,
                    {land: {n: s for n, s in of_land.items() if s} for land, of_land in placed.lands.items()},
                ),
                *tied(placed.ties),
            ],
        )

    def _place(
        self,
        evaluation: Evaluation,
        votes: Mapping[str, Mapping[str, int]],
        single: Mapping[str, Mapping[str, int]],
        needed: LandMinimum,
        house: Mixed,
    ) -> LandLists:
        """Note in which lands the seats fall."""
        # A winner in a land where the party has no list is not of the seats of its lists.
        seats = {
            name: number + sum(single[land].get(name, 0) for land in votes if name in votes[land])
            for name, number in house.lists.items()
        }
        placed = land_lists(votes, seats, needed.lists, lots=evaluation.facts.lots)
        lists: dict[str, dict[str, int]] = {}
        for land, of_land in placed.lands.items():
            won = single[land]
            lists[land] = {name: number - won.get(name, 0) for name, number in of_land.items()}
            evaluation.award(land, "single-member", sum(won.values()), won)
            evaluation.award(land, "list", sum(lists[land].values()), lists[land])
        evaluation.award_unplaced(
            "list", house.lists, lists, (*house.ties, *placed.ties), house.undecided, house.vacant
        )
        return placed
