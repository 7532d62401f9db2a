"""Files that no feed describes: their encoding, their delimiter, their header."""

from __future__ import annotations

from pathlib import Path

import pytest

from escrutinio.feeds.drafting import source_tables
from escrutinio.model import FeedError

ROWS = [["Región", "Mesa", "Garza"], ["Ñ", "1", "10"], ["Ñ", "2", "20"]]


@pytest.mark.parametrize(
    ("encoding", "delimiter", "written"),
    [("utf-8", ",", "utf-8-sig"), ("cp1252", ";", "cp1252"), ("utf-16", "\t", "utf-16")],
)
def test_delimited_text(tmp_path: Path, encoding: str, delimiter: str, written: str) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes("".join(delimiter.join(row) + "\n" for row in ROWS).encode(encoding))
    source = source_tables(path)[0]

    assert (source.encoding, source.delimiter) == (written, delimiter)
    assert source.table.header() == ROWS[0]
    assert source.table.frame["Garza"].to_list() == ["10", "20"]


def test_json_lines_have_no_delimiter(tmp_path: Path) -> None:
    path = tmp_path / "f.jsonl"
    path.write_text('{"mesa": 1, "garza": 10}\n{"mesa": 2, "garza": 20}\n', encoding="utf-8")
    source = source_tables(path)[0]

    assert (source.encoding, source.delimiter) == ("", "")
    assert source.table.frame["garza"].to_list() == ["10", "20"]


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FeedError, match="cannot be read"):
        source_tables(tmp_path / "none.csv")
