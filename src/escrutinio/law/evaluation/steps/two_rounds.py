"""An office in two rounds: ``first-round`` and ``run-off``.

``first-round``: ``conditions``, a list of ``more_than``, or of ``at_least`` with ``inclusive``, ``lead`` and
``lead_inclusive``; ``of``, what their shares are of; ``equal`` ("lot", or "all" where all who are equal for
a place in the run-off stand); ``turnout``, a share of the registered voters; where no more
than it have voted, or fewer with ``turnout_inclusive``, ``low_turnout`` stands in place of the conditions: a
list of them, of shares of the registered voters, or none; a table ``spread``. That has ``share`` and
``inclusive`` for a unit's votes, ``units`` and ``units_inclusive`` for the share of the units, ``unit`` and
``plural`` in words, ``number``, how many units there are, ``elsewhere`` for units that are none of them,
``most_votes`` and ``run_off``.

``run-off``: ``contest``, that of the second round; nothing happens before there are votes in it;
``more_than``, the share that the most votes must have to elect, and ``of``, what it is of; ``turnout`` and
``turnout_inclusive``, as above: where too few have voted, nobody is elected.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from escrutinio.law.decisions import Decision, Elected, RunOff, Undecided
from escrutinio.law.evaluation.evaluation import Evaluation
from escrutinio.law.evaluation.figures import BASES
from escrutinio.law.evaluation.rule import Reads, Rule, RuleHead
from escrutinio.law.evaluation.steps.shown import by_votes
from escrutinio.law.majority.spread import SpreadRule, spread_round
from escrutinio.law.majority.two_rounds import Condition, MoreThan, ShareWithLead, first_round
from escrutinio.law.step_labels import Label
from escrutinio.law.step_parts import (
    DecisionResult,
    Number,
    Part,
    SpreadTable,
    VotesTable,
)
from escrutinio.law.thresholds.conditions import Threshold
from escrutinio.law.totals import NotStated
from escrutinio.model.errors import LawError
from escrutinio.model.text import many_of, some_of
from escrutinio.model.toml_table import TomlTable

OF_CANDIDATES = {**BASES, "lists": "the votes for candidates"}
"""The same bases, in the words of an election of one person."""


@dataclass(frozen=True)
class Spread:
    """How votes must be spread over the country for a candidate to be elected.

    Args:
        rule: which share, in how many units.
        plural: what the units are called.
        number: how many there are; 0 where the law does not say.
        elsewhere: units of the table that are none of them.
        most_votes: whether the most votes elect, with that spread.
        run_off: whether there is a run-off if they elect nobody.
    """

    rule: SpreadRule
    plural: str
    number: int
    elsewhere: tuple[str, ...]
    most_votes: bool
    run_off: bool

    @classmethod
    def read(cls, table: TomlTable) -> Spread:
        """From the table ``spread`` of a first round."""
        unit = table.text("unit", "what a unit is called", "unit")
        plural = table.text("plural", "what units are called", f"{unit}s")
        share = Threshold(
            table.share("share"), f"the votes in a {unit}", table.flag("inclusive", default=True)
        )
        units = Threshold(table.share("units"), f"the {plural}", table.flag("units_inclusive", default=False))
        spread = cls(
            SpreadRule(share, units),
            plural,
            table.count("number", 0),
            table.texts("elsewhere", "a list of units"),
            table.flag("most_votes", default=False),
            table.flag("run_off", default=True),
        )
        table.finish()
        return spread


@dataclass(frozen=True)
class FirstRound(Rule):
    """Elected in the first round, or who stands in the second.

    Args:
        of: what shares of the votes are of, as in :data:`BASES`.
        equal_stand: whether all who are equal for a place in the run-off stand in it.
        conditions: any one of which elects.
        spread: how votes must be spread over the country, if they must.
        turnout: how many of the registered voters must have voted for a condition to elect; None for no such
            rule (more than half: Bulgaria, Constitution, art. 93; at least half: Lithuania, Constitution,
            art. 81).
        low_turnout: the conditions, of the registered voters, in their place where fewer have; any one of
            which elects.
    """

    body = "office"

    of: str
    equal_stand: bool
    conditions: tuple[Condition, ...]
    spread: Spread | None
    turnout: Threshold | None = None
    low_turnout: tuple[Condition, ...] = ()

    @classmethod
    def read(cls, head: RuleHead, table: TomlTable) -> Self:
        """See :meth:`Rule.read`."""
        of = table.choice("of", BASES, "valid") or "valid"
        spread = Spread.read(table.table("spread")) if table.has("spread") else None
        conditions = tuple(_condition(item, OF_CANDIDATES[of]) for item in table.tables("conditions"))
        if not conditions and not (spread and spread.most_votes):
            allowed = "[[step.conditions]]" + (", or most_votes = true in spread" if spread else "")
            table.problem("conditions", "a first round without conditions", allowed)
        equal = table.choice("equal", ("lot", "all"), "lot") == "all"
        turnout = None
        if table.has("turnout"):
            enough = table.flag("turnout_inclusive", default=False)
            turnout = Threshold(table.share("turnout"), BASES["registered"], inclusive=enough)
        low = tuple(_condition(item, BASES["registered"]) for item in table.tables("low_turnout"))
        if low and turnout is None:
            table.problem("low_turnout", "there is no turnout to fall short of", "turnout beside it")
        if turnout and spread:
            table.problem("turnout", "it is not asked for where votes must be spread", "one of the two")
        return cls(head, of, equal, conditions, spread, turnout, low)

    def decide(self, evaluation: Evaluation) -> None:
        """See :meth:`Rule.decide`."""
        if self.spread is not None:
            _spread(evaluation, self, self.spread)
            return
        of, conditions, turnout = self._asked(evaluation)
        equal = self.equal_stand
        votes, doubt = evaluation.votes(), ""

        def decided() -> tuple[Decision, int]:
            base = evaluation.base(of)
            lots = evaluation.facts.lots
            return first_round(votes, base, conditions, equal_stand=equal, lots=lots), base

        bases: list[Part] = []
        try:
            evaluation.office, base = decided()
            bases = [VotesTable(votes, base=base, rows="candidate"), Number(_label(of), base), *turnout]
        except NotStated as error:
            with evaluation.supposing("least"):
                fewest, _ = decided()
            with evaluation.supposing("most"):
                evaluation.office, _ = decided()
            if evaluation.office != fewest:
                evaluation.office = None
                raise
            bases = [VotesTable(votes, rows="candidate")]
            doubt = f"; {error.message}, and whatever they are the decision is the same"
        evaluation.explain(
            self,
            evaluation.law.body_name,
            f"{self._in_words(conditions)}{doubt}.",
            bases,
            [DecisionResult(evaluation.office)],
        )

    def _in_words(self, conditions: tuple[Condition, ...]) -> str:
        """The conditions that were asked, as a sentence has them."""
        words = ", or ".join(condition.text for condition in conditions)
        voted = ""
        if self.turnout is not None:
            enough = "have voted" if conditions is self.conditions else "had to vote, and did not"
            voted = f"{self.turnout.text} {enough}: "
        if not conditions:
            return f"{voted}nobody is elected, and there is a run-off between the first two"
        return (
            f"{voted}a candidate with {words} is elected; otherwise there is a run-off between the first two"
        )

    def _asked(self, evaluation: Evaluation) -> tuple[str, tuple[Condition, ...], list[Part]]:
        """What shares are of, the conditions, and the figures of the turnout that decides between them."""
        if self.turnout is None:
            return self.of, self.conditions, []
        voted, registered = evaluation.base("cast"), evaluation.base("registered")
        figures: list[Part] = [Number(Label("cast"), voted), Number(Label("registered"), registered)]
        if self.turnout.passes(voted, registered):
            return self.of, self.conditions, figures
        return "registered", self.low_turnout, figures


def _spread(evaluation: Evaluation, rule: FirstRound, spread: Spread) -> None:
    """The same where votes must be spread over the country."""
    of, plural, elsewhere = rule.of, spread.plural, spread.elsewhere
    most, again = spread.most_votes, spread.run_off
    units = evaluation.counted_units(rule, plural, elsewhere, spread.number)
    votes = {unit: evaluation.votes(unit) for unit in units}
    cast = {unit: evaluation.base(of, unit) for unit in votes}
    result = spread_round(
        votes,
        spread.rule,
        rule.conditions,
        cast=cast,
        elsewhere=set(elsewhere) & set(votes),
        most_votes=most,
        to_run_off=again,
        equal_stand=rule.equal_stand,
        lots=evaluation.facts.lots,
    )
    evaluation.office = result.decision
    words = "the most votes" if most else ", or ".join(condition.text for condition in rule.conditions)
    after = "there is a run-off between the first two" if again else "the votes alone elect nobody"
    evaluation.explain(
        rule,
        evaluation.law.body_name,
        f"a candidate with {words}, and {spread.rule.text}, is elected; otherwise {after}.",
        [
            VotesTable(result.votes, base=result.valid, rows="candidate"),
            Number(_label(of), result.valid),
        ],
        [
            DecisionResult(result.decision),
            SpreadTable(
                plural,
                len(set(votes) - set(elsewhere)),
                result.needed,
                {name: len(result.reached[name]) for name in by_votes(result.votes)},
            ),
        ],
    )


def _label(of: str) -> Label:
    """What a share is of, where candidates stand and no lists."""
    return Label.CANDIDATE_VOTES if of == "lists" else Label(of)


def _condition(table: TomlTable, of: str) -> Condition:
    """A condition of a first round."""
    condition: Condition
    share, inclusive = table.share_needed()
    if not inclusive:
        condition = MoreThan(share, of)
    else:
        condition = ShareWithLead(
            share,
            table.share("lead", "0"),
            share_inclusive=table.flag("inclusive", default=True),
            lead_inclusive=table.flag("lead_inclusive", default=True),
            of=of,
        )
    table.finish()
    return condition


@dataclass(frozen=True)
class RunOffRound(Rule):
    """The most votes win among those who stand in the run-off.

    Args:
        contest: that of the second round.
        of: what the share of ``enough`` is of, as in :data:`BASES`.
        enough: what the most votes must be to elect; None where they elect whatever they are (more than half
            of all who voted: Mongolia, Constitution, art. 31(5)).
        turnout: how many of the registered voters must have voted; None for no such rule.
    """

    body = "office"

    contest: str
    of: str = "valid"
    enough: MoreThan | None = None
    turnout: Threshold | None = None

    @classmethod
    def read(cls, head: RuleHead, table: TomlTable) -> Self:
        """See :meth:`Rule.read`."""
        contest = table.text("contest", "the contest of the second round", "run-off")
        of = table.choice("of", BASES, "valid") or "valid"
        enough = MoreThan(table.share("more_than"), OF_CANDIDATES[of]) if table.has("more_than") else None
        if table.has("of") and enough is None:
            table.problem("of", "there is no share that it is of", "more_than beside it")
        turnout = None
        if table.has("turnout"):
            inclusive = table.flag("turnout_inclusive", default=False)
            turnout = Threshold(table.share("turnout"), BASES["registered"], inclusive=inclusive)
        return cls(head, contest, of, enough, turnout)

    @property
    def reads(self) -> Reads:
        """See :class:`Rule`."""
        return Reads(second_rounds=frozenset({self.contest}))

    def decide(self, evaluation: Evaluation) -> None:
        """See :meth:`Rule.decide`."""
        role = self.contest
        votes = evaluation.votes(None, role)
        before = evaluation.office
        if not isinstance(before, RunOff) or not any(votes.values()):
            if any(votes.values()):
                found = f"elected {before.name}" if isinstance(before, Elected) else "has decided nothing"
                raise LawError(
                    f"there are votes of a run-off, but the first round {found}",
                    where=self.where,
                    hint=f"Leave the votes of the contest {role} out, or check those of the first round.",
                )
            return
        standing = {*before.pair, *(before.tie.tied if before.tie else ())}
        if strangers := sorted(set(votes) - standing):
            raise LawError(
                f"{some_of(strangers)} did not reach the run-off",
                where=self.where,
                hint=f"In it stand: {many_of(sorted(standing))}.",
            )
        places = len(before.pair) + (before.tie.seats if before.tie else 0)
        if sum(map(bool, votes.values())) > places:
            raise LawError(
                f"{sum(map(bool, votes.values()))} have votes in the run-off, and {places} stand in it",
                where=self.where,
                hint="Record the lot of the first round, and leave out whoever did not stand.",
            )
        words, base, figures = "the most votes win", sum(votes.values()), []
        decision = evaluation.most(votes, "the run-off")
        if self.enough is not None:
            base = evaluation.base(self.of, None, role)
            figures.append(Number(_label(self.of), base))
            words = f"the most votes win, if they are {self.enough.text}; otherwise nobody is elected"
            if not self.enough.met(max(votes.values()), 0, base):
                decision = Undecided(f"nobody has {self.enough.text}")
        if self.turnout is not None:
            voted, registered = (evaluation.base(of, None, role) for of in ("cast", "registered"))
            figures += [Number(Label("cast"), voted), Number(Label("registered"), registered)]
            if self.turnout.passes(voted, registered):
                words = f"{self.turnout.text} have voted: {words}"
            else:
                words = f"{self.turnout.text} had to vote, and did not: nobody is elected"
                decision = Undecided("too few have voted in the run-off")
        evaluation.office = decision
        evaluation.explain(
            self,
            f"{evaluation.law.body_name}, run-off",
            f"{words}.",
            [VotesTable(votes, base=base, rows="candidate"), *figures],
            [DecisionResult(decision)],
        )
