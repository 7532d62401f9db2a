"""Packages as zip archives: the same bytes for the same files, and no trust in one from elsewhere."""

from __future__ import annotations

import hashlib
import stat
import unicodedata
import uuid
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from escrutinio.model import EvidenceError

MOST_FILES = 10_000
_COMMENT = b"sha256:"
_LEVEL = 6
_READ = 2**20


class ArchiveWriter:
    """Adds files to an archive: in the order given, without times or owners."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    def add(self, name: str, data: bytes) -> None:
        """Add a file."""
        entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
        entry.create_system = 3
        entry.external_attr = (stat.S_IFREG | 0o644) << 16
        entry.compress_type = zipfile.ZIP_DEFLATED
        self._archive.writestr(entry, data, compresslevel=_LEVEL)


@contextmanager
def writing(path: Path) -> Iterator[ArchiveWriter]:
    """Write an archive at a path; its comment is the digest of all its bytes before.

    Raises:
        EvidenceError: it cannot be written.
    """
    partial = path.with_name(f".{path.name}.{uuid.uuid4().hex}")  # nobody else writes to it
    try:
        with zipfile.ZipFile(partial, "w") as archive:
            archive.comment = _COMMENT + b"0" * 64
            yield ArchiveWriter(archive)
        with partial.open("r+b") as file:
            digest = _digest_but_last(partial, 64)
            file.seek(-64, 2)
            file.write(digest.encode())
        partial.replace(path)
    except OSError as error:
        raise EvidenceError(f"the package cannot be written: {error.strerror}", where=str(path)) from None
    finally:
        partial.unlink(missing_ok=True)


def is_as_written(path: Path) -> bool:
    """Whether every byte of an archive is as it was written, by the digest in its comment."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        if size < len(_COMMENT) + 64:
            return False
        file.seek(-64 - len(_COMMENT), 2)
        end = file.read()
    return end == _COMMENT + _digest_but_last(path, 64).encode()


def safe_names(path: Path) -> list[str]:
    """The names of the files in an archive, once none of them can do harm.

    Raises:
        EvidenceError: it is no archive; or a name leads out of the folder, stands twice, or is that of no
            plain file.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise EvidenceError(f"the package is no readable archive: {error}", where=str(path)) from None
    if len(entries) > MOST_FILES:
        raise EvidenceError(
            f"the package holds {len(entries):,} files; at most {MOST_FILES:,} are read", where=str(path)
        )
    seen: set[str] = set()
    for entry in entries:
        fault = _fault(entry)
        plain = unicodedata.normalize("NFC", entry.filename).casefold()
        if not fault and plain in seen:
            fault = "stands twice in it"
        if fault:
            raise EvidenceError(
                f"the package is refused: {_shown(entry.filename)} {fault}",
                where=str(path),
                hint="No package is made like this; ask where it comes from.",
            )
        seen.add(plain)
    return [entry.filename for entry in entries]


def _fault(entry: zipfile.ZipInfo) -> str:
    name, mode = entry.filename, entry.external_attr >> 16
    parts = PurePosixPath(name).parts
    if not name or name.startswith("/") or ".." in parts or "\\" in name or ":" in name or "//" in name:
        return "leads out of its folder"
    if any(sign < " " for sign in name) or "." in parts:
        return "is no name of a file"
    if entry.is_dir() or (stat.S_IFMT(mode) not in (0, stat.S_IFREG)):
        return "is a link or a folder"
    if entry.flag_bits & 1:
        return "is encrypted"
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "is packed in a way that packages are not"
    return ""


def _shown(name: str) -> str:
    return repr(name if len(name) <= 60 else name[:57] + "...")


def _digest_but_last(path: Path, last: int) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        left = file.seek(0, 2) - last
        file.seek(0)
        while left > 0 and (piece := file.read(min(left, _READ))):
            digest.update(piece)
            left -= len(piece)
    return digest.hexdigest()
