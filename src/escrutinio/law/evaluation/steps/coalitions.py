"""``coalitions``: seats to coalitions and single lists, then to the lists of each coalition.

``in`` ("whole" or "each unit"), ``seats`` (of the whole; else the table of seats); ``counts``, ``own`` and
``together``: the shares of the whole with which a list's votes count for its coalition, with which a list
takes part, and with which a coalition does; ``own_in_unit``: the share of a unit with which a list takes part
there, counts for its coalition everywhere, and lets that take part; ``of`` what they are shares of;
``label``, of lists that need none; ``by`` and ``rounded``, the quota;
``place`` ("none" or "decimals"): how seats of the whole are placed in units, where the table of seats gives
those of each unit. The coalitions are the agreements of the facts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from escrutinio.law.evaluation.evaluation import Evaluation
from escrutinio.law.evaluation.figures import BASES
from escrutinio.law.evaluation.rule import Reads, RuleHead
from escrutinio.law.evaluation.steps.methods import BY_QUOTA, ROUNDING
from escrutinio.law.evaluation.steps.seating import Seating, seating_keys
from escrutinio.law.evaluation.steps.shown import allocation_parts, seat_table, tied
from escrutinio.law.facts import WHOLE
from escrutinio.law.proportional.coalitions import (
    CoalitionSeats,
    admitted,
    coalition_name,
    coalition_seats,
)
from escrutinio.law.proportional.decimal_places import Places, place_coalitions
from escrutinio.law.proportional.quotas import Quota
from escrutinio.law.seat_parts import SeatGrid, SeatTable
from escrutinio.law.step_labels import Label
from escrutinio.law.step_parts import Names, Number, Part, VotesTable
from escrutinio.law.thresholds.conditions import Threshold, in_words
from escrutinio.model.toml_table import TomlTable


@dataclass(frozen=True)
class CoalitionLists(Seating):
    """Seats of lists by way of their coalitions.

    Args:
        of: what shares are of, as in :data:`BASES`.
        counts, own, together, own_in_unit: see the module; None where the share of a unit does not matter.
        label: of lists that need no share; empty for none.
        quota: the price of a seat.
        placing: whether seats of the whole are placed in units.
    """

    heeds_threshold = False

    of: str
    counts: Threshold
    own: Threshold
    together: Threshold
    own_in_unit: Threshold | None
    label: str
    quota: Quota
    placing: bool

    @classmethod
    def read(cls, head: RuleHead, table: TomlTable) -> Self:
        """See :meth:`Rule.read`."""
        of = table.choice("of", BASES, "valid") or "valid"
        quota = BY_QUOTA[table.choice("by", BY_QUOTA, "hare") or "hare"]
        in_unit = table.share("own_in_unit", "0")
        return cls(
            head,
            *seating_keys(table, "whole"),
            of,
            Threshold(table.share("counts", "0"), BASES[of], inclusive=True),
            Threshold(table.share("own"), BASES[of], inclusive=True),
            Threshold(table.share("together"), BASES[of], inclusive=True),
            Threshold(in_unit, BASES[of], inclusive=True) if in_unit else None,
            table.text("label", "a label of the facts", ""),
            ROUNDING[table.choice("rounded", ROUNDING, "exact") or "exact"](quota),
            table.choice("place", ("none", "decimals"), "none") == "decimals",
        )

    @property
    def reads(self) -> Reads:
        """See :class:`Rule`."""
        labels = frozenset({self.label} if self.label else ())
        return Reads(seats=self.placing or not self.seats, labels=labels)

    @property
    def heeds_agreements(self) -> bool:
        """See :class:`Rule`."""
        return True

    def decide(self, evaluation: Evaluation) -> None:
        """See :meth:`Rule.decide`."""
        votes, base = evaluation.votes(), evaluation.base(self.of)
        coalitions = tuple(
            tuple(name for name in group if name in votes) for group in evaluation.facts.agreements
        )
        labels = evaluation.facts.labels
        exempt = {name for name in votes if self.label and self.label in labels.get(name, ())}
        in_units = self._in_units(evaluation)
        who = admitted(
            votes,
            coalitions,
            base,
            counts=self.counts,
            own=self.own,
            together=self.together,
            exempt=exempt,
            in_a_unit={name for some in in_units.values() for name in some},
        )
        inputs: list[Part] = [
            VotesTable(votes, base=base),
            Number(Label(self.of) if self.of != "lists" else Label.LIST_VOTES, base),
            Names(Label.ALLIANCES, tuple(coalition_name(group) for group in coalitions)),
        ]
        for of in self.to_give(evaluation):
            here = who if self.whole else who.with_lists(in_units.get(of.unit, ()))
            given = coalition_seats(
                of.votes, here, of.size, quota=self.quota, lots=evaluation.facts.lots, what=of.what
            )
            results = [*allocation_parts(given.among), *tied(given.ties[1:])]
            units = {unit: size for unit, size in evaluation.seats().items() if unit != WHOLE}
            if not (self.placing and units):
                of.give(given.seats, given.ties, given.vacant, self._words, inputs, results)
                self._explain_inside(evaluation, given)
                continue
            rows = {unit: evaluation.votes(unit) for unit in units}
            places = place_coalitions(given, here, rows, units)
            if places.why_not:
                of.give(given.seats, given.ties, given.vacant, self._words, inputs, results)
            else:
                of.explain(self._words, inputs, results)
                # A seat that is exchanged between units leaves one of them with fewer and one with more.
                for unit in units:
                    placed = places.placed[unit]
                    evaluation.award(unit, self.kind, sum(placed.values()), placed)
            self._explain_inside(evaluation, given)
            self._explain_places(evaluation, units, places)

    def _in_units(self, evaluation: Evaluation) -> dict[str, set[str]]:
        """The lists with the share of a unit, of each."""
        if self.own_in_unit is None:
            return {}
        return {
            unit: {
                name
                for name, number in evaluation.votes(unit).items()
                if self.own_in_unit.passes(number, evaluation.base(self.of, unit))
            }
            for unit in evaluation.units()
        }

    @property
    def _words(self) -> str:
        """The rule as a sentence."""
        own, unit = in_words(self.own.share), self.own_in_unit
        here = in_words(unit.share) if unit else ""
        of_a_unit = f", or {here} of a unit" if unit else ""
        in_unit = f" of the whole, or with {here} of the unit" if unit else ""
        anywhere = f", or with {here} of any unit" if unit else ""
        return (
            f"a coalition with {in_words(self.together.share)} takes part if one of its lists has {own}"
            f"{of_a_unit}, and a list by itself with {own}{in_unit}; a list's votes count for its coalition "
            f"from {in_words(self.counts.share)}{anywhere}. Each full quota wins a seat, and the seats left "
            "go to the largest remainders."
        )

    def _explain_inside(self, evaluation: Evaluation, given: CoalitionSeats) -> None:
        """Note how the lists of each coalition share its seats."""
        for name, share in given.inside.items():
            evaluation.explain(
                self,
                f"Seats inside {name}",
                "the lists that take part share the seats of their coalition by the same rule.",
                [VotesTable(share.votes), Number(Label.SEATS, share.size)],
                [*allocation_parts(share)],
            )
        if given.inside:
            evaluation.explain(self, "Seats of lists", "all together.", [], [seat_table(given.seats)])

    def _explain_places(self, evaluation: Evaluation, units: Mapping[str, int], places: Places) -> None:
        """Note in which units the seats fall, or why that cannot be said."""
        text = (
            "in each unit, coalitions and lists have a seat for each full quotient of the votes of all that "
            "have seats; the seats left go to the largest decimals, and seats are exchanged until everybody "
            "has those of the whole. The lists of a coalition share its seats in a unit in the same way."
        )
        why_not = f" The seats are not placed: {places.why_not}." if places.why_not else ""
        evaluation.explain(
            self,
            "Where the seats fall",
            f"{text}{why_not}",
            [SeatTable({Label.SEATS: units}, "unit")],
            [] if places.why_not else [SeatGrid(Label.SEATS_IN_UNITS, places.placed)],
        )
