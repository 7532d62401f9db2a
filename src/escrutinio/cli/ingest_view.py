"""Taking files in, as the terminal shows it: progress, what became of each, and a folder that is watched."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from escrutinio.cli import terminal
from escrutinio.cli.answer import Format, answer
from escrutinio.flows.desk import Desk
from escrutinio.flows.ingest import IngestResult, ingest, settled_files
from escrutinio.flows.tables import taken_document, taken_rows
from escrutinio.model import UsageError


def progress_bar() -> Progress:
    """A bar on standard error, where that is a terminal."""
    shown = terminal.console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=shown, transient=True, disable=not shown.is_terminal)


def take_in(desk: Desk, files: list[Path], feed: str | None, moment: datetime | None) -> list[IngestResult]:
    """Take files in behind a progress bar."""
    return list(_with_progress(desk, files, feed, moment))


def _with_progress(
    desk: Desk, files: list[Path], feed: str | None, moment: datetime | None
) -> Iterator[IngestResult]:
    with progress_bar() as progress:
        task = progress.add_task("Reading", total=len(files))
        for one in ingest(desk, files, lambda: datetime.now(UTC), feed=feed, observed_at=moment):
            progress.update(task, advance=1, description=one.file.name[:30])
            yield one


def show_ingest_result(taken: list[IngestResult], desk: Desk, output: Format) -> None:
    """Show what became of some files; nothing when there are none."""
    if taken:
        answer(
            output,
            table=lambda: terminal.taken_view(taken, desk.election),
            document=lambda: taken_document(taken, desk.election),
            rows=lambda: taken_rows(taken),
        )


def watch(desk: Desk, watched: Path, feed: str | None, moment: datetime | None, output: Format) -> None:
    """Take in the files of a folder as they appear, until Ctrl-C."""
    if not watched.is_dir():
        raise UsageError(f"{watched} is no folder", hint="Make it, then start again.")
    terminal.console(stderr=True).print(f"Watching {watched}; Ctrl-C ends it.", markup=False)
    seen: set[tuple[str, int, int]] = set()
    while True:
        fresh = settled_files(watched, seen, pause=0.5)
        show_ingest_result(take_in(desk, fresh, feed, moment), desk, output)
        sys.stdout.flush()
        time.sleep(0.5)
