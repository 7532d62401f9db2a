"""The record of calls beside the ledger: one JSON object a line, only ever appended to."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from escrutinio.flows.desk import Desk
from escrutinio.model import LedgerError
from escrutinio.model.files import locked
from escrutinio.projection.calls import Event

FILE = "calls.jsonl"


def record_path(desk: Desk) -> Path:
    """Where the desk's own record is."""
    return desk.ledger.table_path.parent / FILE


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Nobody else reads a record to add to it: two people who confirm at once do so one after the other.

    Raises:
        LedgerError: the folder cannot be written.
    """
    with locked(path.with_name(f".{path.name}.lock"), lambda error: _unwritable(path, error)):
        yield


def read_record(path: Path) -> list[Event]:
    """The record, oldest first; empty when there is none.

    Raises:
        LedgerError: it cannot be read, or is damaged.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except FileNotFoundError:
        return []
    except OSError as error:
        raise LedgerError(f"the record of calls cannot be read: {error.strerror}", where=str(path)) from None
    except UnicodeDecodeError:
        raise LedgerError("the record of calls is no text", where=str(path)) from None
    events: list[Event] = []
    for number, line in enumerate(lines, start=1):
        # A process that died while writing can leave a torn line; what it meant to say was never said.
        if not line.strip().endswith("}"):
            continue
        try:
            events.append(msgspec.json.decode(line, type=Event))
        except msgspec.MsgspecError as error:
            raise LedgerError(
                f"line {number} of the record of calls is damaged: {error}",
                where=str(path),
                hint="Restore the file from a copy, or move it away to begin a new record.",
            ) from None
    return events


def append(path: Path, events: Sequence[Event]) -> None:
    """Add lines to a record; to be called while :func:`writing`.

    Raises:
        LedgerError: it cannot be written.
    """
    if not events:
        return
    # The leading line break closes a line that a process may have left torn.
    text = "\n" + "".join(msgspec.json.encode(event).decode() + "\n" for event in events)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            os.write(descriptor, text.encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise _unwritable(path, error) from None


def _unwritable(path: Path, error: OSError) -> LedgerError:
    return LedgerError(f"the record of calls cannot be written: {error.strerror}", where=str(path))
