"""The tables of a file that no feed describes yet: how it is encoded, and where its columns are named."""

from __future__ import annotations

import csv
import io
import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath

import polars as pl

from escrutinio.feeds.csv_reader import read_csv
from escrutinio.feeds.drafting.block_guess import as_blocks, may_have_blocks
from escrutinio.feeds.drafting.encoding_guess import guess_encoding
from escrutinio.feeds.drafting.header_guess import HeaderGuess, guess_header
from escrutinio.feeds.drafting.turned_guess import as_turned
from escrutinio.feeds.drafting.width_guess import guess_places, row_widths
from escrutinio.feeds.fixed_width_reader import read_fixed_width
from escrutinio.feeds.json_lines_reader import read_json_lines
from escrutinio.feeds.kind_of_file import refuse_other_kind
from escrutinio.feeds.parquet_reader import read_parquet
from escrutinio.feeds.quoted_lines import first_rows
from escrutinio.feeds.raw_table import (
    DAMAGE,
    HEADER_WITHIN,
    LINE,
    RawTable,
    code_text,
    distinct,
    joined_names,
)
from escrutinio.feeds.workbook_reader import read_workbook
from escrutinio.model import Feed, FeedError

_DELIMITERS = (",", ";", "\t", "|")
_FIRST_LINES = 200
"""By so many lines it is told how a text is written."""
_MOST_CELLS = 2_000_000
_MOST_BY_HAND = 20 * 2**20
"""Signs of a text that may have several tables below one another."""
_START = 2**20
"""Bytes of which the first lines are taken."""
UNNAMED_FEED = Feed(id="", name="", files=(), sheet=(), counts={}, votes={})
"""A feed to try one way of reading with."""


@dataclass(frozen=True, eq=False)
class SourceTable:
    """A table of a source's file, and how it had to be read.

    Attributes:
        table: what the file, or a part of it, holds.
        header: where its columns are named.
        labels: column -> its name on the last line of a header of several lines; without what is above it.
        encoding, delimiter: of delimited text; empty for other files.
        rows: of a document, the path to its rows; empty for other files.
        only, skip: column -> the words by which its rows were chosen, as a feed says it.
        fixed_width: column -> its first and last character on the line; empty for other files.
        turned: whether each row was a list and each column a sheet.
        blocks: whether several tables stood below one another, each with columns of its own.
    """

    table: RawTable
    header: HeaderGuess = field(default_factory=lambda: HeaderGuess(1, 1))
    labels: Mapping[str, str] = field(default_factory=dict)
    encoding: str = ""
    delimiter: str = ""
    rows: str = ""
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    skip: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fixed_width: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    turned: bool = False
    blocks: bool = False


def as_text(source: SourceTable) -> SourceTable:
    """A table whose columns are all text, as codes are read: what they are for is not known yet."""
    table = source.table
    frame = table.frame.with_columns(_text(name, table.frame.schema[name]) for name in table.header())
    return replace(source, table=replace(table, frame=frame))


def _text(name: str, dtype: pl.DataType) -> pl.Expr:
    """A column as text; a number with decimals, such as a share, is no code and stays as it is."""
    code = code_text(name, dtype)
    whole = (
        pl.coalesce(code, pl.col(name).cast(pl.String)) if dtype.is_float() or dtype.is_decimal() else code
    )
    return whole.alias(name)


_OTHER_ENDINGS = "Save the table as .csv or .xlsx, or fetch it as .json or .xml."
_BY_ENDING = {
    ".zip": "An archive inside another one is not unpacked: unpack it, and give its files.",
    ".pdf": "Ask the source for a table, or copy the PDF's into a .csv or a workbook.",
    ".html": "Copy the page's table into a .csv or a workbook, or ask for the data behind the page.",
}


def flat_tables(data: bytes, file_name: str) -> list[SourceTable]:
    """The tables of a file that is no document in which rows lie deeper.

    Raises:
        FeedError: it cannot be read, or files of its kind cannot be drafted.
    """
    match PurePath(file_name).suffix.lower():
        case ".csv" | ".txt" | ".tsv" | ".dat":
            return _of_text(data)
        case ".xlsx" | ".xlsm" | ".xls" | ".ods":
            return _of_workbook(data)
        case ".parquet":
            return [SourceTable(table) for table in read_parquet(data)]
        case ".jsonl" | ".ndjson":
            return [SourceTable(table) for table in read_json_lines(data)]
        case ending:
            raise FeedError(
                f"no feed can be drafted for files ending in {ending!r}",
                hint=_BY_ENDING.get(ending, _OTHER_ENDINGS),
            )


def _of_text(data: bytes) -> list[SourceTable]:
    """The table in delimited text, of which the first lines say how it is read, and which is read once."""
    refuse_other_kind(data)
    encoding = guess_encoding(data)
    start = io.StringIO(data[:_START].decode(encoding, "ignore"), newline="")
    lines = list(itertools.islice(start, _FIRST_LINES))
    places = guess_places(lines, _DELIMITERS)
    if places:
        return [_of_columns(data, encoding, places)]
    delimiter = _delimiter(lines)
    first = first_rows(lines[:HEADER_WITHIN], delimiter)
    if _may_be_turned(first) and (
        turned := _turned(read_csv(data, (encoding,), delimiter, _no_header, 1, 0))
    ):
        return [SourceTable(turned[0], encoding=encoding, delimiter=delimiter, turned=True)]
    if may_have_blocks(_cells_of(data.decode(encoding, "ignore"), delimiter)) and (
        blocks := _in_blocks(read_csv(data, (encoding,), delimiter, _no_header, 1, 1))
    ):
        return [SourceTable(blocks[0], encoding=encoding, delimiter=delimiter, blocks=True)]
    header = guess_header(first)
    labels = _labels(first, header) if header.rows > 1 else {}
    width = _group_width(lines, delimiter)
    tables = read_csv(data, (encoding,), delimiter, _found, max(1, header.rows), width)
    return [SourceTable(table, header, labels, encoding, delimiter) for table in tables]


def _of_columns(data: bytes, encoding: str, places: Mapping[str, tuple[int, int]]) -> SourceTable:
    """The table in text of fixed width, without the line that names its columns."""
    (table,) = read_fixed_width(data, (encoding,), places)
    named = next(iter(places))
    frame = table.frame.filter(pl.col(named) != named)
    return SourceTable(
        replace(table, frame=frame),
        HeaderGuess(0, 1),
        encoding=encoding,
        skip={named: (named,)},
        fixed_width=places,
    )


def _cells_of(text: str, delimiter: str) -> Iterator[list[str]]:
    """The cells of each line of a text that is not too large to be written by hand; quotes are no matter."""
    lines = io.StringIO(text, newline="") if len(text) <= _MOST_BY_HAND else ()
    return ([cell.strip('"\r\n ') for cell in line.split(delimiter)] for line in lines)


def _in_blocks(tables: Sequence[RawTable]) -> list[RawTable]:
    """Of some tables whose columns go by number those that are several below one another, as one."""
    return [blocks for table in tables if (blocks := as_blocks(table)) is not None]


def _no_header(lines: Sequence[tuple[int, Sequence[str]]]) -> int | None:
    """No line: columns go by number."""


def _may_be_turned(lines: Sequence[tuple[int, Sequence[str]]]) -> bool:
    """Whether the first lines of a table seem to have a row for each list."""
    width = max((len(cells) for _, cells in lines), default=0)
    rows = [(number, None, *cells, *[""] * (width - len(cells))) for number, cells in lines]
    names = {LINE: pl.Int64, DAMAGE: pl.String, **{f"column {at}": pl.String for at in range(1, width + 1)}}
    return as_turned(RawTable(pl.DataFrame(rows, schema=names, orient="row"))) is not None


def _turned(tables: Sequence[RawTable]) -> list[RawTable]:
    """Of some tables whose columns go by number those that seem to have a row for each list, turned."""
    return [turned for table in tables if (turned := as_turned(table)) is not None]


def _found(lines: Sequence[tuple[int, Sequence[str]]]) -> int | None:
    return guess_header(lines).first or None


def _group_width(lines: Sequence[str], delimiter: str) -> int:
    """By how many cells, or a multiple, most rows are longer than the header; 0 where they are not."""
    try:
        rows = list(enumerate(csv.reader(lines, delimiter=delimiter), start=1))
    except csv.Error:  # such as a quote that is never closed
        return 0
    first = guess_header(rows).first
    header = next((len(row) for number, row in rows if number == first), 0)
    below = [len(row) - header for number, row in rows if number > first and any(row)]
    longer = [cells for cells in below if cells > 0]
    width = math.gcd(*longer)
    return width if first and width > 1 and 2 * len(longer) > len(below) else 0


def _of_workbook(data: bytes) -> list[SourceTable]:
    """The tables of a workbook, each read again where its header goes over several rows, or among others."""
    seen: list[Sequence[tuple[int, Sequence[str]]]] = []

    def find_header(lines: Sequence[tuple[int, Sequence[str]]]) -> int | None:
        seen.append(lines)
        return _found(lines)

    tables = read_workbook(data, (), find_header)
    parts = [table.part for table in tables]
    if any(map(_may_be_turned, seen)):
        turned = _turned(read_workbook(data, parts, _no_header))
        if turned:
            return _beside_others(data, parts, [SourceTable(table, turned=True) for table in turned])
    if any(map(_may_have_blocks, tables)):
        blocks = _in_blocks(read_workbook(data, parts, _no_header))
        if blocks:
            return _beside_others(data, parts, [SourceTable(table, blocks=True) for table in blocks])
    if len(tables) > 1 or any(table.remarks for table in tables):  # hidden parts have been seen as well
        return _beside_others(data, parts, [])
    return [_with_header(data, table, seen[-1]) for table in tables]


def _beside_others(data: bytes, parts: Sequence[str], reshaped: Sequence[SourceTable]) -> list[SourceTable]:
    """The reshaped tables of a workbook, and then its other parts as they are."""
    done = {made.table.part for made in reshaped}
    return [*reshaped, *(source for part in parts if part not in done for source in _of_part(data, part))]


def _may_have_blocks(table: RawTable) -> bool:
    """Whether the names of other columns stand somewhere below those of the first."""
    names = [name for name in table.frame.columns if name not in (LINE, DAMAGE)]
    if table.frame.height * len(names) > _MOST_CELLS:
        return False
    cells = table.frame.select(pl.col(name).cast(pl.String).fill_null("") for name in names)
    return may_have_blocks([[*map(str, names)], *cells.iter_rows()])


def _of_part(data: bytes, part: str) -> list[SourceTable]:
    seen: list[Sequence[tuple[int, Sequence[str]]]] = []

    def find_header(lines: Sequence[tuple[int, Sequence[str]]]) -> int | None:
        seen.append(lines)
        return _found(lines)

    return [_with_header(data, table, seen[-1]) for table in read_workbook(data, (part,), find_header)]


def _with_header(data: bytes, table: RawTable, lines: Sequence[tuple[int, Sequence[str]]]) -> SourceTable:
    """A part of a workbook, read again where its header goes over several rows."""
    header = guess_header(lines)
    if header.rows < 2:
        return SourceTable(table, header)
    (table,) = read_workbook(data, (table.part,), _found, header.rows)
    return SourceTable(table, header, _labels(lines, header))


def _labels(lines: Sequence[tuple[int, Sequence[str]]], header: HeaderGuess) -> Mapping[str, str]:
    """Column -> its name in the last of several lines of a header, or in the one that tells most apart."""
    filled = [(number, cells) for number, cells in lines if any(cell.strip() for cell in cells)]
    at = next(i for i, (number, _) in enumerate(filled) if number == header.first)
    heads = [cells for _, cells in filled[at : at + header.rows]]
    names, _ = distinct(joined_names(heads))
    kinds = [len({cell.strip() for cell in head if cell.strip()}) for head in heads]
    repeated = sum(1 for cell in heads[-1] if cell.strip()) > kinds[-1]
    if repeated and 2 * kinds[-1] < max(kinds):  # such as "final" and "provisional" below every column
        best = heads[kinds.index(max(kinds))]
        carried = list(best)
        for place in range(1, len(carried)):  # a name goes on until the next one
            carried[place] = carried[place] if carried[place].strip() else carried[place - 1]
        return {name: cell.strip() for name, cell in zip(names, carried, strict=False) if cell.strip()}
    return {name: cell.strip() for name, cell in zip(names, heads[-1], strict=False) if cell.strip()}


def _delimiter(lines: Sequence[str]) -> str:
    """The delimiter that gives most lines the same number of fields, and then the most fields."""

    def fitness(delimiter: str) -> tuple[int, int]:
        widths = row_widths(lines, delimiter)
        widths.pop(1, None)
        width, times = max(widths.items(), key=lambda item: (item[1], item[0]), default=(1, 0))
        return times, width

    return max(_DELIMITERS, key=fitness)
