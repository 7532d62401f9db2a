"""Files within files: what is packed in ``.zip`` and ``.gz``, within limits."""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import IO

from escrutinio.feeds.raw_table import FETCH_AGAIN, refusing
from escrutinio.model import FeedError

PACKED = (".zip", ".gz")
_CHUNK = 2**20
_ALWAYS, _TIMES, _MOST = 32 * 2**20, 100, 4 * 2**30
"""What is unpacked may be so many bytes in any case, so many times as many as are packed, and no more than so
many at all. Results as text are packed to a tenth or a thirtieth."""
_MOST_FILES = 10_000


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
        data = path.read_bytes()
    except OSError as error:
        raise FeedError(f"the file cannot be read: {error.strerror}", where=str(path)) from None
    ending = path.suffix.lower()
    try:
        if ending == ".gz":
            yield SourceFile(path, path.name[: -len(ending)], _gunzipped(data))
        elif ending == ".zip":
            yield from _members(path, data, wanted)
        else:
            yield SourceFile(path, path.name, data)
    except FeedError as error:
        raise type(error)(error.message, where=error.where or str(path), hint=error.hint) from None
    except MemoryError:
        raise FeedError(
            "unpacking the file takes more memory than there is", where=str(path), hint="Unpack it first."
        ) from None


def most_unpacked(packed: int) -> int:
    """To how many bytes so many packed ones may unpack."""
    return min(max(_ALWAYS, _TIMES * packed), _MOST)


def _gunzipped(data: bytes) -> bytes:
    most = most_unpacked(len(data))
    parts: list[bytes] = []
    size, rest = 0, data
    with refusing("the file is not readable as gzip, or is cut off", FETCH_AGAIN):
        while rest:  # a file may hold several parts, one after the other
            unpacker = zlib.decompressobj(wbits=31)
            while not unpacker.eof:
                part = unpacker.decompress(rest, _CHUNK)
                rest = unpacker.unconsumed_tail
                if not part and not rest and not unpacker.eof:
                    raise FeedError("the gzip file is cut off", hint=FETCH_AGAIN)
                size += len(part)
                _refuse_bomb(size, most)
                parts.append(part)
            rest = unpacker.unused_data.lstrip(b"\0")
    return b"".join(parts)


def _members(path: Path, data: bytes, wanted: Callable[[str], bool]) -> Iterator[SourceFile]:
    with refusing("the file is not a readable zip archive, or is cut off", FETCH_AGAIN):
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    with archive:
        if len(entries) > _MOST_FILES:
            raise FeedError(
                f"the archive holds {len(entries):,} files; at most {_MOST_FILES:,} are read",
                hint="Unpack it, and take in what is needed.",
            )
        chosen = [entry for entry in entries if wanted(f"{path.name}/{entry.filename}")]
        if not chosen:
            seen = ", ".join(entry.filename for entry in entries[:8]) + (" ..." if len(entries) > 8 else "")
            raise FeedError(
                f"no feed of the election reads a file of the archive; it holds {seen or 'none'}",
                hint="Add the pattern of one of them to a feed in election.toml, or name a feed with --feed.",
            )
        left = most_unpacked(len(data))
        for entry in chosen:
            # The name is a label here; nothing is written under it.
            inner = PurePosixPath(entry.filename.replace("\\", "/"))
            if entry.flag_bits & 1:
                raise FeedError(f"{inner} in the archive is encrypted", hint="Unpack it first.")
            with refusing(f"{inner} in the archive is damaged", FETCH_AGAIN), archive.open(entry) as file:
                content = _read_within(file, left)
            left -= len(content)
            yield SourceFile(path / inner.name, f"{path.name}/{entry.filename}", content)


def _read_within(file: IO[bytes], most: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    while part := file.read(_CHUNK):
        size += len(part)
        _refuse_bomb(size, most)
        parts.append(part)
    return b"".join(parts)


def _refuse_bomb(size: int, most: int) -> None:
    if size > most:
        raise FeedError(
            f"the archive unpacks to more than {most // 2**20:,} MiB, far more than a count of its size",
            hint="If it is sound, unpack it, and take in what is in it.",
        )
