"""The tutorial about an unknown file: its commands run in order and print what it shows.

What is tested: a page of docs/tutorials with the commands of cli.
"""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from escrutinio.cli.main import app

TUTORIAL = Path(__file__).parents[3] / "docs" / "tutorial"
FILE = "results_20310504_2100.csv"


def test_the_tutorial_about_an_unknown_file_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(TUTORIAL / FILE, FILE)
    text = (TUTORIAL / "unknown-file.md").read_text(encoding="utf-8")
    fences = re.findall(r"^```(\w+)\n(.*?)^```", text, re.DOTALL | re.MULTILINE)

    printed, shown = "", ""
    for kind, block in fences[1:]:
        if kind == "sh":
            for line in block.splitlines():
                words = shlex.split(line)
                if words[0] == "escrutinio":
                    result = CliRunner().invoke(app, words[1:], env={"COLUMNS": "80", "NO_COLOR": "1"})
                    assert result.exit_code == 0, result.output
                    printed += result.stdout
        elif kind == "text":
            shown += block
        else:
            drafted = Path("elections/assembly/election.toml").read_text(encoding="utf-8")
            assert [line for line in block.splitlines() if line not in drafted.splitlines()] == []

    assert fences[0][1] == Path(FILE).read_text(encoding="utf-8")
    assert [line.rstrip() for line in shown.splitlines()] == [line.rstrip() for line in printed.splitlines()]
