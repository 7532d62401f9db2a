"""Projections as the site shows them: selections in order, with the intervals of 90 %."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
from msgspec import structs

from escrutinio.flows.documents.chambers import ListSeatEstimate, ProjectedSeats
from escrutinio.flows.documents.project import (
    OutcomeProjection,
    ProjectDocument,
    ProjectedChamber,
    ProjectedFigures,
    ProjectedFirstRound,
)
from escrutinio.flows.documents.projected import (
    FirstRoundChances,
    HeadlineProjection,
    OfficeChances,
    ProjectionStatus,
    SelectionChance,
    SelectionEstimate,
    ShareEstimate,
)
from escrutinio.flows.publication.counted import labelled
from escrutinio.flows.publication.frames import PROJECTED_SCHEMA
from escrutinio.flows.results import selection_label
from escrutinio.model import NATION, Election

_SHOWN = "90"
"""The interval that the site shows, in per cent."""


def headline_projection(
    document: ProjectDocument | ProjectionStatus, election: Election
) -> HeadlineProjection:
    """What the document of a projection says of the nation; where there is none only why."""
    if not isinstance(document, ProjectDocument) or document.nation is None:
        set_up = election.projection is not None
        return HeadlineProjection(available=False, reason=document.reason, set_up=set_up)
    nation, outcome = document.nation, document.outcome
    estimates = [
        labelled(
            SelectionEstimate,
            selection_label(election, name),
            votes=figures.votes,
            share=figures.share,
            low=figures.intervals[_SHOWN].low,
            high=figures.intervals[_SHOWN].high,
        )
        for name, figures in nation.selections.items()
        if figures.votes is not None
    ]
    estimates.sort(key=lambda estimate: -estimate.share)
    return HeadlineProjection(
        available=True,
        reason="",
        selections=tuple(estimates),
        leader=estimates[0].id if estimates else None,
        turnout=_turnout(nation),
        draws=document.draws,
        polls=document.polls,
        unseen=() if document.polls and document.polls.alone else document.unseen,
        unseen_districts=None if document.polls and document.polls.alone else document.unseen_districts,
        first_round=_first_round(outcome.first_round, election) if outcome and outcome.first_round else None,
        other_offices=_other_offices(outcome, election) if outcome else (),
    )


def _turnout(figures: ProjectedFigures) -> ShareEstimate | None:
    if figures.turnout is None:
        return None
    interval = figures.turnout.intervals[_SHOWN]
    return ShareEstimate(share=figures.turnout.share, low=interval.low, high=interval.high)


def _first_round(first: ProjectedFirstRound, election: Election) -> FirstRoundChances:
    return FirstRoundChances(
        elected=selection_chances(first.elected, election),
        run_off=first.run_off,
        pairs=first.pairs,
        adopting=first.adopting,
    )


def _other_offices(outcome: OutcomeProjection, election: Election) -> tuple[OfficeChances, ...]:
    """The chances of every office but the first, which is the headline's."""
    return tuple(
        OfficeChances(id=office, **structs.asdict(_first_round(outcome.offices[office], election)))
        for office in list(outcome.offices)[1:]
    )


def selection_chances(chances: Mapping[str, float], election: Election) -> tuple[SelectionChance, ...]:
    """Chances by selection, in the order they are given in."""
    return tuple(
        labelled(SelectionChance, selection_label(election, name), chance=chance)
        for name, chance in chances.items()
    )


def projected_seats(chamber: ProjectedChamber, election: Election) -> ProjectedSeats:
    """The projected seats of a chamber."""
    estimates = [
        labelled(
            ListSeatEstimate,
            selection_label(election, name),
            seats=figures.seats,
            low=figures.intervals[_SHOWN].low,
            high=figures.intervals[_SHOWN].high,
        )
        for name, figures in chamber.lists.items()
    ]
    return ProjectedSeats(
        lists=tuple(sorted(estimates, key=lambda estimate: -estimate.seats)),
        majority=selection_chances(chamber.majority, election),
        two_thirds=selection_chances(chamber.two_thirds, election),
    )


def projected_frame(documents: Mapping[str, ProjectDocument]) -> pl.DataFrame:
    """Projected figures of units; ``documents`` is contest -> document of a projection."""
    rows: list[tuple[str, str, str, str, int | None, float, float, float]] = []
    for contest, document in documents.items():
        if document.nation is None:
            continue
        units: list[tuple[str, str, ProjectedFigures]] = [(NATION, NATION, document.nation)]
        units += [(document.level, unit.unit, unit) for unit in document.units]
        for level, code, figures in units:
            for name, selection in figures.selections.items():
                interval = selection.intervals[_SHOWN]
                votes, share = selection.votes, selection.share
                rows.append((contest, level, code, name, votes, share, interval.low, interval.high))
            turnout = _turnout(figures)
            if turnout is not None:
                rows.append((contest, level, code, "", None, turnout.share, turnout.low, turnout.high))
    return pl.DataFrame(rows, schema=dict(PROJECTED_SCHEMA), orient="row")
