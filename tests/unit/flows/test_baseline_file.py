"""The earlier election's file: codes stay codes, numbers are numbers, and the place is found by any name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

import feed_elections as fe
from escrutinio.flows.baseline_file import read_baseline
from escrutinio.flows.projected_contest import load_baseline
from escrutinio.ledger.reading_trial import write_given
from escrutinio.model import DefinitionError
from escrutinio.model.choices import BaselineChoice, ProjectionChoice
from escrutinio.projection import match_baseline

UNITS = ("region", "town")
PLACES = pl.DataFrame(
    {
        "place": ["007", "008"],
        "place_name": ["1810", "School"],
        "town": ["01", "02"],
        "region": ["1", "1"],
    }
)
CODES = "region,town,place,registered,blank,null,votes_A,votes_B"


def read(folder: Path, text: str, place: str = "place") -> pl.DataFrame:
    path = folder / "baseline.csv"
    path.write_text(text, encoding="utf-8")
    return read_baseline(path, place, UNITS, path.parent)


def test_codes_of_a_csv_keep_their_zeros(tmp_path: Path) -> None:
    baseline = read(tmp_path, f"{CODES}\n1,01,007,100,5,,50,20\n1,02,009,200, 6 ,4,10,30\n")

    found = match_baseline(PLACES, baseline, UNITS)

    assert found is not None
    assert found.own.tolist() == [True, False]
    assert found.shares[0] == pytest.approx([0.5, 0.2, 0.05, 0.0, 0.25])
    assert found.shares[1] == pytest.approx([0.05, 0.15, 0.03, 0.02, 0.75]), "by its town, 02"


def test_names_that_are_numbers_are_names(tmp_path: Path) -> None:
    baseline = read(tmp_path, "town,place_name,registered,votes_A\n01,1810,100,50\n")

    found = match_baseline(PLACES, baseline, UNITS)

    assert found is not None
    assert found.own.tolist() == [True, False]


def test_what_is_no_number_is_named_with_file_and_column(tmp_path: Path) -> None:
    text = f"{CODES}\n1,01,007,100,5,0,fifty,20\n1,02,008,1e999,6,4,x,nan\n"

    with pytest.raises(DefinitionError) as caught:
        read(tmp_path, text)

    assert caught.value.where == str(tmp_path / "baseline.csv")
    assert caught.value.problems == (
        "baseline.file: the column registered holds '1e999'; allowed: numbers",
        "baseline.file: the column votes_A holds 'fifty'; allowed: numbers",
        "baseline.file: the column votes_B holds 'nan'; allowed: numbers",
    )


def test_parquet_is_held_to_the_same(tmp_path: Path) -> None:
    path = tmp_path / "baseline.parquet"
    write_given(pl.DataFrame({"place": [7], "registered": ["100"], "votes_A": [50]}), path)

    assert read_baseline(path, "place", UNITS, tmp_path).to_dicts() == [
        {"place": "7", "registered": 100.0, "votes_A": 50.0}
    ]
    write_given(pl.DataFrame({"place": ["7"], "registered": ["a hundred"]}), path)
    with pytest.raises(DefinitionError, match="the column registered holds 'a hundred'"):
        read_baseline(path, "place", UNITS, tmp_path)


def test_a_file_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="it cannot be read"):
        read_baseline(tmp_path / "missing.csv", "place", UNITS, tmp_path)
    with pytest.raises(DefinitionError, match="it has no column registered"):
        read(tmp_path, "place,votes_A\n1,2\n")


def test_the_column_of_places_may_have_the_levels_own_name(tmp_path: Path) -> None:
    baseline = read(tmp_path, "recinto,registered,votes_A\n007,100,50\n", place="recinto")

    found = match_baseline(PLACES, baseline, UNITS)

    assert found is not None
    assert found.own.tolist() == [True, False]


def test_a_column_called_place_comes_first(tmp_path: Path) -> None:
    baseline = read(tmp_path, "recinto,place,registered,votes_A\n007,008,100,50\n", place="recinto")

    found = match_baseline(PLACES, baseline, UNITS)

    assert found is not None
    assert found.own.tolist() == [False, True]


def test_the_name_is_that_of_the_elections_own_level(tmp_path: Path) -> None:
    (tmp_path / "earlier.csv").write_text("town,registered,votes_A\n007,100,50\n", encoding="utf-8")
    election = replace(
        fe.plain(),
        folder=tmp_path,
        baseline=BaselineChoice("earlier.csv", {}),
        projection=ProjectionChoice(place="town", area="region", region="region"),
    )

    baseline = load_baseline(election)

    assert baseline is not None
    assert baseline.to_dicts() == [{"place": "007", "registered": 100.0, "votes_A": 50.0}]
