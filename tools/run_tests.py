"""Runs all tests and checks: the tests on SQLite, and at the same time what else there is to look at.

``run_tests.py CHECK -- OPTION ...``: CHECK is the command that looks at the code (lint, types, imports), the
options are those of pytest for the tests on SQLite. Beside these tests run the check and, on PostgreSQL, the
tests that differ between databases; what they print follows at the end. The exit code is not 0 when anything
fails.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO

PYTEST = str(Path(sys.executable).with_name("pytest"))
WITH_POSTGRES = [sys.executable, str(Path(__file__).with_name("with_postgres.py"))]
# That server is thrown away whole, so its database need not be dropped, which an open connection would
# prevent. One process is enough: it ends long before the others.
ON_POSTGRES = ["tests/web", "-m", "postgres", "--reuse-db", "--numprocesses", "1", "--dist", "loadgroup"]

# A site's background process gives way to all others, and would wait for long beside busy tests: all of them
# start as it does (escrutinio.web.jobs), unless others are at work, too, to whom they would give way.
NICE = 10

# Pytest compiles the tests for itself and keeps that. In a fresh checkout one process does so first, as else
# all of them would at the same time.
REWRITTEN = Path("tests", "__pycache__")


class Beside:
    """A command that runs beside others; what it prints is kept until it is asked for."""

    def __init__(self, title: str, command: Sequence[str], output: IO[bytes]) -> None:
        self._title, self._output = title, output
        self._process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)

    def end(self) -> None:
        """Stop it, if it runs."""
        if self._process.poll() is None:
            self._process.terminate()
            self._process.wait()

    def finish(self) -> int:
        """Wait for it, and print what it printed; its exit code."""
        code = self._process.wait()
        self._output.seek(0)
        sys.stdout.flush()
        sys.stdout.buffer.write(f"{self._title}:\n".encode() + self._output.read())
        return code


def main(arguments: list[str]) -> int:
    """Run all of them; the exit code."""
    split = arguments.index("--")
    check, options = arguments[:split], arguments[split + 1 :]
    if hasattr(os, "nice") and os.getloadavg()[0] < (os.cpu_count() or 1):
        os.nice(NICE)
    with ExitStack() as stack:
        os.environ["ESCRUTINIO_TESTS_SHARED"] = stack.enter_context(tempfile.TemporaryDirectory())
        beside = []

        def begin(title: str, command: Sequence[str]) -> None:
            beside.append(Beside(title, command, stack.enter_context(tempfile.TemporaryFile())))
            stack.callback(beside[-1].end)

        begin("Lint, types and imports", check)
        if not REWRITTEN.exists():
            subprocess.run([PYTEST, "--collect-only", "-qq"], check=False, capture_output=True)
        begin("On PostgreSQL", [*WITH_POSTGRES, PYTEST, *ON_POSTGRES])
        codes = [subprocess.run([PYTEST, *options], check=False).returncode]
        codes += [other.finish() for other in beside]
    return next(filter(None, codes), 0)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
