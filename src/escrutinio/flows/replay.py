"""Replays the night: the count and what the law makes of it, moment by moment."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import polars as pl

from escrutinio.flows.chosen_law import first_role
from escrutinio.flows.count import Count, heading, iso
from escrutinio.flows.decide import Decision, decide
from escrutinio.flows.desk import Desk
from escrutinio.flows.documents.replay import FrameProjection, ReplayDocument, ReplayFrame
from escrutinio.flows.project import Projection, project
from escrutinio.flows.project_document import projection_document
from escrutinio.flows.resolved import resolved_sheets
from escrutinio.law.evaluation.steps.shown import without_margins
from escrutinio.ledger import as_of
from escrutinio.ledger.arrivals import CAME_IN, came_in_by
from escrutinio.model import UsageError, sheet, votes_column
from escrutinio.samples import official_totals
from escrutinio.tabulation import UNIT


@dataclass(frozen=True)
class Frame:
    """The night at one moment: what the counted sheets give, and the projection where one is asked for."""

    moment: datetime
    decision: Decision
    projection: Projection | None = None

    @cached_property
    def document(self) -> ReplayFrame:
        """The frame as it is published; see :func:`frame_document`."""
        return frame_document(self)


def moments(desk: Desk, frames: int, until: datetime | None = None) -> list[datetime]:
    """Times at which about equally many more sheets had come in, the last being that of the newest version.

    Of a place that is counted in part, as large a part of a sheet is in as of its tables.

    Raises:
        UsageError: there is nothing to replay.
    """
    standing = as_of(desk.ledger, until)
    newest = standing[sheet.OBSERVED_AT].max()
    if not isinstance(newest, datetime):
        raise UsageError("there is nothing to replay: no sheet is in", hint="Ingest deliveries first.")
    # A later file may have every sheet again: they come in when they were first observed.
    counts = came_in_by(desk.coming_in(until).join(standing, on=list(sheet.KEY), how="semi"))
    times, sheets = counts[sheet.OBSERVED_AT].to_list(), counts[CAME_IN].to_list()
    steps = (sheets[-1] * step / frames for step in range(frames))
    return sorted({*(times[min(bisect_right(sheets, step), len(times) - 1)] for step in steps), newest})


def frame(desk: Desk, moment: datetime) -> Frame:
    """The night at a moment; with a projection when the election says on which levels."""
    resolved = resolved_sheets(desk, moment)
    with without_margins():
        decision = decide(desk, moment, resolved=resolved)
    known = desk.election.projection is not None
    projected = project(desk, moment, resolved=resolved, counted=decision.counted) if known else None
    return Frame(moment, decision, projected)


def frame_document(night_frame: Frame) -> ReplayFrame:
    """A frame as it is published, one of those in :func:`replay_document`."""
    counted, outcome = night_frame.decision.counted, night_frame.decision.outcome
    moment = iso(night_frame.moment)
    assert moment is not None, "a frame has a moment"
    return ReplayFrame(
        as_of=moment,
        contest=first_role(counted.election)[1],
        final=outcome.final,
        totals={contest: counted.nation(contest) for contest in counted.election.contests},
        offices=dict(outcome.offices),
        seats={name: dict(chamber.seats) for name, chamber in outcome.chambers.items()},
        projection=_frame_projection(night_frame.projection) if night_frame.projection else None,
    )


def _frame_projection(projection: Projection) -> FrameProjection:
    document = projection_document(projection)
    return FrameProjection(
        available=document.available,
        reason=document.reason,
        nation=document.nation,
        outcome=document.outcome,
    )


def replay_document(frames: Sequence[Frame]) -> ReplayDocument:
    """A night as it is published."""
    head = heading(frames[-1].decision.counted)
    return ReplayDocument(
        election=head.election,
        note=head.note,
        rehearsal=head.rehearsal,
        frames=tuple(night_frame.document for night_frame in frames),
    )


def differences_from_official(counted: Count) -> list[str] | None:
    """Where the count differs from the sample's official totals; None when there are none to compare with."""
    official = official_totals(counted.election.id)
    if official is None:
        return None
    differences = []
    for (contest, level), units in official.items():
        rows = {row[UNIT]: row for row in counted.sums[contest][level].iter_rows(named=True)}
        for unit, votes in units.items():
            differences += _differences(contest, unit, rows.get(unit, {}), votes)
    return differences


def _differences(contest: str, unit: str, row: Mapping[str, Any], votes: Mapping[str, int]) -> list[str]:
    return [
        f"{contest}, {unit}, {name}: counted {row.get(votes_column(name)) or 0:,}, official {number:,}"
        for name, number in votes.items()
        if (row.get(votes_column(name)) or 0) != number
    ]


def frame_rows(frames: Sequence[Frame]) -> pl.DataFrame:
    """Frames as one row per moment, contest and selection."""
    rows = []
    for night_frame in frames:
        document = night_frame.document
        for contest, figures in document.totals.items():
            projected = document.projected_selections if contest == document.contest else {}
            for name, votes in figures.votes.items():
                projection = projected.get(name)
                interval = projection.intervals["90"] if projection else None
                rows.append(
                    {
                        "rehearsal": night_frame.decision.counted.rehearsing,
                        "as_of": document.as_of,
                        "contest": contest,
                        "sheets_reported": figures.sheets_reported,
                        "sheets_expected": figures.sheets_expected,
                        "selection": name,
                        "votes": votes,
                        "share_of_valid": figures.shares_of_valid[name],
                        "projected": projection.share if projection else None,
                        "low_90": interval.low if interval else None,
                        "high_90": interval.high if interval else None,
                    }
                )
    return pl.from_dicts(rows, infer_schema_length=None)
