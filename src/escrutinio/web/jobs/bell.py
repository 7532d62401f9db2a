"""The bell: whoever puts a task into the queue rings it, and the background process looks at once.

It is a file whose time of change is looked at, which costs next to nothing and works between processes and
with every database. What is put in without ringing is seen at the next look that is made without a bell.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import transaction

BELL = ".queue.bell"


def ring(**_: object) -> None:
    """Ring when what has been put into the queue is in the database for others to see."""
    transaction.on_commit(_ring)


def _ring() -> None:
    path = Path(settings.FOLDER, BELL)
    # A disk that is full or read-only must not undo what is in the database, where it is found later.
    with suppress(OSError):
        path.touch(mode=0o600)
        now = time.time_ns()
        os.utime(path, ns=(now, now))  # finer than the clock of the file system


class Bell:
    """Hears the bell of an election.

    Args:
        folder: the election's folder.
    """

    def __init__(self, folder: Path) -> None:
        self._path = str(folder / BELL)
        self._heard = self._rung()

    def heard(self) -> bool:
        """Whether it has been rung since it was last asked."""
        rung = self._rung()
        before, self._heard = self._heard, rung
        return rung != before

    def _rung(self) -> int:
        try:
            return os.stat(self._path).st_mtime_ns  # noqa: PTH116  several times a second
        except OSError:
            return 0
