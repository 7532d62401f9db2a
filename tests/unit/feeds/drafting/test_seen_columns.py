"""Columns that are parsed once for as long as their table is there."""

from __future__ import annotations

import polars as pl

from escrutinio.feeds.drafting import seen_columns
from escrutinio.feeds.drafting.seen_columns import parsed_once


def test_a_column_is_parsed_once_for_as_long_as_its_table_is_there() -> None:
    parsed: list[str] = []

    def parse(frame: pl.DataFrame, name: str) -> pl.Series:
        parsed.append(name)
        return frame[name]

    held = len(seen_columns._parsed)
    frame = pl.DataFrame({"A": ["1"], "B": ["2"]})
    again = [parsed_once(frame, name, parse).to_list() for name in ("A", "B", "A")]

    assert again == [["1"], ["2"], ["1"]]
    assert parsed == ["A", "B"]
    assert parsed_once(frame.with_columns(A=pl.lit("3")), "A", parse).to_list() == ["3"]
    del frame
    assert len(seen_columns._parsed) == held
