"""``two-round-seats``: single-member seats in two rounds, where a share of the registered voters lets stand.

``more_than``, with ``of`` ("lists", "valid", "cast"): what is needed in the first round; ``registered``: the
share of the registered voters that is needed as well; ``stand``: the share of the registered voters with
which a candidate may stand in the second round, besides the first two; without it, the first two stand;
``equal`` ("lot" or "all"), without ``stand``: whether a lot says who of equal candidates stands, or all do;
``contest`` of the first round, else the law's own, ``second``, that of the second; ``kind``.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Self

from escrutinio.law.decisions import Decision, Elected, RunOff, Tie, Undecided
from escrutinio.law.evaluation.evaluation import Evaluation
from escrutinio.law.evaluation.figures import BASES
from escrutinio.law.evaluation.rule import Reads, Rule, RuleHead
from escrutinio.law.majority.two_rounds import (
    AllConditions,
    Condition,
    MoreThan,
    VotesOf,
    first_round,
    second_round,
)
from escrutinio.law.step_labels import Label
from escrutinio.law.step_parts import DecisionTable, Number
from escrutinio.law.thresholds.conditions import Threshold, in_words
from escrutinio.model.errors import LawError
from escrutinio.model.toml_table import TomlTable


@dataclass(frozen=True)
class TwoRoundSeats(Rule):
    """The seat of each unit in two rounds.

    Args:
        contest: of the first round; empty for the law's own.
        second: the contest of the second round.
        kind: of the seats.
        of: what ``more_than`` is a share of, as in :data:`BASES`.
        more_than: the share needed in the first round.
        registered: the share of the registered voters needed there too; None for none.
        stand: the share of the registered voters that lets stand in the second round; None where the first
            two stand.
        equal_stand: whether all who are equal for a place in the second round stand in it.
    """

    body = "chamber"
    leaves_units_open = True

    contest: str
    second: str
    kind: str
    of: str
    more_than: Fraction
    registered: Threshold | None
    stand: Threshold | None
    equal_stand: bool = False

    @classmethod
    def read(cls, head: RuleHead, table: TomlTable) -> Self:
        """See :meth:`Rule.read`."""
        stand = _of_registered(table, "stand")
        equal = table.choice("equal", ("lot", "all"), "lot") == "all"
        if equal and stand is not None:
            table.problem("equal", "a share lets stand, however many have it", "no equal beside stand")
        return cls(
            head,
            table.text("contest", "the name of a contest", ""),
            table.text("second", "the contest of the second round", "second-round"),
            table.text("kind", "a kind of seats", "single-member"),
            table.choice("of", BASES, "lists") or "lists",
            table.share("more_than", "1/2"),
            _of_registered(table, "registered"),
            stand,
            equal,
        )

    @property
    def reads(self) -> Reads:
        """See :class:`Rule`."""
        return Reads(second_rounds=frozenset({self.second}))

    def decide(self, evaluation: Evaluation) -> None:
        """See :meth:`Rule.decide`."""
        units = sorted({*evaluation.districts(self, self.contest), *evaluation.contest(self.second).votes})
        if not units and evaluation.log.complete:
            evaluation.without.append(self.contest)
        decisions: dict[str, Decision] = {}
        failed: dict[str, LawError] = {}
        for unit in units:
            try:
                decisions[unit] = self._decide_in(evaluation, unit)
            except LawError as error:
                failed[unit] = error
        evaluation.leave_open_or_refuse(failed, units)
        decisions = {unit: decisions.get(unit) or Undecided(failed[unit].message) for unit in units}
        for unit, decision in decisions.items():
            seats = {decision.name: 1} if isinstance(decision, Elected) else {}
            tie = decision if isinstance(decision, Tie) else None
            vacant = int(isinstance(decision, Undecided) and unit not in evaluation.open_units)
            evaluation.award(unit, self.kind, 1, seats, [tie], vacant)
        evaluation.decisions.update(decisions)
        evaluation.explain(
            self,
            "Seats in two rounds",
            f"{self._words()}; in the second round the most votes win.",
            [Number(Label.UNITS, len(decisions))],
            [DecisionTable(decisions)],
        )

    def _decide_in(self, evaluation: Evaluation, unit: str) -> Decision:
        """Who has the seat of a unit.

        Raises:
            LawError: a figure that the rule asks for is not there.
        """
        votes = evaluation.votes(unit, self.second)
        again = any(votes.values())
        # While sheets of the first round are missing, the second says who stood in it.
        if again and not evaluation.log.complete:
            return evaluation.most(votes, f"the seat of {unit}")
        if again and (why := self.contradiction(evaluation, unit)) is not None:
            return evaluation.leave_open(unit, why)
        return evaluation.most(votes, f"the seat of {unit}") if again else self._first(evaluation, unit)

    def _words(self) -> str:
        of = "the votes" if self.of == "lists" else BASES[self.of]
        parts = (
            [f"more than {in_words(self.more_than)} of {of}"] if self.more_than or not self.registered else []
        )
        if self.registered is not None:
            parts.append(self.registered.text)
        needed = " and ".join(parts)
        stand = "the first two stand" + (", and all who are equal to them" if self.equal_stand else "")
        if self.stand is not None:
            stand = f"who has {self.stand.text} may stand, and the first two at least"
        won = f"a candidate with {needed} has the seat in the first round"
        if not self.more_than and self.registered:
            # Several can have such a share; that of a majority one alone can have.
            won = f"the candidate with the most votes has the seat in the first round, if they are {needed}"
        return f"{won}; in a second round {stand}"

    def _first(self, evaluation: Evaluation, unit: str) -> Decision:
        votes = evaluation.votes(unit, self.contest)
        if not any(votes.values()):
            return Undecided(f"no votes counted for the seat of {unit}")
        lots = evaluation.facts.lots
        conditions: list[Condition] = []
        if self.more_than or self.registered is None:
            conditions.append(MoreThan(self.more_than, "the votes"))
        if self.registered is not None:
            registered = evaluation.base("registered", unit, self.contest)
            conditions.append(VotesOf(self.registered, registered))
        base = evaluation.base(self.of, unit, self.contest)
        elect = [AllConditions(tuple(conditions))]
        first = first_round(votes, base, elect, equal_stand=self.equal_stand, lots=lots)
        if isinstance(first, Elected) or self.stand is None:
            return first
        registered = evaluation.base("registered", unit, self.contest)
        return second_round(votes, self.stand, registered, lots=lots)

    def contradiction(self, evaluation: Evaluation, unit: str) -> LawError | None:
        """What of a second round with votes cannot be after the first, of which every sheet is counted.

        Such a unit has no answer: either round may be wrong.

        Raises:
            LawError: a figure that says who could stand is not there.
        """
        votes = evaluation.votes(unit, self.second)
        if unit not in evaluation.contest(self.contest).votes:
            return LawError(
                f"there are votes of a second round in {unit}, and none of a first",
                where=self.where,
                hint="Write the names of the units as in the first round.",
            )
        first = self._first(evaluation, unit)
        if isinstance(first, Elected):
            return LawError(
                f"there are votes of a second round in {unit}, and {first.name} was elected in the first",
                where=self.where,
                hint="Leave them out, or check the votes of the first round.",
            )
        standing = set()
        if isinstance(first, RunOff):
            standing = {*first.pair, *(first.tie.tied if first.tie else ())}
        elif sum(map(bool, votes.values())) > 1:
            standing = {name for name, number in evaluation.votes(unit, self.contest).items() if number}
        with_votes = {name for name, number in votes.items() if number}
        if strangers := sorted(with_votes - (standing or with_votes)):
            return LawError(
                f"{', '.join(strangers)} could not stand in the second round in {unit}",
                where=self.where,
                hint=f"Who could: {', '.join(sorted(standing))}.",
            )
        return None


def _of_registered(table: TomlTable, key: str) -> Threshold | None:
    return Threshold(table.share(key), BASES["registered"], inclusive=True) if table.has(key) else None
