"""Adds a commit to a plain Delta table whose log need not be read for that.

The library's writer goes through all files of a table at each commit, so that a night of many small
deliveries becomes slower with each. A commit that only adds files needs the number of the one before it and
nothing else: its files are written first, then its entry in the log appears whole, under a number that nobody
has taken. The format is that of the Delta transaction log protocol:
https://github.com/delta-io/delta/blob/master/PROTOCOL.md
"""

from __future__ import annotations

import errno
import json
import os
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import polars as pl

from escrutinio.ledger import schema
from escrutinio.ledger.table_folder import LOG

Action = dict[str, Any]
_NO_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EXDEV)


def write_parts(root: Path, frame: pl.DataFrame) -> list[Action]:
    """Write rows as files of the table, which nobody sees yet.

    Args:
        root: the table's folder.
        frame: the rows, with all columns of the table.

    Returns:
        The actions that add them.

    Raises:
        OSError: they cannot be written; those that were are gone.
    """
    actions: list[Action] = []
    try:
        for (record, delivery), part in _by_partition(frame):
            values = {schema.RECORD: record, schema.DELIVERY: delivery}
            folder = "/".join(f"{name}={value}" for name, value in values.items())
            (root / folder).mkdir(parents=True, exist_ok=True)
            path = f"{folder}/part-00000-{uuid.uuid4()}.parquet"
            # Named before it is written, so that what was begun can be taken back.
            add = {"path": path, "partitionValues": values, "dataChange": True}
            actions.append({"add": add})
            _write(root / path, part)
            add["size"] = (root / path).stat().st_size
            add["modificationTime"] = time.time_ns() // 1_000_000
            add["stats"] = json.dumps({"numRecords": part.height})
    except BaseException:
        remove_parts(root, actions)
        raise
    return actions


def _by_partition(frame: pl.DataFrame) -> Iterator[tuple[tuple[str, str], pl.DataFrame]]:
    """The rows of each partition, without its columns; where they stand together nothing is copied."""
    keys = frame.select(schema.PARTITIONS).with_row_index("row")
    begins = pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).shift()) for name in schema.PARTITIONS)
    runs = keys.filter(begins | (pl.col("row") == 0))
    if runs.select(schema.PARTITIONS).is_duplicated().any():
        frame = frame.sort(schema.PARTITIONS, maintain_order=True)
        yield from _by_partition(frame)
        return
    values = frame.drop(schema.PARTITIONS)
    starts = [*runs["row"], frame.height]
    for start, end, key in zip(starts, starts[1:], runs.select(schema.PARTITIONS).rows(), strict=False):
        yield key, values.slice(start, end - start)


def _write(path: Path, rows: pl.DataFrame) -> None:
    rows.write_parquet(path, compression="snappy")
    with path.open("rb") as file:
        os.fsync(file.fileno())


def remove_parts(root: Path, actions: Sequence[Action]) -> None:
    """Take back files that no entry of the log has named."""
    for action in actions:
        (root / action["add"]["path"]).unlink(missing_ok=True)


class NoLinksError(Exception):
    """The file system has no links, without which an entry of the log cannot appear whole."""


def add_entry(root: Path, version: int, actions: Sequence[Action]) -> bool:
    """Make a commit of actions; False where somebody else has made one with this number.

    Raises:
        OSError: it cannot be written.
        NoLinksError: it cannot be made in this way here.
    """
    info = {
        "timestamp": time.time_ns() // 1_000_000,
        "operation": "WRITE",
        "operationParameters": {"mode": "Append", "partitionBy": json.dumps(schema.PARTITIONS)},
        "engineInfo": "escrutinio",
    }
    lines = [json.dumps(action, separators=(",", ":")) for action in ({"commitInfo": info}, *actions)]
    log = root / LOG
    whole = log / f"_commit_{uuid.uuid4()}.json.tmp"
    try:
        _write_entry(whole, "\n".join(lines) + "\n")
        try:
            os.link(whole, log / f"{version:020d}.json")
        except FileExistsError:
            return False
        except OSError as error:
            if error.errno in _NO_LINKS:
                raise NoLinksError from None
            raise
    finally:
        with suppress(OSError):
            whole.unlink(missing_ok=True)
    # The commit stands from here on, also where a file system cannot sync a folder: who were told otherwise
    # would remove the parts that it names.
    with suppress(OSError):
        _sync(log)
    return True


def _write_entry(path: Path, text: str) -> None:
    with path.open("x", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    place = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(place)
    finally:
        os.close(place)
