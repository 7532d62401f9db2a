"""Which columns are taken for the tables of a place that are counted, and for all of them."""

from __future__ import annotations

import polars as pl
import pytest

from escrutinio.feeds.drafting.column_profile import column_profiles
from escrutinio.feeds.drafting.source_table import SourceTable
from escrutinio.feeds.drafting.tables_guess import TablesGuess, tables_of
from escrutinio.feeds.raw_table import DAMAGE, LINE, RawTable


def guessed(first: str, second: str, done: list[int], whole: list[int]) -> TablesGuess | None:
    frame = pl.DataFrame({first: done, second: whole, "votes": [9] * len(done)})
    lines = pl.Series(LINE, range(2, len(done) + 2), dtype=pl.Int64)
    frame = frame.with_columns(lines, pl.lit(None, dtype=pl.String).alias(DAMAGE))
    return tables_of(column_profiles(SourceTable(RawTable(frame))), frame)


@pytest.mark.parametrize(
    ("counted", "total"),
    [
        ("sezioni_perv", "sezioni_tot"),
        ("Precincts Reporting", "Precincts"),
        ("precincts_reporting", "total_precincts"),
        ("Mesas escrutadas", "Mesas totales"),
        ("ACTAS_CONTABILIZADAS", "TOTAL_ACTAS_ESPERADAS"),
        ("Ausgezählte Wahlbezirke", "Wahlbezirke"),
        ("okrsky_zprac", "okrsky_celkem"),
    ],
)
def test_the_names_of_many_sources_are_known(counted: str, total: str) -> None:
    assert guessed(counted, total, [0, 3, 1], [2, 3, 1]) == TablesGuess(counted, total)


@pytest.mark.parametrize(
    ("done", "whole"),
    [
        ([0, 4, 1], [2, 3, 1]),  # more than all
        ([1, 1, 1], [1, 1, 1]),  # no place has several
    ],
)
def test_numbers_that_cannot_be_tables_are_not_taken_for_them(done: list[int], whole: list[int]) -> None:
    assert guessed("mesas_escrutadas", "mesas_totales", done, whole) is None


def test_other_totals_are_no_tables() -> None:
    assert guessed("votes_counted", "total_votes", [1, 2, 3], [4, 5, 6]) is None
