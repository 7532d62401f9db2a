"""Checks: the findings of a moment."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl

from escrutinio.flows.count import iso
from escrutinio.flows.desk import Desk
from escrutinio.ledger.checks import CHECKS, Context, run_checks
from escrutinio.model import Election, UsageError


@dataclass(frozen=True)
class Checked:
    """The findings of a moment, the weightiest first."""

    election: Election
    rehearsing: bool
    until: datetime | None
    findings: pl.DataFrame


def check(
    desk: Desk,
    until: datetime | None = None,
    *,
    codes: tuple[str, ...] = (),
    context: Context | None = None,
) -> Checked:
    """Run the checks.

    Args:
        desk: the election.
        until: the moment (UTC); None for all that is known.
        codes: only these checks; none means all.
        context: the ledger as it stood at the moment, where it is at hand.

    Raises:
        UsageError: there is no such check.
    """
    order = {item.code: place for place, item in enumerate(CHECKS)}
    for code in codes:
        if code not in order:
            raise UsageError(f"there is no check {code!r}", hint=f"There are: {', '.join(order)}.")
    context = context or Context(desk.election, desk.ledger, desk.stations, until)
    found = run_checks(context, codes or None)
    weight = pl.col("severity").replace_strict({"error": 0, "warning": 1, "info": 2}, return_dtype=pl.Int8)
    place = pl.col("code").replace_strict(order, default=len(order), return_dtype=pl.Int64)
    found = found.sort(weight, place, "contest", "sheet", "file", "line", maintain_order=True)
    return Checked(desk.election, desk.rehearsing, until, found)


def check_document(checked: Checked) -> dict[str, Any]:
    """The findings as plain data; its schema is docs/reference/schemas/check.schema.json."""
    tally = dict(checked.findings.group_by("code").len().sort("code").iter_rows())
    rows = checked.findings.to_dicts()
    for row in rows:
        row["numbers"] = json.loads(row["numbers"])
    election = checked.election
    return {
        "schema": "escrutinio/check/1",
        "election": {"id": election.id, "name": election.name, "date": election.date.isoformat()},
        "rehearsal": checked.rehearsing,
        "note": election.note if checked.rehearsing else "",
        "as_of": iso(checked.until),
        "findings_by_code": tally,
        "findings": rows,
    }
