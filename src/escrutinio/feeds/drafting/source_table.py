"""The tables of a file that no feed describes yet: how it is encoded, and where its columns are named."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from escrutinio.feeds.csv_reader import read_csv
from escrutinio.feeds.drafting.header_guess import HeaderGuess, guess_header
from escrutinio.feeds.json_lines_reader import read_json_lines
from escrutinio.feeds.parquet_reader import read_parquet
from escrutinio.feeds.raw_table import RawTable, code_text
from escrutinio.feeds.workbook_reader import read_workbook
from escrutinio.model import FeedError

_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE = 200
"""Lines by which the delimiter is chosen."""


@dataclass(frozen=True, eq=False)
class SourceTable:
    """A table of a source's file, and how it had to be read.

    Attributes:
        path: the file.
        table: what it holds.
        header: where its columns are named.
        encoding, delimiter: of delimited text; empty for other files.
    """

    path: Path
    table: RawTable
    header: HeaderGuess
    encoding: str = ""
    delimiter: str = ""


def source_tables(path: Path) -> list[SourceTable]:
    """The tables of one file, the largest first.

    Raises:
        FeedError: it cannot be read, or files of its kind cannot be drafted.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FeedError(f"the file cannot be read: {error.strerror}", where=str(path)) from None
    try:
        tables = _tables(path, data)
    except FeedError as error:
        raise FeedError(error.message, where=str(path), hint=error.hint) from None
    if not tables:
        raise FeedError("the file holds no rows", where=str(path), hint="Fetch the file again.")
    return sorted(map(_as_text, tables), key=lambda source: -source.table.frame.height)


def _as_text(source: SourceTable) -> SourceTable:
    """A table whose columns are all text, as codes are read: what they are for is not known yet."""
    table = source.table
    columns = [code_text(name, table.frame.schema[name]).alias(name) for name in table.header()]
    frame = table.frame.with_columns(columns)
    return replace(source, table=replace(table, frame=frame))


def _tables(path: Path, data: bytes) -> list[SourceTable]:
    headers: list[HeaderGuess] = []

    def find_header(lines: Sequence[tuple[int, Sequence[str]]]) -> int | None:
        headers.append(guess_header(lines))
        return headers[-1].last or None

    match PurePath(path.name).suffix.lower():
        case ".csv" | ".txt" | ".tsv":
            encoding = _encoding(data)
            delimiter = _delimiter(data.decode(encoding, "replace"))
            tables = read_csv(data, (encoding,), delimiter, find_header)
            return [SourceTable(path, table, headers[-1], encoding, delimiter) for table in tables]
        case ".xlsx" | ".xlsm" | ".xls" | ".ods":
            return [_of_workbook(path, data, table.part) for table in read_workbook(data, ())]
        case ".parquet":
            return [SourceTable(path, table, HeaderGuess(1, 1)) for table in read_parquet(data)]
        case ".jsonl" | ".ndjson":
            return [SourceTable(path, table, HeaderGuess(1, 1)) for table in read_json_lines(data)]
        case ending:
            raise FeedError(
                f"no feed can be drafted for files ending in {ending!r}",
                hint="Make a blank election with `escrutinio new FOLDER`, and describe the file in a feed.",
            )


def _of_workbook(path: Path, data: bytes, part: str) -> SourceTable:
    """One sheet of a workbook; the reader may look at its first rows more than once."""
    headers: list[HeaderGuess] = []

    def find_header(lines: Sequence[tuple[int, Sequence[str]]]) -> int | None:
        headers.append(guess_header(lines))
        return headers[-1].last or None

    tables = read_workbook(data, (part,), find_header)
    return SourceTable(path, tables[0], headers[-1])


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
