"""An idle site costs next to nothing, notices what comes, and is as small after a night as before it.

What is tested: ``web.jobs.clock``, renewal, bell and tasks.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from django.db import OperationalError
from django_tasks_db.models import DBTaskResult

from escrutinio.flows.publication import open_publication
from escrutinio.ledger import Ledger
from escrutinio.web.jobs import clock, renewal, tasks
from escrutinio.web.jobs.bell import Bell, ring
from escrutinio.web.jobs.clock import Clock, LedgerState, Watched
from escrutinio.web.jobs.renewal import Handover
from live_site import give_database, site_environment, until
from support import csv_bytes, make_election, row, snapshot_name, take


@pytest.mark.django_db
def test_the_bell_is_rung_for_what_is_put_into_the_queue_once_it_is_there(
    folder: Path, django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[list[object]]]
) -> None:
    bell = Bell(folder)
    with django_capture_on_commit_callbacks() as rings:
        tasks.publish_calls.enqueue()
        assert not bell.heard()
    assert len(rings) == 1
    assert callable(rings[0])
    rings[0]()
    assert bell.heard()
    assert not bell.heard()


@pytest.mark.django_db
def test_a_bell_that_cannot_be_rung_undoes_nothing(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[list[object]]],
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "touch", full)
    with django_capture_on_commit_callbacks(execute=True):
        ring()


# A watched folder.


@pytest.mark.django_db
def test_files_of_a_watched_folder_are_taken_once_and_others_never(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    place = tmp_path / "watched"
    place.mkdir()
    watched = Watched(place)
    (place / "note.txt~").write_text("not to be read")
    (place / "sheets.csv").write_text("a")
    with monkeypatch.context() as locked:
        locked.setattr(type(tasks.ingest_files), "enqueue", is_locked)
        with pytest.raises(OperationalError):
            watched.look()
    for _ in range(3):
        watched.look()
    assert names_queued() == [["sheets.csv"]]

    # One that is written anew is another file; what was known before a renewal is not looked at again.
    (place / "sheets.csv").write_text("ab")
    after = Watched(place, watched.seen)
    after.look()
    Watched(place, after.seen).look()
    assert names_queued() == [["sheets.csv"], ["sheets.csv"]]


def is_locked(*_: object) -> None:
    raise OperationalError("database is locked")


def names_queued() -> list[list[str]]:
    found = DBTaskResult.objects.filter(task_path=tasks.ingest_files.module_path).order_by("enqueued_at")
    return [[Path(name).name for name in task.args_kwargs["args"][0]] for task in found]


def test_a_watched_folder_in_which_nothing_happens_is_not_listed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = Watched(tmp_path)
    now = 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    watched.look()
    now += clock.GROWING + clock.FOLDER_EVERY
    watched.look()
    monkeypatch.setattr(os, "scandir", lambda path: pytest.fail("it is listed again"))
    now += clock.FOLDER_EVERY / 2
    watched.look()


# What is handed over.


def test_what_is_left_is_received_once_and_by_the_same_process_alone(tmp_path: Path) -> None:
    left = Handover(os.getpid(), ("0001.json", "", 5), frozenset({("a.csv", 3, 7)}))
    assert renewal.leave(tmp_path, left)
    assert renewal.received(tmp_path) == left
    assert renewal.received(tmp_path) == Handover(os.getpid())

    renewal.leave(tmp_path, Handover(os.getpid() + 1, left.counted, left.seen))
    assert renewal.received(tmp_path) == Handover(os.getpid())
    (tmp_path / renewal.HANDOVER).write_bytes(b"{")
    assert renewal.received(tmp_path) == Handover(os.getpid())
    assert not renewal.leave(tmp_path / "gone", left)
    no_text = os.fsdecode(b"mesa_\xe1.csv")
    assert not renewal.leave(tmp_path, Handover(os.getpid(), left.counted, frozenset({(no_text, 3, 7)})))


@pytest.mark.django_db
def test_what_is_published_already_is_not_published_again(folder: Path) -> None:
    known = LedgerState(folder).now()
    Clock(folder, None, 0, counted=known).tick(0)
    assert not DBTaskResult.objects.filter(task_path=tasks.publish_count.module_path).exists()

    Clock(folder, None, 0, counted=(*known[:-1], 5)).tick(0)
    assert DBTaskResult.objects.filter(task_path=tasks.publish_count.module_path).count() == 1


def test_a_process_that_has_done_nothing_or_not_grown_goes_on_as_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    size, quiet = 100 * 2**20, 0.0
    monkeypatch.setattr(renewal, "resident", lambda: size)
    found = renewal.Renewal(lambda: quiet)
    size += renewal.GROWN
    assert not found.due()
    quiet = renewal.QUIET
    assert found.due()
    size -= 1
    assert not found.due()


# The process itself.

QUICK = """
import sys
from escrutinio.web.jobs import __main__ as background, renewal
renewal.QUIET, renewal.GROWN, background.RENEW_EVERY = 0.5, 1, 0.2
print("begun", flush=True)
sys.exit(background.main())
"""


def test_the_background_process_gives_its_memory_back_and_goes_on(
    tmp_path: Path, empty_database: Path | None
) -> None:
    place = tmp_path / "election"
    ledger = Ledger(place, make_election(place))
    take(ledger, [row("001", 30, 20)])
    give_database(place, empty_database)
    watched = tmp_path / "watched"
    watched.mkdir()
    log = tmp_path / "log"
    command = [sys.executable, "-c", QUICK, "--watch", str(watched)]
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=site_environment(place), stdout=output, stderr=output)
    try:
        until(lambda: begun(log) == 2, 60, "the process to begin anew")
        first = open_publication(place)
        assert first is not None
        # The goal is 0.2 % of a core; this is a bound that a busy machine keeps too.
        until(lambda: at_work_in_a_second(process.pid) < 0.05, 20, "the process to be idle")
        size = resident(process.pid)
        assert open_publication(place) == first, "nothing has come, so nothing is published"

        (watched / snapshot_name(5)).write_bytes(csv_bytes([row("001", 30, 20), row("002", 1, 2)]))
        until(lambda: open_publication(place) != first, 60, "the delivery")
        until(lambda: begun(log) == 3, 60, "the process to begin anew once more")
        until(lambda: resident(process.pid) < size * 1.2, 10, "its memory to be given back")
        process.terminate()
        assert process.wait(20) == 0
    finally:
        process.kill()
        process.wait()
    assert "Traceback" not in log.read_text()


def begun(log: Path) -> int:
    return log.read_text().count("begun\n")


def resident(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1])


def at_work_in_a_second(pid: int) -> float:
    before = seconds_at_work(pid)
    time.sleep(1)
    return seconds_at_work(pid) - before


def seconds_at_work(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
