"""Ballots that rank candidates: ``instant-runoff``, ``contingent``, ``stv``.

``instant-runoff``: ``ties`` ("lot", "previous rounds" or "first rounds") and ``stop_at_two``.

``contingent``: ``preferences``, how many count, the first included; ``added``, the contest that holds what
the second count added, where the table has totals and no ballots.

``stv``: ``variant`` ("scottish", "northern-ireland", "irish", "irish-local", "maltese",
"australian-senate", "meek" or "new-zealand"). The last two count by Meek's method, where every stage has its
quota and its keep values. By "irish-local", the facts say with the label "deposit" for which candidates one
was made.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Self

from escrutinio.law.evaluation.evaluation import Evaluation
from escrutinio.law.evaluation.rule import Reads, Rule, RuleHead
from escrutinio.law.evaluation.steps.rankings import (
    ballots_of_seats,
    given_ballots,
    heading,
    note_decision,
    seat_in_words,
    together,
)
from escrutinio.law.facts import WHOLE
from escrutinio.law.preferential.contingent import contingent_from_totals, contingent_vote
from escrutinio.law.preferential.ranked_ballots import Ties as TieRule
from escrutinio.law.preferential.ranked_ballots import instant_runoff
from escrutinio.law.preferential.stv_australia import australian_senate_stv
from escrutinio.law.preferential.stv_count import StvCount
from escrutinio.law.preferential.stv_meek import meek_stv, new_zealand_stv
from escrutinio.law.preferential.stv_northern_ireland import northern_ireland_stv
from escrutinio.law.preferential.stv_scotland import scottish_stv
from escrutinio.law.preferential.stv_whole_papers import irish_local_stv, irish_stv, maltese_stv
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
from escrutinio.model.toml_table import TomlTable

DEPOSIT = "deposit"
"""What the facts call a candidate for whom a deposit was made."""
STV = {
    "scottish": scottish_stv,
    "northern-ireland": northern_ireland_stv,
    "irish": irish_stv,
    "irish-local": irish_local_stv,
    "maltese": maltese_stv,
    "australian-senate": australian_senate_stv,
    "meek": meek_stv,
    "new-zealand": new_zealand_stv,
}

TRANSFERRING = (
    "a candidate who reaches the quota is elected and the surplus transferred; otherwise the candidate with "
    "the fewest votes is excluded."
)
KEEPING = (
    "a candidate who reaches the quota is elected and keeps of each vote only what the quota takes; the "
    "quota falls with the votes that nobody is left to take; otherwise the candidate with the fewest votes "
    "is excluded."
)
HALF_OF_THE_LEFT = (
    "the candidate with the fewest votes is excluded, until one has half of the votes that somebody is "
    "left to take."
)


def _how(count: StvCount) -> str:
    """How a count goes, in a sentence."""
    if count.quota is not None:
        return TRANSFERRING
    return KEEPING if any(stage.keep for stage in count.stages) else HALF_OF_THE_LEFT


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
        for unit, ballots in ballots_of_seats(evaluation, self).items():
            runoff = instant_runoff(
                ballots,
                stop_at_two=two,
                ties=ties,
                lots=evaluation.facts.lots,
                what=seat_in_words(evaluation, unit),
            )
            note_decision(evaluation, unit, runoff.decision)
            evaluation.explain(
                self,
                heading(evaluation, unit),
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
            ballots = together(given_ballots(evaluation, self))
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
        return Reads(seats=True, ballots=True, labels=frozenset({DEPOSIT} if self._deposits else ()))

    @property
    def _deposits(self) -> bool:
        """Whether deposits of candidates matter."""
        return STV[self.variant] is irish_local_stv

    def decide(self, evaluation: Evaluation) -> None:
        """See :meth:`Rule.decide`."""
        count = STV[self.variant]
        if self._deposits:
            labels = evaluation.facts.labels
            count = partial(irish_local_stv, deposits={name for name in labels if DEPOSIT in labels[name]})
        given = given_ballots(evaluation, self)
        evaluation.unnamed = evaluation.unnamed or WHOLE in given
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
                heading(evaluation, unit),
                _how(result),
                [
                    Number(Label.BALLOTS, ballots.total),
                    Number(Label.SEATS, size),
                    *([] if result.quota is None else [Number(Label.QUOTA, result.quota)]),
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
        quota = None if stage.quota is None else Fraction(stage.quota, count.scale)
        keep = {name: Fraction(part, count.scale) for name, part in stage.keep.items()}
        yield TransferRow(stage.number, stage.action, stage.names, votes, stage.elected, quota, keep)
