"""What the log has and the ledger has lost: named by those who list, refused by those who count."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from escrutinio.cli.main import app
from escrutinio.flows.check import check
from escrutinio.flows.deliveries import decide_on, deliveries_document
from escrutinio.flows.desk import open_desk, require_nothing_lost
from escrutinio.flows.evidence import log_deliveries
from escrutinio.flows.ingest import ingest
from escrutinio.flows.logged_records import lost_records
from escrutinio.flows.publication import open_publication, publish
from escrutinio.flows.verify import repair
from escrutinio.ledger.delivery_states import Decision
from escrutinio.model import LedgerError

LAKELAND = Path(__file__).parents[3] / "docs" / "how-to" / "lakeland"
NOW = datetime(2031, 5, 5, 9, tzinfo=UTC)
NEWEST = datetime(2031, 5, 4, 19, 20, tzinfo=UTC)


@pytest.fixture(scope="module")
def logged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two deliveries and the withdrawal of the first, each in the log."""
    folder = tmp_path_factory.mktemp("logged") / "lakeland"
    shutil.copytree(LAKELAND, folder)
    desk = open_desk(folder, for_ingest=True)
    files = [folder / "files" / name for name in ("commission_20310504_1900.csv", "observers.csv")]
    list(ingest(desk, files, lambda: NOW))
    decide_on(desk, files[0].name, Decision.WITHDRAW, reason="a test", by="the desk", now=NOW)
    log_deliveries(desk)
    return folder


@pytest.fixture
def folder(logged: Path, tmp_path: Path) -> Path:
    return shutil.copytree(logged, tmp_path / "lakeland")


def lose_entries(folder: Path, number: int) -> None:
    for entry in sorted((folder / "ledger" / "_delta_log").glob("*.json"))[-number:]:
        entry.unlink()


def test_nothing_is_lost_of_a_whole_ledger(folder: Path) -> None:
    desk = open_desk(folder)
    assert lost_records(desk.ledger).is_empty()
    assert deliveries_document(desk).lost == ()
    assert check(desk, codes=("lost-record",)).findings.is_empty()
    require_nothing_lost(desk)


@pytest.mark.parametrize(
    ("number", "file", "words"),
    [
        (1, "commission_20310504_1900.csv", "The ledger has lost a decision on this delivery"),
        (2, "observers.csv", "The ledger has lost this delivery"),
    ],
    ids=["decision", "delivery"],
)
def test_a_lost_record_is_a_finding_and_no_count(folder: Path, number: int, file: str, words: str) -> None:
    lose_entries(folder, number)
    desk = open_desk(folder)
    assert file in deliveries_document(desk).lost
    findings = check(desk, codes=("lost-record",)).findings
    assert any(
        row["file"] == file and row["message"].startswith(words) for row in findings.iter_rows(named=True)
    )
    assert set(findings["severity"]) == {"error"}
    for command in ("count", "decide", "explain", "forensics", "backtest"):
        result = CliRunner().invoke(app, [command, str(folder)])
        assert result.exit_code == 1
        assert "the ledger has lost what the log has" in str(result.exception)


def test_a_moment_before_the_lost_delivery_is_answered(folder: Path) -> None:
    lose_entries(folder, 2)
    ledger = open_desk(folder).ledger
    before = lost_records(ledger, NEWEST.replace(minute=19))
    assert before["file"].to_list() == ["commission_20310504_1900.csv"], "the decision is on an earlier file"
    assert lost_records(ledger, NEWEST).height == 2


def test_what_was_published_stays_until_the_ledger_is_whole(folder: Path) -> None:
    shown = publish(open_desk(folder), now=NOW)
    lose_entries(folder, 1)
    with pytest.raises(LedgerError, match="the ledger has lost what the log has"):
        publish(open_desk(folder), now=NOW.replace(hour=10))
    still = open_publication(folder)
    assert still is not None
    assert still.id == shown.id
    repair(open_desk(folder, for_repair=True), NOW.replace(hour=11))
    assert publish(open_desk(folder), now=NOW.replace(hour=12)).id != shown.id


def test_a_delivery_that_is_ingested_again_is_back(folder: Path) -> None:
    lose_entries(folder, 2)
    list(ingest(open_desk(folder, for_ingest=True), [folder / "files" / "observers.csv"], lambda: NOW))
    assert lost_records(open_desk(folder).ledger)["decision"].to_list() == ["withdraw"]
