"""The projection of one contest: laid out, fitted, drawn, or why nothing can be said of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from escrutinio.flows.baseline_file import read_baseline
from escrutinio.flows.chosen_law import first_role
from escrutinio.flows.decide import UNLISTED
from escrutinio.flows.desk import Desk
from escrutinio.flows.sample_file import share_in
from escrutinio.flows.seats import carried, following, layout_at
from escrutinio.model import DEFINITION_FILE, NATION, Contest, Election, EscrutinioError, UsageError
from escrutinio.model.text import many_of
from escrutinio.projection import (
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
    of_other_sizes,
    same_lists,
    shares_of_valid,
    too_few,
    too_little,
    unit_index,
)
from escrutinio.projection.polls import Polls, before_sheets, polls_of, weigh
from escrutinio.projection.several_votes import earlier_in_votes, sheets_in_votes, stations_in_votes
from escrutinio.projection.vote_types import by_vote_type

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
        from_sheets: why the sheets alone say nothing yet, where a poll average stands in; else empty.
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
    from_sheets: str = ""


def projected_contests(
    desk: Desk,
    sheets: pl.DataFrame,
    contest: Contest,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    settings: Settings | None = None,
    without_baseline: bool = False,
    also: Sequence[str] = (),
) -> tuple[ContestProjection, ContestProjection]:
    """The projection of the headline contest, and that of a contest, which follows it if it is another.

    Args:
        desk: the election.
        sheets: those of the moment, each with its first arrival.
        contest: the contest to show.
        draws: how many finished counts to draw.
        seed: of the random numbers.
        settings: other settings than those that were chosen.
        without_baseline: do as if there were no earlier election.
        also: further levels that the places of the headline contest carry.
    """
    election, chosen = desk.election, settings or Settings()
    first = election.contests[headline_contest(election)]
    headline = project_contest(
        sheets,
        desk.stations,
        election,
        first,
        None if without_baseline else load_baseline(election),
        draws,
        seed,
        chosen,
        also=also,
        sample=desk.sample,
    )
    if contest.id == first.id:
        return headline, headline
    return headline, other_contest(headline, contest, sheets, desk, draws, seed, chosen)


def known_contest(election: Election, contest: str) -> Contest:
    """A contest by its id.

    Raises:
        UsageError: there is none.
    """
    if contest not in election.contests:
        raise UsageError(f"there is no contest {contest!r}", hint=f"There are: {many_of(election.contests)}.")
    return election.contests[contest]


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
    region = contest.level if contest.level != NATION else projection_levels(desk.election)[2]
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
    if level == shown.region and not any(fitted.layout.vote_types.unique()):
        return shown.draws
    units = sorted(set(fitted.layout.units(level)))
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
    place, area, region = projection_levels(election)
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
        vote_type=vote_type_of(election),
    )
    matched = matched_baseline(layout.places, baseline, election)
    registered = layout.registered
    share = matched.share_matched(registered) if matched else None
    if matched is not None and matched.share_near(registered) < _LEAST_MATCHED:
        matched = None
    renamed = election.baseline.lists if election.baseline else {}
    same = same_lists(matched.categories, layout.categories, renamed) if matched else None
    polls = _polls(election, layout)
    reason = _too_little(layout, settings, election)
    if reason is not None and (polls is None or layout.unknown_out or not election.stations.complete):
        return ContestProjection(contest, region, layout, reason, share)
    explained = None
    if polls is not None and too_few(layout, settings):
        fitted, drift = before_sheets(layout, matched, same, polls, settings)
    else:
        if not layout.registered_out.sum():
            layout = replace(layout, learned=layout.counted, earlier=())  # nothing is left to learn for
        best = fit_best(layout, matched, same, settings)
        fitted, explained = best.fitted, best.explained
        reason = reason or of_other_sizes(fitted)
        if reason is not None and polls is None:
            return ContestProjection(contest, region, layout, reason, share)
        drift = drift_of(fitted, best.matched, best.same)
    if polls is not None:
        fitted = weigh(fitted, drift, polls, seed)
    drawn = draw(fitted, layout.region, layout.regions, draws, seed, drift)
    answer = _sure_enough(drawn, settings, election.label_of)
    if isinstance(answer, CannotSay):
        return ContestProjection(contest, region, layout, answer, share)
    return ContestProjection(
        contest,
        region,
        layout,
        answer,
        share,
        fitted,
        drift,
        explained,
        matched,
        same,
        from_sheets=reason.reason if reason else "",
    )


def _polls(election: Election, layout: Layout) -> Polls | None:
    """What polls say of the headline contest; None where no poll average is given."""
    choice = election.projection
    if choice is None or choice.polls is None or not layout.registered_out.sum():
        return None
    return polls_of(choice.polls, layout.categories[: layout.lists])


def _sure_enough(drawn: Draws, settings: Settings, called: Callable[[str], str] = str) -> Draws | CannotSay:
    shares = shares_of_valid(drawn.votes.sum(axis=1), drawn.lists)
    leading = int(shares.mean(axis=0).argmax())
    low, high = interval(shares[:, leading], 0.9)
    if high - low <= settings.widest:
        return drawn
    return CannotSay(
        f"Cannot say yet: {called(drawn.categories[leading])} could end anywhere "
        f"from {100 * low:.0f} to {100 * high:.0f} % of the valid votes."
    )


def matched_baseline(
    places: pl.DataFrame, baseline: pl.DataFrame | None, election: Election
) -> Matched | None:
    """What the earlier election says of each place of a layout; None without one that matches."""
    if baseline is None:
        return None
    _, area, region = projection_levels(election)
    units = [level for level in dict.fromkeys([region, area]) if level in places.columns]
    vote_type = vote_type_of(election)
    if not vote_type:
        return match_baseline(places, baseline, units)
    if vote_type in baseline.columns:
        return match_baseline(places, by_vote_type(baseline, ("place", area, region), vote_type), units)
    # An earlier vote of all types together is that of no type.
    whole = places.with_columns(pl.col("place", *units).str.split("\x1f").list.first())
    matched = match_baseline(whole, baseline, units)
    return None if matched is None else replace(matched, own=np.zeros_like(matched.own))


def projection_levels(election: Election) -> tuple[str, str, str]:
    """The levels of places, areas and regions.

    Raises:
        UsageError: the election does not say on which levels to project.
    """
    choice = election.projection
    if choice is None:
        raise UsageError(
            "the election does not say on which levels to project",
            hint=f"Add a table [projection] with place, area and region to {DEFINITION_FILE}.",
        )
    return choice.place, choice.area, choice.region


def vote_type_of(election: Election) -> str:
    """The level of vote types; empty where they are not told apart."""
    return election.projection.vote_type if election.projection is not None else ""


def load_baseline(election: Election) -> pl.DataFrame | None:
    """The earlier election's figures; None when the definition names none.

    Raises:
        DefinitionError: the file is not what it should be, see
            :func:`escrutinio.flows.baseline_file.read_baseline`.
    """
    if election.baseline is None:
        return None
    place, area, region = projection_levels(election)
    types = [vote_type_of(election)] if vote_type_of(election) else []
    path = election.folder / election.baseline.file
    return read_baseline(path, place, (area, region, *types), election.folder)
