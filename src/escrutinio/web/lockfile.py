"""An election is served once at a time: two background processes would do the same work twice."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

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
    descriptor = os.open(folder / lock, os.O_RDWR | os.O_CREAT, 0o600)
    until = time.monotonic() + patience
    try:
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= until:
                    raise UsageError(
                        f"the site of {folder} is being served already",
                        hint="End the other one first: two would do the same work twice.",
                    ) from None
                time.sleep(0.1)
        yield
    finally:
        os.close(descriptor)
