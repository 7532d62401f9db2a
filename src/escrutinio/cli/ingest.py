"""``escrutinio ingest``: files into the ledger, once or as they appear in a folder."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from escrutinio.cli import terminal
from escrutinio.cli.answer import Format, answer
from escrutinio.cli.options import Folder, FormatOption, moment_of
from escrutinio.cli.progress import progress_bar
from escrutinio.feeds import READER
from escrutinio.flows.desk import Desk, open_desk
from escrutinio.flows.documents.ingest import IngestStatus
from escrutinio.flows.ingest import IngestResult, ingest_document, settled_files
from escrutinio.flows.ingest import ingest as run_ingest
from escrutinio.flows.tables import ingest_rows
from escrutinio.model import Election, UsageError

EXAMPLE = "Example: escrutinio ingest night computo_2020-10-19_08-30.csv"
_STYLES = {
    IngestStatus.TAKEN_IN: "green",
    IngestStatus.HELD: "bold red",
    IngestStatus.ALREADY_KNOWN: "dim",
    IngestStatus.REFUSED: "bold red",
}


def ingest(
    folder: Folder,
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="FILES", help="The files to take in.", show_default=False)
    ] = None,
    feed: Annotated[
        str | None,
        typer.Option(metavar="FEED", help="The feed to read them with; otherwise by name and columns."),
    ] = None,
    observed_at: Annotated[
        str | None,
        typer.Option("--observed-at", "--as-of", metavar="TIME", help="When the source showed them."),
    ] = None,
    watch: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Take in files as they appear there, until Ctrl-C.")
    ] = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """Take deliveries into the ledger.

    The same bytes twice change nothing. A bad file is refused whole.
    """
    READER.start()  # it is ready when the election is open
    desk = open_desk(folder, for_ingest=True)
    moment = moment_of(observed_at, desk.election, "--observed-at")
    if not files and watch is None:
        raise UsageError("there is nothing to ingest", hint="Name files, or a folder with --watch.")
    results = _take_in(desk, files or [], feed, moment)
    _show(results, desk, output)
    if watch is not None:
        _watch(desk, watch, feed, moment, output)
    if any(result.status is IngestStatus.REFUSED for result in results):
        raise typer.Exit(1)


def _take_in(desk: Desk, files: list[Path], feed: str | None, moment: datetime | None) -> list[IngestResult]:
    """Take files in behind a progress bar."""
    results = []
    with progress_bar() as progress:
        task = progress.add_task("Reading", total=len(files))
        for result in run_ingest(desk, files, lambda: datetime.now(UTC), feed=feed, observed_at=moment):
            progress.update(task, advance=1, description=result.file.name[:30])
            results.append(result)
    return results


def _show(results: list[IngestResult], desk: Desk, output: Format) -> None:
    """Show what became of some files; nothing when there are none."""
    if results:
        answer(
            output,
            table=lambda: ingest_view(results, desk.election),
            document=lambda: ingest_document(results, desk.election),
            rows=lambda: ingest_rows(ingest_document(results, desk.election)),
        )


def _watch(desk: Desk, watched: Path, feed: str | None, moment: datetime | None, output: Format) -> None:
    """Take in the files of a folder as they appear, until Ctrl-C."""
    if not watched.is_dir():
        raise UsageError(f"{watched} is not a folder", hint="Make it, then start again.")
    terminal.console(stderr=True).print(f"Watching {watched}; stop with Ctrl-C.", markup=False)
    seen: set[tuple[str, int, int]] = set()
    away = False
    while True:
        try:
            fresh = settled_files(watched, seen, pause=0.5)
        except OSError as error:
            if not away:
                terminal.console(stderr=True).print(
                    f"{watched} cannot be read ({error.strerror}); waiting until it can.", markup=False
                )
            away = True
            time.sleep(1.0)
            continue
        away = False
        _show(_take_in(desk, fresh, feed, moment), desk, output)
        sys.stdout.flush()
        time.sleep(0.5)


def ingest_view(results: Sequence[IngestResult], election: Election) -> RenderableType:
    """What became of each file."""
    table = Table()
    table.add_column("File", overflow="fold")
    table.add_column("Observed")
    table.add_column("Rows", justify="right")
    table.add_column("Findings", justify="right")
    table.add_column("")
    notes: list[RenderableType] = []
    width = 24 if any(result.reading for result in results) else 28  # moments take room
    for result in results:
        name = terminal.file_name(result.file.name, width)
        status = Text(result.status, style=_STYLES[result.status])
        if result.refusal is not None:
            notes.append(Text(f"{result.refusal}", style="red"))
        if result.reading is None:
            table.add_row(name, "-", "-", "-", status)
            continue
        reading = result.reading
        sheets = terminal.whole(reading.rows.height)
        if result.not_counted:
            words = f"{result.file.name}: {terminal.whole(result.not_counted)} of {sheets} sheets are not"
            notes.append(Text(f"{words} counted yet: the file states no result for them."))
        if result.unexpected:
            words = f"{result.file.name}: {terminal.whole(result.unexpected)} of {sheets} sheets are"
            notes.append(Text(f"{words} not in the stations file. They count; see check.", style="yellow"))
        when = terminal.moment(reading.delivery.observed_at, election)
        table.add_row(name, when, sheets, terminal.whole(reading.findings.height), status)
    return Group(table, *notes)
