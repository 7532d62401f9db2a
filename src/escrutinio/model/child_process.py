"""A process of its own for what may end the process that does it, such as reading any file."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

try:
    import resource
except ImportError:  # not on every system
    resource = None  # type: ignore[assignment]


def start_child(module: str) -> subprocess.Popen[bytes]:
    """Start ``main()`` of a module; it is talked to by its standard input and output.

    Raises:
        OSError: the system starts no more processes.
    """
    return subprocess.Popen(
        [sys.executable, "-P", "-c", f"from {module} import main; main()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "RUST_BACKTRACE": "0"},
        process_group=0,  # Ctrl-C is for the process that the user started
    )


def end_child(process: subprocess.Popen[bytes]) -> None:
    """End a process, whatever it is doing, and wait until it has ended; its exit code stays known."""
    process.kill()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with suppress(OSError):
                stream.close()
    process.wait()


def most_memory() -> int:
    """The most memory that this process has had, in kilobytes; 0 where the system does not tell.

    ``getrusage`` tells at least what the process had that started this one, however large that was.
    """
    with suppress(OSError, ValueError):
        for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    return 0 if resource is None else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
