"""Files within files: what is packed in ``.zip`` and ``.gz``, within limits."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import IO

from escrutinio.feeds.raw_table import FETCH_AGAIN, refusing
from escrutinio.model import FeedError

PACKED = (".zip", ".gz")
_CHUNK = 2**20
_ALWAYS, _TIMES, _MOST = 32 * 2**20, 100, 4 * 2**30
"""What is unpacked may be so many bytes in any case, so many times as many as are packed, and no more than so
many at all. Results as text are packed to a tenth or a thirtieth."""
_MOST_FILES = 10_000


def most_unpacked(packed: int) -> int:
    """To how many bytes so many packed ones may unpack."""
    return min(max(_ALWAYS, _TIMES * packed), _MOST)


def packed_files(path: Path) -> list[str]:
    """The names of the files in an archive of zip.

    Raises:
        FeedError: it is damaged, or holds more files than any source.
    """
    names = [entry.filename for entry in _files(_opened(path))]
    if len(names) > _MOST_FILES:
        raise FeedError(
            f"the archive holds {len(names):,} files; at most {_MOST_FILES:,} are read",
            hint="Unpack it, and take in what is needed.",
        )
    return names


def unpacked(path: Path, number: int, name: str, most: int) -> bytes:
    """One file of an archive, or what a file of gzip holds.

    Args:
        path: of the archive.
        number: its place among those that :func:`packed_files` names, from 0; there may be two of one name.
        name: as it stands there.
        most: bytes that it may have.

    Raises:
        FeedError: it is damaged or encrypted, has more bytes, or is another file by now.
    """
    if path.suffix.lower() == ".gz":
        damaged = "the file is not readable as gzip, or is cut off"
        with refusing(damaged, FETCH_AGAIN), gzip.open(path) as file:
            return _read_within(file, most)
    archive = _opened(path)
    entry = next(islice(_files(archive), number, None), None)
    if entry is None or entry.filename != name:
        raise FeedError("the archive was replaced while it was read", hint="Take it in again.")
    if entry.flag_bits & 1:
        raise FeedError(f"{name} in the archive is encrypted", hint="Unpack it first.")
    with refusing(f"{name} in the archive is damaged", FETCH_AGAIN), archive.open(entry) as member:
        return _read_within(member, most)


def _opened(path: Path) -> zipfile.ZipFile:
    with refusing("the file is not a readable zip archive, or is cut off", FETCH_AGAIN):
        state = path.stat()
        return _kept(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=1)
def _kept(path: Path, _modified: int, _size: int) -> zipfile.ZipFile:
    """An archive whose files are read one after the other: to read its directory takes long."""
    return zipfile.ZipFile(path)


def _files(archive: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    return (entry for entry in archive.infolist() if not entry.is_dir())


def _read_within(file: IO[bytes] | gzip.GzipFile, most: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    while part := file.read(_CHUNK):
        size += len(part)
        if size > most:
            raise FeedError(
                f"the archive unpacks to more than {most // 2**20:,} MiB, far more than a count of its size",
                hint="If it is sound, unpack it, and take in what is in it.",
            )
        parts.append(part)
    return b"".join(parts)
