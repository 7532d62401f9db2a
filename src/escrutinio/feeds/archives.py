"""Files within files: what is packed in ``.zip`` and ``.gz``, within limits."""

from __future__ import annotations

import gzip
import zipfile
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
    """The names of the files in an archive; in one of gzip there is one, called as the archive is.

    Raises:
        FeedError: it is damaged, or holds more files than any source.
    """
    if path.suffix.lower() == ".gz":
        return [path.name[: -len(path.suffix)]]
    with _opened(path) as archive:
        names = [entry.filename for entry in archive.infolist() if not entry.is_dir()]
    if len(names) > _MOST_FILES:
        raise FeedError(
            f"the archive holds {len(names):,} files; at most {_MOST_FILES:,} are read",
            hint="Unpack it, and take in what is needed.",
        )
    return names


def unpacked(path: Path, number: int, most: int) -> bytes:
    """One file of an archive.

    Args:
        path: of the archive.
        number: its place among those that :func:`packed_files` names, from 0.
        most: bytes that it may have.

    Raises:
        FeedError: it is damaged or encrypted, or has more bytes.
    """
    if path.suffix.lower() == ".gz":
        damaged = "the file is not readable as gzip, or is cut off"
        with refusing(damaged, FETCH_AGAIN), gzip.open(path) as file:
            return _read_within(file, most)
    with _opened(path) as archive:
        entry = [entry for entry in archive.infolist() if not entry.is_dir()][number]
        name = entry.filename
        if entry.flag_bits & 1:
            raise FeedError(f"{name} in the archive is encrypted", hint="Unpack it first.")
        with refusing(f"{name} in the archive is damaged", FETCH_AGAIN), archive.open(entry) as member:
            return _read_within(member, most)


def _opened(path: Path) -> zipfile.ZipFile:
    with refusing("the file is not a readable zip archive, or is cut off", FETCH_AGAIN):
        return zipfile.ZipFile(path)


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
