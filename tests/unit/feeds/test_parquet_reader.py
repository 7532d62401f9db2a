"""Parquet files."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

import feed_elections as fe
from escrutinio.feeds.parquet_reader import read_parquet
from escrutinio.feeds.raw_table import DAMAGE, LINE
from escrutinio.model import FeedError


def test_parquet_keeps_its_types_and_counts_its_lines() -> None:
    (table,) = read_parquet(fe.parquet({"a": [1, 2], "b": ["x", None], "c": [1.5, float("nan")]}))
    assert table.frame.select(LINE, DAMAGE, "a", "b", "c").rows() == [
        (1, None, 1, "x", 1.5),
        (2, None, 2, None, None),
    ]
    assert table.header() == ["a", "b", "c"]


@pytest.mark.parametrize("dtype", [pl.Categorical(), pl.Enum(["x", "y"])])
def test_categories_are_texts(dtype: Any) -> None:
    (table,) = read_parquet(fe.parquet(pl.DataFrame({"a": pl.Series(["y", None], dtype=dtype)})))
    assert table.frame["a"].dtype == pl.String
    assert table.frame["a"].to_list() == ["y", None]


@pytest.mark.parametrize("cut", [1, 4, 8, 100])
def test_torn_parquet_is_refused(cut: int) -> None:
    with pytest.raises(FeedError, match="the file is not readable as Parquet") as caught:
        read_parquet(fe.parquet()[:-cut])
    assert caught.value.hint == "Fetch the file again; nothing has been taken in from it."


@pytest.mark.parametrize("data", [b"", b"PAR1", b"PAR1PAR1", b"a,b\n1,2\n"])
def test_what_is_no_parquet_is_refused(data: bytes) -> None:
    with pytest.raises(FeedError, match="the file is not readable as Parquet"):
        read_parquet(data)
