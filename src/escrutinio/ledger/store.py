"""The ledger on disk: an append-only Delta table of deliveries, and their raw bytes beside it.

``ledger/`` is the table, readable by anything that reads Delta Lake; ``raw/`` holds each file's
bytes under their SHA-256. Bytes are written first and the table's commit last, so that whatever is in the
table has its bytes, and a process that dies between the two leaves at most a file that nothing refers to.
"""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import polars as pl
from deltalake import DeltaTable, write_deltalake
from deltalake.exceptions import CommitFailedError, DeltaError, TableNotFoundError

from escrutinio.ledger import schema
from escrutinio.ledger.appending import Action, NoLinksError, add_entry, remove_parts, write_parts
from escrutinio.ledger.delivery import Delivery
from escrutinio.ledger.delivery_states import STATE, Decision, DeliveryState, with_states
from escrutinio.ledger.digests import is_digested
from escrutinio.ledger.finding_frame import FINDING_SCHEMA
from escrutinio.ledger.known_records import KnownRecords
from escrutinio.ledger.parts import Part, broken_parts
from escrutinio.ledger.small_deliveries import SmallDeliveries, small_of
from escrutinio.ledger.table_folder import TableFolder
from escrutinio.model import Election, LedgerError, sheet
from escrutinio.model.files import write_whole

_COMMIT_ATTEMPTS = 20
_ADD_ATTEMPTS = 200
"""A commit that only adds takes milliseconds; where many writers meet, each may have to give way."""
_CHECKPOINT_EVERY = 100
"""Commits, as the library does it."""
_GO_ON = (
    "Put it back from a copy, or run escrutinio repair, which makes the ledger again from the kept files."
)
_DELIVERY_COLUMNS = [
    schema.DELIVERY,
    schema.INGEST,
    schema.SOURCE,
    sheet.OBSERVED_AT,
    schema.RECEIVED_AT,
    schema.FILE,
    schema.SIZE,
    schema.ROWS,
    schema.SNAPSHOT,
    schema.CONTESTS,
    schema.SHEETS_BY_CONTEST,
    schema.DIGEST,
]
_DECISION_COLUMNS = [
    schema.DELIVERY,
    schema.SOURCE,
    sheet.OBSERVED_AT,
    schema.RECEIVED_AT,
    schema.DECISION,
    schema.REASON,
    schema.BY,
]
_KNOWN = ("delivery", "decision")
_KNOWN_COLUMNS = tuple(dict.fromkeys([schema.RECORD, *_DELIVERY_COLUMNS, *_DECISION_COLUMNS]))


class Ledger:
    """The history of an election's deliveries. Nothing in it is ever changed or deleted.

    Args:
        folder: where ``ledger/`` and ``raw/`` are, or will be made.
        election: gives the columns.
    """

    def __init__(self, folder: Path, election: Election) -> None:
        self.election = election
        self.table_path = folder / "ledger"
        self.folder = TableFolder(self.table_path, [f"{schema.RECORD}={kind}" for kind in schema.RECORDS])
        self.raw_path = folder / "raw"
        types = schema.table_schema(election)
        self._known = KnownRecords(self.table_path, _KNOWN, {name: types[name] for name in _KNOWN_COLUMNS})
        self._small = SmallDeliveries(self.table_path, types)
        self._open: DeltaTable | None = None

    def exists(self) -> bool:
        """Whether a table has been made."""
        return self.folder.holds_table()

    def create(self) -> None:
        """Make the empty table if there is none; two processes may do so at once."""
        if self.exists():
            return
        empty = pl.DataFrame(schema=schema.table_schema(self.election))
        with self._errors():
            self.folder.make()
            write_deltalake(self.folder.address(), empty, mode="ignore", partition_by=schema.PARTITIONS)

    def append(
        self,
        delivery: Delivery,
        rows: pl.DataFrame,
        findings: pl.DataFrame,
        data: bytes | None,
        received_at: datetime,
    ) -> bool:
        """Take in a delivery; False when its bytes are known of that source and time: then nothing changes.

        The same bytes at another time are another observation: a source that goes back to what it showed
        before has changed again. Without bytes (``data`` is None) those that are kept stay as they are.

        Two writers that take in the same bytes at the same moment may both commit; readers then use one of
        the two, always the same (see :meth:`deliveries`).

        Raises:
            LedgerError: it cannot be written; the ledger is as it was before.
        """
        self.create()
        with self._errors():
            records = self._known_records()
        known = records.filter(
            (pl.col(schema.RECORD) == "delivery")
            & (pl.col(schema.DELIVERY) == delivery.id)
            & (pl.col(schema.SOURCE) == delivery.source)
            & (pl.col(sheet.OBSERVED_AT) == delivery.observed_at)
        )
        if not known.is_empty():
            return False
        if data is not None:
            self._keep(delivery.id, data)
        frame = schema.record_frame(delivery, rows, findings, uuid.uuid4().hex, pl.lit(received_at))
        self._commit(frame)
        return True

    def delivery_ids(self) -> set[str]:
        """The ids of all deliveries."""
        return set(self.deliveries()[schema.DELIVERY].to_list())

    def decide(
        self,
        delivery: str,
        source: str,
        observed_at: datetime,
        decision: Decision,
        *,
        reason: str,
        by: str,
        now: datetime,
    ) -> None:
        """Record what a person decided of a delivery.

        Raises:
            LedgerError: it cannot be written.
        """
        self._commit(schema.decision_frame(delivery, source, observed_at, decision, reason, by, now))

    def decide_again(self, record: Mapping[str, object]) -> None:
        """Record a decision as another ledger has it.

        Args:
            record: its columns.
        """
        names = [*_DECISION_COLUMNS, schema.RECORD]
        types = schema.table_schema(self.election)
        self._commit(
            pl.DataFrame({name: [record[name]] for name in names}, schema={n: types[n] for n in names})
        )

    def deliveries(self, until: datetime | None = None) -> pl.DataFrame:
        """One row a delivery, with its state, in the order of observation.

        Equal times are ordered by when they were received, then by id.

        Args:
            until: leave out what was observed later. A file with a time per row counts by its newest row, so
                ask without ``until`` to find those too.
        """
        with self._errors():
            whole = self._known_records()
        records = whole.filter(pl.col(schema.RECORD) == "delivery").select(_DELIVERY_COLUMNS)
        decisions = whole.filter(pl.col(schema.RECORD) == "decision").select(_DECISION_COLUMNS)
        # The same bytes committed twice at once: the smaller ingest id stands for both.
        ordered = (
            records.sort(sheet.OBSERVED_AT, schema.DELIVERY, schema.INGEST)
            .unique([schema.DELIVERY, schema.SOURCE, sheet.OBSERVED_AT], keep="first", maintain_order=True)
            .sort(sheet.OBSERVED_AT, schema.RECEIVED_AT, schema.DELIVERY)
        )
        # Whether one is held depends on those before it alone.
        known = with_states(ordered, decisions, self.election.checks.held_share)
        return known if until is None else known.filter(pl.col(sheet.OBSERVED_AT) <= until)

    def decisions(self) -> pl.DataFrame:
        """What people decided of deliveries, one row a decision, in no order."""
        with self._errors():
            whole = self._known_records()
        return whole.filter(pl.col(schema.RECORD) == "decision").select(_DECISION_COLUMNS)

    def standing(self, until: datetime | None = None) -> pl.DataFrame:
        """Of :meth:`deliveries`, those that are neither held nor withdrawn."""
        return self.deliveries(until).filter(pl.col(STATE) == DeliveryState.STANDS)

    def rows(
        self,
        deliveries: pl.DataFrame,
        until: datetime | None = None,
        *,
        readable_of: pl.DataFrame | None = None,
    ) -> pl.DataFrame:
        """The sheet rows of some deliveries, with their file's name and whether it is a snapshot.

        Args:
            deliveries: rows of :meth:`deliveries`.
            until: leave out rows observed later.
            readable_of: only the rows that could be read, of these sources, contests and sheets.

        Raises:
            LedgerError: a part of the table is missing or damaged.
        """
        with self._errors():
            rows = self._rows(deliveries)
            if until is not None:
                rows = rows.filter(pl.col(sheet.OBSERVED_AT) <= until)
            if readable_of is not None:
                keys = [schema.SOURCE, *sheet.KEY]
                rows = rows.filter(pl.col(sheet.READABLE)).join(readable_of.lazy(), on=keys, how="semi")
            return rows.collect()

    def stored_rows(self, deliveries: pl.DataFrame, *, anew: bool = False) -> pl.DataFrame:
        """The rows of some deliveries with all that their digests are over, and the digests as stored.

        A table that was made before there were digests has none: the column is null.

        Args:
            deliveries: rows of :meth:`deliveries`.
            anew: read every file of the table, also those that have been read and seem unchanged.
        """
        with self._errors():
            wanted = self._of("sheet", deliveries) if anew else self._sheets(deliveries)
            present = wanted.collect_schema().names()
            own = [name for name in present if is_digested(name)]
            digest = (
                pl.col(schema.ROW_DIGEST)
                if schema.ROW_DIGEST in present
                else pl.lit(None, dtype=pl.Int64).alias(schema.ROW_DIGEST)
            )
            about = deliveries.lazy().select(schema.DELIVERY, schema.INGEST)
            rows = wanted.select(schema.DELIVERY, schema.INGEST, schema.SOURCE, *own, digest)
            return rows.join(about, on=[schema.DELIVERY, schema.INGEST], how="inner").collect()

    def doubled_rows(self, deliveries: pl.DataFrame) -> pl.DataFrame:
        """As :meth:`rows`, but only of sheets that a delivery holds more than once for the same moment."""
        key = [schema.DELIVERY, *sheet.KEY, sheet.OBSERVED_AT]
        with self._errors():
            rows = self._rows(deliveries)
            # First the few that stand twice, by key alone; only those are read whole.
            doubled = rows.select(key).group_by(key).len().filter(pl.col("len") > 1)
            return rows.join(doubled, on=key, how="semi").collect()

    def findings(self, deliveries: pl.DataFrame) -> pl.DataFrame:
        """What was found while reading some deliveries."""
        if deliveries.is_empty():
            return pl.DataFrame(schema=dict(FINDING_SCHEMA))
        keys = [schema.DELIVERY, schema.INGEST]
        with self._errors():
            records = self._of("finding", deliveries).join(deliveries.lazy().select(keys), on=keys).collect()
        return records.select(pl.col(name).cast(dtype) for name, dtype in FINDING_SCHEMA.items())

    def columns(self) -> list[str]:
        """The columns that the table has on disk."""
        with self._errors():
            return pl.scan_delta(self.folder.address()).collect_schema().names()

    def raw(self, delivery_id: str) -> bytes:
        """The bytes of a delivery, exactly as they came.

        Raises:
            LedgerError: they are not there.
        """
        try:
            return self._raw_file(delivery_id).read_bytes()
        except OSError as error:
            raise LedgerError(
                f"the bytes of delivery {delivery_id[:12]} cannot be read: {error.strerror}"
            ) from None

    # What is lazy stays in here and is read under _errors: that a part is missing shows when it is read.

    def _scan(self, record: str) -> pl.LazyFrame:
        return pl.scan_delta(self.folder.address()).filter(pl.col(schema.RECORD) == record)

    def _known_records(self) -> pl.DataFrame:
        return self._known.now(
            lambda table: self._records(table, _KNOWN, _KNOWN_COLUMNS),
            lambda: DeltaTable(self.folder.address()),
        )

    def _records(
        self, table: DeltaTable | None, kinds: Sequence[str], columns: Sequence[str]
    ) -> pl.DataFrame:
        """The records of some kinds; columns that the table does not have yet are null."""
        types = schema.table_schema(self.election)
        names = list(dict.fromkeys([schema.RECORD, *columns]))
        if table is None:
            return pl.DataFrame(schema={name: types[name] for name in names})
        scanned = pl.scan_delta(table).filter(pl.col(schema.RECORD).is_in(kinds))
        present = scanned.collect_schema()
        return scanned.select(
            pl.col(name) if name in present else pl.lit(None, dtype=types[name]).alias(name) for name in names
        ).collect()

    def _of(self, record: str, deliveries: pl.DataFrame) -> pl.LazyFrame:
        ids = deliveries[schema.DELIVERY].to_list()
        return self._scan(record).filter(pl.col(schema.DELIVERY).is_in(ids))

    def _sheets(self, deliveries: pl.DataFrame) -> pl.LazyFrame:
        """The sheet records of some deliveries; those of many small ones out of one file."""
        ids = deliveries[schema.DELIVERY].unique(maintain_order=True).to_list()
        small = small_of(self._known.sheet_parts(), ids)
        if not small:
            return self._of("sheet", deliveries)
        rows = self._small.rows(
            small, lambda some: self._scan("sheet").filter(pl.col(schema.DELIVERY).is_in(some)).collect()
        ).lazy()
        others = deliveries.filter(~pl.col(schema.DELIVERY).is_in(list(small)))
        return rows if others.is_empty() else pl.concat([rows, self._of("sheet", others)], how="diagonal")

    def _rows(self, deliveries: pl.DataFrame) -> pl.LazyFrame:
        wanted = self._sheets(deliveries)
        present = wanted.collect_schema().names()
        columns = [name for name in schema.sheet_columns(self.election) if name in present]
        head = [schema.DELIVERY, schema.INGEST, schema.SOURCE, sheet.OBSERVED_AT]
        about = deliveries.lazy().select(
            schema.DELIVERY, schema.INGEST, schema.FILE, schema.SNAPSHOT, schema.RECEIVED_AT
        )
        joined = wanted.select(*head, *columns).join(about, on=[schema.DELIVERY, schema.INGEST], how="inner")
        return joined.drop(schema.INGEST)

    def _raw_file(self, delivery_id: str) -> Path:
        return self.raw_path / delivery_id[:2] / delivery_id

    def _keep(self, delivery_id: str, data: bytes) -> None:
        """Write the raw bytes whole or not at all."""
        target = self._raw_file(delivery_id)
        if target.exists():
            return
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            write_whole(target, data, sync=True)
        except OSError as error:
            raise LedgerError(
                f"the file's bytes cannot be kept: {error.strerror}",
                where=str(self.raw_path),
                hint="Make room.",
            ) from None

    def _commit(self, frame: pl.DataFrame) -> None:
        with self._errors():
            self.folder.make()
            if self._added(frame):
                return
        for attempt in range(_COMMIT_ATTEMPTS):
            with self._errors():
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
        ours = schema.table_schema(self.election)
        actions: list[Action] = []
        committed: int | None = None
        try:
            for _ in range(_ADD_ATTEMPTS):
                self._known_records()
                shape, version = self._known.shape(), self._known.version
                known = set(shape.columns) if shape is not None else set()
                if shape is None or not shape.plain or version is None or not known <= ours.keys():
                    break
                if not known.issuperset(frame.columns):
                    break
                actions = actions or write_parts(
                    self.table_path, _with_columns(frame, {name: ours[name] for name in shape.columns})
                )
                if add_entry(self.table_path, version + 1, actions):
                    committed = version + 1
                    break
        except NoLinksError:
            pass
        except Exception:
            # Nothing but an error: an interruption may come once the commit stands, and then its parts count.
            remove_parts(self.table_path, actions)
            raise
        if committed is None:
            remove_parts(self.table_path, actions)
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
        ours = schema.table_schema(self.election)
        names = [field.name for field in table.schema().fields]
        if all(name in ours for name in names):
            return {name: ours[name] for name in names}
        return pl.scan_delta(table).collect_schema()

    @contextlib.contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except LedgerError:
            raise
        except BaseException as error:
            known = (DeltaError, TableNotFoundError, pl.exceptions.PolarsError, OSError)
            # A damaged file can make the reader panic, and a panic does not derive from Exception.
            if not isinstance(error, known) and type(error).__name__ != "PanicException":
                raise
            broken = broken_parts(self.folder, self.table_path)
            if broken:
                raise LedgerError(_in_words(broken), where=str(self.table_path), hint=_GO_ON) from None
            text = str(error).strip().splitlines()
            raise LedgerError(
                f"the ledger cannot be read or written: {text[0][:200] if text else type(error).__name__}",
                where=str(self.table_path),
                hint=_GO_ON,
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
