"""Seats that make up for others: ``levelling``.

``levelling``: ``size`` (all seats together), ``by`` (divisors, or a quota whose ``rest`` are "remainders", or
"remainders then averages" with ``most_by_remainders``), ``more_votes_first``; ``also`` (a contest whose votes
are added to those of the units, such as a second ballot); ``excess`` ("kept" by a list that won more seats in
the units than its share, or "refused" where the law has a rule that is not modelled); ``place`` ("none",
"figures" or "parties"), and for the placing ``each`` (levelling seats of every unit) or a table ``room`` (of
each; neither where units have no fixed number), ``divisors`` and ``per`` ("votes-per-seat", "valid" or
"nothing") of the figures, ``per_list`` (the most that a list can have in a unit).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Self

from escrutinio.law.evaluation.evaluation import Evaluation
from escrutinio.law.evaluation.rule import Reads, Rule, RuleHead
from escrutinio.law.evaluation.steps.methods import divisors_of, in_words, method_of, simple_method
from escrutinio.law.evaluation.steps.shown import quotient_table, tied, with_seats
from escrutinio.law.facts import WHOLE
from escrutinio.law.outcome import add_up
from escrutinio.law.proportional.divisors import Divisors
from escrutinio.law.proportional.levelling import Levelling, NationalRule, levelling
from escrutinio.law.proportional.methods import Method, QuotaMethod
from escrutinio.law.proportional.placement import Turn, place_levelling, votes_per_seat
from escrutinio.law.proportional.quotas import Rest
from escrutinio.law.seat_parts import LevellingRound, LevellingTable, PlacementRow, PlacementTable, SeatTable
from escrutinio.law.step_labels import Label
from escrutinio.law.step_parts import Number, VotesTable
from escrutinio.law.totals import NotSettled
from escrutinio.model.errors import LawError
from escrutinio.model.toml_table import TomlTable

PER = {
    "votes-per-seat": " and by the votes per seat of the unit",
    "valid": " and by the valid votes of the unit",
    "nothing": "",
}
"""What a figure is divided by besides its divisor, and the same in words."""


@dataclass(frozen=True)
class Placing:
    """In which units levelling seats fall.

    Args:
        turn: what decides who is next.
        each: levelling seats of every unit; 0 where ``room`` says it or nothing is fixed.
        room: unit -> its levelling seats.
        divisors: of a list's figures in a unit.
        per: what a figure is divided by besides; one of :data:`PER`.
        per_list: the most that a list can have in a unit; 0 for any number.
    """

    turn: Turn
    each: int
    room: Mapping[str, int]
    divisors: Divisors
    per: str
    per_list: int

    @classmethod
    def read(cls, turn: Turn, table: TomlTable) -> Placing:
        """From the table of the rule."""
        each, room = table.count("each", 0), table.counts("room")
        if each and room:
            table.problem("room", "levelling seats by each and by room", "one of them")
        return cls(
            turn,
            each,
            room,
            divisors_of(table, "divisors"),
            table.choice("per", PER, "votes-per-seat") or "votes-per-seat",
            table.count("per_list", 0),
        )

    def fixed(self, units: Collection[str]) -> Mapping[str, int] | None:
        """Unit -> its levelling seats; None where their number is not fixed."""
        return self.room or (dict.fromkeys(units, self.each) if self.each else None)


@dataclass(frozen=True)
class LevellingSeats(Rule):
    """Levelling seats of parties in the whole country, and in which unit each falls.

    Args:
        size: all seats together.
        also: the contest whose votes are added; empty for none.
        method: divisors, a quota with largest remainders, or a quota with what follows it.
        more_votes_first: whether of equal claims that with more votes comes first.
        excess_refused: whether a list with more seats in the units than its share is an error.
        placing: how the seats are placed in units; None where they are not.
    """

    body = "chamber"
    heeds_threshold = True

    size: int
    also: str
    method: NationalRule
    method_text: str
    more_votes_first: bool
    excess_refused: bool
    placing: Placing | None

    @classmethod
    def read(cls, head: RuleHead, table: TomlTable) -> Self:
        """See :meth:`Rule.read`."""
        method = method_of(table, default="sainte_lague")
        first = table.flag("more_votes_first", default=False)
        place = table.choice("place", ("none", *(str(turn) for turn in Turn)), "none") or "none"
        return cls(
            head,
            table.count("size"),
            table.text("also", "the name of a contest", ""),
            _national(method, table),
            in_words(method, first),
            first,
            table.choice("excess", ("kept", "refused"), "kept") == "refused",
            None if place == "none" else Placing.read(Turn(place), table),
        )

    @property
    def reads(self) -> Reads:
        """See :class:`Rule`."""
        return Reads(contests=(self.also,) if self.also else ())

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
                f"{', '.join(strangers)} has votes of the contest {self.also} alone",
                where=self.where,
                hint=f"Give it 0 votes in a row of {evaluation.law.contest} too.",
            )
        return {name: number + more.get(name, 0) for name, number in votes.items()}

    def decide(self, evaluation: Evaluation) -> None:
        """See :meth:`Rule.decide`."""
        size, by, first = self.size, self.method, self.more_votes_first
        together = self._votes(evaluation)
        votes = {name: together[name] for name in evaluation.taking_part()}
        won = {unit: add_up(kinds.values()) for unit, kinds in evaluation.won.items()}
        vacant = sum(evaluation.vacant.values())
        waiting = sum(evaluation.size.values()) - sum(evaluation.held().values()) - vacant
        if waiting:
            _wait(evaluation, self, waiting)
            return
        given = levelling(
            together,
            add_up(won.values()),
            # Seats that no counted vote fills in the units are not levelling seats.
            max(size - vacant, sum(evaluation.held().values())),
            qualified=set(votes),
            by=by,
            more_votes_first=first,
            most=evaluation.candidates_of_all(),
            lots=evaluation.facts.lots,
        )
        if self.excess_refused and given.rounds and given.rounds[0].left_out:
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
            f"over the whole country {self.method_text}{'' if self.excess_refused else kept}.",
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
        if self.placing is None:
            evaluation.award(WHOLE, "levelling", given.places, given.seats, given.ties, given.vacant)
        else:
            _place(evaluation, self, self.placing, given, won)


def _national(method: Method, table: TomlTable) -> NationalRule:
    """The rule of the whole; a mistake where seats left by a quota go otherwise than can be here."""
    if isinstance(method, QuotaMethod) and method.rest is Rest.REMAINDERS_THEN_AVERAGES:
        return method
    return simple_method(method, table)


def _wait(evaluation: Evaluation, rule: LevellingSeats, waiting: int) -> None:
    """Leave the levelling seats open while ties in the units are: who has too many hangs on them.

    Raises:
        LawError: the units have more seats than the house.
    """
    size, placing = rule.size, rule.placing
    fixed = placing.fixed(evaluation.won) if placing else {}
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


def _place(
    evaluation: Evaluation,
    rule: LevellingSeats,
    placing: Placing,
    given: Levelling,
    won: Mapping[str, Mapping[str, int]],
) -> None:
    """Levelling seats in units."""
    figures, per, fixed = placing.divisors, placing.per, placing.fixed(won)
    votes = {unit: evaluation.votes(unit) for unit in won}
    if per == "valid":
        base: Mapping[str, int | Fraction] = {unit: evaluation.base("valid", unit) for unit in won}
    elif per == "nothing":
        base = dict.fromkeys(won, 1)
    else:
        base = votes_per_seat(votes, {unit: evaluation.size[unit] for unit in won})
    placement = place_levelling(
        given,
        votes,
        won,
        fixed,
        base,
        divisors=figures,
        turn=placing.turn,
        per_list=placing.per_list or None,
        most={
            unit: {
                name: max(0, number - won[unit].get(name, 0))
                for name, number in evaluation.candidates(unit, only_if_stated=True).items()
            }
            for unit in won
        },
        more_votes_first=rule.more_votes_first,
        lots=evaluation.facts.lots,
    )
    for unit, seats in placement.placed.items():
        placed = sum(seats.values())
        there = fixed.get(unit, 0) if fixed else placed
        # While a tie is open, the places that are left are undecided; without one, nobody can take them.
        evaluation.award(unit, "levelling", there, seats, (), 0 if placement.ties else there - placed)
    rest = 0 if fixed else placement.undecided + placement.vacant
    if rest or placement.ties:
        evaluation.award(WHOLE, "levelling", rest, {}, placement.ties, placement.vacant if rest else 0)
    whose = {
        Turn.FIGURES: "the highest figure of all takes its seat",
        Turn.PARTIES: "the party of the highest quotient over the whole country takes the seat of its "
        "highest figure",
    }[placing.turn]
    evaluation.explain(
        rule,
        "Where levelling seats fall",
        f"a list's figure in a unit is its votes there, divided by the divisor of its next seat "
        f"({figures.text}){PER[per]}; {whose}, one after the other, while its party and the unit have "
        "levelling seats left.",
        [SeatTable({Label.LEVELLING_SEATS: fixed}, "unit")] if fixed else [],
        [
            PlacementTable(
                tuple(
                    PlacementRow(
                        figure.party,
                        figure.district,
                        figure.votes,
                        figure.divisor,
                        None if per == "nothing" else figure.base,
                    )
                    for figure in placement.figures
                )
            ),
            *tied(placement.ties),
        ],
    )
