"""Reads the file of a delivery. Its bytes are not trusted: another process reads them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import polars as pl

from escrutinio.feeds.drafting.source_table import SourceTable
from escrutinio.feeds.reader_process import READER
from escrutinio.feeds.reading import Reading, feeds_for, the_one
from escrutinio.feeds.source_files import SourceFile, naming, source_files
from escrutinio.model import Election, Feed


def read_deliveries(
    path: Path,
    election: Election,
    *,
    feed_id: str | None = None,
    observed_at: datetime | None = None,
    stations: pl.DataFrame | None = None,
) -> list[Reading]:
    """Read one file, or those in an archive, each with the feed that fits it, or with several of them.

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

    def wanted(name: str) -> bool:
        return feed_id is not None or bool(feeds_for(name, election))

    return [
        reading
        for source in source_files(path, wanted)
        for reading in read_source(
            source, election, feed_id=feed_id, observed_at=observed_at, stations=stations
        )
    ]


def read_source(
    source: SourceFile,
    election: Election,
    *,
    feed_id: str | None = None,
    observed_at: datetime | None = None,
    stations: pl.DataFrame | None = None,
    shown_at: datetime | None = None,
) -> list[Reading]:
    """Read one file whose bytes are at hand; see :func:`read_deliveries`.

    ``shown_at`` is the time (UTC) of what says no time, neither in columns nor in its name.

    Raises:
        FeedError: the file is refused whole; says why, and how to put it right.
        ReaderDiedError: the file ended its reader, or took more than it may.
    """
    with naming(source.path):
        return READER.read(
            source.data,
            source.name,
            election,
            feed_id=feed_id,
            observed_at=observed_at,
            stations=stations,
            shown_at=shown_at,
        )


def read_tables(source: SourceFile, feed: Feed | None = None) -> list[SourceTable]:
    """The tables of one file whose bytes are at hand, the largest first, before any mapping.

    Args:
        source: the file.
        feed: says how it is read; None where it is to be guessed.

    Raises:
        FeedError: the file cannot be read.
        ReaderDiedError: the file ended its reader, or took more than it may.
    """
    with naming(source.path):
        return READER.tables(source.data, source.file_name, feed)


def read_delivery(
    path: Path, election: Election, *, feed_id: str | None = None, observed_at: datetime | None = None
) -> Reading:
    """Read one file that a single feed reads; see :func:`read_deliveries`.

    Raises:
        FeedError: the file is refused whole, or several feeds read it.
    """
    return the_one(read_deliveries(path, election, feed_id=feed_id, observed_at=observed_at))
