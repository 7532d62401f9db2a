"""Polling places on a map."""

from __future__ import annotations

import msgspec

from escrutinio.flows.documents.figures import Share, Whole
from escrutinio.flows.documents.published import PublishedHeading


class PlaceOnMap(msgspec.Struct, frozen=True, kw_only=True):
    """A polling place with coordinates.

    Attributes:
        unit: its code.
        level: its level.
        name: its name.
        lat: degrees north.
        lon: degrees east.
        sheets_share: the part of its expected sheets that is in; null when none is expected.
        registered_expected: its voters in the stations file; null where they are not all known.
        leader: who leads there; null when nothing is in or several have as many votes.
        lead: over the second, in valid votes, 0 to 1; null when nothing is in.
    """

    unit: str
    level: str
    name: str
    lat: float
    lon: float
    sheets_share: Share | None
    registered_expected: Whole | None
    leader: str | None
    lead: Share | None


class PlacesDocument(
    PublishedHeading, frozen=True, kw_only=True, tag_field="schema", tag="escrutinio/places/3"
):
    """Polling places with coordinates, and who leads there.

    Attributes:
        contest: the contest that the leaders are of.
        places: the places.
    """

    contest: str
    places: tuple[PlaceOnMap, ...]
