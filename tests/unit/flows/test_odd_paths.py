"""An election's folder has any name: nothing that is done with it reads a name as an address or a pattern.

What is tested: ``flows.desk``, ``flows.ingest``, ``flows.baseline_file``, ``flows.publication``.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from escrutinio.flows.baseline_file import read_baseline
from escrutinio.flows.check import check
from escrutinio.flows.count import count
from escrutinio.flows.desk import open_desk
from escrutinio.flows.ingest import ingest
from escrutinio.flows.publication import open_publication, publish
from support import csv_bytes, make_election, row, snapshot_name, stations

NOW = datetime(2024, 5, 6, tzinfo=UTC)


@pytest.mark.parametrize("name", ["maría/My Documents", "50%20/a#b?", "[x]/st*r", "{a,b}/c+d&'\""])
def test_an_election_is_counted_checked_and_published(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    make_election(folder)
    file = folder / "files" / snapshot_name(0)
    file.parent.mkdir()
    file.write_bytes(csv_bytes([row("001", 7), row("002", 200)]))
    (taken,) = ingest(open_desk(folder, for_ingest=True), [file], lambda: NOW)
    assert taken.status == "taken in"
    desk = open_desk(folder)
    assert count(desk).nation("council").votes["A"] == 207
    assert "cast-over-registered" in check(desk).findings["code"].to_list()
    published = publish(desk, now=NOW)
    read = open_publication(folder)
    assert read is not None
    assert read.id == published.id
    assert read.frame("findings").height > 0


@pytest.mark.parametrize("name", ["[x]", "a*b", "50%20", "q?#"])
def test_csv_files_of_the_election_are_no_patterns(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    pl.DataFrame({"registered": ["10"], "region": ["N"], "place": ["p"], "votes_A": ["3"]}).write_csv(
        folder / "baseline.csv"
    )
    assert read_baseline(folder / "baseline.csv", "place", ["region"], folder)["votes_A"].to_list() == [3]
    stations().write_csv(folder / "stations.csv")
    make_election(folder)
    definition = (folder / "election.toml").read_text(encoding="utf-8")
    (folder / "election.toml").write_text(
        definition.replace("stations.parquet", "stations.csv"), encoding="utf-8"
    )
    assert open_desk(folder).stations.height == stations().height
