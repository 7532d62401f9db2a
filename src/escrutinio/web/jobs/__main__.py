"""The background process of a site: works the queue, keeps the clock, watches a folder, polls sources."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import django
from django.conf import settings
from django.db import connections

from escrutinio.model import EscrutinioError
from escrutinio.web.lockfile import WORKING, only_one
from escrutinio.web.parent_watch import end_with_parent
from escrutinio.web.patience import Patience
from escrutinio.web.trouble import TroubleFile

NICE = 10
"""Readers come first: the projection takes what they leave of the processor."""
PATIENCE = 15.0
"""Seconds to wait for a process before, which may still be ending."""
GRACE = 6.0
"""Seconds that a task has to come to its end when the process is told to."""

LOOK_AGAIN = 0.5
"""Seconds before a queue whose worker has come to its end is worked again."""

if TYPE_CHECKING:
    from django_tasks_db.management.commands.db_worker import Worker

logger = logging.getLogger("escrutinio.jobs")


def main() -> int:
    """Work until told to end; the answer is the process's exit code."""
    given = _arguments()
    ending = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    end_with_parent(given.parent, ending.set)
    os.nice(NICE)
    try:
        django.setup()
        with only_one(settings.FOLDER, WORKING, PATIENCE):
            return _work(given, ending)
    except EscrutinioError as error:
        sys.stderr.write(f"error: {error}\n")
        return 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="escrutinio.web.jobs", description=__doc__)
    parser.add_argument("--replay-begun", type=float, help="when the replay began, seconds since 1970")
    parser.add_argument("--replay-seconds", type=float, default=300.0, help="how long the replay takes")
    parser.add_argument("--watch", type=Path, help="a folder whose files are taken in")
    parser.add_argument("--poll", action="store_true", help="ask for the pages of feeds with a url")
    parser.add_argument("--parent", type=int, help="end when this process is no longer the parent")
    return parser.parse_args()


def _work(given: argparse.Namespace, ending: threading.Event) -> int:
    # These need the settings.
    from escrutinio.web.jobs import clock, sources

    trouble = TroubleFile(Path(settings.FOLDER))
    trouble.begin()
    work = [_QueueWork(name, ending, trouble) for name in ("count", "default", "export")]
    the_clock = clock.Clock(settings.FOLDER, given.replay_begun, given.replay_seconds, trouble)

    def tick() -> None:
        the_clock.tick(clock.now())

    threads = [threading.Thread(target=one.run, daemon=True) for one in work]
    threads.append(_thread("clock", tick, clock.LOOK_EVERY, ending, trouble))
    if given.watch is not None:
        seen: set[tuple[str, int, int]] = set()
        threads.append(_thread("watch", lambda: clock.watch(given.watch, seen), 0.5, ending, trouble))
    if given.poll:
        polling = sources.Sources(Path(settings.FOLDER), ending)
        threads.append(_thread("poll", polling.look, 0.1, ending, trouble))
    for thread in threads:
        thread.start()
    ending.wait()
    for one in work:
        one.end()
    until = time.monotonic() + GRACE
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))
    if any(thread.is_alive() for thread in threads):
        # What is at work still is begun again at the next start; nobody waits for it now.
        sys.stderr.flush()
        os._exit(0)
    return 0


class _QueueWork:
    """Works one queue until the end; where it fails it goes on after a while."""

    def __init__(self, name: str, ending: threading.Event, trouble: TroubleFile) -> None:
        self._name = name
        self._ending = ending
        self._trouble = trouble
        self._worker: Worker | None = None

    def end(self) -> None:
        if self._worker is not None:
            self._worker.running = False

    def run(self) -> None:
        from escrutinio.web.jobs import queue
        from escrutinio.web.jobs.worker import worker

        def once() -> None:
            # What was at work when the worker before this one failed, or died, is begun again.
            queue.reclaim(self._name)
            self._worker = worker(self._name)
            self._trouble.over(self._name)
            if not self._ending.is_set():
                self._worker.run()

        _keep_on(self._name, once, LOOK_AGAIN, self._ending, self._trouble)


def _thread(
    what: str, duty: Callable[[], None], every: float, ending: threading.Event, trouble: TroubleFile
) -> threading.Thread:
    return threading.Thread(target=_keep_on, args=(what, duty, every, ending, trouble), daemon=True)


def _keep_on(
    what: str, duty: Callable[[], None], every: float, ending: threading.Event, trouble: TroubleFile
) -> None:
    """Do something again and again. Whatever it raises is logged and said, and it is done again later.

    A definition that is being edited, a folder that is away, a full disk, a database that is restarted: all
    of them pass, and nothing of it must end what serves readers.
    """
    patience = Patience()
    while not ending.is_set():
        try:
            duty()
        except Exception as error:
            wait = patience.failed(time.monotonic())
            logger.error("%s: %s; tried again in %.0f seconds", what, _in_a_line(error), wait)
            trouble.report(what, _in_a_line(error))
            with suppress(Exception):
                connections.close_all()
            ending.wait(wait)
        else:
            trouble.over(what)
        ending.wait(every)


def _in_a_line(error: Exception) -> str:
    text = " ".join(str(error).split())
    return (
        text if isinstance(error, EscrutinioError | OSError) and text else f"{type(error).__name__}: {text}"
    )


if __name__ == "__main__":
    sys.exit(main())
