"""``{ first = [...], without = [...] }``: words that mean that a column of several has nothing."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from escrutinio.feeds.drafting.source_table import UNNAMED_FEED
from escrutinio.feeds.raw_table import RawTable
from escrutinio.feeds.reshaping import reshaped
from escrutinio.model import JoinedColumn


def first_of(party: list[str | None], person: list[str | None], without: tuple[str, ...]) -> list[str | None]:
    column = JoinedColumn("party/person", ("party", "person"), "/", first=True, without=without)
    frame = pl.DataFrame({"party": party, "person": person}, schema={"party": pl.String, "person": pl.String})
    feed = replace(UNNAMED_FEED, joined_columns=(column,))
    return reshaped(RawTable(frame), feed).frame["party/person"].to_list()


def test_a_word_that_names_nobody_gives_way_to_the_next_column() -> None:
    found = first_of(["HERONS", "Independent", None], ["Ann", "Bo", "Cy"], ("Independent",))
    assert found == ["HERONS", "Bo", "Cy"]


def test_where_no_other_column_has_anything_it_stays() -> None:
    assert first_of(["Independent", "NULL"], [None, "Bo"], ("Independent",)) == ["Independent", "Bo"]


def test_without_such_words_each_is_a_name() -> None:
    assert first_of(["Independent"], ["Bo"], ()) == ["Independent"]
