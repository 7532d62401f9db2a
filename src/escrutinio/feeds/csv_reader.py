"""Reads delimited text as real feeds write it: unknown encoding, stray quotes, rows of the wrong length.

A file cut off in the middle is refused; a row that cannot be read is kept as damaged, never dropped.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Sequence

import polars as pl

from escrutinio.feeds.kind_of_file import refuse_other_kind
from escrutinio.feeds.plain_text_table import plain_text_table
from escrutinio.feeds.quoted_lines import QuotedLines, Row, first_rows, quoted_lines
from escrutinio.feeds.raw_table import (
    DAMAGE,
    DAMAGED,
    FETCH_AGAIN,
    HEADER_WITHIN,
    LINE,
    MOST_COLUMNS,
    REPAIRED,
    HeaderFinder,
    RawTable,
    column_names,
    distinct,
    first_filled,
    joined_names,
    refuse_too_large,
    refusing,
)
from escrutinio.feeds.text import decoded
from escrutinio.model import FeedError


def read_csv(
    data: bytes,
    encodings: Sequence[str],
    delimiter: str,
    find_header: HeaderFinder = first_filled,
    header_rows: int = 1,
    group_width: int = 0,
    needed: Callable[[Sequence[str]], set[str]] = set,
) -> list[RawTable]:
    """The table in delimited text.

    Args:
        data: the file.
        encodings: tried in this order.
        delimiter: one character.
        find_header: says which line is the header; those above it are not read.
        header_rows: over how many lines the header goes.
        group_width: by so many cells rows may differ in length, or by a multiple of it; 0: not at all.
        needed: of the names in a header those that are read; in large files the others' columns are null.

    Raises:
        FeedError: it is no text, holds nothing, or was cut off.
    """
    refuse_other_kind(data)
    if not group_width:
        plain = plain_text_table(data, encodings, delimiter, find_header, header_rows, needed)
        if plain is not None:
            return [plain]
    text = decoded(data, encodings)
    # Not splitlines(): texts in Latin-1 may hold other characters that it takes for line ends.
    lines = list(io.StringIO(text, newline=""))
    with refusing("the file is not readable as delimited text", FETCH_AGAIN):
        first = first_rows(lines[:HEADER_WITHIN], delimiter)
        refuse_too_large(len(next((cells for _, cells in first if any(cells)), [])), 1)
        # A line that is far too long is not looked at to its end.
        above = find_header([(number, cells[: MOST_COLUMNS + 1]) for number, cells in first])
        skipped = above - 1 if above else 0
        read = _rows(lines[skipped:], delimiter)
        rows = [(number + skipped, cells, damage) for number, cells, damage in read.rows]
    if not rows:
        raise FeedError("the file is empty", hint=FETCH_AGAIN)
    if above is None:
        width = Counter(len(cells) for _, cells, _ in rows).most_common(1)[0][0]
        rows.insert(0, (0, [""] * width, None))
    elif header_rows > 1:
        names = joined_names([cells for _, cells, _ in rows[:header_rows]])
        rows = [(rows[0][0], names, None), *rows[header_rows:]]
    widest = rows[:1] if not group_width else rows
    refuse_too_large(max(len(cells) for _, cells, _ in widest), len(rows))
    rows = _with_whole_groups(rows, group_width) if group_width else rows
    header, doubled = distinct(column_names(rows[0][1]))
    if text.lstrip().startswith("<"):
        raise FeedError("the file is a web page or XML, not delimited text", hint=FETCH_AGAIN)
    if any("\0" in name for name in header):
        raise FeedError("the file is not text, or is text in UTF-16", hint="Name its encoding in the feed.")
    remarks = _check_end(text, rows, len(header))
    width = len(header)
    body = [_fitted(row, width, delimiter) for row in rows[1:] if any(cell.strip() for cell in row[1])]
    columns = dict(zip(header, zip(*(cells for _, cells, _ in body), strict=True), strict=bool(body)))
    frame = pl.DataFrame(columns, schema=dict.fromkeys(header, pl.String)).with_columns(
        pl.Series(LINE, [row[0] for row in body], dtype=pl.Int64),
        pl.Series(DAMAGE, [row[2] for row in body], dtype=pl.String),
    )
    torn = {line + skipped: other and other + skipped for line, other in read.torn.items()}
    remarks = (*remarks, *_joined_remarks(read.joined, skipped))
    return [RawTable(frame, remarks=remarks, doubled=doubled, torn=torn)]


def _joined_remarks(joined: Sequence[tuple[int, int]], skipped: int) -> tuple[str, ...]:
    if not joined:
        return ()
    first, last = joined[0]
    where = f"lines {first + skipped} to {last + skipped}"
    if len(joined) == 1:
        return (f"A quoted text runs over line breaks, so {where} are read as one row.",)
    rows = f"In {len(joined)} rows a quoted text runs over line breaks (first in {where})"
    return (f"{rows}; each is read as one row.",)


def _with_whole_groups(rows: Sequence[Row], width: int) -> list[Row]:
    """Rows as long as the longest where what they lack are whole groups of columns; the header anyway."""
    longest = max(len(cells) for _, cells, _ in rows)
    return [
        (number, cells + [""] * (longest - len(cells)), damage)
        if place == 0 or (longest - len(cells)) % width == 0
        else (number, cells, damage)
        for place, (number, cells, damage) in enumerate(rows)
    ]


def _rows(lines: Sequence[str], delimiter: str) -> QuotedLines:
    """Rows with the number of the line they begin on."""
    try:
        reader = csv.reader(lines, delimiter=delimiter)
        rows: list[Row] = []
        empty = 0
        for cells in reader:
            if cells:
                rows.append((reader.line_num, cells, None))
            else:
                empty += 1
        # A quote that is open at the end has found no line to run on to.
        if len(rows) + empty == len(lines) and (not lines or lines[-1].count('"') % 2 == 0):
            return QuotedLines(rows)
    except csv.Error:
        pass  # a text too long for one: the careful reading finds where it begins, or raises again
    return quoted_lines(lines, delimiter)


def _check_end(text: str, rows: list[Row], width: int) -> tuple[str, ...]:
    """Refuse a file whose end is missing; remark on one where that cannot be known."""
    if text.endswith(("\n", "\r")):
        return ()
    number, cells, _ = rows[-1]
    last = text.replace("\r", "\n").rsplit("\n", 1)[-1]
    if len(rows) > 1 and (len(cells) < width or last.count('"') % 2):
        raise FeedError(
            f"the file is cut off: line {number} has {len(cells)} of {width} fields and no end",
            hint=FETCH_AGAIN,
        )
    if last.endswith('"') or len(rows) == 1:
        return ()
    return (
        f"The file has no line break at its end; if it was cut off, the last number on line {number} "
        "may be wrong.",
    )


def _fitted(row: Row, width: int, delimiter: str) -> Row:
    """A row with as many fields as the header.

    A surplus has one innocent cause, seen in real feeds: a text with a delimiter in it whose quotes were
    mangled. The stray quote shows where; what follows it is joined again. Everything else is damage.
    """
    number, cells, damage = row
    if len(cells) == width and damage is None:
        return row
    if damage is not None:
        return number, (cells + [""] * width)[:width], damage
    surplus = len(cells) - width
    marked = [i for i, cell in enumerate(cells) if cell.count('"') % 2]
    if surplus > 0 and len(marked) == 1 and marked[0] < width:
        at = marked[0]
        joined = delimiter.join(cells[at : at + surplus + 1]).replace('"', "")
        return number, [*cells[:at], joined, *cells[at + surplus + 1 :]], REPAIRED
    return number, (cells + [""] * width)[:width], DAMAGED
