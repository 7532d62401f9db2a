"""``escrutinio ingest``: files into the ledger, once, as they appear in a folder, or as sources show them."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import polars as pl
import typer
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from escrutinio.cli import terminal
from escrutinio.cli.answer import Format, answer
from escrutinio.cli.log import enter_into_log
from escrutinio.cli.options import Folder, FormatOption, moment_of
from escrutinio.cli.progress import progress_bar
from escrutinio.feeds import READER
from escrutinio.flows.desk import Desk, open_desk
from escrutinio.flows.documents.ingest import IngestStatus
from escrutinio.flows.ingest import IngestResult, ingest_document, settled_files
from escrutinio.flows.ingest import ingest as run_ingest
from escrutinio.flows.poll import Poller
from escrutinio.flows.tables import ingest_rows
from escrutinio.flows.web_files import ingest_from
from escrutinio.ledger.finding_kinds import TOTAL_ROW
from escrutinio.model import Election, UsageError, sheet

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
        typer.Option(
            metavar="FEED", help="The feed to read them with; without it, names and columns decide."
        ),
    ] = None,
    observed_at: Annotated[
        str | None,
        typer.Option("--observed-at", "--as-of", metavar="TIME", help="When the source showed them."),
    ] = None,
    watch: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Take in files as they appear there, until Ctrl-C.")
    ] = None,
    addresses: Annotated[
        list[str] | None,
        typer.Option("--from", metavar="URL", help="Take in what is at an address.", show_default=False),
    ] = None,
    poll: Annotated[
        bool, typer.Option("--poll", help="Ask for the pages of feeds with a url, until Ctrl-C.")
    ] = False,
    output: FormatOption = Format.TABLE,
) -> None:
    """Take deliveries into the ledger.

    The same bytes twice change nothing. A bad file is refused whole.
    """
    READER.start()  # it is ready when the election is open
    desk = open_desk(folder, for_ingest=True)
    moment = moment_of(observed_at, desk.election, "--observed-at")
    if not files and not addresses and watch is None and not poll:
        hint = "Name files, an address with --from, or a folder with --watch; or ask the feeds with --poll."
        raise UsageError("there is nothing to ingest", hint=hint)
    poller = _poller(folder) if poll else None
    results = _take_in(desk, files or [], feed, moment)
    for address in addresses or []:
        results += ingest_from(desk, address, datetime.now(UTC), feed=feed, observed_at=moment)
    _show(results, desk, output)
    _enter_into_log(desk, results)
    if watch is not None or poller is not None:
        _go_on(desk, poller, watch, feed, moment, output)
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


def _enter_into_log(desk: Desk, results: Sequence[IngestResult]) -> None:
    """Enter what has come in into the log."""
    if any(result.status in (IngestStatus.TAKEN_IN, IngestStatus.HELD) for result in results):
        enter_into_log(desk)


def _poller(folder: Path) -> Poller:
    poller = Poller(folder)
    if not poller.pages:
        raise UsageError(
            "no feed has a url, so there is nothing to poll", hint="Add url to a feed in election.toml."
        )
    if not poller.claim():
        raise UsageError(
            "another process polls the sources of this election already",
            hint="One is enough; the site, when it is served, polls too.",
        )
    return poller


def _go_on(
    desk: Desk,
    poller: Poller | None,
    watched: Path | None,
    feed: str | None,
    moment: datetime | None,
    output: Format,
) -> None:
    """Take in the files of a folder as they appear, and what sources publish, until Ctrl-C."""
    if watched is not None and not watched.is_dir():
        raise UsageError(f"{watched} is not a folder", hint="Make it, then start again.")
    console = terminal.console(stderr=True)
    if watched is not None:
        console.print(f"Watching {watched}; stop with Ctrl-C.", markup=False)
    if poller is not None:
        pages = "1 page" if poller.pages == 1 else f"{poller.pages:,} pages"
        console.print(f"Polling {pages}; stop with Ctrl-C.", markup=False)
    seen: set[tuple[str, int, int]] = set()
    away = False
    try:
        while True:
            if watched is not None:
                fresh, fault = _fresh(watched, seen)
                if fault and not away:
                    words = f"{watched} cannot be read ({fault}); waiting until it can."
                    console.print(words, markup=False)
                away = bool(fault)
                if fresh:
                    results = _take_in(desk, fresh, feed, moment)
                    _show(results, desk, output)
                    _enter_into_log(desk, results)
            for event in poller.step(0.5) if poller is not None else ():
                _show(list(event.results), desk, output)
                _enter_into_log(desk, event.results)
                if event.line:
                    console.print(event.line, markup=False, soft_wrap=True)
            sys.stdout.flush()
            time.sleep(0.0 if poller is not None else 1.0 if away else 0.5)
    finally:
        if poller is not None:
            poller.close()


def _fresh(watched: Path, seen: set[tuple[str, int, int]]) -> tuple[list[Path], str]:
    """The new files of a folder, and why it cannot be read."""
    try:
        return settled_files(watched, seen, pause=0.5), ""
    except OSError as error:
        return [], error.strerror or "no reason is given"


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
        lost = reading.rows.height - int(reading.rows[sheet.READABLE].sum())
        totals = reading.findings.filter(pl.col("code") == TOTAL_ROW.code).height
        for number, style, words in (
            (result.not_counted, "", "not counted yet: no whole result that the feed reads"),
            (
                lost,
                "red",
                "not taken from this file, as rows are damaged or contradict each other; see check",
            ),
            (totals, "yellow", "perhaps the sum of others, and counted all the same; see check"),
            (result.unexpected, "yellow", "not in the stations file, but counted; see check"),
        ):
            if number:
                verb = "is" if number == 1 else "are"
                said = f"{result.file.name}: {terminal.whole(number)} of {sheets} sheets {verb} {words}."
                notes.append(Text(said, style=style))
        when = terminal.moment(reading.delivery.observed_at, election)
        table.add_row(name, when, sheets, terminal.whole(reading.findings.height), status)
    return Group(table, *notes)
