"""What is in the queue is done, once, whatever happens to the process that does it."""

from __future__ import annotations

import dataclasses
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives, get_connection
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from escrutinio.flows.publication import open_publication
from escrutinio.ledger import Ledger
from escrutinio.model import UsageError, load_election
from escrutinio.web.jobs import queue, tasks
from escrutinio.web.jobs.clock import Clock, LedgerState, Replay
from escrutinio.web.jobs.worker import worker
from escrutinio.web.lockfile import WORKING, only_one
from live_site import give_database, site_environment, until
from support import at, csv_bytes, make_election, row, snapshot_name, take

WEB_TESTS = Path(__file__).parents[1]


# A worker that is killed. All of it in processes of its own, on a database of its own.


class Queue:
    """The queue of an election, worked by real processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        known = os.environ.get("PYTHONPATH")
        path = os.pathsep.join([str(WEB_TESTS), *([known] if known else [])])
        self.environment = {**site_environment(folder), "PYTHONPATH": path}

    def run(self, code: str) -> str:
        head = "import django; django.setup(); from django_tasks_db.models import DBTaskResult\n"
        done = subprocess.run(
            [sys.executable, "-c", head + code],
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    @contextmanager
    def worker(self) -> Iterator[subprocess.Popen[bytes]]:
        with subprocess.Popen([sys.executable, "-m", "escrutinio.web.jobs"], env=self.environment) as process:
            try:
                yield process
            finally:
                process.kill()

    @property
    def runs(self) -> list[int]:
        """The process of each run of the task."""
        file = self.folder / "runs"
        return [int(line) for line in file.read_text().splitlines()] if file.exists() else []

    def enqueue(self) -> None:
        self.run(
            "from django.core.management import call_command; call_command('migrate', verbosity=0)\n"
            f"from stuck_tasks import stick_at_first; stick_at_first.enqueue({str(self.folder)!r})"
        )

    def status(self) -> str:
        return self.run("print(DBTaskResult.objects.get(task_path__contains='stick').status)")


@pytest.fixture
def stuck(tmp_path: Path, empty_database: Path | None) -> Queue:
    make_election(tmp_path / "election")
    give_database(tmp_path / "election", empty_database)
    found = Queue(tmp_path / "election")
    found.enqueue()
    return found


@pytest.mark.postgres
def test_a_task_whose_worker_was_killed_is_done_by_the_next_one(stuck: Queue) -> None:
    with stuck.worker() as first:
        until(lambda: stuck.runs, what="the task's beginning")
        os.kill(first.pid, signal.SIGKILL)
    assert stuck.status() == TaskResultStatus.RUNNING

    with stuck.worker() as second:
        until(lambda: len(stuck.runs) == 2, what="its second beginning")
        until(lambda: stuck.status() == TaskResultStatus.SUCCESSFUL, what="its end")
        second.terminate()
        assert second.wait(20) == 0

    assert stuck.runs == [first.pid, second.pid]


@pytest.mark.postgres
def test_a_second_worker_waits_and_does_nothing_twice(stuck: Queue) -> None:
    with stuck.worker() as first:
        until(lambda: stuck.runs, what="the task's beginning")
        with stuck.worker() as second:
            with pytest.raises(subprocess.TimeoutExpired):
                second.wait(3)
            assert stuck.runs == [first.pid]


@pytest.mark.postgres
def test_a_worker_told_to_end_leaves_a_long_task_for_the_next_one(stuck: Queue) -> None:
    with stuck.worker() as first:
        until(lambda: stuck.runs, what="the task's beginning")
        first.terminate()
        assert first.wait(20) == 0

    assert stuck.status() == TaskResultStatus.RUNNING


# In this process.


@pytest.mark.postgres
@pytest.mark.django_db
def test_a_task_that_ends_its_worker_each_time_is_given_up() -> None:
    kept = tasks.publish_count.enqueue()
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, worker_ids=["a", "b", "c"])

    assert queue.reclaim() == 0

    kept.refresh()
    assert kept.status == TaskResultStatus.FAILED
    assert "died 3 times" in kept.errors[0].traceback


@pytest.mark.postgres
@pytest.mark.django_db
def test_records_of_finished_tasks_are_forgotten_those_of_failures_later() -> None:
    for status in (TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED, TaskResultStatus.READY):
        result = tasks.publish_count.enqueue()
        two_hours_ago = timezone.now() - timedelta(hours=2)
        DBTaskResult.objects.filter(id=result.id).update(status=status, finished_at=two_hours_ago)

    queue.forget_finished()

    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {"FAILED", "READY"}


@pytest.mark.postgres
def test_only_one_process_works_for_an_election(tmp_path: Path) -> None:
    second = only_one(tmp_path, WORKING, 0.2)
    with only_one(tmp_path, WORKING, 0), pytest.raises(UsageError, match="already being served"):
        second.__enter__()
    with only_one(tmp_path, WORKING, 0):
        pass


# The clock.


def work(name: str = "count") -> list[str]:
    """Do what waits in a queue; the names of the tasks."""
    done = []
    for waiting in DBTaskResult.objects.ready().filter(queue_name=name):
        waiting.claim("test")
        worker(name).run_task(waiting)
        done.append(waiting.task_name)
    return done


@pytest.mark.postgres
@pytest.mark.django_db
def test_the_clock_publishes_when_the_ledger_has_changed_and_not_else(folder: Path) -> None:
    clock = Clock(folder, None, 0)
    clock.tick(0)
    clock.tick(1)
    assert work() == ["publish_count"]
    first = open_publication(folder)
    assert first is not None

    clock.tick(2)
    assert work() == []

    take(Ledger(folder, first.election), [row("001", 1, 1)], minutes=5)
    clock.tick(3)
    assert work() == ["publish_count"]
    assert open_publication(folder) != first


@pytest.mark.django_db
def test_the_site_is_kept_as_files_where_that_is_asked_for(
    folder: Path, tmp_path: Path, settings: Settings
) -> None:
    site = tmp_path / "site"
    settings.ENVIRONMENT = dataclasses.replace(settings.ENVIRONMENT, export=site)
    clock = Clock(folder, None, 0)
    clock.tick(0)
    assert work("export") == [], "nothing is published yet"
    work()
    clock.tick(1)
    clock.tick(2)
    assert work("export") == ["export_files"]
    first = (site / "live.json").read_text()
    clock.tick(3)
    assert work("export") == [], "nothing has changed"

    take(Ledger(folder, load_election(folder)), [row("001", 1, 1)], minutes=5)
    clock.tick(4)
    work()
    clock.tick(5)
    assert work("export") == ["export_files"]
    assert (site / "live.json").read_text() != first


@pytest.mark.postgres
@pytest.mark.django_db
def test_what_could_not_be_published_is_tried_again_after_a_while(folder: Path) -> None:
    clock = Clock(folder, None, 0)
    definition = (folder / "election.toml").read_text()
    clock.tick(0)
    (folder / "election.toml").write_text("nothing")
    assert work() == ["publish_count"]
    assert open_publication(folder) is None

    (folder / "election.toml").write_text(definition)
    clock.tick(1)
    clock.tick(2)
    assert work() == []
    clock.tick(20)
    assert work() == ["publish_count"]
    assert open_publication(folder) is not None


def test_a_ledger_has_another_state_after_each_delivery(folder: Path) -> None:
    state = LedgerState(folder)
    states = [state.now()]
    for minutes in (3, 4):
        take(Ledger(folder, make_election(folder)), [row("001", minutes, 1)], minutes=minutes)
        states.append(state.now())

    assert len(set(states)) == 3


@pytest.mark.parametrize("name", ["stations.csv", "candidates.csv", "regions.geojson", "election.toml"])
def test_a_file_of_the_definition_that_changes_is_another_state(folder: Path, name: str) -> None:
    state, file = LedgerState(folder), folder / name
    before = state.now()
    file.write_bytes(b"1")
    assert state.now() != before
    for unrelated in ("processes.json", "ledger-rows.cache", ".stations.csv.1"):
        known = state.now()
        (folder / unrelated).write_bytes(b"2")
        assert state.now() == known


def test_a_replay_shows_each_moment_for_as_long_and_stays_at_the_last() -> None:
    replay = Replay(1000.0, 8.0, tuple(at(minute) for minute in range(4)))

    assert [replay.due(now) for now in (0, 1000, 1001.9, 1002, 1007.9, 1008, 5000)] == [0, 0, 0, 1, 3, 3, 3]
    assert Replay(1000.0, 0.0, replay.moments).due(1000) == 3


def test_a_replay_goes_on_after_what_it_has_shown() -> None:
    begun = at(600).timestamp()
    replay = Replay(begun, 8.0, tuple(at(minute) for minute in range(4)))

    assert replay.shown(at(2), at(601)) == 2
    assert replay.shown(at(2), at(599)) == -1, "that was the replay before"


# Files.


@pytest.mark.postgres
@pytest.mark.django_db
def test_files_are_taken_in_once_and_a_bad_one_does_not_stop_the_next(folder: Path, tmp_path: Path) -> None:
    good, bad = tmp_path / snapshot_name(5), tmp_path / "bad.csv"
    good.write_bytes(csv_bytes([row("001", 1, 1)]))
    bad.write_bytes(b"nothing")

    assert tasks.ingest_files.call([str(bad), str(good)]) == {str(bad): "refused", str(good): "taken in"}
    assert tasks.ingest_files.call([str(good)]) == {str(good): "already known"}


# Mail.


def queued() -> DBTaskResult[Any, Any]:
    return DBTaskResult.objects.get(task_path=tasks.send_mail.module_path, status=TaskResultStatus.READY)


@pytest.fixture
def message() -> EmailMultiAlternatives:
    found = EmailMultiAlternatives(
        "Subject", "Text", "desk@example.org", ["reader@example.org"], bcc=["archive@example.org"]
    )
    found.attach_alternative("<p>Text</p>", "text/html")
    found.connection = get_connection("escrutinio.web.jobs.mail.QueuedMail")
    return found


@pytest.mark.postgres
@pytest.mark.django_db
def test_mail_goes_through_the_queue(
    message: EmailMultiAlternatives, monkeypatch: pytest.MonkeyPatch, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    assert message.send() == 1
    assert mailoutbox == []

    monkeypatch.setattr(tasks, "_post_office", lambda: mail.get_connection())
    tasks.send_mail.call(*queued().args_kwargs["args"])

    sent = mailoutbox[0]
    assert (sent.subject, sent.body, sent.to) == ("Subject", "Text", ["reader@example.org"])
    assert sent.bcc == ["archive@example.org"]
    assert sent.alternatives[0][0] == "<p>Text</p>"


@pytest.mark.django_db
def test_without_a_mail_server_mail_is_written_to_files(
    message: EmailMultiAlternatives, settings: Settings, tmp_path: Path
) -> None:
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    message.send()

    tasks.send_mail.call(*queued().args_kwargs["args"])

    (file,) = (tmp_path / "mail").iterdir()
    assert "Subject: Subject" in file.read_text()


@pytest.mark.postgres
@pytest.mark.django_db
def test_mail_that_is_not_taken_is_sent_again_later_and_at_last_given_up(
    message: EmailMultiAlternatives, monkeypatch: pytest.MonkeyPatch
) -> None:
    class NoServer:
        def send_messages(self, messages: object) -> int:
            raise ConnectionRefusedError("no mail server")

    monkeypatch.setattr(tasks, "_post_office", NoServer)
    message.send()
    (content,) = queued().args_kwargs["args"]
    DBTaskResult.objects.all().delete()

    tasks.send_mail.call(content)

    again = queued()
    assert again.args_kwargs["kwargs"] == {"attempt": 2}
    assert again.run_after > timezone.now() + timedelta(minutes=1)
    with pytest.raises(ConnectionRefusedError):
        tasks.send_mail.call(content, attempt=tasks.MAIL_ATTEMPTS)
