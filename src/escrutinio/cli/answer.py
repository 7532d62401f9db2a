"""How a command prints its answer."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

import polars as pl
import typer
from rich.console import RenderableType

from escrutinio.cli import terminal
from escrutinio.feeds import without_formulas
from escrutinio.flows.documents import to_json


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
        terminal.console().print(table())
    else:
        write(output, document=document, rows=rows)


def write(output: Format, *, document: Callable[[], object], rows: Callable[[], pl.DataFrame]) -> None:
    """Print a document as JSON, or rows as CSV."""
    if output is Format.JSON:
        typer.echo(to_json(document(), indent=2))
    else:
        typer.echo(without_formulas(rows()).write_csv(), nl=False)
