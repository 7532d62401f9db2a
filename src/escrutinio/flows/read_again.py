"""A delivery read again from its bytes, as it was read when it was taken in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import TypeVar

from escrutinio.feeds import READER, Reading
from escrutinio.flows.desk import Desk
from escrutinio.model import FeedError

_T = TypeVar("_T")
_R = TypeVar("_R")


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


def one_ahead(read: Callable[[_T], _R], items: Sequence[_T]) -> Iterator[tuple[_T, _R]]:
    """Each item with what reading it gives; the next one is being read meanwhile."""
    with ThreadPoolExecutor(1) as reader:
        coming = [reader.submit(read, item) for item in items[:1]]
        for place, item in enumerate(items):
            result = coming.pop().result()
            coming += [reader.submit(read, later) for later in items[place + 1 : place + 2]]
            yield item, result
