"""How a command prints its answer."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    import polars as pl
    from rich.console import RenderableType


class Format(StrEnum):
    """How a command prints its answer."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def answer(
    output: Format,
    *,
    table: Callable[[], RenderableType],
    document: Callable[[], object],
    rows: Callable[[], pl.DataFrame],
) -> None:
    """Print an answer in the form asked for, and make no other form of it."""
    if output is Format.TABLE:
        # What prints an answer is for who has one: the help of a command needs none of it.
        from escrutinio.cli import terminal

        # All is wrapped to the width already, but for lines that must stay in one piece.
        terminal.console().print(table(), crop=False)
    else:
        write(output, document=document, rows=rows)


def write(output: Format, *, document: Callable[[], object], rows: Callable[[], pl.DataFrame]) -> None:
    """Print a document as JSON, or rows as CSV."""
    if output is Format.JSON:
        from escrutinio.flows.documents.encoding import to_json

        typer.echo(to_json(document(), indent=2))
    else:
        from escrutinio.feeds import without_formulas

        typer.echo(without_formulas(rows()).write_csv(), nl=False)
