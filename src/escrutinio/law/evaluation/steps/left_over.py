"""What quotas in the units leave, and seats beside them: ``unused-votes``, ``seat-each``.

``unused-votes``: the seats and the votes that ``quota-seats`` has left, over the whole: ``by`` and what goes
with it, as in ``allocate``. The quota of the units has to be a whole number. With ``rest_from``, a share with
``of``, only lists that have it take part in the seats that whole quotas leave, their remainders being asked
again while there are seats.

``seat-each``: one seat, beside all others, for each list with ``label`` that takes no part in them and has
``part`` of the votes of a seat, which are those of ``of`` by ``seats``; "taking part" for those of the lists
that take part and of all that have a seat by then; ``kind``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Self

from escrutinio.law.evaluation.evaluation import Evaluation
from escrutinio.law.evaluation.figures import BASES
from escrutinio.law.evaluation.rule import Reads, Rule, RuleHead
from escrutinio.law.evaluation.steps.giving import whole_votes
from escrutinio.law.evaluation.steps.methods import in_words, method_of
from escrutinio.law.evaluation.steps.quota_rounds import TAKING_PART
from escrutinio.law.evaluation.steps.shown import allocation_parts, seat_table
from escrutinio.law.facts import WHOLE
from escrutinio.law.outcome import add_up
from escrutinio.law.proportional.divisors import Divisors
from escrutinio.law.proportional.highest_averages import Allocation
from escrutinio.law.proportional.methods import Method, QuotaMethod, allocate
from escrutinio.law.proportional.quotas import RemainderAllocation, Rest
from escrutinio.law.proportional.rest_of_some import rest_of_some
from escrutinio.law.step_labels import Label
from escrutinio.law.step_parts import Number, VotesTable
from escrutinio.law.thresholds.conditions import Threshold
from escrutinio.law.thresholds.conditions import in_words as share_in_words
from escrutinio.model.toml_table import TomlTable

LEFT = "seats left in the units"
"""What a tie for them is called."""


@dataclass(frozen=True)
class UnusedVotes(Rule):
    """The seats left in the units, to the votes that won none there, over the whole.

    Args:
        method: of allocation.
        more_votes_first: whether of equal claims that with more unused votes comes first.
        rest_from: the share of all votes that a list needs for seats that whole quotas leave; None for none.
        of: what that is a share of, one of :data:`BASES`.
    """

    body = "chamber"
    heeds_threshold = True

    method: Method
    more_votes_first: bool
    rest_from: Threshold | None
    of: str

    @classmethod
    def read(cls, head: RuleHead, table: TomlTable) -> Self:
        """See :meth:`Rule.read`."""
        method, first = method_of(table), table.flag("more_votes_first", default=False)
        of = table.choice("of", BASES, "valid") or "valid"
        if not table.has("rest_from"):
            return cls(head, method, first, None, of)
        if isinstance(method, Divisors) or method.rest is not Rest.REMAINDERS or first:
            table.problem("rest_from", "it is of seats left by a quota", "a quota by itself")
        share = Threshold(table.share("rest_from"), BASES[of], inclusive=True)
        return cls(head, method, first, share, of)

    @property
    def reads(self) -> Reads:
        """See :class:`Rule`."""
        return Reads(seats=True)

    def decide(self, evaluation: Evaluation) -> None:
        """See :meth:`Rule.decide`."""
        pool = add_up(
            {
                name: whole_votes(votes, "the quota of a unit leaves", self.where, " in the step quota-seats")
                for name, votes in unused.items()
            }
            for unused in evaluation.unused.values()
        )
        votes = {name: pool.get(name, 0) for name in evaluation.taking_part()}
        size = sum(
            max(0, evaluation.seats_of(unit, self) - evaluation.size.get(unit, 0))
            for unit in evaluation.each_unit(self)
        )
        given = self._given(evaluation, votes, size)
        share = self.rest_from
        some = f"lists with {share_in_words(share.share)} of {share.base} alone" if share else ""
        among = f", those that whole quotas leave among {some}" if some else ""
        evaluation.award(WHOLE, "unused votes", size, given.seats, [given.tie], given.vacant)
        evaluation.explain(
            self,
            "Unused votes",
            "the votes that have won no seat in the units are added up, and the seats left there are shared "
            f"among them: {in_words(self.method, self.more_votes_first)}{among}.",
            [VotesTable(votes, Label.UNUSED), Number(Label.SEATS_LEFT, size)],
            allocation_parts(given),
        )

    def _given(
        self, evaluation: Evaluation, votes: Mapping[str, int], size: int
    ) -> Allocation | RemainderAllocation:
        """The seats of the whole, by unused votes."""
        held, lots = evaluation.held(), evaluation.facts.lots
        if self.rest_from is not None and isinstance(self.method, QuotaMethod):
            base, all_votes = evaluation.base(self.of), evaluation.votes()
            able = {name for name in votes if self.rest_from.passes(all_votes[name], base)}
            return rest_of_some(votes, size, self.method.quota, able, lots=lots, what=LEFT)
        return allocate(
            votes,
            size,
            self.method,
            most={
                name: max(0, number - held.get(name, 0))
                for name, number in evaluation.candidates_of_all().items()
                if name in votes
            }
            or None,
            more_votes_first=self.more_votes_first,
            lots=lots,
            what=LEFT,
        )


@dataclass(frozen=True)
class SeatEach(Rule):
    """One seat for each list of a kind that has some votes and takes no part in the others.

    Args:
        label: of these lists.
        part: of the votes of a seat, which they need.
        of: what the votes of a seat are worked out from, one of :data:`BASES` or :data:`TAKING_PART`.
        seats: by how many that is divided.
        kind: of the seats.
    """

    body = "chamber"

    label: str
    part: Fraction
    of: str
    seats: int
    kind: str

    @classmethod
    def read(cls, head: RuleHead, table: TomlTable) -> Self:
        """See :meth:`Rule.read`."""
        seats = table.count("seats")
        if not seats:
            table.problem("seats", "votes of a seat among none", "a number of one or more")
        return cls(
            head,
            table.text("label", "a label of lists"),
            table.share("part"),
            table.choice("of", (*BASES, TAKING_PART), "valid") or "valid",
            max(1, seats),
            table.text("kind", "a kind of seats", "minority"),
        )

    @property
    def reads(self) -> Reads:
        """See :class:`Rule`."""
        return Reads(labels=frozenset({self.label}))

    def decide(self, evaluation: Evaluation) -> None:
        """See :meth:`Rule.decide`."""
        part, labels = set(evaluation.taking_part()) if evaluation.passed else set(), evaluation.facts.labels
        votes = {
            name: number
            for name, number in evaluation.votes().items()
            if self.label in labels.get(name, frozenset()) and name not in part
        }
        price = Fraction(self._base(evaluation), self.seats)
        won = {name: 1 for name, number in votes.items() if number and number >= self.part * price}
        evaluation.award(WHOLE, self.kind, len(won), won)
        evaluation.explain(
            self,
            f"Seats of {self.label} lists",
            f"each {self.label} list that takes no part in the other seats has one beside them with "
            f"{share_in_words(self.part)} of the votes of a seat, which are {self._of_in_words} divided by "
            f"{self.seats}.",
            [VotesTable(votes), Number(Label.QUOTA, price)],
            [seat_table(won)],
        )

    @property
    def _of_in_words(self) -> str:
        if self.of == TAKING_PART:
            return "the votes of the lists that take part and of all that have a seat"
        return BASES[self.of]

    def _base(self, evaluation: Evaluation) -> int:
        if self.of != TAKING_PART:
            return evaluation.base(self.of)
        seated = {
            name
            for kinds in evaluation.won.values()
            for seats in kinds.values()
            for name, number in seats.items()
            if number
        }
        part = evaluation.taking_part()
        return sum(number for name, number in evaluation.votes().items() if name in part or name in seated)
