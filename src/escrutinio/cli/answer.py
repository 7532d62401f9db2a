"""How a command prints its answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from enum import StrEnum
from typing import Any

import polars as pl
import typer
from rich.console import RenderableType

from escrutinio.cli import terminal


class Format(StrEnum):
    """How a command prints its answer."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def answer(
    output: Format,
    *,
    table: Callable[[], RenderableType],
    document: Callable[[], Any],
    rows: Callable[[], pl.DataFrame],
) -> None:
    """Print an answer in the form asked for, and make no other form of it."""
    if output is Format.TABLE:
        terminal.console().print(table())
    else:
        write(output, document=document, rows=rows)


def write(output: Format, *, document: Callable[[], Any], rows: Callable[[], pl.DataFrame]) -> None:
    """Print a document as JSON, or rows as CSV."""
    if output is Format.JSON:
        typer.echo(json.dumps(document(), ensure_ascii=False, indent=2))
    else:
        typer.echo(rows().write_csv(), nl=False)
