"""What the background process cannot do at the moment, for the desk's pages to say.

It is written into a file that is made when the process starts and keeps its size, so that it can be written
where the disk is full.
"""

from __future__ import annotations

import json
import os
import threading
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

BACKGROUND, PROCESSES = "trouble.json", "processes.json"
"""The background process writes one file, the process that looks after all of them the other."""
_SIZE = 4096
_LONGEST = 300


@dataclass(frozen=True)
class Trouble:
    """Something that does not work.

    Attributes:
        what: the part of the background work: count, default, export, alerts, mail, clock, watch or poll;
            or the name of a process that died.
        reason: the last error, in one line.
        since: when it began.
    """

    what: str
    reason: str
    since: datetime


class TroubleFile:
    """The troubles of an election's background work, by part.

    Args:
        folder: the election's folder.
        name: of the file; no two processes write the same.
    """

    def __init__(self, folder: Path, name: str = BACKGROUND) -> None:
        self._path = folder / name
        self._known: dict[str, Trouble] = {}
        self._lock = threading.Lock()

    def begin(self) -> None:
        """Forget what was, and take the room that is needed later."""
        with self._lock:
            self._known = {}
            self._write()

    def report(self, what: str, reason: str) -> None:
        """Say that a part does not work; when it began stays from the first time on."""
        with self._lock:
            before = self._known.get(what)
            since = before.since if before else datetime.now(UTC)
            line = " ".join(reason.split())
            self._known[what] = Trouble(what, line[:_LONGEST], since)
            self._write()

    def over(self, what: str) -> None:
        """Say that a part works again."""
        with self._lock:
            if self._known.pop(what, None) is not None:
                self._write()

    def is_empty(self) -> bool:
        """Whether all parts that report here work."""
        with self._lock:
            return not self._known

    def _write(self) -> None:
        entries = [
            {"what": trouble.what, "reason": trouble.reason, "since": trouble.since.isoformat()}
            for trouble in self._known.values()
        ]
        data = json.dumps(entries).encode().ljust(_SIZE)
        # Written in place: a new file would need room.
        with suppress(OSError):
            place = os.open(self._path, os.O_WRONLY | os.O_CREAT, 0o600)
            try:
                os.pwrite(place, data, 0)
                os.ftruncate(place, len(data))
            finally:
                os.close(place)


def troubles(folder: Path) -> list[Trouble]:
    """What does not work now; empty where all does, or nothing is known."""
    return [trouble for name in (PROCESSES, BACKGROUND) for trouble in _read(folder / name)]


def _read(path: Path) -> list[Trouble]:
    try:
        entries = json.loads(path.read_bytes())
        return [
            Trouble(str(entry["what"]), str(entry["reason"]), datetime.fromisoformat(entry["since"]))
            for entry in entries
        ]
    except (OSError, ValueError, TypeError, KeyError):
        return []
