"""The deliveries of a ledger, and what people decide of them."""

from __future__ import annotations

from datetime import datetime

import polars as pl
from msgspec.structs import asdict

from escrutinio.flows.count import election_heading, utc_time
from escrutinio.flows.desk import Desk
from escrutinio.flows.documents.deliveries import DeliveriesDocument, DeliveryRow
from escrutinio.flows.logged_records import lost_records
from escrutinio.ledger import schema
from escrutinio.ledger.delivery_states import STATE, Decision, DeliveryState
from escrutinio.model import UsageError, sheet


def decide_on(desk: Desk, named: str, decision: Decision, *, reason: str, by: str, now: datetime) -> None:
    """Record what a person decides of a delivery.

    Args:
        desk: the election.
        named: the beginning of its SHA-256, or its file's name.
        decision: what is decided.
        reason: why.
        by: who decides it.
        now: the clock.

    Raises:
        UsageError: no delivery is named so, or several are.
    """
    deliveries = desk.ledger.deliveries()
    is_named = pl.col(schema.FILE) == named
    if len(named) >= 6:
        is_named |= pl.col(schema.DELIVERY).str.starts_with(named.lower())
    rows = deliveries.filter(is_named)
    if rows.is_empty():
        raise UsageError(
            f"there is no delivery {named!r}",
            hint="Give a file's name, or six letters or more of its SHA-256; see escrutinio deliveries.",
        )
    if rows.height > 1:
        several = ", ".join(f"{row[schema.DELIVERY][:12]} ({row[schema.SOURCE]})" for row in rows.to_dicts())
        raise UsageError(f"{named!r} names several deliveries: {several}", hint="Give more of its SHA-256.")
    (row,) = rows.to_dicts()
    desk.ledger.decide(
        row[schema.DELIVERY],
        row[schema.SOURCE],
        row[sheet.OBSERVED_AT],
        decision,
        reason=reason,
        by=by,
        now=now,
    )


def received_since(desk: Desk, moment: datetime, until: datetime | None = None) -> int:
    """How many deliveries have come in after a moment, and until another if there is one (UTC)."""
    received = pl.col(schema.RECEIVED_AT)
    came = desk.ledger.deliveries().filter(received > moment)
    return came.height if until is None else came.filter(received <= until).height


def deliveries_document(desk: Desk) -> DeliveriesDocument:
    """The deliveries as a document."""
    return DeliveriesDocument(
        **asdict(election_heading(desk)),
        deliveries=tuple(
            DeliveryRow(
                sha256=row[schema.DELIVERY],
                file=row[schema.FILE],
                feed=row[schema.SOURCE],
                observed_at=utc_time(row[sheet.OBSERVED_AT]),
                received_at=utc_time(row[schema.RECEIVED_AT]),
                rows=row[schema.ROWS],
                snapshot=row[schema.SNAPSHOT],
                contests=tuple(filter(None, row[schema.CONTESTS].split(","))),
                state=DeliveryState(row[STATE]),
                reason=row[schema.REASON] or "",
                decided_by=row[schema.BY] or "",
            )
            for row in desk.ledger.deliveries().iter_rows(named=True)
        ),
        lost=tuple(lost_records(desk.ledger)[schema.FILE].unique(maintain_order=True)),
    )
