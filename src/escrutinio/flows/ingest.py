"""Takes deliveries into the ledger, one file at a time."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl

from escrutinio.feeds import (
    READERS,
    ReaderDiedError,
    Reading,
    SourceFile,
    feeds_for,
    read_source,
    source_files,
)
from escrutinio.flows.count import iso
from escrutinio.flows.desk import Desk
from escrutinio.flows.documents.ingest import IngestDocument, IngestedFile, IngestStatus
from escrutinio.ledger import SetAside, as_of, schema, states_something
from escrutinio.ledger.delivery_states import LESS_THAN, STATE, DeliveryState
from escrutinio.ledger.salvage import leftovers
from escrutinio.model import Election, FeedError, sheet

_WRITING = 60.0
"""Seconds after which a file of raw bytes that is not whole is no longer being written."""


@dataclass(frozen=True)
class IngestResult:
    """What became of one file, with one of the feeds that read it.

    Attributes:
        file: its path.
        status: what became of it.
        reading: what was read; None when it was not.
        refusal: why it was refused, or is held, and what to do; None when neither.
        not_counted: rows that list a sheet which the source has not counted yet.
        unexpected: of the others, those that can be read and whose sheet the stations file does not expect in
            their contest.
    """

    file: Path
    status: IngestStatus
    reading: Reading | None = None
    refusal: FeedError | None = None
    not_counted: int = 0
    unexpected: int = 0


def ingest(
    desk: Desk,
    files: Iterable[Path],
    now: Callable[[], datetime],
    *,
    feed: str | None = None,
    observed_at: datetime | None = None,
    shown_at: datetime | None = None,
) -> Iterator[IngestResult]:
    """Take in files in the order given; a refused file does not stop the next.

    A file that several feeds read gives a result for each of them, and an archive one for each file in it
    that a feed reads.

    Args:
        desk: opened for ingest.
        files: the files.
        now: the clock, for the time of taking in.
        feed: the feed to read them with; None to choose by name and columns.
        observed_at: when the source showed them; None to take it from columns or file name.
        shown_at: when it showed them, where neither columns nor file name say it. Bytes that are known are
            read again then: a source may go back to what it showed before.
    """
    aside = SetAside(desk.election.folder)
    for leftover in leftovers(desk.ledger):  # of a process that was killed while it wrote
        with contextlib.suppress(OSError):
            if time.time() - leftover.stat().st_mtime > _WRITING:
                leftover.unlink()

    def wanted(name: str) -> bool:
        return feed is not None or bool(feeds_for(name, desk.election))

    for file in files:
        try:
            for source in source_files(file, wanted):
                yield from _take_in(desk, source, now, aside, feed, observed_at, shown_at)
        except FeedError as error:
            yield IngestResult(file, IngestStatus.REFUSED, refusal=error)


def _take_in(
    desk: Desk,
    source: SourceFile,
    now: Callable[[], datetime],
    aside: SetAside,
    feed: str | None,
    observed_at: datetime | None,
    shown_at: datetime | None,
) -> Iterator[IngestResult]:
    """Take in one file of a source."""
    file = source.path
    known = False
    try:
        # A known file under its own name need not be read again. Under another name it may be of another
        # time; if it has none, its bytes are known all the same.
        deliveries = desk.ledger.deliveries().filter(pl.col("delivery") == source.digest)
        known = _known_to_its_feeds(deliveries, source.name, desk.election, feed)
        whenever = observed_at is None and shown_at is None
        if source.name in deliveries["file"].to_list() and whenever and known:
            yield IngestResult(file, IngestStatus.ALREADY_KNOWN)
            return
        _refuse_set_aside(aside, file, source.digest)
        readings = read_source(
            source,
            desk.election,
            feed_id=feed,
            observed_at=observed_at,
            stations=desk.stations,
            shown_at=shown_at,
        )
    except FeedError as error:
        if isinstance(error, ReaderDiedError):
            aside.add(source.digest, source.name, error.message, now())
        yield (
            IngestResult(file, IngestStatus.ALREADY_KNOWN)
            if known
            else IngestResult(file, IngestStatus.REFUSED, refusal=error)
        )
        return
    for reading in readings:
        strange = _of_another_election(desk, reading)
        if strange is not None:
            yield IngestResult(file, IngestStatus.REFUSED, refusal=strange)
            continue
        new = desk.ledger.append(reading.delivery, reading.rows, reading.findings, reading.data, now())
        held = _held(desk, reading) if new and reading.delivery.snapshot else None
        taken = IngestStatus.HELD if held else IngestStatus.TAKEN_IN
        not_counted, unexpected = beside_the_count(reading, desk)
        yield IngestResult(
            file,
            taken if new else IngestStatus.ALREADY_KNOWN,
            reading,
            refusal=held,
            not_counted=not_counted,
            unexpected=unexpected,
        )


def beside_the_count(reading: Reading, desk: Desk) -> tuple[int, int]:
    """How many of its rows list a sheet that is not counted yet, and how many of the others, as far as they
    can be read, one that the stations file does not expect in its contest.
    """
    rows = reading.rows
    counted = rows.filter(states_something(rows.columns) | ~pl.col(sheet.READABLE))
    expected = desk.stations.select(sheet.KEY)
    unexpected = counted.filter(sheet.READABLE).join(expected, on=list(sheet.KEY), how="anti").height
    return rows.height - counted.height, unexpected


def _of_another_election(desk: Desk, reading: Reading) -> FeedError | None:
    """Why a snapshot is not taken in that would take the place of the count with sheets of which most are not
    in a complete stations file; None where nothing speaks against it.

    Nothing does where most of the sheets whose place it takes are not in that file either: then it is the
    file that does not fit, which every delivery says.
    """
    delivery = reading.delivery
    if not delivery.snapshot or not desk.election.stations.complete:
        return None
    standing = desk.ledger.standing()
    before = standing.filter((pl.col(schema.SOURCE) == delivery.source) & pl.col(schema.SNAPSHOT))
    not_counted, unexpected = beside_the_count(reading, desk)
    counted = reading.rows.height - not_counted
    if before.is_empty() or 2 * unexpected <= counted:
        return None
    replaced = as_of(desk.ledger).join(before, on=schema.DELIVERY, how="semi")
    known = replaced.join(desk.stations.select(sheet.KEY), on=list(sheet.KEY), how="semi").height
    if 2 * known < replaced.height:
        return None
    return FeedError(
        f"{unexpected:,} of its {counted:,} sheets are not in the stations file, and as a snapshot it would "
        f"take the place of {before[schema.FILE][-1]}",
        where=reading.delivery.file,
        hint="It may be of another election. If it is right, put its sheets into the stations file first.",
    )


def _held(desk: Desk, reading: Reading) -> FeedError | None:
    """Why a snapshot that has just been taken in does not count; None when it does."""
    delivery = reading.delivery
    own = desk.ledger.deliveries().filter(
        (pl.col(schema.DELIVERY) == delivery.id)
        & (pl.col(schema.SOURCE) == delivery.source)
        & (pl.col(sheet.OBSERVED_AT) == delivery.observed_at)
        & (pl.col(STATE) == DeliveryState.HELD)
    )
    if own.is_empty():
        return None
    return FeedError(
        f"{delivery.file} has far fewer sheets than {own[LESS_THAN][0]} before it, so it is held and does "
        "not count",
        hint=f"If it is right, run escrutinio deliveries with --accept {delivery.id[:10]}.",
    )


def _refuse_set_aside(aside: SetAside, file: Path, digest: str) -> None:
    reason = aside.reason(digest)
    if reason is not None:
        raise FeedError(
            f"the file is set aside: {reason}",
            where=str(file),
            hint=f"To have it tried again, delete its line in {aside.path}.",
        )


def _known_to_its_feeds(deliveries: pl.DataFrame, name: str, election: Election, feed: str | None) -> bool:
    """Whether the ledger has a file from every feed that reads some of its contests, or else from any."""
    sources = set(deliveries["source"].to_list())
    several = {feed.id for feed in feeds_for(name, election) if feed.contests or feed.joins}
    wanted = {feed} if feed else several
    return bool(sources) and wanted <= sources


def ingest_document(results: Iterable[IngestResult], election: Election) -> IngestDocument:
    """What became of files as a document."""
    return IngestDocument(election=election.id, files=tuple(_file(result) for result in results))


def _file(result: IngestResult) -> IngestedFile:
    reading, refusal = result.reading, result.refusal
    delivery = reading.delivery if reading else None
    return IngestedFile(
        file=str(result.file),
        status=result.status,
        feed=delivery.source if delivery else None,
        observed_at=iso(delivery.observed_at) if delivery else None,
        sha256=delivery.id if delivery else None,
        rows=delivery.rows if delivery else None,
        contests=tuple(delivery.contests) if delivery else (),
        findings=reading.findings.height if reading else None,
        sheets_not_counted=result.not_counted if reading else None,
        sheets_unexpected=result.unexpected if reading else None,
        message=(f"{refusal.where}: {refusal.message}" if refusal.where else refusal.message)
        if refusal
        else "",
        hint=refusal.hint if refusal else "",
    )


def settled_files(folder: Path, seen: set[tuple[str, int, int]], pause: float) -> list[Path]:
    """Files that are new in a folder and have stopped growing; those are added to ``seen``.

    Args:
        folder: the folder that is watched.
        seen: name, size and time of change of the files known.
        pause: seconds in which a file must not change to be thought complete.
    """
    fresh = [path for path in sorted(folder.iterdir()) if _readable(path) and _print(path) not in seen]
    if not fresh:
        return []
    before = {path: _print(path) for path in fresh}
    time.sleep(pause)
    settled = [path for path in fresh if path.exists() and _print(path) == before[path]]
    seen.update(before[path] for path in settled)
    return settled


def _readable(path: Path) -> bool:
    return path.is_file() and path.suffix.lower() in READERS and not path.name.startswith(".")


def _print(path: Path) -> tuple[str, int, int]:
    try:
        status = path.stat()
    except OSError:
        return path.name, -1, -1
    return path.name, status.st_size, status.st_mtime_ns
