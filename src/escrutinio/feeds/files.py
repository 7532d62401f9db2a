"""Reads the file of a delivery. Its bytes are not trusted: another process reads them."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

import polars as pl

from escrutinio.feeds.reader_process import READER
from escrutinio.feeds.reading import Reading, the_one
from escrutinio.model import Election, FeedError


def read_deliveries(
    path: Path,
    election: Election,
    *,
    feed_id: str | None = None,
    observed_at: datetime | None = None,
    stations: pl.DataFrame | None = None,
) -> list[Reading]:
    """Read one file with the feed that fits it, or with several that each read contests of their own.

    Args:
        path: the file.
        election: its feeds say how.
        feed_id: the feed to use; without it, those whose patterns and columns fit.
        observed_at: the time of observation, of all rows that have none in a column; without it, from the
            file's name or the feed's default.
        stations: the expected sheets, which say in which unit a sheet lies; None: only the file says it.

    Returns:
        One reading for each feed that reads something of the file; at least one.

    Raises:
        FeedError: the file is refused whole; says why, and how to put it right.
        ReaderDiedError: the file ended its reader, or took more than it may.
    """
    data = _bytes_of(path)
    try:
        return READER.read(
            data, path.name, election, feed_id=feed_id, observed_at=observed_at, stations=stations
        )
    except FeedError as error:
        raise type(error)(error.message, where=str(path), hint=error.hint) from None


def read_delivery(
    path: Path, election: Election, *, feed_id: str | None = None, observed_at: datetime | None = None
) -> Reading:
    """Read one file that a single feed reads; see :func:`read_deliveries`.

    Raises:
        FeedError: the file is refused whole, or several feeds read it.
    """
    return the_one(read_deliveries(path, election, feed_id=feed_id, observed_at=observed_at))


def digest_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, which is the id of its delivery.

    Raises:
        FeedError: the file cannot be read.
    """
    return hashlib.sha256(_bytes_of(path)).hexdigest()


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise FeedError(f"the file cannot be read: {error.strerror}", where=str(path)) from None
