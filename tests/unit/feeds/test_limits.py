"""Tables that no count can be: refused before they are read whole, and in a time in step with their size.

What is tested: ``feeds.csv_reader``, ``feeds.plain_text_table``, ``feeds.workbook_reader``,
``feeds.reader_process``.
"""

from __future__ import annotations

import io
import json
import time
from collections.abc import Sequence
from contextlib import suppress

import polars as pl
import pytest

import feed_elections as fe
from escrutinio.feeds import Reading, parse_delivery, without_formulas
from escrutinio.feeds.csv_reader import read_csv
from escrutinio.feeds.plain_text_table import plain_text_table
from escrutinio.feeds.reader_process import READER, ReaderDiedError
from escrutinio.model import FeedError

MORE = 20_000


def parse(data: bytes, ending: str = ".csv") -> Reading:
    return parse_delivery(data, fe.FILE + ending, fe.plain())


@pytest.mark.parametrize(
    "reference", ["A99999999", "AAAAAAAA1", "A0", "1A", "a1", "ZZZZ1", "XFE1", "A1048577", "", "A1:B2"]
)
def test_a_cell_that_there_cannot_be_is_refused(reference: str) -> None:
    data = fe.workbook(extra=f'<row r="9"><c r="{reference}"><v>1</v></c></row>')
    with pytest.raises(FeedError, match="names a cell"):
        parse(data, ".xlsx")


def test_cells_at_the_edge_of_a_sheet_are_cells() -> None:
    assert parse(fe.workbook(extra='<row r="9"><c r="AZ9"><v>1</v></c></row>'), ".xlsx").rows.height == 3


def test_too_many_columns_are_refused() -> None:
    header = ",".join([*fe.HEADER, *(f"c{i}" for i in range(MORE))])
    row = ",".join([*map(str, fe.ROWS[0]), *["1"] * MORE])
    objects = [json.dumps({"contest": "mayor", "sheet": str(i), f"new{i}": 1}) for i in range(MORE)]
    wide = {**{name: [value] for name, value in zip(fe.HEADER, fe.ROWS[0], strict=True)}}
    wide |= {f"c{i}": [1] for i in range(MORE)}
    for data, ending in [
        (f"{header}\n{row}\n".encode(), ".csv"),
        ("\n".join([*objects, ""]).encode(), ".jsonl"),
        (fe.parquet(wide), ".parquet"),
    ]:
        with pytest.raises(FeedError, match=r"the table has 20,0\d\d columns; at most 16,384 are read"):
            parse(data, ending)


def test_a_line_that_is_far_too_wide_costs_little(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[int] = []

    def find(lines: Sequence[tuple[int, Sequence[str]]]) -> int:
        looked_at.append(max(len(cells) for _, cells in lines))
        return 1

    wide = b"sheet,votes\n" + b"," * 1_000_000 + b"\n1,5\n"
    (table,) = read_csv(wide, ("utf-8",), ",", find)
    assert table.frame["votes"].to_list() == ["5"]
    assert max(looked_at) < MORE
    assert plain_text_table(wide, ("utf-8",), ",", find, large=0) is None


def test_lines_without_anything_are_passed_over_quickly() -> None:
    begun = time.process_time()
    with pytest.raises(FeedError, match="empty"):
        read_csv(b"\n" * 1_000_000, ("utf-8",), ",")
    assert time.process_time() - begun < 2


@pytest.mark.parametrize(
    ("data", "ending"),
    [
        (fe.csv_bytes() + b"x" * 200_000 + b"\n", ".csv"),
        (fe.csv_bytes() + b'"' * 400_001 + b"\n", ".txt"),
        (b" " * 200_000, ".csv"),
        (fe.parquet({"sheet": [["a", "b"]], "place": [{"a": 1}], "votes": [1]}), ".parquet"),
    ],
    ids=["field", "quotes", "blanks", "nested"],
)
def test_what_no_table_can_be_made_of_is_refused_with_a_reason(data: bytes, ending: str) -> None:
    with pytest.raises(FeedError) as refused:
        READER.tables(data, "f" + ending)
    assert not isinstance(refused.value, ReaderDiedError), refused.value


def test_many_rows_in_few_bytes_are_refused_unread() -> None:
    out = io.BytesIO()
    pl.DataFrame({"sheet": pl.repeat(1, 50_000_001, dtype=pl.UInt8, eager=True)}).write_parquet(out)
    begun = time.process_time()
    with pytest.raises(FeedError, match="has 50,000,001 rows of 1 columns; at most 50,000,000 cells"):
        parse(out.getvalue(), ".parquet")
    assert time.process_time() - begun < 1


@pytest.mark.parametrize(
    ("data", "ending"),
    [
        (fe.workbook(extra="<row" * 100_000), ".xlsx"),
        (fe.workbook(extra="<row " + "r " * 100_000), ".xlsx"),
        (fe.workbook(extra="<c " * 100_000), ".xlsx"),
        ((fe.csv_text() + '"a\n' * 10_000).encode(), ".csv"),
        ((fe.csv_text() + '"' * 100_000 + "\n").encode(), ".csv"),
        ((",".join(fe.HEADER) + ",x" * 6_000 + "\n" + "1," * 6_010 + "\n").encode(), ".csv"),
        (fe.csv_bytes([(*fe.ROWS[0][:10], f"Town {i}") for i in range(10_000)]), ".csv"),
        (b"[" * 500_000 + b"\n", ".jsonl"),
    ],
    ids=["rows", "attributes", "cells", "quotes", "one-field", "same-names", "new-words", "depth"],
)
def test_nothing_takes_time_by_the_square_of_its_size(data: bytes, ending: str) -> None:
    begun = time.process_time()
    with suppress(FeedError):
        parse(data, ending)
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    "text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1"]
)
def test_no_cell_of_csv_is_taken_for_a_formula(text: str) -> None:
    table = pl.DataFrame(
        {"name": [text, "North - South", "-5", "-", "+3.5", None], "votes": [-1, 2, 3, 4, 5, 6]}
    )
    safe = without_formulas(table)
    assert safe["name"].to_list() == ["'" + text, "North - South", "-5", "-", "+3.5", None]
    assert safe["votes"].to_list() == [-1, 2, 3, 4, 5, 6]
