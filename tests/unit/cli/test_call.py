"""``escrutinio call`` in words: names, moments and what a call rests on."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from escrutinio.cli.main import app
from small_elections import Station, desk_with

NAMES = {"a": "Ana Ruiz", "b": "Bo Lind"}
WON, ALL_IN = [Station(300, (200, 50)), Station(10, None)], [Station(300, (200, 50))]


def said(folder: Path, *options: str) -> str:
    result = CliRunner().invoke(app, ["call", str(folder), *options])
    assert result.exit_code == 0, result.output
    return " ".join(result.stdout.split())


@pytest.mark.parametrize(
    ("law", "level", "call", "question"),
    [
        ("mx/president", "nation", "Ana Ruiz wins (The contest)", "The contest: sure: Ana Ruiz"),
        (
            "fr/president",
            "nation",
            "Ana Ruiz wins in the first round (The contest)",
            "The contest, first round: sure: Ana Ruiz",
        ),
        (
            "uk/commons",
            "district",
            "Ana Ruiz has a majority (House of Commons)",
            "House of Commons, majority: sure: Ana Ruiz",
        ),
    ],
)
def test_offices_and_chambers_have_their_names(
    tmp_path: Path, law: str, level: str, call: str, question: str
) -> None:
    desk_with(tmp_path, law, NAMES, WON, level)
    text = said(tmp_path)
    assert f"{call}. The missing sheets cannot change it, whatever they hold (with 50 %" in text
    assert "at 04 May 2031 22:00 UTC" in text
    assert question in text


def test_when_all_sheets_are_in_no_missing_ones_are_spoken_of(tmp_path: Path) -> None:
    desk_with(tmp_path, "mx/president", NAMES, ALL_IN)
    text = said(tmp_path, "--by", "Ana Flores", "--confirm", "office-president-1")
    assert "PUBLISHED office-president-1: Ana Ruiz wins (The contest). All sheets are in (at 04 May" in text
    assert "Published by Ana Flores, " in text
    assert "missing sheets" not in text
