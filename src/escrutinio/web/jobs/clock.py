"""The clock: looks what has come or is due, and puts it into the queue."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import close_old_connections
from django_tasks import TaskResult, TaskResultStatus

from escrutinio.model import REHEARSAL
from escrutinio.web.alerts import readers
from escrutinio.web.jobs import queue
from escrutinio.web.jobs.tasks import export_files, ingest_files, publish_count, publish_due_stories
from escrutinio.web.page_cache import COUNT, STORIES
from escrutinio.web.patience import Patience
from escrutinio.web.replies import follow
from escrutinio.web.stories.models import due_stories
from escrutinio.web.trouble import TroubleFile

FRAMES = 45
"""At so many moments a replay publishes."""
LOOK_EVERY = 1.5
STORIES_EVERY = 10.0
GROWING = 3.0
FOLDER_EVERY = 5.0
"""After a change a watched folder is listed at each look for so long, and then so often."""
TIDY_EVERY = 3600.0
AFTER_FAILURE = 10.0
"""Seconds."""

_COARSE = 2_500_000_000
"""Nanoseconds."""

logger = logging.getLogger("escrutinio.jobs")
State = tuple[str | int, ...]
# The site itself writes files that end in .json.
_DEFINING = (".toml", ".csv", ".parquet", ".geojson", ".topojson")
_NOT_DEFINING = (".", "ledger")
"""Files that are being written, and what is kept beside the ledger to read it sooner."""


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


class LedgerState:
    """The state of an election's ledgers, looked up anew where something may have changed.

    Args:
        folder: the election's folder.
    """

    def __init__(self, folder: Path) -> None:
        self._logs = [str(folder / place / "ledger" / "_delta_log") for place in ("", REHEARSAL)]
        self._folder = str(folder)
        self._newest: dict[str, tuple[int, str]] = {}

    def now(self) -> State:
        """What changes when a delivery comes into the ledger or the rehearsal's, or the definition does."""
        return (*map(self._commit, self._logs), *_defining(self._folder))

    def _commit(self, log: str) -> str:
        """The newest entry of a log; a folder in which none has come for a while is not listed again."""
        changed = _changed_at(log)
        known, newest = self._newest.get(log, (0, ""))
        # The clock of a file system is coarse: another entry may come at what it takes for the same moment.
        if changed != known or time.time_ns() - changed < _COARSE:
            newest = max((name for name in _listed(log) if name.endswith(".json")), default="")
            self._newest[log] = (changed, newest)
        return newest


def _defining(folder: str) -> Iterator[str | int]:
    """Name and time of change of each file that may belong to the definition: tables, boundaries, itself."""
    try:
        with os.scandir(folder) as entries:
            files = sorted(
                (entry.name, entry.stat().st_mtime_ns)
                for entry in entries
                if entry.name.endswith(_DEFINING) and not entry.name.startswith(_NOT_DEFINING)
            )
    except FileNotFoundError:  # the folder, or a file that is just being replaced: looked at again soon
        return
    for name, changed in files:
        yield from (name, changed)


def _changed_at(path: str) -> int:
    try:
        return os.stat(path).st_mtime_ns  # noqa: PTH116  some times a second, all night
    except FileNotFoundError:
        return 0


def _listed(folder: str) -> list[str]:
    try:
        return [path.name for path in Path(folder).iterdir()]
    except FileNotFoundError:
        return []


class Clock:
    """Puts into the queue what is due; :meth:`tick` is to be called every second or two.

    Args:
        folder: the election's folder.
        begun: when the replay began (seconds since 1970); None for none.
        seconds: how long the replay takes.
        trouble: where it is said that the count cannot be published.
        counted: the state of the ledger that is published already, see :attr:`counted`.
    """

    def __init__(
        self,
        folder: Path,
        begun: float | None,
        seconds: float,
        trouble: TroubleFile | None = None,
        counted: State | None = None,
    ) -> None:
        self._trouble = trouble or TroubleFile(folder)
        self._patience = Patience()
        self._folder = folder
        self._begun = begun
        self._seconds = seconds
        self._ledger = LedgerState(folder)
        self._state = counted
        self._replay: Replay | None = None
        self._shown = -1
        self._last: TaskResult[Any] | None = None
        self._not_before = 0.0
        self._next: dict[str, float] = {}
        self._exported: State | None = None

    @property
    def counted(self) -> State | None:
        """The state of the ledger that is published; None where a moment of a replay is still to come."""
        replays = self._replay is not None and self._shown < len(self._replay.moments) - 1
        return None if replays else self._state

    def tick(self, now: float) -> None:
        """Look once.

        Args:
            now: seconds since 1970.
        """
        self._count(now)
        if self._time_for("stories", STORIES_EVERY, now):
            due = due_stories(datetime.fromtimestamp(now, UTC)).exists()
            if due and not queue.waiting(publish_due_stories):
                publish_due_stories.enqueue()
        self._export()
        if self._time_for("tidy", TIDY_EVERY, now):
            queue.forget_finished()
            forget_addresses(datetime.fromtimestamp(now, UTC))
            call_command("clearsessions", verbosity=0)

    def _export(self) -> None:
        """Keep the site as files up to date, where that is asked for: after each publication or story."""
        to = settings.ENVIRONMENT.export
        if to is None:
            return
        state = tuple(_changed_at(str(self._folder / name)) for name in (COUNT, STORIES))
        if not state[0] or state == self._exported or queue.waiting(export_files):
            return
        export_files.enqueue(str(to))
        self._exported = state

    def _time_for(self, what: str, every: float, now: float) -> bool:
        if now < self._next.get(what, 0.0):
            return False
        self._next[what] = now + every
        return True

    def _count(self, now: float) -> None:
        if now < self._not_before or self._failed(now):
            return
        state = self._ledger.now()
        due = self._replay.due(now) if self._replay is not None else -1
        if (state == self._state and due <= self._shown) or queue.waiting(publish_count):
            return
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
            self._last = None
            return False
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
        # What a replay needs takes memory; a night that is counted does without it here.
        from escrutinio.flows.desk import open_desk
        from escrutinio.flows.replay import moments

        desk = open_desk(self._folder)
        return Replay(self._begun, self._seconds, tuple(moments(desk, FRAMES))) if desk.rehearsing else None

    def _place_shown(self) -> int:
        if self._replay is None:
            return -1
        from escrutinio.flows.publication import open_publication

        newest = open_publication(self._folder)
        if newest is None:
            return -1
        return self._replay.shown(newest.as_of, newest.published_at)


class Watched:
    """A folder whose files are taken in; :meth:`look` is to be called about twice a second.

    Args:
        folder: the folder.
        seen: what is known in it: name, size, time of change.
    """

    def __init__(self, folder: Path, seen: Collection[tuple[str, int, int]] = ()) -> None:
        self.seen = set(seen)
        self._folder = folder
        self._changed = 0
        self._look_until = self._look_at = 0.0

    def look(self) -> None:
        """Put the files that are new in the folder, and complete, into the queue.

        Raises:
            OSError: the folder cannot be read.
        """
        moment, changed = time.monotonic(), self._folder.stat().st_mtime_ns
        if changed != self._changed:
            # What has just come may still grow, which does not show at the folder.
            self._changed, self._look_until = changed, moment + GROWING
        elif moment > self._look_until and moment < self._look_at:
            return
        self._look_at = moment + FOLDER_EVERY
        listed = {(entry.name, *_size_and_time(entry)) for entry in os.scandir(self._folder)}
        if listed <= self.seen:
            return
        from escrutinio.flows.ingest import settled_files

        seen = set(self.seen)
        fresh = settled_files(self._folder, seen, pause=0.5)
        if fresh:
            ingest_files.enqueue([str(path) for path in fresh])
        else:
            # Others are not to be taken in, or have grown since they were listed.
            seen |= listed
        # Only now: where the queue's database is locked, they are looked at once more.
        self.seen = seen


def _size_and_time(entry: os.DirEntry[str]) -> tuple[int, int]:
    try:
        status = entry.stat()
    except OSError:
        return -1, -1
    return status.st_size, status.st_mtime_ns


def forget_addresses(moment: datetime) -> None:
    """Delete the addresses of readers that are not needed any more, whatever they had asked for."""
    readers.forget_old(moment)
    follow.forget_unconfirmed(moment)


def now() -> float:
    """Seconds since 1970, as the clock counts; drops connections to the database that have gone stale."""
    close_old_connections()
    return time.time()
