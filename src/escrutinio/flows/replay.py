"""Replays the night: the count and what the law makes of it, moment by moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import polars as pl

from escrutinio.flows.count import Count, heading, iso
from escrutinio.flows.decide import Decision, decide, first_role
from escrutinio.flows.desk import Desk
from escrutinio.flows.documents import to_plain
from escrutinio.flows.project import Projection, project, projection_document
from escrutinio.flows.resolved import resolved_sheets
from escrutinio.ledger import as_of
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
    def document(self) -> dict[str, Any]:
        """The frame as plain data; see :func:`frame_document`."""
        return frame_document(self)


def moments(desk: Desk, frames: int, until: datetime | None = None) -> list[datetime]:
    """Times at which about equally many more sheets had come in, the last being that of the last sheet.

    Raises:
        UsageError: there is nothing to replay.
    """
    times = as_of(desk.ledger, until)[sheet.OBSERVED_AT].sort()
    if times.is_empty():
        raise UsageError("there is nothing to replay: no sheet is in", hint="Ingest deliveries first.")
    last = times.len() - 1
    places = [min(last, times.len() * step // frames) for step in range(frames)]
    chosen: list[datetime] = times.gather([*places, last]).unique().sort().to_list()
    return chosen


def frame(desk: Desk, moment: datetime) -> Frame:
    """The night at a moment; with a projection when the election says on which levels."""
    placed = resolved_sheets(desk, moment)
    known = desk.election.projection is not None
    projected = project(desk, moment, placed=placed) if known else None
    return Frame(moment, decide(desk, moment, placed=placed), projected)


def frame_document(one: Frame) -> dict[str, Any]:
    """A frame as plain data, one of those in :func:`replay_document`."""
    counted, outcome = one.decision.counted, one.decision.outcome
    projected = projection_document(one.projection) if one.projection else None
    return {
        "as_of": iso(one.moment),
        "contest": first_role(counted.election)[1],
        "final": outcome.final,
        "totals": {contest: to_plain(counted.nation(contest)) for contest in counted.election.contests},
        "offices": {role: office.to_dict() for role, office in outcome.offices.items()},
        "seats": {name: dict(chamber.seats) for name, chamber in outcome.chambers.items()},
        "projection": _projected(projected) if projected else None,
    }


def replay_document(frames: Sequence[Frame]) -> dict[str, Any]:
    """A night as plain data; its schema is docs/reference/schemas/replay.schema.json."""
    head = to_plain(heading(frames[-1].decision.counted))
    kept = {key: head[key] for key in ("election", "note", "rehearsal")}
    return {"schema": "escrutinio/replay/1", **kept, "frames": [one.document for one in frames]}


def _projected(document: Mapping[str, Any]) -> dict[str, Any]:
    """What of a projection belongs to a frame of the night."""
    if not document["said"]:
        return {"said": False, "reason": document["reason"]}
    return {"said": True, **document["nation"], "outcome": document["outcome"]}


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
        f"{contest}, {unit}, {name}: counted {row.get(votes_column(name), 0):,}, official {number:,}"
        for name, number in votes.items()
        if row.get(votes_column(name), 0) != number
    ]


def frame_rows(frames: Sequence[Frame]) -> pl.DataFrame:
    """Frames as one row per moment, contest and selection."""
    rows = []
    for one in frames:
        document = one.document
        for contest, figures in document["totals"].items():
            projected = (document["projection"] or {}) if contest == document["contest"] else {}
            for name, votes in figures["votes"].items():
                found = projected.get("lists", {}).get(name)
                rows.append(
                    {
                        "rehearsal": one.decision.counted.rehearsing,
                        "as_of": iso(one.moment),
                        "contest": contest,
                        "sheets_reported": figures["sheets_reported"],
                        "sheets_expected": figures["sheets_expected"],
                        "selection": name,
                        "votes": votes,
                        "share_of_valid": figures["shares_of_valid"][name],
                        "projected": found["share"] if found else None,
                        "low_90": found["intervals"]["90"][0] if found else None,
                        "high_90": found["intervals"]["90"][1] if found else None,
                    }
                )
    return pl.from_dicts(rows, infer_schema_length=None)
