"""The projection as a document: figures of the whole contest and of its units."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl
from msgspec import structs
from numpy.typing import NDArray

from escrutinio.flows.count import Count, heading, unit_names
from escrutinio.flows.documents.project import (
    ProjectDocument,
    ProjectedFigures,
    ProjectedUnit,
)
from escrutinio.flows.documents.projected import PollsUsed, UnseenDistricts, UnseenRegion
from escrutinio.flows.project import Projection
from escrutinio.flows.projected_contest import ContestProjection
from escrutinio.flows.projected_figures import AHEAD_BY, earlier_shares, projected_figures
from escrutinio.flows.seats import ProjectedOutcome
from escrutinio.model import NATION, Election
from escrutinio.projection import NEARLY_ALL, CannotSay, unit_index, unseen_regions
from escrutinio.projection.vote_types import type_of, unit_of


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
        polls=polls_used(shown, counted.election),
        unseen=_unseen(shown, counted),
        unseen_districts=_unseen_districts(shown, counted.election),
        impossible=shown.layout.impossible,
        empty_sheets=shown.layout.empty,
        open_sheets=counted.sheets_left_open(shown.contest.id),
        estimated_voters=shown.layout.estimated,
        partial_places=int(shown.layout.partial.sum()),
        counted=counted.nation(shown.contest.id),
        available=False,
        level=projection.level,
    )
    if isinstance(shown.draws, CannotSay):
        return structs.replace(without, reason=shown.draws.reason)
    layout, stated, alone = shown.layout, _turnout_stated(shown), _alone(shown)
    outcome = projection.outcome if shown.contest.id == projection.headline.contest.id else None
    names = unit_names(counted.stations, projection.level)
    part = projection.units
    units = () if part is None else part.units
    if alone and shown.fitted is not None and shown.fitted.blind:
        units = ()  # polls of the whole do not say how its parts vote
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
                        with_turnout=stated,
                        with_votes=not alone,
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
        with_turnout=_turnout_stated(shown),
        with_votes=not _alone(shown),
        earlier=_earlier(shown, np.ones(shown.layout.places.height, dtype=bool)),
        ahead_by=ahead_by,
    )


def _region_name(code: str, names: Mapping[str, str]) -> str:
    """A region's name, with its vote type where types are told apart."""
    (unit,), (kind,) = unit_of(pl.Series([code])), type_of(pl.Series([code]))
    name = names.get(unit, unit or "(in none)")
    return f"{name}, {kind}" if kind else name


def _alone(shown: ContestProjection) -> bool:
    """Whether a poll average stands alone, which says nothing of how many vote."""
    return shown.fitted is not None and shown.fitted.alone


def _turnout_stated(shown: ContestProjection) -> bool:
    return shown.layout.turnout_share >= NEARLY_ALL and not _alone(shown)


def polls_used(shown: ContestProjection, election: Election) -> PollsUsed | None:
    """The poll average that has its part in a projection; None without one."""
    choice, fitted = election.projection, shown.fitted
    if choice is None or choice.polls is None or fitted is None or fitted.weighed is None:
        return None
    return PollsUsed(
        source=choice.polls.source, date=choice.polls.date, alone=fitted.alone, weight=fitted.weighed.weight
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
            unit=layout.units(shown.region)[int(np.argmax(layout.region == region))],
            name=_region_name(layout.regions[region], names),
            registered_share=float(voters[layout.region == region].sum() / voters.sum()),
        )
        for region in unseen_regions(layout)
    )


def _unseen_districts(shown: ContestProjection, election: Election) -> UnseenDistricts | None:
    level, layout = shown.contest.level, shown.layout
    # The level of places is the layout's own; where each place is a district, districts are places.
    known = {*layout.places.columns, election.projection.place if election.projection else ""}
    if level in (NATION, shown.region) or level not in known:
        return None
    districts = sorted(set(layout.units(level)))
    group = unit_index(layout, level, districts)
    voters, counted, missing = (
        np.bincount(group, each, len(districts))
        for each in (layout.registered, layout.registered_in, layout.registered_out)
    )
    without = (counted == 0) & (missing > 0)
    if not without.any():
        return None
    return UnseenDistricts(
        level=level,
        units=len(districts),
        without=int(without.sum()),
        registered_share=float(voters[without].sum() / voters.sum()),
    )


def poll_words(document: ProjectDocument) -> str:
    """That a poll average stands alone, and whose it is."""
    assert document.polls is not None
    why = "Too few sheets are in to project from" if document.counted.sheets_reported else "No sheet is in"
    day = f"{document.polls.date.day} {document.polls.date:%B %Y}"
    return f"{why}: this is the poll average of {document.polls.source}, {day}."


def poll_sentences(document: ProjectDocument, election: Election) -> str:
    """The same with what the polls say, and their 90 % intervals."""
    assert document.nation is not None
    listed = sorted(document.nation.selections.items(), key=lambda pair: -pair[1].share)
    figures = [
        f"{election.label_of(name)} {100 * figures.share:.1f} % "
        f"({100 * figures.intervals['90'].low:.1f} to {100 * figures.intervals['90'].high:.1f})"
        for name, figures in listed
    ]
    return f"{poll_words(document)} With 90 % intervals: {', '.join(figures)}."
