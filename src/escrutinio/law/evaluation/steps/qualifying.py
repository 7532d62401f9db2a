"""``threshold``: who takes part in what follows.

Fields: ``in`` ("whole" or "each unit"); one condition, or ``any`` or ``all`` with a list of conditions,
each of which may itself join others; ``least`` and ``then``, a list of conditions: while fewer lists than
``least`` pass, the next of them stands in its place, and so on while fewer than ``then_least`` do (as many
unless given); ``uncounted``, what the facts call lists that are not among those, such as "independent";
``together``, a share with ``together_of``: while the lists that pass do not have it together, those with the
next most votes pass too.

A condition is one of

- ``share``, with ``of`` ("lists", "valid", "cast" or "registered") and ``inclusive`` (whether the share
  itself is enough);
- ``shares``: the same for 1, 2, ... parties on one list;
- ``share_of_whole``, with ``of`` and ``inclusive``: a share of the whole, asked for in each unit;
- ``share_together``, with ``of`` and ``inclusive``: a share that the lists of an agreement have together, or
  a list in none by itself;
- ``share_in_a_unit``, with ``of``, ``inclusive`` and ``units`` (in how many);
- ``seats_won``: single-member seats, with their ``contest``;
- ``seats_in_units``: seats that earlier steps have given;
- ``label``: what the facts call a list, such as "minority"; ``unlabelled``: what they must not call it;
- ``quota``, with ``seats``, ``of``, ``part`` (of the quota, such as "3/4") and ``inclusive``;
- ``votes``: a number of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Self

from escrutinio.law.evaluation.evaluation import Evaluation
from escrutinio.law.evaluation.figures import BASES
from escrutinio.law.evaluation.rule import Reads, Rule, RuleHead
from escrutinio.law.evaluation.steps.methods import SCOPES
from escrutinio.law.evaluation.steps.shown import by_votes
from escrutinio.law.facts import WHOLE
from escrutinio.law.proportional.quotas import QUOTAS
from escrutinio.law.step_labels import Label
from escrutinio.law.step_parts import Number, ThresholdRow, ThresholdTable, VotesTable
from escrutinio.law.thresholds.conditions import (
    JudgedElsewhere,
    Labelled,
    QuotaReached,
    SeatsWon,
    ShareByParties,
    ShareInUnits,
    Threshold,
    VotesReached,
)
from escrutinio.law.thresholds.qualification import Qualification, Qualified, all_of, any_of, qualify
from escrutinio.law.totals import NotStated
from escrutinio.model.errors import LawError
from escrutinio.model.toml_table import TomlTable, shown

EARLIER = "seats of earlier steps"
CONDITIONS = (
    "share",
    "shares",
    "share_of_whole",
    "share_together",
    "share_in_a_unit",
    "seats_won",
    "seats_in_units",
    "label",
    "unlabelled",
    "quota",
    "votes",
    "any",
    "all",
)
"""The keys of a table that each make it a condition of its kind."""


@dataclass(frozen=True)
class ShareOfWhole:
    """A share of the votes of the whole, which a rule in each unit asks for."""

    share: Threshold
    of: str

    def resolve(self, evaluation: Evaluation, unit: str | None, rule: Rule) -> Qualification:
        """The lists that have it, whatever they have in the unit."""
        bases = {self.share.base: evaluation.base(self.of)}
        return JudgedElsewhere(qualify(evaluation.votes(), self.share, bases))


@dataclass(frozen=True)
class ShareTogether:
    """A share that the lists of an agreement have together; a list in no agreement has its own."""

    share: Threshold
    of: str

    @property
    def text(self) -> str:
        """The condition in words."""
        return self._worded.text

    @property
    def _worded(self) -> Threshold:
        return replace(self.share, base=f"{self.share.base}, alone or with the other lists of its agreement")

    def resolve(self, evaluation: Evaluation, unit: str | None, rule: Rule) -> Qualification:
        """The lists whose agreement has it."""
        votes = evaluation.votes(unit)
        together = dict(votes)
        for group in evaluation.facts.agreements:
            sum_of_group = sum(votes.get(name, 0) for name in group)
            together |= {name: sum_of_group for name in group if name in votes}
        share = self._worded
        return JudgedElsewhere(qualify(together, share, {share.base: evaluation.base(self.of, unit)}))


@dataclass(frozen=True)
class PartOfQuota:
    """A part of a quota; ``seats`` is None for those of all units."""

    quota: str
    seats: int | None
    of: str
    part: Fraction
    inclusive: bool

    def resolve(self, evaluation: Evaluation, unit: str | None, rule: Rule) -> Qualification:
        """With the number of seats: those of the unit where the rule is applied in each."""
        if self.seats is not None:
            seats = self.seats
        elif unit is None:
            seats = sum(evaluation.seats().values())
            if not seats:
                evaluation.seats_of(WHOLE, rule)
        else:
            seats = evaluation.seats_of(unit, rule)
        name = f"the {self.quota} quota"
        return QuotaReached(seats, BASES[self.of], QUOTAS[self.quota], name, self.part, self.inclusive)


@dataclass(frozen=True)
class JoinedConditions:
    """Conditions all of which must be met, or any one."""

    conditions: tuple[ListCondition, ...]
    every: bool

    def resolve(self, evaluation: Evaluation, unit: str | None, rule: Rule) -> Qualification:
        """Each of them, joined."""
        resolved = [resolve(condition, evaluation, unit, rule) for condition in self.conditions]
        return all_of(*resolved) if self.every else any_of(*resolved)


ListCondition = Qualification | ShareOfWhole | ShareTogether | PartOfQuota | JoinedConditions
"""A condition as a law's file states it."""


def resolve(condition: ListCondition, evaluation: Evaluation, unit: str | None, rule: Rule) -> Qualification:
    """A condition with what it asks of the votes of the whole and of the table of seats.

    Args:
        condition: as the law's file states it.
        evaluation: the law that is being applied.
        unit: where it is asked; None for the whole.
        rule: that asks it.
    """
    return condition if isinstance(condition, Qualification) else condition.resolve(evaluation, unit, rule)


@dataclass
class _Asked:
    """What the conditions of a step ask for besides votes, each in one way only: the base in units, and the
    seats, which are those of a contest of single-member seats or, as :data:`EARLIER`, those of earlier steps.
    """

    of: str = ""
    seats: str = ""

    def ask(self, name: str, value: str, table: TomlTable, key: str) -> None:
        """Note it; a mistake where another condition asks for it in another way."""
        before = getattr(self, name)
        if before not in ("", value):
            table.problem(
                key, f"one condition is about {before}, another of the same kind about {value}", "one of them"
            )
        setattr(self, name, value)


@dataclass(frozen=True)
class ThresholdRule(Rule):
    """Leave the lists that meet a condition.

    Args:
        scope: "whole" or "each unit".
        conditions: the condition; after it those that stand in its place while too few lists pass.
        least: how many lists are to pass.
        then_least: how many are to pass of a condition that stands in its place.
        uncounted: the label of lists that are not among those; empty for none.
        of: what shares in units are of.
        seats: the contest of the seats that conditions ask for, or :data:`EARLIER`; empty for none.
        together: the share that those who pass need together, its base one of :data:`BASES`; None for none.
    """

    body = "chamber"

    scope: str
    conditions: tuple[ListCondition, ...]
    least: int
    then_least: int
    uncounted: str
    of: str
    seats: str
    together: Threshold | None = None

    @classmethod
    def read(cls, head: RuleHead, table: TomlTable) -> Self:
        """See :meth:`Rule.read`."""
        asked = _Asked()
        scope = table.choice("in", SCOPES, "whole") or "whole"
        least = table.count("least", 0)
        then_least = table.count("then_least", least)
        uncounted = table.text("uncounted", "what the facts call such lists", "")
        others = []
        for item in table.tables("then"):
            others.append(_condition(item, asked))
            item.finish()
        together = None
        if table.has("together"):
            of = table.choice("together_of", BASES, "valid") or "valid"
            together = Threshold(table.share("together"), of, inclusive=True)
        first = _condition(table, asked)
        if then_least < least:
            table.problem("then_least", "fewer than least", "as many at least")
        of, every = asked.of or "valid", (first, *others)
        return cls(head, scope, every, least, then_least, uncounted, of, asked.seats, together)

    @property
    def reads(self) -> Reads:
        """See :class:`Rule`."""
        every = [single for condition in self.conditions for single in _single_conditions(condition)]
        return Reads(
            contests=(self.seats,) if self.seats not in ("", EARLIER) else (),
            seats=any(isinstance(part, PartOfQuota) and part.seats is None for part in every),
            parties=any(isinstance(part, ShareByParties) for part in every),
            labels=frozenset(
                {part.label for part in every if isinstance(part, Labelled)} | {self.uncounted} - {""}
            ),
        )

    @property
    def heeds_agreements(self) -> bool:
        """See :class:`Rule`."""
        return any(
            isinstance(part, ShareTogether)
            for condition in self.conditions
            for part in _single_conditions(condition)
        )

    def wanted(self, place: int) -> int:
        """How many lists are to pass the condition at a place, 0 for the first, for it to stand."""
        return self.then_least if place > 0 else self.least

    def decide(self, evaluation: Evaluation) -> None:
        """See :meth:`Rule.decide`."""
        if self.scope != "each unit":
            self._decide_in(evaluation, None)
            return
        failed: dict[str, LawError] = {}
        units = evaluation.each_unit(self)
        for unit in units:
            try:
                self._decide_in(evaluation, unit)
            except LawError as error:
                if not evaluation.can_leave_open(self):
                    raise
                failed[unit] = error
        evaluation.leave_open_or_refuse(failed, units)

    def _decide_in(self, evaluation: Evaluation, unit: str | None) -> None:
        """Note who takes part: in a unit, or in all.

        Raises:
            LawError: a figure that decides it is not there.
        """
        doubt = ""
        try:
            judged, number, passed = self._judged(evaluation, unit)
        except NotStated as error:
            with evaluation.supposing("most"):
                judged, number, passed = self._judged(evaluation, unit)
            with evaluation.supposing("least"):
                fewest, same, then = self._judged(evaluation, unit)
            # The larger what a share is of, the fewer pass a condition, and the later one is asked; and the
            # more are needed to have one together.
            if set(fewest.passed) != set(judged.passed) or then != passed or same != number:
                raise
            doubt = f"; {error.message}, and whatever they are the same lists pass"
        before = evaluation.passed.get(unit or WHOLE)
        evaluation.passed[unit or WHOLE] = passed if before is None else passed & before
        evaluation.explain(
            self,
            "Threshold" if unit is None else f"Threshold, {unit}",
            f"lists with {judged.rule} take part{self._further}{doubt}.",
            [VotesTable(judged.votes), *_bases(evaluation.bases(unit), judged.rule + self._further)],
            [_table(judged, self, evaluation.passed[unit or WHOLE], number, margins=not doubt)],
        )

    @property
    def _further(self) -> str:
        """Who passes besides, in words."""
        if self.together is None:
            return ""
        share = replace(self.together, base=BASES[self.together.base]).text
        return f", and while they do not have {share} together, so do those with the next most votes"

    def _judged(self, evaluation: Evaluation, unit: str | None) -> tuple[Qualified, int, frozenset[str]]:
        """Who passes, and by which of the conditions: the first that enough lists meet, else the last."""
        conditions = [resolve(condition, evaluation, unit, self) for condition in self.conditions]
        judged, number = self._judge(evaluation, conditions[0], unit), 1
        labels = evaluation.facts.labels
        while number < len(conditions) and self.wanted(number - 1) > sum(
            self.uncounted not in labels.get(name, ()) for name in judged.passed
        ):
            judged, number = self._judge(evaluation, conditions[number], unit), number + 1
        return judged, number, self._with_next(evaluation, judged, unit)

    def _with_next(self, evaluation: Evaluation, judged: Qualified, unit: str | None) -> frozenset[str]:
        """Those who pass, and the next, while they do not have a share together: equal ones at once."""
        passed = set(judged.passed)
        if self.together is None:
            return frozenset(passed)
        base = evaluation.base(self.together.base, unit)
        behind: dict[int, set[str]] = {}
        for name, votes in judged.votes.items():
            if votes and name not in passed:
                behind.setdefault(votes, set()).add(name)
        for votes in sorted(behind, reverse=True):
            if self.together.passes(sum(judged.votes[name] for name in passed), base):
                break
            passed |= behind[votes]
        return frozenset(passed)

    def _judge(self, evaluation: Evaluation, condition: Qualification, unit: str | None) -> Qualified:
        votes = evaluation.votes(unit)
        for of in ("valid", "cast", "registered"):
            # A base that cannot be known is refused here, in words that say what is missing.
            if BASES[of] in condition.text:
                evaluation.base(of, unit)
        units = evaluation.units() if unit is None else [unit]
        seats: Mapping[str, int] = {}
        if self.seats not in ("", EARLIER):
            evaluation.check_seats_won(self.seats, (), self)
        if self.seats:
            seats = evaluation.held() if self.seats == EARLIER else evaluation.single(self.seats)
        return qualify(
            votes,
            condition,
            evaluation.bases(unit),
            parties=_of(votes, evaluation.facts.parties),
            labels=_of(votes, evaluation.facts.labels),
            seats=_of(votes, seats),
            units={name: evaluation.votes(name) for name in units},
            unit_bases={name: evaluation.base(self.of, name) for name in units},
        )


def _single_conditions(condition: ListCondition) -> Iterator[ListCondition]:
    """The conditions that one joins, at any depth; itself where it joins none."""
    if isinstance(condition, JoinedConditions):
        for part in condition.conditions:
            yield from _single_conditions(part)
    else:
        yield condition


def _of(votes: Collection[str], facts: Any) -> Any:
    """The facts about lists that stand here."""
    return {name: fact for name, fact in facts.items() if name in votes}


def _bases(bases: Mapping[str, int], rule: str) -> list[Number]:
    """The bases that the rule speaks of."""
    labels = {"lists": Label.LIST_VOTES}
    return [
        Number(labels.get(of) or Label(of), bases[words])
        for of, words in BASES.items()
        if words in bases and words in rule
    ]


def _table(
    qualified: Qualified, rule: ThresholdRule, passed: frozenset[str], place: int, *, margins: bool
) -> ThresholdTable:
    """How far above or below the threshold each is, or, where conditions are joined, which were met."""
    joined = any(verdict.met and verdict.parts for verdict in qualified.verdicts.values())
    rows = []
    for name, votes in by_votes(qualified.votes).items():
        verdict = qualified.verdicts[name]
        if votes or name in passed:
            by = tuple(verdict.reasons) if joined and verdict.met else ()
            margin = None if joined or not votes or not margins else verdict.margin
            rows.append(ThresholdRow(name, votes, name in passed, margin, by))
    return ThresholdTable(tuple(rows), rule.wanted(place - 2) if place > 1 else 0, place)


def _condition(table: TomlTable, asked: _Asked) -> ListCondition:
    """One condition, or several that are joined; see the module."""
    kind = table.which(CONDITIONS)
    if kind in ("any", "all"):
        conditions = []
        for item in table.tables(kind, required=True):
            conditions.append(_condition(item, asked))
            item.finish()
        if not conditions:
            table.problem(kind, "it is empty", f"one or more tables [[{table.path(kind)}]]")
        return JoinedConditions(tuple(conditions), every=kind == "all")
    if kind in ("seats_won", "seats_in_units", "label", "unlabelled", "votes", ""):
        return _other_condition(table, kind, asked)
    of = table.choice("of", BASES, "valid") or "valid"
    base = BASES[of]
    inclusive = table.flag("inclusive", default=True)
    if kind == "quota":
        seats = table.count("seats") if table.has("seats") else None
        quota = table.choice("quota", QUOTAS) or "hare"
        return PartOfQuota(quota, seats, of, table.share("part", "1"), inclusive)
    if kind == "shares":
        allowed = 'a list such as ["5 %", "10 %"], for 1, 2, ... parties'
        shares = table.exact_numbers("shares", allowed)
        if not shares or any(not 0 <= share <= 1 for share in shares):
            table.problem("shares", f"found {shown(table.plain().get('shares'))}", allowed)
            shares = [Fraction(0)]
        return ShareByParties(dict(enumerate(shares, start=1)), base, inclusive)
    if kind == "share_of_whole":
        return ShareOfWhole(Threshold(table.share(kind), f"{base} of the whole", inclusive), of)
    if kind == "share_together":
        return ShareTogether(Threshold(table.share(kind), base, inclusive), of)
    if kind == "share_in_a_unit":
        asked.ask("of", of, table, kind)
        return ShareInUnits(Threshold(table.share(kind), f"{base} there", inclusive), table.count("units", 1))
    return Threshold(table.share("share"), base, inclusive)


def _other_condition(table: TomlTable, kind: str, asked: _Asked) -> Qualification:
    """A condition that is no share."""
    if kind == "seats_won":
        asked.ask("seats", table.text("contest", "the name of a contest", "constituencies"), table, kind)
        return SeatsWon(table.count(kind))
    if kind == "seats_in_units":
        asked.ask("seats", EARLIER, table, kind)
        return SeatsWon(table.count(kind), "seats in the units")
    if kind in ("label", "unlabelled"):
        return Labelled(table.text(kind, "a label of the facts"), kind == "label")
    return VotesReached(table.count(kind) if kind else 0)
