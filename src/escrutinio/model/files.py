"""Files that are replaced whole, that one process writes at a time, and whether one has been changed."""

from __future__ import annotations

import contextlib
import hashlib
import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

from filelock import FileLock

from escrutinio.model.errors import EscrutinioError

LOCK = ".lock"
"""The lock of a folder in which one process writes at a time."""


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


@contextlib.contextmanager
def locked(lock: Path, refused: Callable[[OSError], EscrutinioError]) -> Iterator[None]:
    """Hold a lock that one process holds at a time; others wait. It ends with the process, however that ends.

    Args:
        lock: its file; the folder is made where it is missing.
        refused: makes the error to raise where it cannot be written.
    """
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        held = FileLock(lock)
        held.acquire()
    except OSError as error:
        raise refused(error) from None
    try:
        yield
    finally:
        held.release()


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def state_of(path: Path) -> tuple[int, int]:
    """Size in bytes, and when the file was last changed in nanoseconds: equal while nobody has touched it.

    The time at which its content changed can be put back by hand; the time at which that was done cannot.

    Raises:
        OSError: there is no such file.
    """
    status = path.stat()
    return status.st_size, max(status.st_mtime_ns, status.st_ctime_ns)
