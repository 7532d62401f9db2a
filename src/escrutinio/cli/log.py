"""``escrutinio log``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Group, RenderableType
from rich.text import Text

from escrutinio.cli import terminal
from escrutinio.cli.answer import Format, answer
from escrutinio.cli.options import Folder, FormatOption, given_file
from escrutinio.evidence.timestamps import in_utc
from escrutinio.flows.desk import Desk, open_desk
from escrutinio.flows.documents.package import LogDocument, TimeStamp
from escrutinio.flows.evidence import log_deliveries
from escrutinio.flows.log import begin_another as begin_another_log
from escrutinio.flows.log import keep_cosigned, log_document, sign_from_now_on, trust_witness
from escrutinio.flows.so_many import so_many
from escrutinio.flows.tables import log_rows
from escrutinio.flows.timestamps import stamp_log
from escrutinio.model import EscrutinioError, UsageError

EXAMPLE = "Example: escrutinio log night"


def log(
    folder: Folder,
    make_key: Annotated[
        bool, typer.Option("--make-key", help="Create a key for a folder that has none, and sign with it.")
    ] = False,
    begin_another: Annotated[
        bool,
        typer.Option(
            "--begin-another", help="Set aside a log that cannot be continued, and begin a new one."
        ),
    ] = False,
    name: Annotated[
        str, typer.Option(metavar="NAME", help="The log's name, such as results.example.org/2031.")
    ] = "",
    witness: Annotated[
        str, typer.Option(metavar="KEY", help="The public key of a witness to trust from now on.")
    ] = "",
    cosigned: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The checkpoint as witnesses have signed it.")
    ] = None,
    stamp: Annotated[
        str,
        typer.Option(
            metavar="URL", help="Have a time-stamp authority (RFC 3161) stamp the newest checkpoint."
        ),
    ] = "",
    authority: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The certificates that the time stamp must be signed with."),
    ] = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """Show the log of what came in: its checkpoint and its key.

    Keep the checkpoint: with it anyone can check later that the log only grew.
    """
    if name and not make_key:
        raise UsageError("--name needs --make-key", hint="A log keeps the name its key was created with.")
    if authority and not stamp:
        raise UsageError(
            "--authority needs --stamp", hint="escrutinio verify --authority verifies stamps that are kept."
        )
    desk = open_desk(folder)
    if begin_another:
        aside = begin_another_log(desk, datetime.now(UTC), name if make_key else None)
        if aside and output is Format.TABLE:
            typer.echo(f"The log before is now in {aside}.")
    elif make_key:
        sign_from_now_on(desk, name)
    if witness:
        trust_witness(desk, witness)
    if cosigned is not None:
        keep_cosigned(desk, given_file(cosigned))
    if stamp:
        stamp_log(desk, stamp, given_file(authority) if authority else None)
    document = log_document(desk)
    answer(
        output, table=lambda: log_view(document), document=lambda: document, rows=lambda: log_rows(document)
    )
    if output is Format.TABLE and document.checkpoint:
        # As it is: a line that is broken at 80 columns would be no signed note any more.
        typer.echo(f"\n{document.checkpoint}".rstrip("\n"))


def enter_into_log(desk: Desk) -> None:
    """Enter what is new in the ledger into the log; that it cannot be is said, and stops nothing."""
    try:
        log_deliveries(desk)
    except EscrutinioError as error:
        words = f"Not entered into the log: {error.message}. {error.hint or 'See escrutinio verify.'}"
        terminal.console(stderr=True).print(words, markup=False, style="yellow")


def log_view(document: LogDocument) -> RenderableType:
    """The log in words, and its checkpoint."""
    lines = [Text(document.election.name, style="bold")]
    lines.append(Text(f"The log {document.origin} has {so_many(document.entries, 'entry')}."))
    if document.key:
        lines.append(terminal.unbroken(f"Its public key: {document.key}"))
    elif not document.problem:
        lines.append(Text("It is not signed: the folder has no key. --make-key makes one.", style="yellow"))
    if document.witnesses:
        lines.append(Text(f"Signed by the witnesses: {', '.join(document.witnesses)}"))
    if document.time_stamps:
        lines.append(Text(_stamps(document.time_stamps)))
    if document.problem:
        lines.append(Text(document.problem, style="bold red"))
    return Group(*lines)


def _stamps(stamps: Sequence[TimeStamp]) -> str:
    last = min(stamps, key=lambda stamp: (-stamp.entries, stamp.at))
    had = f"the last says that it had {so_many(last.entries, 'entry')} by {in_utc(last.at)}"
    return f"{so_many(len(stamps), 'time stamp')}; {had}."
