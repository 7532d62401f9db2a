"""What a count says of one question: by the bounds, by the projection, or why nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from escrutinio.bounds import Bounds, OfficeBound, Sharpness
from escrutinio.flows.count import Count
from escrutinio.flows.decide import Decision
from escrutinio.flows.desk import Desk
from escrutinio.flows.documents.calls import Silence
from escrutinio.flows.project import Projection, project
from escrutinio.flows.resolved import ResolvedSheets
from escrutinio.flows.seats import ProjectedOutcome
from escrutinio.law import Law
from escrutinio.law.evaluation.steps.measures import BallotMeasure
from escrutinio.law.evaluation.steps.two_rounds import FirstRound, RunOffRound
from escrutinio.law.library.bo.general_election import GeneralElection
from escrutinio.model import NATION, EscrutinioError, LawChoice
from escrutinio.projection import CannotSay
from escrutinio.projection.calls import Answer, Question, QuestionKind
from escrutinio.tabulation import SHEETS_REPORTED

FAULTS = (Exception, pl.exceptions.PanicException)
"""What figures that nobody foresaw can raise in a model."""
_MOST_OF_POLLS = 0.1
"""A call rests on the count: where a poll average weighs more than this, the projection proposes none."""


@dataclass(frozen=True)
class Assessment:
    """What a count says of one question.

    Attributes:
        chances: by the projection; empty where there is none.
        sure: the answer that missing sheets cannot change; None when it is open.
        possible: the selections that can still be part of the answer; None where there are no bounds.
        silences: why the bounds, and why the projection, say nothing.
    """

    chances: Mapping[Answer, float]
    sure: Answer | None
    possible: frozenset[str] | None
    silences: tuple[Silence, ...]

    def rules_out(self, answer: Answer) -> bool:
        """Whether an answer can no longer come about."""
        return self.possible is not None and not set(answer) <= self.possible


def office_question(law: Law, choice: LawChoice, decision: Decision) -> QuestionKind:
    """What is asked of an office: how the only round ends, or the first, or a run-off that is counted."""
    for rule in law.rules:
        if isinstance(rule, RunOffRound) and rule.contest in choice.contests:
            rows = decision.counted.sums[choice.contests[rule.contest]][NATION]
            if int(rows[SHEETS_REPORTED].sum()):
                return "run-off"
    if any(isinstance(rule, BallotMeasure) for rule in law.rules):
        return "measure"
    two_rounds = any(isinstance(rule, (FirstRound, RunOffRound, GeneralElection)) for rule in law.rules)
    return "first-round" if two_rounds else "office"


def bounds_assessment(question: Question, bounds: Bounds) -> Assessment:
    """What bounds say of a question."""
    if question.kind == "majority":
        chamber = bounds.chambers.get(question.of)
        if chamber is None:
            return _without_bounds(bounds)
        majority = chamber.majority
        sure: Answer | None = None
        if majority.decided and not chamber.unknown_sheets:
            sure = (majority.holder,) if majority.holder else ()
        silences = _open(sure, chamber.unknown_sheets, bounds)
        return Assessment({}, sure, frozenset(majority.can_have), silences)
    office = bounds.offices.get(question.of)
    if office is None:
        return _without_bounds(bounds)
    sure = _sure_of_office(office)
    possible = frozenset((*office.can_be_elected, *office.can_reach_run_off))
    return Assessment({}, sure, possible, _open(sure, office.unknown_sheets, bounds))


def _sure_of_office(office: OfficeBound) -> Answer | None:
    if office.unknown_sheets or not office.decided:
        return None
    if office.elected is not None:
        return (office.elected,)
    pair = tuple(sorted(office.can_reach_run_off))
    return pair if office.run_off_sure and len(pair) == 2 else None


def _without_bounds(bounds: Bounds) -> Assessment:
    if bounds.not_stated:
        return Assessment({}, None, None, (Silence("not-stated", detail=bounds.not_stated),))
    if bounds.sharpness is not Sharpness.NONE and not bounds.without:
        return Assessment({}, None, None, _open(None, 0, bounds))
    why = tuple(f"{each.rule}: {each.why}" for each in bounds.without)
    return Assessment({}, None, None, (Silence("no-bounds", detail="; ".join(why)),))


def _open(sure: Answer | None, unknown_sheets: int, bounds: Bounds) -> tuple[Silence, ...]:
    if sure is not None:
        return ()
    if unknown_sheets:
        return (Silence("unknown-voters", sheets=unknown_sheets),)
    return (Silence("nothing-missing" if bounds.nothing_missing else "open"),)


def projection_or_silence(
    desk: Desk, moment: datetime | None, resolved: ResolvedSheets, counted: Count
) -> Projection | Silence:
    """The projection of a moment, or why there is none."""
    if desk.election.projection is None:
        return Silence("not-projected")
    try:
        return project(desk, moment, resolved=resolved, counted=counted)
    except EscrutinioError as error:
        return Silence("no-projection", detail=error.message)
    except FAULTS as error:
        return Silence("no-projection", detail=f"The projection cannot be worked out: {error}")


def projected_chances(question: Question, projection: Projection | Silence) -> dict[Answer, float] | Silence:
    """Answer -> chance by a projection, or why it says nothing of a question."""
    if isinstance(projection, Silence):
        return projection
    if isinstance(projection.headline.draws, CannotSay):
        return Silence("no-projection", detail=projection.headline.draws.reason)
    fitted = projection.headline.fitted
    if fitted is not None and fitted.weighed is not None and fitted.weighed.weight > _MOST_OF_POLLS:
        detail = f"A poll average has {100 * fitted.weighed.weight:.0f} % of its weight in the projection."
        return Silence("no-projection", detail=detail)
    if isinstance(projection.outcome, CannotSay):
        return Silence("no-projection", detail=projection.outcome.reason)
    if not isinstance(projection.outcome, ProjectedOutcome) or question.kind == "run-off":
        return Silence("question-not-projected")
    outcome = projection.outcome.summary
    if question.kind == "majority":
        chamber = outcome.chambers.get(question.of)
        if chamber is None:
            return Silence("question-not-projected")
        return _majority(chamber.majority)
    if question.of not in outcome.offices:
        return Silence("question-not-projected")
    first = outcome.offices[question.of]
    elected: dict[Answer, float] = {(name,): chance for name, chance in first.elected.items()}
    pairs = {tuple(sorted(pair.selections)): pair.chance for pair in first.pairs}
    return {**elected, **pairs}


def _majority(chances: Mapping[str, float]) -> dict[Answer, float]:
    """With the chance that nobody has a majority."""
    nobody = 1.0 - sum(chances.values())
    answers: dict[Answer, float] = {(name,): chance for name, chance in chances.items()}
    return {**answers, (): nobody} if nobody > 1e-9 else answers
