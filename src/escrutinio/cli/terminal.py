"""What a terminal shows: tables of at most 80 columns, numbers aligned, colours only as help."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from escrutinio.flows.count import Count
from escrutinio.model import Contest, Election, UnitFigures

WIDTH = 80


def console(*, stderr: bool = False) -> Console:
    """A console no wider than 80 columns when it is a terminal of unknown or larger width.

    Names and paths are printed as they are: "[x]" and ":fire:" mean nothing here.
    """
    own_width = Console(stderr=stderr, highlight=False, markup=False, emoji=False)
    if own_width.width > WIDTH or not own_width.is_terminal:
        return Console(stderr=stderr, highlight=False, markup=False, emoji=False, width=WIDTH)
    return own_width


def whole(number: int | None) -> str:
    """A whole number with separators; "-" when there is none."""
    return "-" if number is None else f"{number:,}"


def percent(share: float | None, places: int = 2) -> str:
    """A share as per cent; "-" when there is none."""
    return "-" if share is None else f"{100 * share:.{places}f} %"


def file_name(name: str, width: int) -> str:
    """A file's name on lines of at most ``width`` characters, broken after ``_``, ``-``, ``.`` or a space."""
    lines = [""]
    for piece in re.findall(r"[^_\-. ]*[_\-. ]?", name):
        if lines[-1] and len(lines[-1]) + len(piece) > width:
            lines.append("")
        lines[-1] += piece
    return "\n".join(lines)


def moment(when: datetime | None, election: Election) -> str:
    """A moment in the election's own time."""
    return election.local(when).strftime("%d %b %Y %H:%M") if when else "-"


def heading(counted: Count) -> RenderableType:
    """Of which election, which moment and which sheets."""
    election = counted.election
    lines = [Text(election.name, style="bold")]
    newest = moment(counted.observed_at, election)
    lines.append(Text(f"Newest sheet: {newest} ({election.timezone.key})"))
    if counted.rehearsing:
        lines.append(Text(f"REHEARSAL. {election.note}", style="yellow"))
    if counted.excluded.height:
        lines.append(
            Text(f"{whole(counted.excluded.height)} sheets are excluded by the election's definition.")
        )
    return Group(*lines)


def figures_table(title: str, figures: UnitFigures, contest: Contest, election: Election) -> RenderableType:
    """The figures of one unit: selections by votes, then valid, blank, null and cast."""
    table = Table(title=title, title_justify="left", title_style="bold", min_width=44)
    table.add_column("Selection")
    table.add_column("Votes", justify="right")
    table.add_column("of valid", justify="right")
    for name in ranked(figures.votes, contest):
        votes = figures.votes[name]
        if votes == 0 and name in contest.withdrawn:
            continue
        gone = " (withdrawn)" if name in contest.withdrawn else ""
        label = Text("■ ", style=election.selections[name].color) + Text(name + gone, style="default")
        table.add_row(label, whole(votes), percent(figures.shares_of_valid[name]))
    table.add_section()
    table.add_row("Valid", whole(figures.valid), "")
    table.add_row("Blank", whole(figures.blank), f"{percent(figures.blank_share_of_cast)} of cast")
    table.add_row("Null", whole(figures.null), f"{percent(figures.null_share_of_cast)} of cast")
    table.add_row("Cast", whole(figures.cast), f"turnout {percent(figures.turnout)}")
    return Group(table, Text(coverage(figures)))


def coverage(figures: UnitFigures) -> str:
    """How much is in, in one line."""
    text = (
        f"Sheets {whole(figures.sheets_reported)} of {whole(figures.sheets_expected)} "
        f"({percent(figures.sheets_share)}); "
        f"{percent(figures.registered_share)} of registered voters"
    )
    if figures.sheets_unexpected:
        text += f"; {whole(figures.sheets_unexpected)} not in the stations file"
    return text


def ranked(votes: Mapping[str, int], contest: Contest) -> list[str]:
    """Selections by votes, equals in the order of the ballot."""
    return sorted(votes, key=lambda name: (-votes[name], contest.selections.index(name)))


def together(names: Sequence[str]) -> str:
    """Names as a sentence has them: "A, B and C"."""
    return _joined(names, "and")


def either(names: Sequence[str]) -> str:
    """Names of which one is meant: "A, B or C"; of many, how many they are."""
    return _joined(names, "or") if len(names) <= 5 else f"Each of {len(names)}"


def _joined(names: Sequence[str], word: str) -> str:
    *first, last = names
    return f"{', '.join(first)} {word} {last}" if first else last


def span(least: int, most: int) -> str:
    """A range of whole numbers."""
    return str(least) if least == most else f"{least} to {most}"
