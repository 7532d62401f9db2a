"""Quick counts through the command line: a sample is drawn, named in the definition, and estimated from."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner, Result

from escrutinio.cli.main import app
from escrutinio.flows.sample_file import read_sample, share_in
from escrutinio.model import DefinitionError, EscrutinioError
from ready_elections import copy_of_sample


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
        assert each["intervals"]["95"]["low"] <= each["share"] <= each["intervals"]["95"]["high"]
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
