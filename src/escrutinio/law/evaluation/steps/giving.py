"""The seats that a rule gives to the lists of a unit: how many, whose votes, and what they are called."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from escrutinio.law.decisions import Tie
from escrutinio.law.evaluation.evaluation import Evaluation
from escrutinio.law.evaluation.rule import Rule
from escrutinio.law.facts import WHOLE
from escrutinio.law.step_labels import Label
from escrutinio.law.step_parts import Number, Part, VotesTable
from escrutinio.model.errors import LawError


def title(unit: str) -> str:
    """What a step on the seats of a unit is called."""
    return "Seats" if unit == WHOLE else f"Seats of {unit}"


def what(unit: str) -> str:
    """What a tie for them is called."""
    return "seats" if unit == WHOLE else f"seats of {unit}"


@dataclass(frozen=True)
class Seats:
    """The seats of a unit, for the lists that take part there."""

    evaluation: Evaluation
    rule: Rule
    unit: str
    kind: str
    size: int
    votes: Mapping[str, int]
    whole: bool

    @property
    def what(self) -> str:
        """What a tie for them is called."""
        return what(self.unit)

    @property
    def others(self) -> int:
        """Votes of lists without a row, where every list takes part and a seat's price is of all votes."""
        passed = self.evaluation.passed
        if WHOLE in passed or (not self.whole and self.unit in passed):
            return 0
        return self.evaluation.others(None if self.whole else self.unit)

    @property
    def candidates(self) -> dict[str, int]:
        """List that takes part -> its candidates, unless the law keeps seats that it cannot fill."""
        known = self.evaluation.candidates(self.unit)
        return {name: number for name, number in known.items() if name in self.votes}

    @property
    def candidates_if_stated(self) -> dict[str, int]:
        """The same where the law's file says that such seats go to others."""
        known = self.evaluation.candidates(self.unit, only_if_stated=True)
        return {name: number for name, number in known.items() if name in self.votes}

    def give(
        self,
        seats: Mapping[str, int],
        ties: Sequence[Tie | None],
        vacant: int,
        text: str,
        inputs: Iterable[Part],
        results: Iterable[Part],
    ) -> None:
        """Note who has them, and the rule."""
        self.evaluation.award(self.unit, self.kind, self.size, seats, ties, vacant)
        self.explain(text, inputs, results)

    def explain(self, text: str, inputs: Iterable[Part], results: Iterable[Part]) -> None:
        """Note the rule alone, where others note who has the seats."""
        shared: tuple[Part, ...] = (VotesTable(self.votes), Number(Label.SEATS, self.size))
        self.evaluation.explain(self.rule, title(self.unit), text, (*shared, *inputs), results)


def seats_to_give(
    evaluation: Evaluation, rule: Rule, kind: str, *, whole: bool, number: int
) -> Iterator[Seats]:
    """The seats of each unit, or of the whole.

    Args:
        evaluation: the law that is being applied.
        rule: of the law.
        kind: of the seats.
        whole: whether they are of the whole; else of each unit.
        number: how many; 0 where the table of seats says it.

    Raises:
        LawError: nobody says how many there are.
    """
    for unit in [WHOLE] if whole else evaluation.each_unit(rule):
        if unit in evaluation.open_units:
            leave_open(evaluation, rule, kind, unit, number or evaluation.seats_of(unit, rule))
            continue
        size = number or (sum(evaluation.seats().values()) if whole else 0) or evaluation.seats_of(unit, rule)
        yield Seats(
            evaluation, rule, unit, kind, size, evaluation.taking_part(None if whole else unit), whole
        )


def whole_votes(votes: Fraction, of: str, where: str, step: str = "") -> int:
    """Votes that quotas have left, which are given seats elsewhere.

    Args:
        votes: the votes.
        of: what leaves them, such as "the quota of a unit leaves", for the message.
        where: of the rule that gives them seats.
        step: where the law's file says how the quota is rounded, if elsewhere: " in the step NAME".

    Raises:
        LawError: they are no whole number, for the quota is none.
    """
    if votes.denominator != 1:
        raise LawError(
            f"{of} {votes} votes, which is no whole number",
            where=where,
            hint=f'Say{step} how the quota is rounded, such as rounded = "down".',
        )
    return int(votes)


def give_each(units: Iterable[Seats], give: Callable[[Seats], None]) -> None:
    """Give the seats of each unit; leave those of one open for whose votes the law has no answer.

    Args:
        units: the seats.
        give: gives those of one unit, or raises before it has noted any.

    Raises:
        LawError: it has no answer in any unit, or the seats of a later rule depend on this one's.
    """
    failed: list[tuple[Seats, LawError]] = []
    given = 0
    for of in units:
        try:
            give(of)
            given += 1
        except LawError as error:
            failed.append((of, error))
    for of, why in failed:
        if not given or not of.evaluation.can_leave_open(of.rule):
            raise why
        of.evaluation.leave_open(of.unit, why)
        leave_open(of.evaluation, of.rule, of.kind, of.unit, of.size)


def leave_open(evaluation: Evaluation, rule: Rule, kind: str, unit: str, size: int) -> None:
    """Leave the seats of a unit open."""
    evaluation.award(unit, kind, size, {})
    why = evaluation.open_units[unit].message
    evaluation.log.add(title(unit), rule.article, f"nothing is decided there: {why}.", [], [])
