"""Reads the bytes of one delivery: finds its feed, reads it whole or refuses it whole."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fnmatch import fnmatch
from functools import partial
from pathlib import PurePath
from typing import cast

import polars as pl

from escrutinio.feeds.block_table import block_table
from escrutinio.feeds.column_choice import header_line, missing_columns, needed_columns
from escrutinio.feeds.contest_rows import NoRowsForFeedError, contests_in
from escrutinio.feeds.csv_reader import read_csv
from escrutinio.feeds.fixed_width_reader import read_fixed_width
from escrutinio.feeds.json_lines_reader import read_json_lines
from escrutinio.feeds.json_reader import json_document, read_json
from escrutinio.feeds.mapping import map_table
from escrutinio.feeds.nist_reader import is_report, read_report, report_of
from escrutinio.feeds.observed_time import delivery_time
from escrutinio.feeds.own_totals import source_totals
from escrutinio.feeds.parquet_reader import read_parquet
from escrutinio.feeds.raw_table import HeaderFinder, RawTable, refusing
from escrutinio.feeds.same_sheet import one_row_a_sheet
from escrutinio.feeds.total_rows import total_rows
from escrutinio.feeds.turned_table import turned_table
from escrutinio.feeds.workbook_reader import read_workbook
from escrutinio.feeds.xml_reader import read_xml, root_name, xml_tree
from escrutinio.ledger import Delivery
from escrutinio.ledger.finding_frame import concat_findings
from escrutinio.model import Election, Feed, FeedError, sheet
from escrutinio.model.text import many_of, some_of

READERS = (
    ".csv", ".txt", ".tsv", ".dat", ".xlsx", ".xlsm", ".xls", ".ods", ".parquet",
    ".json", ".jsonl", ".ndjson", ".xml", ".zip", ".gz",
)  # fmt: skip
"""The file names that can be read, by their ending."""
_LONGEST_NAME = 60
"""Signs of a column's name in a refusal."""


@dataclass(frozen=True, eq=False)
class Reading:
    """A delivery as it was read: what it is, its sheet rows and its findings."""

    delivery: Delivery
    rows: pl.DataFrame
    findings: pl.DataFrame
    data: bytes


def parse_deliveries(
    data: bytes,
    file_name: str,
    election: Election,
    *,
    feed_id: str | None = None,
    observed_at: datetime | None = None,
    stations: pl.DataFrame | None = None,
    shown_at: datetime | None = None,
) -> list[Reading]:
    """Read the bytes of one file; see :func:`escrutinio.feeds.files.read_deliveries`.

    Raises:
        FeedError: the file is refused whole.
    """
    if not data:
        raise FeedError("the file is empty", hint="Fetch the file again.")
    readings: list[Reading] = []
    absent: list[NoRowsForFeedError] = []
    # Whatever the libraries below may still find in a damaged file, the user sees a refusal.
    with refusing("the file cannot be read with this mapping", "Check it against the feed in election.toml."):
        for feed, tables in feeds_and_tables(data, file_name, election, feed_id):
            try:
                time = delivery_time(file_name, feed, election, observed_at)
                readings.append(_read_with(feed, tables, data, file_name, election, time, stations, shown_at))
            except NoRowsForFeedError as error:  # what another feed reads may be there
                absent.append(error)
    if not readings:
        raise absent[0]
    return readings


def parse_delivery(
    data: bytes,
    file_name: str,
    election: Election,
    *,
    feed_id: str | None = None,
    observed_at: datetime | None = None,
) -> Reading:
    """Read the bytes of one file that a single feed reads; see :func:`parse_deliveries`.

    Raises:
        FeedError: the file is refused whole, or several feeds read it.
    """
    return the_one(parse_deliveries(data, file_name, election, feed_id=feed_id, observed_at=observed_at))


def the_one(readings: list[Reading]) -> Reading:
    """The only reading of a file.

    Raises:
        FeedError: there are several.
    """
    if len(readings) > 1:
        feeds = ", ".join(reading.delivery.source for reading in readings)
        raise FeedError(f"several feeds read the file: {feeds}", hint="Name one of them.")
    return readings[0]


def _read_with(
    feed: Feed,
    tables: list[RawTable],
    data: bytes,
    file_name: str,
    election: Election,
    time: datetime | None,
    stations: pl.DataFrame | None,
    shown_at: datetime | None,
) -> Reading:
    """What one feed reads of a file of some time; ``shown_at`` is that of rows where neither has one."""
    mapped: list[tuple[pl.DataFrame, pl.DataFrame]] = []
    absent: list[NoRowsForFeedError] = []
    for table in tables:
        try:
            mapped.append(map_table(table, feed, election, time or shown_at, stations))
        except NoRowsForFeedError as error:  # another sheet of the workbook may have some
            absent.append(error)
    frames = [rows for rows, _ in mapped if not rows.is_empty()]
    if not frames:
        raise (
            absent[0]
            if absent
            else FeedError("no row of the file can be counted", hint="Fetch the file again.")
        )
    rows = pl.concat(frames, how="diagonal")
    digest = hashlib.sha256(data).hexdigest()
    newest = rows[sheet.OBSERVED_AT].max()
    moment = time if feed.snapshot and time else newest
    if feed.snapshot:
        # A snapshot is one moment; a time that rows may carry beside it would tear it apart.
        rows = rows.with_columns(pl.lit(moment).cast(pl.Datetime("us", "UTC")).alias(sheet.OBSERVED_AT))
    rows, doubles = one_row_a_sheet(rows, feed)
    delivery = Delivery(
        id=digest,
        source=feed.id,
        observed_at=moment,  # type: ignore[arg-type]
        file=file_name,
        size=len(data),
        rows=rows.height,
        snapshot=feed.snapshot,
        contests=contests_in(rows, election.contests),
    )
    made = [*(found for _, found in mapped), doubles, total_rows(rows, feed)]
    made.append(source_totals(tables, rows, feed, election))
    findings = concat_findings(made).with_columns(
        pl.lit(file_name).alias("file"), pl.lit(digest).alias("delivery")
    )
    return Reading(delivery, rows, findings, data)


def feeds_for(file_name: str, election: Election) -> list[Feed]:
    """The feeds whose patterns fit the name of a file; of one in an archive, its own name or the whole."""
    return [feed for feed in election.feeds.values() if name_fits(file_name, feed)]


def name_fits(file_name: str, feed: Feed) -> bool:
    """Whether a feed's patterns fit the name of a file; of one in an archive, its own name or the whole."""
    names = (file_name, last_part(file_name))
    return any(fnmatch(name, pattern) for name in names for pattern in feed.files)


def last_part(file_name: str) -> str:
    """A file's own name, without the archive and the folders that it is in, as any system writes them."""
    return file_name.replace("\\", "/").rpartition("/")[2]


def feeds_and_tables(
    data: bytes, file_name: str, election: Election, feed_id: str | None
) -> list[tuple[Feed, list[RawTable]]]:
    """The feed that fits the file, with the file's tables that belong to it.

    A feed that reads only some contests leaves the others to those that come after it, and one that others
    join leaves them their figures.
    """
    if feed_id is not None and feed_id not in election.feeds:
        raise FeedError(f"there is no feed {feed_id!r}", hint=f"Feeds: {many_of(election.feeds)}.")
    candidates = feeds_for(file_name, election) if feed_id is None else [election.feeds[feed_id]]
    if not candidates:
        patterns = ", ".join(pattern for feed in election.feeds.values() for pattern in feed.files) or "none"
        raise FeedError(
            f"no feed of the election reads a file of this name (patterns: {patterns})",
            hint="Name a feed with --feed, or add the pattern to a feed in election.toml.",
        )
    reasons: list[str] = []
    hints: list[str] = []
    chosen: list[tuple[Feed, list[RawTable]]] = []
    for feed in candidates:
        if not all(_beside(feed, earlier) for earlier, _ in chosen):
            continue
        try:
            tables = raw_tables(data, file_name, feed)
        except FeedError as error:  # another feed may read it, with another delimiter or encoding
            reasons.append(error.message)
            hints.append(error.hint)
            continue
        fitting = [table for table in tables if not missing_columns(table.header(), feed, table.doubled)]
        if fitting:
            ignored = [table.part for table in tables if table not in fitting]
            chosen.append((feed, _with_ignored(fitting, ignored)))
            continue
        header = tables[0].header() if tables else []
        if header:
            seen = ", ".join(map(_in_short, header[:8])) + (" ..." if len(header) > 8 else "")
            missing = some_of(missing_columns(header, feed))
            hints.append("If this is the right file, add its spellings to the feed in election.toml.")
            reasons.append(f"feed {feed.id!r} needs the columns {missing}; the file has {seen}")
        else:
            hints.append("Fetch the file again.")
            reasons.append("the file holds no rows")
    if chosen:
        return chosen
    raise FeedError("; ".join(dict.fromkeys(reasons)), hint=" ".join(dict.fromkeys(hints)))


def _in_short(name: str) -> str:
    """The name of a column as a sentence can have it: a stray quote may make a name of a whole file."""
    line = " ".join(name.split())
    return line if len(line) <= _LONGEST_NAME else f"{line[:_LONGEST_NAME]}..."


def _beside(feed: Feed, other: Feed) -> bool:
    """Whether two feeds may read one file: other contests, or other figures of the same sheets."""
    # A feed of one contest says so too where it names it under contests: its file holds others.
    apart = feed.contests and other.contests and not set(feed.contests) & set(other.contests)
    return bool(apart) or feed.source() == other.source()


def _with_ignored(tables: list[RawTable], parts: list[str]) -> list[RawTable]:
    if not parts:
        return tables
    remark = (
        f"These sheets of the workbook do not have the feed's columns and are not read: {', '.join(parts)}."
    )
    return [replace(tables[0], remarks=(*tables[0].remarks, remark)), *tables[1:]]


def raw_tables(data: bytes, file_name: str, feed: Feed) -> list[RawTable]:
    """The tables of a file as a feed says that it is written, before any mapping.

    Raises:
        FeedError: the file cannot be read so.
    """
    tables = _written_tables(data, file_name, feed)
    if not feed.turned and not feed.blocks:
        return tables
    return _by_figures(tables, turned_table if feed.turned else block_table)


def _by_figures(tables: Sequence[RawTable], made: Callable[[RawTable], RawTable]) -> list[RawTable]:
    """The tables with a row for each figure, without those that have no figures so, such as contents."""
    turned: list[RawTable] = []
    refusals: list[FeedError] = []
    for table in tables:
        try:
            turned.append(made(table))
        except FeedError as error:
            refusals.append(error)
    if refusals and not turned:
        raise refusals[0]
    return turned


def _written_tables(data: bytes, file_name: str, feed: Feed) -> list[RawTable]:
    """The tables of a file, each with the rows and the columns that are in it."""
    ending = PurePath(file_name).suffix.lower()
    find_header = partial(header_line, feed=feed)
    match ending:
        case ".csv" | ".txt" | ".dat" | ".tsv" if feed.fixed_width:
            return read_fixed_width(data, feed.encodings, feed.fixed_width)
        case ".csv" | ".txt" | ".dat":
            return _csv(data, feed, feed.delimiter, find_header)
        case ".tsv":
            return _csv(data, feed, "\t", find_header)
        case ".xlsx" | ".xlsm" | ".xls" | ".ods":
            return read_workbook(data, feed.parts, find_header, feed.header_rows)
        case ".parquet":
            return read_parquet(data)
        case ".json":
            document = json_document(data)
            if not feed.rows and is_report(document):
                return read_report(cast("Mapping[str, object]", document))
            return read_json(document, feed.rows)
        case ".xml":
            if not feed.rows and root_name(data) == "ElectionReport":
                return read_report(report_of(xml_tree(data)))
            return read_xml(data, feed.rows)
        case ".jsonl" | ".ndjson":
            return read_json_lines(data)
        case _:
            raise FeedError(
                f"files ending in {ending!r} cannot be read", hint=f"Readable: {many_of(READERS)}."
            )


def _csv(data: bytes, feed: Feed, delimiter: str, find_header: HeaderFinder) -> list[RawTable]:
    needed = partial(needed_columns, feed=feed)
    width = 1 if feed.blocks else feed.group_width  # each block has as many columns as it has
    return read_csv(data, feed.encodings, delimiter, find_header, feed.header_rows, width, needed)
