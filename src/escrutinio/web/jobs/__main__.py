"""The background process of a site: works the queue, keeps the clock, watches a folder, polls sources."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import django
from django.conf import settings
from django.db import connections

from escrutinio.model import EscrutinioError
from escrutinio.web.jobs import renewal
from escrutinio.web.lockfile import WORKING, only_one
from escrutinio.web.parent_watch import end_with_parent
from escrutinio.web.patience import Patience
from escrutinio.web.replacing import hear_signals
from escrutinio.web.trouble import TroubleFile

NICE = 10
"""Readers come first: the projection takes what they leave of the processor."""
PATIENCE = 15.0
"""Seconds to wait for a process before, which may still be ending."""
GRACE = 6.0
"""Seconds that a task has to come to its end when the process is told to."""

LOOK_AGAIN = 0.5
"""Seconds before a queue whose worker has come to its end is worked again."""
WATCH_EVERY = 1.0
RENEW_EVERY = 10.0
"""Seconds between two looks at a watched folder; and at whether this process should begin anew."""

logger = logging.getLogger("escrutinio.jobs")


def main() -> int:
    """Work until told to end; the answer is the process's exit code."""
    given = _arguments()
    ending = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    hear_signals()
    end_with_parent(given.parent, ending.set)
    # One that has begun anew has the lower priority already.
    os.nice(max(0, NICE - os.getpriority(os.PRIO_PROCESS, 0)))
    try:
        django.setup()
        with only_one(settings.FOLDER, WORKING, PATIENCE):
            anew = _work(given, ending)
    except EscrutinioError as error:
        sys.stderr.write(f"error: {error}\n")
        return 1
    if anew:
        renewal.begin_anew(ending.is_set)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="escrutinio.web.jobs", description=__doc__)
    parser.add_argument("--replay-begun", type=float, help="when the replay began, seconds since 1970")
    parser.add_argument("--replay-seconds", type=float, default=300.0, help="how long the replay takes")
    parser.add_argument("--watch", type=Path, help="a folder whose files are taken in")
    parser.add_argument("--poll", action="store_true", help="ask for the pages of feeds with a url")
    parser.add_argument("--parent", type=int, help="end when this process is no longer the parent")
    return parser.parse_args()


def _work(given: argparse.Namespace, ending: threading.Event) -> bool:
    """Work until told to end; True when this process should begin anew instead."""
    # These need the settings.
    from escrutinio.web.jobs import clock, sources
    from escrutinio.web.jobs.queue_work import LISTEN_EVERY, Activity, Caller, QueueWork

    folder = Path(settings.FOLDER)
    trouble = TroubleFile(folder)
    trouble.begin()
    left = renewal.received(folder)
    stopping = threading.Event()
    queues = ("count", "default", "export", "alerts", "mail")
    work = [QueueWork(name, stopping, trouble) for name in queues]
    the_clock = clock.Clock(folder, given.replay_begun, given.replay_seconds, trouble, left.counted)
    watched = clock.Watched(given.watch, left.seen) if given.watch is not None else None

    def tick() -> None:
        the_clock.tick(clock.now())

    threads = [_thread(queue.name, queue.work, LOOK_AGAIN, stopping, trouble) for queue in work]
    threads.append(_thread("queue", Caller(folder, work).look, LISTEN_EVERY, stopping, trouble))
    threads.append(_thread("clock", tick, clock.LOOK_EVERY, stopping, trouble))
    if watched is not None:
        threads.append(_thread("watch", watched.look, WATCH_EVERY, stopping, trouble))
    if given.poll:
        polling = sources.Sources(folder, stopping)
        threads.append(_thread("poll", polling.look, 0.0, stopping, trouble))
    grown = renewal.Renewal(Activity().quiet_for)
    for thread in threads:
        thread.start()
    while not ending.wait(RENEW_EVERY):
        # Its own troubles would be forgotten; those of other processes are kept by who looks after them.
        if grown.due() and trouble.is_empty():
            break
    stopping.set()
    for queue in work:
        queue.end()
    if not _ended(threads, ending):
        # What is at work still is begun again at the next start; nobody waits for it now.
        sys.stderr.flush()
        os._exit(0)
    if ending.is_set():
        return False
    seen = frozenset(watched.seen) if watched is not None else frozenset()
    # Where it cannot be written, the next one looks at everything once more.
    renewal.leave(folder, renewal.Handover(os.getpid(), the_clock.counted, seen))
    return True


def _ended(threads: Sequence[threading.Thread], ending: threading.Event) -> bool:
    """Wait for threads to end; False when they are still at work a while after the end was asked for."""
    until = float("inf")
    while alive := [thread for thread in threads if thread.is_alive()]:
        if ending.is_set():
            until = min(until, time.monotonic() + GRACE)
        if time.monotonic() >= until:
            return False
        alive[0].join(0.1)
    return True


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
        # All that an idle site does is to wait; sleeping takes half of what waiting for an event does.
        time.sleep(every)
    with suppress(Exception):
        connections.close_all()


def _in_a_line(error: Exception) -> str:
    text = " ".join(str(error).split())
    return (
        text if isinstance(error, EscrutinioError | OSError) and text else f"{type(error).__name__}: {text}"
    )


if __name__ == "__main__":
    sys.exit(main())
