"""Deliveries and decisions as the log has them, for a ledger that has lost its own records."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from escrutinio.evidence import DecisionLeaf, DeliveryLeaf, Log
from escrutinio.evidence.leaves import moment
from escrutinio.evidence.log import read_log
from escrutinio.flows.desk import Desk
from escrutinio.ledger import schema
from escrutinio.model import EvidenceError, sheet

ROWS_SHA256 = "rows_sha256"
"""Beside the columns of the ledger: the digest of a delivery's rows, as the log has it."""
Record = dict[str, object]


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
    desk: Desk, deliveries: Collection[Record], decisions: Collection[Record]
) -> tuple[list[Record], list[Record]]:
    """The deliveries and decisions of the log that are not among those that are known, in its order.

    A log that cannot be believed gives none: what it says might never have been.
    """
    try:
        log = read_log(desk.ledger.table_path.parent)
        log.require_whole()
        return list(_deliveries(log, deliveries)), list(_decisions(log, decisions))
    except EvidenceError:
        return [], []


def _deliveries(log: Log, known: Collection[Record]) -> Iterator[Record]:
    have = {(one[schema.DELIVERY], one[schema.SOURCE], _moment(one, sheet.OBSERVED_AT)) for one in known}
    last = {leaf.key: leaf for leaf in log.leaves() if isinstance(leaf, DeliveryLeaf)}
    yield from (delivery_record(leaf) for key, leaf in last.items() if key not in have)


def _decisions(log: Log, known: Collection[Record]) -> Iterator[Record]:
    have = {
        (
            one[schema.DELIVERY],
            one[schema.SOURCE],
            _moment(one, sheet.OBSERVED_AT),
            _moment(one, schema.RECEIVED_AT),
            one[schema.DECISION],
        )
        for one in known
    }
    for leaf in log.leaves():
        if isinstance(leaf, DecisionLeaf) and leaf.key not in have:
            yield decision_record(leaf)


def _moment(record: Record, column: str) -> str:
    value = record[column]
    assert isinstance(value, datetime)
    return moment(value)
