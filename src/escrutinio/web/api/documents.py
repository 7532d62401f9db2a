"""The documents of the publication, each under an address that does not change."""

from __future__ import annotations

from typing import Any

import polars as pl
from django.urls import reverse

from escrutinio.flows.publication import Publication
from escrutinio.model import UsageError, sheet
from escrutinio.web.api.answers import Document, document
from escrutinio.web.api.pages import is_shown

_NO_LAW = UsageError("no law decides this election", hint="front.json has the count.")


@document
def front(found: Publication) -> Document:
    """The front page."""
    return found.front


@document
def advice(found: Publication) -> Document:
    """What to make of the count."""
    return found.advice


@document
def contests(found: Publication) -> Document:
    """Every contest, with the addresses of its documents."""
    return {
        "schema": "escrutinio/contests/1",
        **_head(found),
        "contests": [{**one, "addresses": contest_addresses(one["id"])} for one in found.front["contests"]],
    }


def contest_addresses(contest: str) -> dict[str, str]:
    """Where the documents of a contest are."""
    own = {"contest": contest}
    return {
        "contest": reverse("api:contest", kwargs=own),
        "units": reverse("api:units", kwargs=own),
        "csv": reverse("api:csv", kwargs=own),
        "parquet": reverse("api:parquet", kwargs=own),
    }


@document
def contest(found: Publication, contest: str) -> Document:
    """A contest and its figures for the nation."""
    return {"schema": "escrutinio/contest/1", **_head(found), **found.contest(contest)}


@document
def units(found: Publication, contest: str) -> Document:
    """Every unit of a contest, with its address."""
    _about(found, contest)
    rows = found.frame("units").filter(pl.col(sheet.CONTEST) == contest)
    return {
        "schema": "escrutinio/units/1",
        **_head(found),
        "contest": contest,
        "units": [
            {"level": level, "unit": unit, "name": name, "address": unit_address(contest, level, unit)}
            for level, unit, name in rows.select("level", "unit", "name").iter_rows()
            if is_shown(level)
        ],
    }


def unit_address(contest: str, level: str, unit: str) -> str:
    """Where the document of a unit is."""
    return reverse("api:unit", kwargs={"contest": contest, "level": level, "unit": unit})


@document
def unit(found: Publication, contest: str, level: str, unit: str) -> Document:
    """A reporting unit: its figures, the units below it or its sheets."""
    about = _about(found, contest)
    if level not in ("nation", *about["levels"]):
        known = ", ".join(["nation", *about["levels"]])
        raise UsageError(f"{contest!r} has no level {level!r}", hint=f"There are: {known}.")
    return {**_head(found), **found.unit(contest, level, unit)}


def _about(found: Publication, contest: str) -> dict[str, Any]:
    for one in found.front["contests"]:
        if one["id"] == contest:
            return dict(one)
    return found.contest(contest)  # says which there are


@document
def outcome(found: Publication) -> Document:
    """The law's decision, step by step."""
    if found.outcome is None:
        raise _NO_LAW
    return found.outcome


@document
def bounds(found: Publication) -> Document:
    """What can still change."""
    if found.bounds is None:
        raise _NO_LAW
    return {"schema": "escrutinio/bounds/1", **_head(found), **found.bounds}


@document
def findings(found: Publication) -> Document:
    """What is wrong or remarkable about the sheets."""
    return {"schema": "escrutinio/findings/1", **_head(found), **found.findings}


@document
def calls(found: Publication) -> Document:
    """Calls and retractions."""
    return {"schema": "escrutinio/calls/1", **_head(found), **found.calls}


@document
def night(found: Publication) -> Document:
    """How the count and the projection went."""
    return found.night


@document
def places(found: Publication) -> Document:
    """Polling places with their coordinates."""
    headline = found.front["headline"]["contest"]
    return {"schema": "escrutinio/places/1", **_head(found), "contest": headline, "places": found.places}


def _head(found: Publication) -> dict[str, Any]:
    front = found.front
    return {
        "publication": found.id,
        "election": front["election"],
        "note": front["note"],
        "rehearsal": front["rehearsal"],
        "as_of": front["as_of"],
    }
