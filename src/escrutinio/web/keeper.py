"""Keeps the two processes of a site going: what ``escrutinio serve`` becomes when all is prepared.

One process answers readers, the other works in the background; neither waits for the other. One that dies
is started again, after longer and longer waits when that keeps happening. This one ends when it is told to,
and never because one of them has trouble: readers have what is published. It imports little, as it runs for
weeks.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

from escrutinio.model import EscrutinioError, UsageError
from escrutinio.web.lockfile import SERVING, only_one
from escrutinio.web.patience import Patience
from escrutinio.web.replacing import hear_signals
from escrutinio.web.trouble import PROCESSES, TroubleFile

GRACE = 10.0
"""Seconds that a process has to end when it is told to."""
STEADY = 5.0
"""Seconds that a process that died has to run, at least, before its trouble is over."""
START = 60.0
"""Seconds until the site has to answer."""
LOOK_EVERY = 5.0
"""Seconds between two looks at processes that run; one that ends is noticed at once."""
PATIENCE = 2.0
"""Seconds to wait for a site of the same election that is just ending."""


@dataclass(frozen=True)
class Site:
    """What is kept going.

    Attributes:
        folder: the election's folder.
        host, port: where the web server listens.
        url: where readers find the site.
        workers: processes that answer readers.
        begun: when the replay began, seconds since 1970; None for none.
        seconds: how long the replay takes.
        watch: a folder whose files are taken in as they appear.
        poll: whether the pages of feeds with a url are asked for.
        lines: what is said when the site answers.
    """

    folder: Path
    host: str
    port: int
    url: str
    workers: int
    begun: float | None
    seconds: float
    watch: Path | None
    poll: bool
    lines: Sequence[str]

    def arguments(self) -> list[str]:
        """What to start Python with to keep this site going."""
        given = ["-P", "-m", __name__, "--folder", str(self.folder), "--host", self.host]
        given += ["--port", str(self.port), "--url", self.url, "--workers", str(self.workers)]
        given += ["--seconds", str(self.seconds)]
        given += ["--begun", str(self.begun)] if self.begun is not None else []
        given += ["--watch", str(self.watch)] if self.watch is not None else []
        given += ["--poll"] if self.poll else []
        return given + [f"--line={line}" for line in self.lines]


def main() -> int:
    """Keep a site going; the answer is the process's exit code."""
    try:
        keep_going(_site())
    except EscrutinioError as error:
        sys.stderr.write(f"error: {error}\n")
        return 1
    return 0


def _site() -> Site:
    parser = argparse.ArgumentParser(prog=__name__, description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--host", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--url", required=True)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--begun", type=float)
    parser.add_argument("--seconds", type=float, default=0.0)
    parser.add_argument("--watch", type=Path)
    parser.add_argument("--poll", action="store_true")
    parser.add_argument("--line", action="append", default=[])
    given = vars(parser.parse_args())
    return Site(lines=given.pop("line"), **given)


def keep_going(site: Site) -> None:
    """Serve until SIGINT or SIGTERM.

    Raises:
        UsageError: the site is being served already, or its web server does not start.
    """
    with _signals() as signals, only_one(site.folder, SERVING, PATIENCE):
        children = [_reader_process(site), _background_process(site)]
        try:
            for child in children:
                child.start()
            _wait_for_answer(site, children[0], signals.ending)
            if not signals.ending.is_set():
                for line in site.lines:
                    _tell(line)
            trouble = TroubleFile(site.folder, PROCESSES)
            trouble.begin()
            _look_after(children, signals.ending, signals.wait, trouble)
        finally:
            for child in children:
                child.tell_to_end()
            for child in children:
                child.wait()


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


@dataclass
class _Child:
    """A process of the site."""

    name: str
    command: list[str]
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    patience: Patience = field(default_factory=Patience)
    next_start: float | None = None
    """When it is started again, having died; None while it runs."""
    steady_at: float | None = None
    """Until it has run so long after a failure, its trouble is not over; None where it has none."""

    def start(self) -> None:
        # In a group of its own: Ctrl-C reaches this process only, which then tells the others in order.
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", *self.command, "--parent", str(os.getpid())],
            stdin=subprocess.DEVNULL,
            env={**os.environ, **self.environment},
            process_group=0,
        )

    def ended(self) -> int | None:
        """Its exit code; None while it runs."""
        return self.process.poll() if self.process else None

    def tell_to_end(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def wait(self) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(GRACE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def _reader_process(site: Site) -> _Child:
    command = ["escrutinio.web.server", "--host", site.host, "--port", str(site.port)]
    return _Child("the web server", [*command, "--workers", str(site.workers)], {})


def _background_process(site: Site) -> _Child:
    command = ["escrutinio.web.jobs"]
    if site.begun is not None:
        command += ["--replay-begun", str(site.begun), "--replay-seconds", str(site.seconds)]
    if site.watch is not None:
        command += ["--watch", str(site.watch)]
    if site.poll:
        command += ["--poll"]
    # One thread for each library that would take all processors: readers need one.
    one_thread = dict.fromkeys(("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    return _Child("the background process", command, one_thread)


def _wait_for_answer(site: Site, web: _Child, ending: threading.Event) -> None:
    until = time.monotonic() + START
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(site.host, site.host)
    # As a reader's request comes through the proxy of a production site.
    address = urlsplit(site.url)
    headers = {"Host": address.netloc, "X-Forwarded-Proto": address.scheme}
    while not ending.is_set():
        code = web.ended()
        if code is not None:
            raise UsageError(f"the web server ended with code {code}", hint="The reason is printed above.")
        connection = HTTPConnection(host, site.port, timeout=5)
        try:
            connection.request("GET", "/health", headers=headers)
            connection.getresponse()
        except (OSError, HTTPException):
            if time.monotonic() > until:
                raise UsageError(f"the web server did not answer within {START:.0f} seconds") from None
            ending.wait(0.1)
        else:
            return
        finally:
            connection.close()


def _look_after(
    children: Sequence[_Child], ending: threading.Event, wait: Callable[[float], object], trouble: TroubleFile
) -> None:
    """Start again what dies, until told to end.

    Args:
        children: the processes.
        ending: set when they are to end.
        wait: waits so many seconds, or until a process ends.
        trouble: where it is said that one has died.
    """
    while not ending.is_set():
        now = time.monotonic()
        for child in children:
            _look_at(child, now, trouble)
        times = [moment for child in children for moment in (child.next_start, child.steady_at) if moment]
        wait(max(0.0, min([*times, now + LOOK_EVERY]) - time.monotonic()))


def _look_at(child: _Child, now: float, trouble: TroubleFile) -> None:
    if child.next_start is not None:
        if now >= child.next_start:
            try:
                child.start()
            except OSError as error:
                _tell(f"{child.name} cannot be started: {error}")
                child.next_start = now + child.patience.failed(now)
            else:
                child.next_start = None
        return
    code = child.ended()
    if code is not None:
        wait = child.patience.failed(now)
        child.next_start = now + wait
        # One that dies at once, again and again, has one trouble that goes on.
        child.steady_at = child.next_start + max(wait, STEADY)
        _tell(f"{child.name} ended with code {code} and is restarted in {wait:.0f} s")
        trouble.report(child.name, f"{child.name} ended with code {code}")
    elif child.steady_at is not None and now >= child.steady_at:
        child.steady_at = None
        trouble.over(child.name)


class _Signals:
    """What Ctrl-C, SIGTERM and the end of a child wake."""

    def __init__(self) -> None:
        self.ending = threading.Event()
        self._awake = threading.Event()

    def end(self, number: int, frame: FrameType | None) -> None:
        self.ending.set()
        self._awake.set()

    def child_ended(self, number: int, frame: FrameType | None) -> None:
        self._awake.set()

    def wait(self, seconds: float) -> None:
        """Wait so long, or until something has happened."""
        self._awake.wait(seconds)
        self._awake.clear()


@contextmanager
def _signals() -> Iterator[_Signals]:
    signals = _Signals()
    handlers = {signal.SIGINT: signals.end, signal.SIGTERM: signals.end, signal.SIGCHLD: signals.child_ended}
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    hear_signals()
    try:
        yield signals
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


if __name__ == "__main__":
    sys.exit(main())
