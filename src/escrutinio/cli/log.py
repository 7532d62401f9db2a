"""``escrutinio log``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Group, RenderableType
from rich.text import Text

from escrutinio.cli import terminal
from escrutinio.cli.answer import Format, answer
from escrutinio.cli.options import Folder, FormatOption
from escrutinio.flows.desk import Desk, open_desk
from escrutinio.flows.documents.package import LogDocument
from escrutinio.flows.evidence import log_deliveries
from escrutinio.flows.log import keep_cosigned, log_document, sign_from_now_on, trust_witness
from escrutinio.flows.so_many import so_many
from escrutinio.flows.tables import log_rows
from escrutinio.model import EscrutinioError, UsageError

EXAMPLE = "Example: escrutinio log night"


def log(
    folder: Folder,
    make_key: Annotated[
        bool, typer.Option("--make-key", help="Make the key of a folder that has none, and sign with it.")
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
    output: FormatOption = Format.TABLE,
) -> None:
    """Show the log of what came in: its checkpoint and its key.

    Keep the checkpoint: with it anyone can check later that the log only grew.
    """
    if name and not make_key:
        raise UsageError("--name needs --make-key", hint="A log keeps the name with which its key was made.")
    desk = open_desk(folder)
    if make_key:
        sign_from_now_on(desk, name)
    if witness:
        trust_witness(desk, witness)
    if cosigned is not None:
        try:
            data = cosigned.read_bytes()
        except OSError as error:
            raise UsageError(f"{cosigned} cannot be read: {error.strerror}") from None
        keep_cosigned(desk, data)
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
        lines.append(Text(f"Its public key: {document.key}"))
    elif not document.problem:
        lines.append(Text("It is not signed: the folder has no key. --make-key makes one.", style="yellow"))
    if document.witnesses:
        lines.append(Text(f"Signed by the witnesses: {', '.join(document.witnesses)}"))
    if document.problem:
        lines.append(Text(document.problem, style="bold red"))
    return Group(*lines)
