"""Which deliveries stand, which are held and which are withdrawn.

A snapshot that has far fewer sheets than the one before it is more often a file that came in part than a
source that takes sheets back. It is held: kept, and not counted, until a person accepts it or a later one has
the sheets again. What people decide is recorded in the ledger; the last decision counts.
"""

from __future__ import annotations

import json
from enum import StrEnum

import polars as pl

from escrutinio.ledger import schema
from escrutinio.model import sheet

STATE, LESS_THAN = "state", "less_than"
"""The state of a delivery; and for one that is held, the file of the snapshot that has more sheets."""
LEAST_LOST = 5
"""A snapshot with fewer sheets less than this is not held, whatever its share."""

_ONE = [schema.DELIVERY, schema.SOURCE, sheet.OBSERVED_AT]


class Decision(StrEnum):
    """What a person can decide of a delivery."""

    WITHDRAW = "withdraw"
    """It does not count, whatever it holds."""
    ACCEPT = "accept"
    """It counts, even where it would be held."""
    RESTORE = "restore"
    """As if nothing had been decided."""


class DeliveryState(StrEnum):
    """What a delivery is to the count."""

    STANDS = "stands"
    HELD = "held"
    WITHDRAWN = "withdrawn"


def with_states(deliveries: pl.DataFrame, decisions: pl.DataFrame, share: float) -> pl.DataFrame:
    """Deliveries in order, with their states.

    Args:
        deliveries: in the order in which they count.
        decisions: records of decisions.
        share: a snapshot is held when it has lost more than this share of the sheets of a contest; 1 holds
            none.

    Returns:
        ``deliveries`` with ``state``; ``less_than``, the file with more sheets, of those that are held;
        ``decision``, ``reason`` and ``decided_by`` of the last decision, null where there is none.
    """
    last = (
        decisions.sort(schema.RECEIVED_AT)
        .unique(_ONE, keep="last", maintain_order=True)
        .select(*_ONE, schema.DECISION, schema.REASON, schema.BY)
    )
    joined = deliveries.join(last, on=_ONE, how="left", maintain_order="left")
    states: list[str] = []
    fuller: list[str | None] = []
    standing: dict[tuple[str, str], tuple[int, str]] = {}  # source and contest -> sheets, file
    needed = (schema.SOURCE, schema.FILE, schema.SNAPSHOT, schema.SHEETS_BY_CONTEST, schema.DECISION)
    for source, file, snapshot, known, decision in joined.select(needed).iter_rows():
        sheets: dict[str, int] = json.loads(known) if snapshot and known else {}
        before = [
            standing[source, contest]
            for contest, count in sheets.items()
            if (source, contest) in standing and _lost_too_many(standing[source, contest][0], count, share)
        ]
        state = DeliveryState.STANDS
        if decision == Decision.WITHDRAW:
            state = DeliveryState.WITHDRAWN
        elif before and decision != Decision.ACCEPT:
            state = DeliveryState.HELD
        states.append(state)
        fuller.append(before[0][1] if state is DeliveryState.HELD else None)
        if state is DeliveryState.STANDS:
            standing |= {(source, contest): (count, file) for contest, count in sheets.items()}
    return joined.with_columns(
        pl.Series(STATE, [str(state) for state in states], dtype=pl.String),
        pl.Series(LESS_THAN, fuller, dtype=pl.String),
    )


def _lost_too_many(before: int, now: int, share: float) -> bool:
    return before - now >= LEAST_LOST and before - now > share * before
