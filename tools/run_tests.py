"""Runs all tests: on SQLite, and at the same time those that differ between databases on PostgreSQL.

``run_tests.py OPTION ...``: the options are those of pytest for the tests on SQLite. What the tests on
PostgreSQL print follows at the end. The exit code is not 0 when either fails.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

PYTEST = str(Path(sys.executable).with_name("pytest"))
WITH_POSTGRES = [sys.executable, str(Path(__file__).with_name("with_postgres.py"))]
# That server is thrown away whole, so its database need not be dropped, which an open connection would
# prevent. One process is enough: it ends long before the others.
ON_POSTGRES = ["tests/web", "-m", "postgres", "--reuse-db", "--numprocesses", "1", "--dist", "loadgroup"]


def main(options: list[str]) -> int:
    """Run both; the exit code."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryDirectory() as shared:
        environment = {**os.environ, "ESCRUTINIO_TESTS_SHARED": shared}
        command = [*WITH_POSTGRES, PYTEST, *ON_POSTGRES]
        with subprocess.Popen(
            command, env=environment, stdout=output, stderr=subprocess.STDOUT
        ) as on_postgres:
            failed = subprocess.run([PYTEST, *options], env=environment, check=False).returncode
            failed_on_postgres = on_postgres.wait()
        output.seek(0)
        sys.stdout.flush()
        sys.stdout.buffer.write(b"On PostgreSQL:\n" + output.read())
    return failed or failed_on_postgres


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
