"""Reads a file as it would be ingested, and says how each of its columns was taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from escrutinio.feeds.column_choice import columns_of
from escrutinio.feeds.drafting.column_words import is_total
from escrutinio.feeds.files import read_deliveries
from escrutinio.feeds.long_layout import widen
from escrutinio.feeds.mapping import map_table
from escrutinio.feeds.raw_table import LINE, RawTable, code_text, find_column
from escrutinio.feeds.reading import Reading, feeds_and_tables
from escrutinio.feeds.reshaping import reshaped
from escrutinio.feeds.row_selection import selected_rows
from escrutinio.model import Election, Feed, FeedError, sheet

_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)
"""Totals of a file are of no time: any will do."""


@dataclass(frozen=True, eq=False)
class OwnTotal:
    """A total that the file itself states for a contest.

    Attributes:
        contest: the contest.
        line: where it stands.
        figures: count, or ``votes_`` + selection -> what the file says.
    """

    contest: str
    line: int
    figures: Mapping[str, int]


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

    Raises:
        FeedError: the file is refused whole.
    """
    readings = read_deliveries(path, election, feed_id=feed_id, observed_at=observed_at, stations=stations)
    by_feed = {reading.delivery.source: reading for reading in readings}
    trials = []
    for feed, tables in feeds_and_tables(readings[0].data, readings[0].delivery.file, election, feed_id):
        if feed.id in by_feed:
            trials.append(_trial(feed, tables, by_feed[feed.id], election))
    return trials


def _trial(feed: Feed, tables: Sequence[RawTable], reading: Reading, election: Election) -> Trial:
    table = selected_rows(reshaped(tables[0], feed), feed)
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
    totals = [total for table in tables for total in _own_totals(table, feed, election)]
    return Trial(feed, reading, columns, chosen.unused, _largest(totals))


def _own_totals(table: RawTable, feed: Feed, election: Election) -> list[OwnTotal]:
    """The totals among the rows that a feed leaves out: those of which a text says so."""
    try:
        table = reshaped(table, feed)
        kept = selected_rows(table, feed).frame[LINE]
        texts = [name for name in table.header() if table.frame.schema[name] == pl.String]
        values = {name: [v for v in table.frame[name].drop_nulls().unique() if is_total(v)] for name in texts}
        says_so = pl.any_horizontal(
            pl.lit(value=False), *(pl.col(name).is_in(words) for name, words in values.items() if words)
        )
        left_out = table.frame.filter(says_so & ~pl.col(LINE).is_in(kept.implode()))
        if left_out.is_empty():
            return []
        columns = [column for name in feed.sheet if (column := find_column(table.header(), [name]))]
        keyed = left_out.with_columns(
            code_text(name, left_out.schema[name]).fill_null("total").alias(name) for name in columns
        )
        shape = replace(feed, fill_down=(), width={}, joined_columns=())
        layout = "long" if feed.layout == "groups" else feed.layout
        plain = replace(shape, layout=layout, only={}, skip={}, counted=None, tables=None, snapshot=False)
        rows, _ = map_table(replace(table, frame=keyed), plain, election, _ANY_TIME, None)
    except FeedError:  # no total that could be read; what the file holds beside it is told elsewhere
        return []
    figures = [name for name in rows.columns if name in sheet.COUNTS or name.startswith(sheet.VOTES_PREFIX)]
    return [
        OwnTotal(
            row[sheet.CONTEST], row[sheet.LINE], {key: row[key] for key in figures if row[key] is not None}
        )
        for row in rows.iter_rows(named=True)
    ]


def _largest(totals: Sequence[OwnTotal]) -> list[OwnTotal]:
    best: dict[str, OwnTotal] = {}
    for total in totals:
        other = best.get(total.contest)
        if other is None or sum(total.figures.values()) > sum(other.figures.values()):
            best[total.contest] = total
    return list(best.values())
