"""A process that publishes, proposes and confirms calls without end, to be killed while it does so."""

from __future__ import annotations

import random
import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing.context import ForkServerProcess
from multiprocessing.sharedctypes import Synchronized
from multiprocessing.synchronize import Event
from pathlib import Path

from escrutinio.flows.call_record import read_record, record_path
from escrutinio.flows.calls import confirm
from escrutinio.flows.desk import open_desk
from escrutinio.flows.publication import open_publication, publish
from escrutinio.model import CallSettings
from escrutinio.projection.calls import Event as CallEvent
from escrutinio.projection.calls import Person, calls_of
from ledger_writers import PATIENCE, PROCESSES
from small_elections import make_small

_MANY = CallSettings(confirm_by=1_000_000)
_ACTS = 4
"""Acts of a person between two publications."""


def election(folder: Path) -> Path:
    """A folder with an election that is counted whole, and so has a call to propose."""
    make_small(folder, "pl/president", {"A1": [600, 200, 100], "A2": [500, 300, 100]})
    return folder


def _work(folder: Path, ready: Event, said: Synchronized[int], published: Synchronized[int]) -> None:
    desk = open_desk(folder)
    path = record_path(desk)
    ready.set()
    while True:
        publish(desk, now=datetime.now(UTC))
        published.value += 1
        for _ in range(_ACTS):
            for call in calls_of(read_record(path)).values():
                # Somebody else each time, so that the call is never published and never refused.
                confirm(path, call.id, Person(uuid.uuid4().hex), settings=_MANY, now=datetime.now(UTC))
                said.value = len(read_record(path))


@dataclass
class Killed:
    """An election whose desk is killed again and again.

    Attributes:
        folder: the election's.
        record: its calls, as they stood after the last kill.
        kills: made so far.
        publications: made so far.
    """

    folder: Path
    chance: random.Random
    longest: float
    record: list[CallEvent] = field(default_factory=list)
    kills: int = 0
    publications: int = 0

    def kill_one(self) -> None:
        """Start a process, kill it at a random moment, and look at what it has left.

        Raises:
            AssertionError: something that was acknowledged is lost, or something is there in part.
        """
        ready, said = PROCESSES.Event(), PROCESSES.Value("q", len(self.record))
        published = PROCESSES.Value("q", 0)
        process: ForkServerProcess = PROCESSES.Process(
            target=_work, args=(self.folder, ready, said, published), daemon=True
        )
        process.start()
        assert ready.wait(PATIENCE), "the desk does not start"
        time.sleep(self.chance.uniform(0.0, self.longest))
        assert process.is_alive(), "the desk has ended by itself"
        process.kill()
        process.join(PATIENCE)
        self.kills += 1
        self.publications += published.value
        self._look(said.value)

    def _look(self, said: int) -> None:
        now = read_record(record_path(open_desk(self.folder)))
        assert now[: len(self.record)] == self.record, "the record of calls is not only added to"
        assert len(now) >= said, "an act that was acknowledged is lost"
        self.record = now
        shown = open_publication(self.folder)
        assert shown is not None or not self.publications, "what was published is gone"
        if shown is not None:
            assert shown.load().front.headline.counted.sheets_reported == 2
        publish(open_desk(self.folder), now=datetime.now(UTC)).load()
        self.record = read_record(record_path(open_desk(self.folder)))
