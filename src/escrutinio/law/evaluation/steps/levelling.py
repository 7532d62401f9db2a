"""Seats that make up for others: ``levelling``.

``levelling``: ``size`` (all seats together), ``by`` (divisors, or a quota whose ``rest`` are "remainders", or
"remainders then averages" with ``most_by_remainders``), ``more_votes_first``; ``also`` (a contest whose votes
are added to those of the units, such as a second ballot); ``excess`` ("kept" by a list that won more seats in
the units than its share, "returned", so that the seats above it go back and in their units to the next, of
units with ``returned_from`` seats at least, or "refused" where the law has a rule that is not modelled);
``place`` ("none", "figures", "parties" or "regions"), and for the placing ``each`` (levelling seats of every
unit) or a table
``room`` (of each; neither where units have no fixed number), ``divisors`` and ``per`` ("votes-per-seat",
"valid" or "nothing") of the figures, ``per_list`` (the most that a list can have in a unit). Placed by
"regions" they fall in a region first and then in a unit of it: a table ``regions`` says which units each has,
``divisors`` and ``unit_divisors`` those of the figures there. How many levelling seats each region has comes
with the election, in the table ``[levelling]`` of the facts; without it they are told by list only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from escrutinio.law.evaluation.evaluation import Evaluation
from escrutinio.law.evaluation.rule import Reads, Rule, RuleHead
from escrutinio.law.evaluation.steps.methods import in_words, method_of, simple_method
from escrutinio.law.evaluation.steps.placing import Placing, RegionalPlacing, read_placing
from escrutinio.law.evaluation.steps.shown import quotient_table, tied, with_seats
from escrutinio.law.facts import WHOLE
from escrutinio.law.outcome import add_up
from escrutinio.law.proportional.divisors import Divisors
from escrutinio.law.proportional.levelling import Levelling, NationalRule, levelling
from escrutinio.law.proportional.methods import Method, QuotaMethod
from escrutinio.law.proportional.quotas import Rest
from escrutinio.law.proportional.returned import MovedSeat, give_back
from escrutinio.law.seat_parts import LevellingRound, LevellingTable, SeatGrid, SeatTable
from escrutinio.law.step_labels import Label
from escrutinio.law.step_parts import Number, VotesTable
from escrutinio.law.totals import NotSettled
from escrutinio.model.errors import LawError
from escrutinio.model.text import some_of
from escrutinio.model.toml_table import TomlTable

EXCESS = ("kept", "returned", "refused")
"""What follows where a list has more seats in the units than its share."""


@dataclass(frozen=True)
class LevellingSeats(Rule):
    """Levelling seats of parties in the whole country, and in which unit each falls.

    Args:
        size: all seats together.
        also: the contest whose votes are added; empty for none.
        method: divisors, a quota with largest remainders, or a quota with what follows it.
        more_votes_first: whether of equal claims that with more votes comes first.
        excess: what follows where a list has more seats in the units than its share: one of :data:`EXCESS`.
        returned_from: how many seats a unit has at least in which seats go back; 0 for any.
        placing: how the seats are placed in units; None where they are not.
    """

    body = "chamber"
    heeds_threshold = True

    size: int
    also: str
    method: NationalRule
    method_text: str
    more_votes_first: bool
    excess: str
    returned_from: int
    placing: Placing | RegionalPlacing | None

    @classmethod
    def read(cls, head: RuleHead, table: TomlTable) -> Self:
        """See :meth:`Rule.read`."""
        method = method_of(table, default="sainte_lague")
        first = table.flag("more_votes_first", default=False)
        return cls(
            head,
            table.count("size"),
            table.text("also", "the name of a contest", ""),
            _national(method, table),
            in_words(method, first),
            first,
            _excess(method, table),
            table.count("returned_from", 0),
            read_placing(table),
        )

    @property
    def reads(self) -> Reads:
        """See :class:`Rule`."""
        return Reads(
            contests=(self.also,) if self.also else (),
            levelling=self.placing is not None and self.placing.reads_facts,
        )

    @property
    def seats_of_whole(self) -> int:
        """See :class:`Rule`."""
        return self.size

    def _votes(self, evaluation: Evaluation) -> dict[str, int]:
        """The votes of all lists, with those that are added.

        Raises:
            LawError: a list has votes of the other ballot alone.
        """
        votes, more = evaluation.votes(), evaluation.votes(None, self.also) if self.also else {}
        if strangers := sorted(set(more) - set(votes)):
            raise LawError(
                f"{some_of(strangers)} has votes of the contest {self.also} alone",
                where=self.where,
                hint=f"Give it 0 votes in a row of {evaluation.law.contest} too.",
            )
        return {name: number + more.get(name, 0) for name, number in votes.items()}

    def decide(self, evaluation: Evaluation) -> None:
        """See :meth:`Rule.decide`."""
        size, first = self.size, self.more_votes_first
        together = self._votes(evaluation)
        votes = {name: together[name] for name in evaluation.taking_part()}
        won = {unit: add_up(kinds.values()) for unit, kinds in evaluation.won.items()}
        vacant = sum(evaluation.vacant.values())
        waiting = sum(evaluation.size.values()) - sum(evaluation.held().values()) - vacant
        if waiting:
            _wait(evaluation, self, waiting)
            return
        given = self._levelling(evaluation, together, votes, add_up(won.values()), vacant)
        if self.excess == "returned" and given.rounds and given.rounds[0].left_out:
            won = self._returned(evaluation, given, won)
            given = self._levelling(evaluation, together, votes, add_up(won.values()), vacant)
        if self.excess == "refused" and given.rounds and given.rounds[0].left_out:
            over = ", ".join(f"{name} by {more}" for name, more in sorted(given.rounds[0].left_out.items()))
            raise NotSettled(
                f"seats won in the units are above the share of the whole: {over}; what the law then does is "
                "not modelled",
                where=self.where,
            )
        kept = (
            "; a list that won more seats in the units than its share keeps them and is left out, and the "
            "others share the rest"
        )
        evaluation.explain(
            self,
            "Levelling seats",
            f"over the whole country {self.method_text}{kept if self.excess == 'kept' else ''}.",
            [VotesTable(votes), SeatTable({Label.SEATS_IN_UNITS: given.won}), Number(Label.ALL_SEATS, size)],
            [
                LevellingTable(
                    tuple(
                        LevellingRound(stage.size, with_seats(stage.allocation.seats), dict(stage.left_out))
                        for stage in given.rounds
                    )
                ),
                SeatTable({Label.LEVELLING_SEATS: given.seats}),
                *([quotient_table(given.allocation)] if given.allocation else []),
                *tied(given.ties),
            ],
        )
        if self.placing is None or self.placing.by_list_only(evaluation.facts):
            evaluation.award(WHOLE, "levelling", given.places, given.seats, given.ties, given.vacant)
        else:
            self.placing.place(evaluation, self, given, won, more_votes_first=first)

    def _levelling(
        self,
        evaluation: Evaluation,
        together: Mapping[str, int],
        qualified: Mapping[str, int],
        won: Mapping[str, int],
        vacant: int,
    ) -> Levelling:
        """The levelling seats, where the units gave the seats of ``won``."""
        return levelling(
            together,
            won,
            # Seats that no counted vote fills in the units are not levelling seats.
            max(self.size - vacant, sum(won.values())),
            qualified=set(qualified),
            by=self.method,
            more_votes_first=self.more_votes_first,
            most=evaluation.candidates_of_all(),
            lots=evaluation.facts.lots,
        )

    def _returned(
        self, evaluation: Evaluation, given: Levelling, won: Mapping[str, Mapping[str, int]]
    ) -> dict[str, dict[str, int]]:
        """Unit -> list -> seats, once those above the share of the whole have gone back and to others."""
        assert isinstance(self.method, Divisors)
        where = f", in units with {self.returned_from} seats at least" if self.returned_from else ""
        moved = give_back(
            {unit: evaluation.votes(unit) for unit in won},
            won,
            given.rounds[0].allocation.seats,
            given.rounds[0].left_out,
            self.method,
            evaluation.facts.lots,
            keep={unit for unit in won if evaluation.size[unit] < self.returned_from},
        )
        for unit, seats in moved.units.items():
            (kind,) = evaluation.won[unit]
            evaluation.won[unit][kind] = {name: number for name, number in seats.items() if number}
        evaluation.explain(
            self,
            "Seats of units above the share",
            "a list with more seats in the units than its share of the whole gives back those with the "
            f"lowest figures{where}; each goes, in its unit, to the highest figure of a list with fewer "
            "seats than its share.",
            [],
            [
                SeatGrid(Label.SEATS_GIVEN_BACK, _by_unit(moved.back)),
                SeatGrid(Label.SEATS_GIVEN_ANEW, _by_unit(moved.anew)),
            ],
        )
        return {unit: dict(seats) for unit, seats in moved.units.items()}


def _by_unit(seats: Iterable[MovedSeat]) -> dict[str, dict[str, int]]:
    """Unit -> list -> how many of the seats."""
    units: dict[str, dict[str, int]] = {}
    for seat in seats:
        there = units.setdefault(seat.unit, {})
        there[seat.name] = there.get(seat.name, 0) + 1
    return units


def _excess(method: Method, table: TomlTable) -> str:
    """What follows where a list has too many seats in the units; a mistake where its rule cannot be."""
    excess = table.choice("excess", EXCESS, "kept") or "kept"
    if excess == "returned" and not (isinstance(method, Divisors) and method.plain):
        table.problem("excess", "seats that go back by such a method", "plain divisors")
    return excess


def _national(method: Method, table: TomlTable) -> NationalRule:
    """The rule of the whole; a mistake where seats left by a quota go otherwise than can be here."""
    if isinstance(method, QuotaMethod) and method.rest is Rest.REMAINDERS_THEN_AVERAGES:
        return method
    return simple_method(method, table)


def _wait(evaluation: Evaluation, rule: LevellingSeats, waiting: int) -> None:
    """Leave the levelling seats open while ties in the units are: who has too many depends on them.

    Raises:
        LawError: the units have more seats than the house.
    """
    size, placing = rule.size, rule.placing
    fixed = placing.fixed(evaluation.won) if placing is not None else {}
    seats = size - sum(evaluation.size.values())
    if seats < 0:
        raise LawError(f"the units have {sum(evaluation.size.values())} seats of a house of {size}")
    for unit, there in (fixed or {}).items():
        if there:
            evaluation.award(unit, "levelling", there, {})
            seats -= there
    if seats:
        evaluation.award(WHOLE, "levelling", seats, {})
    evaluation.explain(
        rule,
        "Levelling seats",
        "they are open until the ties in the units are settled: how many seats a list has there decides "
        "how many it has here.",
        [Number(Label.ALL_SEATS, size), Number(Label.SEATS_TIED_IN_UNITS, waiting)],
        [],
    )
