"""Deliveries and decisions as the log has them, and those that the ledger has lost."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

import polars as pl

from escrutinio.evidence import DecisionLeaf, DeliveryLeaf, Log
from escrutinio.evidence.leaves import moment
from escrutinio.evidence.log import read_log
from escrutinio.ledger import Ledger, schema
from escrutinio.ledger.finding_frame import findings_from
from escrutinio.ledger.finding_kinds import LOST_RECORD
from escrutinio.model import EvidenceError, sheet

ROWS_SHA256 = "rows_sha256"
"""Beside the columns of the ledger: the digest of a delivery's rows, as the log has it."""
Record = dict[str, object]
LOST_SCHEMA: Mapping[str, pl.DataType | type[pl.DataType]] = {
    schema.DELIVERY: pl.String,
    schema.FILE: pl.String,
    sheet.OBSERVED_AT: pl.Datetime("us", "UTC"),
    schema.DECISION: pl.String,
}
FIND_AGAIN = "escrutinio repair makes the ledger again from the kept files."


def decision_record(leaf: DecisionLeaf) -> Record:
    """A decision as the ledger keeps it; the log has neither its reason nor who made it."""
    return {
        schema.RECORD: "decision",
        schema.DELIVERY: leaf.sha256,
        schema.SOURCE: leaf.feed,
        sheet.OBSERVED_AT: datetime.fromisoformat(leaf.observed_at),
        schema.RECEIVED_AT: datetime.fromisoformat(leaf.received_at),
        schema.DECISION: leaf.decision,
        schema.REASON: "as the log has it",
        schema.BY: "",
    }


def delivery_record(leaf: DeliveryLeaf) -> Record:
    """A delivery as the ledger keeps it, as far as the log says it."""
    return {
        schema.RECORD: "delivery",
        schema.DELIVERY: leaf.sha256,
        schema.INGEST: None,
        schema.SOURCE: leaf.feed,
        sheet.OBSERVED_AT: datetime.fromisoformat(leaf.observed_at),
        schema.RECEIVED_AT: datetime.fromisoformat(leaf.received_at),
        schema.FILE: leaf.file,
        schema.SIZE: leaf.size,
        schema.ROWS: leaf.rows,
        schema.SNAPSHOT: leaf.snapshot,
        schema.CONTESTS: ",".join(leaf.contests),
        schema.DIGEST: None,
        ROWS_SHA256: leaf.rows_sha256,
    }


def logged_records(
    ledger: Ledger, deliveries: Collection[Record], decisions: Collection[Record]
) -> tuple[list[Record], list[Record]]:
    """The deliveries and decisions of the log that are not among those that are known, in its order.

    A log that cannot be believed gives none: what it says might never have been.
    """
    try:
        log = read_log(ledger.table_path.parent)
        log.require_whole()
        return list(_deliveries(log, deliveries)), list(_decisions(log, decisions))
    except EvidenceError:
        return [], []


def lost_records(ledger: Ledger, until: datetime | None = None) -> pl.DataFrame:
    """What the log has and the ledger has lost: its files were changed, or put back from an older copy.

    Args:
        ledger: the ledger, with its log beside it.
        until: leave out deliveries that were observed later, and what was decided of them.

    Returns:
        One row each, in the order of the log, with the columns of :data:`LOST_SCHEMA`; the decision is null
        where the delivery itself is lost. Empty where there is no log, or one that cannot be believed.
    """
    deliveries = ledger.deliveries()
    lost, decided = logged_records(ledger, deliveries.to_dicts(), ledger.decisions().to_dicts())
    names = dict(deliveries.select(schema.DELIVERY, schema.FILE).iter_rows())
    names |= {str(record[schema.DELIVERY]): str(record[schema.FILE]) for record in lost}
    whole = [{schema.DECISION: None, **record} for record in lost]
    whole += [{**record, schema.FILE: names.get(str(record[schema.DELIVERY]), "")} for record in decided]
    frame = pl.DataFrame(
        [[record[name] for name in LOST_SCHEMA] for record in whole], schema=dict(LOST_SCHEMA), orient="row"
    )
    return frame if until is None else frame.filter(pl.col(sheet.OBSERVED_AT) <= until)


def lost_findings(ledger: Ledger, until: datetime | None = None) -> pl.DataFrame:
    """The rows of :func:`lost_records` as findings."""
    message = pl.concat_str(
        pl.when(pl.col(schema.DECISION).is_null())
        .then(pl.lit("The ledger has lost this delivery, which is in the log."))
        .otherwise(
            pl.format(
                "The ledger has lost a decision on this delivery, which is in the log: {}.", schema.DECISION
            )
        ),
        pl.lit(f" {FIND_AGAIN}"),
    )
    return findings_from(lost_records(ledger, until), LOST_RECORD, message)


def _deliveries(log: Log, known: Collection[Record]) -> Iterator[Record]:
    have = {
        (record[schema.DELIVERY], record[schema.SOURCE], _moment(record, sheet.OBSERVED_AT))
        for record in known
    }
    last = {leaf.key: leaf for leaf in log.leaves() if isinstance(leaf, DeliveryLeaf)}
    yield from (delivery_record(leaf) for key, leaf in last.items() if key not in have)


def _decisions(log: Log, known: Collection[Record]) -> Iterator[Record]:
    have = {
        (
            record[schema.DELIVERY],
            record[schema.SOURCE],
            _moment(record, sheet.OBSERVED_AT),
            _moment(record, schema.RECEIVED_AT),
            record[schema.DECISION],
        )
        for record in known
    }
    for leaf in log.leaves():
        if isinstance(leaf, DecisionLeaf) and leaf.key not in have:
            yield decision_record(leaf)


def _moment(record: Record, column: str) -> str:
    value = record[column]
    assert isinstance(value, datetime)
    return moment(value)
