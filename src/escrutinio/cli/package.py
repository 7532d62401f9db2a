"""``escrutinio package``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Group, RenderableType
from rich.text import Text

from escrutinio.cli import terminal
from escrutinio.cli.answer import Format, answer
from escrutinio.cli.options import Folder, FormatOption
from escrutinio.flows.desk import open_desk
from escrutinio.flows.documents.package import PackageDocument
from escrutinio.flows.package import package as run_package
from escrutinio.flows.so_many import so_many
from escrutinio.flows.tables import package_rows

EXAMPLE = "Example: escrutinio package night --to night.zip"


def package(
    folder: Folder,
    to: Annotated[Path, typer.Option("--to", metavar="FILE", help="The file to write, such as night.zip.")],
    output: FormatOption = Format.TABLE,
) -> None:
    """Write everything that the result is made of into one file.

    The same folder gives the same bytes. No key and nobody's data are in it.
    """
    desk = open_desk(folder)
    document = run_package(desk, to)
    answer(
        output,
        table=lambda: package_view(document),
        document=lambda: document,
        rows=lambda: package_rows(document),
    )


def package_view(document: PackageDocument) -> RenderableType:
    """What was written, and how to check it."""
    size = f"{document.size / 1e6:,.1f} MB"
    signed = f"Signed by {document.key}" if document.key else "Not signed: see escrutinio log --make-key."
    files, deliveries = so_many(document.files, "file"), so_many(document.deliveries, "file")
    return Group(
        Text(document.election.name, style="bold"),
        Text(f"{document.file}: {size}, {files}; {deliveries} came in"),
        Text(f"sha256 {document.sha256}", style="dim"),
        terminal.unbroken(signed, style="" if document.key else "yellow"),
        Text(f"Check it with: escrutinio verify {document.file}"),
    )
