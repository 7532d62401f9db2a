"""What `check` says of boundaries: files that cannot be drawn, units and areas that do not fit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from escrutinio.flows.check import check
from escrutinio.flows.desk import open_desk
from support import DEFINITION, make_election

SQUARE = [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]


def areas(*codes: str) -> str:
    geometry = {"type": "Polygon", "coordinates": SQUARE}
    features = [{"type": "Feature", "properties": {"code": code}, "geometry": geometry} for code in codes]
    return json.dumps({"type": "FeatureCollection", "features": features})


def said(folder: Path, content: str, checks: str = "[checks]") -> list[str]:
    boundaries = '\n[boundaries.region]\nfile = "areas.json"\ncode = "code"\n'
    make_election(folder, definition=DEFINITION.replace("[checks]", checks) + boundaries)
    if content:
        (folder / "areas.json").write_text(content, encoding="utf-8")
    found = check(open_desk(folder, for_ingest=True)).findings
    return [row["message"] for row in found.iter_rows(named=True) if row["code"].startswith("boundaries")]


def test_boundaries_that_fit_are_no_finding(tmp_path: Path) -> None:
    assert said(tmp_path, areas("N", "S")) == []


def test_units_and_areas_that_do_not_fit_are_named(tmp_path: Path) -> None:
    without, strange = said(tmp_path, areas("N", "Q", "R"))
    assert without.startswith("Of Region: 1 unit (S) without an area in areas.json.")
    assert strange == "2 areas (Q, R) of areas.json: no unit of Region has that code."


@pytest.mark.parametrize(
    ("content", "words"),
    [("", "areas.json cannot be read: No such file or directory."), ("{", "it is not JSON")],
)
def test_a_file_that_cannot_be_drawn_is_a_finding(tmp_path: Path, content: str, words: str) -> None:
    (finding,) = said(tmp_path, content)
    assert finding.startswith("The map of Region cannot be drawn:")
    assert words in finding


def test_it_can_be_switched_off(tmp_path: Path) -> None:
    assert said(tmp_path, "", checks='[checks]\noff = ["boundaries"]') == []
