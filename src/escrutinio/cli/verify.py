"""``escrutinio verify``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Group, RenderableType
from rich.text import Text

from escrutinio.cli import terminal
from escrutinio.cli.answer import Format, answer
from escrutinio.cli.options import FormatOption, given_file
from escrutinio.feeds import READER
from escrutinio.flows.desk import Desk, open_desk
from escrutinio.flows.documents.deliveries import LedgerProblem, VerifyDocument
from escrutinio.flows.tables import problem_rows
from escrutinio.flows.verify import verify as verify_folder
from escrutinio.flows.verify_package import verify_package
from escrutinio.model import LedgerError, UsageError

EXAMPLE = "Example: escrutinio verify night.zip --since checkpoint"
_SIGNS = {True: ("agrees", "green"), False: ("DIFFERS", "bold red"), None: ("not compared", "yellow")}


def verify(
    what: Annotated[
        str,
        typer.Argument(
            metavar="WHAT", help="An election folder, a package, or the address of one or of a site."
        ),
    ],
    since: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="A checkpoint that you have kept; the log must have grown from it."
        ),
    ] = None,
    key: Annotated[
        str, typer.Option(metavar="KEY", help="The public key that must have signed a package.")
    ] = "",
    authority: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The certificates by which time stamps have to be signed."),
    ] = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """Check that a result is what it is said to be.

    Of a package everything is computed again from the files that came in: rows, count, law and projection.
    Of a folder the ledger is compared with what was taken in and with the log.
    """
    kept = given_file(since) if since else None
    trusted = given_file(authority) if authority else None
    if "://" in what or Path(what).is_file():
        READER.start()
        document = verify_package(what, since=kept, key=key, authority=trusted)
    elif not Path(what).exists():
        raise UsageError(
            f"there is no {what}", hint="Name a package, an election's folder, or the address of one."
        )
    elif key:
        raise UsageError("--key is for packages", hint="A folder is verified with its own key.")
    else:
        document = verify_folder(_opened(Path(what)), since=kept, authority=trusted)
    answer(
        output,
        table=lambda: verify_view(document),
        document=lambda: document,
        rows=lambda: problem_rows(document.problems),
    )
    if document.problems:
        raise typer.Exit(1)


def verify_view(document: VerifyDocument) -> RenderableType:
    """What was compared, part by part, and what is wrong."""
    lines = [Text(document.election.name, style="bold")]
    if document.signed is None:
        lines.append(Text("Nothing is signed: whoever has made it could have made it anew.", style="yellow"))
    elif document.signed:
        lines.append(terminal.unbroken(f"Signed by {document.key}", style="dim"))
    elif document.key:
        words = f"Not signed by {document.key}, or not as it was signed."
        lines.append(terminal.unbroken(words, style="bold red"))
    else:
        lines.append(Text("Signed, and the public key of that signature is not here.", style="bold red"))
    if document.witnesses:
        lines.append(Text(f"Witnesses: {', '.join(document.witnesses)}", style="dim"))
    for part in document.parts:
        word, style = _SIGNS[part.agrees]
        line = Text(f"  {part.part:<12}").append(f"{word:<14}", style=style).append(part.detail)
        lines.append(line)
    if document.undigested:
        words = "were taken in before rows had digests; only their bytes are compared."
        lines.append(Text(f"{terminal.whole(document.undigested)} of them {words}", style="yellow"))
    lines += [Text(line, style="yellow") for line in _one_sided(document)]
    if not document.problems:
        whole = "Everything agrees." if _computed(document) else "The ledger is what was taken in."
        if document.one_sided:
            whole = "Everything that both versions state agrees."
        lines.append(Text(whole, style="green"))
    return Group(*lines, *problem_lines(document.problems))


def problem_lines(problems: Iterable[LedgerProblem]) -> list[Text]:
    """What is wrong, each with the sheets and figures concerned."""
    lines = []
    for problem in problems:
        text = Text(problem.kind, style="bold red")
        where = problem.path or problem.file
        text.append(f" {where}\n" if where else "\n", style="dim").append(f"  {problem.message}")
        if problem.sheets:
            text.append(f"\n  sheets: {', '.join(problem.sheets)}")
        for change in problem.changes:
            what = " ".join(filter(None, (change.where, change.figure)))
            text.append(f"\n    {what}: was {change.old or 'not there'}, is {change.new or 'not there'}")
        lines.append(text)
    return lines


def _one_sided(document: VerifyDocument) -> list[str]:
    """That another version made the package, and the keys that could not be compared."""
    if not document.one_sided:
        return []
    which = "Another" if any(delivery.in_package for delivery in document.one_sided) else "An earlier"
    lines = [f"{which} version of the program made this package. These keys were not compared:"]
    for in_package, words in (
        (True, "only in the package; this program has no such key"),
        (False, "not in the package; 0, no or empty as this program computes it"),
    ):
        files: dict[str, list[str]] = {}
        for differing in document.one_sided:
            if differing.in_package is in_package:
                files.setdefault(differing.file, []).append(differing.key)
        lines += [f"  {file}: {', '.join(keys)} ({words})" for file, keys in files.items()]
    return lines


def _computed(document: VerifyDocument) -> bool:
    """Whether everything was computed again, as of a package."""
    return any(part.part == "law" for part in document.parts)


def _opened(folder: Path) -> Desk:
    """A folder whose ledger may be one that cannot be read."""
    try:
        return open_desk(folder)
    except LedgerError:
        return open_desk(folder, for_repair=True)
