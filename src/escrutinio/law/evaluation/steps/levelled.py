"""Seats that make up for others: ``levelling``; and list seats beside single-member seats: ``mixed``.

``levelling``: ``size`` (all seats together), ``by`` (divisors, or a quota with largest remainders),
``more_votes_first``; ``excess`` ("kept" by a list that won more seats in the units than its share, or
"refused" where the law has a rule that is not modelled); ``place`` ("none", "figures" or "parties"), and for
the placing ``each`` (levelling seats of every unit) or a table ``room`` (of each; neither where units have no
fixed number), ``divisors`` and ``per`` ("votes-per-seat", "valid" or "nothing") of the figures, ``per_list``
(the most that a list can have in a unit).

``mixed``: ``system`` ("parallel", "additional", "overhang" or "levelled"), ``in`` ("whole" or "each unit"),
``contest`` (of the single-member seats), ``by``, ``more_votes_first``, ``size`` (else the table of seats):
of list seats in a parallel or additional system, of all seats in the others; ``single`` (how many
single-member seats there can be, ``size`` where that is of all seats: rows without a constituency state
seats won, and more than these are votes); ``tolerated`` (seats that a levelled house need not level).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Self

from escrutinio.law.decisions import Tie
from escrutinio.law.evaluation.evaluation import Evaluation
from escrutinio.law.evaluation.rule import Reads, Rule, RuleHead
from escrutinio.law.evaluation.steps.methods import SCOPES, divisors_of, in_words, method_of
from escrutinio.law.evaluation.steps.shown import allocation_parts, quotient_table, tied, with_seats
from escrutinio.law.facts import WHOLE
from escrutinio.law.lots import Lot
from escrutinio.law.mixed.houses import Mixed, additional_members, levelled_house, overhang_kept, parallel
from escrutinio.law.outcome import add_up
from escrutinio.law.proportional.divisors import Divisors
from escrutinio.law.proportional.levelling import Levelling, levelling
from escrutinio.law.proportional.methods import Method
from escrutinio.law.proportional.placement import Turn, place_levelling, votes_per_seat
from escrutinio.law.proportional.quotas import Quota, Rest
from escrutinio.law.seat_parts import LevellingRound, LevellingTable, PlacementRow, PlacementTable, SeatTable
from escrutinio.law.step_labels import Label
from escrutinio.law.step_parts import Number, Ties, VotesTable
from escrutinio.law.totals import NotSettled
from escrutinio.model.errors import LawError
from escrutinio.model.toml_table import TomlTable

SYSTEMS = {
    "parallel": "list seats are allocated by list votes alone",
    "additional": "list seats go to the highest quotients that single-member seats have not used up",
    "overhang": "all seats are allocated by list votes; who won more single-member seats keeps them",
    "levelled": "the house grows until each list's share covers its single-member seats",
}
"""What ``mixed`` can be, and the same in words."""


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
        method: divisors, or a quota with largest remainders.
        more_votes_first: whether of equal claims that with more votes comes first.
        excess_refused: whether a list with more seats in the units than its share is an error.
        placing: how the seats are placed in units; None where they are not.
    """

    body = "chamber"
    heeds_threshold = True

    size: int
    method: Divisors | Quota
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
            simple_method(method, table),
            in_words(method, first),
            first,
            table.choice("excess", ("kept", "refused"), "kept") == "refused",
            None if place == "none" else Placing.read(Turn(place), table),
        )

    @property
    def seats_of_whole(self) -> int:
        """See :class:`Rule`."""
        return self.size

    def decide(self, evaluation: Evaluation) -> None:
        """See :meth:`Rule.decide`."""
        size, by, first = self.size, self.method, self.more_votes_first
        votes = evaluation.taking_part()
        won = {unit: add_up(kinds.values()) for unit, kinds in evaluation.won.items()}
        vacant = sum(evaluation.vacant.values())
        waiting = sum(evaluation.size.values()) - sum(evaluation.held().values()) - vacant
        if waiting:
            _wait(evaluation, self, waiting)
            return
        given = levelling(
            evaluation.votes(),
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


@dataclass(frozen=True)
class MixedSystem(Rule):
    """List seats beside single-member seats, in the whole body or in each unit.

    Args:
        system: one of :data:`SYSTEMS`.
        scope: "whole" or "each unit".
        size: of list seats or all seats; 0 where the table of seats says it.
        contest: of the single-member seats.
        method: of the list seats; divisors, but in a parallel system.
        method_text: the same in words.
        more_votes_first: whether of equal claims that with more votes comes first.
        tolerated: seats that a levelled house need not level.
        single: how many single-member seats there can be; 0 where nobody says.
    """

    body = "chamber"
    heeds_threshold = True

    system: str
    scope: str
    size: int
    contest: str
    method: Divisors | Quota
    method_text: str
    more_votes_first: bool
    tolerated: int
    single: int

    @classmethod
    def read(cls, head: RuleHead, table: TomlTable) -> Self:
        """See :meth:`Rule.read`."""
        system = table.choice("system", SYSTEMS)
        method = method_of(table, default="sainte_lague")
        first = table.flag("more_votes_first", default=False)
        size = table.count("size", 0)
        if system != "parallel" and not isinstance(method, Divisors):
            table.problem("by", f"the system {system!r} is allocated by divisors", "a sequence of divisors")
        return cls(
            head,
            system or "parallel",
            table.choice("in", SCOPES, "whole") or "whole",
            size,
            table.text("contest", "the name of a contest", "constituencies"),
            simple_method(method, table),
            in_words(method, first),
            first,
            table.count("tolerated", 0) if system == "levelled" else 0,
            table.count("single", size if system in ("overhang", "levelled") else 0),
        )

    @property
    def reads(self) -> Reads:
        """See :class:`Rule`."""
        each = self.scope == "each unit"
        return Reads(
            contests=(self.contest,), seats=each or not self.size, above=True, single_seats=self.single
        )

    @property
    def seats_of_whole(self) -> int:
        """See :class:`Rule`."""
        return self.size if self.scope == "whole" else 0

    def decide(self, evaluation: Evaluation) -> None:
        """See :meth:`Rule.decide`."""
        system, scope, role = self.system, self.scope, self.contest
        units = [None] if scope == "whole" else evaluation.each_unit(self)
        _known_units(evaluation, self, role, units)
        evaluation.check_seats_won(role, evaluation.units(), self)
        for unit in units:
            votes, single = evaluation.votes(unit), evaluation.single(role, unit)
            seats = self._seats(evaluation, unit or WHOLE)
            ties = evaluation.tied_single(role, unit)
            evaluation.award(unit or WHOLE, "single-member", sum(single.values()) + len(ties), single, ties)
            if ties and system != "parallel":
                _open(evaluation, self, unit, system, seats, single, ties)
                continue
            able = frozenset(evaluation.taking_part(unit))
            known = evaluation.candidates(unit or WHOLE, only_if_stated=system != "additional")
            most = {name: number for name, number in known.items() if name in able}
            allocation = _mixed(self, votes, seats, single, able, evaluation.facts.lots, most)
            rest = allocation.size - sum(single.values())
            evaluation.award(
                unit or WHOLE, "list", rest, allocation.lists, allocation.ties, allocation.vacant
            )
            evaluation.explain(
                self,
                "Seats" if unit is None else f"Seats of {unit}",
                f"{SYSTEMS[system]}: {self.method_text}.",
                [
                    VotesTable(evaluation.taking_part(unit)),
                    Number(Label.SEATS, seats),
                    SeatTable({Label.SINGLE_MEMBER_SEATS: single}),
                ],
                [
                    SeatTable(
                        {
                            Label.SINGLE_MEMBER_SEATS: single,
                            Label.LIST_SEATS: allocation.lists,
                            Label.OVERHANG: allocation.overhang,
                            Label.ALL_SEATS: allocation.seats,
                        }
                    ),
                    Number(Label.HOUSE_SIZE, allocation.size),
                    *allocation_parts(allocation.filled or allocation.shares, seats=False),
                ],
            )

    def _seats(self, evaluation: Evaluation, unit: str) -> int:
        """The seats of a unit.

        Raises:
            LawError: nobody says how many there are, or the facts say otherwise than the law.
        """
        stated = evaluation.seats().get(unit)
        if self.size and stated not in (None, self.size):
            raise LawError(
                f"the facts say {stated} seats for {unit}, the law {self.size}",
                where=self.where,
                hint="Leave [seats] out, or check that this is the edition of the law.",
            )
        return self.size or evaluation.seats_of(unit, self)


def _known_units(evaluation: Evaluation, rule: Rule, role: str, units: Sequence[str | None]) -> None:
    """Refuse a single-member seat of none of the units, whose winner would count nowhere; and units without.

    Raises:
        LawError: there is one, or, in a complete result, a unit has no single-member seat.
    """
    if None in units:
        return
    above, singles = evaluation.facts.above, evaluation.contest(role).votes
    for unit in sorted(set(singles) - {WHOLE}):
        if above.get(unit, unit) not in units:
            raise LawError(
                f"of which unit is {unit}?",
                where=rule.where,
                hint="Say it in the table [above] of the facts.",
            )
    if WHOLE in singles and units != [WHOLE]:
        raise LawError(
            f"the rows of {role!r} name no unit, and the seats are those of {', '.join(map(str, units))}",
            where=rule.where,
            hint="Add a column unit to the votes.",
        )
    without = set(units) - {above.get(unit, unit) for unit in singles}
    if evaluation.log.complete and singles and without:
        raise LawError(
            f"{role!r} has no row for {', '.join(sorted(map(str, without)))}",
            where=rule.where,
            hint="Add its constituencies, with [above] in the facts, or the seats that each list won there.",
        )


def _open(
    evaluation: Evaluation,
    rule: Rule,
    unit: str | None,
    system: str,
    seats: int,
    single: Mapping[str, int],
    ties: Sequence[Tie],
) -> None:
    """Leave the list seats open while single-member seats are tied: they make up for these."""
    won = sum(single.values()) + len(ties)
    rest = seats if system == "additional" else max(seats - won, 0)
    evaluation.award(unit or WHOLE, "list", rest, {})
    evaluation.explain(
        rule,
        "Seats" if unit is None else f"Seats of {unit}",
        "the list seats make up for single-member seats, and are open until their ties are settled.",
        [
            VotesTable(evaluation.taking_part(unit)),
            Number(Label.SEATS, seats),
            SeatTable({Label.SINGLE_MEMBER_SEATS: single}),
        ],
        [Number(Label.LIST_SEATS_OPEN, rest), Ties(tuple(ties))],
    )


def _mixed(
    rule: MixedSystem,
    votes: dict[str, int],
    seats: int,
    single: dict[str, int],
    able: frozenset[str],
    lots: Sequence[Lot],
    most: Mapping[str, int],
) -> Mixed:
    """What the system makes of the votes."""
    method = rule.method
    options: dict[str, Any] = {
        "most": most or None,
        "more_votes_first": rule.more_votes_first,
        "lots": lots,
    }
    if rule.system == "parallel" or not isinstance(method, Divisors):
        return parallel(votes, seats, single, qualified=able, by=method, **options)
    if rule.system == "additional":
        return additional_members(votes, seats, single, qualified=able, divisors=method, **options)
    if rule.system == "overhang":
        return overhang_kept(votes, seats, single, qualified=able, divisors=method, **options)
    return levelled_house(
        votes, seats, single, qualified=able, divisors=method, tolerated=rule.tolerated, **options
    )


def simple_method(method: Method, table: TomlTable) -> Divisors | Quota:
    """Divisors, or a quota whose rest goes by largest remainders; a mistake where it goes otherwise."""
    if isinstance(method, Divisors):
        return method
    if method.rest is not Rest.REMAINDERS:
        table.problem("rest", "a quota here leaves its rest to the largest remainders", "'remainders'")
    return method.quota
