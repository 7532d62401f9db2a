"""A ballot measure, that is a referendum or plebiscite: ``ballot-measure``, of a law with ``[measure]``.

Two answers stand, and the facts give one of them the label ``yes``. ``conditions``: a list of tables with
``more_than`` or ``at_least`` (a share), ``of`` (what it is a share of) and ``votes`` ("answer", which is
the default, "valid" or "cast"); all of them are needed. ``answer``: "yes" where they are what adopts the
measure, "no" where they are what rejects it, and it is adopted otherwise. ``units``, where the answer needs
more votes than the other in so many units too: ``more_than`` or ``at_least``, a share of them; ``plural``,
what they are called; ``number``, how many there are; ``elsewhere``, units of the table that are none of them.
Where the law fixes seats, a unit counts as many times as it has some, such as the two of a Swiss canton and
the one of a half-canton.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal, Self

from escrutinio.law.decisions import MeasureResult
from escrutinio.law.evaluation.evaluation import Evaluation
from escrutinio.law.evaluation.figures import BASES
from escrutinio.law.evaluation.rule import Reads, Rule, RuleHead
from escrutinio.law.facts import ElectionFacts
from escrutinio.law.step_labels import Label
from escrutinio.law.step_parts import DecisionResult, Number, Part, SpreadTable, VotesTable
from escrutinio.law.thresholds.conditions import Threshold
from escrutinio.law.totals import NotStated
from escrutinio.model.errors import LawError
from escrutinio.model.text import some_of
from escrutinio.model.toml_table import TomlTable

YES: Literal["yes"] = "yes"
"""The label of the answer that adopts a measure."""
OF_ANSWERS = {**BASES, "lists": "the votes for the two answers"}
"""What a share can be of, in the words of a question with two answers."""
_ANSWER = {"yes": "the votes in favour", "no": "the votes against"}


@dataclass(frozen=True)
class MeasureCondition:
    """One condition of a ballot measure.

    Args:
        votes: what is compared: the answer's votes, the valid votes, or the votes cast.
        of: what it is compared with, as in :data:`~escrutinio.law.evaluation.figures.BASES`.
        share: how large a share it must be.
    """

    votes: str
    of: str
    share: Threshold

    @classmethod
    def read(cls, table: TomlTable) -> MeasureCondition:
        """From a table of the file."""
        votes = table.choice("votes", ("answer", "valid", "cast"), "answer")
        of = table.choice("of", OF_ANSWERS, "valid") or "valid"
        if votes != "answer" and of != "registered":
            table.problem("of", f"a quorum of {votes} votes is one of voters", 'of = "registered"')
        condition = cls(votes, of, share_of(table, OF_ANSWERS[of]))
        table.finish()
        return condition

    def words(self, answer: str, *, met: bool = True) -> str:
        """The condition in words, or that it is not met."""
        what = _ANSWER[answer] if self.votes == "answer" else OF_ANSWERS[self.votes]
        return f"{what} are {'' if met else 'not '}{self.share.text}"


@dataclass(frozen=True)
class InUnits:
    """A majority of units in which the answer has more votes than the other.

    Args:
        share: of the units.
        plural: what they are called.
        elsewhere: units of the table that are none of them, such as territories.
        number: how many there are; 0 where the law does not say.
    """

    share: Threshold
    plural: str
    elsewhere: tuple[str, ...] = ()
    number: int = 0

    @classmethod
    def read(cls, table: TomlTable) -> InUnits:
        """From the table ``units``."""
        plural = table.text("plural", "what the units are called", "units")
        elsewhere = table.texts("elsewhere", "a list of units")
        majority = cls(share_of(table, f"the {plural}"), plural, elsewhere, table.count("number", 0))
        table.finish()
        return majority


def share_of(table: TomlTable, base: str) -> Threshold:
    """``more_than`` or ``at_least`` of a table."""
    share, inclusive = table.share_needed()
    return Threshold(share, base, inclusive=inclusive)


def answers_of(names: Iterable[str], facts: ElectionFacts, where: str = "") -> tuple[str, str]:
    """The answer that adopts a measure, by its label, and the other.

    Args:
        names: what stands.
        facts: of the election.
        where: the rule, for messages.

    Raises:
        LawError: the facts do not name the one, or there is not one other.
    """
    standing = sorted(set(names))
    yes = [name for name in standing if YES in facts.labels.get(name, frozenset())]
    if len(yes) != 1:
        both = f"{' and '.join(yes)} both have the label yes"
        raise LawError(
            both if yes else "nobody says which answer adopts the measure",
            where=where,
            hint='Name one answer in the facts: [labels], yes = ["..."].',
        )
    others = [name for name in standing if name != yes[0]]
    if len(others) != 1:
        raise LawError(
            f"a ballot measure has two answers, and the votes have {len(standing)}: {some_of(standing)}",
            where=where,
            hint="Give each question a contest of its own; blank and null ballots are counts.",
        )
    return yes[0], others[0]


@dataclass(frozen=True)
class Coming:
    """What can come besides the counted votes, whatever it holds.

    Args:
        votes: unit -> answer -> votes.
        ballots: ballots cast, those of ``votes`` among them.
        registered: voters who are registered on the sheets that come.
    """

    votes: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    ballots: int = 0
    registered: int = 0

    def of(self, answer: str) -> int:
        """The votes of an answer in all units."""
        return sum(votes.get(answer, 0) for votes in self.votes.values())


NOTHING = Coming()


@dataclass(frozen=True)
class BallotMeasure(Rule):
    """Whether a question that was put to the voters is adopted.

    Args:
        answer: whose votes the conditions are of: "yes" where they adopt the measure, "no" where they
            reject it.
        conditions: all of which are needed.
        units: in how many units the answer needs the most votes besides; None where that is not asked.
    """

    body = "measure"

    answer: str
    conditions: tuple[MeasureCondition, ...]
    units: InUnits | None = None

    @classmethod
    def read(cls, head: RuleHead, table: TomlTable) -> Self:
        """See :meth:`Rule.read`."""
        answer = table.choice("answer", ("yes", "no"), "yes") or "yes"
        conditions = tuple(MeasureCondition.read(item) for item in table.tables("conditions", required=True))
        units = InUnits.read(table.table("units")) if table.has("units") else None
        return cls(head, answer, conditions, units)

    @property
    def reads(self) -> Reads:
        """See :attr:`Rule.reads`."""
        return Reads(labels=frozenset((YES,)), seats=self.units is not None)

    @property
    def asks_turnout(self) -> bool:
        """Whether it goes by how many vote, blank and null ballots among them."""
        return any("cast" in (condition.votes, condition.of) for condition in self.conditions)

    def answers(self, evaluation: Evaluation) -> tuple[str, str]:
        """The answer that adopts the measure, and the other; see :func:`answers_of`."""
        names = {*evaluation.contest().lists(), *evaluation.votes()}
        return answers_of(names, evaluation.facts, self.where)

    def result(self, evaluation: Evaluation, coming: Coming = NOTHING) -> MeasureResult:
        """How it ends on the counted votes, with what comes besides.

        Args:
            evaluation: the counted votes.
            coming: what comes besides.

        Raises:
            LawError: the votes or facts lack something that a condition asks for.
        """
        yes, no = self.answers(evaluation)
        own = yes if self.answer == "yes" else no
        failed: list[str] = []
        doubt: NotStated | None = None
        for condition in self.conditions:
            try:
                if not self._passes(evaluation, condition, own, coming):
                    failed.append(condition.words(self.answer, met=False))
            except NotStated as error:
                doubt = error
        if self.units is not None:
            won, size = self._units_won(evaluation, own, coming)
            if not self.units.share.passes(won, size):
                failed.append(self._in_units(self.units, met=False))
        if doubt is not None and not failed:  # where another condition fails, it does not matter
            raise doubt
        met = not failed
        adopted = met == (self.answer == "yes")
        text = ", and ".join(failed or self._words())
        return MeasureResult(yes if adopted else no, adopted, text)

    def _passes(self, evaluation: Evaluation, condition: MeasureCondition, own: str, coming: Coming) -> bool:
        """Whether a condition is met, also where sheets leave it open how many voted and that is the same.

        Raises:
            NotStated: it is met or not by a figure that not all counted sheets state.
        """
        if condition.of == "registered":
            evaluation.base("registered")  # of how many voters it is a share has to be known
        try:
            return condition.share.passes(*self._compared(evaluation, condition, own, coming))
        except NotStated:
            # With more ballots a quorum is nearer and a share of them farther: each goes one way.
            with evaluation.supposing("least"):
                fewest = condition.share.passes(*self._compared(evaluation, condition, own, coming))
            with evaluation.supposing("most"):
                most = condition.share.passes(*self._compared(evaluation, condition, own, coming))
            if fewest is not most:
                raise
            return most

    def _compared(
        self, evaluation: Evaluation, condition: MeasureCondition, own: str, coming: Coming
    ) -> tuple[int, int]:
        """The votes and the base of a condition."""
        of_voters = condition.of == "registered"
        base = evaluation.base(condition.of) + (coming.registered if of_voters else coming.ballots)
        if condition.votes == "answer":
            return evaluation.votes()[own] + coming.of(own), base
        return evaluation.base(condition.votes) + coming.ballots, base

    def _units_won(self, evaluation: Evaluation, own: str, coming: Coming = NOTHING) -> tuple[int, int]:
        """In how many units the answer has more votes than the other, and of how many, by their weights."""
        weights, won, size = evaluation.seats(), 0, 0
        elsewhere = self.units.elsewhere if self.units else ()
        plural = self.units.plural if self.units else "units"
        number = self.units.number if self.units else 0
        for unit in evaluation.counted_units(self, plural, elsewhere, number):
            if unit in elsewhere:
                continue
            weight = evaluation.seats_of(unit, self) if weights else 1
            votes = evaluation.votes(unit)
            more = coming.votes.get(unit, {})
            total = {name: votes.get(name, 0) + more.get(name, 0) for name in {*votes, *more, own}}
            others = sum(number for name, number in total.items() if name != own)
            won, size = won + weight * (total[own] > others), size + weight
        return won, size

    def _in_units(self, units: InUnits, *, met: bool = True) -> str:
        more, less = (_ANSWER[name] for name in (("yes", "no") if self.answer == "yes" else ("no", "yes")))
        return f"{more} {'' if met else 'do not '}outnumber {less} in {units.share.text}"

    def _words(self) -> list[str]:
        """All conditions in words."""
        words = [condition.words(self.answer) for condition in self.conditions]
        return [*words, self._in_units(self.units)] if self.units else words

    def decide(self, evaluation: Evaluation) -> None:
        """See :meth:`Rule.decide`."""
        votes = evaluation.votes()
        if not evaluation.any_ballots():
            return
        evaluation.office = self.result(evaluation)
        bases = dict.fromkeys([*(each.of for each in self.conditions), *self._quorums()])
        inputs: list[Part] = [VotesTable(votes, base=evaluation.base("lists"), rows="answer")]
        for of in bases:
            with suppress(NotStated):  # whatever it is, the answer is the same
                inputs += [Number(Label(of), evaluation.base(of))] if of != "lists" else []
        results: list[Part] = [DecisionResult(evaluation.office)]
        if self.units is not None:
            reached = {name: self._units_won(evaluation, name) for name in self.answers(evaluation)}
            size = max(size for _, size in reached.values())
            results.append(
                SpreadTable(
                    self.units.plural,
                    size,
                    self.units.share.least(size),
                    {name: won for name, (won, _) in reached.items()},
                    rows="answer",
                )
            )
        effect = "is adopted" if self.answer == "yes" else "is not adopted"
        otherwise = "it is not" if self.answer == "yes" else "it is"
        evaluation.explain(
            self,
            evaluation.law.body_name,
            f"the measure {effect} if {', and '.join(self._words())}; otherwise {otherwise}.",
            inputs,
            results,
        )

    def _quorums(self) -> list[str]:
        return [each.votes for each in self.conditions if each.votes != "answer"]
