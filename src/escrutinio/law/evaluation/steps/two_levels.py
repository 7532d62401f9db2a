"""Seats of parties in the whole area and of their lists in its parts: ``tiers``, ``double-proportional``.

``tiers``: ``size``, ``by``, ``quota`` with ``rounded``, ``seat_qualifies``; the votes are of regions, the
seats of lands, and ``above`` says whose region each is. ``double-proportional``: ``quorum`` with ``of``
("district", "votes" or "voters") and ``inclusive``, ``rounding`` (of voters: "each district", "the sum" or
"not").
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Self

from escrutinio.law.evaluation.evaluation import Evaluation
from escrutinio.law.evaluation.rule import Reads, Rule, RuleHead
from escrutinio.law.evaluation.steps.methods import ROUNDING, divisors_of
from escrutinio.law.evaluation.steps.shown import allocation_parts, seat_table, tied
from escrutinio.law.facts import WHOLE
from escrutinio.law.proportional.divisors import Divisors
from escrutinio.law.proportional.double_proportional import Of, Quorum, Rounding, double_proportional
from escrutinio.law.proportional.levelling import levelling
from escrutinio.law.proportional.quotas import QUOTAS, Quota
from escrutinio.law.proportional.tiers import tiers as three_tiers
from escrutinio.law.seat_parts import (
    DivisorTable,
    QuorumTable,
    SeatGrid,
    SeatTable,
)
from escrutinio.law.step_labels import Label
from escrutinio.law.step_parts import Number, VotesTable
from escrutinio.law.thresholds.conditions import Threshold
from escrutinio.model.errors import LawError
from escrutinio.model.toml_table import TomlTable


@dataclass(frozen=True)
class ThreeTiers(Rule):
    """Whole quotas in regions, whole quotas in lands, averages in the country.

    Args:
        size: all seats.
        divisors: of the country's allocation.
        quota: of a land.
        seat_qualifies: whether a seat in a region lets a list take part in the country.
    """

    body = "chamber"
    heeds_threshold = True

    size: int
    divisors: Divisors
    quota: Quota
    seat_qualifies: bool

    @classmethod
    def read(cls, head: RuleHead, table: TomlTable) -> Self:
        """See :meth:`Rule.read`."""
        rounded = table.choice("rounded", ROUNDING, "exact") or "exact"
        quota = table.choice("quota", QUOTAS, "hare") or "hare"
        return cls(
            head,
            table.count("size"),
            divisors_of(table, default="dhondt"),
            ROUNDING[rounded](QUOTAS[quota]),
            table.flag("seat_qualifies", default=False),
        )

    @property
    def reads(self) -> Reads:
        """See :class:`Rule`."""
        return Reads(seats=True, above=True)

    @property
    def seats_of_whole(self) -> int:
        """See :class:`Rule`."""
        return self.size

    def decide(self, evaluation: Evaluation) -> None:
        """See :meth:`Rule.decide`."""
        size, by, quota, seat = self.size, self.divisors, self.quota, self.seat_qualifies
        able = set(evaluation.taking_part())
        regions = sorted(set(evaluation.contest().votes) - {WHOLE})
        country = (
            f"all {size} seats are allocated to the parties that take part: the votes of the country are "
            f"divided by {by.text} "
            f"({by.name}); each has of its share what it has not won below, and who won more below keeps it."
        )
        if not regions:
            given = levelling(evaluation.votes(), {}, size, qualified=able, by=by, lots=evaluation.facts.lots)
            evaluation.award(WHOLE, "all tiers", size, given.seats, given.ties, given.vacant)
            evaluation.explain(
                self,
                "Seats of parties",
                f"{country} The table has no regions, so this is the third tier alone: it gives every party "
                "all its seats, "
                "unless one has won more below than its share or takes part by a seat in a region only.",
                [VotesTable(evaluation.taking_part()), Number(Label.SEATS, size)],
                allocation_parts(given.allocation) if given.allocation else [],
            )
            return
        votes: dict[str, dict[str, dict[str, int]]] = {}
        for region in regions:
            if region not in evaluation.facts.above:
                raise LawError(
                    f"of which land is {region}?", where=self.where, hint="Say it in the table [above]."
                )
            votes.setdefault(evaluation.facts.above[region], {})[region] = evaluation.votes(region)
        seats = {land: evaluation.seats_of(land, self) for land in sorted(votes)}
        tiers = three_tiers(
            votes,
            seats,
            qualified=able,
            seat_qualifies=seat,
            others={
                land: sum(evaluation.others(region) for region in inside) for land, inside in votes.items()
            },
            size=size,
            quota=quota,
            divisors=by,
            lots=evaluation.facts.lots,
        )
        for land, tier in tiers.lands.items():
            for region, here in tier.regions.items():
                evaluation.award(region, "region", sum(here.values()), here)
            evaluation.award(land, "land", sum(tier.land.values()), tier.land)
            evaluation.explain(
                self,
                f"Seats of {land}",
                "the votes of the land divided by its seats are its number; a list has in a region, then in "
                "the land, as "
                "many seats as the number goes into its votes, those of its regions counted.",
                [
                    VotesTable(tier.votes),
                    Number(Label.SEATS, tier.seats),
                    Number(Label.LAND_NUMBER, tier.number),
                ],
                [
                    SeatGrid(Label.SEATS_IN_REGIONS, tier.regions),
                    seat_table(tier.land, Label.SEATS_IN_LAND),
                    Number(Label.LEFT_FOR_COUNTRY, tier.left),
                ],
            )
        third = tiers.country
        evaluation.award(WHOLE, "country", third.places, third.seats, third.ties, third.vacant)
        evaluation.explain(
            self,
            "Seats of the country",
            country[:1].upper() + country[1:],
            [
                VotesTable(third.votes),
                seat_table(third.won, Label.SEATS_BELOW),
                Number(Label.SEATS, third.places),
            ],
            [SeatTable({Label.SEATS: third.seats, Label.ALL_SEATS: third.totals}), *tied(third.ties)],
        )


@dataclass(frozen=True)
class DoublyProportional(Rule):
    """Seats to lists by voter numbers, then to lists in districts, proportional both ways.

    Args:
        of: what the quorum is a share of.
        quorum: the share that a list needs; 0 for none.
        inclusive: whether the share itself is enough.
        rounding: of numbers of voters.
    """

    body = "chamber"
    heeds_threshold = True

    of: Of
    quorum: Fraction
    inclusive: bool
    rounding: Rounding

    @classmethod
    def read(cls, head: RuleHead, table: TomlTable) -> Self:
        """See :meth:`Rule.read`."""
        of = table.choice("of", [str(choice) for choice in Of], Of.DISTRICT) or Of.DISTRICT
        rounding = table.choice("rounding", [str(choice) for choice in Rounding], Rounding.EACH)
        return cls(
            head,
            Of(of),
            table.share("quorum", "0"),
            table.flag("inclusive", default=True),
            Rounding(rounding or Rounding.EACH),
        )

    @property
    def reads(self) -> Reads:
        """See :class:`Rule`."""
        return Reads(seats=True)

    def decide(self, evaluation: Evaluation) -> None:
        """See :meth:`Rule.decide`."""
        of, quorum, inclusive, rounding = self.of, self.quorum, self.inclusive, self.rounding
        if quorum and evaluation.passed:
            raise LawError(
                "a threshold, and a quorum of its own",
                where=self.where,
                hint="Say in one of them who takes part.",
            )
        votes = {unit: evaluation.taking_part(unit) for unit in evaluation.each_unit(self)}
        seats = {unit: evaluation.seats_of(unit, self) for unit in votes}
        for unit in [unit for unit in votes if not any(votes[unit].values())]:
            # No vote is counted there yet, so that no list can have its seats.
            evaluation.award(unit, "list", seats[unit], {}, vacant=seats[unit])
            del votes[unit], seats[unit]
        if not votes:
            return
        base = {Of.DISTRICT: "the votes of one district", Of.VOTES: "all votes", Of.VOTERS: "all voters"}[of]
        need = Threshold(quorum, base, inclusive)
        quorums = [Quorum(need, of)] if quorum else []
        allocation = double_proportional(
            votes,
            seats,
            quorums=quorums,
            others={unit: evaluation.others(unit) for unit in votes},
            rounding=rounding,
            lots=evaluation.facts.lots,
        )
        evaluation.explain(
            self,
            "Seats of lists",
            "each list's votes in a district are divided by the district's seats"
            + {
                Rounding.EACH: ", rounded to whole voters and added",
                Rounding.SUM: ", added and rounded to whole voters",
                Rounding.NONE: " and added",
            }[rounding]
            + "; these numbers of voters are divided by 1, 3, 5, ... (Sainte-Laguë), and the highest "
            "quotients win a seat." + (f" A list takes part with {need.text}." if quorum else ""),
            [VotesTable(allocation.voter_numbers, Label.VOTERS)],
            [
                QuorumTable(
                    None
                    if allocation.passed is None
                    else {name: tuple(where) for name, where in allocation.passed.items() if where}
                ),
                *(
                    [Number(Label.ELECTORAL_KEY, allocation.electoral_key)]
                    if allocation.electoral_key is not None
                    else []
                ),
                *allocation_parts(allocation.upper),
            ],
        )
        lower = allocation.lower
        if lower is None:
            upper = allocation.upper
            evaluation.award(WHOLE, "list", sum(seats.values()), upper.seats, allocation.ties, upper.vacant)
            return
        for unit, size in seats.items():
            # A tie between districts is told once, in the first of them.
            ties = [cells.tie for cells in lower.tied if unit == min(cells.district_places)]
            evaluation.award(unit, "list", size, lower.seats[unit], ties)
        evaluation.explain(
            self,
            "Seats of lists in districts",
            "a list's votes in a district are divided by the district's divisor and by the list's divisor "
            "and rounded to "
            "seats; the divisors are such that every district and every list has its seats.",
            [SeatTable({Label.SEATS: seats}, "unit"), seat_table(allocation.upper.seats)],
            [
                DivisorTable(dict(lower.district_divisors), dict(lower.list_divisors), lower.proves()),
                *tied(lower.ties),
            ],
        )
