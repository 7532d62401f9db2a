"""Reads delimited text as real feeds write it: unknown encoding, stray quotes, rows of the wrong length.

A file cut off in the middle is refused; a row that cannot be read is kept as damaged, never dropped.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

import polars as pl

from escrutinio.feeds.raw_table import DAMAGE, DAMAGED, LINE, REPAIRED, RawTable, refusing
from escrutinio.model import FeedError

_AGAIN = "Fetch the file again; nothing of it was taken in."
_Row = tuple[int, list[str], str | None]


def read_csv(data: bytes, encodings: Sequence[str], delimiter: str) -> list[RawTable]:
    """The table in delimited text.

    Raises:
        FeedError: it is no text, has no header, or was cut off.
    """
    text = _decode(data, encodings)
    with refusing("the file is not readable as delimited text", _AGAIN):
        rows = list(_rows(text, delimiter))
    if not rows:
        raise FeedError("the file is empty", mend=_AGAIN)
    header = [name.strip() or f"column {position}" for position, name in enumerate(rows[0][1], start=1)]
    if text.lstrip().startswith("<"):
        raise FeedError("the file is a web page or XML, not delimited text", mend=_AGAIN)
    _refuse_doubles(header)
    remarks = _check_end(text, rows, len(header))
    width = len(header)
    body = [_fitted(row, width, delimiter) for row in rows[1:] if any(cell.strip() for cell in row[1])]
    columns: dict[str, list[object]] = {name: [] for name in header}
    for position, name in enumerate(header):
        columns[name] = [row[1][position] for row in body]
    frame = pl.DataFrame(columns, schema=dict.fromkeys(header, pl.String)).with_columns(
        pl.Series(LINE, [row[0] for row in body], dtype=pl.Int64),
        pl.Series(DAMAGE, [row[2] for row in body], dtype=pl.String),
    )
    return [RawTable(frame, remarks=remarks)]


def _decode(data: bytes, encodings: Sequence[str]) -> str:
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    tried = ", ".join(encodings)
    raise FeedError(
        f"the file is not text in any of the encodings {tried}", mend="Name its encoding in the feed."
    )


def _refuse_doubles(header: list[str]) -> None:
    doubles = sorted({name for name in header if header.count(name) > 1})
    if doubles:
        raise FeedError(f"the column {doubles[0]!r} stands twice in the header", mend="Rename one of them.")


def _rows(text: str, delimiter: str) -> Iterator[_Row]:
    """Rows with the number of the line they begin on."""
    rows = list(_parse(text, delimiter))
    width = len(rows[0][1]) if rows else 0
    spans_lines = any("\n" in cell for row in rows if len(row[1]) != width for cell in row[1])
    if not spans_lines:
        yield from rows
        return
    # An opening quote that is never closed swallows the lines after it. Reading line by line confines the
    # damage to the line it is on.
    for number, line in enumerate(text.splitlines(), start=1):
        for _, cells, _ in _parse(line, delimiter):
            yield number, cells, None


def _parse(text: str, delimiter: str) -> Iterator[_Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    begins = 1
    for cells in reader:
        if cells:
            yield begins, cells, None
        begins = reader.line_num + 1


def _check_end(text: str, rows: list[_Row], width: int) -> tuple[str, ...]:
    """Refuse a file whose end is missing; remark on one where that cannot be known."""
    if text.endswith(("\n", "\r")):
        return ()
    number, cells, _ = rows[-1]
    last = text.splitlines()[-1]
    if len(rows) > 1 and (len(cells) < width or last.count('"') % 2):
        raise FeedError(
            f"the file is cut off: line {number} has {len(cells)} of {width} fields and no end", mend=_AGAIN
        )
    if last.endswith('"') or len(rows) == 1:
        return ()
    return (
        f"The file has no line break at its end; if it was cut off, line {number} ends in a wrong number.",
    )


def _fitted(row: _Row, width: int, delimiter: str) -> _Row:
    """A row with as many fields as the header.

    A surplus has one innocent cause, seen in real feeds: a text with a delimiter in it whose quotes were
    mangled. The stray quote shows where; what follows it is joined again. Everything else is damage.
    """
    number, cells, damage = row
    if len(cells) == width:
        return number, cells, damage
    surplus = len(cells) - width
    marked = [i for i, cell in enumerate(cells) if cell.count('"') % 2]
    if surplus > 0 and len(marked) == 1 and marked[0] < width:
        at = marked[0]
        joined = delimiter.join(cells[at : at + surplus + 1]).replace('"', "")
        return number, [*cells[:at], joined, *cells[at + surplus + 1 :]], REPAIRED
    return number, (cells + [""] * width)[:width], DAMAGED
