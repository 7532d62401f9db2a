"""Seats of parties, and which single-member winners they cover: ``covered``.

``covered``: ``size``, ``by``, ``contest`` (of the single-member seats; a unit of it belongs to the land
that ``above`` of the facts names), ``independent`` (the label of lists that stand for no party).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

from escrutinio.law.decisions import Elected, NoSeat, Tie, Undecided
from escrutinio.law.evaluation.evaluation import Evaluation
from escrutinio.law.evaluation.rule import Reads, Rule, RuleHead
from escrutinio.law.evaluation.steps.methods import divisors_of
from escrutinio.law.evaluation.steps.shown import allocation_parts, seat_table, tied
from escrutinio.law.mixed.cover import Covered, covered_seats
from escrutinio.law.outcome import percent
from escrutinio.law.proportional.divisors import Divisors
from escrutinio.law.seat_parts import (
    SeatGrid,
    UncoveredRow,
    UncoveredTable,
)
from escrutinio.law.step_labels import Label
from escrutinio.law.step_parts import Number, VotesTable
from escrutinio.law.totals import NotSettled
from escrutinio.model.errors import LawError
from escrutinio.model.text import many_of
from escrutinio.model.toml_table import TomlTable


@dataclass(frozen=True)
class CoveredSeats(Rule):
    """Seats of parties, of their lists in the units, and which single-member winners have one.

    Args:
        size: all seats.
        divisors: of both allocations.
        contest: of the single-member seats.
        independent: the label of lists that stand for no party.
    """

    body = "chamber"
    heeds_threshold = True

    size: int
    divisors: Divisors
    contest: str
    independent: str

    @classmethod
    def read(cls, head: RuleHead, table: TomlTable) -> Self:
        """See :meth:`Rule.read`."""
        return cls(
            head,
            table.count("size"),
            divisors_of(table),
            table.text("contest", "the name of a contest", "constituencies"),
            table.text("independent", "a label of the facts", "independent"),
        )

    @property
    def reads(self) -> Reads:
        """See :class:`Rule`."""
        return Reads(
            contests=(self.contest,), above=True, single_seats=self.size, labels=frozenset({self.independent})
        )

    @property
    def seats_of_whole(self) -> int:
        """See :class:`Rule`."""
        return self.size

    def decide(self, evaluation: Evaluation) -> None:
        """See :meth:`Rule.decide`."""
        size, by, role, label = self.size, self.divisors, self.contest, self.independent
        evaluation.check_seats_won(role, (), self)
        votes = {unit: evaluation.votes(unit) for unit in evaluation.each_unit(self)}
        alone = {name for name, marks in evaluation.facts.labels.items() if label in marks}
        singles = {
            unit: decision
            for unit, decision in evaluation.single_members(role).items()
            if isinstance(decision, Tie)
        }
        for unit, tie in singles.items():
            if alone & set(tie.tied):
                raise NotSettled(
                    f"{tie.what} is tied among {many_of(tie.tied)}, and not all of them stand for a party; "
                    "how many seats parties share depends on that",
                    where=self.where,
                    hint="Record the lot that was drawn in a table [[lot]].",
                )
            land = evaluation.facts.above.get(unit, unit)
            if land not in votes:
                raise LawError(
                    f"in which land is {unit}?", where=self.where, hint="Say it in the table [above]."
                )
            evaluation.award(land, "list", 0, {}, [tie])
            evaluation.decisions[unit] = tie
        winners = [
            replace(winner, party=None) if winner.party in alone else winner
            for winner in evaluation.winners(role)
        ]
        covered = covered_seats(
            votes,
            size,
            winners,
            qualified=set(evaluation.taking_part()),
            divisors=by,
            lots=evaluation.facts.lots,
        )
        for unit in sorted(votes):
            evaluation.award(unit, "list", sum(covered.lands[unit].values()), covered.lands[unit])
            # A winner who is covered needs no candidate of the list.
            evaluation.seated[unit] = {
                cover.party: len(cover.seated) for cover in covered.covers if cover.land == unit
            }
        for winner in winners:
            if winner.party is None:
                evaluation.award(winner.land, "single-member", 1, {winner.constituency: 1})
        evaluation.award_unplaced(
            "list", covered.seats, covered.lands, covered.ties, covered.undecided, covered.vacant
        )
        evaluation.explain(
            self,
            "Seats of parties",
            f"the votes of the whole country are divided by {by.text} ({by.name}); the highest quotients win "
            "a seat.",
            [VotesTable(evaluation.taking_part()), Number(Label.SEATS, covered.national.size)],
            allocation_parts(covered.national),
        )
        evaluation.explain(
            self,
            "Seats of lists in the lands",
            f"each party's seats go to its lists in the lands by the same rule ({by.name}).",
            [seat_table(covered.seats)],
            [SeatGrid(Label.SEATS_IN_LANDS, covered.lands)],
        )
        if winners:
            _winners(evaluation, self, covered)


def _winners(evaluation: Evaluation, rule: Rule, covered: Covered) -> None:
    """Who of the first in their constituencies is elected."""
    for constituency in covered.independents:
        evaluation.decisions[constituency] = Elected(constituency, "most votes, and stood for no party")
    for cover in covered.covers:
        for winner in cover.ranked:
            share = percent(winner.votes, winner.valid)
            if winner.constituency in cover.seated:
                decision: Elected | Undecided = Elected(cover.party, f"most votes ({share}), and covered")
            elif winner.constituency in cover.uncovered:
                decision = NoSeat(f"{cover.party} has most votes ({share}), but no seat left to cover it")
            else:
                decision = Undecided(f"{cover.party} has most votes ({share}); whether it is covered is tied")
            evaluation.decisions[winner.constituency] = decision
    winners: dict[str, dict[str, int]] = {}
    for cover in covered.covers:
        if cover.ranked:
            winners.setdefault(cover.land, {})[cover.party] = len(cover.ranked)
    evaluation.explain(
        rule,
        "Winners of constituencies",
        "in each land a party's winners are ranked by their share of the constituency's votes; as many "
        "as its list has "
        "seats there are elected.",
        [SeatGrid(Label.WINNERS, winners)],
        [
            UncoveredTable(
                tuple(
                    UncoveredRow(winner.constituency, cover.party, winner.votes, winner.valid)
                    for cover in covered.covers
                    for winner in cover.ranked
                    if winner.constituency in cover.uncovered
                )
            ),
            *tied(cover.tie for cover in covered.covers),
        ],
    )
