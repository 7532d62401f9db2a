"""What the rules for ranked ballots share: the ballots of each unit, and who is noted as elected there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from escrutinio.law.decisions import Decision, Elected, Tie
from escrutinio.law.evaluation.evaluation import Evaluation
from escrutinio.law.evaluation.rule import Rule
from escrutinio.law.facts import WHOLE
from escrutinio.law.preferential.ranked_ballots import Ballots
from escrutinio.model.errors import LawError


def given_ballots(evaluation: Evaluation, rule: Rule) -> dict[str, Ballots]:
    """Unit -> its ballots.

    Raises:
        LawError: there are none.
    """
    units = evaluation.facts.rankings(evaluation.law.contest)
    if not units:
        raise LawError(
            "the law counts rankings of candidates, and these votes have none",
            where=rule.where,
            hint='Give the ballots in a column "ballot" as A > B > C, to escrutinio law decide: '
            "the sheets of an election folder have votes only.",
        )
    return {unit: Ballots.of(units[unit]) for unit in sorted(units)}


def ballots_of_seats(evaluation: Evaluation, rule: Rule) -> dict[str, Ballots]:
    """The ballots of each seat: of the office, or of each unit, which elects one.

    Raises:
        LawError: there are none, or they name no unit.
    """
    given = given_ballots(evaluation, rule)
    if evaluation.law.body == "office":
        return {WHOLE: together(given)}
    if WHOLE in given:
        raise LawError(
            "the ballots name no unit, and each unit elects one",
            where=rule.where,
            hint="Add a column unit: the constituency of each row, even where there is one.",
        )
    return given


def together(units: Mapping[str, Ballots]) -> Ballots:
    """The ballots of all units as one count."""
    counts: Counter[tuple[str, ...]] = Counter()
    for ballots in units.values():
        counts.update(ballots.counts)
    return Ballots.of(counts)


def note_decision(evaluation: Evaluation, unit: str, decision: Decision) -> None:
    """Note who has the office, or the seat of a unit."""
    if evaluation.law.body == "office":
        evaluation.office = decision
        return
    seats = {decision.name: 1} if isinstance(decision, Elected) else {}
    tie = decision if isinstance(decision, Tie) else None
    evaluation.decisions[unit] = decision
    evaluation.award(unit, "single-member", 1, seats, [tie], 0 if seats or tie else 1)


def seat_in_words(evaluation: Evaluation, unit: str) -> str:
    """What is won, for the words of a tie."""
    return "the seat" if unit == WHOLE else f"the seat of {unit}"


def heading(evaluation: Evaluation, unit: str) -> str:
    """Of the step of a unit, or of the office."""
    return evaluation.law.body_name if unit == WHOLE else unit
