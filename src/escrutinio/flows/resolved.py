"""The sheets that stood at a moment, each in its units: read once, then counted, decided and projected."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from escrutinio.flows.desk import Desk
from escrutinio.ledger import as_of
from escrutinio.ledger.arrivals import FIRST_VOTES, FIRST_VOTES_AT
from escrutinio.ledger.checks import Context, excluded_sheets
from escrutinio.model import sheet
from escrutinio.projection.voters import GROWN
from escrutinio.tabulation import resolve_units


@dataclass(frozen=True)
class ResolvedSheets:
    """The sheets of a moment.

    Attributes:
        sheets: those that count, one row each, see :func:`escrutinio.tabulation.resolve_units`.
        excluded: contest and sheet of those left out, because the election's definition says so.
        observed_at: when the newest of those that count was observed; None when there is none.
    """

    sheets: pl.DataFrame
    excluded: pl.DataFrame
    observed_at: datetime | None


def resolved_sheets(desk: Desk, until: datetime | None = None) -> ResolvedSheets:
    """The sheets that stood at a moment (UTC); None for all that is known."""
    excluded = excluded_sheets(Context(desk.election, desk.ledger, desk.stations, until))
    sheets = leave_out(as_of(desk.ledger, until), excluded)
    newest = sheets[sheet.OBSERVED_AT].max()
    return ResolvedSheets(
        sheets=resolve_units(sheets, desk.stations, desk.election),
        excluded=excluded,
        observed_at=newest if isinstance(newest, datetime) else None,
    )


def leave_out(sheets: pl.DataFrame, left_out: pl.DataFrame) -> pl.DataFrame:
    """The sheets without those whose contest and sheet are named."""
    return sheets if left_out.is_empty() else sheets.join(left_out, on=list(sheet.KEY), how="anti")


def with_arrivals(sheets: pl.DataFrame, desk: Desk, until: datetime | None = None) -> pl.DataFrame:
    """The sheets with ``observed_at``, when each first came in, and ``grown``, whether it has grown since."""
    joined = sheets.join(desk.arrivals(until), on=list(sheet.KEY), how="left", maintain_order="left")
    votes = [name for name in sheets.columns if name.startswith(sheet.VOTES_PREFIX)]
    grown = pl.sum_horizontal(votes) > _GROWTH * pl.col(FIRST_VOTES) if votes else pl.lit(value=False)
    if sheet.TABLES_TOTAL in sheets.columns:  # what is in part says so itself
        grown &= pl.col(sheet.TABLES_TOTAL).is_null()
    return joined.with_columns(grown.alias(GROWN)).drop(FIRST_VOTES, FIRST_VOTES_AT)


_GROWTH = 1.05
"""A sheet whose votes have become more than so many times what they were has grown; less is a correction."""
