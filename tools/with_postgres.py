"""Runs a command beside a PostgreSQL of its own: ``with_postgres.py COMMAND ...``.

The server listens at a socket in a folder of its own, nowhere else, and both are gone afterwards. Where there
is no PostgreSQL it says so and runs nothing: exit code 0, so that the rest of the tests goes on.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

DATABASE = "ESCRUTINIO_DATABASE"
USERS = ("postgres", "nobody")
"""Who runs the server when this is run by root, which PostgreSQL refuses."""


def programs() -> Path | None:
    """The folder of ``initdb`` and ``pg_ctl``, the newest where there are several; None without a server."""
    on_path = shutil.which("initdb")
    if on_path and (Path(on_path).resolve().parent / "pg_ctl").exists():
        return Path(on_path).resolve().parent
    # Debian keeps them out of the way, by version.
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(found, key=lambda path: int(path.parent.name), default=None)


def server_user() -> str | None:
    """Whom to run the server as; None for who runs this."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in USERS if name in known), None)


@dataclass(frozen=True)
class Server:
    """A PostgreSQL that runs.

    Attributes:
        address: of its empty database.
        restart: ends it as a power cut does, if so asked, or as its keeper does, and starts it again.
    """

    address: str
    restart: Callable[[bool], None]


@contextlib.contextmanager
def postgres(bin_folder: Path, *, lasting: bool = False) -> Iterator[Server]:
    """A server with an empty database.

    Args:
        bin_folder: where its programs are.
        lasting: whether what it has acknowledged must survive an end as a power cut makes it.
    """
    place = Path(tempfile.mkdtemp(prefix="escrutinio-pg-"))
    user = server_user()
    if user is not None:
        shutil.chown(place, user)
    data = place / "data"

    def run(program: str, *arguments: str) -> None:
        command = [str(bin_folder / program), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, user=user, cwd=place)

    options = f"-c listen_addresses='' -k {place} -c fsync=off"
    if not lasting:
        # What is written here is thrown away, so nothing has to reach the disk.
        options += " -c full_page_writes=off -c synchronous_commit=off"
    try:
        run("initdb", "-D", str(data), "-U", "site", "-A", "trust", "-E", "UTF8", "--no-sync")

        def start() -> None:
            run("pg_ctl", "-D", str(data), "-o", options, "-l", str(place / "log"), "-w", "start")

        def restart(at_once: bool) -> None:
            run("pg_ctl", "-D", str(data), "-m", "immediate" if at_once else "fast", "-w", "stop")
            start()

        start()
        try:
            yield Server(f"postgresql://site@/postgres?host={place}", restart)
        finally:
            run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(place, ignore_errors=True)


def main(command: list[str]) -> int:
    """Run a command; its exit code."""
    found = programs()
    if found is None:
        sys.stderr.write(
            "PostgreSQL is missing: the site was tested on SQLite only. Install it, for example the package\n"
            "postgresql of Debian or Ubuntu.\n"
        )
        return 0
    with postgres(found) as server:
        return subprocess.run(command, env={**os.environ, DATABASE: server.address}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
