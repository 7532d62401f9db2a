"""Records of the table that are read once, and then only what has come since: a night has many deliveries."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import polars as pl
from deltalake import DeltaTable

from escrutinio.ledger import schema
from escrutinio.ledger.parquet_file import keep, kept, read_parquet
from escrutinio.ledger.table_folder import LOG
from escrutinio.model.files import state_of

Types = Mapping[str, type[pl.DataType] | pl.DataType]
Part = tuple[int, int]
"""The size of a file, and when it was changed (nanoseconds)."""

_SHEETS = f"{schema.RECORD}=sheet/"
SAVE_AFTER = 64
"""Versions of the table after which what is known is kept for the next process."""


@dataclass(frozen=True)
class Shape:
    """What has to be known of a table to add to it.

    Attributes:
        columns: its columns.
        plain: whether it is as this program makes tables, so that a commit that only adds files is easy.
    """

    columns: tuple[str, ...]
    plain: bool


class KnownRecords:
    """The records of some kinds, as far as they have been read.

    They are kept in a file beside the table, too, so that the next process need not read them all. What that
    file says is believed only while each file of the table that it was made from is unchanged.

    Args:
        folder: the table's.
        kinds: the kinds of record.
        types: their columns.
    """

    def __init__(self, folder: Path, kinds: Sequence[str], types: Types) -> None:
        self._folder = folder
        self._file = folder.with_name(f"{folder.name}-known.cache")
        self._kinds = tuple(f"{schema.RECORD}={kind}/" for kind in kinds)
        self._types = types
        self._frame: pl.DataFrame | None = None
        self._seen: tuple[int, str] = (0, "")
        self._shape: Shape | None = None
        self._parts: dict[str, Part] = {}
        self._sheet_parts: dict[str, dict[str, int]] = {}
        self._saved = 0

    @property
    def version(self) -> int | None:
        """The number of the newest entry that is known; None where there is none."""
        number = self._seen[1].partition(".")[0]
        return int(number) if number.isdecimal() else None

    def shape(self) -> Shape | None:
        """The table's shape at :attr:`version`; None where it is not known."""
        return self._shape

    def sheet_parts(self) -> Mapping[str, Mapping[str, int]]:
        """Delivery -> its files of sheet rows, within the table's folder, and the size of each in bytes."""
        return self._sheet_parts

    def now(
        self,
        read_all: Callable[[DeltaTable | None], pl.DataFrame],
        open_table: Callable[[], DeltaTable],
    ) -> pl.DataFrame:
        """All records; one may be there twice. The same frame as before, while nothing has come.

        Args:
            read_all: reads them from a whole table, as it is opened: nothing is known yet, or more than rows
                has changed. None: there is no table.
            open_table: opens it.
        """
        log = self._folder / LOG
        names = sorted(path.name for path in log.glob("*.json"))
        number = log.stat().st_ino if names else 0
        if self._frame is None and len(names) > SAVE_AFTER:
            self._load(number)
        known, last = self._seen
        added = None
        if self._frame is not None and names and number == known and last in names[-1000:]:
            # Whoever reads the whole table says what is wrong with it.
            with suppress(OSError, ValueError, KeyError, pl.exceptions.PolarsError):
                added = self._added([log / name for name in names if name > last])
        if added is not None and self._frame is not None:
            if added:
                self._frame = pl.concat([self._frame, *added])
            self._seen = (number, names[-1])
        else:
            # All is of the version at which the table is opened: others may be adding to it meanwhile.
            table = open_table() if names else None
            self._frame = read_all(table)
            self._seen = (number, f"{table.version():020d}.json" if table is not None else "")
            self._saved = 0
            self._look_at(table)
        self._save()
        return self._frame

    def _look_at(self, table: DeltaTable | None) -> None:
        """Note the table's shape, and the files that records come from."""
        self._shape, self._parts, self._sheet_parts = None, {}, {}
        if table is None:
            return
        protocol, about = table.protocol(), table.metadata()
        plain = (
            (protocol.min_reader_version, protocol.min_writer_version) == (1, 2)
            and list(about.partition_columns) == schema.PARTITIONS
            and not about.configuration
        )
        self._shape = Shape(tuple(field.name for field in table.schema().fields), plain)
        for uri in table.file_uris():
            path = unquote(uri[uri.rindex(f"/{schema.RECORD}=") + 1 :])
            if path.startswith(self._kinds):
                self._note(path)
            elif path.startswith(_SHEETS):
                part = self._folder / path
                # One that is missing is named by whoever needs its rows.
                self._note_sheets(path, part.stat().st_size if part.exists() else 0)

    def _note_sheets(self, path: str, size: int) -> None:
        delivery = path.removeprefix(_SHEETS).partition("/")[0].partition("=")[2]
        self._sheet_parts.setdefault(delivery, {})[path] = size

    def _note(self, path: str) -> None:
        self._parts[path] = state_of(self._folder / path)

    def _added(self, entries: Sequence[Path]) -> list[pl.DataFrame] | None:
        """The records that entries of the log add; None where they do more than add rows."""
        frames = []
        for entry in entries:
            for line in entry.read_text(encoding="utf-8").splitlines():
                action = json.loads(line)
                if action.keys() & {"remove", "metaData", "protocol"}:
                    return None
                add = action.get("add")
                path = unquote(add["path"]) if add else ""
                if add and path.startswith(self._kinds):
                    frames.append(self._read(self._folder / path, add["partitionValues"]))
                    self._note(path)
                elif add and path.startswith(_SHEETS):
                    self._note_sheets(path, int(add["size"]))
        return frames

    def _read(self, path: Path, values: Mapping[str, str]) -> pl.DataFrame:
        frame = read_parquet(path)
        columns = []
        for name, dtype in self._types.items():
            known = pl.col(name) if name in frame.columns else pl.lit(values.get(name))
            columns.append(known.cast(dtype).alias(name))
        return frame.select(columns)

    # What is kept for the next process.

    def _save(self) -> None:
        entries = (self.version or 0) + 1
        if self._frame is None or self._shape is None or entries - self._saved < SAVE_AFTER:
            return
        about = {
            "log": str(self._seen[0]),
            "last": self._seen[1],
            "plain": json.dumps(self._shape.plain),
            "columns": json.dumps(self._shape.columns),
            "parts": json.dumps(self._parts),
            "sheets": json.dumps(self._sheet_parts),
        }
        self._saved = entries
        keep(self._file, self._frame, about)

    def _load(self, number: int) -> None:
        """Take what another process has kept, where it is still so."""
        with suppress(OSError, ValueError, KeyError, TypeError, pl.exceptions.PolarsError):
            earlier = kept(self._file)
            if earlier is None:
                return
            frame, about = earlier
            if int(about["log"]) != number:
                return
            parts = {
                str(path): (int(size), int(at)) for path, (size, at) in json.loads(about["parts"]).items()
            }
            shape = Shape(tuple(json.loads(about["columns"])), bool(json.loads(about["plain"])))
            sheets = {
                str(delivery): {str(path): int(size) for path, size in of.items()}
                for delivery, of in json.loads(about["sheets"]).items()
            }
            self._parts = {}
            for path in parts:
                self._note(path)
            if self._parts == parts and dict(frame.schema) == dict(pl.DataFrame(schema=self._types).schema):
                self._frame, self._shape, self._seen = frame, shape, (number, about["last"])
                self._sheet_parts = sheets
                self._saved = (self.version or 0) + 1
