"""The folder ``published``: one folder per publication, and a small file that says which one is current.

A publication is written under a name that nobody reads, renamed whole, and only then named in
``current.json``, which is replaced in one step. A reader therefore sees one publication or another, never a
part of one. One publisher writes at a time; a second one waits.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock

from escrutinio.model import LedgerError
from escrutinio.model.files import write_whole

PUBLISHED, CURRENT, ABOUT = "published", "current.json", "about.json"
KEPT = 3
"""So many folders stay, so that a reader who has just opened one can go on reading it."""

_ID = re.compile(r"\d{8}T\d{12}Z-[0-9a-f]{10}")


def published(folder: Path) -> Path:
    """Where an election's publications are."""
    return folder / PUBLISHED


@contextlib.contextmanager
def publishing(folder: Path) -> Iterator[Path]:
    """The folder ``published``, made where it is missing, with no other publisher at work in it.

    Raises:
        LedgerError: it cannot be written.
    """
    place = published(folder)
    try:
        place.mkdir(parents=True, exist_ok=True)
        lock = FileLock(place / ".lock")
        lock.acquire()
    except OSError as error:
        raise LedgerError(f"the publication cannot be written: {error.strerror}", where=str(place)) from None
    try:
        yield place
    finally:
        lock.release()


def keep(
    place: Path, now: datetime, about: Mapping[str, Any], files: Mapping[str, Callable[[Path], None]]
) -> str:
    """Write a publication and make it the current one; to be called while :func:`publishing`.

    Args:
        place: the folder ``published``.
        now: the moment of publication (UTC).
        about: what ``about.json`` says beside the id and the moment of publication.
        files: name -> what writes the file.

    Returns:
        The id: the moment, then a hash of the content.

    Raises:
        LedgerError: it cannot be written; the current publication is as it was before.
    """
    draft = place / f".draft-{uuid.uuid4().hex}"
    try:
        draft.mkdir()
        for name, write in files.items():
            write(draft / name)
        moment = now.astimezone(UTC)
        found = f"{moment:%Y%m%dT%H%M%S%f}Z-{_content(draft, about)}"
        head = {"id": found, **about, "published_at": moment.isoformat().replace("+00:00", "Z")}
        write_json(draft / ABOUT, head)
        if not (place / found).exists():
            draft.rename(place / found)
        write_json(place / CURRENT, {key: head[key] for key in ("id", "as_of", "published_at")})
        _remove_old(place, found)
    except OSError as error:
        raise LedgerError(f"the publication cannot be written: {error.strerror}", where=str(place)) from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return found


def current(folder: Path) -> Path | None:
    """The folder of the current publication; None when nothing is published."""
    place = published(folder)
    try:
        named = json.loads((place / CURRENT).read_text(encoding="utf-8"))["id"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return place / named if isinstance(named, str) and _ID.fullmatch(named) else None


def write_json(path: Path, document: Any) -> None:
    """Write a document as JSON, in one step."""
    write_whole(path, json.dumps(document, ensure_ascii=False, allow_nan=False))


def append_lines(path: Path, lines: Sequence[Mapping[str, Any]]) -> None:
    """Add JSON objects to a file of lines, by one write.

    Raises:
        LedgerError: it cannot be written.
    """
    # The leading line break closes a line that a process may have left torn.
    text = "\n" + "".join(json.dumps(line, ensure_ascii=False, allow_nan=False) + "\n" for line in lines)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            os.write(descriptor, text.encode())
        finally:
            os.close(descriptor)
    except OSError as error:
        raise LedgerError(f"{path.name} cannot be written: {error.strerror}", where=str(path)) from None


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The JSON objects of a file of lines; what is torn or no object is passed over."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return []
    found = []
    for line in text.split("\n"):
        with contextlib.suppress(ValueError):
            value = json.loads(line)
            if isinstance(value, dict):
                found.append(value)
    return found


def _content(draft: Path, about: Mapping[str, Any]) -> str:
    digest = hashlib.sha256(json.dumps(about, sort_keys=True).encode())
    for file in sorted(draft.iterdir()):
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:10]


def _remove_old(place: Path, kept: str) -> None:
    folders = sorted(one.name for one in place.iterdir() if _ID.fullmatch(one.name))
    for name in set(folders[:-KEPT]) - {kept}:
        shutil.rmtree(place / name, ignore_errors=True)
    # Nobody else is publishing: a draft that is here was left by a process that died.
    for draft in place.glob(".draft-*"):
        shutil.rmtree(draft, ignore_errors=True)
