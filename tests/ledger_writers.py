"""Processes that ingest files into an election, to be started together, or killed while they write."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

import polars as pl

from escrutinio.feeds import Reading, SourceFile, parse_deliveries
from escrutinio.flows import ingest as ingest_flow
from escrutinio.flows.desk import open_desk
from escrutinio.ledger import Ledger, as_of
from escrutinio.model import Election, load_election
from support import csv_bytes, row, snapshot_name

# Each process is a fork of one that has imported everything and done nothing: to import it takes a second.
PROCESSES = get_context("forkserver")
PROCESSES.set_forkserver_preload(
    ["escrutinio.flows.desk", "escrutinio.flows.ingest", "escrutinio.flows.publication"]
)
PATIENCE = 60
"""Seconds that a process may take to start, and to end."""


def _read(source: SourceFile, election: Election, **options: Any) -> list[Reading]:
    return parse_deliveries(source.data, source.name, election, **options)


def _write(election: Path, files: Sequence[Path], ready: Event, begin: Event) -> None:
    # What writes is to be killed, not what reads; a process that reads takes a second to start.
    vars(ingest_flow)["read_source"] = _read
    desk = open_desk(election, for_ingest=True)
    ready.set()
    begin.wait(PATIENCE)
    for _ in ingest_flow.ingest(desk, list(files), lambda: datetime.now(UTC)):
        pass


class Writer:
    """A process that opens an election, waits, and then ingests files."""

    def __init__(self, election: Path, files: Sequence[Path]) -> None:
        self._ready, self._begin = PROCESSES.Event(), PROCESSES.Event()
        self.process: ForkServerProcess = PROCESSES.Process(
            target=_write, args=(election, files, self._ready, self._begin), daemon=True
        )
        self.process.start()

    @classmethod
    def begin(cls, *writers: Writer) -> None:
        """Let writers begin together, once all of them are ready."""
        for writer in writers:
            assert writer._ready.wait(PATIENCE), "a writer does not start"
        for writer in writers:
            writer._begin.set()

    def end(self) -> int:
        """Wait for its end; the exit code."""
        self.process.join(PATIENCE)
        assert self.process.exitcode is not None, "a writer does not end"
        return self.process.exitcode

    def kill(self) -> bool:
        """Kill it at once, as a power cut would; whether it was still running."""
        running = self.process.is_alive()
        self.process.kill()
        self.process.join(PATIENCE)
        return running


def delivered(folder: Path, minutes: list[int], sheets: int = 40) -> list[Path]:
    """Snapshot files; that of minute m holds the votes m + 1 on every sheet."""
    folder.mkdir(exist_ok=True)
    paths = []
    for minute in minutes:
        path = folder / snapshot_name(minute)
        path.write_bytes(csv_bytes([row(f"{n:03d}", minute + 1) for n in range(sheets)]))
        paths.append(path)
    return paths


def assert_whole(folder: Path) -> int:
    """Every delivery is there with all its rows and its bytes, and no row is without one; gives how many."""
    ledger = Ledger(folder, load_election(folder))
    if not ledger.table.exists():
        return 0
    deliveries = ledger.deliveries()
    records = pl.read_delta(str(ledger.table_path))
    rows_of = dict(records.filter(record="sheet").group_by("ingest").len().iter_rows())
    for ingest, expected, delivery in deliveries.select("ingest", "rows", "delivery").iter_rows():
        assert rows_of[ingest] == expected
        assert len(ledger.raw(delivery)) > 0
    whole = records.filter(record="delivery")["ingest"].to_list()
    assert set(rows_of) <= set(whole), "rows of a delivery that is not there"
    as_of(ledger)
    return deliveries.height
