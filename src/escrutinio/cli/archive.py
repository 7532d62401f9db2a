"""``escrutinio archive``: one page of several elections."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from escrutinio.cli.answer import Format, answer_in_lines
from escrutinio.cli.options import FormatOption
from escrutinio.cli.progress import progress_bar
from escrutinio.cli.site import site_installed
from escrutinio.flows.archive import election_folders, read_elections, read_links
from escrutinio.flows.documents.archive import ArchiveDocument, ArchivedState
from escrutinio.flows.tables import archive_rows

EXAMPLE = "Example: escrutinio archive elections --to public --link 2020=https://2020.example.org"

_STATES = {
    ArchivedState.NOTHING_COUNTED: "nothing counted",
    ArchivedState.INCOMPLETE: "count incomplete",
    ArchivedState.FINISHED: "count finished",
}


def archive(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="FOLDER", help="The folder that holds the election folders.", show_default=False
        ),
    ],
    to: Annotated[Path, typer.Option(metavar="FOLDER", help="Where to write the page.", show_default=False)],
    link: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=URL",
            help="Address of the site for the election in folder NAME; repeat for each election.",
            show_default=False,
        ),
    ] = None,
    renew: Annotated[bool, typer.Option("--publish", help="First publish each count as it stands.")] = False,
    output: FormatOption = Format.TABLE,
) -> None:
    """Write one page of several elections as files.

    The newest election comes first. Run it again to write what has changed.
    """
    with site_installed():
        from escrutinio.web.archive import write_archive
    folders = election_folders(folder)
    links = read_links(link or [], folders)
    with progress_bar() as progress:
        task = progress.add_task("Reading", total=len(folders))
        elections, unread = read_elections(
            folders,
            links,
            now=datetime.now(UTC),
            renew=renew,
            told=lambda done: progress.update(task, completed=done),
        )
    document = write_archive(to, elections, unread)
    answer_in_lines(output, document, lines=_lines, rows=archive_rows, incomplete=bool(document.unread))


def _lines(document: ArchiveDocument) -> Iterator[str]:
    for entry in document.elections:
        said = f"rehearsal, {_STATES[entry.state]}" if entry.rehearsal else _STATES[entry.state]
        where = entry.url or "no link"
        yield f"{entry.folder}: {entry.election.date} {entry.election.name}: {said}; {where}"
    for gone in document.unread:
        yield f"{gone.folder}: not shown: {gone.reason}"
        yield from (f"  {line}" for line in gone.hint.splitlines())
    yield f"{document.to}: {document.files} files in {', '.join(document.languages)}"
    yield f"written {document.written}, unchanged {document.unchanged}, removed {document.removed}"
