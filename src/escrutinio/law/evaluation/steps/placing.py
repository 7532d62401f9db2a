"""In which units levelling seats fall: of one step, or in regions first. See :mod:`.levelling`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Self

from escrutinio.law.evaluation.evaluation import Evaluation
from escrutinio.law.evaluation.rule import Rule
from escrutinio.law.evaluation.steps.methods import divisors_of
from escrutinio.law.evaluation.steps.shown import tied
from escrutinio.law.facts import WHOLE, ElectionFacts
from escrutinio.law.proportional.divisors import Divisors
from escrutinio.law.proportional.levelling import Levelling
from escrutinio.law.proportional.placement import Placement, Turn, place_levelling, votes_per_seat
from escrutinio.law.proportional.region_placement import place_in_regions
from escrutinio.law.seat_parts import PlacementRow, PlacementTable, SeatTable
from escrutinio.law.step_labels import Label
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

    @property
    def reads_facts(self) -> bool:
        """Whether how many seats a place has comes with the election."""
        return False

    def fixed(self, units: Collection[str]) -> Mapping[str, int] | None:
        """Unit -> its levelling seats; None where their number is not fixed."""
        return self.room or (dict.fromkeys(units, self.each) if self.each else None)

    def by_list_only(self, facts: ElectionFacts) -> bool:
        """Whether it cannot be said where the seats fall."""
        return False

    def place(
        self,
        evaluation: Evaluation,
        rule: Rule,
        given: Levelling,
        won: Mapping[str, Mapping[str, int]],
        *,
        more_votes_first: bool,
    ) -> None:
        """Note in which units the seats fall."""
        _place(evaluation, rule, self, given, won, more_votes_first=more_votes_first)


@dataclass(frozen=True)
class RegionalPlacing:
    """In which regions levelling seats fall, and in which units of them.

    Args:
        regions: region -> its units.
        divisors: of a list's votes in a region.
        unit_divisors: of a list's votes in a unit.
    """

    regions: Mapping[str, tuple[str, ...]]
    divisors: Divisors
    unit_divisors: Divisors
    per_list: int = field(default=0, init=False)

    @classmethod
    def read(cls, table: TomlTable) -> Self:
        """From the table of the rule."""
        regions = table.table("regions", required=True)
        return cls(
            {name: regions.texts(name, "the names of its units", required=True) for name in regions.names()},
            divisors_of(table, "divisors"),
            divisors_of(table, "unit_divisors"),
        )

    @property
    def reads_facts(self) -> bool:
        """See :class:`Placing`."""
        return True

    def fixed(self, units: Collection[str]) -> Mapping[str, int] | None:
        """See :class:`Placing`: a region's number is fixed, and no unit's."""
        return None

    def by_list_only(self, facts: ElectionFacts) -> bool:
        """See :class:`Placing`."""
        return not facts.levelling

    def place(
        self,
        evaluation: Evaluation,
        rule: Rule,
        given: Levelling,
        won: Mapping[str, Mapping[str, int]],
        *,
        more_votes_first: bool,
    ) -> None:
        """See :class:`Placing`."""
        _place_by_regions(evaluation, rule, self, given, won)


def read_placing(table: TomlTable) -> Placing | RegionalPlacing | None:
    """How the seats are placed, from the table of the rule; None where they are not."""
    kind = table.choice("place", ("none", *(str(turn) for turn in Turn), "regions"), "none") or "none"
    if kind == "none":
        return None
    return RegionalPlacing.read(table) if kind == "regions" else Placing.read(Turn(kind), table)


def _place(
    evaluation: Evaluation,
    rule: Rule,
    placing: Placing,
    given: Levelling,
    won: Mapping[str, Mapping[str, int]],
    *,
    more_votes_first: bool,
) -> None:
    """Levelling seats in units, all of one step."""
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
        more_votes_first=more_votes_first,
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


def _place_by_regions(
    evaluation: Evaluation,
    rule: Rule,
    placing: RegionalPlacing,
    given: Levelling,
    won: Mapping[str, Mapping[str, int]],
) -> None:
    """Levelling seats in regions, and in units of them."""
    room = evaluation.facts.levelling
    placement = place_in_regions(
        given,
        {unit: evaluation.votes(unit) for unit in won},
        won,
        placing.regions,
        room,
        divisors=placing.divisors,
        unit_divisors=placing.unit_divisors,
        lots=evaluation.facts.lots,
    )
    for unit, seats in placement.placed.items():
        evaluation.award(unit, "levelling", sum(seats.values()), seats)
    rest = sum(placement.in_regions.values()) + placement.undecided + placement.vacant
    if rest or placement.ties:
        evaluation.award(WHOLE, "levelling", rest, {}, placement.ties, placement.vacant if rest else 0)
    evaluation.explain(
        rule,
        "In which region levelling seats fall",
        "a list's figure in a region is its votes there, divided by the divisor of its next seat "
        f"({placing.divisors.text}); the highest figure of all takes its seat, one after the other, while "
        "its list and the region have levelling seats left.",
        [SeatTable({Label.LEVELLING_SEATS: room}, "region")],
        [_placed(placement.regions), *tied(placement.regions.ties)],
    )
    evaluation.explain(
        rule,
        "Where levelling seats fall",
        "the levelling seats of a list in a region go to its highest figures in the units there: its votes, "
        f"divided by the divisor of its next seat ({placing.unit_divisors.text}).",
        [],
        [
            *(_placed(*lists) for _, lists in sorted(placement.units.items()) if lists),
            *tied([tie for lists in placement.units.values() for there in lists for tie in there.ties]),
        ],
    )


def _placed(*placements: Placement) -> PlacementTable:
    """The seats that are placed, by figures that nothing else divides."""
    return PlacementTable(
        tuple(
            PlacementRow(figure.party, figure.district, figure.votes, figure.divisor, None)
            for placement in placements
            for figure in placement.figures
        )
    )
