"""Ballots that rank candidates, counted pair by pair: ``pairwise``.

``pairwise``: ``by``, who is elected where nobody beats every other candidate ("schulze", "minimax" or
"copeland"), and ``strength``, how a win is weighed ("winning votes" or "margins").

Votes by approval or by points need no rule of their own: give what each candidate has altogether, and let the
most win by ``plurality`` or ``most-votes``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from escrutinio.law.evaluation.evaluation import Evaluation
from escrutinio.law.evaluation.rule import Reads, Rule, RuleHead
from escrutinio.law.evaluation.steps.rankings import ballots_of_seats, heading, note_decision, seat_in_words
from escrutinio.law.preferential.pairwise import PairwiseCount, PairwiseRule, Strength, pairwise_winner
from escrutinio.law.step_labels import Label
from escrutinio.law.step_parts import DecisionResult, Number, PairsTable, Part, VotesTable
from escrutinio.model.toml_table import TomlTable

_TEXTS = {
    PairwiseRule.SCHULZE: "else whoever has as strong a path of wins to every other as that one has back, "
    "where a path is as strong as its weakest win",
    PairwiseRule.MINIMAX: "else the candidate whose largest defeat is the smallest",
    PairwiseRule.COPELAND: "else the candidate who beats the most others, where a level pair counts for half",
}
_STRENGTHS = {
    Strength.WINNING_VOTES: "a win is as strong as the ballots that prefer the winner",
    Strength.MARGINS: "a win is as strong as its margin",
}


@dataclass(frozen=True)
class Pairwise(Rule):
    """Who beats every other candidate pair by pair, for the office or the seat of each unit.

    Args:
        by: who is elected where nobody does.
        strength: how a win is weighed.
    """

    by: PairwiseRule
    strength: Strength

    @classmethod
    def read(cls, head: RuleHead, table: TomlTable) -> Self:
        """See :meth:`Rule.read`."""
        by = table.choice("by", [str(rule) for rule in PairwiseRule]) or PairwiseRule.SCHULZE
        strengths = [str(strength) for strength in Strength]
        strength = table.choice("strength", strengths, Strength.WINNING_VOTES) or Strength.WINNING_VOTES
        if by == PairwiseRule.COPELAND and table.has("strength"):
            table.problem("strength", "Copeland's rule weighs no wins", "no strength")
        return cls(head, PairwiseRule(by), Strength(strength))

    @property
    def reads(self) -> Reads:
        """See :class:`Rule`."""
        return Reads(ballots=True)

    def decide(self, evaluation: Evaluation) -> None:
        """See :meth:`Rule.decide`."""
        for unit, ballots in ballots_of_seats(evaluation, self).items():
            what, lots = seat_in_words(evaluation, unit), evaluation.facts.lots
            count = pairwise_winner(ballots, self.by, strength=self.strength, lots=lots, what=what)
            note_decision(evaluation, unit, count.decision)
            weighed = "" if self.by is PairwiseRule.COPELAND else f"; {_STRENGTHS[self.strength]}"
            evaluation.explain(
                self,
                heading(evaluation, unit),
                "the candidate whom more ballots prefer to each other candidate than the other way round is "
                f"elected; {_TEXTS[self.by]}{weighed}.",
                [
                    Number(Label.BALLOTS, count.total),
                    VotesTable(ballots.first_preferences(), Label.FIRST_PREFERENCES, rows="candidate"),
                ],
                [
                    PairsTable(Label.PREFERRING, count.preferring),
                    *_weighed(count),
                    DecisionResult(count.decision),
                ],
            )


def _weighed(count: PairwiseCount) -> list[Part]:
    """What the rule goes by, where nobody beats every other candidate."""
    if count.condorcet or not count.total:
        return []
    if count.paths:
        return [PairsTable(Label.STRONGEST_PATHS, count.paths)]
    if count.defeats:
        return [VotesTable(count.defeats, Label.LARGEST_DEFEATS, rows="candidate")]
    return [VotesTable(count.wins, Label.WINS, rows="candidate")]
