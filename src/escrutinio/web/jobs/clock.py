"""The clock: looks what has come or is due, and puts it into the queue."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import close_old_connections
from django_tasks import TaskResult, TaskResultStatus

from escrutinio.flows.desk import REHEARSAL, open_desk
from escrutinio.flows.ingest import settled_files
from escrutinio.flows.publication import open_publication
from escrutinio.flows.replay import moments
from escrutinio.model import DEFINITION_FILE
from escrutinio.web.jobs import queue
from escrutinio.web.jobs.tasks import export_files, ingest_files, publish_count, publish_due_stories
from escrutinio.web.page_cache import COUNT, STORIES
from escrutinio.web.patience import Patience
from escrutinio.web.trouble import TroubleFile

FRAMES = 45
"""At so many moments a replay publishes."""
LOOK_EVERY = 1.0
STORIES_EVERY = 5.0
TIDY_EVERY = 3600.0
AFTER_FAILURE = 10.0
"""Seconds."""

logger = logging.getLogger("escrutinio.jobs")
State = tuple[str | int, ...]


@dataclass(frozen=True)
class Replay:
    """A night that is replayed: when that began (seconds since 1970) and how long it takes (seconds)."""

    begun: float
    seconds: float
    moments: tuple[datetime, ...]

    def due(self, now: float) -> int:
        """The place of the newest moment whose time has come."""
        if self.seconds <= 0:
            return len(self.moments) - 1
        part = max(0.0, now - self.begun) / self.seconds
        return min(len(self.moments) - 1, int(part * len(self.moments)))

    def shown(self, as_of: datetime, published_at: datetime) -> int:
        """The place of the moment that a publication shows; -1 when it is older than the replay."""
        if published_at.timestamp() < self.begun:
            return -1
        # A publication states its moment in whole seconds.
        return sum(moment < as_of + timedelta(seconds=1) for moment in self.moments) - 1


def ledger_state(folder: Path) -> State:
    """What changes when a delivery comes into the ledger or the rehearsal's, or the definition does."""
    logs = (folder / "ledger" / "_delta_log", folder / REHEARSAL / "ledger" / "_delta_log")
    commits = [max((path.name for path in log.glob("*.json")), default="") for log in logs]
    files = [folder / name for name in (DEFINITION_FILE, "stations.parquet", "baseline.parquet")]
    return (*commits, *(path.stat().st_mtime_ns if path.exists() else 0 for path in files))


class Clock:
    """Puts into the queue what is due; :meth:`tick` is to be called about once a second.

    Args:
        folder: the election's folder.
        begun: when the replay began (seconds since 1970); None for none.
        seconds: how long the replay takes.
        trouble: where it is said that the count cannot be published.
    """

    def __init__(
        self, folder: Path, begun: float | None, seconds: float, trouble: TroubleFile | None = None
    ) -> None:
        self._trouble = trouble or TroubleFile(folder)
        self._patience = Patience()
        self._folder = folder
        self._begun = begun
        self._seconds = seconds
        self._state: State | None = None
        self._replay: Replay | None = None
        self._shown = -1
        self._last: TaskResult[Any] | None = None
        self._not_before = 0.0
        self._next: dict[str, float] = {}
        self._exported: State | None = None

    def tick(self, now: float) -> None:
        """Look once.

        Args:
            now: seconds since 1970.
        """
        self._count(now)
        if self._time_for("stories", STORIES_EVERY, now) and not queue.waiting(publish_due_stories):
            publish_due_stories.enqueue()
        self._export()
        if self._time_for("tidy", TIDY_EVERY, now):
            queue.forget_finished()
            call_command("clearsessions", verbosity=0)

    def _export(self) -> None:
        """Keep the site as files up to date, where that is asked for: after each publication or story."""
        to = settings.ENVIRONMENT.export
        shown = [self._folder / name for name in (COUNT, STORIES)]
        state = tuple(path.stat().st_mtime_ns if path.exists() else 0 for path in shown)
        if to is None or not state[0] or state == self._exported or queue.waiting(export_files):
            return
        export_files.enqueue(str(to))
        self._exported = state

    def _time_for(self, what: str, every: float, now: float) -> bool:
        if now < self._next.get(what, 0.0):
            return False
        self._next[what] = now + every
        return True

    def _count(self, now: float) -> None:
        if now < self._not_before or self._failed(now) or queue.waiting(publish_count):
            return
        state = ledger_state(self._folder)
        if state != self._state:
            # In this order: what comes in from here on is seen at the next look.
            self._replay = self._replay_of()
            self._shown = self._place_shown()
            if self._replay is None:
                self._last = publish_count.enqueue()
            self._state = state
        if self._replay is not None:
            due = self._replay.due(now)
            if due > self._shown:
                self._last = publish_count.enqueue(until=self._replay.moments[due].isoformat())
                self._shown = due

    def _failed(self, now: float) -> bool:
        """Whether the last publication failed: then it is tried again, after a while."""
        if self._last is None:
            return False
        self._last.refresh()
        if self._last.status == TaskResultStatus.SUCCESSFUL:
            self._trouble.over("publication")
        if self._last.status != TaskResultStatus.FAILED:
            return False
        errors = self._last.errors
        reason = errors[0].traceback.strip().split("\n")[-1] if errors else "its worker died"
        logger.error("the count could not be published: %s", reason)
        self._trouble.report("publication", reason)
        self._last, self._state = None, None
        self._not_before = now + AFTER_FAILURE + self._patience.failed(now)
        return True

    def _replay_of(self) -> Replay | None:
        if self._begun is None:
            return None
        desk = open_desk(self._folder)
        return Replay(self._begun, self._seconds, tuple(moments(desk, FRAMES))) if desk.rehearsing else None

    def _place_shown(self) -> int:
        newest = open_publication(self._folder)
        if newest is None or self._replay is None:
            return -1
        return self._replay.shown(newest.as_of, newest.published_at)


def watch(folder: Path, seen: set[tuple[str, int, int]]) -> None:
    """Put the files that are new in a folder, and complete, into the queue.

    Args:
        folder: the folder that is watched.
        seen: the files that are known; see :func:`escrutinio.flows.ingest.settled_files`.
    """
    fresh = settled_files(folder, seen, pause=0.5)
    if fresh:
        ingest_files.enqueue([str(path) for path in fresh])


def now() -> float:
    """Seconds since 1970, as the clock counts; drops connections to the database that have gone stale."""
    close_old_connections()
    return time.time()
