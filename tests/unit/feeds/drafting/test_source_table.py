"""Files that no feed describes: their encoding, their delimiter, their header."""

from __future__ import annotations

import pytest

from escrutinio.feeds.drafting import guessed_tables
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
