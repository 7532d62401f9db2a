"""Verifying the ledger, making it again, and deciding on deliveries; on an election with several contests."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner, Result

from escrutinio.cli.main import app
from escrutinio.flows.check import check
from escrutinio.flows.deliveries import decide_on, deliveries_document
from escrutinio.flows.desk import Desk, open_desk, require_unaltered
from escrutinio.flows.documents.ingest import IngestStatus
from escrutinio.flows.ingest import ingest
from escrutinio.flows.verify import repair, verify
from escrutinio.ledger import as_of
from escrutinio.ledger.delivery_states import Decision
from escrutinio.model import EscrutinioError, LedgerError, UsageError
from tampering import make_it_end_its_reader

LAKELAND = Path(__file__).parents[3] / "docs" / "how-to" / "lakeland"
NOW = datetime(2031, 5, 4, 20, tzinfo=UTC)


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("verify") / "lakeland"
    shutil.copytree(LAKELAND, folder)
    desk = open_desk(folder, for_ingest=True)
    for _ in ingest(desk, sorted((LAKELAND / "files").glob("*.csv")), lambda: NOW):
        pass
    return folder


@pytest.fixture
def desk(counted: Path, tmp_path: Path) -> Desk:
    shutil.copytree(counted, tmp_path / "night")
    return open_desk(tmp_path / "night", for_repair=True)


def kinds(desk: Desk) -> list[str]:
    return [problem.kind for problem in verify(desk).problems]


def a_part(desk: Desk, file: str = "observers.csv") -> Path:
    (delivery,) = desk.ledger.deliveries().filter(file=file)["delivery"]
    (path,) = (desk.ledger.table_path / "record=sheet" / f"delivery={delivery}").glob("*.parquet")
    return path


def add_a_vote(desk: Desk, file: str = "observers.csv") -> None:
    path, log = a_part(desk, file), desk.ledger.table_path / "_delta_log"
    old = path.stat().st_size
    pl.read_parquet(path, hive_partitioning=False).with_columns(pl.col("votes_heron") + 1).write_parquet(path)
    for entry in log.glob("*.json"):
        if path.name in (text := entry.read_text()):
            entry.write_text(text.replace(f'"size":{old}', f'"size":{path.stat().st_size}'))


def lose_the_end_of_the_log(desk: Desk) -> None:
    max((desk.ledger.table_path / "_delta_log").glob("*.json")).unlink()


def break_the_log(desk: Desk) -> None:
    min((desk.ledger.table_path / "_delta_log").glob("*.json")).write_text("no log\n")


def test_a_whole_ledger_has_no_problems(desk: Desk) -> None:
    document = verify(desk)
    assert (document.deliveries, document.rows, document.undigested) == (3, 8, 0)
    assert document.problems == ()


@pytest.mark.parametrize(
    ("harm", "kind", "sheets"),
    [
        (add_a_vote, "altered", ("assembly 201",)),
        (lambda desk: a_part(desk).unlink(), "part-missing", ("assembly 201",)),
        (lambda desk: a_part(desk).write_bytes(b"nothing"), "part-damaged", ("assembly 201",)),
        (lambda desk: make_it_end_its_reader(a_part(desk)), "part-damaged", ("assembly 201",)),
        (lose_the_end_of_the_log, "unrecorded", ()),
        (break_the_log, "log", ()),
    ],
    ids=["vote", "gone", "garbage", "deadly", "end", "log"],
)
def test_harm_is_noticed_named_and_repaired(
    desk: Desk, harm: Callable[[Desk], None], kind: str, sheets: tuple[str, ...]
) -> None:
    before = as_of(desk.ledger)
    harm(desk)
    (problem,) = verify(desk).problems
    assert (problem.kind, problem.sheets) == (kind, sheets)
    assert problem.file == ("" if kind == "log" else "observers.csv")
    document = repair(desk, NOW)
    assert (dict(document.done), document.lost) == ({"same": 3}, ())
    assert (desk.election.folder / document.old_ledger).is_dir()
    again = open_desk(desk.election.folder)
    assert as_of(again.ledger).equals(before)
    assert verify(again).problems == ()
    assert again.ledger.deliveries()["received_at"].unique().to_list() == [NOW]


def test_changed_bytes_are_noticed_and_the_rows_kept(desk: Desk) -> None:
    before = as_of(desk.ledger)
    (delivery,) = desk.ledger.deliveries().filter(file="observers.csv")["delivery"]
    path = desk.ledger.raw_path / delivery[:2] / delivery
    path.write_bytes(path.read_bytes().replace(b"1", b"2", 1))
    assert kinds(desk) == ["raw-altered"]
    assert dict(repair(desk, NOW).done) == {"same": 2, "kept": 1}
    assert as_of(open_desk(desk.election.folder).ledger).equals(before)
    path.unlink()
    assert kinds(open_desk(desk.election.folder)) == ["raw-missing"]


@pytest.mark.parametrize(
    "command",
    [["replay"], ["explain"], ["package", "--to", "p.zip"], ["count", "--as-of", "2031-05-04T19:30"]],
)
def test_what_was_changed_in_a_replaced_file_is_noticed_by_what_speaks_of_it(
    desk: Desk, command: list[str]
) -> None:
    add_a_vote(desk, "commission_20310504_1900.csv")
    folder = desk.election.folder
    require_unaltered(desk)  # of what counts now nothing was changed
    altered = check(open_desk(folder), codes=("altered",)).findings
    assert {*altered["file"]} == {"commission_20310504_1900.csv"}
    options = [str(folder / argument) if argument.endswith(".zip") else argument for argument in command[1:]]
    answer = CliRunner().invoke(app, [command[0], str(folder), *options])
    assert isinstance(answer.exception, LedgerError)
    assert "has been changed since its files were taken in: assembly 101" in str(answer.exception)


def test_bytes_nobody_knows_are_named_and_leftovers_go(desk: Desk) -> None:
    stranger = desk.ledger.raw_path / "ab" / ("ab" * 32)
    stranger.parent.mkdir(exist_ok=True)
    stranger.write_bytes(b"something")
    leftover = stranger.with_name(f".{stranger.name}.0123")
    leftover.write_bytes(b"half")
    assert kinds(desk) == ["unrecorded"]
    (lost,) = repair(desk, NOW).lost
    assert lost.sha256 == stranger.name
    assert stranger.exists()
    assert not leftover.exists()


def test_decisions_survive_a_repair_and_need_one_delivery(desk: Desk) -> None:
    for named, reason in [("nothing.csv", "there is no delivery"), ("abc", "there is no delivery")]:
        with pytest.raises(UsageError, match=reason):
            decide_on(desk, named, Decision.WITHDRAW, reason="r", by="b", now=NOW)
    decide_on(desk, "observers.csv", Decision.WITHDRAW, reason="a test", by="Ana", now=NOW)
    repair(desk, NOW)
    rows = deliveries_document(open_desk(desk.election.folder)).deliveries
    assert [(row.file, row.state, row.decided_by) for row in rows if row.reason] == [
        ("observers.csv", "withdrawn", "Ana")
    ]


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def test_the_commands(desk: Desk) -> None:
    folder = desk.election.folder
    assert "The ledger is what was taken in." in run("verify", folder).stdout
    assert json.loads(run("verify", folder, "--format", "json").stdout)["schema"] == "escrutinio/verify/3"
    listed = run("deliveries", folder, "--format", "csv").stdout.splitlines()
    assert listed[0].startswith("sha256,file,feed,observed_at,received_at,rows,snapshot,contests,state,")
    assert isinstance(run("deliveries", folder, "--withdraw", "observers.csv").exception, UsageError)
    done = run("deliveries", folder, "--withdraw", "observers.csv", "--by", "Ana", "--reason", "a test")
    assert "withdrawn" in done.stdout
    assert "decided by Ana: a test" in done.stdout
    assert run("count", folder).exit_code == 0
    run("deliveries", folder, "--restore", "observers.csv", "--by", "Ana", "--reason", "no test")
    add_a_vote(desk)
    for command in ("count", "decide", "project", "call"):
        refused = run(command, folder).exception
        assert isinstance(refused, EscrutinioError)
        assert "the ledger has been changed since its files were taken in: assembly 201" in refused.message
    verified = run("verify", folder)
    assert verified.exit_code == 1
    assert "sheets: assembly 201" in verified.stdout
    assert "3 deliveries with the rows that were taken in." in run("repair", folder).stdout


def test_ingest_says_in_one_line_that_a_snapshot_is_held(tmp_path: Path) -> None:
    shutil.copytree(LAKELAND, tmp_path / "lakeland")
    desk = open_desk(tmp_path / "lakeland", for_ingest=True)
    header, first = (LAKELAND / "files" / "commission_20310504_1900.csv").read_text().splitlines()[:2]
    cells = first.split(";")
    files = []
    for hour, stations in (("19", 30), ("20", 20)):
        rows = [";".join([cells[0], f"9{place:02}", *cells[2:]]) for place in range(stations)]
        files.append(tmp_path / f"commission_20310504_{hour}00.csv")
        files[-1].write_text("\n".join([header, *rows, ""]))
    statuses = [result.status for result in ingest(desk, files, lambda: NOW)]
    assert statuses == [IngestStatus.TAKEN_IN, IngestStatus.HELD]
    fresh = tmp_path / "other"
    shutil.copytree(LAKELAND, fresh)
    printed = run("ingest", fresh, *files)
    assert printed.exit_code == 0
    lines = [line for line in printed.stdout.splitlines() if "has far fewer sheets than" in line]
    assert len(lines) == 1


@pytest.mark.parametrize("command", ["count", "decide"])
def test_an_earlier_moment_is_answered_from_what_stood_then(desk: Desk, command: str) -> None:
    first = min(name for name in desk.ledger.deliveries()["file"] if name.startswith("commission"))
    add_a_vote(desk, first)
    folder = str(desk.election.folder)
    earlier = desk.ledger.deliveries().filter(file=first)["observed_at"].item().isoformat()

    now = CliRunner().invoke(app, [command, folder])
    then = CliRunner().invoke(app, [command, folder, "--as-of", earlier])

    assert now.exit_code == 0, "a later snapshot has replaced it"
    assert isinstance(then.exception, EscrutinioError)
    assert "has been changed since its files were taken in" in then.exception.message
