"""The ledger on disk: an append-only Delta table of deliveries, and their raw bytes beside it.

``ledger/`` is the table, readable by anything that reads Delta Lake; ``raw/`` holds each file's
bytes under their SHA-256. Bytes are written first and the table's commit last, so that whatever is in the
table has its bytes, and a process that dies between the two leaves at most a file that nothing refers to.
"""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import polars as pl
from deltalake import DeltaTable, write_deltalake
from deltalake.exceptions import CommitFailedError, DeltaError, TableNotFoundError

from escrutinio.ledger import schema
from escrutinio.ledger.delivery import Delivery
from escrutinio.ledger.finding_frame import FINDING_SCHEMA
from escrutinio.ledger.table_folder import TableFolder
from escrutinio.model import Election, LedgerError, sheet
from escrutinio.model.files import write_whole

_COMMIT_ATTEMPTS = 20
_GO_ON = (
    "Put it back from a copy. If there is none, move this folder away and ingest the files of all deliveries "
    "again."
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
]


class Ledger:
    """The history of an election's deliveries. Nothing in it is ever changed or deleted.

    Args:
        folder: where ``ledger/`` and ``raw/`` are, or will be made.
        election: gives the columns.
    """

    def __init__(self, folder: Path, election: Election) -> None:
        self.election = election
        self.table_path = folder / "ledger"
        self._table = TableFolder(self.table_path, [f"{schema.RECORD}={kind}" for kind in schema.RECORDS])
        self.raw_path = folder / "raw"

    def exists(self) -> bool:
        """Whether a table has been made."""
        return self._table.holds_table()

    def create(self) -> None:
        """Make the empty table if there is none; two processes may do so at once."""
        if self.exists():
            return
        empty = pl.DataFrame(schema=schema.table_schema(self.election))
        with self._errors():
            self._table.make()
            write_deltalake(self._table.address(), empty, mode="ignore", partition_by=schema.PARTITIONS)

    def append(
        self,
        delivery: Delivery,
        rows: pl.DataFrame,
        findings: pl.DataFrame,
        data: bytes,
        received_at: datetime,
    ) -> bool:
        """Take in a delivery; False when its bytes are known of that source and time: then nothing changes.

        The same bytes at another time are another observation: a source that goes back to what it showed
        before has changed again.

        Two writers that take in the same bytes at the same moment may both commit; readers then use one of
        the two, always the same (see :meth:`deliveries`).

        Raises:
            LedgerError: it cannot be written; the ledger is as it was before.
        """
        self.create()
        known = self.deliveries().filter(
            (pl.col(schema.DELIVERY) == delivery.id)
            & (pl.col(schema.SOURCE) == delivery.source)
            & (pl.col(sheet.OBSERVED_AT) == delivery.observed_at)
        )
        if not known.is_empty():
            return False
        self._keep(delivery.id, data)
        frame = schema.record_frame(delivery, rows, findings, uuid.uuid4().hex, pl.lit(received_at))
        self._commit(frame)
        return True

    def delivery_ids(self) -> set[str]:
        """The ids of all deliveries."""
        return set(self.deliveries()[schema.DELIVERY].to_list())

    def deliveries(self, until: datetime | None = None) -> pl.DataFrame:
        """One row a delivery, in the order of observation; equal times are ordered by id.

        Args:
            until: leave out what was observed later. A file with a time per row counts by its newest row, so
                ask without ``until`` to find those too.
        """
        if not self.exists():
            empty = pl.DataFrame(schema=schema.table_schema(self.election))
            return empty.select(_DELIVERY_COLUMNS)
        with self._errors():
            frame = self._scan("delivery").select(_DELIVERY_COLUMNS)
            if until is not None:
                frame = frame.filter(pl.col(sheet.OBSERVED_AT) <= until)
            records = frame.collect()
        # The same bytes committed twice at once: the smaller ingest id stands for both.
        return records.sort(sheet.OBSERVED_AT, schema.DELIVERY, schema.INGEST).unique(
            [schema.DELIVERY, schema.SOURCE, sheet.OBSERVED_AT], keep="first", maintain_order=True
        )

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
            return pl.scan_delta(self._table.address()).collect_schema().names()

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
        return pl.scan_delta(self._table.address()).filter(pl.col(schema.RECORD) == record)

    def _of(self, record: str, deliveries: pl.DataFrame) -> pl.LazyFrame:
        ids = deliveries[schema.DELIVERY].to_list()
        return self._scan(record).filter(pl.col(schema.DELIVERY).is_in(ids))

    def _rows(self, deliveries: pl.DataFrame) -> pl.LazyFrame:
        wanted = self._of("sheet", deliveries)
        present = wanted.collect_schema().names()
        columns = [name for name in schema.sheet_columns(self.election) if name in present]
        head = [schema.DELIVERY, schema.INGEST, schema.SOURCE, sheet.OBSERVED_AT]
        about = deliveries.lazy().select(schema.DELIVERY, schema.INGEST, schema.FILE, schema.SNAPSHOT)
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
        for attempt in range(_COMMIT_ATTEMPTS):
            with self._errors():
                self._table.make()
                table = DeltaTable(self._table.address())
                known = pl.scan_delta(table).collect_schema()
                # Only an election that has gained a selection or a level needs new columns, and a commit that
                # changes the schema cannot run beside others; so it is asked for only then.
                grows = any(name not in known for name in frame.columns)
                absent = {name: dtype for name, dtype in known.items() if name not in frame.columns}
                whole = frame.with_columns(
                    pl.lit(None, dtype=dtype).alias(name) for name, dtype in absent.items()
                )
                try:
                    write_deltalake(table, whole, mode="append", schema_mode="merge" if grows else None)
                except CommitFailedError:
                    if attempt + 1 == _COMMIT_ATTEMPTS:
                        raise
                    continue
            return

    @contextlib.contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except (DeltaError, TableNotFoundError, pl.exceptions.PolarsError, OSError) as error:
            missing = self._missing_parts()
            if missing:
                others = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
                raise LedgerError(
                    f"a part of the ledger is missing: {missing[0]}{others}",
                    where=str(self.table_path),
                    hint=_GO_ON,
                ) from None
            text = str(error).strip().splitlines()
            raise LedgerError(
                f"the ledger cannot be read or written: {text[0][:200] if text else type(error).__name__}",
                where=str(self.table_path),
                hint=_GO_ON,
            ) from None

    def _missing_parts(self) -> list[str]:
        """The files that the table's log names and that are not there, as paths within the table's folder."""
        try:
            address = self._table.address()
            parts = DeltaTable(address).file_uris()
        except (DeltaError, TableNotFoundError, OSError):
            return []
        folder = Path(address).resolve()
        paths = [Path(part) for part in parts]
        return sorted(
            str(path.relative_to(folder) if path.is_relative_to(folder) else path)
            for path in paths
            if not path.exists()
        )
