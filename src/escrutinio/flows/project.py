"""Projects: what the finished count will say, with intervals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from escrutinio.flows.chosen_law import chosen_law, played_roles
from escrutinio.flows.count import Count, count
from escrutinio.flows.desk import Desk
from escrutinio.flows.projected_contest import (
    DRAWS,
    SEED,
    ContestProjection,
    draws_by_unit,
    headline_contest,
    known_contest,
    projected_contests,
    projection_levels,
)
from escrutinio.flows.projected_figures import AHEAD_BY
from escrutinio.flows.resolved import ResolvedSheets, leave_out, resolved_sheets, with_arrivals
from escrutinio.flows.seats import ProjectedOutcome, project_outcome, refused
from escrutinio.law.evaluation.steps.measures import BallotMeasure
from escrutinio.model import NATION, Contest, Election, EscrutinioError, UsageError
from escrutinio.projection import NEARLY_ALL, CannotSay, Draws, Settings


@dataclass(frozen=True)
class Projection:
    """The projection of a moment, beside the count it starts from.

    Attributes:
        counted: the count.
        sheets: those of the moment, each with its first arrival, see
            :func:`~escrutinio.flows.resolved.with_arrivals`.
        headline: the contest that the law asks for first.
        outcome: what follows under the law, or why the law cannot be applied to the draws; None when nothing
            can be said, or there is no law.
        shown: the contest that is asked for.
        level: the level of the units that are asked for.
        units: draws of its units, all at once; None when nothing can be said.
        ahead_by: the lead whose chance is asked for, as a share of the valid votes.
    """

    counted: Count
    sheets: pl.DataFrame
    headline: ContestProjection
    outcome: ProjectedOutcome | CannotSay | None
    shown: ContestProjection
    level: str
    units: Draws | None
    ahead_by: float = AHEAD_BY


def project(
    desk: Desk,
    until: datetime | None = None,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    settings: Settings | None = None,
    contest: str | None = None,
    level: str | None = None,
    resolved: ResolvedSheets | None = None,
    counted: Count | None = None,
    ahead_by: float = AHEAD_BY,
) -> Projection:
    """Project the finished count.

    Args:
        desk: the election.
        until: the moment (UTC); None for all that is known.
        contest: the contest to show; None for the headline contest. Others follow that one's pattern.
        level: the level of units to show; None for the regions.
        draws: how many finished counts to draw.
        seed: of the random numbers.
        settings: other settings than those that were chosen.
        resolved: the sheets of the moment, where they are at hand.
        counted: their count, where it is at hand.
        ahead_by: the lead whose chance is given, as a share of the valid votes.

    Raises:
        UsageError: the election does not say on which levels to project, or has no such contest or level.
    """
    election = desk.election
    chosen = settings or Settings()
    level = level or projection_levels(election)[2]
    wanted = _at_level(election, contest or headline_contest(election), level)
    resolved = resolved or resolved_sheets(desk, until)
    counted = counted or count(desk, until, levels=[NATION], resolved=resolved)
    sheets = with_arrivals(leave_out(resolved.sheets, counted.open_sheets), desk, until)
    headline, shown = projected_contests(
        desk, sheets, wanted, draws=draws, seed=seed, settings=chosen, also=[level]
    )
    outcome = _outcome(headline, sheets, desk, draws, seed, chosen)
    units = draws_by_unit(shown, level, draws, seed)
    return Projection(counted, sheets, headline, outcome, shown, level, units, ahead_by)


def _outcome(
    headline: ContestProjection, sheets: pl.DataFrame, desk: Desk, draws: int, seed: int, settings: Settings
) -> ProjectedOutcome | CannotSay | None:
    """What follows under the law, or why it cannot be said; the votes are projected all the same."""
    election = desk.election
    if headline.fitted is None or election.law is None:
        return None
    try:
        law, choice = chosen_law(election)
    except EscrutinioError as error:
        return refused(error)
    by_turnout = any(isinstance(rule, BallotMeasure) and rule.asks_turnout for rule in law.rules)
    if by_turnout and headline.layout.turnout_share < NEARLY_ALL:
        return CannotSay(
            "Cannot say: the law goes by the votes cast, and not all counted sheets state how many those are."
        )
    in_parts = any(choice.levels[role] != NATION for role in played_roles(law, choice))
    if headline.fitted.alone and headline.fitted.blind and in_parts:
        return CannotSay(
            "Cannot say yet: too few sheets are in, and a poll average of the whole does not say how its "
            "districts vote; an earlier election would."
        )
    return project_outcome(
        headline.fitted,
        sheets,
        desk.stations,
        election,
        law,
        choice,
        draws,
        seed,
        settings,
        drift=headline.drift,
        sample=desk.sample,
        drawn_first=headline.draws if isinstance(headline.draws, Draws) else None,
    )


def _at_level(election: Election, contest: str, level: str) -> Contest:
    named = known_contest(election, contest)
    if level not in named.levels or level == NATION:
        allowed = ", ".join(name for name in named.levels if name != NATION)
        raise UsageError(f"{contest} is not projected at the level {level!r}", hint=f"It is at: {allowed}.")
    return named
