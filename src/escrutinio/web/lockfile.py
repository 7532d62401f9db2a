"""An election is served once at a time: two background processes would do the same work twice."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from escrutinio.model import UsageError

SERVING, WORKING = ".serving.lock", ".working.lock"
"""Held by the process of ``escrutinio serve``, and by its background process."""


@contextlib.contextmanager
def only_one(folder: Path, lock: str, patience: float) -> Iterator[None]:
    """Be the one process that holds a lock of an election; it ends with the process, however that ends.

    Args:
        folder: the election's folder.
        lock: which one.
        patience: seconds to wait for the one before to end.

    Raises:
        UsageError: another one holds it.
    """
    lock_file = FileLock(folder / lock, timeout=patience, poll_interval=0.1, mode=0o600)
    try:
        lock_file.acquire()
    except Timeout:
        raise UsageError(
            f"the site of {folder} is already being served",
            hint="Stop the other process first: two would do the same work twice.",
        ) from None
    try:
        yield
    finally:
        lock_file.release()
