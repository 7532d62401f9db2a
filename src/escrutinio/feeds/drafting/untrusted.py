"""Looks at a file in a process of its own, so that whatever it does to its reader ends as a sentence."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from pathlib import Path

from escrutinio.feeds.drafting.source_table import SourceTable, source_tables
from escrutinio.model import FeedError

try:
    import resource
except ImportError:  # not on every system
    resource = None  # type: ignore[assignment]

_MEMORY = 4 * 2**30
"""Bytes that looking at one file may take."""


def tables_of_untrusted(paths: list[Path]) -> list[SourceTable]:
    """The tables of files, as :func:`~escrutinio.feeds.drafting.source_table.source_tables`.

    Raises:
        FeedError: a file cannot be read, or ends its reader.
    """
    tables: list[SourceTable] = []
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), initializer=_limit) as pool:
        for path in paths:
            try:
                tables += pool.submit(source_tables, path).result()
            except BrokenProcessPool:
                raise FeedError(
                    "the file ends the program that reads it, so it is damaged or made to do harm",
                    where=str(path),
                    hint="Fetch the file again, or have it in another format.",
                ) from None
            except MemoryError:
                raise FeedError(
                    "reading the file takes more memory than it may", where=str(path), hint="Split the file."
                ) from None
    return tables


def _limit() -> None:
    if resource is not None:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, resource.getrlimit(resource.RLIMIT_DATA)[1]))
