"""The threads that work the queues, and the one that calls them when there is something to do."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.db import close_old_connections
from django_tasks import TaskResult
from django_tasks.signals import task_finished, task_started
from django_tasks_db.models import DBTaskResult

from escrutinio.web.jobs import queue
from escrutinio.web.jobs.bell import Bell
from escrutinio.web.jobs.worker import worker
from escrutinio.web.trouble import TroubleFile

LISTEN_EVERY = 0.5
"""Seconds between two looks at the bell, which cost a few microseconds."""
LOOK_EVERY = 5.0
"""Seconds between two looks into the queue without a bell: for tasks that are due later."""


class QueueWork:
    """Works one queue, whenever it is called, until the end.

    Args:
        name: the queue's.
        ending: set when the process is to end.
        trouble: where it is said that the queue is worked again.
    """

    def __init__(self, name: str, ending: threading.Event, trouble: TroubleFile) -> None:
        self.name = name
        self._ending = ending
        self._trouble = trouble
        self._called = threading.Event()
        self._worker = worker(name)

    def call(self) -> None:
        """Have what is ready done."""
        self._called.set()

    def end(self) -> None:
        """Begin nothing more."""
        self._worker.running = False
        self._called.set()

    def work(self) -> None:
        """Work until the end; raises what the database raises."""
        # What was at work when the worker before this one failed, or died, is begun again.
        queue.reclaim(self.name)
        self._trouble.over(self.name)
        self._called.set()
        while not self._ending.is_set():
            self._called.wait()
            self._called.clear()
            if not self._ending.is_set():
                self._worker.run()


class Caller:
    """Calls who has something to do; :meth:`look` is to be called again and again, by one thread.

    Args:
        folder: the election's folder.
        work: who works which queue.
    """

    def __init__(self, folder: Path, work: Sequence[QueueWork]) -> None:
        self._bell = Bell(folder)
        self._work = work
        self._next = 0.0

    def look(self) -> None:
        """Look whether there is something to do; raises what the database raises."""
        now = time.monotonic()
        if not self._bell.heard() and now < self._next:
            return
        self._next = 0.0  # should the database not answer, it is asked again
        close_old_connections()
        ready = set(DBTaskResult.objects.ready().order_by().values_list("queue_name", flat=True).distinct())
        self._next = now + LOOK_EVERY
        for work_queue in self._work:
            if work_queue.name in ready:
                work_queue.call()


class Activity:
    """When something was last at work in this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open = 0
        self._last: float | None = None
        task_started.connect(self._started)
        task_finished.connect(self._finished)

    def quiet_for(self) -> float:
        """Seconds since the last task ended; 0 while one is at work, or where there was none."""
        with self._lock:
            return 0.0 if self._open or self._last is None else time.monotonic() - self._last

    def _started(self, task_result: TaskResult[Any], **_: object) -> None:
        with self._lock:
            self._open += 1

    def _finished(self, task_result: TaskResult[Any], **_: object) -> None:
        with self._lock:
            self._open -= 1
            self._last = time.monotonic()
