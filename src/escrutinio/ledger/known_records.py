"""Records of the table that are read once, and then only what has come since: a night has many deliveries."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from urllib.parse import unquote

import polars as pl

from escrutinio.ledger import schema
from escrutinio.ledger.table_folder import LOG

Types = Mapping[str, type[pl.DataType] | pl.DataType]


class KnownRecords:
    """The records of some kinds, as far as this process has read them.

    Args:
        folder: the table's.
        kinds: the kinds of record.
        types: their columns.
    """

    def __init__(self, folder: Path, kinds: Sequence[str], types: Types) -> None:
        self._folder = folder
        self._kinds = tuple(f"{schema.RECORD}={kind}/" for kind in kinds)
        self._types = types
        self._frame: pl.DataFrame | None = None
        self._seen: tuple[int, str] = (0, "")

    def now(self, read_all: Callable[[], pl.DataFrame]) -> pl.DataFrame:
        """All records; one may be there twice.

        Args:
            read_all: reads them from the whole table: nothing is known yet, or more than rows has changed.
        """
        log = self._folder / LOG
        names = sorted(path.name for path in log.glob("*.json"))
        number = log.stat().st_ino if names else 0
        known, last = self._seen
        if self._frame is None or not names or number != known or last not in names[-1000:]:
            self._frame = read_all()
        else:
            try:
                added = self._added([log / name for name in names if name > last])
            except (OSError, ValueError, KeyError, pl.exceptions.PolarsError):
                added = None  # whoever reads the whole table says what is wrong with it
            self._frame = read_all() if added is None else pl.concat([self._frame, *added])
        self._seen = (number, names[-1] if names else "")
        return self._frame

    def _added(self, entries: Sequence[Path]) -> list[pl.DataFrame] | None:
        """The records that entries of the log add; None where they do more than add rows."""
        frames = []
        for entry in entries:
            for line in entry.read_text(encoding="utf-8").splitlines():
                action = json.loads(line)
                if action.keys() & {"remove", "metaData", "protocol"}:
                    return None
                add = action.get("add")
                if add and unquote(add["path"]).startswith(self._kinds):
                    frames.append(self._read(self._folder / unquote(add["path"]), add["partitionValues"]))
        return frames

    def _read(self, path: Path, values: Mapping[str, str]) -> pl.DataFrame:
        frame = pl.read_parquet(path, hive_partitioning=False, glob=False)
        columns = []
        for name, dtype in self._types.items():
            known = pl.col(name) if name in frame.columns else pl.lit(values.get(name))
            columns.append(known.cast(dtype).alias(name))
        return frame.select(columns)
