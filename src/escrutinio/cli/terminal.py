"""What a terminal shows: tables of at most 80 columns, numbers aligned, colours only as help."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from escrutinio.model import Contest, Election, SheetShare, SheetSum, UnitFigures

if TYPE_CHECKING:
    from escrutinio.flows.count import Count

WIDTH = 80


def console(*, stderr: bool = False) -> Console:
    """A console no wider than 80 columns when it is a terminal of unknown or larger width.

    Names and paths are printed as they are: "[x]" and ":fire:" mean nothing here.
    """
    own_width = Console(stderr=stderr, highlight=False, markup=False, emoji=False)
    if own_width.width > WIDTH or not own_width.is_terminal:
        return Console(stderr=stderr, highlight=False, markup=False, emoji=False, width=WIDTH)
    return own_width


def unbroken(words: str, style: str = "") -> Text:
    """A line in one piece, such as one with a public key: broken at 80 columns it could not be copied."""
    return Text(words, style=style, no_wrap=True, overflow="ignore")


def whole(number: int | None) -> str:
    """A whole number with separators; "-" when there is none."""
    return "-" if number is None else f"{number:,}"


def sheets_in_words(number: int) -> str:
    """A number of sheets: 1 sheet, 2 sheets."""
    return f"{whole(number)} sheet{'s' * (number != 1)}"


def percent(share: float | None, places: int = 2) -> str:
    """A share as per cent; "-" when there is none. What is not whole never shows as 100, and no vote as 0."""
    if share is None:
        return "-"
    shown, least = round(100 * share, places), 10**-places
    if share > 0 and shown <= 0:
        return f"<{least:.{places}f} %"
    return f"{100 - least if share < 1 and shown >= 100 else shown:.{places}f} %"


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
    zone = f" ({election.timezone.key})" if counted.observed_at else ""
    lines.append(Text(f"Newest sheet: {newest}{zone}" if zone else "No sheet is in yet."))
    if counted.rehearsing:
        lines.append(Text(f"REHEARSAL. {election.note}", style="yellow"))
    if counted.excluded.height:
        lines.append(
            Text(f"{whole(counted.excluded.height)} sheets are excluded by the election's definition.")
        )
    return Group(*lines)


def titled_table(title: str, least: int = 0) -> Table:
    """An empty table under a title of one line, where the terminal has room for it.

    Args:
        title: what stands above it.
        least: the characters that it is wide at least.
    """
    # The title is as wide as the columns are without their outer borders.
    width = max(least, len(title) + 2)
    return Table(title=title, title_justify="left", title_style="bold", min_width=width)


def figures_table(title: str, figures: UnitFigures, contest: Contest, election: Election) -> RenderableType:
    """The figures of one unit: selections by votes, then valid, blank, null and cast."""
    table = titled_table(title, 44)
    table.add_column("Selection")
    table.add_column("Votes", justify="right")
    several = contest.votes_allowed > 1
    table.add_column("of votes" if several else "of valid", justify="right")
    if several:
        table.add_column("of ballots", justify="right")
    for name in ranked(figures.least_votes, contest):
        votes = figures.votes[name]
        counted = whole(votes if figures.sheets_reported else None)
        if not votes and name in contest.withdrawn:
            continue
        gone = " (withdrawn)" if name in contest.withdrawn else ""
        label = Text("■ ", style=election.selections[name].color) + Text(
            election.label_of(name) + gone, style="default"
        )
        of_ballots = [percent(figures.shares_of_ballots[name])] if several else []
        table.add_row(label, counted, percent(figures.shares_of_valid[name]), *of_ballots)
    table.add_section()
    table.add_row("Valid ballots" if several else "Valid", of_unit(figures, figures.valid), "")
    if figures.blank is not None:
        table.add_row("Blank", of_unit(figures, figures.blank), _of_cast(figures.blank_share_of_cast))
    if figures.null is not None:
        table.add_row("Null", of_unit(figures, figures.null), _of_cast(figures.null_share_of_cast))
    turnout = figures.turnout.share
    no_turnout = figures.turnout.sheets and turnout is None
    table.add_row("Cast", _cast(figures), f"turnout {'not stated' if no_turnout else percent(turnout)}")
    remarks = [Text(remark, style="yellow") for remark in doubts(figures)]
    if several:
        words = f"A ballot has up to {contest.votes_allowed} votes; valid, blank, null and cast are ballots."
        remarks.insert(0, Text(words))
    return Group(table, Text(coverage(figures)), *remarks)


def of_unit(figures: UnitFigures, figure: SheetSum) -> str:
    """A sum over a unit's sheets; a dash where none of them is in, which is no sum of nothing."""
    return _over_sheets(figure) if figures.sheets_reported else whole(None)


def _cast(figures: UnitFigures) -> str:
    """The votes cast; where some sheets do not state them, they are no fewer than were in the box."""
    cast = figures.cast
    if cast.complete or not cast.stated or not figures.sheets_reported:
        return of_unit(figures, cast)
    least = sum(kind.least for kind in (figures.valid, figures.blank, figures.null) if kind)
    return f"at least {whole(max(cast.least, least))}"


def _over_sheets(figure: SheetSum) -> str:
    """A sum over sheets; the least that it can be where some sheets do not state it."""
    if figure.complete:
        return whole(figure.sum)
    return f"at least {whole(figure.sum)}" if figure.stated else "not stated"


def _of_cast(share: SheetShare | None) -> str:
    return "" if share is None or share.share is None else f"{percent(share.share)} of cast"


def coverage(figures: UnitFigures) -> str:
    """How much is in, in one line."""
    unknown = ""
    if figures.all_expected_listed:
        text = f"Sheets {whole(figures.sheets_expected_in)} of {whole(figures.sheets_expected)}"
        text += f" ({percent(figures.sheets_share)})"
    else:
        text = f"Sheets {whole(figures.sheets_reported)}"
        unknown = "; how many are expected is not known"
    if figures.sheets_in_part:
        text += f", and {whole(figures.sheets_in_part)} in part"
    text += unknown
    expected = figures.registered_expected
    if expected.stated and figures.all_expected_listed:
        known = "registered voters" if expected.complete else "the registered voters that are known"
        text += f"; {percent(figures.registered_share)} of {known}"
    if not expected.complete:
        whose = sheets_in_words(expected.unstated) if expected.stated else "all sheets"
        text += f"; the registered voters of {whose} are not known"
    if figures.sheets_unexpected:
        more = " more" if figures.all_expected_listed else ""
        text += f"; {whole(figures.sheets_unexpected)}{more} not in the stations file"
    return text


def doubts(figures: UnitFigures) -> Iterator[str]:
    """What must be known to read the figures of a unit: what is not stated, and what does not add up."""
    sums = (
        ("Votes cast", figures.cast),
        ("Valid ballots" if figures.votes_allowed > 1 else "Valid votes", figures.valid),
        ("Blank votes", figures.blank),
        ("Null votes", figures.null),
    )
    for name, figure in sums:
        if figure is not None and figure.stated and not figure.complete:
            yield f"{name}: known on {whole(figure.stated)} of {whole(figure.sheets)} sheets."
    turnout = figures.turnout
    if turnout.stated and not turnout.complete:
        of = f"{whole(turnout.stated)} of {whole(turnout.sheets)} sheets"
        yield f"Turnout is over {of} that state both numbers."
    if turnout.share is not None and turnout.share > 1:
        yield "Turnout is above 100 %: the sheets state more votes cast than registered voters."
    for name, share in (("blank", figures.blank_share_of_cast), ("null", figures.null_share_of_cast)):
        if share is not None and share.share is not None and share.share > 1:
            yield f"The sheets state more {name} votes than votes cast."
    if figures.unstated_votes:
        yield f"{not_stated(figures.unstated_votes)}."
    if figures.sheets_not_adding_up and figures.votes_allowed > 1:
        yield f"{over_ballots(figures.sheets_not_adding_up)}."
    elif figures.sheets_not_adding_up:
        larger = figures.share_base > figures.valid.least
        of = "; shares are of the votes of all selections, which are more" if larger else ""
        yield f"{not_adding_up(figures.sheets_not_adding_up)}{of}."


def over_ballots(sheets: int) -> str:
    """How many sheets have more votes than their ballots can have, in words."""
    if sheets == 1:
        return "1 sheet has more votes than its valid ballots can have"
    return f"{whole(sheets)} sheets have more votes than their valid ballots can have"


def not_stated(gaps: int) -> str:
    """How many figures of votes the sheets do not state, in words."""
    if gaps == 1:
        return "On the counted sheets 1 figure of votes is missing; the sums leave it out"
    return f"On the counted sheets {whole(gaps)} figures of votes are missing; the sums leave them out"


def not_adding_up(sheets: int) -> str:
    """How many sheets do not add up, in words."""
    if sheets == 1:
        return "1 sheet's votes do not add up to its valid votes"
    return f"{whole(sheets)} sheets' votes do not add up to their valid votes"


def ranked(votes: Mapping[str, int], contest: Contest) -> list[str]:
    """Selections by votes, equals in the order of the ballot."""
    place = {name: number for number, name in enumerate(contest.selections)}
    return sorted(votes, key=lambda name: (-votes[name], place[name]))


def together(names: Sequence[str]) -> str:
    """Names as a sentence has them: "A, B and C"."""
    return _joined(names, "and")


def either(names: Sequence[str]) -> str:
    """Names of which one is meant: "A, B or C"; of many, how many they are."""
    return _joined(names, "or") if len(names) <= 5 else f"Each of {len(names)}"


def _joined(names: Sequence[str], word: str) -> str:
    if not names:
        return "nobody"
    *first, last = names
    return f"{', '.join(first)} {word} {last}" if first else last


def span(least: int, most: int) -> str:
    """A range of whole numbers."""
    return str(least) if least == most else f"{least} to {most}"
