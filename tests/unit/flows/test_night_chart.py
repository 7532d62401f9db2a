"""The chart of the night: count, projection and truth side by side, as SVG and PNG."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from escrutinio.flows.desk import open_desk
from escrutinio.flows.night_chart import night_spec, write_chart
from escrutinio.flows.replay import Frame, frame, moments
from escrutinio.model import UsageError
from ready_elections import copy_of_sample


@pytest.fixture(scope="module")
def frames(tmp_path_factory: pytest.TempPathFactory) -> list[Frame]:
    desk = open_desk(copy_of_sample(tmp_path_factory, "chart"))
    return [frame(desk, moment) for moment in moments(desk, 4)]


def test_the_lines_are_the_figures(frames: list[Frame]) -> None:
    spec: Any = night_spec(frames)
    rows = spec["data"]["values"]
    assert {row["list"] for row in rows} == {"MAS-IPSP", "CC", "CREEMOS"}
    last = [row for row in rows if row["in"] == 100]
    assert {row["list"]: round(row["counted"], 2) for row in last} == {
        "MAS-IPSP": 55.11,
        "CC": 28.83,
        "CREEMOS": 14.0,
    }
    for row in rows:
        if "projected" in row:
            assert row["low"] <= row["projected"] <= row["high"]
    assert any("projected" not in row for row in rows), "at first it cannot be said"
    assert any(layer["mark"]["type"] == "rule" for layer in spec["layer"]), "the finished count is drawn"


def test_an_unfinished_night_has_no_truth(frames: list[Frame]) -> None:
    spec: Any = night_spec(frames[:-1])
    assert not any(layer["mark"]["type"] == "rule" for layer in spec["layer"])


def test_the_chart_says_what_its_sheets_are(frames: list[Frame]) -> None:
    spec: Any = night_spec(frames)
    assert any("Reconstructed" in line for line in spec["title"]["subtitle"])


def test_it_is_written_as_svg_and_png(frames: list[Frame], tmp_path: Path) -> None:
    write_chart(frames, tmp_path / "night.svg")
    write_chart(frames, tmp_path / "night.png")
    assert (tmp_path / "night.svg").read_text(encoding="utf-8").startswith("<svg")
    assert (tmp_path / "night.png").read_bytes().startswith(b"\x89PNG")


def test_other_endings_are_refused(frames: list[Frame], tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="svg"):
        write_chart(frames, tmp_path / "night.gif")
    with pytest.raises(UsageError, match="cannot be written"):
        write_chart(frames, tmp_path / "nowhere" / "night.svg")
