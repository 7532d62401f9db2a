"""The background process begins anew when it has grown and there is nothing to do.

What counts and projects takes memory that the allocators of its libraries keep. A process that replaces
itself gives all of it back, so that an idle site is as small after a night as before it. It keeps its id,
and what it knew of the night is handed over in a file.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

import msgspec

from escrutinio.web.replacing import go_on_as

HANDOVER = ".background.json"
QUIET = 60.0
"""Seconds without work after which it may begin anew."""
GROWN = 40 * 2**20
"""Bytes that it must have grown by."""


class Handover(msgspec.Struct, frozen=True):
    """What a background process leaves to the one that takes its place.

    Attributes:
        pid: whose it is; a process that died leaves nothing.
        counted: the state of the ledger that is published, as the clock keeps it; None to publish anew.
        seen: the files of the watched folder that are known: name, size, time of change.
    """

    pid: int
    counted: tuple[str | int, ...] | None = None
    seen: frozenset[tuple[str, int, int]] = frozenset()


def resident() -> int:
    """The memory of this process in bytes; 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


class Renewal:
    """Whether the time has come to begin anew.

    Args:
        quiet_for: seconds without work.
    """

    def __init__(self, quiet_for: Callable[[], float]) -> None:
        self._quiet_for = quiet_for
        self._at_first = resident()

    def due(self) -> bool:
        """Whether it has grown and nothing is at work."""
        return self._quiet_for() >= QUIET and resident() - self._at_first >= GROWN


def received(folder: Path) -> Handover:
    """What the process before this one has left, when it was this very one; it is there once."""
    path = folder / HANDOVER
    nothing = Handover(os.getpid())
    try:
        left = msgspec.json.decode(path.read_bytes(), type=Handover)
    except (OSError, msgspec.DecodeError):
        return nothing
    finally:
        with suppress(OSError):
            path.unlink(missing_ok=True)
    return left if left.pid == os.getpid() else nothing


def leave(folder: Path, left: Handover) -> bool:
    """Leave something to the process that takes this one's place; False when it cannot be written."""
    try:
        path = folder / HANDOVER
        path.write_bytes(msgspec.json.encode(left))
    except (OSError, UnicodeError):  # a full disk, or a watched file whose name is no text
        return False
    return True


def begin_anew(ending: Callable[[], bool]) -> NoReturn:
    """Replace this process by a new one with the same arguments, unless it has been told to end."""
    go_on_as(sys.orig_argv[1:], ending)
