"""The documents of the publication, each under an address that does not change."""

from __future__ import annotations

import polars as pl
from django.urls import reverse
from msgspec.structs import asdict

from escrutinio.flows.documents import document_tag
from escrutinio.flows.documents.advice import AdviceDocument
from escrutinio.flows.documents.called import CallsDocument
from escrutinio.flows.documents.contests import (
    ContestAddresses,
    ContestDocument,
    ContestEntry,
    ContestsDocument,
    UnitAddress,
    UnitsDocument,
)
from escrutinio.flows.documents.decide import BoundsDocument
from escrutinio.flows.documents.explain import MovementDocument
from escrutinio.flows.documents.findings import FindingsDocument
from escrutinio.flows.documents.forensics import ForensicsDocument
from escrutinio.flows.documents.front import FrontDocument
from escrutinio.flows.documents.night import NightDocument
from escrutinio.flows.documents.places import PlacesDocument
from escrutinio.flows.documents.published import ContestHeading
from escrutinio.flows.documents.seat_draws import SeatDrawsDocument
from escrutinio.flows.documents.source_differences import SourceDifferencesDocument
from escrutinio.flows.documents.unit import UnitDocument
from escrutinio.flows.documents.what_if import WhatIfDocument
from escrutinio.flows.publication import Publication
from escrutinio.model import NATION, UsageError, sheet
from escrutinio.web.api.answers import document
from escrutinio.web.api.pages import is_shown

_NO_LAW = UsageError("no law decides this election", hint="front.json has the count.")


@document
def front(publication: Publication) -> FrontDocument:
    """The front page."""
    return publication.front


@document
def advice(publication: Publication) -> AdviceDocument:
    """What to make of the count."""
    return publication.advice


@document
def contests(publication: Publication) -> ContestsDocument:
    """Every contest, with the addresses of its documents."""
    entries = (
        ContestEntry(**asdict(contest), addresses=contest_addresses(contest.id))
        for contest in publication.front.contests
    )
    return ContestsDocument(**asdict(publication.heading), contests=tuple(entries))


def contest_addresses(contest: str) -> ContestAddresses:
    """Where the documents of a contest are."""
    own = {"contest": contest}
    return ContestAddresses(
        contest=reverse("api:contest", kwargs=own),
        units=reverse("api:units", kwargs=own),
        csv=reverse("api:csv", kwargs=own),
        parquet=reverse("api:parquet", kwargs=own),
    )


@document
def contest(publication: Publication, contest: str) -> ContestDocument:
    """A contest and its figures for the nation."""
    return publication.contest(contest)


@document
def units(publication: Publication, contest: str) -> UnitsDocument:
    """Every unit of a contest, with its address."""
    _contest(publication, contest)
    rows = publication.frame("units").filter(pl.col(sheet.CONTEST) == contest)
    return UnitsDocument(
        **asdict(publication.heading),
        contest=contest,
        units=tuple(
            UnitAddress(level=level, unit=unit, name=name, address=unit_address(contest, level, unit))
            for level, unit, name in rows.select("level", "unit", "name").iter_rows()
            if is_shown(level)
        ),
    )


def unit_address(contest: str, level: str, unit: str) -> str:
    """Where the document of a unit is."""
    return reverse("api:unit", kwargs={"contest": contest, "level": level, "unit": unit})


@document
def unit(publication: Publication, contest: str, level: str, unit: str) -> UnitDocument:
    """A reporting unit: its figures, the units below it or its sheets."""
    levels = (NATION, *_contest(publication, contest).levels)
    if level not in levels:
        raise UsageError(f"{contest!r} has no level {level!r}", hint=f"There are: {', '.join(levels)}.")
    return publication.unit(contest, level, unit)


def _contest(publication: Publication, contest_id: str) -> ContestHeading:
    for contest in publication.front.contests:
        if contest.id == contest_id:
            return contest
    return publication.contest(contest_id).contest  # says which there are


@document
def outcome(publication: Publication) -> object:
    """The law's decision, step by step."""
    if publication.outcome is None:
        raise _NO_LAW
    return publication.outcome.document


@document
def bounds(publication: Publication) -> object:
    """What can still change."""
    if publication.outcome is None:
        raise _NO_LAW
    # As BoundsDocument has it: the publication keeps the outcome as plain data.
    return {
        "schema": document_tag(BoundsDocument),
        **asdict(publication.heading),
        "bounds": publication.outcome.bounds,
    }


@document
def findings(publication: Publication) -> FindingsDocument:
    """What is wrong or remarkable about the sheets."""
    return publication.findings


@document
def source_differences(publication: Publication) -> SourceDifferencesDocument:
    """Where the sources of the sheets differ."""
    return publication.source_differences


@document
def odd_sheets(publication: Publication) -> ForensicsDocument:
    """The sheets that a person has published as worth a look."""
    if publication.odd_sheets is None:
        raise UsageError("no list of odd sheets is published")
    return publication.odd_sheets


@document
def calls(publication: Publication) -> CallsDocument:
    """Calls and retractions."""
    return publication.calls


@document
def movement(publication: Publication) -> MovementDocument:
    """Why the lead moved."""
    return publication.movement


@document
def night(publication: Publication) -> NightDocument:
    """How the count and the projection went."""
    return publication.night


@document
def seat_draws(publication: Publication) -> SeatDrawsDocument:
    """The seats in each simulated finished count."""
    return publication.seat_draws


@document
def what_if(publication: Publication) -> WhatIfDocument:
    """What is supposed of the missing votes."""
    return publication.what_if


@document
def places(publication: Publication) -> PlacesDocument:
    """Polling places with their coordinates."""
    return publication.places
