"""Quick counts through the command line: a sample is drawn, named in the definition, and estimated from."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner, Result

from escrutinio.cli.main import app
from escrutinio.flows.desk import open_desk
from escrutinio.flows.sample import draw_sample
from escrutinio.flows.sample_file import read_sample, share_in
from escrutinio.ledger import Ledger
from escrutinio.model import DefinitionError, EscrutinioError
from ready_elections import copy_of_sample
from support import DEFINITION, make_election, row, take


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of_sample(tmp_path_factory, "quick-count")


def ask(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def test_a_sample_is_drawn_once_named_and_estimated_from(night: Path) -> None:
    refused = ask("sample", "estimate", night)
    assert isinstance(refused.exception, EscrutinioError)
    assert refused.exception.message == "the election has no sample"

    drawn = ask("sample", "draw", night, "--size", 300, "--strata", "department", "--format", "json")

    document = json.loads(drawn.stdout)
    assert document["schema"] == "escrutinio/sample-draw/1"
    assert document["drawn"] == 300 == sum(stratum["drawn"] for stratum in document["strata"])
    assert document["expected_margins"] == {}, "the earlier election is known by department alone"
    sample = read_sample(night / "sample.csv")
    assert sample.height == 300
    again = ask("sample", "draw", night, "--size", 300)
    assert isinstance(again.exception, EscrutinioError)
    assert "is there already" in again.exception.message

    toml = night / "election.toml"
    text = toml.read_text("utf-8")
    toml.write_text(text.replace("[projection]\n", '[projection]\nsample = "sample.csv"\n'), "utf-8")
    whole = json.loads(ask("sample", "estimate", night, "--format", "json").stdout)
    assert whole["schema"] == "escrutinio/sample-estimate/1"
    assert (whole["used"], whole["drawn"]) == (300, 300)
    for each in whole["selections"].values():
        # All sheets are in, so that the model knows the truth.
        assert abs(each["share"] - each["projected"]) < 4 * each["error"]
        low, high = each["intervals"]["95"]["low"], each["intervals"]["95"]["high"]
        assert each["error"] > 0
        assert high - each["share"] == pytest.approx(1.959964 * each["error"], rel=1e-6)
        assert low == pytest.approx(max(0.0, each["share"] - 1.959964 * each["error"]), rel=1e-6)
    early = ask("sample", "estimate", night, "--as-of", "2020-10-19T12:00")
    assert "Stations of the sample that are in: " in early.stdout
    assert "by design" in early.stdout
    rows = ask("sample", "estimate", night, "--format", "csv").stdout.splitlines()
    assert len(rows) == 1 + len(whole["selections"])


@pytest.mark.parametrize("wrong", [["--size", 2], ["--size", 999999], ["--size", 50, "--strata", "nation"]])
def test_samples_that_cannot_be_drawn_are_refused(night: Path, wrong: list[object]) -> None:
    refused = ask(
        "sample", "draw", night, *wrong, *([] if "--strata" in wrong else ["--strata", "department"])
    )

    assert isinstance(refused.exception, EscrutinioError)
    assert refused.exception.hint


def made(folder: Path, *, area: str = "town", region: str = "region", baseline: str = "") -> Path:
    """Forty sheets of a council, all in, each at a place of its own; two of them lie in no town.

    Args:
        folder: where it is made.
        area, region: the levels of the projection, of which the place level is "place".
        baseline: the file of the earlier election; none where it is empty.
    """
    definition = (
        DEFINITION + f'\n[projection]\nplace = "place"\narea = "{area}"\nregion = "{region}"\n'
        'sample = "sample.csv"\n'
    )
    if baseline:
        definition += '[baseline]\nfile = "earlier.csv"\n'
    codes = [f"{number:03d}" for number in range(1, 41)]
    frame = pl.DataFrame(
        {
            "contest": "council",
            "sheet": codes,
            "registered": 100,
            "region": ["N" if number < 20 else "S" for number in range(40)],
            "town": [f"T{number // 10}" if number > 1 else None for number in range(40)],
            "place": [f"P{code}" for code in codes],
        }
    )
    election = make_election(folder, definition=definition, stations_frame=frame)
    (folder / "earlier.csv").write_text(baseline, "utf-8")
    rows = [row(code, 20 + number % 7, 30 - number % 5) for number, code in enumerate(codes)]
    take(Ledger(folder, election), rows)
    return folder


def test_stations_in_no_unit_are_a_stratum_without_a_name(tmp_path: Path) -> None:
    folder = made(tmp_path / "council")

    drawn = ask("sample", "draw", folder, "--size", 16, "--strata", "town", "--format", "json")

    strata = {each["stratum"]: each["drawn"] for each in json.loads(drawn.stdout)["strata"]}
    assert (strata[""], sum(strata.values())) == (2, 16)
    # As a program writes it that puts nothing where there is no name.
    file = folder / "sample.csv"
    file.write_text(file.read_text("utf-8").replace('""', ""), "utf-8")
    assert read_sample(file)["stratum"].null_count() == 0
    document = json.loads(ask("sample", "estimate", folder, "--format", "json").stdout)
    assert (document["used"], document["drawn"], document["silent"]) == (16, 16, [])
    assert 0 < document["selections"]["A"]["error"] < 0.02


@pytest.mark.parametrize(
    ("area", "region"), [("town", "region"), ("place", "region"), ("place", "place"), ("region", "region")]
)
def test_an_earlier_election_by_place_says_how_near_a_sample_comes(
    tmp_path: Path, area: str, region: str
) -> None:
    earlier = "".join(f"P{number:03d},100,{20 + number % 9},{30 - number % 9}\n" for number in range(1, 41))
    folder = made(
        tmp_path / "council",
        area=area,
        region=region,
        baseline=f"place,registered,votes_A,votes_B\n{earlier}",
    )

    margins = [draw_sample(open_desk(folder), size)[0].expected_margins for size in (10, 20, 40)]

    for margin in margins:
        assert set(margin) == {"A", "B"}
        assert margin["A"] == pytest.approx(margin["B"]), "of two lists, one has what the other has not"
    # Shares p of 50 votes: the stations' own differences, and chance. Of all stations there is no error.
    shares = [(20 + number % 9) / 50 for number in range(1, 41)]
    mean = sum(shares) / 40
    spread = sum((share - mean) ** 2 for share in shares) / 39
    spread += sum(share * (1 - share) / 50 for share in shares) / 40
    for margin, size in zip(margins, (10, 20, 40), strict=True):
        error = ((1 - size / 40) / size * spread) ** 0.5
        assert margin["A"] == pytest.approx(1.959964 * error, rel=1e-6, abs=1e-12)


def test_a_sample_is_estimated_from_where_the_law_is_unknown(tmp_path: Path) -> None:
    folder = made(tmp_path / "council")
    ask("sample", "draw", folder, "--size", 40)
    toml = folder / "election.toml"
    toml.write_text(toml.read_text("utf-8") + '[law]\nid = "xx/none"\n', "utf-8")

    document = json.loads(ask("sample", "estimate", folder, "--format", "json").stdout)

    assert document["selections"]["A"]["projected"] == pytest.approx(document["selections"]["A"]["share"])


HEAD = "contest,sheet,stratum,probability\n"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("contest,sheet\nc,1\n", "it has no column stratum"),
        (HEAD + "c,1,a,0\n", "something other than a number above 0, up to 1"),
        (HEAD + "c,1,a,\n", "something other than a number above 0, up to 1"),
        (HEAD + "c,1,a,many\n", "something other than a number above 0, up to 1"),
        (HEAD + "c,1,a,0.1\nc,2,a,0.2\n", "the stations of a stratum have different probabilities"),
        (HEAD + "c,1,a,0.1\nc,1,b,0.1\n", "it names a station twice"),
    ],
)
def test_a_file_that_is_no_sample_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "sample.csv"
    path.write_text(text, "utf-8")

    with pytest.raises(DefinitionError, match=problem):
        read_sample(path)


def test_a_count_of_more_than_the_sample_is_a_count_like_any_other() -> None:
    sheets = pl.DataFrame({"contest": "c", "sheet": [str(number) for number in range(10)]})
    sample = pl.DataFrame({"contest": "c", "sheet": [str(number) for number in range(20)]})

    assert share_in(sample, sheets, "c") == 0.5
    assert share_in(sample.head(9), sheets, "c") == 1.0
    assert share_in(sample.head(8), sheets, "c") is None
    assert share_in(sample, sheets, "another contest") is None
    assert share_in(None, sheets, "c") is None
