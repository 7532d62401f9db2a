"""The series of a night: one line per publication, for the chart and for figures of an earlier time."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from escrutinio.flows.documents.chambers import ChamberSummary
from escrutinio.flows.documents.front import FrontDocument
from escrutinio.flows.documents.night import NightChamber, NightPoint, NightSeats, NightSelection
from escrutinio.flows.publication.store import read_lines

FILE = "night.jsonl"


def point(front: FrontDocument) -> NightPoint:
    """What a publication adds to the series."""
    counted, projected = front.headline.counted, front.headline.projected
    estimates = {estimate.id: estimate for estimate in projected.selections}
    first_round = projected.first_round
    chances = {entry.id: entry.chance for entry in first_round.elected} if first_round else {}
    selections = {}
    for selection in counted.selections:
        estimate = estimates.get(selection.id)
        selections[selection.id] = NightSelection(
            votes=selection.votes,
            share=selection.share,
            projected=estimate.share if estimate else None,
            low=estimate.low if estimate else None,
            high=estimate.high if estimate else None,
            chance=chances.get(selection.id, 0.0) if first_round else None,
        )
    return NightPoint(
        as_of=front.as_of,
        rehearsal=front.rehearsal,
        replay=front.replay,
        contest=front.headline.contest,
        sheets_expected=counted.sheets_expected,
        sheets_reported=counted.sheets_reported,
        sheets_unexpected=counted.sheets_unexpected,
        sheets_share=counted.sheets_share,
        available=projected.available,
        selections=selections,
        run_off=first_round.run_off if first_round else None,
        turnout=projected.turnout,
        chambers={chamber.id: _chamber(chamber) for chamber in front.chambers},
    )


def _chamber(chamber: ChamberSummary) -> NightChamber:
    seats = {entry.id: entry.seats for entry in chamber.counted.lists}
    projected = chamber.projected
    if projected is None:
        return NightChamber(seats=seats, projected=None, majority=None)
    return NightChamber(
        seats=seats,
        projected={
            entry.id: NightSeats(seats=entry.seats, low=entry.low, high=entry.high)
            for entry in projected.lists
        },
        majority={entry.id: entry.chance for entry in projected.majority},
    )


def points(path: Path, until: datetime, *, rehearsal: bool) -> tuple[NightPoint, ...]:
    """The points of the rehearsal, or of the count, up to a moment in order of time.

    Of points of one moment the last counts.
    """
    by_moment: dict[datetime, NightPoint] = {}
    for night_point in read_lines(path, NightPoint):
        moment = datetime.fromisoformat(night_point.as_of)
        if moment <= until and night_point.rehearsal is rehearsal:
            by_moment[moment] = night_point
    return tuple(by_moment[moment] for moment in sorted(by_moment))
