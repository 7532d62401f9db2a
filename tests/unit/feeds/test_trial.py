"""What `feed try` is made of: the columns, the rows, and the totals that the file states itself."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

from escrutinio.feeds import try_file
from escrutinio.flows.new_election import drafted_election
from escrutinio.model import Election

NOW = datetime(2031, 5, 4, 20, tzinfo=UTC)


def drafted(folder: Path, text: str) -> tuple[Election, Path]:
    file = folder / "f.csv"
    file.write_text(text, encoding="utf-8")
    return drafted_election(folder / "night", [file], NOW).election, file


def test_the_files_own_total_stands_beside_the_sheets(tmp_path: Path) -> None:
    text = (
        "region,station,valid,Heron,Otter\nN,1,30,10,20\nS,2,33,12,21\nN total,,30,10,20\nTotal,,64,22,42\n"
    )
    election, file = drafted(tmp_path, text)

    (trial,) = try_file(file, election)

    assert trial.columns["sheet"] == ("station",)
    assert trial.columns["region"] == ("region",)
    assert trial.columns["votes_heron"] == ("Heron",)
    assert trial.reading.rows["votes_otter"].sum() == 41
    (total,) = trial.totals
    assert (total.line, dict(total.figures)) == (5, {"valid": 64, "votes_heron": 22, "votes_otter": 42})


def test_the_long_layout_names_its_two_columns(tmp_path: Path) -> None:
    text = "station,list,votes\n1,Heron,10\n1,Otter,20\n2,Heron,11\n2,Otter,21\n"
    election, file = drafted(tmp_path, text)

    (trial,) = try_file(file, election)

    assert trial.columns["selection"] == ("list",)
    assert trial.columns["votes"] == ("votes",)
    assert trial.totals == []
    assert trial.unused == ()


def test_each_file_of_an_archive_is_tried_by_itself(tmp_path: Path) -> None:
    first, second = "station,Heron,Otter,Rank\n1,10,20,1\n", "station,Heron,Otter,Note\n2,11,21,late\n"
    election, _ = drafted(tmp_path, "station,Heron,Otter\n1,10,20\n2,11,21\n")
    with ZipFile(tmp_path / "both.zip", "w") as archive:
        archive.writestr("f.csv", first)
        archive.writestr("sub/f.csv", second)

    trials = try_file(tmp_path / "both.zip", election, feed_id="source")

    assert [trial.unused for trial in trials] == [("Rank",), ("Note",)]
    assert [trial.reading.rows["sheet"].to_list() for trial in trials] == [["1"], ["2"]]
