"""The answer of ``escrutinio replay``: the night, moment by moment."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from escrutinio.flows.documents.figures import ElectionHeading, UnitFigures, UtcTime, Whole
from escrutinio.flows.documents.project import OutcomeProjection, ProjectedFigures, ProjectedSelection
from escrutinio.law import Decision


class FrameProjection(msgspec.Struct, frozen=True, kw_only=True):
    """The projection of a moment.

    Attributes:
        available: whether there is one.
        reason: why there is none; empty when there is one.
        nation: the whole headline contest; null when there is no projection.
        outcome: what follows under the law; null without a projection, and when a rule of the law cannot be
            applied to many draws at once.
    """

    available: bool
    reason: str
    nation: ProjectedFigures | None
    outcome: OutcomeProjection | None


class ReplayFrame(msgspec.Struct, frozen=True, kw_only=True):
    """The night at one moment.

    Attributes:
        as_of: the moment. ISO 8601, UTC.
        contest: the headline contest: the first that the law asks for.
        final: whether every sheet of every contest of the law is in.
        totals: contest -> its figures as a whole.
        offices: office -> what the law makes of the counted sheets.
        seats: chamber -> list -> its seats by the counted sheets.
        projection: of the headline contest; null when the election does not say how to project.
    """

    as_of: UtcTime
    contest: str
    final: bool
    totals: Mapping[str, UnitFigures]
    offices: Mapping[str, Decision]
    seats: Mapping[str, Mapping[str, Whole]]
    projection: FrameProjection | None

    @property
    def projected_selections(self) -> Mapping[str, ProjectedSelection]:
        """The projected selections of the headline contest; none without a projection."""
        nation = self.projection.nation if self.projection else None
        return nation.selections if nation else {}


class ReplayDocument(
    ElectionHeading, frozen=True, kw_only=True, tag_field="schema", tag="escrutinio/replay/5"
):
    """Answer of escrutinio replay.

    The count, what the law makes of it and the projection, moment by moment.

    Attributes:
        frames: the moments, oldest first.
    """

    frames: tuple[ReplayFrame, ...]
