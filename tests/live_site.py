"""A site that really runs: ``escrutinio serve`` in a process of its own, on 127.0.0.1."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit, urlunsplit
from urllib.request import urlopen

from escrutinio.flows.desk import open_desk
from escrutinio.flows.publication import Publication, open_publication, publish
from escrutinio.flows.replay import moments
from support import make_election

COMMAND = Path(sys.executable).with_name("escrutinio")
DATABASE = "ESCRUTINIO_DATABASE"
SQLITE = "site.sqlite3"


def free_port() -> int:
    """A port of this machine that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(found: Callable[[], object], seconds: float = 120.0, what: str = "what was waited for") -> None:
    """Wait until something is so.

    Raises:
        TimeoutError: it is not, after so many seconds.
    """
    end = time.monotonic() + seconds
    while not found():
        if time.monotonic() > end:
            raise TimeoutError(f"not within {seconds:g} seconds: {what}")
        time.sleep(0.05)


def site_environment(folder: Path) -> dict[str, str]:
    """The environment of a site on a folder; on PostgreSQL with a database of its own."""
    found = {
        key: value for key, value in os.environ.items() if not key.startswith(("ESCRUTINIO_", "DJANGO_"))
    }
    found |= {"ESCRUTINIO_FOLDER": str(folder), "DJANGO_SETTINGS_MODULE": "escrutinio.web.settings"}
    server = os.environ.get(DATABASE)
    if server:
        found[DATABASE] = _new_database(server)
    return found


def make_empty_database(path: Path) -> None:
    """Make a database in SQLite as the site makes it."""
    with tempfile.TemporaryDirectory(prefix="escrutinio-tests-") as name:
        folder = Path(name)
        make_election(folder)
        command = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
        subprocess.run(command, env=site_environment(folder), check=True, timeout=120)
        shutil.move(folder / SQLITE, path)


def give_database(folder: Path, database: Path | None) -> None:
    """Give an election without one a copy of a database in SQLite; None gives it nothing."""
    if database is not None and not (folder / SQLITE).exists():
        shutil.copyfile(database, folder / SQLITE)


def _new_database(server: str) -> str:
    import psycopg

    name = f"site_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    address = urlsplit(server)
    return urlunsplit(address._replace(path=f"/{name}"))


@dataclass
class LiveSite:
    """A running site.

    Attributes:
        folder: its election.
        url: its address, without a slash at the end.
        process: the process of ``escrutinio serve``.
        log: what it has printed.
        environment: what it runs with.
    """

    folder: Path
    url: str
    process: subprocess.Popen[bytes]
    log: Path
    environment: Mapping[str, str]

    @classmethod
    @contextlib.contextmanager
    def started(
        cls,
        folder: Path,
        *options: str,
        database: Path | None = None,
        environment: Mapping[str, str] = MappingProxyType({}),
    ) -> Iterator[LiveSite]:
        """Serve a folder until the block ends; it answers when the block begins.

        A ``database`` in SQLite is copied for it, see :func:`give_database`; with None it makes its own,
        which takes seconds.
        """
        give_database(folder, database)
        port = free_port()
        log = folder.parent / f"{folder.name}.log"
        values = {**site_environment(folder), **environment}
        with log.open("wb") as output:
            process = subprocess.Popen(
                [str(COMMAND), "serve", str(folder), "--port", str(port), *options],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=values,
            )
        site = cls(folder, f"http://127.0.0.1:{port}", process, log, values)
        try:
            until(
                lambda: process.poll() is not None or "The site is at" in site.said(), what="the site's start"
            )
            if process.poll() is not None:
                raise RuntimeError(f"the site did not start:\n{site.said()}")
            yield site
        finally:
            site.end()

    def end(self) -> int:
        """End it as Ctrl-C does; the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
        return self.process.wait()

    def said(self) -> str:
        """What it has printed so far."""
        return self.log.read_text(encoding="utf-8")

    def get(self, path: str) -> bytes:
        """The body of a page."""
        with urlopen(self.url + path, timeout=30) as answer:
            return bytes(answer.read())

    def publication(self) -> Publication | None:
        """What is published now."""
        return open_publication(self.folder)

    def publish(self, moment: datetime | None) -> Publication:
        """Publish the rehearsal's count of a moment, without calls; returns when the site shows it."""
        published = publish(open_desk(self.folder), moment, now=datetime.now(UTC), calls=False)
        until(lambda: json.loads(self.get("/live.json"))["id"] == published.id, what="the new publication")
        return published

    def renew(self) -> str:
        """Publish another moment of the count than the site shows; the publication's id."""
        earlier, later = moments(open_desk(self.folder), 8)[5:7]
        shown = self.publication()
        return self.publish(earlier if shown is not None and shown.as_of > earlier else later).id

    def publish_half(self) -> Publication:
        """Wait for the site's own first publication, then publish the count at half of the sheets."""
        until(lambda: (found := self.publication()) is not None and not found.about.replay)
        desk = open_desk(self.folder)
        return self.publish(moments(desk, 4)[2])

    def children(self) -> dict[str, int]:
        """What each process of the site was started as -> its id."""
        command = ["ps", "--ppid", str(self.process.pid), "-o", "pid=,args="]
        listed = subprocess.run(command, capture_output=True, text=True, check=False)
        found = {}
        for line in listed.stdout.splitlines():
            number, _, started = line.strip().partition(" ")
            name = started.split("-m ")[-1].split(" ")[0] if "-m " in started else started
            found[name] = int(number)
        return found
