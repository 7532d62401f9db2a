"""Checks of a sheet against itself: do its numbers agree with each other?"""

from __future__ import annotations

import polars as pl

from escrutinio.ledger.checks.check import Check, also_at_reading, define_check
from escrutinio.ledger.checks.context import Context
from escrutinio.ledger.finding_frame import concat_findings
from escrutinio.ledger.finding_kinds import SELECTION_UNKNOWN
from escrutinio.model import Severity, selection_of, sheet

_CAST, _VALID, _BLANK, _NULL = (pl.col(name) for name in (sheet.CAST, sheet.VALID, sheet.BLANK, sheet.NULL))


@define_check(
    "votes-not-valid",
    Severity.ERROR,
    "the votes for the selections do not add up to the valid votes",
    "Σ votes of selections ≠ valid",
)
def votes_not_valid(check: Check, context: Context) -> pl.DataFrame:
    """The votes for all selections together differ from the valid votes that the sheet states."""
    findings = []
    for contest in context.election.contests.values():
        votes = context.votes(contest)
        if not votes:
            continue
        rows = context.of(contest).with_columns(pl.sum_horizontal(votes).alias("votes"))
        rows = rows.filter(pl.col("votes") != _VALID)
        message = pl.format(
            "The selections have {} votes together, but the sheet states {} valid votes.",
            "votes",
            sheet.VALID,
        )
        findings.append(check.findings(rows, message, ["votes", sheet.VALID]))
    return concat_findings(findings)


@define_check(
    "parts-not-cast",
    Severity.ERROR,
    "valid, blank and null votes do not add up to the votes cast",
    "valid + blank + null ≠ cast",
)
def parts_not_cast(check: Check, context: Context) -> pl.DataFrame:
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
    return check.findings(rows, message, numbers)


@define_check(
    "cast-over-registered",
    Severity.ERROR,
    "more votes cast than voters registered",
    "max(cast, valid + blank + null) > registered",
)
def cast_over_registered(check: Check, context: Context) -> pl.DataFrame:
    """More votes were cast than voters are registered."""
    registered = pl.coalesce(sheet.REGISTERED, "stations_registered").alias("voters")
    most = pl.max_horizontal(_CAST, _VALID + _BLANK + _NULL).alias("most")
    rows = context.sheets.with_columns(registered, most).filter(pl.col("most") > pl.col("voters"))
    message = pl.format("{} votes were cast, but only {} voters are registered.", "most", "voters")
    return check.findings(rows, message, ["most", "voters"])


@define_check(
    "nobody-voted",
    Severity.INFO,
    "a sheet on which nobody voted",
    "cast = 0",
)
def nobody_voted(check: Check, context: Context) -> pl.DataFrame:
    """The sheet came in, and it states that nobody voted."""
    rows = context.sheets.filter(pl.coalesce(_CAST, _VALID) == 0)
    message = pl.lit("The sheet says that nobody voted at this table.")
    return check.findings(rows, message, [sheet.CAST, sheet.REGISTERED])


@define_check(
    "selection-withdrawn",
    Severity.ERROR,
    "votes for a selection that has withdrawn",
    "votes > 0 and selection ∈ withdrawn of the contest",
)
def selection_withdrawn(check: Check, context: Context) -> pl.DataFrame:
    """A selection that has withdrawn has votes."""
    findings = []
    for contest in context.election.contests.values():
        rows = context.of(contest)
        for column in context.votes(contest):
            if selection_of(column) not in contest.withdrawn:
                continue
            message = pl.format(
                f"{selection_of(column)} has withdrawn, but has votes on the sheet: {{}}.", column
            )
            numbers = [pl.lit(selection_of(column)).alias("selection"), pl.col(column).alias("votes")]
            some = rows.filter(pl.col(column) > 0)
            findings.append(check.findings(some, message, numbers))
    return concat_findings(findings)


@also_at_reading(SELECTION_UNKNOWN)
def selection_unknown(check: Check, context: Context) -> pl.DataFrame:
    """A selection that does not stand in this contest has votes; they are not counted."""
    findings = []
    all_votes = [name for name in context.sheets.columns if name.startswith(sheet.VOTES_PREFIX)]
    for contest in context.election.contests.values():
        rows = context.of(contest)
        for column in sorted(set(all_votes) - set(context.votes(contest))):
            message = pl.format(
                f"{selection_of(column)} does not stand in this contest; its {{}} votes are not counted.",
                column,
            )
            numbers = [pl.lit(selection_of(column)).alias("selection"), pl.col(column).alias("votes")]
            some = rows.filter(pl.col(column) > 0)
            findings.append(check.findings(some, message, numbers))
    return concat_findings(findings)
