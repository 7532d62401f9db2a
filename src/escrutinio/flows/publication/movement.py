"""Why the count of the headline contest moved, as a publication keeps it."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import asdict

from escrutinio.flows.call_assessments import FAULTS
from escrutinio.flows.count import Count
from escrutinio.flows.desk import Desk
from escrutinio.flows.documents.explain import Explanation, MovementDocument
from escrutinio.flows.documents.published import PublishedHeading
from escrutinio.flows.explain import Asked, explain
from escrutinio.flows.resolved import ResolvedSheets
from escrutinio.model import EscrutinioError

DRAWS = 199
"""How often the early sheets are drawn for a publication: fewer than for the command, to publish sooner."""


def explained(
    desk: Desk,
    until: datetime | None,
    resolved: ResolvedSheets,
    counted: Count | None = None,
    contest: str = "",
    *,
    draws: int = DRAWS,
) -> tuple[Explanation | None, str]:
    """The explanation since a tenth of the sheets were in, or None and why there is none.

    Args:
        desk: the election.
        until: the moment (UTC); None for all that is known.
        resolved: the sheets of the moment.
        counted: their count at all levels; without it the law is not asked.
        contest: the contest; empty for the first.
        draws: how often the early sheets are drawn.
    """
    asked = Asked(until=until, contest=contest or None, draws=draws, turning_points=counted is not None)
    try:
        explanation = explain(desk, asked, resolved=resolved, counted=counted)
    except EscrutinioError as error:
        return None, error.message
    except FAULTS as error:  # no sheet may keep the count from being published
        return None, f"it cannot be worked out: {error}"
    if not explanation.has_units:
        return None, "the sheets have no units, so that it cannot be told who came in"
    return explanation, ""


def movement_document(
    heading: PublishedHeading,
    desk: Desk,
    until: datetime | None,
    resolved: ResolvedSheets,
    counted: Count | None = None,
    contest: str = "",
) -> MovementDocument:
    """Why the count moved, or why that cannot be said."""
    explanation, reason = explained(desk, until, resolved, counted, contest)
    return MovementDocument(**asdict(heading), explanation=explanation, reason=reason)
