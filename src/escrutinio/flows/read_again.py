"""A delivery read again from its bytes, as it was read when it was taken in."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from queue import SimpleQueue
from typing import TypeVar

from escrutinio.feeds import READER, Reading
from escrutinio.feeds.reader_process import ReaderProcess
from escrutinio.flows.desk import Desk
from escrutinio.model import FeedError

_T = TypeVar("_T")
_R = TypeVar("_R")
_WORTH_ANOTHER = 8 * 2**20


def read_again(
    desk: Desk, data: bytes, file: str, feed: str, observed_at: datetime, reader: ReaderProcess = READER
) -> Reading | str:
    """What its bytes say, or why they say nothing of that moment.

    Args:
        desk: the election.
        data: the bytes.
        file: the name that the file had.
        feed: the feed that it was read with.
        observed_at: when the source showed it.
        reader: the process that reads.
    """
    reason = ""
    # The time that was given by hand is used only where the file does not give one.
    for given in (None, observed_at):
        try:
            readings = reader.read(
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


def read_ahead(
    read: Callable[[_T, ReaderProcess], _R], items: Sequence[_T], *, size: int
) -> Iterator[tuple[_T, _R]]:
    """Each item with what reading it gives, in order; those after it are being read meanwhile.

    Args:
        read: reads an item with a reader of its own.
        items: what to read.
        size: bytes of all of it; only for many a second process is worth its start.
    """
    readers = [READER]
    if size > _WORTH_ANOTHER and len(items) > 1 and (os.cpu_count() or 1) > 1:
        readers.append(ReaderProcess())
    free: SimpleQueue[ReaderProcess] = SimpleQueue()
    for reader in readers:
        reader.start()
        free.put(reader)

    def with_a_free_one(item: _T) -> _R:
        reader = free.get()
        try:
            return read(item, reader)
        finally:
            free.put(reader)

    try:
        with ThreadPoolExecutor(len(readers)) as threads:
            ahead = len(readers)
            coming = deque(threads.submit(with_a_free_one, item) for item in items[:ahead])
            for place, item in enumerate(items):
                result = coming.popleft().result()
                coming.extend(
                    threads.submit(with_a_free_one, later)
                    for later in items[place + ahead : place + ahead + 1]
                )
                yield item, result
    finally:
        for reader in readers[1:]:
            reader.end()
