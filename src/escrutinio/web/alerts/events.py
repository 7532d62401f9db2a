"""What has happened in a publication: each event once, with an id that the same event always has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

import polars as pl
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from escrutinio.flows.documents.alert import (
    AlertDocument,
    AlertKind,
    LeaderChange,
    SheetBatch,
    SheetRevision,
)
from escrutinio.flows.documents.called import PublishedCall
from escrutinio.flows.documents.night import NightPoint
from escrutinio.flows.publication import Publication
from escrutinio.ledger import schema
from escrutinio.ledger.state import CHANGE, CHANGED, RETURNED, WITHDRAWN
from escrutinio.model import NATION, sheet
from escrutinio.web.api.sentences import (
    call_sentences,
    call_title,
    count_title,
    point_sentences,
    stands_apart,
)
from escrutinio.web.results.templatetags.names import name_of
from escrutinio.web.results.templatetags.say import votes

ALLOWANCE = 1e-9
"""Two shares that differ by 5 % may differ by a little less in floating point."""


@dataclass(frozen=True)
class Event:
    """Something that happened.

    Attributes:
        id: the same for the same event, whatever is published later.
        kind: what it is.
        moment: of the count (UTC).
        point: of the night's series, where it is about one.
        call: of a call or a retraction.
        leader, batch, revision: the figures of the others.
    """

    id: str
    kind: AlertKind
    moment: datetime
    point: NightPoint | None = field(default=None, repr=False)
    call: PublishedCall | None = field(default=None, repr=False)
    leader: LeaderChange | None = None
    batch: SheetBatch | None = None
    revision: SheetRevision | None = None


def events_of(publication: Publication, batch: float) -> list[Event]:
    """Everything that a publication knows to have happened, the oldest first.

    Args:
        publication: the newest.
        batch: per cent of the expected sheets that make a big batch.
    """
    events = [*_calls(publication), *_along_the_night(publication, batch), *_revisions(publication)]
    return sorted(events, key=lambda event: event.moment)


def _id(publication: Publication, kind: str, *what: str) -> str:
    front = publication.front
    whose = "rehearsal:" if front.rehearsal else ""
    return f"urn:escrutinio:{front.election.id}:{whose}{':'.join((kind, *what))}"


def _calls(publication: Publication) -> Iterator[Event]:
    for call in publication.calls.record:
        yield Event(
            _id(publication, call.kind, call.at, call.id),
            call.kind,
            datetime.fromisoformat(call.at),
            call=call,
        )


def _along_the_night(publication: Publication, batch: float) -> Iterator[Event]:
    points = [point for point in publication.night.points if point.rehearsal == publication.front.rehearsal]
    led = ""
    if points and (points[0].sheets_share or 0) >= batch / 100 - ALLOWANCE:
        yield _batch(publication, 0, points[0])
    for before, now in pairwise(points):
        came = (now.sheets_share or 0) - (before.sheets_share or 0)
        if before.sheets_share is not None and came >= batch / 100 - ALLOWANCE:
            yield _batch(publication, before.sheets_reported, now)
    for point in points:
        leads = "" if stands_apart(publication.front, point) else _leader(point)
        if leads and led and leads != led:
            yield Event(
                _id(publication, "leader", point.place),
                "leader",
                datetime.fromisoformat(point.as_of),
                point,
                leader=LeaderChange(before=led, now=leads),
            )
        led = leads or led


def _batch(publication: Publication, before: int, now: NightPoint) -> Event:
    share = now.sheets_share
    assert share is not None, "a batch is a share of what is expected"
    return Event(
        _id(publication, "batch", now.place),
        "batch",
        datetime.fromisoformat(now.as_of),
        now,
        batch=SheetBatch(before=before, now=now.sheets_reported, share=share),
    )


def _leader(point: NightPoint) -> str:
    """Who alone has the most counted votes; empty where nobody does."""
    ranked = sorted((entry.votes or 0, name) for name, entry in point.selections.items())
    if not ranked or not ranked[-1][0] or (len(ranked) > 1 and ranked[-2][0] == ranked[-1][0]):
        return ""
    return ranked[-1][1]


def _revisions(publication: Publication) -> Iterator[Event]:
    """The deliveries that changed what was in, each with how many sheets."""
    revised = (
        publication.frame("versions")
        .filter(
            pl.col(CHANGE).is_in([CHANGED, WITHDRAWN, RETURNED])
            & (pl.col(sheet.OBSERVED_AT) <= publication.as_of)
        )
        .group_by(schema.DELIVERY)
        .agg(
            pl.col(sheet.OBSERVED_AT).max(),
            *((pl.col(CHANGE) == change).sum().alias(change) for change in (CHANGED, WITHDRAWN, RETURNED)),
        )
    )
    for row in revised.iter_rows(named=True):
        yield Event(
            _id(publication, "revision", row[schema.DELIVERY]),
            "revision",
            row[sheet.OBSERVED_AT],
            revision=SheetRevision(changed=row[CHANGED], withdrawn=row[WITHDRAWN], returned=row[RETURNED]),
        )


def in_words(publication: Publication, event: Event, language: str) -> AlertDocument:
    """An event as a receiver gets it, in a language of the site."""
    with translation.override(language):
        shown = publication.in_language(language)
        title, text = _words(shown, event)
        front = shown.front
        note = f" {front.note}" if front.note else ""
        return AlertDocument(
            id=event.id,
            kind=event.kind,
            election=front.election,
            rehearsal=front.rehearsal,
            publication=publication.id,
            as_of=event.point.as_of if event.point else front.as_of,
            title=title,
            text=f"{text}{note}",
            url=settings.SITE_URL + reverse("results:front"),
            leader=event.leader,
            batch=event.batch,
            revision=event.revision,
            call=event.call.id if event.call else None,
        )


def _words(publication: Publication, event: Event) -> tuple[str, str]:
    front = publication.front
    if event.call is not None:
        of = name_of(front, event.call.about.of)
        return call_title(event.call, of), call_sentences(event.call, of)
    names = {name: label.short for name, label in front.selections.items()}
    counted = point_sentences(event.point, front) if event.point else ""
    if event.leader is not None:
        leader = {"now": names[event.leader.now], "before": names[event.leader.before]}
        headline = next(entry for entry in front.contests if entry.id == front.headline.contest)
        if headline.level == NATION:
            title = _("%(now)s leads the count now; %(before)s led until now")
        else:  # whoever has the most votes of all may be behind where it is decided
            title = _("%(now)s has the most votes now; %(before)s had them until now")
        title = title % leader
        return f"{front.headline.name}: {title}", counted
    if event.batch is not None:
        came = event.batch.now - event.batch.before
        sheets = ngettext(
            "%(sheets)s sheet has come in since the last publication.",
            "%(sheets)s sheets have come in since the last publication.",
            came,
        ) % {"sheets": votes(came)}
        return f"{front.headline.name}: {count_title(event.batch.share)}", f"{sheets} {counted}"
    if event.revision is not None:
        return _("Sheets were revised"), _revised(event.revision)
    return _("A test"), _("This is a test of the alerts. Nothing has happened in the count.")


def _revised(revision: SheetRevision) -> str:
    parts = (
        (
            revision.changed,
            ngettext("%(n)s sheet has other figures", "%(n)s sheets have other figures", revision.changed),
        ),
        (
            revision.withdrawn,
            ngettext("%(n)s sheet is withdrawn", "%(n)s sheets are withdrawn", revision.withdrawn),
        ),
        (
            revision.returned,
            ngettext("%(n)s sheet is restored", "%(n)s sheets are restored", revision.returned),
        ),
    )
    return "; ".join(words % {"n": votes(number)} for number, words in parts if number) + "."
