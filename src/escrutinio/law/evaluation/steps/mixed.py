"""List seats beside single-member seats: ``mixed``.

``mixed``: ``system`` ("parallel", "additional", "overhang" or "levelled"), ``in`` ("whole" or "each unit"),
``contest`` (of the single-member seats), ``by`` (divisors; in a parallel or levelled system a quota with
largest remainders too), ``more_votes_first``, ``size`` (else the table of seats): of list seats in a parallel
or additional system, of all seats in the others; ``single`` (how many single-member seats there can be,
``size`` where that is of all seats: rows without a constituency state seats won, and more than these are
votes). Of a levelled house: ``grows`` ("until covered", or once: "twice the overhang", "quotient" or
"quotient rounded up", which is what the list furthest above its share has won, by all votes, divided by its
own; or "refused", where the law has a rule that is not modelled); ``odd`` (whether it has one seat more where
it has grown to an even number); and where it grows until all is covered, ``tolerated`` (seats that need not
be levelled), ``most_levelling`` (how many seats may level each seat above a share; more are refused) and
``outside`` (whether single-member seats of those who take no part are "within" the size or "added" to it).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from escrutinio.law.decisions import Tie
from escrutinio.law.evaluation.evaluation import Evaluation
from escrutinio.law.evaluation.rule import Reads, Rule, RuleHead
from escrutinio.law.evaluation.steps.methods import SCOPES, in_words, method_of, simple_method
from escrutinio.law.evaluation.steps.shown import allocation_parts
from escrutinio.law.facts import WHOLE
from escrutinio.law.lots import Lot
from escrutinio.law.mixed.growing_houses import Growth, grown_once, levelled_house
from escrutinio.law.mixed.houses import Mixed, additional_members, overhang_kept, parallel
from escrutinio.law.proportional.divisors import Divisors
from escrutinio.law.proportional.quotas import Quota
from escrutinio.law.seat_parts import SeatTable
from escrutinio.law.step_labels import Label
from escrutinio.law.step_parts import Number, Ties, VotesTable
from escrutinio.model.errors import LawError
from escrutinio.model.text import some_of
from escrutinio.model.toml_table import TomlTable

SYSTEMS = {
    "parallel": "list seats are allocated by list votes alone",
    "additional": "list seats go to the highest quotients that single-member seats have not used up",
    "overhang": "all seats are allocated by list votes; who won more single-member seats keeps them",
    "levelled": "the house grows until each list's share covers its single-member seats",
}
"""What ``mixed`` can be, and the same in words."""
KEPT = "; what is still above it then is kept"
GROWTHS = {
    Growth.COVERED: SYSTEMS["levelled"],
    Growth.TWICE: "the house grows once, by two seats for each single-member seat above a list's share"
    + KEPT,
    Growth.QUOTIENT: "the house grows once, until the votes of the list furthest above its share are worth "
    "what it has won" + KEPT,
}
"""How a levelled house grows, in words."""
GROWTHS[Growth.QUOTIENT_UP] = GROWTHS[Growth.QUOTIENT]
GROWTHS[Growth.REFUSED] = "all seats are allocated by list votes, and no list has won more than its share"
ODD = "; a house that has grown to an even number of seats has one more"
"""What is added where its seats are to be an odd number."""


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
        growth: how a levelled house grows.
        most_levelling: how many seats may level each seat above a share; 0 for no limit.
        odd: whether a levelled house that has grown to an even number of seats has one more.
        within: whether single-member seats of those who take no part are of a levelled house's size.
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
    growth: Growth = Growth.COVERED
    most_levelling: int = 0
    odd: bool = False
    within: bool = True

    @classmethod
    def read(cls, head: RuleHead, table: TomlTable) -> Self:
        """See :meth:`Rule.read`."""
        system = table.choice("system", SYSTEMS)
        method = method_of(table, default="sainte_lague")
        first = table.flag("more_votes_first", default=False)
        size = table.count("size", 0)
        levelled = system == "levelled"
        growth = (
            Growth(table.choice("grows", list(Growth), Growth.COVERED) or "") if levelled else Growth.COVERED
        )
        covered = levelled and growth is Growth.COVERED
        if system not in ("parallel", "levelled") and not isinstance(method, Divisors):
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
            table.count("tolerated", 0) if covered else 0,
            table.count("single", size if system in ("overhang", "levelled") else 0),
            growth,
            table.count("most_levelling", 0) if covered else 0,
            table.flag("odd", default=False) if levelled else False,
            not covered or table.choice("outside", ("within", "added"), "within") != "added",
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
        if self.scope != "whole" or not self.size:
            return 0
        return self.size if self.system in ("overhang", "levelled") else self.size + self.single

    @property
    def _system_in_words(self) -> str:
        return GROWTHS[self.growth] + ODD * self.odd if self.system == "levelled" else SYSTEMS[self.system]

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
                f"{self._system_in_words}: {self.method_text}.",
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
            f"the rows of {role!r} name no unit, and the seats are those of {some_of(map(str, units))}",
            where=rule.where,
            hint="Add a column unit to the votes.",
        )
    without = set(units) - {above.get(unit, unit) for unit in singles}
    if evaluation.log.complete and singles and without:
        raise LawError(
            f"{role!r} has no row for {some_of(sorted(map(str, without)))}",
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
    if rule.system == "parallel":
        return parallel(votes, seats, single, qualified=able, by=method, **options)
    if rule.system == "levelled" and rule.growth is Growth.COVERED:
        options |= {"tolerated": rule.tolerated, "most_levelling": rule.most_levelling}
        options |= {"odd": rule.odd, "within": rule.within}
        return levelled_house(votes, seats, single, qualified=able, divisors=method, **options)
    if rule.system == "levelled":
        options |= {"growth": rule.growth, "odd": rule.odd}
        return grown_once(votes, seats, single, qualified=able, divisors=method, **options)
    assert isinstance(method, Divisors)
    if rule.system == "additional":
        return additional_members(votes, seats, single, qualified=able, divisors=method, **options)
    return overhang_kept(votes, seats, single, qualified=able, divisors=method, **options)
