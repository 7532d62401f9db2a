"""The command line as a user meets it: answers, messages, exit codes, 80 columns, and never a traceback."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import typer

from escrutinio.cli.main import app, main
from escrutinio.flows.desk import open_desk
from escrutinio.flows.publication import open_publication, publish
from escrutinio.model import LedgerError
from ready_elections import copy_of_sample, thinned_sample
from support import csv_bytes, make_election, row, snapshot_name

ENVIRONMENT = {**os.environ, "COLUMNS": "80", "NO_COLOR": "1", "PYTHONWARNINGS": "error"}
COMMAND = [sys.executable, "-c", "from escrutinio.cli.main import main; main()"]


@dataclass(frozen=True)
class Done:
    """What a command has printed."""

    stdout: str
    stderr: str


def run(*arguments: object, code: int = 0) -> Done:
    """Run a command, in this process: to start one for each takes a second."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as changed, redirect_stdout(out), redirect_stderr(err):
        changed.setattr(sys, "argv", ["escrutinio", *map(str, arguments)])
        for name in ("COLUMNS", "NO_COLOR"):
            changed.setenv(name, ENVIRONMENT[name])
        with pytest.raises(SystemExit) as ended:
            main()
    done = Done(out.getvalue(), err.getvalue())
    assert (ended.value.code or 0) == code, done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return thinned_sample(tmp_path_factory, "cli", "my [old] Bolivia")


@pytest.fixture(scope="module")
def whole_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of_sample(tmp_path_factory, "cli")


@pytest.fixture
def election(tmp_path: Path) -> Path:
    make_election(tmp_path / "election")
    return tmp_path / "election"


def delivery(folder: Path, minutes: int, *sheets: str) -> Path:
    path = folder / snapshot_name(minutes)
    path.write_bytes(csv_bytes([row(sheet, 40, 30) for sheet in sheets]))
    return path


@pytest.mark.parametrize(
    "arguments",
    [
        ["count"],
        ["count", "--level", "department"],
        ["count", "--level", "all", "--contest", "special"],
        ["count", "--unit", "9", "--level", "department"],
        ["decide"],
        ["decide", "--as-of", "2020-10-19T12:00"],
        ["decide", "--explain"],
        ["check"],
        ["replay", "--seconds", "0", "--frames", "2"],
    ],
)
def test_tables_fit_80_columns(sample: Path, arguments: list[str]) -> None:
    answer = run(arguments[0], sample, *arguments[1:]).stdout
    assert answer.strip()
    assert max(map(len, answer.splitlines())) <= 80


def test_how_many_findings_are_left_out(sample: Path) -> None:
    found = len(json.loads(run("check", sample, "--format", "json").stdout)["findings"])
    assert found > 1
    assert f"... and {found - 1} more: see --limit" in run("check", sample, "--limit", 1).stdout
    none = run("check", sample, "--limit", 0).stdout
    assert f"\n{found} findings: see --limit" in none
    assert "more" not in none


def commands() -> list[list[str]]:
    group: Any = typer.main.get_command(app)
    names = [[name, *inner] for name, item in group.commands.items() for inner in words(item)]
    return [[], *names]


def words(command: Any) -> list[list[str]]:
    """The words below a command, none for a command that is no group."""
    inner = getattr(command, "commands", None)
    return [[], *([name] for name in inner)] if inner else [[]]


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_help_of_every_command_has_an_example_and_plain_names_for_types(command: list[str]) -> None:
    long, short = run(*command, "--help").stdout, run(*command, "-h").stdout

    assert long == short
    assert "Example: escrutinio " in long
    assert max(map(len, long.splitlines())) <= 80
    assert "..." not in long.partition("Commands:")[2], "a summary is cut off"
    for name in ("<path>", "<str>", "list[", "TEXT", "INTEGER", "FLOAT", "PATH"):
        assert name not in long


def test_shell_completion_can_be_installed_and_knows_the_commands() -> None:
    asked = {"_ESCRUTINIO_COMPLETE": "complete_bash", "COMP_WORDS": "escrutinio ba", "COMP_CWORD": "1"}
    code = "import sys; sys.argv = ['escrutinio']; from escrutinio.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code], env=ENVIRONMENT | asked, capture_output=True, text=True, check=True
    )

    assert done.stdout.split() == ["backtest"]
    assert "--install-completion" in run("--help").stdout


def test_the_command_computes_in_one_thread_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["escrutinio.cli.main"], "app", lambda: None)
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "3")
    main()
    assert os.environ["OPENBLAS_NUM_THREADS"] == "3"
    monkeypatch.delenv("OPENBLAS_NUM_THREADS")
    main()
    assert os.environ["OPENBLAS_NUM_THREADS"] == "1"


def test_python_m_escrutinio_is_the_command() -> None:
    command = [sys.executable, "-m", "escrutinio", "--version"]
    done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("escrutinio ")


@pytest.mark.parametrize("command", ["count", "decide", "check"])
def test_json_and_csv_of_every_question(sample: Path, command: str) -> None:
    document = json.loads(run(command, sample, "--format", "json").stdout)
    assert document["schema"].startswith(f"escrutinio/{command}/")
    rows = list(csv.DictReader(io.StringIO(run(command, sample, "--format", "csv").stdout)))
    assert rows


def test_the_official_figures_on_the_reconstructed_night(whole_sample: Path) -> None:
    document = json.loads(run("decide", whole_sample, "--format", "json").stdout)
    assert document["totals"]["president"]["votes"]["MAS-IPSP"] == 3_394_052
    assert document["offices"]["president"]["name"] == "MAS-IPSP"
    answer = run("decide", whole_sample).stdout
    assert "3,394,052" in answer
    assert "REHEARSAL" in answer
    assert "Reconstructed sheets" in answer


def test_an_incomplete_count_never_says_elected(sample: Path) -> None:
    answer = run("decide", sample, "--as-of", "2020-10-19T12:00").stdout
    assert "NOT FINAL" in answer
    assert "is elected" not in answer


def test_the_replay_ends_with_the_official_outcome(whole_sample: Path, sample: Path) -> None:
    answer = run("replay", whole_sample, "--seconds", "0", "--frames", "1").stdout
    assert "Equal to the official result, to the vote" in answer
    document = json.loads(run("replay", sample, "--frames", "2", "--format", "json").stdout)
    assert document["frames"][-1]["final"] is True


def test_csv_seats_are_those_of_json(whole_sample: Path) -> None:
    rows = csv.DictReader(io.StringIO(run("decide", whole_sample, "--format", "csv").stdout))
    seats = {
        (line["body"], line["list"]): int(line["seats"])
        for line in rows
        if line["kind"] == "all" and not line["unit"]
    }
    assert seats["senate", "MAS-IPSP"] == 21
    assert seats["deputies", "CC"] == 39


def test_new_refuses_a_folder_in_use_and_an_unknown_sample(sample: Path, tmp_path: Path) -> None:
    assert "not an empty folder" in run("new", sample, code=1).stderr
    refused = run("new", tmp_path / "x", "--sample", "nowhere-1900", code=1).stderr
    assert "bolivia-2020" in refused
    assert not (tmp_path / "x").exists()
    assert (
        "president.parquet"
        in run("new", tmp_path / "x", "--sample", "bolivia-2020", "--data", tmp_path / "none", code=1).stderr
    )
    assert list(tmp_path.iterdir()) == []


def test_new_up_to_a_time(tmp_path: Path) -> None:
    made = run(
        "new", tmp_path / "x", "--sample", "bolivia-2020", "--as-of", "2020-10-19T00:00", "--format", "json"
    ).stdout
    assert json.loads(made)["election"] == "bo-2020-10-18"
    document = json.loads(run("count", tmp_path / "x", "--format", "json").stdout)
    nation = document["contests"][0]["levels"][0]["units"][0]["counted"]
    assert 0 < nation["sheets_reported"] < 5_000


def test_ingest_says_what_became_of_each_file(election: Path, tmp_path: Path) -> None:
    good = delivery(tmp_path, 0, "001", "002")
    torn = delivery(tmp_path, 5, "001", "002")
    torn.write_bytes(torn.read_bytes()[:-6])
    answer = run("ingest", election, good, torn, good, tmp_path / "absent.csv", code=1)
    assert "taken in" in answer.stdout
    assert "already known" in answer.stdout
    assert answer.stdout.count("refused") == 2
    assert "cut off" in answer.stdout
    document = json.loads(run("ingest", election, good, "--format", "json").stdout)
    assert [file["status"] for file in document["files"]] == ["already known"]
    assert "sha256" in run("ingest", election, good, "--format", "csv").stdout
    counted = json.loads(run("count", election, "--format", "json").stdout)
    assert counted["contests"][0]["levels"][0]["units"][0]["counted"]["sheets_reported"] == 2


def test_ingest_begins_the_real_count(tmp_path: Path) -> None:
    folder = tmp_path / "x"
    run("new", folder, "--sample", "bolivia-2020")
    assert json.loads(run("count", folder, "--format", "json").stdout)["rehearsal"] is True
    line = {
        "contest": "president",
        "sheet": "77",
        "observed_at": "2020-10-18T20:00",
        "registered": 100,
        "cast": 10,
        "valid": 10,
        "blank": 0,
        "null": 0,
        **{f"votes_{name}": 0 for name in ("CC", "CREEMOS", "FPV", "PAN-BOL")},
        "votes_MAS-IPSP": 10,
    }
    path = tmp_path / "one.jsonl"
    path.write_text(json.dumps(line) + "\n", encoding="utf-8")
    run("ingest", folder, path, "--feed", "night")
    document = json.loads(run("count", folder, "--format", "json").stdout)
    assert document["rehearsal"] is False
    assert document["contests"][0]["levels"][0]["units"][0]["counted"]["sheets_reported"] == 1


def test_an_election_without_a_law_can_be_counted_but_not_decided(election: Path, tmp_path: Path) -> None:
    run("ingest", election, delivery(tmp_path, 0, "001"))
    assert "List A" not in run("count", election).stderr
    assert "names no law" in run("decide", election, code=1).stderr
    assert "No findings on " in run("check", election).stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["count", "nowhere"], "not an election folder"),
        (["count", "@", "--contest", "x"], "there is no contest 'x'"),
        (["count", "@", "--level", "x"], "there is no level 'x'"),
        (["count", "@", "--unit", "x"], "there is no unit 'x'"),
        (["count", "@", "--as-of", "noon"], "is not a time"),
        (["check", "@", "--code", "x"], "there is no check 'x'"),
        (["ingest", "@"], "nothing to ingest"),
        (["ingest", "@", "x.csv", "--observed-at", "noon"], "is not a time"),
        (["ingest", "@", "--watch", "nowhere"], "is not a folder"),
        (["replay", "@"], "nothing to replay"),
        (["verify", "nowhere.zip"], "there is no nowhere.zip"),
    ],
)
def test_mistakes_get_a_sentence(election: Path, arguments: list[str], words: str) -> None:
    arguments = [str(election) if part == "@" else part for part in arguments]
    assert words in run(*arguments, code=1).stderr


def test_a_definition_with_mistakes_lists_them_all(election: Path) -> None:
    path = election / "election.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("#112233", "red").replace('"Europe/Lisbon"', '"Mars/Olympus"'), encoding="utf-8"
    )
    said = run("count", election, code=1).stderr
    assert "2 mistakes" in said
    assert "selections[1].color" in said
    assert "election.timezone" in said


def test_an_unknown_check_code_in_the_definition_is_named(election: Path) -> None:
    path = election / "election.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("[checks]", '[checks]\noff = ["nothing-such"]'), encoding="utf-8")
    assert "nothing-such" in run("check", election, code=1).stderr


def test_the_command_is_installed() -> None:
    program = Path(sys.executable).with_name("escrutinio")
    assert subprocess.check_output([program, "--version"], text=True).startswith("escrutinio ")
    wrong = subprocess.run([program, "count", "nowhere"], capture_output=True, text=True, check=False)
    assert wrong.returncode == 1
    assert "not an election folder" in wrong.stderr


def test_help_and_version() -> None:
    assert "escrutinio" in run("--version").stdout
    text = run("--help").stdout
    for command in ("new", "ingest", "count", "decide", "check", "replay"):
        assert command in text
        assert "--format" in run(command, "--help").stdout


def test_a_reader_that_stops_reading_is_no_error(sample: Path) -> None:
    process = subprocess.Popen(
        [*COMMAND, "count", str(sample), "--level", "all", "--format", "csv"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
    )
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr is not None
    said = process.stderr.read().decode()
    process.stderr.close()
    process.wait(timeout=60)
    assert "Traceback" not in said
    assert "Error" not in said


def test_watch_takes_in_files_as_they_appear_and_survives_a_folder_that_vanishes(
    election: Path, tmp_path: Path
) -> None:
    watched = tmp_path / "watched"
    watched.mkdir()
    delivery(watched, 0, "001")
    process = subprocess.Popen(
        [*COMMAND, "ingest", str(election), "--watch", str(watched), "--format", "csv"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=ENVIRONMENT,
    )

    def counted(sheets: int) -> bool:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            time.sleep(0.5)
            answer = json.loads(run("count", election, "--format", "json").stdout)
            figures = answer["contests"][0]["levels"][0]["units"][0]["counted"]
            if figures["sheets_reported"] == sheets:
                return True
        return False

    try:
        delivery(tmp_path, 5, "001", "002").rename(watched / snapshot_name(5))
        assert counted(2)
        watched.rename(tmp_path / "gone")
        time.sleep(1)
        assert process.poll() is None
        watched.mkdir()
        delivery(tmp_path, 10, "001", "002", "003").rename(watched / snapshot_name(10))
        assert counted(3)
    finally:
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=30)
    assert out.count("taken in") == 3
    assert process.returncode == 130


def test_a_terminal_that_knows_ascii_alone_is_written_to(sample: Path) -> None:
    plain = {**ENVIRONMENT, "PYTHONIOENCODING": "ascii", "LC_ALL": "C", "PYTHONUTF8": "0"}
    done = subprocess.run(
        [*COMMAND, "count", str(sample)], env=plain, capture_output=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert b"MAS-IPSP" in done.stdout
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    "error",
    [PermissionError(errno.EACCES, "Permission denied"), OSError(errno.ENOSPC, "No space left on device")],
)
def test_what_cannot_be_written_is_one_sentence_and_takes_nothing_in(
    election: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("escrutinio.ledger.store.write_whole", fails)
    done = run("ingest", election, delivery(tmp_path, 0, "001"), code=1)
    assert str(error.strerror) in " ".join(done.stderr.split()) + " ".join(done.stdout.split())
    monkeypatch.undo()
    assert open_desk(election).ledger.deliveries().is_empty()


@pytest.fixture(scope="module")
def torn(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The sample without one part of its ledger, and the part's name."""
    folder = copy_of_sample(tmp_path_factory, "torn")
    ledger = folder / "rehearsal" / "ledger"
    part = max(ledger.glob("record=sheet/*/*.parquet"))
    part.unlink()
    return folder, str(part.relative_to(ledger))


@pytest.mark.parametrize("command", ["count", "decide", "check", "project", "replay", "call", "backtest"])
def test_a_part_of_the_ledger_that_is_missing_is_named(torn: tuple[Path, str], command: str) -> None:
    folder, part = torn

    said = run(command, folder, code=1).stderr

    flat = "".join(said.split())
    assert f"apartoftheledgerismissing:{part}" in flat
    assert "Putitbackfromacopy" in flat
    assert "fault in escrutinio" not in said


def test_a_publication_of_a_ledger_without_a_part_is_refused(torn: tuple[Path, str]) -> None:
    folder, part = torn
    with pytest.raises(LedgerError, match="a part of the ledger is missing") as caught:
        publish(open_desk(folder), now=datetime.now(UTC))
    assert part in caught.value.message
    assert open_publication(folder) is None


def test_names_are_printed_as_they_are(tmp_path: Path) -> None:
    """What looks like a style or a picture to the terminal's library is a name like any other."""
    folder = tmp_path / "[red]x[/red] :fire:"
    make_election(folder)
    definition = (folder / "election.toml").read_text(encoding="utf-8")
    (folder / "election.toml").write_text(
        definition.replace('name = "Test election"', 'name = "Vote [bold]25[/bold] :fire:"'), encoding="utf-8"
    )
    file = tmp_path / snapshot_name(0)
    file.write_bytes(csv_bytes([row("[dim]1", 5)]))
    run("ingest", folder, file)
    assert "Vote [bold]25[/bold] :fire:" in run("count", folder).stdout
    assert "[dim]1" in run("check", folder).stdout
