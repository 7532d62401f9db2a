"""The series of a night: one line per publication, for the chart and for figures of an earlier time."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from msgspec.structs import replace

from escrutinio.flows.documents.chambers import ChamberSummary
from escrutinio.flows.documents.front import FrontDocument
from escrutinio.flows.documents.night import NightChamber, NightPoint, NightSeats, NightSelection
from escrutinio.flows.publication.store import read_lines

FILE = "night.jsonl"


def point(front: FrontDocument, deliveries: int) -> NightPoint:
    """What a publication adds to the series; ``deliveries``: so many had been taken in."""
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
        deliveries=deliveries,
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

    Deliveries of one moment are a point each, in the order in which they came in; one that changed nothing
    is none. Of points of one moment and the same deliveries the last counts.
    """
    found: dict[tuple[datetime, int], NightPoint] = {}
    for night_point in read_lines(path, NightPoint):
        moment = datetime.fromisoformat(night_point.as_of)
        if moment <= until and night_point.rehearsal is rehearsal:
            found[moment, night_point.deliveries] = night_point
    series: list[NightPoint] = []
    for _, night_point in sorted(found.items()):
        if not series or replace(series[-1], deliveries=night_point.deliveries) != night_point:
            series.append(night_point)
    return tuple(series)
