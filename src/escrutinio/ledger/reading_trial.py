"""Tries in a process of its own whether files of a table can be read.

Of a damaged file the reader behind Polars may not only panic: a number of values that has become negative
makes it ask for memory that no machine has, and then it ends the process. So a file whose bytes are not
those that were sealed is read here first, where nothing else ends with it. So are the tables that the desk
gives itself, such as that of the stations, when their bytes are met for the first time.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import polars as pl
from deltalake import DeltaTable
from deltalake.exceptions import DeltaError

from escrutinio.ledger.parquet_file import read_parquet
from escrutinio.model.child_process import end_child, most_memory, start_child
from escrutinio.model.files import sha256_of, state_of, write_whole

try:
    import resource
except ImportError:  # not on every system; there only the time is limited, from outside
    resource = None  # type: ignore[assignment]

SEAL = Path("log", "seal")
"""Beside the table: the digest of each of its files, taken when it was new (:mod:`escrutinio.flows.seal`)."""
_MEMORY = 2**31
"""Bytes that reading may take, besides thirty times the size of the largest file."""
_SECONDS = 60
_KEPT = 10.0
"""Seconds that the other process waits for more files."""
_RETIRE_AT = 700 * 1024
"""Kilobytes of memory at which it tries no more."""
_PARTS, _LOG = "parts", "log"
_verdicts: dict[tuple[str, int, int], bool] = {}
"""Path, size and time of change of a file -> whether it can be read."""


def sealed_digests(table: Path) -> dict[str, str]:
    """File, within the table's folder -> its digest when it was new; empty where there is no seal.

    Nobody's signature is looked at: here it is asked only whether a file is safe to open.
    """
    try:
        lines = (table.parent / SEAL).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return {}
    pairs = (line.partition("  ") for line in lines)
    return {name: digest for digest, _, name in pairs if len(digest) == 64 and name}


def altered_files(table: Path) -> list[Path]:
    """The files of a table that are there and not as they were sealed."""
    altered = []
    for name, digest in sealed_digests(table).items():
        with suppress(OSError):
            if sha256_of(table / name) != digest:
                altered.append(table / name)
    return altered


def unreadable(table: Path, parts: Iterable[Path]) -> set[Path]:
    """Those of a table's Parquet files that cannot be read to their end.

    Args:
        table: its folder.
        parts: the files, by any path that leads to them. This process reads those that are as they were
            sealed; another one tries the others.
    """
    digests = sealed_digests(table)
    wrong, doubtful = set(), []
    for part in parts:
        within = "/".join(part.parts[-3:])  # record=.../delivery=.../file
        try:
            as_sealed = sha256_of(part) == digests.get(within)
        except OSError:
            wrong.add(part)
            continue
        if not as_sealed:
            doubtful.append(part)
        elif not _is_whole(part):
            wrong.add(part)
    return wrong | {part for part, whole in _tried(doubtful).items() if not whole}


def read_given(path: Path, folder: Path) -> pl.DataFrame:
    """A Parquet file that the desk was given.

    Args:
        path: the file.
        folder: of the election; it is noted there that bytes have been tried, so that it is done once.

    Raises:
        PolarsError, OSError: it cannot be read.
    """
    note, digest = _note(path, folder), sha256_of(path)
    try:
        tried = note.read_text(encoding="ascii") == digest
    except (OSError, ValueError):
        tried = False
    if not tried:
        if not _tried([path])[path]:
            raise pl.exceptions.ComputeError("it is damaged, or no Parquet file")
        with suppress(OSError):
            write_whole(note, digest)
    return read_parquet(path)


def write_given(frame: pl.DataFrame, path: Path) -> None:
    """Write a file for :func:`read_given` into the election's folder; nobody needs to try it.

    Raises:
        OSError: it cannot be written.
    """
    frame.write_parquet(path)
    write_whole(_note(path, path.parent), sha256_of(path))


def _note(path: Path, folder: Path) -> Path:
    return folder / f"{path.stem}-tried.cache"


def opens(address: str) -> bool:
    """Whether the log of a table can be read, tried in a process of its own.

    Args:
        address: of the table, as Delta Lake is to be given it.
    """
    return _answers([_LOG, address]) == "1"


def _is_whole(part: Path) -> bool:
    try:
        read_parquet(part)
    except (pl.exceptions.PolarsError, OSError):
        return False
    return True


def _tried(parts: Sequence[Path]) -> Mapping[Path, bool]:
    """Whether each file can be read. Where the process dies of one, another goes on with the next."""
    keys = {part: (str(part), *state_of(part)) for part in parts}
    waiting = [part for part in parts if keys[part] not in _verdicts]
    while waiting:
        answers = _answers([_PARTS, *map(str, waiting)])
        died_of = "0" if len(answers) < len(waiting) else ""
        for part, answer in zip(waiting, answers + died_of, strict=False):
            _verdicts[keys[part]] = answer == "1"
        waiting = waiting[len(answers + died_of) :]
    return {part: _verdicts[key] for part, key in keys.items()}


def _answers(task: Sequence[str]) -> str:
    """For each file 1 where it can be read, else 0; nothing more from the one on that the process died of."""
    return _TRIER.answers(task)


class _Trier:
    """The process that tries files: it stays a while, as verifying one folder asks it several times."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._idle: threading.Timer | None = None

    def answers(self, task: Sequence[str]) -> str:
        """See :func:`_answers`."""
        with self._lock:
            if self._idle is not None:
                self._idle.cancel()
            waited = self._process is not None
            answers = self._asked(task)
            # What ended a process that had waited may be anything; a new one can only die of these files.
            if waited and not answers:
                answers = self._asked(task)
            self._idle = threading.Timer(_KEPT, self.end)
            self._idle.daemon = True
            self._idle.start()
        return answers

    def end(self) -> None:
        """End the process, unless it is trying files."""
        with self._lock:
            self._end()

    def _asked(self, task: Sequence[str]) -> str:
        process = self._process or self._started()
        assert process.stdin is not None
        assert process.stdout is not None
        late = threading.Timer(4 * _SECONDS, process.kill)
        late.daemon = True
        late.start()
        answers = b""
        try:
            with suppress(OSError):
                process.stdin.write(json.dumps(task).encode() + b"\n")
                process.stdin.flush()
                answers = process.stdout.readline()
        finally:
            late.cancel()
            # Without the end of the line it has died, or this process has stopped to listen.
            if not answers.endswith(b"\n"):
                self._end()
        return answers.decode("ascii", "replace").rstrip("\n")[: len(task) - 1]

    def _started(self) -> subprocess.Popen[bytes]:
        self._process = start_child(__name__)
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            end_child(process)


_TRIER = _Trier()
atexit.register(_TRIER.end)


def main() -> None:
    """Try the files that each line of the standard input names; a line of the standard output answers."""
    answers = os.dup(1)
    # Nothing that a library prints may stand between the answers.
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (1, 2):
        os.dup2(nowhere, number)
    for line in sys.stdin.buffer:
        what, *names = json.loads(line)
        if what == _PARTS:
            _limit(max(Path(name).stat().st_size for name in names))
        for name in names:
            whole = _is_whole(Path(name)) if what == _PARTS else _is_log(name)
            os.write(answers, b"1" if whole else b"0")
        os.write(answers, b"\n")
        if most_memory() > _RETIRE_AT:
            return


def _is_log(address: str) -> bool:
    try:
        DeltaTable(address).file_uris()
    except (DeltaError, OSError):
        return False
    return True


def _limit(largest: int) -> None:
    if resource is None:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    limits = {
        resource.RLIMIT_DATA: _MEMORY + 30 * largest,
        resource.RLIMIT_CPU: int(used.ru_utime + used.ru_stime) + _SECONDS + largest // 2**20,
        resource.RLIMIT_CORE: 0,
    }
    for kind, value in limits.items():
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (value, resource.getrlimit(kind)[1]))
