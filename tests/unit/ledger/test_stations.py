"""The stations file: read whole, and refused where it contradicts itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from escrutinio.ledger import load_stations
from escrutinio.ledger.reading_trial import write_given
from escrutinio.model import DefinitionError, Election, StationsChoice
from support import make_election, stations
from tampering import make_it_end_its_reader


@pytest.fixture
def election(tmp_path: Path) -> Election:
    return make_election(tmp_path)


def problems(election: Election, frame: pl.DataFrame) -> tuple[str, ...]:
    """What is wrong with a stations file."""
    write_given(frame, election.folder / "stations.parquet")
    with pytest.raises(DefinitionError) as caught:
        load_stations(election)
    assert caught.value.where == str(election.folder / "stations.parquet")
    return caught.value.problems


def test_every_expected_sheet_is_a_row_and_absent_columns_are_null(election: Election) -> None:
    frame = load_stations(election)

    assert frame.height == 24
    assert frame.row(0, named=True) == {
        "contest": "council", "sheet": "001", "registered": 100, "region": "N", "region_name": "Region N",
        "town": "N1", "town_name": "N1", "place": "PN1", "place_name": None, "kind": None, "lat": None,
        "lon": None,
    }  # fmt: skip


def test_csv_with_other_names_of_columns(election: Election) -> None:
    stations().rename({"sheet": "MESA"}).write_csv(election.folder / "expected.csv")
    choice = StationsChoice("expected.csv", {"sheet": "MESA"})

    frame = load_stations(replace(election, stations=choice))

    assert frame["sheet"].to_list() == stations()["sheet"].to_list()
    assert frame["registered"].dtype == pl.Int64


def test_a_column_that_is_named_and_not_there(election: Election) -> None:
    other = replace(election, stations=StationsChoice("stations.parquet", {"sheet": "MESA"}))

    with pytest.raises(DefinitionError) as caught:
        load_stations(other)

    assert caught.value.problems == ("stations.columns: the stations file has no column MESA",)


def test_no_file_and_no_table(election: Election) -> None:
    path = election.folder / "stations.parquet"
    make_it_end_its_reader(path)
    with pytest.raises(DefinitionError, match=r"stations\.file: it cannot be read: it is damaged"):
        load_stations(election)
    path.unlink()
    with pytest.raises(DefinitionError, match=r"stations\.file: there is no such file"):
        load_stations(election)


def test_a_column_that_is_needed(election: Election) -> None:
    (problem,) = problems(election, stations().drop("registered"))

    assert problem.startswith("stations: the columns registered are missing; found: contest, sheet, region")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (pl.lit("x").alias("contest"), "stations: found the contests 'x'; allowed: council, mayor"),
        (pl.lit("1").alias("sheet"), "stations: sheet '1' of 'council' stands twice"),
        (
            pl.lit(-1).alias("registered"),
            "stations: the registered voters of 24 sheets are no whole number of 0 or more (e.g. '-1' of "
            "sheet '001'); leave them blank where they are not known",
        ),
        (
            pl.lit("n/a").alias("registered"),
            "stations: the registered voters of 24 sheets are no whole number of 0 or more (e.g. 'n/a' of "
            "sheet '001'); leave them blank where they are not known",
        ),
        (pl.lit(None, dtype=pl.String).alias("sheet"), "stations: 24 rows name no contest or no sheet"),
        (
            pl.lit("T").alias("town"),
            "stations: the town 'T' lies in two units of the level region ('N', 'S'); "
            "give units codes that are unique in the whole election",
        ),
    ],
)
def test_what_contradicts_itself(election: Election, change: pl.Expr, problem: str) -> None:
    assert problem in problems(election, stations().with_columns(change))


@pytest.mark.parametrize("blank", [None, "", "  ", "0"])
def test_the_registered_voters_may_be_unknown(election: Election, blank: str | None) -> None:
    first = pl.when(pl.col("sheet") == "001").then(pl.lit(blank)).otherwise(pl.lit("100"))
    stations().with_columns(first.alias("registered")).write_csv(election.folder / "some.csv")

    frame = load_stations(replace(election, stations=StationsChoice("some.csv")))

    assert frame.height == 24
    voters = frame.filter(pl.col("sheet") == "001")["registered"].to_list()
    assert voters == [0, 0] if blank == "0" else [None, None]
    assert frame.filter(pl.col("sheet") != "001")["registered"].unique().to_list() == [100]


def test_numbers_with_a_decimal_point_of_a_spreadsheet(election: Election) -> None:
    voters = pl.when(pl.col("sheet") == "001").then(float("nan")).otherwise(100.0)
    stations().with_columns(voters.alias("registered")).write_parquet(election.folder / "stations.parquet")

    frame = load_stations(election)

    assert frame["registered"].null_count() == 2
    assert frame["registered"].sum() == 2200
