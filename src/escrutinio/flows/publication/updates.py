"""Updates and calls as entries of a feed: data for an Atom document."""

from __future__ import annotations

from dataclasses import dataclass

from escrutinio.flows.documents.called import CallsDocument, PublishedCall
from escrutinio.flows.documents.night import NightDocument, NightPoint

MAX_ENTRIES = 100


@dataclass(frozen=True)
class FeedEntry:
    """An entry of the feed.

    Attributes:
        id: a URN that never changes.
        moment: of the count, ISO 8601 in UTC.
        figures: a point of the night's series for an update; else the call or retraction.
    """

    id: str
    moment: str
    figures: NightPoint | PublishedCall


def updates(night: NightDocument, calls: CallsDocument) -> tuple[FeedEntry, ...]:
    """The newest ``MAX_ENTRIES`` entries, the newest first."""
    election = night.election.id
    points = [
        FeedEntry(f"urn:escrutinio:{election}:update:{point.place}", point.as_of, point)
        for point in reversed(night.points)
    ]
    called = [
        FeedEntry(
            f"urn:escrutinio:{election}:{call.kind}:{call.moment}:{call.id}",
            call.moment,
            call,
        )
        for call in calls.record
    ]
    # Of one moment the call comes first: it is what the update says.
    return tuple(sorted([*called, *points], key=lambda entry: entry.moment, reverse=True)[:MAX_ENTRIES])
