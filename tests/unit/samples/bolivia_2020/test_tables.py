"""The small official tables: whole, consistent, and the same as their sources where those are at hand."""

from __future__ import annotations

import json
from collections import Counter

import polars as pl
import pytest

from escrutinio.samples.bolivia_2020 import departments, districts, special_districts, strata
from escrutinio.samples.bolivia_2020.tables import ABROAD, KINDS, OfficialTotals, pace
from support import BOLIVIA, SHARED, needs_data

GOLDEN = SHARED / "golden"

needs_golden = pytest.mark.skipif(
    not GOLDEN.is_dir(), reason="official results (shared/golden) are not beside the checkout"
)

#: The golden files write two list names without a hyphen.
GOLDEN_NAMES = {"MAS": "MAS-IPSP", "PANBOL": "PAN-BOL"}
NATIONAL = {"MAS-IPSP": 3_394_052, "CC": 1_775_953, "CREEMOS": 862_186, "FPV": 95_255, "PAN-BOL": 31_765}


def named(votes: dict[str, int]) -> dict[str, int]:
    return {GOLDEN_NAMES.get(key, key): value for key, value in votes.items()}


def test_how_many_units_there_are() -> None:
    assert [each.code for each in departments()] == [*"123456789", ABROAD]
    assert [each.code for each in districts()] == [f"C{number:02d}" for number in range(1, 64)]
    assert [each.code for each in special_districts()] == ["E2", "E3", "E4", "E6", "E7", "E8", "E9"]
    assert sum(each.sheets for each in departments()) == 35_599
    assert sum(each.sheets for each in districts()) == 33_872
    assert sum(each.sheets for each in special_districts()) == 835


@pytest.mark.parametrize(
    "unit", [*departments(), *districts(), *special_districts()], ids=lambda unit: unit.code
)
def test_every_row_adds_up(unit: OfficialTotals) -> None:
    assert sum(unit.votes.values()) == unit.valid
    assert unit.valid + unit.blank + unit.null == unit.cast <= unit.registered
    assert unit.registered <= 240 * unit.sheets


def test_national_totals_are_those_announced() -> None:
    found = {name: sum(each.votes[name] for each in departments()) for name in NATIONAL}
    assert found == NATIONAL
    assert sum(each.cast for each in departments()) == 6_484_008
    assert sum(each.registered for each in departments()) == 7_332_926


@pytest.mark.parametrize("unit", [*districts(), *special_districts()], ids=lambda unit: unit.code)
def test_the_seat_went_to_the_plurality(unit: OfficialTotals) -> None:
    assert unit.winner == max(unit.votes, key=lambda name: unit.votes[name])


def test_departments_have_no_winner_of_their_own() -> None:
    assert {each.winner for each in departments()} == {None}


def test_strata_make_up_every_unit() -> None:
    for field, units in (
        ("department", departments()),
        ("district", districts()),
        ("special", special_districts()),
    ):
        sheets: Counter[str] = Counter()
        registered: Counter[str] = Counter()
        for each in strata():
            sheets[getattr(each, field)] += each.sheets
            registered[getattr(each, field)] += each.registered
        for unit in units:
            assert sheets[unit.code] == unit.sheets
            assert registered[unit.code] == unit.registered
    assert {each.kind for each in strata()} == set(KINDS)
    assert all(1 <= each.places <= each.sheets and 0 < each.arrival < 100 for each in strata())


def test_special_ballots_of_the_strata_make_up_every_special_district() -> None:
    for unit in special_districts():
        assert sum(each.special_cast for each in strata() if each.special == unit.code) == unit.cast


def test_the_pace_runs_from_the_first_sheet_to_the_last() -> None:
    percent, times = zip(*pace(), strict=True)
    assert (percent[0], percent[-1]) == (0, 100)
    assert list(percent) == sorted(set(percent))
    assert list(times) == sorted(set(times))
    assert times[0].isoformat() == "2020-10-18T19:56:55-04:00"
    assert times[-1].isoformat() == "2020-10-23T09:02:53-04:00"


@needs_golden
def test_departments_are_the_official_ones() -> None:
    golden = json.loads((GOLDEN / "bo_2020_president.json").read_text(encoding="utf-8"))
    for mine, official in zip(departments(), golden["districts"], strict=True):
        assert mine.name == official["name"]
        assert mine.votes == named(official["votes"])
        for key in ("valid", "blank", "null", "cast", "registered"):
            assert getattr(mine, key) == official[key]


@needs_golden
def test_winners_are_the_official_ones() -> None:
    golden = json.loads((GOLDEN / "bo_2020_deputies.json").read_text(encoding="utf-8"))
    seats = {
        f"C{int(number):02d}": GOLDEN_NAMES.get(winner, winner)
        for department in golden["districts"]
        for number, winner in department["uninominal_by_constituency"].items()
    }
    assert {each.code: each.winner for each in districts()} == seats
    special = {
        f"E{code}": [GOLDEN_NAMES.get(winner, winner) for winner in department["special_won"]]
        for code, department in enumerate(golden["districts"], 1)
        if department["special_won"]
    }
    assert {each.code: [each.winner] for each in special_districts()} == special


SUMS = {
    "registered": "INSCRITOS",
    "cast": "EMITIDOS",
    "valid": "VALIDOS",
    "blank": "BLANCOS",
    "null": "NULOS",
}


def agree(units: tuple[OfficialTotals, ...], sheets: pl.DataFrame, code: pl.Expr, lists: list[str]) -> None:
    totals = sheets.group_by(code.alias("code")).agg(
        pl.len().alias("sheets"),
        *(pl.col(theirs).sum().alias(ours) for ours, theirs in SUMS.items()),
        *(pl.col(name).sum() for name in lists),
    )
    found = {row["code"]: row for row in totals.iter_rows(named=True)}
    assert set(found) == {each.code for each in units}
    for unit in units:
        row = found[unit.code]
        for key in ("sheets", *SUMS):
            # The Separata's stations file abroad is 142 voters longer than the sheets'.
            surplus = 142 if (unit.code, key) == (ABROAD, "registered") else 0
            assert getattr(unit, key) == row[key] + surplus, (unit.code, key)
        assert unit.votes == {name: row[name] for name in lists}


@needs_data
def test_tables_are_the_sums_of_the_real_sheets() -> None:
    department = pl.col("departamento").cast(pl.String)
    agree(
        departments(),
        pl.read_parquet(BOLIVIA / "president.parquet"),
        department.fill_null(ABROAD),
        list(departments()[0].votes),
    )
    single = pl.read_parquet(BOLIVIA / "single_member.parquet")
    agree(districts(), single, pl.col("circunscripcion"), list(districts()[0].votes))
    special = pl.read_parquet(BOLIVIA / "special_indigenous.parquet")
    agree(special_districts(), special, "E" + department, list(special_districts()[0].votes))


@needs_data
def test_strata_are_those_of_the_real_places() -> None:
    density = pl.col("DEN")
    kind = (
        pl.when(pl.col("departamento").is_null())
        .then(pl.lit("abroad"))
        .when(density >= 500)
        .then(pl.lit("city"))
        .when(density >= 50)
        .then(pl.lit("periurban"))
        .when(density >= 8)
        .then(pl.lit("rural"))
        .otherwise(pl.lit("remote"))
    )
    single = pl.read_parquet(BOLIVIA / "single_member.parquet")
    special = pl.read_parquet(BOLIVIA / "special_indigenous.parquet")
    president = pl.read_parquet(BOLIVIA / "president.parquet").with_columns(
        (pl.col("first_seen_bot").rank("average") * 100 / pl.len()).alias("position"), kind.alias("kind")
    )
    home = pl.col("departamento").is_not_null()
    tables = (
        president.with_columns(pl.when(home).then("mesa").alias("mesa"))
        .join(single.select("mesa", pl.col("circunscripcion").alias("district")), on="mesa", how="left")
        .join(
            special.select(
                "mesa",
                ("E" + pl.col("departamento").cast(pl.String)).alias("special"),
                taken=pl.col("EMITIDOS"),
            ),
            on="mesa",
            how="left",
        )
    )
    found = tables.group_by(
        pl.col("departamento").cast(pl.String).fill_null(ABROAD), "district", "special", "kind"
    ).agg(
        pl.col("recinto").n_unique().alias("places"),
        pl.len().alias("sheets"),
        pl.col("taken").sum(),
        pl.col("position").mean().round(1),
    )
    mine = {
        (each.department, each.district, each.special, each.kind): (
            each.places,
            each.sheets,
            each.special_cast,
            each.arrival,
        )
        for each in strata()
    }
    theirs = {row[:4]: row[4:] for row in found.iter_rows()}
    assert mine.keys() == theirs.keys()
    for key, (*counts, arrival) in mine.items():
        assert counts == list(theirs[key][:3])
        assert arrival == pytest.approx(theirs[key][3], abs=0.11)
