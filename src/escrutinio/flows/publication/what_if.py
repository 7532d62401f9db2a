"""What is supposed of the missing votes, as it is published."""

from __future__ import annotations

from msgspec.structs import asdict

from escrutinio.flows.documents.published import PublishedHeading
from escrutinio.flows.documents.what_if import SupposedOffice, Supposition, Unanswered, WhatIfDocument
from escrutinio.flows.publication.inputs import PublicationInputs
from escrutinio.flows.what_if import Supposed, suppose
from escrutinio.law_batch import BatchOutcome
from escrutinio.model import EscrutinioError


def what_if_document(heading: PublishedHeading, of: PublicationInputs) -> WhatIfDocument:
    """The law's answers to what is supposed of the missing votes.

    Args:
        heading: that of the publication.
        of: what is published.
    """
    answers = _supposed(of)
    if not isinstance(answers, Supposed):
        return WhatIfDocument(**asdict(heading), unanswered=answers, silent_units=0, suppositions=())
    return WhatIfDocument(
        **asdict(heading),
        unanswered=None,
        silent_units=answers.silent_units,
        unknown_sheets=answers.unknown_sheets,
        suppositions=tuple(
            Supposition(
                selection=name or None,
                points=points,
                office=_office(answers.outcome, row),
                seats=_seats(answers.outcome, row),
            )
            for row, (name, points) in enumerate(answers.moves)
        ),
    )


def _supposed(of: PublicationInputs) -> Supposed | Unanswered:
    if of.desk.election.law is None:
        return "no law"
    try:
        return suppose(of.counted)
    except EscrutinioError:
        return "law"


def _office(outcome: BatchOutcome, row: int) -> SupposedOffice | None:
    if not outcome.office:
        return None
    elected = int(outcome.elected[row])
    return SupposedOffice(
        elected=outcome.lists[elected] if elected >= 0 else None,
        run_off=tuple(outcome.lists[place] for place in outcome.run_off[row].tolist() if place >= 0),
        tied=bool(outcome.run_off_tied[row]),
    )


def _seats(outcome: BatchOutcome, row: int) -> dict[str, dict[str, int]]:
    return {
        name: {
            outcome.lists[place]: number for place, number in enumerate(chamber.seats[row].tolist()) if number
        }
        for name, chamber in sorted(outcome.chambers.items())
    }
