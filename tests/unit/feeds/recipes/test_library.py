"""Every recipe of the library, from ``new --from`` to the sums, on made files of the form of its source."""

from __future__ import annotations

import gzip
import importlib.util
import os
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from escrutinio.feeds import read_deliveries
from escrutinio.feeds.recipes import get_recipe, recipe_ids
from escrutinio.feeds.recipes.known import known_recipe
from escrutinio.feeds.source_files import SourceFile
from escrutinio.flows.new_election import NewElection, recipe_election
from escrutinio.model import FeedError, sheet
from made_files import FILES, MADE, Votes, files_of

NOW = datetime(2031, 11, 5, tzinfo=UTC)


def drafted(folder: Path, recipe: str) -> tuple[NewElection, list[Path]]:
    paths = files_of(recipe)
    return recipe_election(folder / "night", paths, recipe, NOW), paths


def test_every_recipe_has_a_made_file() -> None:
    assert sorted(MADE) == sorted(recipe_ids())


@pytest.mark.parametrize("recipe", sorted(MADE))
def test_from_the_files_to_the_sums(recipe: str, tmp_path: Path) -> None:
    made = MADE[recipe]
    new, paths = drafted(tmp_path, recipe)
    stations = pl.read_csv(tmp_path / "night/stations.csv", infer_schema=False)

    named = new.election.selections
    sums: Votes = {}
    codes: list[str] = []
    for path in paths:
        if path.name.startswith("03"):
            continue
        for reading in read_deliveries(path, new.election, stations=None):
            codes += reading.findings.filter(pl.col("severity") != "info")["message"].to_list()
            for (contest,), rows in reading.rows.group_by(sheet.CONTEST):
                own = sums.setdefault(str(contest), {})
                for name in sheet.figures_in(rows.columns):
                    key = name if name in sheet.COUNTS else sheet.selection_of(name)
                    if rows[name].null_count() < rows.height:
                        own[key] = own.get(key, 0) + int(rows[name].sum())

    assert codes == [code for code in codes if code == "not-counted"]
    for contest, votes in made.votes.items():
        assert {name: sums[contest].get(name) for name in votes} == votes, sums
        assert set(new.election.contests[contest].selections) == set(votes)
    for contest, counts in made.counts.items():
        assert {name: sums[contest].get(name) for name in counts} == counts
    assert stations.height == made.sheets
    if new.election.vote_types:
        types = " ".join(vote_type.id for vote_type in new.election.vote_types)
        assert set(stations["vote_types"]) == {types}
    assert set(new.election.level_ids()) - {"vote-type"} <= set(stations.columns)
    assert all(unit.name for unit in named.values())


def test_the_final_result_is_read_as_the_preliminary_one_is(tmp_path: Path) -> None:
    (preliminary,) = files_of("de/kerg")
    final = tmp_path / preliminary.name
    data = preliminary.read_bytes()
    final.write_bytes(data.replace("Vorläufig".encode("latin-1"), "Endgültig".encode("latin-1")))
    assert final.read_bytes() != data
    new = recipe_election(tmp_path / "night", [final], "de/kerg", NOW)
    one, two = (reading.rows for reading in read_deliveries(final, new.election, stations=None))
    assert (one["votes_heron"].sum(), two["votes_heron"].sum()) == (180, 150)
    assert (one["registered"].sum(), two["null"].sum()) == (900, 9)


@pytest.mark.parametrize("recipe", recipe_ids())
def test_a_recipe_says_where_its_form_was_read(recipe: str) -> None:
    known = get_recipe(recipe)
    assert known.publisher
    assert known.read_in
    assert known.day.year >= 2026
    assert "." in known.source


def test_a_file_of_another_form_is_refused_with_the_reason(tmp_path: Path) -> None:
    path = tmp_path / "btw31_kerg2.csv"
    path.write_text("a;b\n1;2\n", encoding="utf-8")
    with pytest.raises(
        FeedError, match=r"does not fit the recipe de/kerg2: these columns are missing: .*Gruppenname"
    ):
        recipe_election(tmp_path / "night", [path], "de/kerg2", NOW)
    assert not (tmp_path / "night").exists()


def test_an_unknown_recipe_names_those_that_are_near() -> None:
    with pytest.raises(FeedError, match="there is no recipe") as caught:
        get_recipe("de/kerg3")
    assert "de/kerg2" in caught.value.hint


def test_a_file_of_another_name_gets_a_pattern_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "results_20311104_2000.csv"
    path.write_text(
        (FILES / "us/openelections-precinct/20311104__al__general__precinct.csv").read_text(encoding="utf-8"),
        encoding="utf-8",
    )
    new = recipe_election(tmp_path / "night", [path], "us/openelections-precinct", NOW)
    assert new.election.feeds["openelections"].files == ("*__precinct.csv", "results_*.csv")
    assert new.election.date.isoformat() == "2031-11-04"


def test_of_two_sources_with_the_same_columns_the_name_of_the_file_says_which() -> None:
    for recipe in ("us/openelections-precinct", "us/openelections-primary"):
        (path,) = files_of(recipe)
        found = known_recipe([SourceFile(path, path.name, path.read_bytes())])
        assert found is not None
        assert found.id == recipe


def test_spains_lists_have_their_names(tmp_path: Path) -> None:
    new, _ = drafted(tmp_path, "es/infoelectoral-mesas")
    assert [selection.name for selection in new.election.selections.values()] == ["HERONS", "ÑANDÚES"]
    assert new.election.feeds["counts"].joins == "votes"


def test_a_recipe_of_ones_own(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        'title = "t"\npublisher = "p"\nsource = "example.org"\nday = 2031-01-01\nread_in = "a file"\n'
        '[[feeds]]\nid = "own"\nfiles = ["*.csv"]\nsheet = "station"\n',
        encoding="utf-8",
    )
    path = tmp_path / "f.csv"
    path.write_text("station,Heron,Otter\n1,10,20\n", encoding="utf-8")
    new = recipe_election(tmp_path / "night", [path], str(own), NOW)
    assert [selection.name for selection in new.election.selections.values()] == ["Heron", "Otter"]
    own.write_text(own.read_text(encoding="utf-8") + "lay_out = 1\n", encoding="utf-8")
    with pytest.raises(FeedError, match="lay_out: there is no such key"):
        get_recipe(str(own))


def test_the_reference_page_has_every_recipe() -> None:
    root = Path(__file__).parents[4]
    spec = importlib.util.spec_from_file_location("recipe_page", root / "tools/recipe_page.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert tool.PAGE.read_text(encoding="utf-8") == tool.page(), "run python tools/recipe_page.py"


def test_a_candidate_called_blank_is_no_count(tmp_path: Path) -> None:
    path = tmp_path / "20311104__al__general__precinct.csv"
    path.write_text(
        "county,precinct,office,district,party,candidate,votes\n"
        "A,1,Mayor,,,Ann Heron,10\nA,1,Mayor,,,Blank,3\n",
        encoding="utf-8",
    )
    new = recipe_election(tmp_path / "night", [path], "us/openelections-precinct", NOW)
    (reading,) = read_deliveries(path, new.election)
    assert list(new.election.selections) == ["ann-heron", "blank-2"]
    assert reading.rows["votes_blank-2"].to_list() == [3]


CONTESTS = """
title = "t"
publisher = "p"
source = "example.org"
day = 2031-01-01
read_in = "a file"

[[levels]]
id = "district"
name = "District"

[[contests]]
id = "first"
name = "First votes"
level = "district"

[[contests]]
id = "second"
name = "Second votes"

[[feeds]]
id = "own"
files = ["f*.csv"]
layout = "long"
sheet = "station"
contest_column = "office"
contest_values = { Erst = "first" }
selection_column = "list"
votes_column = "votes"

[feeds.units.district]
column = "district"
"""


@pytest.mark.parametrize(
    ("words", "contests"),
    [
        (["Erst", "second"], {"first": "First votes", "second": "Second votes"}),
        (["Erst", "Mayor"], {"first": "First votes", "mayor": "Mayor"}),
        (["Erst", "first"], {"first": "First votes"}),
        (["ERST", "Second"], {"first": "First votes", "second": "Second votes"}),
        (["Mayor", "First!"], {"mayor": "Mayor", "first": "First votes"}),
    ],
)
def test_each_word_for_a_contest_is_known_by_itself(
    words: list[str], contests: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "own.toml").write_text(CONTESTS, encoding="utf-8")
    path = tmp_path / "f.csv"
    rows = [f"{station},N,{word},Heron,{votes}" for votes, word in enumerate(words, 10) for station in (1, 2)]
    if len(contests) < len(words):  # words for one contest stand on sheets of their own
        rows = [f"{station},N,{word},Heron,10" for station, word in enumerate(words)]
    path.write_text("station,district,office,list,votes\n" + "\n".join(rows) + "\n", encoding="utf-8")
    new = recipe_election(tmp_path / "night", [path], str(tmp_path / "own.toml"), NOW)

    assert {key: contest.name for key, contest in new.election.contests.items()} == contests
    assert new.election.contests["first"].level == "district"
    assert set(new.election.feeds["own"].contest_values) == set(words)


@pytest.mark.parametrize("ending", ["csv", "csv.gz"])
def test_the_time_of_observation_is_that_in_the_name(ending: str, tmp_path: Path) -> None:
    (made,) = files_of("de/kerg2")
    path = tmp_path / f"kerg2_20310223_2030.{ending}"
    data = made.read_bytes()
    path.write_bytes(gzip.compress(data) if ending.endswith("gz") else data)
    new = recipe_election(tmp_path / "night", [path], "de/kerg2", NOW)

    (reading,) = read_deliveries(path, new.election)
    assert reading.delivery.observed_at == datetime(2031, 2, 23, 20, 30, tzinfo=UTC)


def test_a_time_that_no_name_has_is_that_of_writing_and_has_a_zone(tmp_path: Path) -> None:
    (made,) = files_of("de/kerg2")
    for name in ("kerg2.csv", "kerg2_20319999_9999.csv"):
        path = tmp_path / name
        path.write_bytes(made.read_bytes())
        os.utime(path, (NOW.timestamp(), NOW.timestamp()))
        new = recipe_election(tmp_path / name[:-4], [path], "de/kerg2", NOW)
        assert new.election.feeds["kerg2"].observed.default == NOW
        assert "default = 2031-11-05T00:00:00Z" in (tmp_path / name[:-4] / "election.toml").read_text("utf-8")
