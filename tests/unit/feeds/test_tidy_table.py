"""Tables for others: what a spreadsheet would take for a formula is text, and numbers stay numbers."""

from __future__ import annotations

import io

import polars as pl
import pytest

from escrutinio.feeds import csv_bytes, parquet_bytes, without_formulas


def only(cell: str) -> str:
    return str(without_formulas(pl.DataFrame({"name": [cell]}))["name"].item())


@pytest.mark.parametrize(
    "cell", ["=1+1", "+CMD", "-cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\n=1"]
)
def test_a_formula_becomes_text(cell: str) -> None:
    assert only(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["-", "-3", "+3", "-3.5", "+3,5", "La Paz", "a=b", "", "1-2"])
def test_what_is_no_formula_stays_as_it_is(cell: str) -> None:
    assert only(cell) == cell


def test_numbers_and_what_is_not_known_are_left_alone() -> None:
    table = pl.DataFrame({"votes": [-1, None], "name": [None, "x"]})

    assert without_formulas(table).equals(table)
    assert csv_bytes(table) == b"votes,name\n-1,\n,x\n"


def test_the_same_in_csv_and_parquet() -> None:
    table = pl.DataFrame({"name": ["Ñuñoa", "a,b", 'a"b'], "votes": [1, None, 3]})

    assert pl.read_csv(io.BytesIO(csv_bytes(table))).equals(table)
    assert pl.read_parquet(io.BytesIO(parquet_bytes(table))).equals(table)
