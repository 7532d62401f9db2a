"""Ingest: what becomes of each file, whatever the files are."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from escrutinio.feeds import ReaderDiedError, SourceFile, read_source
from escrutinio.flows import ingest as flow
from escrutinio.flows.desk import Desk, open_desk
from escrutinio.flows.documents.ingest import IngestStatus
from escrutinio.ledger.set_aside import NAME

LAKELAND = Path(__file__).parents[3] / "docs" / "how-to" / "lakeland"
NOW = datetime(2031, 5, 4, 20, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    shutil.copytree(LAKELAND, tmp_path / "lakeland")
    return open_desk(tmp_path / "lakeland", for_ingest=True)


def take_in(desk: Desk, *files: Path) -> list[flow.IngestResult]:
    return list(flow.ingest(desk, files, lambda: NOW))


def test_a_file_that_ended_its_reader_is_set_aside(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = sorted((LAKELAND / "files").glob("commission_*.csv"))[:2]
    whole = read_source
    read: list[Path] = []

    def dying(source: SourceFile, *arguments: object, **options: object) -> object:
        read.append(source.path)
        if source.path == first:
            raise ReaderDiedError("the file ends the program that reads it", where=str(source.path))
        return whole(source, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(flow, "read_source", dying)
    statuses = [result.status for result in take_in(desk, first, second)]
    assert statuses == [IngestStatus.REFUSED, IngestStatus.TAKEN_IN]
    (again,) = take_in(desk, first)
    assert read == [first, second]
    assert again.refusal is not None
    assert again.refusal.message == "the file is set aside: the file ends the program that reads it"
    aside = desk.election.folder / NAME
    assert str(aside) in again.refusal.hint
    assert json.loads(aside.read_text())["file"] == first.name
    # A person decides that it is tried again.
    aside.write_text("")
    monkeypatch.setattr(flow, "read_source", whole)
    assert take_in(desk, first)[0].status == IngestStatus.TAKEN_IN


@pytest.mark.parametrize("text", ["\n", "{}\n", "no JSON\n", "[1]\n", "\0\n"])
def test_a_list_that_cannot_be_read_sets_nothing_aside(desk: Desk, text: str) -> None:
    (desk.election.folder / NAME).write_text(text)
    first = next((LAKELAND / "files").glob("commission_*.csv"))
    assert take_in(desk, first)[0].status == IngestStatus.TAKEN_IN


def test_a_snapshot_of_another_election_does_not_take_the_place_of_the_count(desk: Desk) -> None:
    first = LAKELAND / "files" / "commission_20310504_1900.csv"
    strange = desk.election.folder / "commission_20310504_2100.csv"
    text = first.read_text(encoding="utf-8")
    for number in ("101", "301"):
        text = text.replace(f";{number};", f";9{number};")
    strange.write_text(text, encoding="utf-8")

    statuses = [result.status for result in take_in(desk, first, strange)]

    assert statuses == [IngestStatus.TAKEN_IN, IngestStatus.REFUSED]
    assert desk.ledger.standing()["file"].to_list() == [first.name]


def test_where_the_stations_file_fits_no_delivery_the_next_one_is_taken_in(desk: Desk) -> None:
    first = LAKELAND / "files" / "commission_20310504_1900.csv"
    text = first.read_text(encoding="utf-8")
    for number in ("101", "301"):
        text = text.replace(f";{number};", f";9{number};")
    files = [desk.election.folder / f"commission_20310504_{hour}00.csv" for hour in ("19", "21")]
    for file in files:
        file.write_text(text + "\n" * (file is files[1]), encoding="utf-8")

    assert [result.status for result in take_in(desk, *files)] == [IngestStatus.TAKEN_IN] * 2
