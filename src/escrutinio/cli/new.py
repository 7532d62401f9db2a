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
from escrutinio.flows.new_election import (
    NewElection,
    blank_election,
    drafted_election,
    new_document,
    recipe_election,
    sample_election,
)
from escrutinio.flows.tables import new_rows
from escrutinio.model import UsageError
from escrutinio.samples import SAMPLES

EXAMPLE = "Example: escrutinio new night --from results_2100.csv"


def new(
    folder: Folder,
    more: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILES]", help="Further files of --from.", show_default=False),
    ] = None,
    source: Annotated[
        list[Path] | None,
        typer.Option("--from", metavar="FILE", help="Files of a source, to draft from how they are read."),
    ] = None,
    sample: Annotated[
        str | None, typer.Option(metavar="NAME", help=f"A sample to rehearse with: {', '.join(SAMPLES)}.")
    ] = None,
    recipe: Annotated[
        str | None,
        typer.Option(
            metavar="RECIPE", help="How the files are read, by `escrutinio feed list`; else it is guessed."
        ),
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="The folder with the real sheets of the sample; otherwise they are reconstructed.",
        ),
    ] = None,
    as_of: AsOfOption = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """Make an election folder from files, a sample, or blank."""
    files = [*(source or ()), *(more or ())]
    if more and not source:
        raise UsageError("files are given without --from", hint="escrutinio new FOLDER --from FILE ...")
    if files and sample:
        raise UsageError("--from and --sample cannot go together", hint="Make a folder for each.")
    if sample is None and (data is not None or as_of is not None):
        option = "--data" if data is not None else "--as-of"
        raise UsageError(f"{option} needs a sample", hint=f"Add --sample {next(iter(SAMPLES))}.")
    if recipe and not files:
        raise UsageError("--recipe needs files", hint="Give them with --from.")
    now = datetime.now(UTC)
    if sample:
        made = sample_election(folder, sample, data, now, as_of)
        next_steps = _of_sample(made, reconstructed=data is None)
    elif recipe:
        made = recipe_election(folder, files, recipe, now)
        next_steps = _of_draft(folder, files)
    elif files:
        made = drafted_election(folder, files, now)
        next_steps = _of_draft(folder, files)
    else:
        made = blank_election(folder, now)
        next_steps = _of_blank(folder)
    document = new_document(folder, made)
    answer(
        output,
        table=lambda: new_view(folder, made, next_steps),
        document=lambda: document,
        rows=lambda: new_rows(document),
    )


def new_view(folder: Path, made: NewElection, next_steps: list[str]) -> RenderableType:
    """What was made, what to look at, and what can be done with it."""
    name = made.election.name
    heading = str(folder) if name == folder.name else f"{folder}: {name}"
    return Group(*map(Text, (heading, *(f"- {remark}" for remark in made.remarks), *next_steps)))


def _of_sample(made: NewElection, *, reconstructed: bool) -> list[str]:
    lines = [
        made.election.note,
        "The night is a rehearsal: look at it with count, decide, check and replay.",
        "The first file that you ingest begins the real count, which never mixes with it.",
    ]
    if reconstructed:
        lines.append(
            "Its stations file is reconstructed too: to count real files, give their folder with --data."
        )
    return lines


def _of_draft(folder: Path, files: list[Path]) -> list[str]:
    return [
        f"Now read {folder / 'election.toml'}: what is marked as guessed is for you to look at.",
        f"escrutinio feed try {folder} {files[0]}    shows what it makes of the file",
        f"escrutinio ingest {folder} {files[0]}    takes it in",
    ]


def _of_blank(folder: Path) -> list[str]:
    return [
        f"Describe the election in {folder / 'election.toml'},",
        f"and list its sheets in {folder / 'stations.csv'}.",
        f"escrutinio feed try {folder} FILE    shows what a feed makes of a file",
    ]
