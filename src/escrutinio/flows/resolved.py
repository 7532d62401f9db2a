"""The sheets that stood at a moment, each in its units: read once, then counted, decided and projected."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from itertools import chain

import polars as pl

from escrutinio.flows.desk import Desk
from escrutinio.ledger import as_of, schema
from escrutinio.ledger.arrivals import FIRST_VOTES, FIRST_VOTES_AT
from escrutinio.ledger.checks import Context, excluded_sheets
from escrutinio.ledger.finding_kinds import BAD_NUMBER
from escrutinio.model import NATION, sheet
from escrutinio.projection.voters import GROWN
from escrutinio.tabulation import FIGURES, resolve_units

_COLUMN = "column"


@dataclass(frozen=True)
class ResolvedSheets:
    """The sheets of a moment.

    Attributes:
        sheets: those that count, one row each, see :func:`escrutinio.tabulation.resolve_units`.
        excluded: contest and sheet of those left out, because the election's definition says so.
        observed_at: when the newest of those that count was observed; None when there is none.
        unread: contest and sheet of those on which something stands for votes that cannot be read, in
            contests in which only the sheets say who stands where, with ``figures``, how many are unread.
    """

    sheets: pl.DataFrame
    excluded: pl.DataFrame
    observed_at: datetime | None
    unread: pl.DataFrame


def resolved_sheets(desk: Desk, until: datetime | None = None) -> ResolvedSheets:
    """The sheets that stood at a moment (UTC); None for all that is known."""
    excluded = excluded_sheets(Context(desk.election, desk.ledger, desk.stations, until))
    sheets = leave_out(as_of(desk.ledger, until), excluded)
    newest = sheets[sheet.OBSERVED_AT].max()
    return ResolvedSheets(
        sheets=resolve_units(sheets, desk.stations, desk.election),
        excluded=excluded,
        observed_at=newest if isinstance(newest, datetime) else None,
        unread=_unread_votes(sheets, desk),
    )


def _unread_votes(sheets: pl.DataFrame, desk: Desk) -> pl.DataFrame:
    contests = [
        contest.id
        for contest in desk.election.contests.values()
        if contest.level != NATION and not contest.ballots
    ]
    learned = sheets.filter(pl.col(sheet.CONTEST).is_in(contests)) if contests else sheets.clear()
    if learned.is_empty():
        return learned.select(*sheet.KEY, pl.lit(0, dtype=pl.Int64).alias(FIGURES))
    counting = learned.select(schema.DELIVERY).unique()
    deliveries = desk.ledger.standing().join(counting, on=schema.DELIVERY, how="semi")
    told, problem = (pl.col("numbers").str.json_path_match(f"$.{key}") for key in (_COLUMN, "problem"))
    found = desk.ledger.findings(deliveries).filter(
        (pl.col("code") == BAD_NUMBER.code) & (problem != "missing")
    )
    found = found.select(schema.DELIVERY, *sheet.KEY, told.alias(_COLUMN)).unique()
    of_votes = [name for name in found[_COLUMN].drop_nulls().unique() if not _is_of_count(name, desk)]
    found = found.filter(pl.col(_COLUMN).is_in(of_votes))
    found = found.group_by(schema.DELIVERY, *sheet.KEY).agg(pl.len().cast(pl.Int64).alias(FIGURES))
    return learned.join(found, on=[schema.DELIVERY, *sheet.KEY]).select(*sheet.KEY, FIGURES)


def _is_of_count(column: str, desk: Desk) -> bool:
    """Whether a feed names a file's column as one of ballots or voters: it holds nobody's votes."""
    named = (names for feed in desk.election.feeds.values() for names in feed.counts.values())
    return any(fnmatchcase(column, name) for names in named for name in chain(*names))


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
