"""Reads large delimited text in which every line is a row, by column and without Python's own texts.

Files of millions of rows are nearly always plain: no line break within quotes, no stray quote, as many fields
on each line as in the header. That is looked at byte by byte; what is not so is left to the careful reader.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from escrutinio.feeds.raw_table import (
    DAMAGE,
    HEADER_WITHIN,
    LINE,
    MOST_CELLS,
    MOST_COLUMNS,
    HeaderFinder,
    RawTable,
    column_names,
    distinct,
    joined_names,
)

_LARGE = 8 * 2**20
"""Smaller files are read with more care than speed."""
_BLOCK = 16 * 2**20
_QUOTE, _RETURN, _BREAK = 34, 13, 10
_UTF8 = ("utf-8", "utf-8-sig")


@dataclass(frozen=True)
class _Layout:
    """Where the rows of a text begin, and what they have.

    Attributes:
        header: names of all columns, each its own.
        doubled: columns whose name the header has more than once -> that name.
        above: lines before the first row.
        width: fields of each line.
    """

    header: list[str]
    doubled: dict[str, str]
    above: int
    width: int


def plain_text_table(
    data: bytes,
    encodings: Sequence[str],
    delimiter: str,
    find_header: HeaderFinder,
    header_rows: int = 1,
    needed: Callable[[Sequence[str]], set[str]] = set,
    *,
    large: int = _LARGE,
) -> RawTable | None:
    """The table in large plain text; None where it is not large, or not plain.

    Args:
        data: the file.
        encodings: tried in this order.
        delimiter: one character.
        find_header: says which line is the header; those above it are not read.
        header_rows: over how many lines the header goes.
        needed: of the names in a header those that are read; the others' columns are null.
        large: the bytes from which on a file is read in this way.
    """
    if len(data) < large or ord(delimiter) > 127:
        return None
    text = _utf8(data, encodings)
    if text is None or not text.endswith(b"\n") or text.lstrip()[:1] == b"<":
        return None
    text = text[: len(text.rstrip(b"\r\n")) + 1] if text.endswith(b"\n\n") else text
    layout = _layout(text, delimiter, find_header, header_rows)
    if layout is None:
        return None
    start = _start_of_line(text, layout.above)
    counted = _rows_if_plain(text, start, layout.width, ord(delimiter))
    wanted = needed(layout.header)
    read = [name for name in layout.header if name in wanted]
    if counted is None or not read or counted.rows * len(read) > 4 * MOST_CELLS:
        return None
    scanned = pl.scan_csv(
        text,
        has_header=False,
        skip_lines=layout.above,
        separator=delimiter,
        quote_char='"' if counted.quoted else None,
        schema=dict.fromkeys(layout.header, pl.String),
        empty_string_is_null=False,
    )
    # In one piece, column by column: else each later step would copy all of them.
    columns = scanned.select(read).collect().get_columns()
    for place, column in enumerate(columns):
        columns[place] = column.rechunk()
    frame = pl.DataFrame(columns)
    if frame.height != counted.rows:
        return None
    nothing = pl.lit(None)
    frame = frame.select(
        *[pl.col(name) if name in frame.columns else nothing.alias(name) for name in layout.header],
        pl.int_range(layout.above + 1, layout.above + 1 + pl.len(), dtype=pl.Int64).alias(LINE),
        pl.lit(None, dtype=pl.String).alias(DAMAGE),
    )
    if counted.empty:
        frame = frame.filter(~pl.col(LINE).is_in([number + layout.above for number in counted.empty]))
    return RawTable(frame, doubled=layout.doubled)


def _utf8(data: bytes, encodings: Sequence[str]) -> bytes | None:
    """The text as UTF-8, by the first encoding that fits; None where none does."""
    for encoding in encodings:
        name = codecs.lookup(encoding).name
        try:
            decoder = codecs.getincrementaldecoder(encoding)()
            pieces = bytearray()
            for at in range(0, len(data), _BLOCK):
                piece = decoder.decode(data[at : at + _BLOCK], final=at + _BLOCK >= len(data))
                if name in _UTF8:
                    continue
                pieces += piece.encode()
        except UnicodeError:
            continue
        if name in _UTF8:
            return data.removeprefix(codecs.BOM_UTF8) if name == "utf-8-sig" else data
        return bytes(pieces)
    return None


def _layout(text: bytes, delimiter: str, find_header: HeaderFinder, header_rows: int) -> _Layout | None:
    lines = [line.decode() for line in _first_lines(text)]
    if any("\r" in line.rstrip("\r\n") or line.count('"') % 2 for line in lines):
        return None
    try:
        cells = [next(csv.reader([line], delimiter=delimiter), []) for line in lines]
    except csv.Error:
        return None
    if any(len(line) > MOST_COLUMNS for line in cells):
        return None
    above = find_header(list(enumerate(cells, start=1)))
    if above is None:
        width = len(next((line for line in cells if line), []))
        header, doubled = distinct(column_names([""] * width))
        return _Layout(header, doubled, 0, width) if width else None
    heads = cells[above - 1 : above - 1 + header_rows]
    if len(heads) < header_rows or not all(heads):
        return None
    header, doubled = distinct(joined_names(heads) if header_rows > 1 else column_names(heads[0]))
    return _Layout(header, doubled, above - 1 + header_rows, len(header))


def _first_lines(text: bytes) -> Iterator[bytes]:
    at = 0
    for _ in range(HEADER_WITHIN):
        end = text.find(b"\n", at)
        if end < 0:
            return
        yield text[at : end + 1]
        at = end + 1


def _start_of_line(text: bytes, above: int) -> int:
    at = 0
    for _ in range(above):
        at = text.find(b"\n", at) + 1
    return at


@dataclass(frozen=True)
class _Counted:
    """Plain rows: how many they are, which of them hold nothing, and whether there are quotes."""

    rows: int
    empty: list[int]
    quoted: bool


def _rows_if_plain(text: bytes, start: int, width: int, delimiter: int) -> _Counted | None:
    """The rows from a byte on; None where a line is not plain."""
    rows, quoted = 0, False
    empty: list[int] = []
    at = start
    while at < len(text):
        end = min(at + _BLOCK, len(text))
        end = len(text) if end == len(text) else text.rfind(b"\n", at, end) + 1
        if end <= at:
            return None  # a line of so many bytes
        block = np.frombuffer(text, dtype=np.uint8, count=end - at, offset=at)
        breaks = np.flatnonzero(block == _BREAK)
        returns = np.flatnonzero(block == _RETURN)
        if (block == 0).any() or (returns.size and not (block[returns + 1] == _BREAK).all()):
            return None
        quotes = np.flatnonzero(block == _QUOTE)
        delimiters = np.flatnonzero(block == delimiter)
        if quotes.size:
            quoted = True
            if not _is_properly_quoted(block, quotes, breaks, delimiter):
                return None
            delimiters = delimiters[np.searchsorted(quotes, delimiters) % 2 == 0]
        fields = np.bincount(np.searchsorted(breaks, delimiters), minlength=breaks.size)
        if not (fields == width - 1).all():
            return None
        # A line of nothing but delimiters is no row.
        lengths = np.diff(breaks, prepend=-1) - 1
        lengths -= np.bincount(np.searchsorted(breaks, returns), minlength=breaks.size)
        empty += (np.flatnonzero(lengths == width - 1) + rows + 1).tolist()
        rows += breaks.size
        at = end
    return _Counted(rows, empty, quoted) if rows else None


def _is_properly_quoted(
    block: NDArray[np.uint8], quotes: NDArray[np.intp], breaks: NDArray[np.intp], delimiter: int
) -> bool:
    """Whether every quote stands at the beginning or the end of a field, and closes on its line."""
    on_line = np.bincount(np.searchsorted(breaks, quotes), minlength=breaks.size)
    if (on_line % 2).any():
        return False
    opening, closing = quotes[0::2], quotes[1::2]
    before = block[opening - 1]
    begins = (opening == 0) | (before == delimiter) | (before == _BREAK)
    after = block[closing + 1]
    ends = (after == delimiter) | (after == _BREAK) | (after == _RETURN)
    return bool(begins.all() and ends.all())
