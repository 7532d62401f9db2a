"""Updates and calls as entries of a feed: data for an Atom document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

MOST = 100


def updates(
    front: Mapping[str, Any], night: Mapping[str, Any], calls: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """The newest ``MOST`` entries, the newest first.

    Each has ``id`` (a URN that never changes), ``kind`` ("update", "call" or "retraction"), ``moment`` and
    ``figures``: the point of the series, or the line of the record.
    """
    election = front["election"]["id"]
    points = [
        {
            "id": f"urn:escrutinio:{election}:update:{point['as_of']}",
            "kind": "update",
            "moment": point["as_of"],
            "figures": point,
        }
        for point in night["points"]
    ]
    called = [
        {
            "id": ":".join(
                (
                    f"urn:escrutinio:{election}",
                    event["kind"],
                    event["moment"],
                    event["about"]["kind"],
                    event["about"]["of"],
                )
            ),
            "kind": event["kind"],
            "moment": event["moment"],
            "figures": event,
        }
        for event in calls["record"]
    ]
    # Of one moment the call comes first: it is what the update says.
    return sorted([*called, *points], key=lambda entry: entry["moment"], reverse=True)[:MOST]
