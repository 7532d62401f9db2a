"""The commands of the site, which is an extra: no other command needs Django, or waits for its import."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from escrutinio.cli import terminal
from escrutinio.cli.answer import Format, answer_in_lines
from escrutinio.cli.options import Folder, FormatOption
from escrutinio.cli.progress import progress_bar
from escrutinio.flows.documents import ExportDocument
from escrutinio.flows.tables import export_rows
from escrutinio.model import UsageError

if TYPE_CHECKING:
    from escrutinio.web.export import Exported


SERVE_EXAMPLE = "Example: escrutinio serve night --seconds 120"
EXPORT_EXAMPLE = "Example: escrutinio export night --to public --url https://example.org"


@contextmanager
def site_installed() -> Iterator[None]:
    """Where the site is imported.

    Raises:
        UsageError: it is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        raise UsageError(
            f"the site needs {error.name}, which is not installed",
            hint="Install the extra: pip install 'escrutinio[web]'.",
        ) from None


def serve(
    folder: Folder,
    port: Annotated[int, typer.Option(metavar="NUMBER", help="The port.", min=1, max=65535)] = 8000,
    host: Annotated[
        str,
        typer.Option(
            metavar="ADDRESS",
            help="The address to listen on; non-loopback addresses require production mode.",
        ),
    ] = "127.0.0.1",
    replay: Annotated[
        bool, typer.Option("--replay/--no-replay", help="Replay a rehearsal's night, or show its end.")
    ] = True,
    seconds: Annotated[
        float, typer.Option(metavar="SECONDS", help="How long the replay takes.", min=0)
    ] = 300.0,
    workers: Annotated[
        int | None,
        typer.Option(
            metavar="NUMBER", help="Processes that answer readers.", show_default="1", min=1, max=64
        ),
    ] = None,
    watch: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Take in files as they appear there.")
    ] = None,
    poll: Annotated[
        bool, typer.Option("--poll/--no-poll", help="Ask for the pages of feeds with a url, or not.")
    ] = True,
) -> None:
    """Serve the site until Ctrl-C.

    It shows the count as it comes in, or replays the night of a rehearsal.
    """
    with site_installed():
        from escrutinio.web.serve import Plan
        from escrutinio.web.serve import serve as run_serve
    console = terminal.console()
    plan = Plan(folder, host, port, replay, seconds, workers, watch, poll)
    run_serve(plan, lambda line: console.print(line, markup=False, soft_wrap=True))


def export(
    folder: Folder,
    to: Annotated[Path, typer.Option(metavar="FOLDER", help="Where to write the site.", show_default=False)],
    url: Annotated[
        str,
        typer.Option(
            metavar="URL", help="Where readers will find it, such as https://example.org.", show_default=False
        ),
    ] = "",
    units: Annotated[
        str,
        typer.Option(
            metavar="LEVELS", help="Only pages of units of these levels, separated by commas; otherwise all."
        ),
    ] = "",
    language: Annotated[
        str, typer.Option(metavar="CODE", help="The language of the page at the root.", show_default="en")
    ] = "",
    renew: Annotated[bool, typer.Option("--publish", help="First publish the count as it stands.")] = False,
    live: Annotated[
        str,
        typer.Option(metavar="URL", help="The running site, where replies are written.", show_default=False),
    ] = "",
    workers: Annotated[
        int | None,
        typer.Option(metavar="NUMBER", help="Processes.", show_default="one a processor", min=1, max=64),
    ] = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """Write the public site as files for any web server.

    Run it again to write what has changed.
    """
    with site_installed():
        from escrutinio.web.export import Plan
        from escrutinio.web.export import export as run_export
    levels = [level.strip() for level in units.split(",") if level.strip()]
    plan = Plan(folder, to, url, levels, language, workers or 0, renew, live)
    with progress_bar() as progress:
        task = progress.add_task("Writing", total=None)
        exported = run_export(plan, lambda done, total: progress.update(task, completed=done, total=total))
    document = _document(exported)
    answer_in_lines(output, document, lines=_lines, rows=export_rows, incomplete=bool(document.not_written))


def _document(exported: Exported) -> ExportDocument:
    return ExportDocument(
        to=exported.to,
        url=exported.url,
        publication=exported.publication,
        as_of=exported.as_of,
        files=exported.files,
        written=exported.written,
        unchanged=exported.unchanged,
        removed=exported.removed,
        seconds=exported.seconds,
        per_second=exported.per_second,
        later_deliveries=exported.later_deliveries,
        broken_links=exported.dead,
        not_written=exported.failed,
    )


def _lines(document: ExportDocument) -> Iterator[str]:
    speed = f"{document.seconds:g} s ({document.per_second:,.0f} a second)"
    yield f"{document.to}: {document.files:,} files in {speed}"
    yield f"written {document.written:,}, unchanged {document.unchanged:,}, removed {document.removed:,}"
    if document.later_deliveries:
        came = (
            "1 delivery has"
            if document.later_deliveries == 1
            else f"{document.later_deliveries:,} deliveries have"
        )
        yield f"{came} come in since this was published: --publish takes them up."
    if not document.url:
        yield "Without --url there is no site map, and pictures for links have no full address."
    for address, page in document.broken_links.items():
        yield f"broken link: {address}, on {page}"
    for address, reason in document.not_written.items():
        yield f"not written: {address}: {reason}"
