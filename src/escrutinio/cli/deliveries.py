"""``escrutinio deliveries``: what the ledger has taken in, and withdrawing or accepting it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from escrutinio.cli import terminal
from escrutinio.cli.answer import Format, answer
from escrutinio.cli.log import enter_into_log
from escrutinio.cli.options import Folder, FormatOption, LanguageOption
from escrutinio.flows.deliveries import decide_on, deliveries_document
from escrutinio.flows.desk import open_desk
from escrutinio.flows.documents.deliveries import DeliveriesDocument
from escrutinio.flows.tables import delivery_rows
from escrutinio.ledger.delivery_states import Decision, DeliveryState
from escrutinio.model import Election, UsageError

EXAMPLE = 'Example: escrutinio deliveries night --withdraw 3fa85f --by "Ana Flores" --reason "test data"'
_STYLES = {DeliveryState.STANDS: "green", DeliveryState.HELD: "bold red", DeliveryState.WITHDRAWN: "yellow"}


def deliveries(
    folder: Folder,
    withdraw: Annotated[
        str,
        typer.Option(metavar="DELIVERY", help="Leave a delivery out of the count.", show_default=False),
    ] = "",
    accept: Annotated[
        str,
        typer.Option(metavar="DELIVERY", help="Count a delivery that is held.", show_default=False),
    ] = "",
    restore: Annotated[
        str,
        typer.Option(metavar="DELIVERY", help="Undo what was decided of one.", show_default=False),
    ] = "",
    by: Annotated[str, typer.Option(metavar="NAME", help="Who decides it.", show_default=False)] = "",
    reason: Annotated[str, typer.Option(metavar="WORDS", help="Why.", show_default=False)] = "",
    language: LanguageOption = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """List deliveries; withdraw, accept or restore one.

    The ledger keeps what was decided, by whom and why.
    """
    desk = open_desk(folder, language=language)
    asked = {Decision.WITHDRAW: withdraw, Decision.ACCEPT: accept, Decision.RESTORE: restore}
    acts = [(decision, named) for decision, named in asked.items() if named]
    if len(acts) > 1:
        raise UsageError("one delivery is decided on at a time")
    if acts and not (by.strip() and reason.strip()):
        raise UsageError("it is not said who decides this, and why", hint="Add --by NAME and --reason WORDS.")
    if not acts and (by or reason):
        raise UsageError(
            "nothing is decided", hint="--by and --reason go with --withdraw, --accept or --restore."
        )
    for decision, named in acts:
        decide_on(desk, named, decision, reason=reason.strip(), by=by.strip(), now=datetime.now(UTC))
        enter_into_log(desk)
    document = deliveries_document(desk)
    answer(
        output,
        table=lambda: deliveries_view(document, desk.election),
        document=lambda: document,
        rows=lambda: delivery_rows(document),
    )


def deliveries_view(document: DeliveriesDocument, election: Election) -> RenderableType:
    """The deliveries, in the order in which they count."""
    parts: list[RenderableType] = [Text(election.name, style="bold")]
    if document.rehearsal:
        parts.append(Text(f"REHEARSAL. {election.note}", style="yellow"))
    lost = [Text(f"Lost from the ledger, and in the log: {file}", style="bold red") for file in document.lost]
    if not document.deliveries:
        return Group(*parts, Text("No deliveries."), *lost)
    table = Table()
    for name in ("Delivery", "File", "Observed", "Rows", ""):
        table.add_column(name, justify="right" if name == "Rows" else "left", overflow="fold")
    notes: list[RenderableType] = []
    for row in document.deliveries:
        when = terminal.moment(datetime.fromisoformat(row.observed_at), election)
        state = Text(row.state, style=_STYLES[row.state])
        name = terminal.file_name(row.file, 24)
        table.add_row(row.sha256[:10], name, when, terminal.whole(row.rows), state)
        if row.decided_by:
            notes.append(Text(f"{row.sha256[:10]}: decided by {row.decided_by}: {row.reason}"))
    return Group(*parts, table, *notes, *lost)
