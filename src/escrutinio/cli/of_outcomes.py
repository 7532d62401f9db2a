"""What a law decides, as the commands print it: an office in words, a chamber as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from rich.table import Table

from escrutinio.cli import terminal
from escrutinio.law.decisions import Decision as OfficeDecision
from escrutinio.law.decisions import Elected, MeasureResult, RunOff, Tie
from escrutinio.law.outcome import Chamber

if TYPE_CHECKING:
    from escrutinio.bounds import ChamberBounds

_MOST_NAMED = 8
"""So many lists without a seat that can still win some have a row each, and so many second rounds a line."""


def office_words(office: OfficeDecision, *, final: bool, name_of: Callable[[str], str] = str) -> str:
    """The decision on an office, in words; while sheets are missing nobody "is elected"."""
    if isinstance(office, Elected):
        if final:
            return f"{name_of(office.name)} is elected{': ' + office.text if office.text else ''}"
        return f"{name_of(office.name)} would be elected"
    if isinstance(office, MeasureResult):
        adopted = "adopted" if office.adopted else "not adopted"
        return f"It {'is' if final else 'would be'} {adopted}: {office.text}".replace("be not", "not be")
    if isinstance(office, RunOff):
        tie = (
            f"; tied for the remaining places: {terminal.together([*map(name_of, office.tie.tied)])}"
            if office.tie
            else ""
        )
        between = f" between {terminal.together([*map(name_of, office.pair)])}" if office.pair else ""
        return f"Run-off{between}{tie}"
    if isinstance(office, Tie):
        return f"Tie between {terminal.together([*map(name_of, office.tied)])}"
    return f"Undecided: {office.text}"


def second_rounds(chamber: Chamber) -> Iterator[str]:
    """Why single seats are undecided: a second round is due there, and who stands in it."""
    due = {unit: found for unit, found in chamber.districts.items() if isinstance(found, RunOff)}
    if len(due) > _MOST_NAMED:
        yield f"A second round is due for {terminal.whole(len(due))} seats; --explain says who stands."
        return
    for unit, found in due.items():
        words = office_words(found, final=True)
        yield f"{unit}: {words[:1].lower()}{words[1:]}."


def chamber_table(
    chamber: Chamber, bounds: ChamberBounds | None, *, final: bool, name_of: Callable[[str], str] = str
) -> Table:
    """The seats of a chamber, by kind where there are several; and what they can still be."""
    kinds = sorted(chamber.by_kind) if len(chamber.by_kind) > 1 else []
    size = f"{terminal.whole(chamber.size)} seat{'s' * (chamber.size != 1)}"
    majority = f", majority {terminal.whole(chamber.majority)}" if chamber.whole_body else ""
    table = terminal.titled_table(f"{chamber.name}, {size}{majority}")
    table.add_column("Selection")
    for kind in kinds:
        table.add_column(kind.capitalize(), justify="right")
    table.add_column("Seats", justify="right")
    if bounds is not None:
        table.add_column("possible", justify="right")
    with_seats = [name for name, seats in chamber.seats.items() if seats]
    for name in sorted(with_seats, key=lambda name: (-chamber.seats[name], name)):
        split = [str(chamber.by_kind[kind].get(name, 0)) for kind in kinds]
        row = [name_of(name), *split, str(chamber.seats[name])]
        if bounds is not None:
            possible = bounds.seats.get(name)
            row.append("-" if possible is None else terminal.span(possible.min_seats, possible.max_seats))
        table.add_row(*row)
    if bounds is not None:
        ranges = {name: range_.max_seats for name, range_ in bounds.seats.items() if name not in with_seats}
        able = sorted((name for name, most in ranges.items() if most), key=lambda name: (-ranges[name], name))
        named = able if len(able) <= _MOST_NAMED else []
        for name in named:
            table.add_row(name_of(name), *[""] * len(kinds), "0", terminal.span(0, ranges[name]))
        if able and not named:
            others = f"({terminal.whole(len(able))} others)"
            table.add_row(others, *[""] * len(kinds), "0", terminal.span(0, max(ranges.values())))
    # A seat without a counted vote is vacant under the law; while sheets are missing it is just not counted.
    vacant_words = "vacant" if final else "not yet counted"
    for seats, words in ((chamber.undecided, "undecided"), (chamber.vacant, vacant_words)):
        if seats:
            table.add_row(f"({words})", *[""] * len(kinds), str(seats))
    return table
