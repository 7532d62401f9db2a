"""The background process of a site: works the queue, keeps the clock, watches a folder."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import django
from django.conf import settings

from escrutinio.model import EscrutinioError
from escrutinio.web.lockfile import WORKING, only_one
from escrutinio.web.parent_watch import end_with_parent

NICE = 10
"""Readers come first: the projection takes what they leave of the processor."""
PATIENCE = 15.0
"""Seconds to wait for a process before, which may still be ending."""
GRACE = 6.0
"""Seconds that a task has to come to its end when the process is told to."""

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
        # These need the settings.
        from escrutinio.web.jobs import queue

        with only_one(settings.FOLDER, WORKING, PATIENCE):
            queue.reclaim()
            return _work(given, ending)
    except EscrutinioError as error:
        sys.stderr.write(f"error: {error}\n")
        return 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="escrutinio.web.jobs", description=__doc__)
    parser.add_argument("--replay-begun", type=float, help="when the replay began, seconds since 1970")
    parser.add_argument("--replay-seconds", type=float, default=300.0, help="how long the replay takes")
    parser.add_argument("--watch", type=Path, help="a folder whose files are taken in")
    parser.add_argument("--parent", type=int, help="end when this process is no longer the parent")
    return parser.parse_args()


def _work(given: argparse.Namespace, ending: threading.Event) -> int:
    from escrutinio.web.jobs import clock
    from escrutinio.web.jobs.worker import worker

    failed = threading.Event()
    workers = [worker(name) for name in ("count", "default", "export")]
    the_clock = clock.Clock(settings.FOLDER, given.replay_begun, given.replay_seconds)
    duties: list[Callable[[], None]] = [queue_worker.run for queue_worker in workers]
    duties.append(lambda: _again(lambda: the_clock.tick(clock.now()), clock.LOOK_EVERY, ending))
    if given.watch is not None:
        seen: set[tuple[str, int, int]] = set()
        duties.append(lambda: _again(lambda: clock.watch(given.watch, seen), 0.5, ending))
    threads = [threading.Thread(target=_duty, args=(duty, ending, failed), daemon=True) for duty in duties]
    for thread in threads:
        thread.start()
    ending.wait()
    for queue_worker in workers:
        queue_worker.running = False
    until = time.monotonic() + GRACE
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))
    if any(thread.is_alive() for thread in threads):
        # What is at work still is begun again at the next start; nobody waits for it now.
        sys.stderr.flush()
        os._exit(0)
    return 1 if failed.is_set() else 0


def _duty(duty: Callable[[], None], ending: threading.Event, failed: threading.Event) -> None:
    """Do something until the end; where it fails the whole process ends, and is started again."""
    try:
        duty()
    except Exception:
        logger.exception("the background process ends")
        failed.set()
    finally:
        ending.set()


def _again(duty: Callable[[], None], every: float, ending: threading.Event) -> None:
    while not ending.is_set():
        try:
            duty()
        except (EscrutinioError, OSError) as error:
            # A definition that is being edited, a folder that is away: look again later.
            logger.error("%s", error)
            ending.wait(5.0)
        ending.wait(every)


if __name__ == "__main__":
    sys.exit(main())
