"""Reads Parquet files that may be damaged: what is wrong with one is an error like any other.

The reader behind Polars is written in Rust. Of a damaged file it may panic: that is no ``Exception`` of
Python, and it is printed to the process's stream of errors before Python hears of it.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path

import polars as pl

from escrutinio.model.files import write_whole

_PANIC = b"panicked at"
_DIGEST = hashlib.sha256().digest_size
_OTHER_THREADS = 0.05
"""Seconds in which other threads of the reader come to their end, and print what they have to say, too."""


def read_parquet(path: Path) -> pl.DataFrame:
    """A Parquet file, whole.

    Raises:
        PolarsError, OSError: it cannot be read.
    """
    with panics_as_errors():
        return pl.read_parquet(path, hive_partitioning=False, glob=False)


def keep(path: Path, frame: pl.DataFrame, about: Mapping[str, str]) -> None:
    """Keep a frame for the next process. The file begins with the digest of what follows it.

    Args:
        path: the file. Where it cannot be written, on a full disk, say, nothing is kept.
        frame: what is kept.
        about: what is to be known of it.
    """
    buffer = BytesIO()
    frame.write_parquet(buffer, metadata=dict(about))
    data = buffer.getvalue()
    with suppress(OSError):
        write_whole(path, hashlib.sha256(data).digest() + data)


def kept(path: Path) -> tuple[pl.DataFrame, dict[str, str]] | None:
    """What :func:`keep` has kept; None where there is nothing, or it is not what was kept."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    digest, data = data[:_DIGEST], data[_DIGEST:]
    if hashlib.sha256(data).digest() != digest:
        return None
    return pl.read_parquet(BytesIO(data)), pl.read_parquet_metadata(BytesIO(data))


@contextmanager
def panics_as_errors() -> Iterator[None]:
    """Within, a panic is a PolarsError, and what the library prints of it is seen by nobody."""
    _ERRORS.set_aside()
    panicked = False
    try:
        yield
    except BaseException as error:
        panicked = type(error).__name__ == "PanicException"
        if not panicked:
            raise
        text = str(error).strip() or "the file is damaged"
        raise pl.exceptions.ComputeError(text.splitlines()[0][:200]) from None
    finally:
        if panicked:
            time.sleep(_OTHER_THREADS)
        _ERRORS.put_back()


class _StreamOfErrors:
    """The process's stream of errors, which can be set aside: what comes meanwhile is printed afterwards."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._lock = threading.Lock()
        self._within = 0
        self._real: int | None = None
        self._aside: int | None = None

    def set_aside(self) -> None:
        with self._lock:
            self._within += 1
            if self._within > 1:
                return
            with suppress(OSError):  # it is closed, or there is no room: then it is printed after all
                with tempfile.TemporaryFile() as file:
                    aside = os.dup(file.fileno())
                self._real, self._aside = os.dup(self._number), aside
                os.dup2(aside, self._number)

    def put_back(self) -> None:
        with self._lock:
            self._within -= 1
            if self._within or self._real is None or self._aside is None:
                return
            real, aside, self._real, self._aside = self._real, self._aside, None, None
            with suppress(OSError):
                os.dup2(real, self._number)
                printed = os.pread(aside, os.fstat(aside).st_size, 0)
                panic = printed.find(_PANIC)
                if panic >= 0:
                    printed = printed[: max(printed.rfind(b"\nthread '", 0, panic), 0)]
                if printed:
                    os.write(self._number, printed)
            os.close(real)
            os.close(aside)


_ERRORS = _StreamOfErrors(2)
