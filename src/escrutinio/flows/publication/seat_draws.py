"""The joint draws of seats as they are published, for chances of what lists have together."""

from __future__ import annotations

import numpy as np
from msgspec.structs import asdict

from escrutinio.flows.documents.project import ProjectDocument
from escrutinio.flows.documents.published import PublishedHeading
from escrutinio.flows.documents.seat_draws import ChamberDraws, SeatDrawsDocument
from escrutinio.flows.publication.inputs import PublicationInputs
from escrutinio.flows.seats import ProjectedOutcome
from escrutinio.law.outcome import more_than_half
from escrutinio.law_batch import BatchChamber, BatchOutcome


def seat_draws_document(heading: PublishedHeading, of: PublicationInputs) -> SeatDrawsDocument:
    """The seats of every chamber in each draw that the law was applied to.

    Args:
        heading: that of the publication.
        of: what is published.
    """
    projected = of.projection.outcome if of.projection is not None else None
    # Without a document of its own, as where a poll average stands alone, nothing is said of seats either.
    shown = isinstance(of.projections[of.first], ProjectDocument)
    if not isinstance(projected, ProjectedOutcome) or not shown:
        return SeatDrawsDocument(**asdict(heading), tied_draws=0.0, chambers=())
    return SeatDrawsDocument(
        **asdict(heading),
        tied_draws=projected.tied,
        chambers=tuple(
            _chamber(name, chamber, projected.outcome)
            for name, chamber in sorted(projected.outcome.chambers.items())
            if chamber.whole_body
        ),
    )


def _chamber(name: str, chamber: BatchChamber, outcome: BatchOutcome) -> ChamberDraws:
    seats = np.asarray(chamber.seats)
    with_seats = np.flatnonzero(seats.any(axis=0))
    sizes = chamber.each_size[:, None]
    found, times = np.unique(np.hstack([sizes, seats[:, with_seats]]), axis=0, return_counts=True)
    entries, grows = found[:, 1:], chamber.sizes is not None
    return ChamberDraws(
        id=name,
        size=chamber.usual_size,
        majority=chamber.majority,
        lists=tuple(outcome.lists[place] for place in with_seats),
        times=tuple(times.tolist()),
        seats=tuple(tuple(column) for column in entries.T.tolist()),
        majorities=tuple(map(more_than_half, found[:, 0].tolist())) if grows else (),
    )
