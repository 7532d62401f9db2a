"""The ledger's Delta table: opened, read and committed to, its errors in our words."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import polars as pl
from deltalake import DeltaTable, write_deltalake
from deltalake.exceptions import CommitFailedError, DeltaError, TableNotFoundError

from escrutinio.ledger import schema
from escrutinio.ledger.appending import Action, NoLinksError, add_entry, remove_parts, write_parts
from escrutinio.ledger.known_records import KnownRecords
from escrutinio.ledger.parquet_file import panics_as_errors
from escrutinio.ledger.parts import Part, broken_parts, log_opens, partition_of
from escrutinio.ledger.reading_trial import altered_files, unreadable
from escrutinio.ledger.table_folder import LOG, TableFolder
from escrutinio.model import Election, LedgerError

_COMMIT_ATTEMPTS = 20
_ADD_ATTEMPTS = 200
"""A commit that only adds takes milliseconds; where many writers meet, each may have to give way."""
_CHECKPOINT_EVERY = 100
"""Commits, as the library does it."""
_GO_ON = (
    "Put it back from a copy, or run escrutinio repair, which makes the ledger again from the kept files."
)
_FULL = ("No space left", "Disk quota exceeded", "File too large")
"""What the system says when nothing more can be written."""
_MAKE_ROOM = "Make room, and take it in again; what has been taken in is whole."
_KNOWN = ("delivery", "decision")
_KNOWN_COLUMNS = tuple(dict.fromkeys((schema.RECORD, *schema.DELIVERY_COLUMNS, *schema.DECISION_COLUMNS)))


class LedgerTable:
    """The Delta table of a ledger. Rows are only ever added to it.

    Args:
        path: its folder, which need not be there yet.
        election: gives the columns.
    """

    def __init__(self, path: Path, election: Election) -> None:
        self.path = path
        self.folder = TableFolder(path, [f"{schema.RECORD}={kind}" for kind in schema.RECORDS])
        self._types = schema.table_schema(election)
        self._known = KnownRecords(path, _KNOWN, {name: self._types[name] for name in _KNOWN_COLUMNS})
        self._open: DeltaTable | None = None
        self._scanned: tuple[tuple[int, str], DeltaTable] | None = None
        self._believed: pl.DataFrame | None = None
        self._safe = 0
        self._altered: list[Path] = []

    def exists(self) -> bool:
        """Whether a table has been made."""
        return self.folder.holds_table()

    def create(self) -> None:
        """Make the empty table if there is none; two processes may do so at once."""
        if self.exists():
            return
        empty = pl.DataFrame(schema=self._types)
        with self.errors():
            self.folder.make()
            try:
                write_deltalake(self.folder.address(), empty, mode="ignore", partition_by=schema.PARTITIONS)
            except DeltaError:
                # Where another process was the first by a hair, its table is as good as this one.
                if not self.exists():
                    raise

    def columns(self) -> list[str]:
        """The columns that the table has on disk."""
        with self.errors():
            return pl.scan_delta(self.folder.address()).collect_schema().names()

    def scan(self, record: str) -> pl.LazyFrame:
        """The records of one kind; read them under :meth:`errors`, where a missing part shows."""
        return pl.scan_delta(self._unchanged()).filter(pl.col(schema.RECORD) == record)

    def _unchanged(self) -> DeltaTable:
        """The table as it is now; opened once, while nobody adds to it or puts another in its place."""
        log = self.path / LOG
        newest = max((entry.name for entry in log.glob("*.json")), default="")
        now = (log.stat().st_ino if newest else 0, newest)
        if self._scanned is None or self._scanned[0] != now or not newest:
            self._require_safe()
            self._scanned = now, DeltaTable(self.folder.address())
        return self._scanned[1]

    def _require_safe(self) -> None:
        """Refuse a table with a file that would end the process that reads it, before it is first read.

        Once for each table: to look at all files again at each entry would take longer the more there are.
        """
        log = self.path / LOG
        table = log.stat().st_ino if log.exists() else 0
        if self._safe == table:
            return
        altered = altered_files(self.path)
        if not log_opens(self.folder, altered):
            raise LedgerError("the ledger's log is damaged", where=str(self.path / LOG), hint=_GO_ON)
        if unreadable(self.path, [path for path in altered if path.suffix == ".parquet"]):
            broken = broken_parts(self.folder, self.path)
            if broken:
                raise LedgerError(_in_words(broken), where=str(self.path), hint=_GO_ON)
        self._safe, self._altered = table, altered

    def altered_deliveries(self) -> set[str]:
        """The deliveries of whose rows a file is not as it was sealed; it is looked at when it is first read.

        Raises:
            LedgerError: the table cannot be read.
        """
        with self.errors():
            self._require_safe()
        parts = (partition_of(path) for path in self._altered)
        return {delivery for delivery, record in parts if record == "sheet"}

    def known_records(self) -> pl.DataFrame:
        """All deliveries and decisions; of the table only what is new is read.

        Raises:
            LedgerError: they cannot be read, or they are not what this program writes.
        """
        with self.errors():
            self._require_safe()
            known = self._known.now(self._records, lambda: DeltaTable(self.folder.address()))
        if known is not self._believed:
            self._require_sound(known)
            self._believed = known
        return known

    def _require_sound(self, known: pl.DataFrame) -> None:
        """Refuse records that lack what each has: where a column's name was changed, it reads as empty."""
        shape = self._known.shape()
        strange = schema.strange_columns(shape.columns if shape is not None else (), self._types)
        reasons = [f"it has a column {name}" for name in strange]
        for kind, columns in schema.NEVER_NULL.items():
            records = known.filter(pl.col(schema.RECORD) == kind)
            reasons += [f"a {kind} in it has no {name}" for name in columns if records[name].null_count()]
        if reasons:
            raise LedgerError(
                f"the ledger was changed, is damaged or is of a newer version: {reasons[0]}",
                where=str(self.path),
                hint=_GO_ON,
            )

    def sheet_parts(self) -> Mapping[str, Mapping[str, int]]:
        """Delivery -> its files of sheet rows, within the table's folder, and the size of each in bytes."""
        return self._known.sheet_parts()

    def _records(self, table: DeltaTable | None) -> pl.DataFrame:
        """The deliveries and decisions; columns that the table does not have yet are null."""
        types = self._types
        if table is None:
            return pl.DataFrame(schema={name: types[name] for name in _KNOWN_COLUMNS})
        scanned = pl.scan_delta(table).filter(pl.col(schema.RECORD).is_in(_KNOWN))
        present = scanned.collect_schema()
        return scanned.select(
            pl.col(name) if name in present else pl.lit(None, dtype=types[name]).alias(name)
            for name in _KNOWN_COLUMNS
        ).collect()

    def commit(self, frame: pl.DataFrame) -> None:
        """Add records, all or none.

        Raises:
            LedgerError: they cannot be written.
        """
        with self.errors():
            self.folder.make()
            if self._added(frame):
                return
        for attempt in range(_COMMIT_ATTEMPTS):
            with self.errors():
                table = self._opened()
                known = self._types_of(table)
                # Only an election that has gained a selection or a level needs new columns, and a commit that
                # changes the schema cannot run beside others; so it is asked for only then.
                grows = any(name not in known for name in frame.columns)
                whole = _with_columns(frame, known)
                try:
                    write_deltalake(table, whole, mode="append", schema_mode="merge" if grows else None)
                except CommitFailedError:
                    self._open = None
                    if attempt + 1 == _COMMIT_ATTEMPTS:
                        raise
                    continue
            return

    def _added(self, frame: pl.DataFrame) -> bool:
        """Commit rows without reading the whole log; False where the table is not made for that."""
        ours = self._types
        actions: list[Action] = []
        committed: int | None = None
        try:
            for _ in range(_ADD_ATTEMPTS):
                self.known_records()
                shape, version = self._known.shape(), self._known.version
                known = set(shape.columns) if shape is not None else set()
                if shape is None or not shape.plain or version is None or not known <= ours.keys():
                    break
                if not known.issuperset(frame.columns):
                    break
                actions = actions or write_parts(
                    self.path, _with_columns(frame, {name: ours[name] for name in shape.columns})
                )
                if add_entry(self.path, version + 1, actions):
                    committed = version + 1
                    break
        except NoLinksError:
            pass
        except Exception:
            # Nothing but an error: an interruption may come once the commit stands, and then its parts count.
            remove_parts(self.path, actions)
            raise
        if committed is None:
            remove_parts(self.path, actions)
            return False
        if committed % _CHECKPOINT_EVERY == 0:
            self._checkpoint()
        return True

    def _checkpoint(self) -> None:
        """Sum up the log for whoever opens the table; without it that takes longer, and nothing else."""
        with contextlib.suppress(DeltaError, OSError):
            self._opened().create_checkpoint()

    def _opened(self) -> DeltaTable:
        """The table as it is now; of its log only what is new is read."""
        address = self.folder.address()
        table, self._open = self._open, None
        try:
            if table is not None:
                table.update_incremental()
        except (DeltaError, TableNotFoundError, OSError):  # another table has been put in its place
            table = None
        self._open = table or DeltaTable(address)
        return self._open

    def _types_of(self, table: DeltaTable) -> Mapping[str, type[pl.DataType] | pl.DataType]:
        """The columns that a table has."""
        ours = self._types
        names = [field.name for field in table.schema().fields]
        if all(name in ours for name in names):
            return {name: ours[name] for name in names}
        return pl.scan_delta(table).collect_schema()

    @contextlib.contextmanager
    def errors(self) -> Iterator[None]:
        """Within, what goes wrong with the table is a LedgerError that names the parts that are broken."""
        try:
            with panics_as_errors():
                yield
        except (DeltaError, TableNotFoundError, pl.exceptions.PolarsError, OSError) as error:
            broken = broken_parts(self.folder, self.path)
            if broken:
                raise LedgerError(_in_words(broken), where=str(self.path), hint=_GO_ON) from None
            text = str(error).strip().splitlines()
            full = text and any(words in text[0] for words in _FULL)
            raise LedgerError(
                f"the ledger cannot be read or written: {text[0][:200] if text else type(error).__name__}",
                where=str(self.path),
                hint=_MAKE_ROOM if full else _GO_ON,
            ) from None


def _with_columns(frame: pl.DataFrame, types: Mapping[str, type[pl.DataType] | pl.DataType]) -> pl.DataFrame:
    """Rows with all columns of the table; those that they do not have are null."""
    held = set(frame.columns)
    absent = {name: dtype for name, dtype in types.items() if name not in held}
    return pl.concat([frame, pl.DataFrame(schema=absent)], how="diagonal")


def _in_words(broken: Sequence[Part]) -> str:
    """Which parts of the ledger cannot be read, and whose sheets they hold."""
    first = broken[0]
    what = f"a part of the ledger is {'missing' if first.missing else 'damaged'}: {first.path}"
    whose = f", with {first.holds}" if first.holds else ""
    return what + whose + (f"; and {len(broken) - 1} more" if len(broken) > 1 else "")
