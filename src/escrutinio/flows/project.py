"""Projects: what the finished count will say, with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
import polars as pl
from msgspec import structs
from numpy.typing import NDArray

from escrutinio.flows.baseline_file import read_baseline
from escrutinio.flows.count import Count, count, heading, unit_names
from escrutinio.flows.decide import UNLISTED, chosen_law, first_role
from escrutinio.flows.desk import Desk
from escrutinio.flows.documents.project import ProjectDocument, ProjectedFigures, ProjectedUnit, UnseenRegion
from escrutinio.flows.projected_figures import AHEAD_BY, earlier_shares, projected_figures
from escrutinio.flows.resolved import ResolvedSheets, resolved_sheets, with_arrivals
from escrutinio.flows.sample_file import share_in
from escrutinio.flows.seats import ProjectedOutcome, carried, following, layout_at, project_outcome, refused
from escrutinio.model import DEFINITION_FILE, NATION, Contest, Election, EscrutinioError, UsageError
from escrutinio.projection import (
    NEARLY_ALL,
    CannotSay,
    Draws,
    Drift,
    FittedProjection,
    Layout,
    Matched,
    Settings,
    draw,
    drift_of,
    fit_best,
    interval,
    lay_out,
    match_baseline,
    same_lists,
    shares_of_valid,
    too_little,
    unit_index,
    unseen_regions,
)
from escrutinio.projection.several_votes import earlier_in_votes, sheets_in_votes, stations_in_votes

DRAWS, SEED = 2000, 1
_MANY_UNITS = 1000
_DRAWS_OF_MANY = 500
_LEAST_MATCHED = 0.2
"""With fewer voters at places with an earlier vote, their own or their area's, it is as good as none."""


@dataclass(frozen=True)
class ContestProjection:
    """The projection of one contest.

    Attributes:
        contest: the contest.
        region: the level of its regions.
        layout: the count by polling place.
        draws: finished counts by region, or why nothing can be said.
        matched: the share of registered voters at places with an earlier vote of their own; None without
            a baseline.
        fitted: the model; None when nothing can be said.
        drift: how far what comes late may stray from it; None when nothing can be said.
        explained: the share of what differs between places that the earlier election explains; None without
            one.
        earlier: the earlier vote of each place, used or not; None without one.
        same: (earlier categories, categories), which are the same; None without one.
        followed: the contest whose pattern this one follows; None for the headline contest.
    """

    contest: Contest
    region: str
    layout: Layout
    draws: Draws | CannotSay
    matched: float | None
    fitted: FittedProjection | None = None
    drift: Drift | None = None
    explained: float | None = None
    earlier: Matched | None = None
    same: NDArray[np.float64] | None = None
    followed: ContestProjection | None = None


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
    first = election.contests[headline_contest(election)]
    level = level or _levels(election)[2]
    wanted = _at_level(election, contest or first.id, level)
    resolved = resolved or resolved_sheets(desk, until)
    sheets = with_arrivals(resolved.sheets, desk, until)
    counted = counted or count(desk, until, levels=[NATION], resolved=resolved)
    headline = project_contest(
        sheets,
        desk.stations,
        election,
        first,
        load_baseline(election),
        draws,
        seed,
        chosen,
        also=[level],
        sample=desk.sample,
    )
    outcome = _outcome(headline, sheets, desk, draws, seed, chosen)
    shown = (
        headline
        if wanted.id == first.id
        else other_contest(headline, wanted, sheets, desk, draws, seed, chosen)
    )
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
    )


def known_contest(election: Election, contest: str) -> Contest:
    """A contest by its id.

    Raises:
        UsageError: there is none.
    """
    if contest not in election.contests:
        raise UsageError(
            f"there is no contest {contest!r}", hint=f"There are: {', '.join(election.contests)}."
        )
    return election.contests[contest]


def _at_level(election: Election, contest: str, level: str) -> Contest:
    named = known_contest(election, contest)
    if level not in named.levels or level == NATION:
        allowed = ", ".join(name for name in named.levels if name != NATION)
        raise UsageError(f"{contest} is not projected at the level {level!r}", hint=f"It is at: {allowed}.")
    return named


def other_contest(
    headline: ContestProjection,
    contest: Contest,
    sheets: pl.DataFrame,
    desk: Desk,
    draws: int,
    seed: int,
    settings: Settings,
) -> ContestProjection:
    """The projection of a contest that follows the headline's pattern."""
    region = contest.level if contest.level != NATION else _levels(desk.election)[2]
    layout = layout_at(sheets, desk.stations, desk.election, contest, region, desk.sample)
    # Seats are drawn from the first sheet on; figures of the contest itself are shown when it has enough.
    reason = _too_little(layout, settings, desk.election)
    if headline.fitted is None or reason is not None:
        cannot = reason or (headline.draws if isinstance(headline.draws, CannotSay) else None)
        return ContestProjection(contest, region, layout, cannot or CannotSay("Cannot say yet."), None)
    fitted, drift = following(headline.fitted, layout, settings)
    first = carried(headline.fitted, headline.drift, seed, layout, layout.region)
    drawn = draw(fitted, layout.region, layout.regions, draws, seed + 1, drift, first)
    return ContestProjection(contest, region, layout, drawn, None, fitted, drift, followed=headline)


def _too_little(layout: Layout, settings: Settings, election: Election) -> CannotSay | None:
    """Why nothing can be said yet; None when something can."""
    if not election.stations.complete:
        return CannotSay(f"Cannot say: {UNLISTED}.")
    return too_little(layout, settings)


def draws_by_unit(shown: ContestProjection, level: str, draws: int, seed: int) -> Draws | None:
    """Draws of all units of a level; fewer where there are very many, so that they fit into memory."""
    fitted = shown.fitted
    if fitted is None or isinstance(shown.draws, CannotSay):
        return None
    if level == shown.region:
        return shown.draws
    column = "place" if level not in fitted.layout.places.columns else level
    units = sorted(set(fitted.layout.places[column].to_list()))
    if len(units) > _MANY_UNITS:
        draws = min(draws, _DRAWS_OF_MANY)
    group = unit_index(fitted.layout, level, units)
    first = shown.followed
    if first is None or first.fitted is None:
        return draw(fitted, group, units, draws, seed, shown.drift)
    with_first = carried(first.fitted, first.drift, seed, fitted.layout, group)
    return draw(fitted, group, units, draws, seed + 1, shown.drift, with_first)


def headline_contest(election: Election) -> str:
    """The contest that a headline is about: that of the law's first role, or the first contest.

    Where the law cannot be had it is the first contest: the votes are counted all the same.
    """
    if election.law is not None:
        with suppress(EscrutinioError):
            return first_role(election)[1]
    return next(iter(election.contests))


def project_contest(
    sheets: pl.DataFrame,
    stations: pl.DataFrame,
    election: Election,
    contest: Contest,
    baseline: pl.DataFrame | None,
    draws: int,
    seed: int,
    settings: Settings,
    also: Sequence[str] = (),
    sample: pl.DataFrame | None = None,
) -> ContestProjection:
    """Project one contest by region; ``sheets`` as from :func:`escrutinio.tabulation.resolve_units`."""
    place, area, region = _levels(election)
    baseline = earlier_in_votes(baseline, contest)
    layout = lay_out(
        sheets_in_votes(sheets, contest),
        stations_in_votes(stations, contest),
        contest,
        place=place,
        area=area,
        region=region,
        also=also,
        earlier=baseline,
        sampled=share_in(sample, sheets, contest.id),
    )
    matched = matched_baseline(layout.places, baseline, election)
    registered = layout.registered
    share = matched.share_matched(registered) if matched else None
    if matched is not None and matched.share_near(registered) < _LEAST_MATCHED:
        matched = None
    reason = _too_little(layout, settings, election)
    if reason is not None:
        return ContestProjection(contest, region, layout, reason, share)
    renamed = election.baseline.lists if election.baseline else {}
    same = same_lists(matched.categories, layout.categories, renamed) if matched else None
    if not layout.registered_out.sum():
        layout = replace(layout, learned=layout.counted, earlier=())  # nothing is left to learn for
    best = fit_best(layout, matched, same, settings)
    fitted, explained = best.fitted, best.explained
    drift = drift_of(fitted, best.matched, best.same)
    drawn = draw(fitted, layout.region, layout.regions, draws, seed, drift)
    answer = _sure_enough(drawn, settings)
    if isinstance(answer, CannotSay):
        return ContestProjection(contest, region, layout, answer, share)
    return ContestProjection(contest, region, layout, answer, share, fitted, drift, explained, matched, same)


def _sure_enough(drawn: Draws, settings: Settings) -> Draws | CannotSay:
    shares = shares_of_valid(drawn.votes.sum(axis=1), drawn.lists)
    leading = int(shares.mean(axis=0).argmax())
    low, high = interval(shares[:, leading], 0.9)
    if high - low <= settings.widest:
        return drawn
    return CannotSay(
        f"Cannot say yet: {drawn.categories[leading]} could end anywhere "
        f"from {100 * low:.0f} to {100 * high:.0f} % of the valid votes."
    )


def matched_baseline(
    places: pl.DataFrame, baseline: pl.DataFrame | None, election: Election
) -> Matched | None:
    """What the earlier election says of each place of a layout; None without one that matches."""
    if baseline is None:
        return None
    _, area, region = _levels(election)
    units = [level for level in dict.fromkeys([region, area]) if level in places.columns]
    return match_baseline(places, baseline, units)


def _levels(election: Election) -> tuple[str, str, str]:
    choice = election.projection
    if choice is None:
        raise UsageError(
            "the election does not say on which levels to project",
            hint=f"Add a table [projection] with place, area and region to {DEFINITION_FILE}.",
        )
    return choice.place, choice.area, choice.region


def load_baseline(election: Election) -> pl.DataFrame | None:
    """The earlier election's figures; None when the definition names none.

    Raises:
        DefinitionError: the file is not what it should be, see
            :func:`escrutinio.flows.baseline_file.read_baseline`.
    """
    if election.baseline is None:
        return None
    place, area, region = _levels(election)
    return read_baseline(election.folder / election.baseline.file, place, (area, region))


def projection_document(projection: Projection) -> ProjectDocument:
    """The projection as it is published."""
    shown, counted = projection.shown, projection.counted
    without = ProjectDocument(
        **structs.asdict(heading(counted)),
        contest=shown.contest.id,
        registered_share=shown.layout.share_in,
        baseline_matched=shown.matched,
        baseline_used=shown.fitted is not None and not shown.fitted.blind,
        baseline_explained=shown.explained,
        unseen=_unseen(shown, counted),
        impossible=shown.layout.impossible,
        empty_sheets=shown.layout.empty,
        estimated_voters=shown.layout.estimated,
        partial_places=int(shown.layout.partial.sum()),
        counted=counted.nation(shown.contest.id),
        available=False,
        level=projection.level,
    )
    if isinstance(shown.draws, CannotSay):
        return structs.replace(without, reason=shown.draws.reason)
    layout = shown.layout
    outcome = projection.outcome if shown.contest.id == projection.headline.contest.id else None
    names = unit_names(counted.stations, projection.level)
    with_turnout = layout.turnout_share >= NEARLY_ALL
    part = projection.units
    units = () if part is None else part.units
    places = unit_index(layout, projection.level, units)
    return structs.replace(
        without,
        available=True,
        draws=len(shown.draws.votes),
        nation=figures_of_all(shown, projection.ahead_by),
        units=tuple(
            ProjectedUnit(
                unit=unit,
                name=names.get(unit, unit or "(in none)"),
                **structs.asdict(
                    projected_figures(
                        part.votes[:, place],
                        part.expected[place],
                        part,
                        with_turnout=with_turnout,
                        earlier=_earlier(shown, places == place),
                        ahead_by=projection.ahead_by,
                    )
                ),
            )
            for place, unit in enumerate(units)
            if part is not None
        ),
        outcome=outcome.summary if isinstance(outcome, ProjectedOutcome) else None,
        outcome_reason=outcome.reason if isinstance(outcome, CannotSay) else "",
    )


def figures_of_all(shown: ContestProjection, ahead_by: float = AHEAD_BY) -> ProjectedFigures | None:
    """The projected figures of a contest as a whole; None when nothing can be said."""
    drawn = shown.draws
    if isinstance(drawn, CannotSay):
        return None
    return projected_figures(
        drawn.votes.sum(axis=1),
        drawn.expected.sum(axis=0),
        drawn,
        with_turnout=shown.layout.turnout_share >= NEARLY_ALL,
        earlier=_earlier(shown, np.ones(shown.layout.places.height, dtype=bool)),
        ahead_by=ahead_by,
    )


def _earlier(shown: ContestProjection, chosen: NDArray[np.bool_]) -> NDArray[np.float64] | None:
    """(lists,), shares of the earlier election at some places; None without one."""
    if shown.earlier is None or shown.same is None:
        return None
    layout = shown.layout
    return earlier_shares(shown.earlier, shown.same, layout.registered, layout.lists, chosen)


def _unseen(shown: ContestProjection, counted: Count) -> tuple[UnseenRegion, ...]:
    layout = shown.layout
    voters = layout.registered
    names = unit_names(counted.stations, shown.region)
    return tuple(
        UnseenRegion(
            unit=layout.regions[region],
            name=names.get(layout.regions[region], layout.regions[region] or "(in none)"),
            registered_share=float(voters[layout.region == region].sum() / voters.sum()),
        )
        for region in unseen_regions(layout)
    )
