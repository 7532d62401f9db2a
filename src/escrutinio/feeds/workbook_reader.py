"""Reads XLSX (and XLS, ODS) workbooks with calamine, one raw table per sheet of the workbook."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace

import fastexcel
import polars as pl

from escrutinio.feeds.error_cells import error_cells, may_hold_errors
from escrutinio.feeds.kind_of_file import is_text
from escrutinio.feeds.raw_table import (
    DAMAGE,
    FETCH_AGAIN,
    HEADER_WITHIN,
    LINE,
    MOST_CELLS,
    MOST_COLUMNS,
    HeaderFinder,
    RawTable,
    column_names,
    distinct,
    first_filled,
    joined_names,
    refusing,
)
from escrutinio.model import FeedError
from escrutinio.model.text import some_of

_MOST_BYTES = 2**30
_MOST_ROWS = 2**20
# Far out in columns or rows; only then is it worth looking at every cell.
_FAR_CELL = re.compile(rb"""r=["'](?:[A-Z]{3}|[A-Z]{1,2}\d{6})""")
_TRUTH = (b' t="b"', b" t='b'")
_ROW = re.compile(rb"""<row[^<>]*?\br=["'](\d+)["']""")
_REFERENCE = rb"""[A-Z]{1,3}[1-9]\d{0,6}"""
_BAD_CELL = re.compile(rb"""<c\b[^<>]*?\sr=["'](?!""" + _REFERENCE + rb"""["'])([^<>"']{0,40})""")
# What no cell of an ordinary workbook is: one that lies far out, or holds more than numbers and texts. One
# look for it is much faster than one for each thing that may be wrong.
_UNUSUAL_CELL = re.compile(
    rb"""<c(?=[\s/>])(?! r="[A-Z]{1,2}[1-9]\d{0,4}"(?: [st]="(?:\d+|n|s|str|inlineStr)"){0,2}/?>)"""
)
_PREFIXED_CELL = b":c"
_CELL = re.compile(rb"""r=["']([A-Z]{1,3})(\d{1,7})["']""")


def read_workbook(
    data: bytes,
    parts: Sequence[str],
    find_header: HeaderFinder = first_filled,
    header_rows: int = 1,
) -> list[RawTable]:
    """The sheets of a workbook that hold rows.

    Args:
        data: the file.
        parts: the sheets to read; empty means all that are not hidden.
        find_header: says which row of a sheet is the header; those above it are not read.
        header_rows: over how many rows the header goes.

    Raises:
        FeedError: it is no workbook, is cut off, or lacks a sheet that was named.
    """
    hint = "It seems to be text: give its name the ending .csv." if is_text(data) else FETCH_AGAIN
    with refusing("the file is not a readable workbook", hint):
        sound, erring = _inspect(data) if data.startswith(b"PK") else (False, False)
        plain = sound and header_rows == 1
        book = fastexcel.read_excel(data)
        absent = [name for name in parts if name not in book.sheet_names]
        if absent:
            raise FeedError(
                f"the workbook has no sheet {absent[0]!r}; it has {some_of(map(repr, book.sheet_names))}",
                hint="Name those that hold results under parts of the feed.",
            )
        names = list(parts) or list(book.sheet_names)
        errors = error_cells(data) if erring else {}
        tables: list[RawTable] = []
        hidden: list[str] = []
        for name in names:
            typed = plain and name not in errors
            table, visible = (_typed_table(book, name, find_header) if typed else None) or _table(
                book, name, find_header, header_rows, errors.get(name, {})
            )
            if visible or parts:
                tables.append(table)
            else:
                hidden.append(name)
    if hidden and not tables:
        raise FeedError(
            f"all sheets of the workbook are hidden: {some_of(hidden)}",
            hint="If one of them is meant, name it under parts of the feed.",
        )
    tables = [table for table in tables if not table.frame.is_empty()]
    if hidden and tables:
        remark = (
            f"These hidden sheets of the workbook are not read: {', '.join(hidden)}. If one of them is "
            "meant, name it under parts of the feed."
        )
        tables[0] = replace(tables[0], remarks=(*tables[0].remarks, remark))
    return tables


def _inspect(data: bytes) -> tuple[bool, bool]:
    """Read the archive through, so that its checksums are verified, and look at how far its cells reach.

    Returns:
        Whether it is plain: every sheet begins in row 1, and no cell is true or false, which a column of
        numbers would take for 1 or 0; and whether a cell may hold an error.

    The reader behind fastexcel takes memory for the whole rectangle that a sheet's cells span, and the
    process ends when there is not enough of it.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > _MOST_BYTES:
            raise FeedError("the workbook is larger than 1 GB when it is unpacked", hint=FETCH_AGAIN)
        plain, erring = True, False
        for entry in archive.infolist():
            text = archive.read(entry)
            first = _ROW.search(text)
            plain &= first is None or first.group(1) == b"1"
            if not _UNUSUAL_CELL.search(text) and _PREFIXED_CELL not in text:
                continue
            plain &= not any(mark in text for mark in _TRUTH)
            erring = erring or may_hold_errors(text)
            if bad := _BAD_CELL.search(text):
                name = bad.group(1).decode("latin-1")
                raise FeedError(
                    f"a sheet of the workbook ({entry.filename}) names a cell {name!r}, which does not exist",
                    hint=FETCH_AGAIN,
                )
            if _FAR_CELL.search(text) and _spanned(text, entry.filename) > MOST_CELLS:
                raise FeedError(
                    f"a sheet of the workbook ({entry.filename}) spans more than {MOST_CELLS:,} cells",
                    hint="Delete what stands far away from the table, or export it as CSV.",
                )
    return plain, erring


def _spanned(text: bytes, part: str) -> int:
    """The cells of the rectangle from the first to the last cell of a sheet.

    Raises:
        FeedError: a cell lies outside of any sheet.
    """
    columns, rows = 0, 0
    for column, row in _CELL.findall(text):
        columns = max(columns, int.from_bytes(column.rjust(3, b"\0")))
        rows = max(rows, int(row))
    width = 0
    for letter in columns.to_bytes(3).lstrip(b"\0"):
        width = width * 26 + letter - 64
    if width > MOST_COLUMNS or rows > _MOST_ROWS:
        raise FeedError(
            f"a sheet of the workbook ({part}) names a cell outside of any sheet", hint=FETCH_AGAIN
        )
    return width * rows


def _typed_table(
    book: fastexcel.ExcelReader, name: str, find_header: HeaderFinder
) -> tuple[RawTable, bool] | None:
    """The sheet with a type per column, and whether it is visible; None when it is not plain.

    This is much faster than all as text.
    All rows are looked at for a column's type, so that a text far down makes its whole column text. A header
    that is not in the first row, has gaps, or has names that may have been made different by the library, is
    left to the slower way.
    """
    sheet = book.load_sheet(name, schema_sample_rows=None, skip_whitespace_tail_rows=True)
    frame = sheet.to_polars()
    header = [column.strip() for column in frame.columns]
    # The library makes doubled names different: A, A_1, A_2.
    doubled = any(column != (base := re.sub(r"_\d+$", "", column)) and base in header for column in header)
    unnamed = any(not column or column.startswith("__") for column in header)
    if frame.is_empty() or doubled or unnamed or len(set(header)) < len(header):
        return None
    texts = frame.head(HEADER_WITHIN).cast(pl.String, strict=False).fill_null("")
    if find_header([(1, header), *((i, list(row)) for i, row in enumerate(texts.iter_rows(), start=2))]) != 1:
        return None
    frame = frame.rename(dict(zip(frame.columns, header, strict=True)))
    lines = pl.int_range(2, frame.height + 2, dtype=pl.Int64, eager=True).alias(LINE)
    filled_texts = [
        pl.col(column).str.strip_chars() != "" for column, dtype in frame.schema.items() if dtype == pl.String
    ]
    others = [pl.col(column).is_not_null() for column, dtype in frame.schema.items() if dtype != pl.String]
    filled = pl.any_horizontal(*filled_texts, *others).fill_null(value=False)
    damage = pl.lit(None, dtype=pl.String).alias(DAMAGE)
    table = RawTable(frame.with_columns(lines, damage).filter(filled), part=name)
    return table, sheet.visible == "visible"


def _table(
    book: fastexcel.ExcelReader,
    name: str,
    find_header: HeaderFinder,
    header_rows: int,
    errors: Mapping[tuple[int, int], str],
) -> tuple[RawTable, bool]:
    # From the first row on, so that lines are those of the workbook's sheet, and with the header as a row, as
    # doubled names would be made different without a word.
    sheet = book.load_sheet(
        name, header_row=None, skip_rows=0, dtypes="string", skip_whitespace_tail_rows=True
    )
    visible = sheet.visible == "visible"
    frame = _with_errors(sheet.to_polars(), errors)
    filled = (
        pl.any_horizontal(pl.exclude(LINE).str.strip_chars() != "") if frame.width else pl.lit(value=False)
    )
    lines = pl.int_range(1, frame.height + 1, dtype=pl.Int64, eager=True).alias(LINE)
    frame = frame.with_columns(lines).filter(filled.fill_null(value=False))
    if frame.is_empty():
        return RawTable(frame.with_columns(pl.lit(None, dtype=pl.String).alias(DAMAGE)), part=name), visible
    names = [column for column in frame.columns if column != LINE]
    first = frame.head(HEADER_WITHIN).select(LINE, pl.col(names).fill_null("")).rows()
    above = find_header([(number, cells) for number, *cells in first])
    at = next((i for i, (number, *_) in enumerate(first) if number == above), None)
    heads = [] if at is None else [list(cells) for _, *cells in first[at : at + header_rows]]
    head = [""] * len(names) if at is None else list(heads[0])
    body = frame if at is None else frame.slice(at + header_rows)
    if header_rows > 1 and heads:
        head = joined_names(heads)
    own, doubled = distinct(column_names(head))
    # What stands under no header is no column, unless something stands in it.
    columns = [
        pl.col(column).alias(title)
        for column, title, cell in zip(names, own, head, strict=True)
        if cell.strip() or body[column].null_count() < body.height
    ]
    renamed = body.select(LINE, *columns, pl.lit(None, dtype=pl.String).alias(DAMAGE))
    return RawTable(renamed, part=name, doubled=doubled), visible


def _with_errors(frame: pl.DataFrame, errors: Mapping[tuple[int, int], str]) -> pl.DataFrame:
    """The rows from the first on, with the words of error cells, which the library leaves empty."""
    by_column: dict[int, dict[int, str]] = {}
    for (row, column), word in errors.items():
        if row <= frame.height and column <= frame.width:
            by_column.setdefault(column - 1, {})[row - 1] = word
    for column, words in by_column.items():
        values = frame.to_series(column).scatter(list(words), list(words.values()))
        frame = frame.with_columns(values)
    return frame
