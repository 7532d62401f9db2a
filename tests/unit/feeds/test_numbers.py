"""Whole numbers, or the reason why there is none."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from escrutinio.feeds.numbers import LARGEST, bad_numbers, whole_number, whole_numbers
from escrutinio.ledger.finding_frame import to_findings
from escrutinio.ledger.finding_kinds import BAD_NUMBER


def read(values: list[Any], dtype: Any) -> list[int | None]:
    frame = pl.DataFrame({"raw": pl.Series(values, dtype=dtype)})
    found = frame.with_columns(whole_number("raw", frame.schema["raw"]).alias("n"))["n"]
    assert found.dtype == pl.Int64
    (alike,) = whole_numbers(frame, ["raw"])  # the fast way, of a column as a whole
    assert alike.to_list() == found.to_list()
    assert alike.dtype == pl.Int64
    return found.to_list()


TEXTS: list[tuple[str, int | None, str]] = [
    ("0", 0, ""),
    ("7", 7, ""),
    ("007", 7, ""),
    (" 12 ", 12, ""),
    ("\u00a012", 12, ""),
    ("+5", 5, ""),
    ("12.0", 12, ""),
    ("12.", 12, ""),
    ("12.00", 12, ""),
    ("1000.000", 1000, ""),
    ("12,0", 12, ""),
    ("3,00", 3, ""),
    ("12,00000001", 12, ""),
    ("3,5", None, "fractional"),
    ("0.000", 0, ""),
    ("1000000000", 10**9, ""),
    ("", None, "missing"),
    ("  ", None, "missing"),
    ("-1", None, "negative"),
    ("- 3", None, "negative"),
    ("\u22124", None, "negative"),
    ("-0.5", None, "negative"),
    ("1.5", None, "fractional"),
    (".5", None, "fractional"),
    ("1.000", None, "ambiguous"),
    ("12.000", None, "ambiguous"),
    ("1000000001", None, "too large"),
    ("9223372036854775807", None, "too large"),
    ("99999999999999999999999", None, "too large"),
    ("1,000", None, "unreadable"),
    ("1 000", None, "unreadable"),
    ("1e3", None, "unreadable"),
    ("0x10", None, "unreadable"),
    ("NaN", None, "unreadable"),
    ("inf", None, "unreadable"),
    ("l2", None, "unreadable"),
    ("--", None, "unreadable"),
    ("-0", None, "negative"),
    ("١٢", None, "unreadable"),
    ("1\n2", None, "unreadable"),
    ("true", None, "unreadable"),
]


_THOUSANDS = "If the sign stands between thousands, say so with thousands under [feeds.numbers]."
_WORD = "If the source has it for 0, or for what is not stated, say so under [feeds.numbers]."
_EMPTY = (
    'If the source leaves cells empty for 0, write zero = "" under [feeds.numbers]; if not, ask it for this '
    "sheet."
)
ADVICE = {
    **dict.fromkeys(["", "  "], _EMPTY),
    **dict.fromkeys(["1.000", "12.000", "1,000", "1 000"], _THOUSANDS),
    **dict.fromkeys(["NaN", "inf", "--", "true"], _WORD),
}


@pytest.mark.parametrize(("text", "number", "problem"), TEXTS, ids=[repr(text) for text, _, _ in TEXTS])
def test_texts(text: str, number: int | None, problem: str) -> None:
    assert read([text], pl.String) == [number]
    frame = pl.DataFrame({"contest": ["c"], "sheet": ["s"], "line": [9], "raw": [text]}).with_columns(
        whole_number("raw", pl.String()).alias("value")
    )
    findings = to_findings(bad_numbers(frame, "value", "raw", "THEIR {name}"))
    assert [finding.numbers["problem"] for finding in findings] == ([problem] if problem else [])
    for finding in findings:
        assert (finding.code, finding.severity, finding.contest, finding.sheet, finding.line) == (
            BAD_NUMBER.code,
            "error",
            "c",
            "s",
            9,
        )
        assert finding.numbers == {"column": "THEIR {name}", "found": text.strip(), "problem": problem}
        assert finding.message == (
            f"The number in column THEIR {{name}} is {problem} (found '{text.strip()}'); "
            f"it counts as not stated. {ADVICE.get(text, 'Ask the source for this sheet.')}"
        )


@pytest.mark.parametrize(
    ("values", "dtype", "numbers"),
    [
        ([0, 5, -1, None], pl.Int64, [0, 5, None, None]),
        ([0, 255], pl.UInt8, [0, 255]),
        ([2**63, LARGEST, LARGEST + 1], pl.UInt64, [None, LARGEST, None]),
        ([1.0, 2.5, -3.0, None, float("nan"), float("inf"), -float("inf"), 1e300, -0.0], pl.Float64,
         [1, None, None, None, None, None, None, None, 0]),
        ([1.0, 2.5], pl.Float32, [1, None]),
        ([Decimal("12"), Decimal("1.5"), Decimal("-1")], pl.Decimal(10, 2), [12, None, None]),
        ([True, False], pl.Boolean, [None, None]),
        ([None, None], pl.Null, [None, None]),
        ([["1"]], pl.List(pl.String), [None]),
    ],
)  # fmt: skip
def test_other_types(values: list[Any], dtype: Any, numbers: list[int | None]) -> None:
    assert read(values, dtype) == numbers


def test_long_texts_are_shortened_in_messages() -> None:
    frame = pl.DataFrame({"raw": ["x" * 500], "value": pl.Series([None], dtype=pl.Int64)})
    (finding,) = to_findings(bad_numbers(frame, "value", "raw", "c"))
    assert finding.numbers["found"] == "x" * 60


@given(
    st.lists(st.text(max_size=6) | st.integers(-(10**12), 10**12).map(str) | st.floats().map(str), min_size=1)
)
def test_any_text_gives_null_or_what_it_says(texts: list[str]) -> None:
    for text, number in zip(texts, read(texts, pl.String), strict=True):
        if number is not None:
            assert 0 <= number <= LARGEST
            assert float(text) == number
        else:
            plain = text.strip().isascii() and text.strip().isdigit()
            assert not plain or int(text) > LARGEST
