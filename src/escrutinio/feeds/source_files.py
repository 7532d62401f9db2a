"""The files of a source: each by itself, or out of an archive, which another process opens."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from escrutinio.feeds.archives import PACKED, most_unpacked
from escrutinio.feeds.reader_process import READER
from escrutinio.feeds.reading import last_part
from escrutinio.model import FeedError


@dataclass(frozen=True)
class SourceFile:
    """One file of a source, by itself or out of an archive.

    Attributes:
        path: where it is; within an archive, the archive's path with the file's own.
        name: by which feeds know it: that of the file, after that of its archive.
        data: its bytes.
    """

    path: Path
    name: str
    data: bytes

    @property
    def file_name(self) -> str:
        """Its own name, by whose ending it is read: the last part of :attr:`name`."""
        return last_part(self.name)

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of its bytes, which is the id of its delivery."""
        return hashlib.sha256(self.data).hexdigest()


def source_files(path: Path, wanted: Callable[[str], bool]) -> Iterator[SourceFile]:
    """The file at a path, or the files in it when it is an archive.

    Args:
        path: the file.
        wanted: says by its name whether a file of an archive is read; all others are left.

    Raises:
        FeedError: it cannot be read, is a damaged archive, holds no file that is wanted, or unpacks to more
            than any count.
    """
    try:
        if path.suffix.lower() in PACKED:
            size = path.stat().st_size
        else:
            yield SourceFile(path, path.name, path.read_bytes())
            return
    except OSError as error:
        raise FeedError(f"the file cannot be read: {error.strerror}", where=str(path)) from None
    try:
        with naming(path):
            yield from _packed(path, size, wanted)
    except MemoryError:
        raise FeedError(
            "unpacking the file takes more memory than there is", where=str(path), hint="Unpack it first."
        ) from None


def _packed(path: Path, size: int, wanted: Callable[[str], bool]) -> Iterator[SourceFile]:
    left = most_unpacked(size)
    if path.suffix.lower() == ".gz":
        yield SourceFile(path, path.stem, READER.unpacked(path, 0, path.stem, left))
        return
    names = READER.packed_files(path, size)
    chosen = [(number, name) for number, name in enumerate(names) if wanted(f"{path.name}/{name}")]
    if not chosen:
        seen = ", ".join(names[:8]) + (" ..." if len(names) > 8 else "")
        raise FeedError(
            f"no feed of the election reads a file of the archive; it holds {seen or 'none'}",
            hint="Add the pattern of one of them to a feed in election.toml, or name a feed with --feed.",
        )
    for number, name in chosen:
        content = READER.unpacked(path, number, name, left)
        left -= len(content)
        # The name is a label here; nothing is written under it.
        yield SourceFile(path / last_part(name), f"{path.name}/{name}", content)


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Have refusals that name no file name this one."""
    try:
        yield
    except FeedError as error:
        raise type(error)(error.message, where=error.where or str(path), hint=error.hint) from None
