"""Contests in which a ballot has several votes, laid out as if each voter were as many voters.

The model divides the voters of a place among lists, blank and null votes and those who stayed away. Where a
ballot has several votes, what is divided are the votes that the voters could give: a blank ballot is that
many blank votes, and votes that a valid ballot leaves unused are neither for a list nor of one who stayed
away, and so among the null ones. Shares of the lists, and turnout, are those of the count.
"""

from __future__ import annotations

import polars as pl

from escrutinio.model import Contest, sheet, votes_column
from escrutinio.tabulation import STATIONS_REGISTERED


def sheets_in_votes(sheets: pl.DataFrame, contest: Contest) -> pl.DataFrame:
    """A contest's sheets with ballots and voters as the votes that they can give; others as they are.

    Args:
        sheets: see :func:`escrutinio.tabulation.resolve_units`.
        contest: the contest.
    """
    times = contest.votes_allowed
    if times == 1:
        return sheets
    columns = [votes_column(name) for name in contest.selections if votes_column(name) in sheets.columns]
    listed = pl.sum_horizontal(columns).cast(pl.Int64) if columns else pl.lit(0, pl.Int64)
    some = pl.any_horizontal(pl.col(columns).is_not_null()) if columns else pl.lit(value=False)
    unused = (times * pl.col(sheet.VALID) - listed).clip(0)
    figures = {
        sheet.VALID: pl.when(some).then(listed),
        sheet.NULL: times * pl.col(sheet.NULL) + unused,
        **{
            name: times * pl.col(name)
            for name in (sheet.BLANK, sheet.CAST, sheet.REGISTERED, STATIONS_REGISTERED)
            if name in sheets.columns
        },
    }
    own = pl.col(sheet.CONTEST) == contest.id
    return sheets.with_columns(
        pl.when(own).then(value).otherwise(pl.col(name)).alias(name) for name, value in figures.items()
    )


def stations_in_votes(stations: pl.DataFrame, contest: Contest) -> pl.DataFrame:
    """The stations file with the votes that the contest's voters can give in the place of the voters."""
    if contest.votes_allowed == 1:
        return stations
    voters = pl.when(pl.col(sheet.CONTEST) == contest.id).then(
        contest.votes_allowed * pl.col(sheet.REGISTERED)
    )
    return stations.with_columns(voters.otherwise(sheet.REGISTERED).alias(sheet.REGISTERED))


def earlier_in_votes(earlier: pl.DataFrame | None, contest: Contest) -> pl.DataFrame | None:
    """The file of an earlier election, taken to have been held with as many votes a ballot."""
    if earlier is None or contest.votes_allowed == 1:
        return earlier
    names = (sheet.REGISTERED, sheet.BLANK, sheet.NULL, sheet.CAST)
    return earlier.with_columns(
        contest.votes_allowed * pl.col(name) for name in names if name in earlier.columns
    )
