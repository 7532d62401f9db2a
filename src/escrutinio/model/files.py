"""Files that are replaced whole, and whether one has been changed since it was looked at."""

from __future__ import annotations

import os
import uuid
from pathlib import Path


def write_whole(path: Path, content: bytes | str, *, sync: bool = False) -> None:
    """Write a file beside its place, then put it there in one step.

    Args:
        path: the file; its folder must exist.
        content: text is written as UTF-8.
        sync: wait until the disk has it, for what must survive a power cut.

    Raises:
        OSError: it cannot be written; what was there before is as it was.
    """
    data = content.encode() if isinstance(content, str) else content
    partial = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        with partial.open("wb") as file:
            file.write(data)
            if sync:
                file.flush()
                os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def state_of(path: Path) -> tuple[int, int]:
    """Size in bytes, and when the file was last changed in nanoseconds: equal while nobody has touched it.

    The time at which its content changed can be put back by hand; the time at which that was done cannot.

    Raises:
        OSError: there is no such file.
    """
    status = path.stat()
    return status.st_size, max(status.st_mtime_ns, status.st_ctime_ns)
