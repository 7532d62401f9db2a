"""Folders that are drafted or blank load as they are, and read the files that they were drafted from."""

from __future__ import annotations

import gzip
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from escrutinio.flows.desk import open_desk
from escrutinio.flows.ingest import ingest
from escrutinio.flows.new_election import blank_election, drafted_election, recipe_election
from escrutinio.model import FeedError, UsageError
from made_files import files_of

NOW = datetime(2031, 5, 4, 20, tzinfo=UTC)
WIDE = """\
REGION,STATION,VOTERS,CAST,VALID,BLANK,SPOILT,Garza «roja»,Nutria "azul",ロ党
North,1,300,200,190,5,5,100,60,30
North,2,310,210,200,6,4,90,80,30
South,1,320,220,210,2,8,70,90,50
Total,,930,630,600,13,17,260,230,110
"""


def test_a_draft_reads_its_own_file_to_the_vote(tmp_path: Path) -> None:
    file = tmp_path / "results_20310504_2130.csv"
    file.write_text(WIDE, encoding="utf-8")
    made = drafted_election(tmp_path / "night", [file], NOW)

    results = list(ingest(open_desk(tmp_path / "night", for_ingest=True), [file], lambda: NOW))

    assert made.election.date == date(2031, 5, 4)
    assert results[0].reading is not None, results[0].refusal
    assert results[0].reading.findings.is_empty(), results[0].reading.findings["message"].to_list()
    assert results[0].reading.delivery.observed_at == datetime(2031, 5, 4, 21, 30, tzinfo=UTC)
    names = {key: selection.name for key, selection in made.election.selections.items()}
    assert set(names.values()) == {"Garza «roja»", 'Nutria "azul"', "ロ党"}
    totals = results[0].reading.rows.select(pl.col("^votes_.*$").sum()).row(0)
    assert totals == (260, 230, 110)
    assert any("full list" in remark for remark in made.remarks)
    assert any("'Total'" in remark for remark in made.remarks)


def test_files_with_the_same_columns_are_drafted_together(tmp_path: Path) -> None:
    lines = WIDE.splitlines(keepends=True)
    north, south, other = tmp_path / "north.csv", tmp_path / "south.csv", tmp_path / "other.csv"
    north.write_text("".join(lines[:3]), encoding="utf-8")
    south.write_text(lines[0] + lines[3], encoding="utf-8")
    other.write_text("a,b\nx,1\n", encoding="utf-8")
    made = drafted_election(tmp_path / "night", [south, north, other], NOW)

    stations = open_desk(tmp_path / "night").stations

    assert sorted(stations.select("sheet", "registered").iter_rows()) == [
        ("North-1", 300),
        ("North-2", 310),
        ("South-1", 320),
    ]
    assert any(remark.startswith("other.csv has other columns") for remark in made.remarks)


def test_the_same_sheets_at_two_hours_are_one_stations_file(tmp_path: Path) -> None:
    early, late = tmp_path / "f_20310504_2100.csv", tmp_path / "f_20310504_2200.csv"
    early.write_text("".join(WIDE.splitlines(keepends=True)[:3]), encoding="utf-8")
    late.write_text(WIDE, encoding="utf-8")
    made = drafted_election(tmp_path / "night", [early, late], NOW)

    assert open_desk(tmp_path / "night").stations.height == 3
    assert not any("the same code" in remark for remark in made.remarks)
    assert any(remark.startswith("It counts 3 sheets with 600 votes;") for remark in made.remarks)


def test_units_of_one_name_are_told_apart_by_their_codes_in_files_of_several_hours(tmp_path: Path) -> None:
    towns = [(f"0{n}", f"Town {n}") for n in range(10, 30)] + [("077", "Elm"), ("078", "Elm")]
    rows = [
        f"{code},{name},{party},{n + len(party)}"
        for n, (code, name) in enumerate(towns)
        for party in ("a", "bb")
    ]
    files = [tmp_path / "f_20310504_2100.csv", tmp_path / "f_20310504_2200.csv"]
    for file, some in zip(files, (rows[:9], rows), strict=True):
        file.write_text("\n".join(["ags,town,party,votes", *some]), encoding="utf-8")

    made = drafted_election(tmp_path / "night", files, NOW)

    stations = open_desk(tmp_path / "night").stations
    assert stations["town"].n_unique() == stations.height == len(towns)
    assert not any("the same code" in remark for remark in made.remarks)


def test_a_draft_does_not_depend_on_the_order_of_files(tmp_path: Path) -> None:
    lines = WIDE.splitlines(keepends=True)
    north, south = tmp_path / "north.csv", tmp_path / "south.csv"
    north.write_text("".join(lines[:3]), encoding="utf-8")
    south.write_text(lines[0] + lines[3], encoding="utf-8")
    drafted_election(tmp_path / "a", [south, north], NOW)
    drafted_election(tmp_path / "b", [north, south], NOW)

    first, second = (open_desk(tmp_path / name).stations.sort("sheet") for name in "ab")
    assert_frame_equal(first, second)


def test_a_blank_election_loads_and_counts_nothing(tmp_path: Path) -> None:
    made = blank_election(tmp_path / "night", NOW)
    desk = open_desk(tmp_path / "night")

    assert made.election.date == NOW.date()
    assert desk.stations["registered"].to_list() == [500, None]
    assert desk.ledger.deliveries().is_empty()


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("x", encoding="utf-8")
    with pytest.raises(UsageError, match="not an empty folder"):
        blank_election(tmp_path, NOW)
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_a_packed_file_is_drafted_as_the_file_in_it(tmp_path: Path) -> None:
    packed = tmp_path / "results_20310504_2130.csv.gz"
    packed.write_bytes(gzip.compress(WIDE.encode()))
    made = drafted_election(tmp_path / "night", [packed], NOW)
    results = list(ingest(open_desk(tmp_path / "night", for_ingest=True), [packed], lambda: NOW))

    assert made.election.date == date(2031, 5, 4)
    assert made.election.feeds["source"].files == ("results_*.csv",)
    assert results[0].reading is not None, results[0].refusal
    assert results[0].reading.delivery.observed_at == datetime(2031, 5, 4, 21, 30, tzinfo=UTC)


def test_a_packed_file_is_drafted_by_a_recipe(tmp_path: Path) -> None:
    (file,) = files_of("de/kerg2")
    packed = tmp_path / f"{file.name}.gz"
    packed.write_bytes(gzip.compress(file.read_bytes()))
    made = recipe_election(tmp_path / "night", [packed], "de/kerg2", NOW)

    assert list(made.election.contests) == ["first", "second"]
    assert made.election.feeds["kerg2"].files == ("*kerg2*.csv",)


def test_a_packed_file_of_which_nothing_is_made_is_named(tmp_path: Path) -> None:
    packed = tmp_path / "f.csv.gz"
    packed.write_bytes(gzip.compress(b"station,remark\n1,fine\n2,late\n"))
    with pytest.raises(FeedError, match="no column of votes") as caught:
        drafted_election(tmp_path / "night", [packed], NOW)
    assert caught.value.where == str(packed)
