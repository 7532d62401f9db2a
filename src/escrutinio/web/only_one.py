"""An election is served once at a time: two background processes would do the same work twice."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

from escrutinio.model import UsageError

LOCK = "site.lock"


@contextlib.contextmanager
def only_worker(folder: Path, patience: float) -> Iterator[None]:
    """Be the one process that works an election's queue; the lock ends with the process, however that ends.

    Args:
        folder: the election's folder.
        patience: seconds to wait for the one before to end.

    Raises:
        UsageError: another one works it.
    """
    descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
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
                        mend="End the other one first: two would do the same work twice.",
                    ) from None
                time.sleep(0.1)
        yield
    finally:
        os.close(descriptor)
