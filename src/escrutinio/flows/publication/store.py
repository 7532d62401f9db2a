"""The folder ``published``: one folder per publication, and a small file that says which one is current.

A publication is written under a name that nobody reads, renamed whole, and only then named in
``current.json``, which is replaced in one step. A reader therefore sees one publication or another, never a
part of one. One publisher writes at a time; a second one waits.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import msgspec

from escrutinio.flows.documents.encoding import to_json
from escrutinio.flows.documents.figures import UtcTime
from escrutinio.flows.publication.form import form
from escrutinio.model import LedgerError
from escrutinio.model.files import LOCK, locked, sha256_of, write_whole

PUBLISHED, CURRENT, ABOUT = "published", "current.json", "about.json"
LOG_PROBLEM = "log-problem.json"
"""Why the newest publication is not in the log; there is no such file where it is."""
KEPT = 3
"""So many of the newest folders always stay."""
GRACE = timedelta(seconds=20)
"""A folder stays for so long after another became the current one, as a reader may be in the middle of it."""

_ID = re.compile(r"\d{8}T\d{12}Z-[0-9a-f]{10}")
_Line = TypeVar("_Line", bound=msgspec.Struct)


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What ``about.json`` says of a publication.

    Attributes:
        id: its id, a sortable moment and a hash of the content; another content has another id.
        as_of: the moment of the count. ISO 8601, UTC.
        published_at: the moment of publication. ISO 8601, UTC.
        replay: whether an earlier moment is shown.
        form: the form in which it is written, see :func:`escrutinio.flows.publication.form.form`.
        digests: table -> its SHA-256. One that was changed is not opened, as its reader may die of it.
    """

    id: str
    as_of: UtcTime
    published_at: UtcTime
    replay: bool
    form: str = ""
    digests: Mapping[str, str] = {}


class Current(msgspec.Struct, frozen=True, kw_only=True):
    """What ``current.json`` says of the current publication; see :class:`About`."""

    id: str
    as_of: UtcTime
    published_at: UtcTime


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
    with locked(place / LOCK, lambda error: _unwritable(place, error)):
        yield place


def keep(
    place: Path,
    now: datetime,
    as_of: str,
    *,
    replay: bool,
    files: Mapping[str, Callable[[Path], None]],
    before_shown: Callable[[str], None] = lambda _: None,
) -> str:
    """Write a publication and make it the current one; to be called while :func:`publishing`.

    Args:
        place: the folder ``published``.
        now: the moment of publication (UTC).
        as_of: the moment of the count (UTC), ISO 8601.
        replay: whether an earlier moment is shown.
        files: name -> what writes the file.
        before_shown: is told the id once all files are in place, and before anybody sees them.

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
        publication = f"{moment:%Y%m%dT%H%M%S%f}Z-{_content(draft, as_of, replay=replay)}"
        published_at = moment.isoformat().replace("+00:00", "Z")
        about = About(
            id=publication,
            as_of=as_of,
            published_at=published_at,
            replay=replay,
            form=form(),
            digests={table.name: sha256_of(table) for table in sorted(draft.glob("*.parquet"))},
        )
        write_json(draft / ABOUT, about)
        if not (place / publication).exists():
            draft.rename(place / publication)
        before_shown(publication)
        _start_grace(current(place.parent))
        write_json(place / CURRENT, Current(id=publication, as_of=as_of, published_at=published_at))
        _remove_old(place, publication)
    except OSError as error:
        raise _unwritable(place, error) from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return publication


def current(folder: Path) -> Path | None:
    """The folder of the current publication; None when nothing is published."""
    place = published(folder)
    try:
        named = msgspec.json.decode((place / CURRENT).read_bytes(), type=Current).id
    except (OSError, msgspec.MsgspecError):
        return None
    return place / named if _ID.fullmatch(named) else None


def write_json(path: Path, document: object) -> None:
    """Write a document as JSON, in one step."""
    write_whole(path, to_json(document))


def append_lines(path: Path, lines: Sequence[msgspec.Struct]) -> None:
    """Add JSON objects to a file of lines, by one write.

    Raises:
        LedgerError: it cannot be written.
    """
    # The leading line break closes a line that a process may have left torn.
    text = "\n" + "".join(to_json(line) + "\n" for line in lines)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            os.write(descriptor, text.encode())
        finally:
            os.close(descriptor)
    except OSError as error:
        raise LedgerError(f"{path.name} cannot be written: {error.strerror}", where=str(path)) from None


def read_lines(path: Path, of_type: type[_Line]) -> list[_Line]:
    """The JSON objects of a file of lines; what is torn or of another type is passed over."""
    try:
        text = path.read_bytes()
    except OSError:
        return []
    decoder = msgspec.json.Decoder(of_type)
    lines = []
    for line in text.split(b"\n"):
        with contextlib.suppress(msgspec.MsgspecError, UnicodeDecodeError):
            lines.append(decoder.decode(line))
    return lines


def _unwritable(place: Path, error: OSError) -> LedgerError:
    return LedgerError(f"the publication cannot be written: {error.strerror}", where=str(place))


def _content(draft: Path, as_of: str, *, replay: bool) -> str:
    digest = hashlib.sha256(f"{as_of} {replay}".encode())
    for file in sorted(draft.iterdir()):
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:10]


def _start_grace(replaced: Path | None) -> None:
    # The time of change of a folder is when it was last the current one.
    if replaced is not None:
        with contextlib.suppress(FileNotFoundError):
            os.utime(replaced)


def _remove_old(place: Path, kept: str) -> None:
    folders = sorted(folder.name for folder in place.iterdir() if _ID.fullmatch(folder.name))
    long_ago = time.time() - GRACE.total_seconds()
    for name in set(folders[:-KEPT]) - {kept}:
        if (place / name).stat().st_mtime <= long_ago:
            shutil.rmtree(place / name, ignore_errors=True)
    # Nobody else is publishing: a draft that is here was left by a process that died.
    for draft in place.glob(".draft-*"):
        shutil.rmtree(draft, ignore_errors=True)
