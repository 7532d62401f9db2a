"""Files that are replaced whole: a reader sees the old content or the new, never a part of either."""

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
