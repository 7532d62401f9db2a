"""Checks of a sheet against itself: do its numbers agree with each other?"""

from __future__ import annotations

import polars as pl

from escrutinio.ledger.checks.context import Context
from escrutinio.ledger.finding_frame import concat_findings, findings_from
from escrutinio.model import Severity, selection_of, sheet

_CAST, _VALID, _BLANK, _NULL = (pl.col(name) for name in (sheet.CAST, sheet.VALID, sheet.BLANK, sheet.NULL))


def lists_not_valid(context: Context) -> pl.DataFrame:
    """The lists' votes together differ from the valid votes that the sheet states."""
    found = []
    for contest in context.election.contests.values():
        votes = context.votes(contest)
        if not votes:
            continue
        rows = context.of(contest).with_columns(pl.sum_horizontal(votes).alias("lists"))
        rows = rows.filter(pl.col("lists") != _VALID)
        message = pl.format(
            "The lists add up to {} votes, but the sheet states {} valid.", "lists", sheet.VALID
        )
        found.append(findings_from(rows, "lists-not-valid", Severity.ERROR, message, ["lists", sheet.VALID]))
    return concat_findings(found)


def parts_not_cast(context: Context) -> pl.DataFrame:
    """Valid, blank and null votes together differ from the votes cast that the sheet states."""
    rows = context.sheets.with_columns((_VALID + _BLANK + _NULL).alias("parts")).filter(
        pl.col("parts") != _CAST
    )
    message = pl.format(
        "Valid {}, blank {} and null {} make {}, but the sheet states {} votes cast.",
        sheet.VALID,
        sheet.BLANK,
        sheet.NULL,
        "parts",
        sheet.CAST,
    )
    numbers = [sheet.VALID, sheet.BLANK, sheet.NULL, "parts", sheet.CAST]
    return findings_from(rows, "parts-not-cast", Severity.ERROR, message, numbers)


def cast_over_registered(context: Context) -> pl.DataFrame:
    """More votes were cast than voters are registered."""
    registered = pl.coalesce(sheet.REGISTERED, "stations_registered").alias("voters")
    most = pl.max_horizontal(_CAST, _VALID + _BLANK + _NULL).alias("most")
    rows = context.sheets.with_columns(registered, most).filter(pl.col("most") > pl.col("voters"))
    message = pl.format("{} votes were cast, but only {} voters are registered.", "most", "voters")
    return findings_from(rows, "cast-over-registered", Severity.ERROR, message, ["most", "voters"])


def nobody_voted(context: Context) -> pl.DataFrame:
    """The sheet came in, and it states that nobody voted."""
    rows = context.sheets.filter(pl.coalesce(_CAST, _VALID) == 0)
    message = pl.lit("Nobody voted at this table, says the sheet.")
    return findings_from(rows, "nobody-voted", Severity.INFO, message, [sheet.CAST, sheet.REGISTERED])


def selection_withdrawn(context: Context) -> pl.DataFrame:
    """A list that no longer stands has votes."""
    found = []
    for contest in context.election.contests.values():
        rows = context.of(contest)
        for column in context.votes(contest):
            if selection_of(column) not in contest.withdrawn:
                continue
            message = pl.format(
                f"{selection_of(column)} has withdrawn; the sheet gives it {{}} of its valid votes.", column
            )
            numbers = [pl.lit(selection_of(column)).alias("selection"), pl.col(column).alias("votes")]
            some = rows.filter(pl.col(column) > 0)
            found.append(findings_from(some, "selection-withdrawn", Severity.ERROR, message, numbers))
    return concat_findings(found)


def selection_unknown(context: Context) -> pl.DataFrame:
    """A list that does not stand in this contest has votes; they are not counted."""
    found = []
    all_votes = [name for name in context.sheets.columns if name.startswith(sheet.VOTES_PREFIX)]
    for contest in context.election.contests.values():
        rows = context.of(contest)
        for column in sorted(set(all_votes) - set(context.votes(contest))):
            message = pl.format(
                f"{selection_of(column)} does not stand in this contest; {{}} votes left out.", column
            )
            numbers = [pl.lit(selection_of(column)).alias("selection"), pl.col(column).alias("votes")]
            some = rows.filter(pl.col(column) > 0)
            found.append(findings_from(some, "selection-unknown", Severity.ERROR, message, numbers))
    return concat_findings(found)
