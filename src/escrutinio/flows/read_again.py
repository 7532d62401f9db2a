"""A delivery read again from its bytes, as it was read when it was taken in."""

from __future__ import annotations

from datetime import datetime

from escrutinio.feeds import READER, Reading
from escrutinio.flows.desk import Desk
from escrutinio.model import FeedError


def read_again(desk: Desk, data: bytes, file: str, feed: str, observed_at: datetime) -> Reading | str:
    """What its bytes say, or why they say nothing of that moment.

    Args:
        desk: the election.
        data: the bytes.
        file: the name that the file had.
        feed: the feed that it was read with.
        observed_at: when the source showed it.
    """
    reason = ""
    # The time that was given by hand is used only where the file does not give one.
    for given in (None, observed_at):
        try:
            readings = READER.read(
                data, file, desk.election, feed_id=feed, observed_at=given, stations=desk.stations
            )
        except FeedError as error:
            reason = error.message
            continue
        for reading in readings:
            if reading.delivery.observed_at == observed_at:
                return reading
        reason = "its bytes now give another time of observation"
    return reason
