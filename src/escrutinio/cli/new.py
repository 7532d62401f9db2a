"""``escrutinio new``."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Group, RenderableType
from rich.text import Text

from escrutinio.cli.answer import Format, answer
from escrutinio.cli.options import AsOfOption, Folder, FormatOption
from escrutinio.flows.new_election import new_document, new_election
from escrutinio.flows.tables import new_rows
from escrutinio.model import Election
from escrutinio.samples import SAMPLES

EXAMPLE = "Example: escrutinio new night --sample bolivia-2020"


def new(
    folder: Folder,
    sample: Annotated[
        str, typer.Option(metavar="NAME", help=f"The sample to start from: {', '.join(SAMPLES)}.")
    ] = "bolivia-2020",
    data: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER", help="The folder with the real sheets; otherwise they are reconstructed."
        ),
    ] = None,
    as_of: AsOfOption = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """Make an election folder from a sample, as a rehearsal."""
    election = new_election(folder, sample, data, datetime.now(UTC), as_of)
    document = new_document(folder, election)
    answer(
        output,
        table=lambda: new_view(folder, election, reconstructed=data is None),
        document=lambda: document,
        rows=lambda: new_rows(document),
    )


def new_view(folder: Path, election: Election, *, reconstructed: bool) -> RenderableType:
    """What was made, and what can be done with it."""
    lines = [
        f"{folder}: {election.name}",
        election.note,
        "The night is a rehearsal: look at it with count, decide, check and replay.",
        "The first file that you ingest begins the real count, which never mixes with it.",
    ]
    if reconstructed:
        lines.append(
            "Its stations file is reconstructed too: to count real files, give their folder with --data."
        )
    return Group(*map(Text, lines))
