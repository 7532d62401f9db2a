"""Ballots that rank candidates: ``instant-runoff``, ``contingent``, ``stv``.

``instant-runoff``: ``ties`` ("lot" or "previous rounds") and ``stop_at_two``.

``contingent``: ``preferences``, how many count, the first included; ``added``, the contest that holds what
the second count added, where the table has totals and no ballots.

``stv``: ``variant`` ("scottish" or "northern-ireland").
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Self

from escrutinio.law.decisions import Decision, Elected, Tie
from escrutinio.law.evaluation.evaluation import Evaluation
from escrutinio.law.evaluation.rule import Reads, Rule, RuleHead
from escrutinio.law.facts import WHOLE
from escrutinio.law.preferential.contingent import contingent_from_totals, contingent_vote
from escrutinio.law.preferential.ranked_ballots import Ballots, instant_runoff
from escrutinio.law.preferential.ranked_ballots import Ties as TieRule
from escrutinio.law.preferential.stv_count import StvCount
from escrutinio.law.preferential.stv_northern_ireland import northern_ireland_stv
from escrutinio.law.preferential.stv_scotland import scottish_stv
from escrutinio.law.step_labels import Label
from escrutinio.law.step_parts import (
    DecisionResult,
    Names,
    Number,
    RoundRow,
    RoundsTable,
    Ties,
    TransferRow,
    TransferTable,
    VotesTable,
)
from escrutinio.model.errors import LawError
from escrutinio.model.toml_table import TomlTable

STV = {"scottish": scottish_stv, "northern-ireland": northern_ireland_stv}


@dataclass(frozen=True)
class InstantRunOff(Rule):
    """Instant run-off, for the office or the seat of each unit.

    Args:
        ties: what decides between those with the fewest votes.
        stop_at_two: whether the count stops when two are left.
    """

    ties: TieRule
    stop_at_two: bool

    @classmethod
    def read(cls, head: RuleHead, table: TomlTable) -> Self:
        """See :meth:`Rule.read`."""
        ties = table.choice("ties", [str(tie) for tie in TieRule], TieRule.LOT) or TieRule.LOT
        return cls(head, TieRule(ties), table.flag("stop_at_two", default=False))

    @property
    def reads(self) -> Reads:
        """See :class:`Rule`."""
        return Reads(ballots=True)

    def decide(self, evaluation: Evaluation) -> None:
        """See :meth:`Rule.decide`."""
        ties, two = self.ties, self.stop_at_two
        given = _ballots(evaluation, self)
        if evaluation.law.body == "office":
            given = {WHOLE: _together(given)}
        elif WHOLE in given:
            raise LawError(
                "the ballots name no unit, and each unit elects one",
                where=self.where,
                hint="Add a column unit: the constituency of each row, even where there is one.",
            )
        for unit, ballots in given.items():
            runoff = instant_runoff(
                ballots, stop_at_two=two, ties=ties, lots=evaluation.facts.lots, what=_seat(evaluation, unit)
            )
            _decide(evaluation, unit, runoff.decision)
            evaluation.explain(
                self,
                _name(evaluation, unit),
                "the candidate with the fewest ballots is excluded, round by round, and those ballots go to "
                "their next preference, until one candidate has more than half.",
                [
                    Number(Label.BALLOTS, runoff.total),
                    VotesTable(
                        ballots.first_preferences(),
                        Label.FIRST_PREFERENCES,
                        base=runoff.total,
                        rows="candidate",
                    ),
                ],
                [
                    RoundsTable(
                        tuple(
                            RoundRow(
                                stage.number, dict(stage.votes), stage.exhausted, stage.excluded, stage.by
                            )
                            for stage in runoff.rounds
                        )
                    ),
                    DecisionResult(runoff.decision),
                ],
            )


@dataclass(frozen=True)
class Contingent(Rule):
    """More than half, or the larger of two after the preferences of all other ballots are added.

    Args:
        preferences: how many count, the first included.
        added: the contest that holds what the second count added.
    """

    body = "office"

    preferences: int
    added: str

    @classmethod
    def read(cls, head: RuleHead, table: TomlTable) -> Self:
        """See :meth:`Rule.read`."""
        return cls(
            head, table.count("preferences", 3), table.text("added", "the name of a contest", "preferences")
        )

    @property
    def reads(self) -> Reads:
        """See :class:`Rule`."""
        return Reads(ballots=True)

    def decide(self, evaluation: Evaluation) -> None:
        """See :meth:`Rule.decide`."""
        preferences, added = self.preferences, self.added
        if evaluation.facts.ballots.get(evaluation.law.contest):
            ballots = _together(_ballots(evaluation, self))
            result = contingent_vote(ballots, preferences=preferences, lots=evaluation.facts.lots)
        else:
            more = evaluation.votes(None, added) or None
            result = contingent_from_totals(
                evaluation.votes(), more, valid=evaluation.base("valid"), lots=evaluation.facts.lots
            )
        evaluation.office = result.decision
        evaluation.explain(
            self,
            evaluation.law.body_name,
            "a candidate with more than half of the valid votes is elected; otherwise the two with the most "
            "votes remain, and "
            "the preferences of all other ballots for one of the two are added.",
            [
                VotesTable(result.votes, base=result.valid, rows="candidate"),
                Number(Label.VALID, result.valid),
            ],
            [
                Names(Label.REMAIN, tuple(result.pair)),
                VotesTable(result.added, Label.PREFERENCES_ADDED, rows="candidate"),
                VotesTable(result.totals, Label.TOTALS, rows="candidate"),
                DecisionResult(result.decision),
            ],
        )


@dataclass(frozen=True)
class SingleTransferableVote(Rule):
    """The single transferable vote, in each unit.

    Args:
        variant: one of :data:`STV`.
    """

    body = "chamber"

    variant: str

    @classmethod
    def read(cls, head: RuleHead, table: TomlTable) -> Self:
        """See :meth:`Rule.read`."""
        return cls(head, table.choice("variant", STV, "scottish") or "scottish")

    @property
    def reads(self) -> Reads:
        """See :class:`Rule`."""
        return Reads(seats=True, ballots=True)

    def decide(self, evaluation: Evaluation) -> None:
        """See :meth:`Rule.decide`."""
        count = STV[self.variant]
        given = _ballots(evaluation, self)
        for unit in sorted(set(evaluation.seats()) - {WHOLE} - set(given)):
            # No ballot of this unit is counted yet.
            evaluation.award(
                unit, "member", evaluation.seats_of(unit, self), {}, vacant=evaluation.seats_of(unit, self)
            )
        for unit, ballots in given.items():
            size = evaluation.seats_of(unit, self)
            result = count(ballots, size, lots=evaluation.facts.lots)
            seats = dict.fromkeys(result.elected, 1)
            ties = [result.tie] if result.tie is not None else []
            evaluation.award(unit, "member", size, seats, ties, result.vacant)
            evaluation.explain(
                self,
                _name(evaluation, unit),
                "a candidate who reaches the quota is elected and the surplus transferred; otherwise the "
                "candidate with the fewest votes is excluded.",
                [
                    Number(Label.BALLOTS, ballots.total),
                    Number(Label.SEATS, size),
                    Number(Label.QUOTA, result.quota),
                ],
                [
                    TransferTable(tuple(_stages(result))),
                    Names(Label.ELECTED, tuple(result.elected)),
                    *([Ties((result.tie,))] if result.tie else []),
                ],
            )


def _stages(count: StvCount) -> Iterator[TransferRow]:
    """The stages, each with what happened, the votes after it and who is elected by it."""
    for stage in count.stages:
        votes = {name: Fraction(units, count.scale) for name, units in stage.votes.items()}
        yield TransferRow(stage.number, stage.action, stage.names, votes, stage.elected)


def _ballots(evaluation: Evaluation, rule: Rule) -> dict[str, Ballots]:
    units = evaluation.facts.ballots.get(evaluation.law.contest, {})
    if not units:
        raise LawError(
            "there are no ballots", where=rule.where, hint='Give them in a column "ballot" as A > B > C.'
        )
    return {unit: Ballots.of(units[unit]) for unit in sorted(units)}


def _together(units: Mapping[str, Ballots]) -> Ballots:
    """The ballots of all units as one count."""
    counts: Counter[tuple[str, ...]] = Counter()
    for ballots in units.values():
        counts.update(ballots.counts)
    return Ballots.of(counts)


def _decide(evaluation: Evaluation, unit: str, decision: Decision) -> None:
    if evaluation.law.body == "office":
        evaluation.office = decision
        return
    seats = {decision.name: 1} if isinstance(decision, Elected) else {}
    tie = decision if isinstance(decision, Tie) else None
    evaluation.decisions[unit] = decision
    evaluation.award(unit, "single-member", 1, seats, [tie], 0 if seats or tie else 1)


def _seat(evaluation: Evaluation, unit: str) -> str:
    return "the seat" if unit == WHOLE else f"the seat of {unit}"


def _name(evaluation: Evaluation, unit: str) -> str:
    return evaluation.law.body_name if unit == WHOLE else unit
