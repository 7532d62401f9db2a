"""Replays the night: the count and what the law makes of it, moment by moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl

from escrutinio.flows.count import Count, iso
from escrutinio.flows.decide import Decision, decide
from escrutinio.flows.desk import Desk
from escrutinio.ledger import as_of
from escrutinio.model import UsageError, sheet, votes_column
from escrutinio.samples import official_totals
from escrutinio.tabulation import UNIT


@dataclass(frozen=True)
class Frame:
    """The night at one moment."""

    moment: datetime
    decision: Decision


def moments(desk: Desk, frames: int, until: datetime | None = None) -> list[datetime]:
    """Times at which about equally many more sheets had come in, the last being that of the last sheet.

    Raises:
        UsageError: there is nothing to replay.
    """
    times = as_of(desk.ledger, until)[sheet.OBSERVED_AT].sort()
    if times.is_empty():
        raise UsageError("there is nothing to replay: no sheet is in", mend="Ingest deliveries first.")
    last = times.len() - 1
    places = [min(last, times.len() * step // frames) for step in range(frames)]
    chosen: list[datetime] = times.gather([*places, last]).unique().sort().to_list()
    return chosen


def frame(desk: Desk, moment: datetime) -> Frame:
    """The night at a moment."""
    return Frame(moment, decide(desk, moment))


def frame_document(one: Frame) -> dict[str, Any]:
    """A frame as plain data; its schema is docs/reference/schemas/replay.schema.json."""
    counted, outcome = one.decision.counted, one.decision.outcome
    return {
        "as_of": iso(one.moment),
        "final": outcome.final,
        "totals": {contest: counted.nation(contest) for contest in counted.election.contests},
        "offices": {role: office.to_dict() for role, office in outcome.offices.items()},
        "seats": {name: dict(chamber.seats) for name, chamber in outcome.chambers.items()},
    }


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


def frame_rows(frames: list[Frame]) -> pl.DataFrame:
    """Frames as one row per moment, contest and selection."""
    rows = []
    for one in frames:
        for contest, figures in frame_document(one)["totals"].items():
            for name, votes in figures["votes"].items():
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
                    }
                )
    return pl.from_dicts(rows, infer_schema_length=None)
