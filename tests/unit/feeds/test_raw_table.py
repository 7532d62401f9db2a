"""Names of columns, codes, and refusals."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from escrutinio.feeds import raw_table
from escrutinio.feeds.raw_table import (
    DAMAGE,
    LINE,
    RawTable,
    code_text,
    distinct,
    find_column,
    refuse_doubled,
    refusing,
)
from escrutinio.model import FeedError


@pytest.mark.parametrize(
    ("header", "spellings", "found"),
    [
        (["A", "a"], ["a"], "a"),
        (["A", "b"], ["a"], "A"),
        (["x", "VOTO VÁLIDO"], ["VOTO_VALIDO", "VALIDOS"], "VOTO VÁLIDO"),
        (["VALIDOS", "voto_valido"], ["VOTO_VALIDO", "VALIDOS"], "VALIDOS"),  # the exact one comes first
        (["x"], ["y"], None),
        (["x"], [], None),
        (["#"], ["%"], None),  # signs alone have no form in common
        (["%"], ["%"], "%"),
    ],
)
def test_finding_a_column(header: list[str], spellings: list[str], found: str | None) -> None:
    assert find_column(header, spellings) == found


@pytest.mark.parametrize(
    ("values", "dtype", "codes"),
    [
        ([" 1001 ", "", None, "  ", "01"], pl.String, ["1001", None, None, None, "01"]),
        ([1001.0, 1.5, None, float("nan"), 1e300], pl.Float64, ["1001", None, None, None, None]),
        ([1001, -1], pl.Int32, ["1001", "-1"]),
    ],
)
def test_codes(values: list[Any], dtype: Any, codes: list[str | None]) -> None:
    frame = pl.DataFrame({"c": pl.Series(values, dtype=dtype)})
    assert frame.select(code_text("c", frame.schema["c"]))["c"].to_list() == codes


def test_the_header_is_the_files_own() -> None:
    frame = pl.DataFrame({"a": ["1"], LINE: [2], DAMAGE: [None]})
    assert RawTable(frame).header() == ["a"]


def test_doubled_names() -> None:
    assert distinct(["a", "A"]) == (["a", "A"], {})
    names, doubled = distinct(["c", "b", "a", "b", "c"])
    assert names == ["c", "b", "a", "b (column 4)", "c (column 5)"]
    assert doubled == {"c": "c", "b": "b", "b (column 4)": "b", "c (column 5)": "c"}
    table = RawTable(pl.DataFrame(schema=names), doubled=doubled)
    refuse_doubled(table, ["a"])
    with pytest.raises(FeedError, match="the column 'b' is in the header twice") as caught:
        refuse_doubled(table, ["a", "b"])
    assert caught.value.hint == "Rename one of them."


def test_what_a_library_raises_becomes_a_refusal() -> None:
    with pytest.raises(FeedError) as caught, refusing("it is torn", "Repair it."):
        raise RuntimeError("first line\nsecond line")
    assert str(caught.value) == "it is torn: first line\nRepair it."
    with pytest.raises(FeedError, match="it is torn: KeyError"), refusing("it is torn", ""):
        raise KeyError
    with pytest.raises(FeedError, match=r"^own words$"), refusing("it is torn", ""):
        raise FeedError("own words")


def test_a_panic_becomes_a_refusal_and_an_interrupt_does_not() -> None:
    panic = type("PanicException", (BaseException,), {})
    with pytest.raises(FeedError, match="it is torn: index out of bounds"), refusing("it is torn", ""):
        raise panic("index out of bounds")
    with pytest.raises(KeyboardInterrupt), refusing("it is torn", ""):
        raise KeyboardInterrupt
    assert raw_table.REPAIRED != raw_table.DAMAGED


@pytest.mark.parametrize(
    "text", ["Cannot allocate memory (os error 12)", "memory allocation of 9 bytes failed"]
)
def test_what_finds_no_room_is_no_damaged_file(text: str) -> None:
    with pytest.raises(MemoryError), refusing("the file is damaged", "Fetch it again."):
        raise OSError(text)


def test_a_doubled_column_that_is_the_same_on_every_row_is_read() -> None:
    doubled = {"votes": "votes", "votes (column 2)": "votes"}
    refuse_doubled(
        RawTable(pl.DataFrame({"votes": ["1"], "votes (column 2)": ["1"]}), doubled=doubled), ["votes"]
    )
    unlike = RawTable(pl.DataFrame({"votes": ["1"], "votes (column 2)": ["2"]}), doubled=doubled)
    with pytest.raises(FeedError, match="twice"):
        refuse_doubled(unlike, ["votes"])
