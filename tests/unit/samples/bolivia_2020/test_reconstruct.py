"""The reconstructed night: exact totals, coherent sheets, nested units, cities first."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from escrutinio.samples import bolivia_2020
from escrutinio.samples.bolivia_2020 import (
    LISTS,
    ReconstructedNight,
    departments,
    districts,
    reconstruct,
    special_districts,
)
from escrutinio.samples.bolivia_2020.tables import KINDS, OfficialTotals

CONTESTS = {"president": departments(), "single-member": districts(), "special": special_districts()}
#: MAS-IPSP's share of the valid votes of the sheets that had come in on the true night.
TRUE_NIGHT = {0.05: 0.331, 0.18: 0.360, 0.40: 0.446, 0.80: 0.533, 1.0: 0.551}
UNITS = ("department", "province", "municipality", "place")


@pytest.fixture(scope="module")
def night() -> ReconstructedNight:
    return reconstruct()


@pytest.fixture(scope="module")
def other() -> ReconstructedNight:
    return reconstruct(seed=7)


@pytest.fixture(scope="module")
def joined(night: ReconstructedNight) -> pl.DataFrame:
    """Sheets in order of arrival with their units."""
    return night.sheets.join(
        night.stations.drop("registered"), on=["contest", "sheet"], validate="1:1", maintain_order="left"
    )


def totals(night: ReconstructedNight, contest: str) -> dict[str, dict[str, int]]:
    """Sums by department (president) or district (the others)."""
    unit = "department" if contest == "president" else "district"
    sheets = night.sheets.join(night.stations.drop("registered"), on=["contest", "sheet"]).filter(
        contest=contest
    )
    sums = sheets.group_by(unit).agg(
        pl.len().alias("sheets"),
        pl.col("registered", "cast", "valid", "blank", "null").sum(),
        pl.col("^votes_.*$").sum(),
    )
    return {row[unit]: row for row in sums.iter_rows(named=True)}


def assert_official(units: tuple[OfficialTotals, ...], found: dict[str, dict[str, int]]) -> None:
    assert found.keys() == {unit.code for unit in units}
    for unit in units:
        row = found[unit.code]
        for key in ("sheets", "registered", "cast", "valid", "blank", "null"):
            assert row[key] == getattr(unit, key), (unit.code, key)
        for name in LISTS:
            assert row[f"votes_{name}"] == unit.votes.get(name, 0), (unit.code, name)


@pytest.mark.parametrize("contest", CONTESTS)
def test_totals_are_official_to_the_vote(night: ReconstructedNight, contest: str) -> None:
    assert_official(CONTESTS[contest], totals(night, contest))


@pytest.mark.parametrize("contest", CONTESTS)
def test_totals_are_official_whatever_the_seed(other: ReconstructedNight, contest: str) -> None:
    assert_official(CONTESTS[contest], totals(other, contest))


@pytest.mark.parametrize("contest", ["single-member", "special"])
def test_every_seat_goes_to_its_official_winner(night: ReconstructedNight, contest: str) -> None:
    found = totals(night, contest)
    for unit in CONTESTS[contest]:
        row = found[unit.code]
        assert max(LISTS, key=lambda name: row[f"votes_{name}"]) == unit.winner


def test_every_sheet_adds_up(night: ReconstructedNight) -> None:
    votes = pl.col("^votes_.*$")
    numbers = night.sheets.select(pl.col(pl.Int64))
    assert numbers.select((votes < 0).any()).select(pl.any_horizontal(pl.all())).item() is False
    wrong = night.sheets.filter(
        (pl.sum_horizontal(votes) != pl.col("valid"))
        | (pl.col("valid") + pl.col("blank") + pl.col("null") != pl.col("cast"))
        | (pl.col("cast") > pl.col("registered"))
        | (pl.min_horizontal("blank", "null", "valid") < 0)
        | ~pl.col("registered").is_between(1, 240)
    )
    assert wrong.is_empty()


def test_lists_have_votes_in_their_contests_only(night: ReconstructedNight) -> None:
    for contest, units in CONTESTS.items():
        sheets = night.sheets.filter(contest=contest)
        for name in LISTS:
            nulls = sheets[f"votes_{name}"].null_count()
            assert nulls == (0 if name in units[0].votes else sheets.height)


def test_stations_and_sheets_speak_of_the_same_sheets(night: ReconstructedNight) -> None:
    keys = ["contest", "sheet", "registered"]
    assert night.stations.height == 35_599 + 33_872 + 835
    assert night.stations.select("contest", "sheet").is_unique().all()
    assert_frame_equal(night.stations.select(keys).sort(keys), night.sheets.select(keys).sort(keys))
    assert night.stations["sheet"].str.contains(r"^R-(\d|EXT)-\d{5}$").all()


def test_a_table_is_the_same_in_every_contest(night: ReconstructedNight) -> None:
    tables = night.stations.group_by("sheet").agg(
        pl.col("registered", "kind", *UNITS).n_unique(), pl.col("contest")
    )
    assert tables.select(pl.col("registered", "kind", *UNITS).max()).row(0) == (1,) * 6
    held = tables["contest"].list.sort().list.join("+").value_counts()
    assert dict(held.iter_rows()) == {
        "president+single-member": 33_322,
        "president+single-member+special": 550,
        "president+special": 285,
        "president": 1_442,
    }


def test_voters_of_a_table_are_not_counted_twice(night: ReconstructedNight) -> None:
    cast = night.sheets.pivot("contest", index=["sheet", "registered"], values="cast")
    deputies = pl.sum_horizontal("single-member", "special")
    assert cast.filter(deputies > pl.col("registered")).is_empty()
    home = cast.filter(pl.any_horizontal(pl.col("single-member", "special").is_not_null()))
    near = home.select(((pl.col("president") - deputies).abs() <= 10).mean())
    assert near.item() > 0.95


@pytest.mark.parametrize(("inner", "outer"), [*zip(UNITS[1:], UNITS[:-1], strict=True), ("place", "kind")])
def test_units_nest(night: ReconstructedNight, inner: str, outer: str) -> None:
    assert night.stations.group_by(inner).agg(pl.col(outer).n_unique())[outer].max() == 1


@pytest.mark.parametrize("contest", CONTESTS)
def test_districts_nest(night: ReconstructedNight, contest: str) -> None:
    stations = night.stations.filter(contest=contest)
    assert stations.group_by("place").agg(pl.col("district").n_unique())["district"].max() == 1
    home = stations.filter(pl.col("district").is_not_null())
    assert home.group_by("district").agg(pl.col("department").n_unique())["department"].max() == 1
    assert stations.filter(pl.col("district").is_null())["department"].unique().to_list() in ([], ["EXT"])


def test_a_code_has_one_name_and_simulated_units_say_so(night: ReconstructedNight) -> None:
    for unit in (*UNITS, "district"):
        names = night.stations.group_by(unit).agg(pl.col(f"{unit}_name").n_unique())
        assert names[f"{unit}_name"].max() == 1
    for unit in UNITS[1:]:
        assert night.stations[f"{unit}_name"].str.ends_with("(reconstructed)").all()
        assert night.stations[unit].str.starts_with("R-").all()
    abroad = night.stations.filter(department="EXT")
    assert abroad["department_name"].unique().to_list() == ["Abroad"]
    assert abroad["contest"].unique().to_list() == ["president"]
    assert abroad["district_name"].null_count() == abroad.height


@pytest.mark.parametrize(
    ("language", "abroad", "words"),
    [
        ("es", "Exterior", r"\(reconstruid[ao]\)$|^Circunscripción (uninominal|especial) |^Exterior$"),
        ("pt", "Exterior", r"\(reconstruíd[ao]\)$|^Distrito (uninominal|especial) |^Exterior$"),
    ],
)
def test_units_have_names_in_other_languages_as_the_plain_ones(
    night: ReconstructedNight, language: str, abroad: str, words: str
) -> None:
    stations = night.stations
    for unit in (*UNITS, "district"):
        named = stations.select(unit, plain=f"{unit}_name", other=f"{unit}_name_{language}").unique()
        assert named.height == stations[unit].n_unique()
        assert named["plain"].n_unique() == named["other"].n_unique()
        # Numbers and proper names are the same; the rest is in the language.
        other = named.filter(pl.col("plain") != pl.col("other"))["other"]
        assert other.str.contains(words).all()
        assert not other.str.contains("Province|Municipality|Place|District |reconstructed").any()
        numbers = [named[column].str.extract_all(r"\d+") for column in ("plain", "other")]
        assert numbers[0].equals(numbers[1])
    assert stations.filter(department="EXT")[f"department_name_{language}"].unique().to_list() == [abroad]


def test_columns_and_types(night: ReconstructedNight) -> None:
    texts = {name for name, kind in night.stations.schema.items() if kind == pl.String}
    assert texts == set(night.stations.columns) - {"registered", "lat", "lon"}
    assert night.stations.schema["registered"] == pl.Int64
    assert night.stations.schema["lat"] == night.stations.schema["lon"] == pl.Float64
    assert set(night.stations["kind"].unique()) == set(KINDS)
    assert night.sheets.schema["observed_at"] == pl.Datetime("us", "UTC")
    counts = ["registered", "cast", "valid", "blank", "null"]
    assert night.sheets.columns[3:] == [*counts, *(f"votes_{name}" for name in LISTS)]
    assert set(night.sheets.dtypes[3:]) == {pl.Int64()}


def test_the_night_has_its_official_hours(night: ReconstructedNight) -> None:
    seen = night.sheets["observed_at"]
    assert seen.is_sorted()
    assert seen[0] == datetime(2020, 10, 18, 23, 56, 55, tzinfo=UTC)
    assert seen[-1] == datetime(2020, 10, 23, 13, 2, 53, tzinfo=UTC)


def test_the_same_seed_gives_the_same_night(night: ReconstructedNight, other: ReconstructedNight) -> None:
    again = reconstruct(2020)
    assert_frame_equal(again.stations, night.stations)
    assert_frame_equal(again.sheets, night.sheets)
    assert not other.sheets.equals(night.sheets)
    assert not other.stations.equals(night.stations)


def test_cities_come_first(joined: pl.DataFrame) -> None:
    president = joined.filter(contest="president")
    early = president.head(president.height // 10)
    city = pl.col("kind") == "city"
    assert early.select(city.mean()).item() > president.select(city.mean()).item() + 0.2
    remote = pl.col("kind").is_in(["rural", "remote"])
    assert early.select(remote.mean()).item() < president.select(remote.mean()).item() / 4


def share(sheets: pl.DataFrame, name: str) -> float:
    return float(sheets.select(pl.col(f"votes_{name}").sum() / pl.col("valid").sum()).item())


@pytest.mark.parametrize("seed", [2020, 7])
def test_the_early_count_differs_as_it_did(
    night: ReconstructedNight, other: ReconstructedNight, seed: int
) -> None:
    sheets = (night if seed == 2020 else other).sheets.filter(contest="president")
    early = sheets.head(sheets.height // 10)
    assert share(early, "CC") > share(early, "MAS-IPSP")
    assert share(early, "MAS-IPSP") < share(sheets, "MAS-IPSP") - 0.10
    for part, true in TRUE_NIGHT.items():
        assert share(sheets.head(round(sheets.height * part)), "MAS-IPSP") == pytest.approx(true, abs=0.04)


def test_tables_of_a_place_are_alike(joined: pl.DataFrame) -> None:
    president = joined.filter(pl.col("contest") == "president", pl.col("valid") > 50)
    leans = president.with_columns((pl.col("votes_MAS-IPSP") / pl.col("valid")).alias("lean"))

    def within(unit: str) -> float:
        return float(leans.select((pl.col("lean") - pl.col("lean").mean().over(unit)).std()).item())

    assert within("place") < 0.06 < within("municipality") < within("department")


def test_the_simulated_kinds_vote_as_the_real_ones_did_roughly(joined: pl.DataFrame) -> None:
    president = joined.filter(contest="president")
    found = {kind: share(president.filter(kind=kind), "MAS-IPSP") for kind in KINDS}
    true = {"city": 0.467, "periurban": 0.603, "rural": 0.808, "remote": 0.778, "abroad": 0.689}
    assert found == pytest.approx(true, abs=0.05)


def test_public_names() -> None:
    assert sorted(bolivia_2020.__all__) == bolivia_2020.__all__
    assert all(hasattr(bolivia_2020, name) for name in bolivia_2020.__all__)
