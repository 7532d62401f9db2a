"""How a command prints its answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

import typer

if TYPE_CHECKING:
    import polars as pl
    from rich.console import RenderableType

_Written = TypeVar("_Written")


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


def answer_in_lines(
    output: Format,
    written: _Written,
    *,
    lines: Callable[[_Written], Iterable[str]],
    rows: Callable[[_Written], pl.DataFrame],
    incomplete: bool,
) -> None:
    """Print what was written, as a table of lines of text; code 1 where not all of it could be.

    Raises:
        typer.Exit: it is incomplete.
    """
    from rich.console import Group

    answer(
        output,
        table=lambda: Group(*lines(written)),
        document=lambda: written,
        rows=lambda: rows(written),
    )
    if incomplete:
        raise typer.Exit(1)


def write(output: Format, *, document: Callable[[], object], rows: Callable[[], pl.DataFrame]) -> None:
    """Print a document as JSON, or rows as CSV."""
    if output is Format.JSON:
        from escrutinio.flows.documents.encoding import to_json

        typer.echo(to_json(document(), indent=2))
    else:
        from escrutinio.feeds import without_formulas

        typer.echo(without_formulas(rows()).write_csv(), nl=False)
