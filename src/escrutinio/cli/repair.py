"""``escrutinio verify`` and ``escrutinio repair``."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import polars as pl
import typer
from rich.console import Group, RenderableType
from rich.text import Text

from escrutinio.cli import terminal
from escrutinio.cli.answer import Format, answer
from escrutinio.cli.options import Folder, FormatOption
from escrutinio.feeds import READER
from escrutinio.flows.desk import open_desk
from escrutinio.flows.documents.deliveries import LedgerProblem, RepairDocument, VerifyDocument
from escrutinio.flows.tables import problem_rows
from escrutinio.flows.verify import repair as run_repair
from escrutinio.flows.verify import verify as run_verify

VERIFY_EXAMPLE = "Example: escrutinio verify night"
REPAIR_EXAMPLE = "Example: escrutinio repair night"
_DONE = {
    "same": "as they were taken in",
    "read-again": "read again from their bytes; their rows differ from those before, or had no digest",
    "kept": "whose bytes cannot be read again; their rows are kept",
}


def verify(folder: Folder, output: FormatOption = Format.TABLE) -> None:
    """Compare the ledger with what was taken in.

    The kept bytes are hashed again, the rows are compared with their digests.
    """
    desk = open_desk(folder, for_repair=True)
    document = run_verify(desk)
    answer(
        output,
        table=lambda: verify_view(document),
        document=lambda: document,
        rows=lambda: problem_rows(document.problems),
    )
    if document.problems:
        raise typer.Exit(1)


def repair(folder: Folder, output: FormatOption = Format.TABLE) -> None:
    """Make the ledger again from the kept bytes.

    The old table is moved aside; nothing is deleted.
    """
    READER.start()
    desk = open_desk(folder, for_repair=True)
    document = run_repair(desk, datetime.now(UTC))
    answer(
        output,
        table=lambda: repair_view(document),
        document=lambda: document,
        rows=lambda: _repair_rows(document),
    )
    if document.lost:
        raise typer.Exit(1)


def verify_view(document: VerifyDocument) -> RenderableType:
    """What was compared, and what is wrong."""
    deliveries = terminal.whole(document.deliveries)
    lines = [
        Text(document.election.name, style="bold"),
        Text(f"{deliveries} deliveries, {terminal.whole(document.rows)} rows compared."),
    ]
    if document.undigested:
        words = "were taken in before rows had digests; only their bytes are compared."
        lines.append(Text(f"{terminal.whole(document.undigested)} of them {words}", style="yellow"))
    if not document.problems:
        lines.append(Text("The ledger is what was taken in.", style="green"))
    return Group(*lines, *_problems(document.problems))


def repair_view(document: RepairDocument) -> RenderableType:
    """What became of the deliveries."""
    lines = [Text(document.election.name, style="bold")]
    lines += [
        Text(f"{terminal.whole(number)} deliveries {_DONE[kind]}.") for kind, number in document.done.items()
    ]
    lines.append(Text(f"The old table is in {document.old_ledger}."))
    return Group(*lines, *_problems(document.lost))


def _problems(problems: Iterable[LedgerProblem]) -> list[Text]:
    lines = []
    for problem in problems:
        text = Text(f"{problem.kind} ", style="bold red")
        text.append(f"{problem.path or problem.file}\n", style="dim").append(f"  {problem.message}")
        if problem.sheets:
            text.append(f"\n  sheets: {', '.join(problem.sheets)}")
        lines.append(text)
    return lines


def _repair_rows(document: RepairDocument) -> pl.DataFrame:
    done = [{"kind": kind, "deliveries": number} for kind, number in document.done.items()]
    return pl.from_dicts(done) if done else pl.DataFrame(schema={"kind": pl.String, "deliveries": pl.Int64})
