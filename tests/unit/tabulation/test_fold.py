"""Sums, units and what a sheet's own numbers imply; the same on Polars and on a real Spark session."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from escrutinio.model import Election
from escrutinio.tabulation import missing_voters, resolve_units, tabulate, unit_figures
from support import make_election, stations
from tabulated_sheets import SAMPLE, sheets


@pytest.fixture
def election(tmp_path: Path) -> Election:
    return make_election(tmp_path)


def test_sums_and_coverage_by_region(election: Election) -> None:
    placed = resolve_units(sheets(*SAMPLE), stations(), election)
    table = tabulate(placed, stations(), election.contests["council"])["region"]
    wanted = ["unit", "sheets_expected", "sheets_reported", "sheets_unexpected", "registered_expected"]
    assert table.select(*wanted, "registered_reported", "cast", "votes_A").rows() == [
        ("?", 0, 1, 1, 0, 0, 7, 0),
        ("N", 6, 2, 0, 600, 200, 140, 50),
        ("S", 6, 2, 1, 600, 100, 60, 30),
    ]


def test_many_contests_without_blank_votes_take_no_longer(election: Election) -> None:
    """A county has 40 contests on a day; an expression that doubled with each would never end."""
    council = replace(election.contests["council"], no_blank=True, no_null=True)
    contests = {name: replace(council, id=name) for name in ("council", *map(str, range(39)))}
    frame = sheets(("council", "001", 100, 90, 90, None, None, 0, 50, 40, 0))

    placed = resolve_units(frame, stations(), replace(election, contests=contests))

    assert placed.select("blank", "null").rows() == [(0, 0)]


def test_ballots_of_hundreds_of_contests_are_reckoned_one_by_one_and_alike(
    election: Election, monkeypatch: pytest.MonkeyPatch
) -> None:
    mayor = replace(election.contests["mayor"], selections=("A", "B"), withdrawn=())
    contests = {**election.contests, "mayor": mayor}
    several = replace(election, contests=contests)
    frame = sheets(
        *SAMPLE,
        ("council", "003", None, 100, 90, None, 5, 5, 40, None, 5),
        ("mayor", "002", None, 100, 70, None, None, 2, 30, 20, None),
        ("mayor", "003", None, 100, None, None, None, None, None, None, None),
    )
    at_once = resolve_units(frame, stations(), several)
    monkeypatch.setattr("escrutinio.tabulation.fold._MANY_BALLOTS", 0)
    assert_frame_equal(resolve_units(frame, stations(), several), at_once)
    assert at_once["valid"].to_list() == [75, 60, 40, 10, 7, 78, 80, 50, None]


def test_a_sheet_without_a_unit_stays_in_the_sum(election: Election) -> None:
    placed = resolve_units(sheets(*SAMPLE), stations(), election)
    towns = tabulate(placed, stations(), election.contests["council"])["town"]
    assert towns.filter(unit="")["cast"].to_list() == [17], (
        "the two that are not in the stations file have no town"
    )


def test_a_unit_with_nothing_in_is_there_with_zeros(election: Election) -> None:
    table = tabulate(resolve_units(sheets(), stations(), election), stations(), election.contests["mayor"])[
        "town"
    ]
    assert table["unit"].to_list() == ["N1", "N2", "S1", "S2"]
    assert table["sheets_reported"].to_list() == [0, 0, 0, 0]
    assert table["valid"].to_list() == [0, 0, 0, 0]


def test_what_a_sheet_does_not_state_follows_from_what_it_does(election: Election) -> None:
    frame = sheets(
        ("council", "001", None, None, None, None, 3, 2, 40, 30, 5),
        ("council", "002", None, 100, None, 60, None, 0, 10, 50, 0),
        ("mayor", "003", None, 100, None, None, 0, 0, 10, 5, 99),
    )
    placed = resolve_units(frame, stations(), election).sort("sheet")
    assert placed.select("sheet", "registered", "cast", "valid", "blank").rows() == [
        ("001", 100, 80, 75, 3),
        ("002", 100, None, 60, None),
        ("003", 100, 15, 15, 0),
    ]


def test_the_stations_file_decides_the_unit_not_the_feed(election: Election) -> None:
    frame = sheets(("council", "001", "S", 100, 1, 1, 0, 0, 1, 0, 0))
    assert resolve_units(frame, stations(), election)["region"].to_list() == ["N"]


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    sql = pytest.importorskip("pyspark.sql", reason="PySpark is not installed (extra [spark])")
    if shutil.which("java") is None:
        pytest.skip("there is no Java runtime for a local Spark session")
    session = (
        sql.SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.sql.adaptive.enabled", "false")
        # It lives for one small test, which ends before code that is made for it, or made better, would pay.
        .config("spark.sql.codegen.wholeStage", "false")
        .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        .getOrCreate()
    )
    yield session
    session.stop()


def in_part(frame: pl.DataFrame, tables: dict[str, tuple[int, int]]) -> pl.DataFrame:
    """The sheets with how many of the tables of their place are counted, and of how many."""
    counted, total = (
        pl.col("sheet").replace_strict(
            {sheet: numbers[place] for sheet, numbers in tables.items()}, default=None, return_dtype=pl.Int64
        )
        for place in (0, 1)
    )
    return frame.with_columns(counted.alias("tables_counted"), total.alias("tables_total"))


def test_a_place_in_part_counts_and_is_still_missing(election: Election) -> None:
    frame = in_part(
        sheets(
            ("council", "001", None, 100, 80, 75, 3, 2, 40, 30, 5),
            ("council", "002", None, None, 20, 20, 0, 0, 10, 10, 0),
        ),
        {"001": (2, 2), "002": (1, 3)},
    )
    placed = resolve_units(frame, stations(), election)
    (row,) = tabulate(placed, stations(), election.contests["council"])["nation"].rows(named=True)
    assert (row["sheets_reported"], row["sheets_in_part"], row["sheets_expected"]) == (1, 1, 12)
    assert (row["cast"], row["votes_A"], row["cast_sheets"]) == (100, 50, 2)
    assert row["registered_reported"] == 100 + 100 * 1 // 3
    assert (row["turnout_part"], row["turnout_whole"]) == (80, 100), "its voters are not told from the others"

    figures = unit_figures(row, election.contests["council"], all_listed=True)
    assert (figures.sheets_missing, figures.sheets_in_part) == (11, 1)
    assert figures.turnout.stated < figures.turnout.sheets == 2
    (missing,) = missing_voters(pl.DataFrame([row])).rows(named=True)
    assert missing["voters"] == 10 * 100 + (100 - 20), "all who have not voted in it may still come"
    assert missing["unknown_sheets"] == 0


def test_a_place_with_more_votes_than_voters_takes_nothing_off_the_others(election: Election) -> None:
    frame = in_part(sheets(("council", "002", None, None, 170, 170, 0, 0, 90, 80, 0)), {"002": (2, 3)})
    table = tabulate(resolve_units(frame, stations(), election), stations(), election.contests["council"])
    assert missing_voters(table["nation"])["voters"].to_list() == [11 * 100]
    assert missing_voters(table["town"])["voters"].min() >= 0


def test_a_place_in_part_that_nobody_expects_is_missing_too(election: Election) -> None:
    everything = [("council", f"{n:03}", None, 100, 80, 80, 0, 0, 40, 40, 0) for n in range(1, 13)]
    stranger = ("council", "999", "S", None, 10, 10, 0, 0, 10, 0, 0)
    frame = in_part(sheets(*everything, stranger), {"999": (1, 2)})
    table = tabulate(resolve_units(frame, stations(), election), stations(), election.contests["council"])
    (row,) = table["nation"].rows(named=True)
    assert (row["sheets_reported"], row["sheets_expected"]) == (12, 12)
    assert unit_figures(row, election.contests["council"], all_listed=True).sheets_missing == 1
    assert missing_voters(table["nation"])["unknown_sheets"].to_list() == [1]


def test_through_narwhals_the_sums_are_those_of_polars(election: Election) -> None:
    frame = in_part(sheets(*SAMPLE), {"002": (1, 3), "007": (2, 2), "999": (1, 2)})
    placed = resolve_units(frame, stations(), election)
    wrapped, due = nw.from_native(frame), nw.from_native(stations())
    assert_frame_equal(resolve_units(wrapped, due, election), placed)
    for contest in election.contests.values():
        through = tabulate(nw.from_native(placed), due, contest)
        for level, table in tabulate(placed, stations(), contest).items():
            assert_frame_equal(through[level], table)
            assert_frame_equal(missing_voters(nw.from_native(table)), missing_voters(table))


@pytest.mark.filterwarnings("default")
def test_the_same_functions_give_the_same_sums_on_spark(spark: Any, election: Election) -> None:
    frame, expected_stations = (
        in_part(sheets(*SAMPLE), {"002": (1, 3), "007": (2, 2), "999": (1, 2)}),
        stations().with_columns(pl.lit(None, dtype=pl.String).alias("kind")),
    )

    def to_spark(polars: pl.DataFrame) -> Any:
        types = {pl.String: "string", pl.Int64: "bigint"}
        columns = ", ".join(f"`{name}` {types[type(dtype)]}" for name, dtype in polars.schema.items())
        return spark.createDataFrame(polars.rows(), columns)

    placed = resolve_units(to_spark(frame), to_spark(expected_stations), election)
    for contest in election.contests.values():
        on_polars = tabulate(resolve_units(frame, expected_stations, election), expected_stations, contest)
        on_spark = tabulate(placed, to_spark(expected_stations), contest)
        for level, table in on_polars.items():
            rows = [tuple(values) for values in on_spark[level].select(*table.columns).collect()]
            other = pl.DataFrame(rows, schema=table.schema, orient="row").sort("unit")
            assert_frame_equal(other, table.sort("unit"))
