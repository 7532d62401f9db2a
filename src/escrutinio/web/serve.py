"""``escrutinio serve``: prepares the site, then keeps its two processes going until Ctrl-C.

One process answers readers, the other works in the background; neither waits for the other. This one looks
after both: one that dies is started again, after longer and longer waits when that keeps happening. It ends
when it is told to, and never because one of them has trouble: readers have what is published.
"""

from __future__ import annotations

import errno
import ipaddress
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

import django
from django.core.management import call_command
from django.db import connections
from django.db.utils import Error as DatabaseError

from escrutinio.flows.desk import Desk, open_desk
from escrutinio.flows.publication import start_night
from escrutinio.model import UsageError
from escrutinio.web import server
from escrutinio.web.environment import PREFIX, Environment, read_environment
from escrutinio.web.lockfile import SERVING, only_one
from escrutinio.web.patience import Patience
from escrutinio.web.trouble import PROCESSES, TroubleFile

SECONDS = 300.0
"""How long a replay takes."""
GRACE = 10.0
"""Seconds that a process has to end when it is told to."""
STEADY = 5.0
"""Seconds that a process that died has to run, at least, before its trouble is over."""
START = 60.0
"""Seconds until the site has to answer."""

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """What to serve, and how.

    Attributes:
        folder: the election's folder.
        host, port: where to listen.
        replay: whether a rehearsal's night is replayed; else its finished count is shown.
        seconds: how long the replay takes.
        workers: processes that answer readers; None for what the environment says.
        watch: a folder whose files are taken in as they appear.
        poll: whether the pages of feeds with a url are asked for.
    """

    folder: Path
    host: str = "127.0.0.1"
    port: int = 8000
    replay: bool = True
    seconds: float = SECONDS
    workers: int | None = None
    watch: Path | None = None
    poll: bool = True


def serve(plan: Plan, tell: Tell) -> None:
    """Serve the site of an election until SIGINT or SIGTERM.

    Args:
        plan: what to serve.
        tell: shows a line to the user.

    Raises:
        UsageError: it cannot be served so, and why.
        EscrutinioError: the election cannot be opened.
    """
    desk = open_desk(plan.folder)
    _set_environment(plan)
    environment = read_environment()
    _check_address(plan, environment)
    if plan.watch is not None and not plan.watch.is_dir():
        raise UsageError(f"{plan.watch} is not a folder", hint="Create it, then start again.")
    with only_one(plan.folder, SERVING, patience=2.0), _told_to_end() as ending:
        tell(f"{desk.election.name}: preparing the site")
        prepare(environment)
        replay = plan.replay and desk.rehearsing
        if replay:
            start_night(desk)
        children = [_reader_process(plan, environment), _background_process(plan, replay=replay)]
        try:
            for child in children:
                child.start()
            _wait_for_answer(plan, environment, children[0], ending)
            if not ending.is_set():
                for line in _lines(plan, environment, desk):
                    tell(line)
            trouble = TroubleFile(plan.folder, PROCESSES)
            trouble.begin()
            _look_after(children, ending, tell, trouble)
        finally:
            for child in children:
                child.tell_to_end()
            for child in children:
                child.wait()


def prepare(environment: Environment) -> None:
    """Make or renew the database's tables and the static files.

    Raises:
        UsageError: the database cannot be reached, or a file cannot be written.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "escrutinio.web.settings")
    django.setup()
    try:
        call_command("migrate", interactive=False, verbosity=0)
        connections.close_all()
        _for_its_owner_alone(environment.folder / "site.sqlite3")
    except DatabaseError as error:
        where = "the database of " + f"{PREFIX}DATABASE" if environment.database else "site.sqlite3"
        first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise UsageError(f"{where} cannot be used: {first}") from None
    try:
        call_command("collectstatic", interactive=False, verbosity=0)
    except OSError as error:
        raise UsageError(f"the static files cannot be written: {error}") from None


def _for_its_owner_alone(database: Path) -> None:
    """Let nobody else on the machine read accounts and drafts."""
    for path in (database, *database.parent.glob(f"{database.name}-*")):
        if path.exists():
            path.chmod(0o600)


def _set_environment(plan: Plan) -> None:
    """What the processes of the site are told; what the user has set stays."""
    os.environ[f"{PREFIX}FOLDER"] = str(plan.folder.absolute())
    host = f"[{plan.host}]" if ":" in plan.host else plan.host
    os.environ.setdefault(f"{PREFIX}URL", f"http://{host}:{plan.port}")


def _check_address(plan: Plan, environment: Environment) -> None:
    if not _is_loopback(plan.host) and not environment.production:
        raise UsageError(
            f"{plan.host} is not a loopback address; non-loopback addresses require production mode",
            hint=f"Set {PREFIX}MODE=production and the other variables it needs; see docs/how-to/publish.md.",
        )
    family = socket.AF_INET6 if ":" in plan.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((plan.host, plan.port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise UsageError(
                    f"port {plan.port} is in use", hint=f"Use another one, such as --port {plan.port + 1}."
                ) from None
            raise UsageError(f"{plan.host}:{plan.port} cannot be used: {error.strerror}") from None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@dataclass
class _Child:
    """A process of the site."""

    name: str
    command: list[str]
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    patience: Patience = field(default_factory=Patience)
    next_start: float = 0.0
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


def _reader_process(plan: Plan, environment: Environment) -> _Child:
    workers = plan.workers or environment.workers
    command = [server.__name__, "--host", plan.host, "--port", str(plan.port), "--workers", str(workers)]
    return _Child("the web server", command, {})


def _background_process(plan: Plan, *, replay: bool) -> _Child:
    command = ["escrutinio.web.jobs"]
    if replay:
        command += ["--replay-begun", str(time.time()), "--replay-seconds", str(plan.seconds)]
    if plan.watch is not None:
        command += ["--watch", str(plan.watch.absolute())]
    if plan.poll:
        command += ["--poll"]
    # One thread for each library that would take all processors: readers need one.
    one_thread = dict.fromkeys(("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    return _Child("the background process", command, one_thread)


def _wait_for_answer(plan: Plan, environment: Environment, web: _Child, ending: threading.Event) -> None:
    until = time.monotonic() + START
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(plan.host, plan.host)
    while not ending.is_set():
        code = web.ended()
        if code is not None:
            raise UsageError(f"the web server ended with code {code}", hint="The reason is printed above.")
        connection = HTTPConnection(host, plan.port, timeout=5)
        try:
            # As a reader's request comes through the proxy of a production site.
            address = urlsplit(environment.url)
            connection.request(
                "GET", "/health", headers={"Host": address.netloc, "X-Forwarded-Proto": address.scheme}
            )
            connection.getresponse()
        except (OSError, HTTPException):
            if time.monotonic() > until:
                raise UsageError(f"the web server did not answer within {START:.0f} seconds") from None
            ending.wait(0.1)
        else:
            return
        finally:
            connection.close()


def _lines(plan: Plan, environment: Environment, desk: Desk) -> Iterator[str]:
    if desk.rehearsing and plan.replay:
        yield f"Rehearsal: the night is replayed in {plan.seconds:g} seconds, starting now."
    elif desk.rehearsing:
        yield "Rehearsal: the finished count is shown."
    else:
        yield "The count is published after every delivery."
    if plan.watch is not None:
        yield f"New files in {plan.watch} are ingested."
    polled = [feed.id for feed in desk.election.feeds.values() if feed.web is not None]
    if plan.poll and polled:
        yield f"Feeds that are polled: {', '.join(polled)}."
    yield f"The site is at {environment.url}/ (press Ctrl-C to stop)"


def _look_after(children: list[_Child], ending: threading.Event, tell: Tell, trouble: TroubleFile) -> None:
    """Start again what dies, until told to end."""
    waiting: set[str] = set()
    while not ending.wait(0.2):
        for child in children:
            code, now = child.ended(), time.monotonic()
            if code is None:
                if child.steady_at is not None and now >= child.steady_at:
                    child.steady_at = None
                    trouble.over(child.name)
            elif child.name not in waiting:
                wait = child.patience.failed(now)
                child.next_start = now + wait
                # One that dies at once, again and again, has one trouble that goes on.
                child.steady_at = child.next_start + max(wait, STEADY)
                waiting.add(child.name)
                tell(f"{child.name} ended with code {code} and is restarted in {wait:.0f} s")
                trouble.report(child.name, f"{child.name} ended with code {code}")
            elif now >= child.next_start:
                waiting.discard(child.name)
                try:
                    child.start()
                except OSError as error:
                    tell(f"{child.name} cannot be started: {error}")


@contextmanager
def _told_to_end() -> Iterator[threading.Event]:
    """An event that is set by Ctrl-C and by SIGTERM."""
    ending = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        ending.set()

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield ending
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
