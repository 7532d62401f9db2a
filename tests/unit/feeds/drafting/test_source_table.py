"""Files that no feed describes: their encoding, their delimiter, their header."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from escrutinio.feeds.csv_reader import read_csv
from escrutinio.feeds.drafting import column_profile, guess_feed, guessed_tables, source_table
from escrutinio.feeds.raw_table import RawTable
from escrutinio.model import FeedError

ROWS = [["Región", "Mesa", "Garza"], ["Ñ", "1", "10"], ["Ñ", "2", "20"]]


@pytest.mark.parametrize(
    ("encoding", "delimiter", "written"),
    [("utf-8", ",", "utf-8-sig"), ("cp1252", ";", "cp1252"), ("utf-16", "\t", "utf-16")],
)
def test_delimited_text(encoding: str, delimiter: str, written: str) -> None:
    data = "".join(delimiter.join(row) + "\n" for row in ROWS).encode(encoding)
    source = guessed_tables(data, "f.csv")[0]

    assert (source.encoding, source.delimiter) == (written, delimiter)
    assert source.table.header() == ROWS[0]
    assert source.table.frame["Garza"].to_list() == ["10", "20"]


def test_json_lines_have_no_delimiter() -> None:
    source = guessed_tables(b'{"mesa": 1, "garza": 10}\n{"mesa": 2, "garza": 20}\n', "f.jsonl")[0]

    assert (source.encoding, source.delimiter) == ("", "")
    assert source.table.frame["garza"].to_list() == ["10", "20"]


def test_a_file_without_rows_is_refused() -> None:
    with pytest.raises(FeedError, match="holds no line"):
        guessed_tables(b"[]", "f.jsonl")


def test_a_file_is_split_once_and_each_column_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    looked_at: list[str] = []
    real_csv, real_profile = read_csv, column_profile._profile

    def counted_csv(data: bytes, *how: Any) -> list[RawTable]:
        read.append(1)
        return real_csv(data, *how)

    def counted_profile(frame: pl.DataFrame, name: str, label: str) -> column_profile.ColumnProfile:
        looked_at.append(name)
        return real_profile(frame, name, label)

    monkeypatch.setattr(source_table, "read_csv", counted_csv)
    monkeypatch.setattr(column_profile, "_profile", counted_profile)
    text = "Title\nPlace,,Votes,\nNo,Name,Heron,Otter\n1,Hill,60,40\n2,Dale,50,45\n"
    (table,) = guessed_tables(text.encode(), "f.csv")
    guess = guess_feed(table)

    assert guess.selections == ("Votes Heron", "Votes Otter")
    assert read == [1]
    assert sorted(looked_at) == sorted(table.table.header())
