"""Arguments and options that many commands have."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from escrutinio.cli.answer import Format
from escrutinio.model import Election, UsageError

Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="The election's folder.", show_default=False)]
FormatOption = Annotated[
    Format, typer.Option("--format", metavar="FORMAT", help="How to print the answer: table, json or csv.")
]
ExplainOption = Annotated[
    bool, typer.Option("--explain", help="Show every step of the law with its article.")
]
LanguageOption = Annotated[
    str | None,
    typer.Option(
        "--lang", metavar="LANGUAGE", help="Names in this language, such as es; otherwise the first of each."
    ),
]
AsOfOption = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="TIME",
        help="Only what was observed by then, such as 2020-10-19T08:30; local time unless it has an offset.",
    ),
]


def moment_of(text: str | None, election: Election, option: str = "--as-of") -> datetime | None:
    """The moment (UTC) that an option names; None stays None.

    Raises:
        UsageError: it is not a time.
    """
    if text is None:
        return None
    try:
        return election.parse_time(text)
    except ValueError:
        raise UsageError(
            f"{option} {text!r} is not a time",
            hint="Give it like 2020-10-19T08:30 or 2020-10-19T12:30:00+00:00.",
        ) from None


def day_of(text: str | None, option: str = "--day") -> date | None:
    """The day that an option names; None stays None.

    Raises:
        UsageError: it is not a day.
    """
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option} {text!r} is not a day", hint="Give it like 2023-07-23.") from None


def given_file(path: Path) -> bytes:
    """The bytes of a file that the command line names.

    Raises:
        UsageError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from None
