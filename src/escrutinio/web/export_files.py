"""The files of an export: what changed waits beside the old site, then is moved into it in a safe order."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from escrutinio.model import UsageError
from escrutinio.model.files import write_whole

MANIFEST = ".escrutinio-export.json"
STAGING = ".escrutinio-export"
LOCK = ".escrutinio-export.lock"
LIVE = "live.json"
SCHEMA = "escrutinio/export/1"
SITE, ARCHIVE = "the site of an election", "an archive of elections"
"""What a folder can hold; its manifest says which."""


@dataclass(frozen=True)
class Target:
    """A folder that an export is written to.

    Attributes:
        folder: the site.
        staging: where files wait until all of them are there.
        known: the files that the export before wrote, as paths from the folder.
    """

    folder: Path
    staging: Path
    known: frozenset[str]

    def put(self, name: str, data: bytes) -> bool:
        """Let a file wait, unless the site has it already as it is; whether it waits."""
        try:
            if (self.folder / name).read_bytes() == data:
                return False
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            pass
        path = self.staging / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return True


@contextlib.contextmanager
def writing_to(folder: Path, holds: str = SITE) -> Iterator[Target]:
    """A folder as target, with no other export at work in it.

    Args:
        folder: the folder.
        holds: what is written, :data:`SITE` or :data:`ARCHIVE`.

    Raises:
        UsageError: it holds something else, cannot be written, or another export is at work.
    """
    manifest = folder / MANIFEST
    try:
        folder.mkdir(parents=True, exist_ok=True)
        known = _read(manifest, holds)
        if known is None and any(path.name not in (STAGING, LOCK) for path in folder.iterdir()):
            raise UsageError(
                f"{folder} is not empty, and no export made it", hint="Choose an empty folder or a new one."
            )
        lock = FileLock(folder / LOCK, timeout=0)
        lock.acquire()
    except Timeout:
        raise UsageError(f"another export is writing to {folder}", hint="Wait until it is done.") from None
    except OSError as error:
        raise UsageError(f"{folder} cannot be written: {error.strerror}") from None
    staging = folder / STAGING
    try:
        shutil.rmtree(staging, ignore_errors=True)  # of an export that was cut off
        staging.mkdir()
        try:
            yield Target(folder, staging, frozenset(known or ()))
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    finally:
        lock.release()


def replace_site(target: Target, files: Iterable[str], about: dict[str, object]) -> list[str]:
    """Move what waits into the site, then remove what is no longer part of it.

    Assets come before documents, documents before pages, small pages before those that lead to them, and
    ``live.json``, by which open pages learn of it all, comes last.

    Args:
        target: where to.
        files: all files of the new site, as paths from the folder.
        about: what the manifest says beside the files.

    Returns:
        The files that were removed.

    Raises:
        UsageError: a file cannot be written; the manifest then knows of all that may have been.
    """
    new = set(files)
    try:
        _write(target.folder / MANIFEST, {**about, "files": sorted(new | target.known)})
        waiting = [
            str(path.relative_to(target.staging)) for path in target.staging.rglob("*") if path.is_file()
        ]
        for name in sorted(waiting, key=_order):
            place = target.folder / name
            _make_room(place.parent, target)
            if place.is_dir():
                shutil.rmtree(place)
            (target.staging / name).replace(place)
        gone = sorted(target.known - new)
        for name in gone:
            _remove(target.folder, name)
        _write(target.folder / MANIFEST, {**about, "files": sorted(new)})
    except OSError as error:
        raise UsageError(f"{error.filename} cannot be written: {error.strerror}") from None
    return gone


def _order(name: str) -> tuple[int, int, str]:
    parts = name.split("/")
    if name == LIVE:
        rank = 5
    elif parts[0] in ("static", "cards", "photographs") or "pictures" in parts:
        rank = 0
    elif not name.endswith(".html"):
        rank = 1
    else:
        rank = 3 if len(parts) == 1 else 2
    return rank, -len(parts), name


def _make_room(folder: Path, target: Target) -> None:
    """Make a folder; a file that the export before wrote may have its name."""
    for part in (*reversed(folder.parents), folder):
        if part.is_file() and str(part.relative_to(target.folder)) in target.known:
            part.unlink()
    folder.mkdir(parents=True, exist_ok=True)


def _remove(folder: Path, name: str) -> None:
    path = folder / name
    with contextlib.suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
        path.unlink()
    for parent in path.parents:
        if parent == folder:
            break
        try:
            parent.rmdir()
        except OSError:
            break  # not empty, or gone


def _read(manifest: Path, holds: str) -> list[str] | None:
    try:
        document = json.loads(manifest.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError:
        raise UsageError(f"{manifest} is damaged", hint="Choose another folder, or empty this one.") from None
    if (other := document.get("holds", SITE)) != holds:
        # All its files would be removed.
        raise UsageError(f"{manifest.parent} holds {other}", hint="Choose another folder.")
    names = document.get("files", [])
    # A path out of the folder can come from nobody but who has changed the manifest by hand.
    return [name for name in names if not Path(name).is_absolute() and ".." not in Path(name).parts]


def _write(path: Path, document: dict[str, object]) -> None:
    text = json.dumps({"schema": SCHEMA, **document}, ensure_ascii=False, indent=1) + "\n"
    write_whole(path, text)
