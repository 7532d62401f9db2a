"""``escrutinio repair``."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import typer
from rich.console import Group, RenderableType
from rich.text import Text

from escrutinio.cli.answer import Format, answer
from escrutinio.cli.options import Folder, FormatOption
from escrutinio.cli.verify import problem_lines
from escrutinio.feeds import READER
from escrutinio.flows.desk import open_desk
from escrutinio.flows.documents.deliveries import RepairDocument
from escrutinio.flows.so_many import so_many
from escrutinio.flows.verify import repair as run_repair

EXAMPLE = "Example: escrutinio repair night"
_DONE = {
    "same": "with the rows that were taken in",
    "read-again": "read again from the bytes; the rows differ from those before, or those had no digest",
    "kept": "with the rows of the old table: the bytes cannot be read again",
}


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


def repair_view(document: RepairDocument) -> RenderableType:
    """What became of the deliveries."""
    lines = [Text(document.election.name, style="bold")]
    lines += [Text(f"{so_many(number, 'delivery')} {_DONE[kind]}.") for kind, number in document.done.items()]
    lines.append(Text(f"The old table is in {document.old_ledger}."))
    return Group(*lines, *problem_lines(document.lost))


def _repair_rows(document: RepairDocument) -> pl.DataFrame:
    done = [{"kind": kind, "deliveries": number} for kind, number in document.done.items()]
    return pl.from_dicts(done) if done else pl.DataFrame(schema={"kind": pl.String, "deliveries": pl.Int64})
