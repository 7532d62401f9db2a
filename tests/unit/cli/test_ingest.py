"""What ``escrutinio ingest`` says of sheets that it does not count, and of rows that may be totals."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from escrutinio.cli.main import app

DEFINITION = """
[election]
id = "night"
name = "Night"
date = 2031-05-04
timezone = "UTC"

[[selections]]
id = "a"
name = "Ann"
color = "#2a6f97"

[[selections]]
id = "b"
name = "Bob"
color = "#bc6c25"

[[contests]]
id = "race"
name = "Race"
selections = ["a", "b"]

[stations]
file = "stations.csv"

[[feeds]]
id = "source"
files = ["*.csv"]
contest = "race"
sheet = "station"
LAYOUT
observed = { default = 2031-05-04T20:00:00 }
"""
WIDE = 'votes = { a = "Ann", b = "Bob" }'
LONG = 'layout = "long"\nselection_column = "who"\nvotes_column = "votes"\nvotes = { a = "Ann", b = "Bob" }'


def said(folder: Path, layout: str, text: str) -> str:
    folder.mkdir()
    (folder / "election.toml").write_text(DEFINITION.replace("LAYOUT", layout), encoding="utf-8")
    (folder / "stations.csv").write_text(
        "contest,sheet,registered\nrace,1,900\nrace,2,900\n", encoding="utf-8"
    )
    (folder / "in.csv").write_text(text, encoding="utf-8")
    result = CliRunner().invoke(app, ["ingest", str(folder), str(folder / "in.csv")])
    assert result.exit_code == 0
    return " ".join(result.output.split())


def test_sheets_whose_rows_contradict_one_another_are_not_taken_in_silence(tmp_path: Path) -> None:
    output = said(
        tmp_path / "e", LONG, "station,who,votes\n1,Ann,300\n1,Ann,20\n1,Bob,250\n2,Ann,9\n2,Bob,8\n"
    )

    assert "in.csv: 1 of 2 sheets is not taken from this file" in output


def test_rows_that_may_be_totals_are_not_taken_in_silence(tmp_path: Path) -> None:
    output = said(tmp_path / "e", WIDE, "station,Ann,Bob\n1,300,250\n2,310,240\nDistrict,610,490\n")

    assert (
        "in.csv: 1 of 3 sheets is perhaps the sum of others, and counted all the same; see check." in output
    )


def test_of_a_file_in_order_nothing_more_is_said(tmp_path: Path) -> None:
    output = said(tmp_path / "e", WIDE, "station,Ann,Bob\n1,300,250\n2,310,240\n")

    assert "in.csv:" not in output
