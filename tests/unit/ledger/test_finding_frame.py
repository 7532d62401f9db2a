"""Findings in columns: the words and the place of each, and the way to values and back."""

from __future__ import annotations

import polars as pl

from escrutinio.ledger.finding_frame import (
    FINDING_SCHEMA,
    concat_findings,
    empty_findings,
    findings_from,
    grouped,
    to_findings,
)
from escrutinio.ledger.finding_kinds import BAD_NUMBER, BAD_ROW
from escrutinio.model import Severity

ROWS = pl.DataFrame(
    {"contest": ["mayor", None], "sheet": ["001", "002"], "line": [3, 4], "valid": [12, None]},
    schema_overrides={"valid": pl.Int64},
)


def test_one_finding_a_row_with_its_place_and_numbers() -> None:
    frame = findings_from(ROWS, BAD_NUMBER, pl.format("valid is {}", "valid"), ["valid"])

    first, second = to_findings(frame)

    assert dict(frame.schema) == dict(FINDING_SCHEMA)
    assert (first.code, first.severity, first.message) == ("bad-number", Severity.ERROR, "valid is 12")
    assert (first.contest, first.sheet, first.line, first.file) == ("mayor", "001", 3, "")
    assert first.numbers == {"valid": 12}
    assert second.numbers == {"valid": None}


def test_a_finding_has_its_words_and_its_place_even_where_something_is_null() -> None:
    _, second = to_findings(findings_from(ROWS, BAD_NUMBER, pl.format("valid is {}", "valid")))

    assert second.message == "(some of its numbers are missing)"
    assert (second.contest, second.numbers) == ("", {})


def test_what_was_before_and_is_now_stands_beside_it() -> None:
    frame = findings_from(ROWS, BAD_ROW, pl.lit("x"), before=pl.lit("1"), after=pl.col("sheet"))

    assert [(finding.before, finding.after) for finding in to_findings(frame)] == [("1", "001"), ("1", "002")]


def test_no_rows_are_no_findings() -> None:
    none = findings_from(ROWS.clear(), BAD_ROW, pl.col("there is no such column"))

    assert none.equals(empty_findings())
    assert concat_findings([none, empty_findings()]).equals(none)
    assert concat_findings([none, findings_from(ROWS, BAD_ROW, pl.lit("x"))]).height == 2


def test_figures_in_sentences_have_their_thousands_apart() -> None:
    figures = pl.DataFrame({"votes": [0, 12, 999, 1000, 123456, 1234567, -1234, -123, None]})

    said = figures.select(grouped("votes")).to_series().to_list()

    assert said == ["0", "12", "999", "1,000", "123,456", "1,234,567", "-1,234", "-123", None]
    assert figures.select(grouped(pl.col("votes") + 1)).to_series().to_list()[2] == "1,000"
