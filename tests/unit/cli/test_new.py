"""``escrutinio new`` and ``feed try`` as a newcomer meets them, on a file nobody has described."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from escrutinio.cli.main import app
from escrutinio.model import UsageError

FILE = """\
REGION;STATION;VOTERS;HERON;OTTER;NOTE
North;1;300;120;80;
North;2;310;110;90;late
South;3;320;100;95;
Total;;930;330;265;
"""


def run(*arguments: object) -> str:
    result = CliRunner().invoke(app, list(map(str, arguments)), env={"COLUMNS": "80", "NO_COLOR": "1"})
    if isinstance(result.exception, UsageError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stdout


def test_from_an_unknown_file_to_a_first_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("night_20310504_2100.csv").write_text(FILE, encoding="utf-8")

    made = run("new", "night", "--from", "night_20310504_2100.csv")
    tried = run("feed", "try", "night", "night_20310504_2100.csv")
    document = json.loads(run("feed", "try", "night", "night_20310504_2100.csv", "--format", "json"))
    rows = list(
        csv.DictReader(io.StringIO(run("feed", "try", "night", "night_20310504_2100.csv", "--format", "csv")))
    )
    before = json.loads(run("count", "night", "--format", "json"))
    run("ingest", "night", "night_20310504_2100.csv")
    counted = json.loads(run("count", "night", "--format", "json"))

    assert "Nothing was made of these columns: NOTE." in made
    assert "The file's total" in tried
    assert max(map(len, (made + tried).splitlines())) <= 80
    (feed,) = document["feeds"]
    assert [row["sheet"] for row in feed["first"]] == ["1", "2", "3"]
    assert feed["findings"] == []
    assert {row["figure"]: (row["sheets"], row["file"]) for row in rows}["votes_heron"] == ("330", "330")
    nation = counted["contests"][0]["levels"][0]["units"][0]["counted"]
    assert before["contests"][0]["levels"][0]["units"][0]["counted"]["sheets_reported"] == 0
    assert nation["votes"] == {"heron": 330, "otter": 265}


def test_a_blank_folder_says_what_to_fill_in(tmp_path: Path) -> None:
    made = run("new", tmp_path / "night")

    assert "election.toml" in made.replace("\n", "")
    assert json.loads(run("count", tmp_path / "night", "--format", "json"))["rehearsal"] is False


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["f.csv"], "without --from"),
        (["--from", "f.csv", "--sample", "bolivia-2020"], "cannot go together"),
        (["--data", "."], "--data needs a sample"),
        (["--as-of", "2020-10-19T00:00"], "--as-of needs a sample"),
    ],
)
def test_what_does_not_go_together_is_refused(tmp_path: Path, arguments: list[str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        run("new", tmp_path / "night", *arguments)
