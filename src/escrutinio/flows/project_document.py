"""The projection as a document: figures of the whole contest and of its units."""

from __future__ import annotations

import numpy as np
from msgspec import structs
from numpy.typing import NDArray

from escrutinio.flows.count import Count, heading, unit_names
from escrutinio.flows.documents.project import ProjectDocument, ProjectedFigures, ProjectedUnit, UnseenRegion
from escrutinio.flows.project import Projection
from escrutinio.flows.projected_contest import ContestProjection
from escrutinio.flows.projected_figures import AHEAD_BY, earlier_shares, projected_figures
from escrutinio.flows.seats import ProjectedOutcome
from escrutinio.projection import NEARLY_ALL, CannotSay, unit_index, unseen_regions


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
