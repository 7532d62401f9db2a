"""From draws of the finished count to what follows from them under the law: chances and seats."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np
import polars as pl

from escrutinio.flows.documents.figures import WholeInterval
from escrutinio.flows.documents.project import (
    OutcomeProjection,
    ProjectedChamber,
    ProjectedFirstRound,
    ProjectedMajorities,
    SeatEstimate,
)
from escrutinio.flows.documents.projected import RunOffPairChance
from escrutinio.law import Law
from escrutinio.law_batch import BatchChamber, BatchOutcome, decide_many, rules_without_batch
from escrutinio.model import NATION, Contest, Election, LawChoice
from escrutinio.projection import (
    FittedProjection,
    Layout,
    Settings,
    after,
    draw,
    fit,
    follow,
    intervals,
    lay_out,
    same_lists,
    unit_index,
)


@dataclass(frozen=True)
class ProjectedOutcome:
    """The law's answer to each draw.

    Attributes:
        outcome: the answers.
        tied: the share of draws in which something is tied; there the seats are those won for certain.
    """

    outcome: BatchOutcome
    tied: float


def project_outcome(
    fitted: FittedProjection,
    sheets: pl.DataFrame,
    stations: pl.DataFrame,
    election: Election,
    law: Law,
    choice: LawChoice,
    draws: int,
    seed: int,
    settings: Settings,
) -> ProjectedOutcome | None:
    """Draw every contest that the law asks for, and apply the law to each draw.

    The law's first role is the contest of ``fitted``. The other contests take it as their baseline: where
    their own sheets are in these count and teach how the contest differs, elsewhere they follow the first
    contest's pattern.

    Returns:
        None when the law has no batch evaluator.
    """
    if rules_without_batch(law):
        return None
    votes, valid, names = {}, {}, {}
    for number, role in enumerate(law.contests):
        contest = election.contests[choice.contests[role]]
        level, units = choice.levels[role], law.units[role]
        if number == 0:
            model = fitted
        else:
            model = following(fitted, layout_at(sheets, stations, election, contest, level), settings)
        group = unit_index(model.layout, level, units)
        drawn = draw(model, group, units, draws, seed + number)
        votes[role], valid[role] = drawn.votes[:, :, : drawn.lists], drawn.valid()
        names[role] = drawn.categories[: drawn.lists]
    outcome = decide_many(law, votes, valid, names)
    return ProjectedOutcome(outcome, float(outcome.tied.mean()))


def layout_at(
    sheets: pl.DataFrame, stations: pl.DataFrame, election: Election, contest: Contest, level: str
) -> Layout:
    """A contest laid out with the units of a level as its regions; the places carry all its levels."""
    levels = election.projection
    assert levels is not None, "the first contest has been projected on these levels"
    also = [other for other in contest.levels if other != NATION]
    return lay_out(sheets, stations, contest, place=levels.place, area=levels.area, region=level, also=also)


def following(first: FittedProjection, layout: Layout, settings: Settings) -> FittedProjection:
    """The model of a contest that follows the first one's pattern."""
    baseline = after(first, layout)
    same = same_lists(baseline.categories, layout.categories, {})
    if layout.registered_in.sum() == 0:
        return follow(layout, baseline, first, same)
    # The first contest already says what differs between regions; their own slopes are left out.
    return fit(layout, baseline, same, replace(settings, region_slope=0.0))


def outcome_projection(projected: ProjectedOutcome) -> OutcomeProjection:
    """Chances and seats of the draws."""
    outcome = projected.outcome
    chambers = outcome.chambers.values()
    majority = [chamber.seats >= chamber.majority for chamber in chambers]
    two_thirds = [chamber.seats >= chamber.two_thirds for chamber in chambers]
    return OutcomeProjection(
        tied_draws=projected.tied,
        first_round=_first_round(outcome),
        chambers={name: _chamber(outcome, chamber) for name, chamber in outcome.chambers.items()},
        in_every_chamber=ProjectedMajorities(
            majority=_chances(outcome, np.logical_and.reduce(majority)),
            two_thirds=_chances(outcome, np.logical_and.reduce(two_thirds)),
        ),
    )


def _first_round(outcome: BatchOutcome) -> ProjectedFirstRound:
    won = outcome.elected[:, None] == np.arange(len(outcome.lists))
    pairs = {
        (outcome.lists[a], outcome.lists[b]): float(
            ((outcome.run_off == (a, b)).all(axis=1) | (outcome.run_off == (b, a)).all(axis=1)).mean()
        )
        for a, b in combinations(range(len(outcome.lists)), 2)
    }
    likely = sorted(((chance, pair) for pair, chance in pairs.items() if chance), reverse=True)
    return ProjectedFirstRound(
        elected=_chances(outcome, won),
        run_off=float((outcome.elected < 0).mean()),
        pairs=tuple(RunOffPairChance(selections=pair, chance=chance) for chance, pair in likely),
    )


def _chamber(outcome: BatchOutcome, chamber: BatchChamber) -> ProjectedChamber:
    lists = {}
    for place, name in enumerate(outcome.lists):
        seats = chamber.seats[:, place]
        if seats.any():
            lists[name] = SeatEstimate(
                seats=round(float(np.median(seats))),
                intervals={
                    level: WholeInterval(low=round(low), high=round(high))
                    for level, (low, high) in intervals(seats).items()
                },
            )
    return ProjectedChamber(
        size=chamber.size,
        lists=lists,
        majority=_chances(outcome, chamber.seats >= chamber.majority),
        two_thirds=_chances(outcome, chamber.seats >= chamber.two_thirds),
    )


def _chances(outcome: BatchOutcome, holds: np.ndarray[Any, Any]) -> Mapping[str, float]:
    """Chances by list, those above zero, the likeliest first; ``holds`` is (draws, lists), true or false."""
    ranked = sorted(
        zip(holds.mean(axis=0).tolist(), outcome.lists, strict=True), key=lambda pair: (-pair[0], pair[1])
    )
    return {name: float(chance) for chance, name in ranked if chance}
