"""The ledger on disk: an append-only Delta table of deliveries, and their raw bytes beside it.

``ledger/`` is the table, readable by anything that reads Delta Lake; ``raw/`` holds each file's
bytes under their SHA-256. Bytes are written first and the table's commit last, so that whatever is in the
table has its bytes, and a process that dies between the two leaves at most a file that nothing refers to.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import polars as pl

from escrutinio.ledger import schema
from escrutinio.ledger.delivery import Delivery
from escrutinio.ledger.delivery_states import STATE, Decision, DeliveryState, with_states
from escrutinio.ledger.digests import is_digested, row_digests
from escrutinio.ledger.finding_frame import FINDING_SCHEMA
from escrutinio.ledger.small_deliveries import SmallDeliveries, small_of
from escrutinio.ledger.table import LedgerTable
from escrutinio.model import Election, LedgerError, sheet
from escrutinio.model.files import write_whole


class Ledger:
    """The history of an election's deliveries. Nothing in it is ever changed or deleted.

    Args:
        folder: where ``ledger/`` and ``raw/`` are, or will be made.
        election: gives the columns.
    """

    def __init__(self, folder: Path, election: Election) -> None:
        self.election = election
        self.table_path = folder / "ledger"
        self.raw_path = folder / "raw"
        self.table = LedgerTable(self.table_path, election)
        self._small = SmallDeliveries(self.table_path, schema.table_schema(election))
        self._known: tuple[pl.DataFrame, pl.DataFrame] | None = None

    def append(
        self,
        delivery: Delivery,
        rows: pl.DataFrame,
        findings: pl.DataFrame,
        data: bytes | None,
        received_at: datetime,
        *,
        digested: bool = True,
    ) -> bool:
        """Take in a delivery; False when its bytes are known of that source and time: then nothing changes.

        The same bytes at another time are another observation: a source that goes back to what it showed
        before has changed again. Without bytes (``data`` is None) those that are kept stay as they are.

        Two writers that take in the same bytes at the same moment may both commit; readers then use one of
        the two, always the same (see :meth:`deliveries`).

        Without digests (``digested`` is false) the ledger cannot say later that a row has been changed: for
        one that is thrown away when it has been counted.

        Raises:
            LedgerError: it cannot be written; the ledger is as it was before.
        """
        self.table.create()
        records = self.table.known_records()
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
        digests = row_digests(rows) if digested else None
        frame = schema.record_frame(delivery, rows, findings, uuid.uuid4().hex, pl.lit(received_at), digests)
        self.table.commit(frame)
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
        self.table.commit(schema.decision_frame(delivery, source, observed_at, decision, reason, by, now))

    def decide_again(self, record: Mapping[str, object]) -> None:
        """Record a decision as another ledger has it.

        Args:
            record: its columns.
        """
        names = [*schema.DECISION_COLUMNS, schema.RECORD]
        types = schema.table_schema(self.election)
        self.table.commit(
            pl.DataFrame({name: [record[name]] for name in names}, schema={n: types[n] for n in names})
        )

    def deliveries(self, until: datetime | None = None) -> pl.DataFrame:
        """One row a delivery, with its state, in the order of observation.

        Equal times are ordered by when they were received, then by id.

        Args:
            until: leave out what was observed later. A file with a time per row counts by its newest row, so
                ask without ``until`` to find those too.
        """
        whole = self.table.known_records()
        if self._known is None or self._known[0] is not whole:
            self._known = whole, self._with_states(whole)
        known = self._known[1]
        return known if until is None else known.filter(pl.col(sheet.OBSERVED_AT) <= until)

    def _with_states(self, whole: pl.DataFrame) -> pl.DataFrame:
        records = whole.filter(pl.col(schema.RECORD) == "delivery").select(schema.DELIVERY_COLUMNS)
        decisions = whole.filter(pl.col(schema.RECORD) == "decision").select(schema.DECISION_COLUMNS)
        # The same bytes committed twice at once: the smaller ingest id stands for both.
        ordered = (
            records.sort(sheet.OBSERVED_AT, schema.DELIVERY, schema.INGEST)
            .unique([schema.DELIVERY, schema.SOURCE, sheet.OBSERVED_AT], keep="first", maintain_order=True)
            .sort(sheet.OBSERVED_AT, schema.RECEIVED_AT, schema.DELIVERY)
        )
        # Whether one is held depends on those before it alone.
        return with_states(ordered, decisions, self.election.checks.held_share)

    def decisions(self) -> pl.DataFrame:
        """What people decided of deliveries, one row a decision, in no order."""
        whole = self.table.known_records()
        return whole.filter(pl.col(schema.RECORD) == "decision").select(schema.DECISION_COLUMNS)

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
        with self.table.errors():
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
        with self.table.errors():
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
        with self.table.errors():
            rows = self._rows(deliveries)
            # First the few that stand twice, by key alone; only those are read whole.
            doubled = rows.select(key).group_by(key).len().filter(pl.col("len") > 1)
            return rows.join(doubled, on=key, how="semi").collect()

    def findings(self, deliveries: pl.DataFrame) -> pl.DataFrame:
        """What was found while reading some deliveries."""
        if deliveries.is_empty():
            return pl.DataFrame(schema=dict(FINDING_SCHEMA))
        keys = [schema.DELIVERY, schema.INGEST]
        with self.table.errors():
            records = self._of("finding", deliveries).join(deliveries.lazy().select(keys), on=keys).collect()
        return records.select(pl.col(name).cast(dtype) for name, dtype in FINDING_SCHEMA.items())

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

    # What is lazy stays in here and is read under errors(): that a part is missing shows when it is read.

    def _of(self, record: str, deliveries: pl.DataFrame) -> pl.LazyFrame:
        ids = deliveries[schema.DELIVERY].to_list()
        return self.table.scan(record).filter(pl.col(schema.DELIVERY).is_in(ids))

    def _sheets(self, deliveries: pl.DataFrame) -> pl.LazyFrame:
        """The sheet records of some deliveries; those of many small ones out of one file."""
        ids = deliveries[schema.DELIVERY].unique(maintain_order=True).to_list()
        small = small_of(self.table.sheet_parts(), ids)
        if not small:
            return self._of("sheet", deliveries)
        rows = self._small.rows(
            small, lambda some: self.table.scan("sheet").filter(pl.col(schema.DELIVERY).is_in(some)).collect()
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
