"""The tables of a file that no feed describes yet: how it is encoded, and where its columns are named."""

from __future__ import annotations

import csv
import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from escrutinio.feeds.csv_reader import read_csv
from escrutinio.feeds.drafting.header_guess import HeaderGuess, guess_header
from escrutinio.feeds.json_lines_reader import read_json_lines
from escrutinio.feeds.parquet_reader import read_parquet
from escrutinio.feeds.raw_table import HeaderFinder, RawTable, code_text, distinct, joined_names
from escrutinio.feeds.workbook_reader import read_workbook
from escrutinio.model import FeedError

_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE = 200
"""Lines by which the delimiter is chosen."""


@dataclass(frozen=True, eq=False)
class SourceTable:
    """A table of a source's file, and how it had to be read.

    Attributes:
        table: what the file, or a part of it, holds.
        header: where its columns are named.
        labels: column -> its name on the last line of a header of several lines; without what is above it.
        encoding, delimiter: of delimited text; empty for other files.
    """

    table: RawTable
    header: HeaderGuess = field(default_factory=lambda: HeaderGuess(1, 1))
    labels: Mapping[str, str] = field(default_factory=dict)
    encoding: str = ""
    delimiter: str = ""


def guessed_tables(data: bytes, file_name: str) -> list[SourceTable]:
    """The tables of one file.

    Raises:
        FeedError: it cannot be read, or files of its kind cannot be drafted.
    """
    tables = _tables(file_name, data)
    if not tables:
        raise FeedError("the file holds no rows", hint="Fetch the file again.")
    return list(map(_as_text, tables))


def _as_text(source: SourceTable) -> SourceTable:
    """A table whose columns are all text, as codes are read: what they are for is not known yet."""
    table = source.table
    columns = [code_text(name, table.frame.schema[name]).alias(name) for name in table.header()]
    frame = table.frame.with_columns(columns)
    return replace(source, table=replace(table, frame=frame))


_FIRST_LINES = 200


def _tables(file_name: str, data: bytes) -> list[SourceTable]:
    match PurePath(file_name).suffix.lower():
        case ".csv" | ".txt" | ".tsv":
            encoding = _encoding(data)
            delimiter = _delimiter(data.decode(encoding, "replace"))
            width = _group_width(data.decode(encoding, "replace"), delimiter)
            tables, header, labels = _with_header(
                lambda find, rows: read_csv(data, (encoding,), delimiter, find, rows, width)
            )
            return [SourceTable(table, header, labels, encoding, delimiter) for table in tables]
        case ".xlsx" | ".xlsm" | ".xls" | ".ods":
            return [_of_workbook(data, table.part) for table in read_workbook(data, ())]
        case ".parquet":
            return [SourceTable(table) for table in read_parquet(data)]
        case ".jsonl" | ".ndjson":
            return [SourceTable(table) for table in read_json_lines(data)]
        case ending:
            raise FeedError(
                f"no feed can be drafted for files ending in {ending!r}",
                hint="Make a blank election with `escrutinio new FOLDER`, and describe the file in a feed.",
            )


def _group_width(text: str, delimiter: str) -> int:
    """By how many cells, or a multiple, most rows are longer than the header; 0 where they are not."""
    lines = text.splitlines()[:_FIRST_LINES]
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


def _of_workbook(data: bytes, part: str) -> SourceTable:
    tables, header, labels = _with_header(lambda *how: read_workbook(data, (part,), *how))
    return SourceTable(tables[0], header, labels)


def _with_header(
    read: Callable[[HeaderFinder, int], list[RawTable]],
) -> tuple[list[RawTable], HeaderGuess, Mapping[str, str]]:
    """The tables of a file, read again where their header goes over several lines."""
    seen: list[Sequence[tuple[int, Sequence[str]]]] = []

    def find_header(lines: Sequence[tuple[int, Sequence[str]]]) -> int | None:
        seen.append(lines)
        return guess_header(lines).first or None

    tables = read(find_header, 1)
    header = guess_header(seen[-1])
    if header.rows < 2:
        return tables, header, {}
    filled = [(number, cells) for number, cells in seen[-1] if any(cell.strip() for cell in cells)]
    at = next(i for i, (number, _) in enumerate(filled) if number == header.first)
    lines = [cells for _, cells in filled[at : at + header.rows]]
    names, _ = distinct(joined_names(lines))
    labels = {name: cell.strip() for name, cell in zip(names, lines[-1], strict=False) if cell.strip()}
    return read(find_header, header.rows), header, labels


def _encoding(data: bytes) -> str:
    """UTF-8 where the bytes are that; else the encoding of Windows where they fit it, else Latin-1."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return "latin-1"


def _delimiter(text: str) -> str:
    """The delimiter that gives most lines the same number of fields, and then the most fields."""
    lines = text.splitlines()[:_SAMPLE]

    def fitness(delimiter: str) -> tuple[int, int]:
        widths = Counter(len(cells) for cells in csv.reader(lines, delimiter=delimiter) if cells)
        widths.pop(1, None)
        width, times = max(widths.items(), key=lambda item: (item[1], item[0]), default=(1, 0))
        return times, width

    return max(_DELIMITERS, key=fitness)
