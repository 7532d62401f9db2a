"""Arguments and options that many commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from escrutinio.cli.answer import Format

Folder = Annotated[Path, typer.Argument(help="The election's folder.", show_default=False)]
FormatOption = Annotated[Format, typer.Option("--format", help="How to print the answer.")]
AsOfOption = Annotated[
    str | None,
    typer.Option(
        "--as-of", metavar="TIME", help="Only what was observed by then; ISO 8601, local unless it says so."
    ),
]
