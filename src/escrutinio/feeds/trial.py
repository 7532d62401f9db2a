"""Reads a file as it would be ingested, and says how each of its columns was taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl

from escrutinio.feeds.column_choice import columns_of
from escrutinio.feeds.files import read_deliveries
from escrutinio.feeds.long_layout import widen
from escrutinio.feeds.own_totals import OwnTotal, largest_totals, own_totals
from escrutinio.feeds.raw_table import RawTable, find_column
from escrutinio.feeds.reading import Reading, feeds_and_tables
from escrutinio.feeds.reshaping import reshaped
from escrutinio.feeds.row_selection import selected_rows
from escrutinio.feeds.type_columns import with_vote_types
from escrutinio.model import Election, Feed, sheet


@dataclass(frozen=True, eq=False)
class Trial:
    """How a feed reads a file.

    Attributes:
        feed: the feed.
        reading: what it read.
        columns: what is read -> the file's columns, in the long layout of selections and their votes too.
        unused: the file's columns that the feed neither reads nor ignores.
        totals: of each contest the largest total among the rows that the feed leaves out.
    """

    feed: Feed
    reading: Reading
    columns: Mapping[str, tuple[str, ...]]
    unused: tuple[str, ...]
    totals: Sequence[OwnTotal]


def try_file(
    path: Path,
    election: Election,
    *,
    feed_id: str | None = None,
    observed_at: datetime | None = None,
    stations: pl.DataFrame | None = None,
) -> list[Trial]:
    """How the feeds of an election read a file; arguments and errors as those of ``read_deliveries``.

    A file that has been read once without harm is looked at again here, for the names of its columns. Of an
    archive there is a trial for each file in it and each feed that reads it.

    Raises:
        FeedError: the file is refused whole.
    """
    readings = read_deliveries(path, election, feed_id=feed_id, observed_at=observed_at, stations=stations)
    files: dict[tuple[str, str], dict[str, Reading]] = {}
    for reading in readings:
        delivery = reading.delivery
        files.setdefault((delivery.file, delivery.id), {})[delivery.source] = reading
    trials = []
    for (name, _), by_feed in files.items():
        data = next(iter(by_feed.values())).data
        for feed, tables in feeds_and_tables(data, name, election, feed_id):
            if feed.id in by_feed:
                trials.append(_trial(feed, tables, by_feed[feed.id], election))
    return trials


def _trial(feed: Feed, tables: Sequence[RawTable], reading: Reading, election: Election) -> Trial:
    table = with_vote_types(selected_rows(reshaped(tables[0], feed), feed), feed)
    columns = {}
    if feed.is_long():
        header = table.header()
        words = [
            find_column(header, feed.selection_columns),
            *(find_column(header, s) for s in feed.votes_columns),
        ]
        columns["selection"] = tuple(name for name in words[:1] if name)
        columns["votes"] = tuple(name for name in words[1:] if name)
        table, _ = widen(table, feed, election)
    chosen = columns_of(table, feed, election)
    columns = {
        sheet.SHEET: chosen.sheet,
        **({sheet.CONTEST: (chosen.contest,)} if chosen.contest else {}),
        **chosen.units,
        **columns,
        **({"time": chosen.times} if chosen.times else {}),
    }
    if not feed.is_long():
        columns |= chosen.numbers()
    else:
        columns |= {
            key: names for key, names in chosen.counts.items() if set(names) <= set(tables[0].header())
        }
    totals = [total for table in tables for total in own_totals(table, feed, election)]
    return Trial(feed, reading, columns, chosen.unused, largest_totals(totals))
