"""Rows of delimited text in which a quoted text runs over line breaks: it was meant so, or it is torn.

A line break within quotes may be meant, as in an address. Or the closing quote is lost, and the text runs on
to the next quote, in another row: read as one row, a station would have the figures of another. So lines are
joined only where all speaks for it; a line that may be a row of its own is never joined to another.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from escrutinio.feeds.raw_table import DAMAGED

_MOST_LINES = 50
"""A quoted text of more lines is taken for one whose closing quote is missing."""
_NUMBER = re.compile(r"\s*[-+]?\d[\d.,'\s]*")

Row = tuple[int, list[str], str | None]
"""The number of the line on which a row begins, its cells, and what is wrong with it."""


@dataclass
class QuotedLines:
    """The rows, and what line breaks within quotes did to them.

    Attributes:
        rows: in the order of the file, without empty lines.
        torn: the line of a row that a quote has torn -> the line on the other side of the tear; 0 for the
            end of the file.
        joined: first and last line of each row that is read from several lines.
    """

    rows: list[Row] = field(default_factory=list)
    torn: dict[int, int] = field(default_factory=dict)
    joined: list[tuple[int, int]] = field(default_factory=list)


def quoted_lines(lines: Sequence[str], delimiter: str) -> QuotedLines:
    """The rows of lines in which some quote is not closed on its line.

    A row that a quote has torn is damaged; the line after it is a row again. Where it cannot be known whether
    a line is one of its own, both are damaged.

    Args:
        lines: with their line breaks; the first is the header.
        delimiter: one character.

    Raises:
        csv.Error: a line holds a text that is too long for one.
    """
    result = QuotedLines()
    habits = _habits(lines, delimiter)
    at, width = 0, 0
    while at < len(lines):
        cells, taken = _joined(lines, at, delimiter) or ([], 0)
        if taken == 1:
            end = at + 1
            if cells:
                result.rows.append((at + 1, cells, None))
        elif taken and (not width or (len(cells) == width and habits.may_be_joined(lines[at : at + taken]))):
            end = at + taken
            result.rows.append((at + 1, cells, None))
            result.joined.append((at + 1, end))
        else:
            end = at + _split(lines[at : at + max(taken, 1)], at, width if taken else 0, habits, result)
            if at + 1 == len(lines):
                result.torn[at + 1] = 0
            cells = result.rows[-1][1]
        width = width or len(cells)
        at = end
    return result


def first_rows(lines: Sequence[str], delimiter: str) -> list[tuple[int, list[str]]]:
    """The first lines of a table, each with its number and cells, as its header is looked for.

    A header's name may run over line breaks. Lines are one row where together they have as many cells as most
    lines have, and none of them has by itself: a quote that is never closed joins nothing.

    Args:
        lines: with their line breaks.
        delimiter: one character.
    """
    alone = [_alone_or_nothing(line, delimiter) for line in lines]
    widths = Counter(len(cells) for cells in alone if len(cells) > 1)
    usual = widths.most_common(1)[0][0] if widths else 0
    rows: list[tuple[int, list[str]]] = []
    at = 0
    while at < len(lines):
        cells, taken = alone[at], 1
        if lines[at].count('"') % 2:
            joined = _joined(lines, at, delimiter)
            if (
                joined
                and len(joined[0]) == usual
                and all(len(fields) != usual for fields in alone[at : at + joined[1]])
            ):
                cells, taken = joined
        rows.append((at + 1, cells))
        at += taken
    return rows


def _split(lines: Sequence[str], at: int, width: int, habits: _Habits, result: QuotedLines) -> int:
    """Read the first of some lines by itself, and say so; returns how many lines are read."""
    alone = _alone(lines[0], habits.delimiter)
    # In the last text of a row nothing is lost, unless it is a number that may have gone on.
    whole = len(alone) == habits.width and not _NUMBER.fullmatch(alone[-1])
    result.rows.append((at + 1, alone, None if whole else DAMAGED))
    result.torn[at + 1] = at + 2
    taken = 1
    # Read as one, the lines would be a row as well: what does not stand by itself is nobody's.
    if width and len(_alone_all(lines, habits.delimiter)) == width:
        for line in lines[1:]:
            if habits.is_whole(line):
                break
            cells = _alone(line, habits.delimiter)
            if cells:
                result.rows.append((at + taken + 1, cells, DAMAGED))
                result.torn[at + taken + 1] = at + 1
            taken += 1
    return taken


def _joined(lines: Sequence[str], at: int, delimiter: str) -> tuple[list[str], int] | None:
    """The row that begins at a line, and the lines that it takes; None where a quote is never closed."""
    ahead = lines[at : at + _MOST_LINES]
    # The line added at the end is swallowed only by a quote that has not been closed before.
    reader = csv.reader([*ahead, "\n"], delimiter=delimiter)
    try:
        cells = next(reader)
    except csv.Error:  # too long for one text
        return None
    return (cells, reader.line_num) if reader.line_num <= len(ahead) else None


def _alone(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter), [])


def _alone_or_nothing(line: str, delimiter: str) -> list[str]:
    try:
        return _alone(line, delimiter)
    except csv.Error:  # too long for one text
        return []


def _alone_all(lines: Sequence[str], delimiter: str) -> list[str]:
    return next(csv.reader(lines, delimiter=delimiter), [])


@dataclass(frozen=True)
class _Habits:
    """How the rows of a file that stand on one line each are written.

    Attributes:
        delimiter: one character.
        width: columns of the header.
        numbers: the places of columns that hold nothing but numbers.
        quoted: whether each row begins with a quote.
        proper: a line, or several, whose quotes stand around whole texts.
    """

    delimiter: str
    width: int
    numbers: tuple[int, ...]
    quoted: bool
    proper: re.Pattern[str]

    def is_whole(self, line: str) -> bool:
        """Whether a line is a row of its own, properly quoted."""
        return bool(self.proper.fullmatch(line)) and len(_alone(line, self.delimiter)) == self.width

    def may_be_joined(self, lines: Sequence[str]) -> bool:
        """Whether several lines are one row: properly quoted, and none of them may be another row."""
        if not self.proper.fullmatch("".join(lines)) or any(map(self._may_be_a_row, lines[1:])):
            return False
        cells = _alone_all(lines, self.delimiter)
        return not any("\n" in cells[i].strip() or "\r" in cells[i].strip() for i in self.numbers)

    def _may_be_a_row(self, line: str) -> bool:
        if self.is_whole(line):
            return True
        cells = line.split(self.delimiter)
        if len(cells) < self.width or (self.quoted and not line.startswith('"')):
            return False
        plain = [cells[i].replace('"', "").strip() for i in self.numbers]
        return all(not cell or _NUMBER.fullmatch(cell) for cell in plain)


def _habits(lines: Sequence[str], delimiter: str) -> _Habits:
    mark = re.escape(delimiter)
    text = rf'(?:"(?:[^"]|"")*+"|[^"{mark}\r\n]*+)'
    proper = re.compile(rf"{text}(?:{mark}{text})*+\r?\n?")
    head = _joined(lines, 0, delimiter) if lines else None
    width = len(head[0]) if head else 0
    numbers: set[int] | None = None
    quoted = True
    for line in lines[1:]:
        if line.count('"') % 2 or not line.strip():
            continue
        cells = _alone(line, delimiter)
        if len(cells) != width:
            continue
        kinds = {i for i, cell in enumerate(cells) if not cell.strip() or _NUMBER.fullmatch(cell)}
        numbers = kinds if numbers is None else numbers & kinds
        quoted &= line.startswith('"')
    return _Habits(delimiter, width, tuple(sorted(numbers or ())), quoted and numbers is not None, proper)
