"""Reads XLSX (and XLS, ODS) workbooks with calamine, one raw table per sheet of the workbook."""

from __future__ import annotations

from collections.abc import Sequence

import fastexcel
import polars as pl

from escrutinio.feeds.raw_table import DAMAGE, LINE, RawTable, refusing

_AGAIN = "Fetch the file again; nothing of it was taken in."


def read_workbook(data: bytes, parts: Sequence[str]) -> list[RawTable]:
    """The sheets of a workbook that hold rows.

    Args:
        data: the file.
        parts: the sheets to read; empty means all.

    Raises:
        FeedError: it is no workbook, is cut off, or lacks a sheet that was named.
    """
    with refusing("the file is not a readable workbook", _AGAIN):
        book = fastexcel.read_excel(data)
        names = list(parts) or list(book.sheet_names)
        tables = [_table(book, name) for name in names]
    return [table for table in tables if not table.frame.is_empty()]


def _table(book: fastexcel.ExcelReader, name: str) -> RawTable:
    sheet = book.load_sheet(name, dtypes="string", skip_whitespace_tail_rows=True)
    frame = sheet.to_polars()
    # The header is row 1 of the workbook's sheet.
    lines = pl.int_range(2, frame.height + 2, dtype=pl.Int64, eager=True).alias(LINE)
    frame = frame.with_columns(lines, pl.lit(None, dtype=pl.String).alias(DAMAGE))
    filled = pl.any_horizontal(pl.exclude(LINE, DAMAGE).is_not_null())
    return RawTable(frame.filter(filled), part=name)
