"""Has files read by a process of its own: whatever a file does to its reader, this process goes on.

The process is started when it is first needed and reads file after file. It is replaced when it has died, was
ended because it passed a limit, or has become large.
"""

from __future__ import annotations

import atexit
import io
import json
import pickle
import signal
import subprocess
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import polars as pl

from escrutinio.feeds.drafting.header_guess import HeaderGuess
from escrutinio.feeds.drafting.source_table import SourceTable
from escrutinio.feeds.raw_table import RawTable
from escrutinio.feeds.reader_worker import (
    Limits,
    ListPacked,
    ReadDeliveries,
    ReadTables,
    Request,
    Setting,
    Task,
    TooLongError,
    Unpack,
    read_frame,
    write_frame,
)
from escrutinio.feeds.reading import Reading
from escrutinio.ledger import Delivery
from escrutinio.model import Election, Feed, FeedError
from escrutinio.model.child_process import end_child, start_child

_T = TypeVar("_T")
_Head = dict[str, Any]
"""The first part of an answer: what its task gives, as JSON."""
_Decoder = Callable[[_Head, list[bytes]], _T]
"""Makes an answer of its head and its frames; raises ValueError, KeyError or TypeError where it is none."""
_MIB = 2**20
_RETIRE_AT = 700 * 1024
"""Kilobytes of memory at which a process is not used for another file."""
_SHORTEST_ROW = 8
"""Bytes of a row of a sheet at the least: a code and a number."""
_BYTES_OF_CELL = 32
"""Bytes of memory for each selection on each sheet, where a table of them is made, copied and written."""
_AGAIN = "Fetch the file again, have it in parts, such as one for each contest, or in another format."
_SLOW = 4
"""So many times the seconds of a processor may pass on the clock: others are at work, too."""


class ReaderDiedError(FeedError):
    """The process that read a file died of it, or passed a limit; the file should not be tried again."""


def limits_of(size: int, selections: int = 0, sheets: int = 0) -> Limits:
    """The limits for a file of so many bytes: 1 GiB and 20 seconds for a small one, more for a large one.

    Args:
        size: bytes of the file.
        selections: of the election. Each is a column while a file is read, so that thousands of candidates
            take room and time that no file can ask for by itself.
        sheets: that are expected. Each is a row with all these columns, where a file has it.
    """
    rows = min(sheets, size // _SHORTEST_ROW)
    cells = _BYTES_OF_CELL * rows * selections
    return Limits(
        memory=min(1024 * _MIB + 30 * size + 2 * _MIB * selections + cells, 8192 * _MIB),
        seconds=20 + 4 * size // _MIB + selections // 50,
        output=min(256 * _MIB + 30 * size + cells // 3, 2048 * _MIB),
    )


class ReaderProcess:
    """Reads files, one at a time, in a process of its own."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._setting: Setting | None = None
        self._lock = threading.Lock()

    def start(self) -> None:
        """Start the process if there is none, without waiting until it is ready."""
        if self._process is not None and self._process.poll() is None:
            return
        self.end()
        self._process = start_child("escrutinio.feeds.reader_worker")

    def end(self) -> None:
        """End the process, whatever it is doing."""
        process, self._process, self._setting = self._process, None, None
        if process is not None:
            end_child(process)

    def read(
        self,
        data: bytes,
        file_name: str,
        election: Election,
        *,
        feed_id: str | None,
        observed_at: datetime | None,
        stations: pl.DataFrame | None,
        shown_at: datetime | None = None,
        limits: Limits | None = None,
    ) -> list[Reading]:
        """As :func:`escrutinio.feeds.reading.parse_deliveries`, within limits.

        Raises:
            FeedError: the file is refused whole.
            ReaderDiedError: and its reader has died of it.
        """
        sheets = 0 if stations is None else stations.height
        limits = limits or limits_of(len(data), len(election.selections), sheets)
        task = ReadDeliveries(file_name, feed_id, observed_at, shown_at)

        def decoded(head: _Head, frames: list[bytes]) -> list[Reading]:
            readings = []
            for about, place in zip(head["readings"], range(0, len(frames), 2), strict=True):
                rows, findings = (pl.read_ipc(io.BytesIO(frame)) for frame in frames[place : place + 2])
                delivery = Delivery(
                    id=about["id"],
                    source=about["source"],
                    observed_at=datetime.fromisoformat(about["observed_at"]),
                    file=file_name,
                    size=len(data),
                    rows=about["rows"],
                    snapshot=about["snapshot"],
                    contests=tuple(about["contests"]),
                )
                readings.append(Reading(delivery, rows, findings, data))
            return readings

        return self._ask(task, data, limits, decoded, Setting(election, stations))

    def tables(self, data: bytes, file_name: str, feed: Feed | None = None) -> list[SourceTable]:
        """The tables of a file, the largest first.

        Args:
            data: the file.
            file_name: its name.
            feed: says how it is read; None where it is to be guessed.

        Raises:
            FeedError: the file cannot be read.
            ReaderDiedError: and its reader has died of it.
        """
        tables = self._ask(ReadTables(file_name, feed), data, limits_of(len(data)), _tables)
        return sorted(tables, key=lambda source: -source.table.frame.height)

    def packed_files(self, path: Path, size: int) -> list[str]:
        """The names of the files in an archive of so many bytes; see :mod:`escrutinio.feeds.archives`.

        Raises:
            FeedError: it is damaged, or holds more files than any source.
        """

        def decoded(head: _Head, _: list[bytes]) -> list[str]:
            return [str(name) for name in head["names"]]

        return self._ask(ListPacked(path.absolute()), b"", limits_of(size), decoded)

    def unpacked(self, path: Path, number: int, name: str, most: int) -> bytes:
        """One file of an archive, of at most so many bytes; see :func:`escrutinio.feeds.archives.unpacked`.

        Raises:
            FeedError: it is damaged or encrypted, or has more bytes.
        """
        limits = Limits(512 * _MIB + 3 * most, 20 + most // (4 * _MIB), most + _MIB)

        def decoded(_: _Head, frames: list[bytes]) -> bytes:
            (content,) = frames
            return content

        return self._ask(Unpack(path.absolute(), number, name, most), b"", limits, decoded)

    def _ask(
        self, task: Task, data: bytes, limits: Limits, decode: _Decoder[_T], setting: Setting | None = None
    ) -> _T:
        """The answer to a task, made of its head and the frames of bytes after it."""
        with self._lock:
            self.start()
            known = self._setting
            news = setting is not None and (
                known is None
                or known.election is not setting.election
                or known.stations is not setting.stations
            )
            return self._exchanged(Request(task, limits), data, decode, setting if news else None)

    def _exchanged(self, request: Request, data: bytes, decode: _Decoder[_T], setting: Setting | None) -> _T:
        process, limits = self._process, request.limits
        assert process is not None
        late = threading.Event()

        def stop() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(_SLOW * limits.seconds + 30.0, stop)
        timer.daemon = True
        timer.start()
        try:
            head, frames = _exchange(process, request, data, setting)
            memory = int(head["memory"])
            if "refused" in head:
                message, where, hint = head["refused"]
                answer: _T | FeedError = FeedError(message, where=where, hint=hint)
            else:
                answer = decode(head, frames)
        except (OSError, EOFError, ValueError, KeyError, TypeError, pl.exceptions.PolarsError) as error:
            self.end()
            why = _why(process.returncode, late=late.is_set(), error=error)
            raise ReaderDiedError(why, hint=_AGAIN) from None
        finally:
            timer.cancel()
        if setting is not None:
            self._setting = setting
        if memory > _RETIRE_AT:
            self.end()
        if isinstance(answer, FeedError):
            raise answer
        return answer


def _tables(head: _Head, frames: list[bytes]) -> list[SourceTable]:
    return [
        SourceTable(
            RawTable(pl.read_ipc(io.BytesIO(frame)), about["part"], about["remarks"], about["doubled"]),
            HeaderGuess(*about["header"]),
            about["labels"],
            about["encoding"],
            about["delimiter"],
            about["rows"],
            {column: tuple(words) for column, words in about["only"].items()},
            {column: tuple(words) for column, words in about["skip"].items()},
            {column: (first, last) for column, (first, last) in about["fixed_width"].items()},
            about["turned"],
            about["blocks"],
        )
        for about, frame in zip(head["tables"], frames, strict=True)
    ]


def _exchange(
    process: subprocess.Popen[bytes], request: Request, data: bytes, setting: Setting | None
) -> tuple[_Head, list[bytes]]:
    """Send a file, and take the answer.

    Raises:
        OSError, EOFError: the process has ended.
        ValueError, KeyError, TypeError: its answer is none.
    """
    assert process.stdin is not None
    assert process.stdout is not None
    if setting is not None:
        write_frame(process.stdin, pickle.dumps(setting))
    write_frame(process.stdin, pickle.dumps(request))
    write_frame(process.stdin, data)
    process.stdin.flush()
    left = request.limits.output

    def frame() -> bytes:
        nonlocal left
        content = read_frame(process.stdout, left) if process.stdout else None
        if content is None:
            raise EOFError
        left -= len(content)
        return content

    head = json.loads(frame())
    return head, [frame() for _ in range(int(head["frames"]))]


def _why(code: int | None, *, late: bool, error: Exception) -> str:
    """What ended the reader, in words."""
    if late or code == -getattr(signal, "SIGXCPU", 0):
        return "reading the file takes longer than allowed, so it is refused"
    if isinstance(error, TooLongError):
        return "the file holds more than can be read at once, so it is refused"
    return (
        "the file ends the program that reads it: it takes more memory than it may, is damaged, or is made "
        "to do harm"
    )


READER = ReaderProcess()
"""The process that reads the files of this one."""
atexit.register(READER.end)
