"""Tables in which each row is a list and each column a sheet, turned into the long layout.

A town's workbook may have, below one another, a block for each contest: its name, the precincts side by side,
and a row for each candidate, for blanks and for the total.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from escrutinio.feeds.drafting.column_words import Role, is_level, role_of, words_in
from escrutinio.feeds.number_forms import NO_FIGURE, is_figure
from escrutinio.feeds.raw_table import DAMAGE, LINE, RawTable
from escrutinio.model import FeedError

CONTEST, SHEET, SELECTION, VOTES = "contest", "sheet", "selection", "votes"
"""What the columns are called that a turned table has."""

_FEWEST_SHEETS = 2
_LONGEST_NAME = 120
_GENERAL = (Role.SELECTION, Role.CONTEST, Role.PARTY)
"""What a word above the names of lists says of none of the contests."""


@dataclass(frozen=True)
class _Row:
    """A row of such a table: the words at its left, and the cells after them.

    Attributes:
        line: where it stands.
        damage: as the reader found it.
        label: of the list, or of the contest.
        cells: place of a column -> what stands there, without what is empty.
    """

    line: int
    damage: str | None
    label: str
    cells: dict[int, str]

    def numbers(self) -> list[str]:
        return [cell for cell in self.cells.values() if is_figure(cell)]

    def words(self) -> list[str]:
        return [cell for cell in self.cells.values() if not is_figure(cell) and cell not in NO_FIGURE]

    def has_figures(self) -> bool:
        """Whether it has numbers, or signs for none."""
        return any(is_figure(cell) or cell in NO_FIGURE for cell in self.cells.values())


def turned_table(table: RawTable) -> RawTable:
    """The table with a row for each figure: its contest, if any is named, sheet, selection and votes.

    Args:
        table: one whose columns go by number, as no line of it names them all.

    Raises:
        FeedError: no row names sheets side by side, none has figures of them, or a row has several names.
    """
    rows = _rows(table)
    if rows is None:
        raise FeedError("no row has figures for several sheets side by side", hint="Leave out turned.")
    named: dict[int, str] = {}
    names: dict[int, str] = {}
    contest, fresh, last = "", False, 0
    ballots: tuple[str, dict[int, str]] = ("", {})
    above: list[int] = []
    nameless: list[int] = []
    unclear: _Row | None = None
    found: list[tuple[int, str | None, str | None, str | None, str | None, str]] = []
    for row in rows:
        if names_sheets(row):
            if not names and last != row.line - 1:
                contest, fresh = "", False  # what stands apart above the table is its title
            named = {place: name for place, name in row.cells.items() if name not in NO_FIGURE}
            names = {place: name for place, name in named.items() if not _is_share(name)}
            unclear = None
            if is_contest(row.label):
                contest, fresh = row.label, True
        elif not row.has_figures():
            unclear = row if row.words() else unclear
            if 0 < len(row.label) <= _LONGEST_NAME:  # what is longer tells of a contest, and does not name it
                contest, fresh = f"{contest} {row.label}" if fresh else row.label, True
        elif not names:
            above.append(row.line)
        else:
            if unclear is not None and _may_name(unclear, row):
                raise FeedError(
                    f"it is not clear whose figures stand on line {row.line}: "
                    f"line {unclear.line} above it does not name sheets each once",
                    hint="Give each column of the file the name of its sheet.",
                )
            unclear = None
            if any(is_figure(row.cells[place]) for place in row.cells.keys() - named.keys()):
                nameless.append(row.line)
            word, fresh = row.label, False
            if not ballots[0] and _counts_ballots(row):
                ballots = (row.label, row.cells)
            elif row.cells == ballots[1] and word and not _counts_ballots(row):
                contest, word = row.label, ballots[0]  # a contest's name, beside the ballots once more
            found += [
                (row.line, row.damage, contest or None, names[place], word or None, cell)
                for place, cell in row.cells.items()
                if place in names
            ]
        last = row.line
    if not found:
        raise FeedError("no row names sheets side by side above figures", hint="Leave out turned.")
    schema = {LINE: pl.Int64, DAMAGE: pl.String} | dict.fromkeys(
        (CONTEST, SHEET, SELECTION, VOTES), pl.String
    )
    frame = pl.DataFrame(found, schema=schema, orient="row")
    if frame[CONTEST].null_count() == frame.height:
        frame = frame.drop(CONTEST)
    remarks = [
        f"Figures stand {where}, and are not read: {_lines(lines)}."
        for where, lines in (
            ("above the names of sheets", above),
            ("in columns without the name of a sheet", nameless),
        )
        if lines
    ]
    return replace(table, frame=frame, doubled={}, torn={}, remarks=(*table.remarks, *remarks))


def _lines(lines: Sequence[int]) -> str:
    return f"line {lines[0]}" if len(lines) == 1 else f"lines {lines[0]} to {lines[-1]}"


def _may_name(row: _Row, figures: _Row) -> bool:
    """Whether a row above figures seems to say what sheets they are of, and does not do so for certain."""
    words = row.words()
    beside = figures.cells.keys() & row.cells.keys()
    if 2 * len(beside) <= len(figures.cells):
        return False
    numbered = any(map(str.isdigit, "".join(words)))
    told_apart = len(words) == 1 or len(set(words)) > 1
    return numbered or (told_apart and any(role_of(word) in (None, Role.SHEET) for word in words))


def _is_share(name: str) -> bool:
    """Whether a column holds shares: "Pct. 1" is a precinct."""
    return role_of(name) is Role.SHARE and not any(map(str.isdigit, name))


def _counts_ballots(row: _Row) -> bool:
    return role_of(row.label) is Role.CAST


def names_in(table: RawTable) -> tuple[list[str], list[str]]:
    """What rows of figures are called, and what the first row above them calls the sheets; none for neither.

    Raises:
        FeedError: a row has several names.
    """
    rows = _rows(table) or []
    sheets = next((list(row.cells.values()) for row in rows if names_sheets(row)), [])
    return [row.label for row in rows if row.numbers() and not names_sheets(row)], sheets


def names_sheets(row: _Row) -> bool:
    """Whether a row has the names of sheets side by side, or their numbers from one on."""
    cells, words, numbers = list(row.cells.values()), row.words(), row.numbers()
    if len(cells) < _FEWEST_SHEETS or len(set(cells)) < len(cells):
        return False
    if 2 * len(words) >= len(cells) and len(words) >= _FEWEST_SHEETS:
        return True
    counted = numbers == [str(number) for number in range(1, len(numbers) + 1)]
    if not counted or len(numbers) < _FEWEST_SHEETS:
        return False
    # "List A" may have 1, 2 and, in all, 3 votes; "Candidate" has none.
    one_of_them = role_of(row.label) in _GENERAL and words_in(row.label) > 1
    return bool(words) or not (is_contest(row.label) or one_of_them)


def is_contest(label: str) -> bool:
    """Whether a word beside the names of sheets is a contest's, and not one for stations or lists."""
    if not label:
        return False
    role = role_of(label)
    general = role is Role.SHEET or (role in _GENERAL and words_in(label) <= 2)
    return not general and not (is_level(label) and words_in(label) == 1)


def _rows(table: RawTable) -> list[_Row] | None:
    """The rows, with their words apart from the cells after them; None where no row has several figures."""
    columns = [name for name in table.frame.columns if name not in (LINE, DAMAGE)]
    texts = table.frame.select(
        LINE, DAMAGE, *(pl.col(name).cast(pl.String).str.strip_chars() for name in columns)
    )
    read = [
        (line, damage, {place: " ".join(cell.split()) for place, cell in enumerate(cells) if cell})
        for line, damage, *cells in texts.iter_rows()
    ]
    figures = [cells for *_, cells in read if sum(map(is_figure, cells.values())) >= _FEWEST_SHEETS]
    places = Counter(place for cells in figures if (place := _place_of_name(cells)) is not None)
    if not places:
        return None
    labels = places.most_common(1)[0][0]
    for line, _, cells in read:
        words = [cell for place, cell in cells.items() if place <= labels and not is_figure(cell)]
        if len(words) > 1 and sum(map(is_figure, cells.values())) >= _FEWEST_SHEETS:
            raise FeedError(
                f"line {line} has several texts before its figures: {words[0]!r} and {words[1]!r}",
                hint="Each row of a turned table has one name at its left, that of the list.",
            )
    return [
        _Row(
            line,
            damage,
            " ".join(cell for place, cell in cells.items() if place <= labels and not is_figure(cell)),
            {place: cell for place, cell in cells.items() if place > labels},
        )
        for line, damage, cells in read
    ]


def _place_of_name(cells: Mapping[int, str]) -> int | None:
    """The place of the last text before the first number; None where there is none."""
    before = itertools.takewhile(lambda place: not is_figure(cells[place]), cells)
    return max(before, default=None)
