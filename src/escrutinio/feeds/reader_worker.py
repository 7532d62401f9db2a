"""The process that opens untrusted files, within limits; started by :mod:`escrutinio.feeds.reader_process`.

It takes requests from its standard input and answers on its standard output, one after the other, until the
input ends. What a hostile file can do ends with this process.
"""

from __future__ import annotations

import gc
import io
import json
import os
import pickle
import struct
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

import polars as pl

from escrutinio.feeds.archives import packed_files, unpacked
from escrutinio.feeds.drafting.guessed_tables import guessed_tables
from escrutinio.feeds.drafting.source_table import SourceTable
from escrutinio.feeds.raw_table import FETCH_AGAIN, refusing
from escrutinio.feeds.reading import Reading, parse_deliveries, raw_tables
from escrutinio.model import Election, Feed, FeedError
from escrutinio.model.child_process import most_memory

try:
    import resource
except ImportError:  # not on every system; there only the time is limited, from outside
    resource = None  # type: ignore[assignment]

LENGTH = struct.Struct(">Q")
TOO_LARGE = "reading the file takes more memory than it may"


class TooLongError(ValueError):
    """An answer is longer than it may be."""


@dataclass(frozen=True)
class Setting:
    """What stays the same from file to file."""

    election: Election
    stations: pl.DataFrame | None


@dataclass(frozen=True)
class Limits:
    """What one task may take.

    Attributes:
        memory: bytes, besides those of the process itself.
        seconds: of a processor's time.
        output: bytes of the answer.
    """

    memory: int
    seconds: int
    output: int


@dataclass(frozen=True)
class ReadDeliveries:
    """Read a file with the feeds of the election; see :func:`escrutinio.feeds.reading.parse_deliveries`."""

    file_name: str
    feed_id: str | None
    observed_at: datetime | None
    shown_at: datetime | None


@dataclass(frozen=True)
class ReadTables:
    """Read the tables of a file.

    Attributes:
        file_name: its name.
        feed: says how; None where it is to be guessed.
    """

    file_name: str
    feed: Feed | None


@dataclass(frozen=True)
class ListPacked:
    """Name the files in an archive."""

    path: Path


@dataclass(frozen=True)
class Unpack:
    """Unpack a file of an archive, of at most so many bytes."""

    path: Path
    number: int
    name: str
    most: int


Task = ReadDeliveries | ReadTables | ListPacked | Unpack


@dataclass(frozen=True)
class Request:
    """What is to be done with the bytes that come after it, and what it may take."""

    task: Task
    limits: Limits


def main() -> int:
    """Read files until the input ends."""
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # Nothing that a library prints may stand between the answers, or on the user's terminal.
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (1, 2):
        os.dup2(nowhere, number)
    gc.freeze()  # what has been imported stays, and need not be gone through again and again
    base = _data_bytes()
    setting = Setting(None, None)  # type: ignore[arg-type]
    while True:
        message = read_frame(requests, None)
        if message is None:
            return 0
        request = pickle.loads(message)
        if isinstance(request, Setting):
            setting = request
            continue
        data = read_frame(requests, None)
        if data is None:
            return 0
        _limit(base + request.limits.memory, request.limits.seconds)
        _answer(answers, request, data, setting)


def _answer(answers: IO[bytes], request: Request, data: bytes, setting: Setting) -> None:
    frames: list[bytes] = []
    try:
        head, frames = _done(request.task, data, setting)
    except MemoryError:
        frames, head = [], {"refused": [TOO_LARGE, "", "Fetch the file again."]}
    except FeedError as error:
        frames, head = [], {"refused": [error.message, error.where, error.hint]}
    head["frames"] = len(frames)
    head["memory"] = most_memory()
    for frame in (json.dumps(head).encode(), *frames):
        write_frame(answers, frame)
    answers.flush()


def _done(task: Task, data: bytes, setting: Setting) -> tuple[dict[str, object], list[bytes]]:
    """What a task gives: an answer as JSON, and frames of bytes."""
    match task:
        case ReadDeliveries():
            readings = parse_deliveries(
                data,
                task.file_name,
                setting.election,
                feed_id=task.feed_id,
                observed_at=task.observed_at,
                stations=setting.stations,
                shown_at=task.shown_at,
            )
            frames = [_arrow(frame) for reading in readings for frame in (reading.rows, reading.findings)]
            return {"readings": [_head(reading) for reading in readings]}, frames
        case ReadTables():
            with refusing("no table can be made out in the file", FETCH_AGAIN):
                if task.feed is None:
                    tables = guessed_tables(data, task.file_name)
                else:
                    tables = [SourceTable(table) for table in raw_tables(data, task.file_name, task.feed)]
            return {"tables": [_of_table(table) for table in tables]}, [
                _arrow(table.table.frame) for table in tables
            ]
        case ListPacked():
            return {"names": packed_files(task.path)}, []
        case Unpack():
            return {}, [unpacked(task.path, task.number, task.name, task.most)]


def _of_table(source: SourceTable) -> dict[str, object]:
    table = source.table
    return {
        "part": table.part,
        "remarks": list(table.remarks),
        "doubled": dict(table.doubled),
        "header": [source.header.first, source.header.rows],
        "labels": dict(source.labels),
        "encoding": source.encoding,
        "delimiter": source.delimiter,
        "rows": source.rows,
        "only": dict(source.only),
        "skip": dict(source.skip),
        "fixed_width": dict(source.fixed_width),
        "turned": source.turned,
        "blocks": source.blocks,
    }


def _head(reading: Reading) -> dict[str, object]:
    delivery = reading.delivery
    return {
        "id": delivery.id,
        "source": delivery.source,
        "observed_at": delivery.observed_at.isoformat(),
        "rows": delivery.rows,
        "snapshot": delivery.snapshot,
        "contests": list(delivery.contests),
    }


def _arrow(frame: pl.DataFrame) -> bytes:
    out = io.BytesIO()
    frame.write_ipc(out)
    return out.getvalue()


def _data_bytes() -> int:
    """Bytes of memory that the process has now; 0 where that is not told."""
    with suppress(OSError):
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmData:"):
                return int(line.split()[1]) * 1024
    return 0


def _limit(memory: int, seconds: int) -> None:
    if resource is None:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    limits = {
        resource.RLIMIT_DATA: memory,
        resource.RLIMIT_CPU: int(used.ru_utime + used.ru_stime) + seconds,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,  # it writes no file
    }
    for kind, value in limits.items():
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (value, resource.getrlimit(kind)[1]))


def write_frame(stream: IO[bytes], content: bytes) -> None:
    """Write bytes with their length before them."""
    stream.write(LENGTH.pack(len(content)))
    stream.write(content)


def read_frame(stream: IO[bytes], most: int | None) -> bytes | None:
    """Read what :func:`write_frame` wrote; None at the end of the stream.

    Raises:
        TooLongError: it is longer than ``most`` bytes.
    """
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    if most is not None and length > most:
        raise TooLongError("an answer is too long")
    content = stream.read(length)
    return content if len(content) == length else None


if __name__ == "__main__":
    sys.exit(main())
