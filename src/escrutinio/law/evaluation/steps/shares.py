"""``allocate``: seats to lists in proportion; ``apportion``: seats to units.

``allocate``: ``in`` ("each unit" or "whole"), ``by``, ``seats`` (for the whole; else the table of seats),
``more_votes_first`` (of equal claims, before the lot) or, with divisors, ``fewer_votes_first``
and ``take_turns`` (two lists with equal votes alternate after a first lot, which is the one to record),
``agreements`` ("alliances", where a group inside another is a sub-alliance, or "bader-ofer", which is a
method of its own), ``inside`` (divisors or a quota with largest remainders, by which alliances share their
seats, where they do it by another), ``place`` ("none" or "moved remainders": in which units seats of the
whole fall, where the table of seats gives units), ``kind``.

``by`` names divisors: "dhondt", "sainte_lague", "modified_sainte_lague", "swedish", "imperiali", "danish",
"macau", "adams", "huntington_hill" or "dean"; or is a list of the law's own, such as ["1.42", 3, 5], which
go on by the last difference; or names a quota: "hare", "droop", "hagenbach_bischoff" or
"imperiali_quota". A quota has ``rounded`` ("exact", "up", "down" or "nearest"), ``over``, for more full
quotas than seats ("refuse", "take back" or "next quota"), and ``rest``, for the seats left ("remainders",
"remainders of winners", "averages" or "averages of winners" with ``averages``, their divisors, or
"remainders then averages" with ``most_by_remainders``).

``apportion``: ``seats``, ``by``, ``of`` ("population", "registered", "cast", "valid" or "lists"), ``first``
(seats of every unit beforehand), ``minimum``, ``more_votes_first``, ``result`` (whether the seats of units
are what the law is about).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from escrutinio.law.evaluation.evaluation import Evaluation
from escrutinio.law.evaluation.figures import BASES
from escrutinio.law.evaluation.rule import Reads, Rule, RuleHead
from escrutinio.law.evaluation.steps.giving import Seats, give_each
from escrutinio.law.evaluation.steps.methods import in_words, method_named, method_of
from escrutinio.law.evaluation.steps.seating import Seating, seating_keys
from escrutinio.law.evaluation.steps.shown import allocation_parts, margins, quotient_table, seat_table, tied
from escrutinio.law.facts import WHOLE
from escrutinio.law.proportional.alliances import Alliance, allied
from escrutinio.law.proportional.apportionment import apportion as apportion_seats
from escrutinio.law.proportional.divisors import dhondt
from escrutinio.law.proportional.methods import Method
from escrutinio.law.proportional.methods import allocate as allocate_by
from escrutinio.law.proportional.moved_remainders import move_remainders
from escrutinio.law.proportional.surplus_agreements import bader_ofer
from escrutinio.law.seat_parts import SeatGrid, SeatTable
from escrutinio.law.step_labels import Label, Quotients
from escrutinio.law.step_parts import Names, Number, VotesTable
from escrutinio.law.totals import NotSettled
from escrutinio.model.errors import LawError
from escrutinio.model.text import many_of, some_of
from escrutinio.model.toml_table import TomlTable

TOGETHER = ("none", "alliances", "bader-ofer")
"""What agreements between lists do."""


@dataclass(frozen=True)
class Allocate(Seating):
    """Give the seats of each unit, or of the whole, to lists.

    Args:
        agreements: what agreements between lists do, one of :data:`TOGETHER`.
        method: of allocation.
        more_votes_first: whether of equal claims that with more votes comes first.
        inside: the method by which alliances share their seats; None where it is the same.
        placing: whether seats of the whole are placed in units, by remainders that move.
    """

    leaves_units_open = True

    agreements: str
    method: Method
    more_votes_first: bool
    inside: Method | None = None
    placing: bool = False

    @classmethod
    def read(cls, head: RuleHead, table: TomlTable) -> Self:
        """See :meth:`Rule.read`."""
        agreements = table.choice("agreements", TOGETHER, "none") or "none"
        # The rule of Bader and Ofer is a method of its own.
        own = agreements == "bader-ofer"
        return cls(
            head,
            *seating_keys(table),
            agreements,
            dhondt if own else method_of(table),
            not own and table.flag("more_votes_first", default=False),
            method_named(table, "inside") if agreements == "alliances" else None,
            table.choice("place", ("none", "moved remainders"), "none") == "moved remainders",
        )

    @property
    def reads(self) -> Reads:
        """See :class:`Rule`."""
        return Reads(seats=self.placing or not self.seats)

    @property
    def heeds_agreements(self) -> bool:
        """See :class:`Rule`."""
        return self.agreements != "none"

    def decide(self, evaluation: Evaluation) -> None:
        """See :meth:`Rule.decide`."""
        method, first = self.method, self.more_votes_first

        def give(seats: Seats) -> None:
            if self.agreements == "bader-ofer":
                _bader_ofer(seats)
            elif self.agreements == "alliances":
                _allied(seats, method, first, self.inside)
            elif self.placing and self.whole and (units := units_of(evaluation)):
                _placed(seats, method, first, units)
            else:
                _plain(seats, method, first)

        give_each(self.to_give(evaluation), give)


def units_of(evaluation: Evaluation) -> dict[str, int]:
    """Unit -> its seats, where the table of seats gives those of units."""
    return {unit: size for unit, size in evaluation.seats().items() if unit != WHOLE}


def _placed(of: Seats, method: Method, first: bool, units: Mapping[str, int]) -> None:
    """Seats of the whole, and in which units they fall.

    Raises:
        LawError: the units have other seats together than the whole.
    """
    if sum(units.values()) != of.size:
        raise LawError(
            f"the units have {sum(units.values())} seats, the whole {of.size}",
            where=of.rule.where,
            hint="State the seats of every unit that has some, and of no other.",
        )
    evaluation = of.evaluation
    given = allocate_by(
        of.votes, of.size, method, more_votes_first=first, lots=evaluation.facts.lots, what=of.what
    )
    votes = {
        unit: {name: number for name, number in evaluation.votes(unit).items() if name in of.votes}
        for unit in units
    }
    places = None if given.tie or given.vacant else move_remainders(votes, units, given.seats)
    if places is None or places.why_not:
        _plain(of, method, first)
    else:
        of.explain(in_words(method, first) + ".", [], allocation_parts(given))
        for unit, size in units.items():
            evaluation.award(unit, of.kind, size, places.placed[unit])
    if places is None:
        return
    why_not = f" The seats are not placed: {places.why_not}." if places.why_not else ""
    evaluation.explain(
        of.rule,
        "Where the seats fall",
        "in each unit, lists have a seat for each whole quota of the votes of all that have seats; the seats "
        "left go to the largest remainders. While a list has more seats than in the whole, the smallest "
        "remainder by which such a list has one loses it to the largest remainder there that has none."
        f"{why_not}",
        [SeatTable({Label.SEATS: units}, "unit")],
        [] if places.why_not else [SeatGrid(Label.SEATS_IN_UNITS, places.placed)],
    )


def _plain(of: Seats, method: Method, first: bool) -> None:
    lots, most = of.evaluation.facts.lots, of.candidates
    allocation = allocate_by(
        of.votes,
        of.size,
        method,
        most=most,
        others=of.others,
        more_votes_first=first,
        lots=lots,
        what=of.what,
    )
    safety = () if most or of.others else margins(of.votes, of.size, method, first, allocation.seats)
    inputs = [VotesTable(most, Label.CANDIDATES)] if most else []
    text = in_words(method, first) + ("; a list has no more seats than candidates." if most else ".")
    of.give(
        allocation.seats,
        [allocation.tie],
        allocation.vacant,
        text,
        inputs,
        [*allocation_parts(allocation), *safety],
    )


def _bader_ofer(of: Seats) -> None:
    pairs = [(first, second) for first, second in _groups(of.evaluation, of.rule, 2)]
    lots = of.evaluation.facts.lots
    allocation = bader_ofer(
        of.evaluation.votes(),
        of.size,
        pairs,
        taking_part=of.votes,
        most=of.candidates_if_stated,
        lots=lots,
        what=of.what,
    )
    of.give(
        allocation.seats,
        allocation.ties,
        allocation.vacant,
        "each whole measure wins a seat; each seat left goes to the most votes per seat, lists with an "
        "agreement counting as one, and inside a pair by the same rule.",
        [Names(Label.AGREEMENTS, tuple(" + ".join(pair) for pair in pairs))],
        [
            Number(Label.MEASURE, allocation.measure),
            SeatTable({Label.FULL_QUOTAS: allocation.whole, Label.SEATS: allocation.seats}),
            quotient_table(allocation.rest, Quotients.SEATS_LEFT),
            *(
                [Names(Label.VOID_AGREEMENTS, tuple(map(" + ".join, allocation.void)))]
                if allocation.void
                else []
            ),
            *tied(allocation.ties),
        ],
    )


def _allied(of: Seats, method: Method, first: bool, inside: Method | None) -> None:
    groups = [
        frozenset(name for name in group if name in of.votes) for group in _groups(of.evaluation, of.rule, 0)
    ]
    alliances = nested({group for group in groups if len(group) > 1}, of.rule)
    lots = of.evaluation.facts.lots
    most = of.candidates
    allocation = allied(
        of.votes,
        of.size,
        alliances,
        method,
        inside=inside,
        most=most,
        others=of.others,
        more_votes_first=first,
        lots=lots,
        what=of.what,
    )
    of.give(
        allocation.seats,
        allocation.ties,
        allocation.vacant,
        f"lists in alliance count as one, then divide its seats among them: {in_words(method, first)}"
        + (f"; inside an alliance {in_words(inside)}" if inside else "")
        + ("; a list has no more seats than candidates." if most else "."),
        [
            Names(Label.ALLIANCES, tuple(alliance.name for alliance in alliances)),
            *([VotesTable(most, Label.CANDIDATES)] if most else []),
        ],
        [seat_table(allocation.seats), *tied(allocation.ties)],
    )


def nested(groups: set[frozenset[str]], rule: Rule) -> list[Alliance]:
    """Alliances; a group inside another is a sub-alliance of it.

    Raises:
        LawError: two groups share a list, and neither is inside the other.
    """
    open_groups: dict[frozenset[str], Alliance] = {}
    for group in sorted(groups, key=lambda names: (len(names), sorted(names))):
        inside = [inner for inner in open_groups if inner <= group]
        rest = group.difference(*inside)
        torn = sorted(name for inner in open_groups if inner not in inside for name in inner & group)
        if torn:
            raise LawError(
                f"{some_of(torn)} stands in two agreements, and neither is inside the other",
                where=rule.where,
            )
        open_groups[group] = Alliance.of(*sorted(rest), *(open_groups.pop(inner) for inner in inside))
    return list(open_groups.values())


def _groups(evaluation: Evaluation, rule: Rule, size: int) -> tuple[tuple[str, ...], ...]:
    """The lists that stand together.

    One list by itself is a party, where the law takes a list in no agreement for one person.

    Raises:
        LawError: an agreement names a list without a row, or has too few or too many lists.
    """
    candidates, standing = evaluation.law.candidates, evaluation.contest().lists()
    alone = candidates is not None and candidates.alone
    for group in evaluation.facts.agreements:
        if strangers := sorted(set(group) - standing) if standing else []:
            raise LawError(
                f"an agreement names {some_of(strangers)}, and the votes do not",
                where=rule.where,
                hint="Write the names as the votes do, or give 0 votes.",
            )
        if len(group) == 1 and alone:
            continue
        if len(group) < 2 or (size and len(group) != size):
            lists = "1 list" if len(group) == 1 else f"{len(group)} lists"
            raise LawError(
                f"an agreement of {lists}: {some_of(group)}",
                where=rule.where,
                hint=f"The law knows agreements of {size or 'two or more'} lists.",
            )
    return tuple(group for group in evaluation.facts.agreements if len(group) > 1)


@dataclass(frozen=True)
class Apportion(Rule):
    """Say how many seats each unit has.

    Args:
        seats: of all units.
        of: what units are weighed by: "population", or one of :data:`BASES`.
        method: of allocation.
        first: seats of every unit beforehand.
        minimum: the fewest seats of a unit.
        result: whether the seats of units are what the law is about.
        more_votes_first: whether of equal claims that of the larger unit comes first.
    """

    body = "chamber"

    seats: int
    of: str
    method: Method
    first: int
    minimum: int
    result: bool
    more_votes_first: bool

    @classmethod
    def read(cls, head: RuleHead, table: TomlTable) -> Self:
        """See :meth:`Rule.read`."""
        return cls(
            head,
            table.count("seats"),
            table.choice("of", ("population", *BASES), "population") or "population",
            method_of(table, default="hare"),
            table.count("first", 0),
            table.count("minimum", 0),
            table.flag("result", default=False),
            table.flag("more_votes_first", default=False),
        )

    @property
    def seats_of_whole(self) -> int:
        """See :class:`Rule`."""
        return self.seats

    def decide(self, evaluation: Evaluation) -> None:
        """See :meth:`Rule.decide`."""
        seats, of, method, first = self.seats, self.of, self.method, self.first
        minimum, result, larger = self.minimum, self.result, self.more_votes_first
        units = sorted(
            {*evaluation.units(), *evaluation.facts.counts.get(evaluation.law.contest, {}).get(of, {})}
            - {WHOLE}
        )
        people = {unit: evaluation.base(of, unit) for unit in units}
        given = apportion_seats(
            people,
            seats,
            method,
            first=first,
            minimum=minimum,
            more_votes_first=larger,
            lots=evaluation.facts.lots,
            what="seats of units",
        )
        if given.tie is not None and not result:
            raise NotSettled(
                f"{given.tie.what} are tied among {many_of(given.tie.tied)}; nothing after that can be "
                "computed",
                where=self.where,
                hint="Record the lot that was drawn in a table [[lot]].",
            )
        evaluation.size_table = dict(given.seats)
        if result:
            evaluation.award(WHOLE, "unit", seats, given.seats, [given.tie], given.vacant)
        elif given.vacant:
            evaluation.award(WHOLE, "unit", given.vacant, {}, vacant=given.vacant)
        evaluation.explain(
            self,
            "Seats of units",
            in_words(method, larger) + ".",
            [VotesTable(people, _label(of), rows="unit"), Number(Label.SEATS, seats)],
            [
                SeatTable({Label.SEATS: given.seats}, "unit"),
                *allocation_parts(given.last, seats=False, rows="unit"),
            ],
        )


def _label(of: str) -> Label:
    """What seats are apportioned by."""
    return Label.LIST_VOTES if of == "lists" else Label(of)
