"""List seats of the whole that heed single-member seats: ``capped``, ``half-compensation``,
``missing-shares`` and ``fragments``.

All have ``contest`` (of the single-member seats), ``seats`` (list seats) and give both kinds.

``capped``: ``house`` (all seats), ``points`` (how much a list's share of the house may be above its share of
the votes of those that take part), or ``more`` with ``of`` (by what part of its share of these votes it may
exceed that share); ``most`` (seats of a list).

``half-compensation``: ``house``, ``compensating`` (how many list seats make up for single-member seats; all
unless given), ``seats_qualify`` (with so many single-member seats a party's own are not taken off the house).

``missing-shares``: ``house``; all that is missing to a list's share of it, scaled down to the list seats.

``fragments``: ``by``, ``more_votes_first``; votes of the constituencies that won no seat, and with
``surplus`` those that winners did not need, count for their lists; ``label`` (of lists of minorities, each
of which has one seat for ``part`` of the votes of a seat, and takes no other part).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Self

from escrutinio.law.evaluation.evaluation import Evaluation
from escrutinio.law.evaluation.figures import BASES
from escrutinio.law.evaluation.rule import Reads, Rule, RuleHead
from escrutinio.law.evaluation.steps.methods import divisors_of
from escrutinio.law.evaluation.steps.shown import allocation_parts, seat_table
from escrutinio.law.facts import WHOLE
from escrutinio.law.mixed.fragments import fragment_votes
from escrutinio.law.mixed.list_seats import ListSeats, capped_lists, half_compensation, missing_share_lists
from escrutinio.law.proportional.divisors import Divisors
from escrutinio.law.proportional.highest_averages import highest_averages
from escrutinio.law.seat_parts import SeatTable
from escrutinio.law.step_labels import Label
from escrutinio.law.step_parts import Number, Part, Ties, VotesTable
from escrutinio.law.thresholds.conditions import in_words
from escrutinio.law.totals import NotSettled
from escrutinio.model.toml_table import TomlTable


@dataclass(frozen=True)
class _ListSeatsOfWhole(Rule):
    """List seats of the whole country, beside single-member seats."""

    body = "chamber"
    heeds_threshold = True

    contest: str
    seats: int

    @property
    def reads(self) -> Reads:
        """See :class:`Rule`."""
        return Reads(contests=(self.contest,))

    def _single(self, evaluation: Evaluation) -> dict[str, int] | None:
        """Note the single-member seats; None where ties leave them open, and the list seats with them."""
        evaluation.check_seats_won(self.contest, (), self)
        single, ties = evaluation.single(self.contest), evaluation.tied_single(self.contest)
        evaluation.award(WHOLE, "single-member", sum(single.values()) + len(ties), single, ties)
        if not ties:
            return single
        evaluation.award(WHOLE, "list", self.seats, {})
        evaluation.explain(
            self,
            "Seats",
            "the list seats go by single-member seats, and are open until their ties are settled.",
            [SeatTable({Label.SINGLE_MEMBER_SEATS: single})],
            [Number(Label.LIST_SEATS_OPEN, self.seats), Ties(ties)],
        )
        return None

    def _give(self, evaluation: Evaluation, text: str, single: Mapping[str, int], given: ListSeats) -> None:
        """Note the list seats, and explain them."""
        evaluation.award(WHOLE, "list", self.seats, given.seats, given.ties, given.vacant)
        inputs: list[Part] = [
            VotesTable(evaluation.taking_part()),
            Number(Label.LIST_SEATS, self.seats),
            SeatTable({Label.SINGLE_MEMBER_SEATS: single}),
        ]
        shown = [part for stage in given.rounds for part in allocation_parts(stage)]
        evaluation.explain(
            self, "List seats", text, inputs, [*shown, seat_table(given.seats, Label.LIST_SEATS)]
        )


def _first_keys(table: TomlTable) -> tuple[str, int]:
    """``contest`` and ``seats``, as all of these rules take them."""
    return table.text("contest", "the name of a contest", "constituencies"), table.count("seats")


@dataclass(frozen=True)
class CappedLists(_ListSeatsOfWhole):
    """List seats under a cap of over-representation.

    Args:
        house: all seats.
        points: how much a list's share of them may be above its share of the votes.
        most: the most seats of a list.
        more: by what part of its share of the votes its share of the seats may exceed that; 0 where points
            say it.
        of: what that is a share of, one of :data:`BASES`; empty for the votes of those that take part.
    """

    house: int
    points: Fraction
    most: int
    more: Fraction
    of: str

    @classmethod
    def read(cls, head: RuleHead, table: TomlTable) -> Self:
        """See :meth:`Rule.read`."""
        house, by_part = table.count("house"), table.has("more")
        return cls(
            head,
            *_first_keys(table),
            house,
            Fraction(0) if by_part else table.share("points"),
            table.count("most", house),
            table.share("more") if by_part else Fraction(0),
            (table.choice("of", BASES, "valid") or "valid") if by_part else "",
        )

    def decide(self, evaluation: Evaluation) -> None:
        """See :meth:`Rule.decide`."""
        single = self._single(evaluation)
        if single is None:
            return
        given = capped_lists(
            evaluation.taking_part(),
            self.seats,
            single,
            self.house,
            self.points,
            most=self.most,
            more=self.more,
            base=evaluation.base(self.of) if self.of else None,
            lots=evaluation.facts.lots,
        )
        cap = (
            f"exceeds its share of {BASES[self.of]} by more than {in_words(self.more)} of it"
            if self.of
            else f"is more than {in_words(self.points)} above its share of the votes"
        )
        text = (
            "each whole quota wins a list seat, and the seats left go to the largest remainders; nobody has "
            f"more than {self.most} seats, nor a share of the {self.house} seats that {cap}"
        )
        over = (
            f": {', '.join(sorted(given.most))} would have, and the others share the rest"
            if given.most
            else ""
        )
        self._give(evaluation, f"{text}{over}.", single, given)


@dataclass(frozen=True)
class HalfCompensation(_ListSeatsOfWhole):
    """List seats that make up for half of what is missing to a list's share.

    Args:
        house: all seats.
        compensating: how many list seats make up.
        seats_qualify: with so many single-member seats a party's own are not taken off the house.
    """

    house: int
    compensating: int
    seats_qualify: int

    @classmethod
    def read(cls, head: RuleHead, table: TomlTable) -> Self:
        """See :meth:`Rule.read`."""
        contest, seats = _first_keys(table)
        return cls(
            head,
            contest,
            seats,
            table.count("house"),
            table.count("compensating", seats),
            table.count("seats_qualify", 0),
        )

    def decide(self, evaluation: Evaluation) -> None:
        """See :meth:`Rule.decide`."""
        single = self._single(evaluation)
        if single is None:
            return
        given = half_compensation(
            evaluation.taking_part(),
            self.seats,
            single,
            self.house,
            compensating=self.compensating,
            single_qualifies=self.seats_qualify,
            lots=evaluation.facts.lots,
        )
        due = ", ".join(f"{name} {number}" for name, number in sorted(given.due.items()) if number)
        text = (
            f"half of what single-member seats leave of a list's share of the {self.house} seats "
            f"is due to it "
            f"({due or 'nothing'}); {self.compensating} seats go by that, less or more than what "
            f"is due by the "
            "largest remainders, and the others by the votes."
        )
        self._give(evaluation, text, single, given)


@dataclass(frozen=True)
class MissingShares(_ListSeatsOfWhole):
    """List seats by all that is missing to a list's share of the house.

    Args:
        house: all seats.
    """

    house: int

    @classmethod
    def read(cls, head: RuleHead, table: TomlTable) -> Self:
        """See :meth:`Rule.read`."""
        return cls(
            head,
            *_first_keys(table),
            table.count("house"),
        )

    def decide(self, evaluation: Evaluation) -> None:
        """See :meth:`Rule.decide`."""
        single = self._single(evaluation)
        if single is None:
            return
        given = missing_share_lists(
            evaluation.taking_part(), self.seats, single, self.house, lots=evaluation.facts.lots
        )
        text = (
            f"what single-member seats leave of a list's share of the {self.house} seats, fractions and all, "
            "is what the list seats are shared by: whole quotas, and the largest remainders."
        )
        self._give(evaluation, text, single, given)


@dataclass(frozen=True)
class FragmentLists(_ListSeatsOfWhole):
    """List seats by the votes of lists and the fragment votes of constituencies.

    Args:
        divisors: of the allocation.
        more_votes_first: whether of equal quotients that of the list with more votes comes first.
        surplus: whether votes that a winner did not need are fragment votes.
        label: of lists of minorities; empty for none.
        part: of the votes of a seat, for which such a list has one.
    """

    divisors: Divisors
    more_votes_first: bool
    surplus: bool
    label: str
    part: Fraction

    @classmethod
    def read(cls, head: RuleHead, table: TomlTable) -> Self:
        """See :meth:`Rule.read`."""
        return cls(
            head,
            *_first_keys(table),
            divisors_of(table, "by", "dhondt"),
            table.flag("more_votes_first", default=False),
            table.flag("surplus", default=True),
            table.text("label", "a label of the facts", ""),
            table.share("part", "1"),
        )

    @property
    def reads(self) -> Reads:
        """See :class:`Rule`."""
        labels = frozenset({self.label} if self.label else ())
        return Reads(contests=(self.contest,), labels=labels)

    def decide(self, evaluation: Evaluation) -> None:
        """See :meth:`Rule.decide`."""
        units = sorted(set(evaluation.contest(self.contest).votes) - {WHOLE})
        if not units:
            raise NotSettled(
                f"the rows of {self.contest!r} name no constituency, and fragment votes are those of each",
                where=self.where,
                hint="Name the constituency of each row in the column unit.",
            )
        single = self._single(evaluation)
        if single is None:
            return
        own = evaluation.votes()
        minorities = {
            name for name in own if self.label in evaluation.facts.labels.get(name, ()) and self.label
        }
        able = {name for name in evaluation.taking_part() if name not in minorities}
        districts = {unit: evaluation.votes(unit, self.contest) for unit in units}
        added = fragment_votes(districts, own, surplus=self.surplus)
        votes = {name: own[name] + added[name] for name in own}
        price = Fraction(sum(votes.values()), self.seats) * self.part
        # The quota of a minority is a whole number: its fraction is dropped.
        seated = {name: 1 for name in sorted(minorities) if votes[name] and votes[name] >= int(price)}
        given = highest_averages(
            {name: votes[name] for name in sorted(able)},
            self.seats - len(seated),
            self.divisors,
            more_votes_first=self.more_votes_first,
            lots=evaluation.facts.lots,
            what="list seats",
        )
        evaluation.award(WHOLE, "list", self.seats, {**given.seats, **seated}, [given.tie], given.vacant)
        evaluation.explain(
            self,
            "List seats",
            "votes for candidates without a seat, and what winners had beyond the one vote that "
            "was needed, are "
            "added to those of their lists; "
            + f"the highest quotients ({self.divisors.text}) win a seat"
            + (f"; a minority's list has a seat for {int(price):,} votes." if minorities else "."),
            [VotesTable(own), VotesTable(added, Label.PREFERENCES_ADDED), VotesTable(votes, Label.TOTALS)],
            [
                seat_table({**given.seats, **seated}, Label.LIST_SEATS),
                *allocation_parts(given, seats=False),
            ],
        )
