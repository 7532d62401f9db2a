"""Writes results as a tidy table: one row per contest, unit and selection, as CSV or Parquet."""

from __future__ import annotations

import io
from collections.abc import Mapping

import polars as pl

from escrutinio.model import NATION, Contest, Election, sheet, votes_column
from escrutinio.tabulation import share_base_of

COLUMNS: Mapping[str, type[pl.DataType]] = {
    "election": pl.String,
    "as_of": pl.String,
    "rehearsal": pl.Boolean,
    "contest": pl.String,
    "level": pl.String,
    "unit": pl.String,
    "name": pl.String,
    "status": pl.String,
    "selection": pl.String,
    "selection_name": pl.String,
    "votes": pl.Int64,
    "share": pl.Float64,
    "valid": pl.Int64,
    "valid_sheets": pl.Int64,
    "blank": pl.Int64,
    "blank_sheets": pl.Int64,
    "null": pl.Int64,
    "null_sheets": pl.Int64,
    "cast": pl.Int64,
    "cast_sheets": pl.Int64,
    "registered": pl.Int64,
    "registered_sheets": pl.Int64,
    "turnout": pl.Float64,
    "turnout_sheets": pl.Int64,
    "sheets_not_adding_up": pl.Int64,
    "unstated_votes": pl.Int64,
    "sheets_in": pl.Int64,
    "sheets_expected": pl.Int64,
    "registered_expected": pl.Int64,
    "registered_expected_sheets": pl.Int64,
    "projected_share": pl.Float64,
    "projected_low": pl.Float64,
    "projected_high": pl.Float64,
}
"""The columns in order. ``share`` is of the valid votes, or of the votes of all selections where these are
more; shares are null where there is nothing to say, and the interval is that of 90 %. ``registered`` is of
the sheets that are in, ``registered_expected`` of all. Beside a figure, ``_sheets`` is how many sheets state
or imply it: where fewer than all do, the figure is the least that it can be, and where none does it is null.
``turnout`` is over the sheets that state both of its numbers."""


def tidy_table(
    election: Election, units: pl.DataFrame, projected: pl.DataFrame, *, as_of: str, rehearsal: bool
) -> pl.DataFrame:
    """Results as one row per contest, unit and selection that stands there.

    Args:
        election: the definition.
        units: one row per contest, level and unit, with ``name``, ``status`` and the columns of a tabulation.
        projected: contest, level, unit, selection, share, low, high; may be empty.
        as_of: the moment of the count, ISO 8601.
        rehearsal: whether the sheets are those of the rehearsal.
    """
    figures = [name for name in units.columns if not name.startswith(sheet.VOTES_PREFIX)]
    figures += ["base", "at"]
    rows_of = [
        (
            contest,
            units.filter(pl.col(sheet.CONTEST) == contest.id)
            .with_columns(_share_base(contest, units).alias("base"))
            .with_row_index("at"),
        )
        for contest in election.contests.values()
    ]
    parts = [
        _standing(own, contest, name).select(
            *figures,
            pl.lit(place).alias("order"),
            pl.lit(name).alias("selection"),
            pl.lit(election.selections[name].name).alias("selection_name"),
            pl.col(votes_column(name)).alias("votes"),
        )
        for contest, own in rows_of
        for place, name in enumerate(contest.selections)
        if votes_column(name) in own.columns
    ]
    if not parts:
        return pl.DataFrame(schema=dict(COLUMNS))
    keys = [sheet.CONTEST, "level", "unit", "selection"]
    rows = pl.concat(parts).join(
        projected.select(
            *keys,
            pl.col("share").alias("projected_share"),
            pl.col("low").alias("projected_low"),
            pl.col("high").alias("projected_high"),
        ),
        on=keys,
        how="left",
    )
    contests = {contest: place for place, contest in enumerate(election.contests)}
    rows = rows.with_columns(
        pl.lit(election.id).alias("election"),
        pl.lit(as_of).alias("as_of"),
        pl.lit(rehearsal).alias("rehearsal"),
        pl.when(pl.col("base") > 0).then(pl.col("votes") / pl.col("base")).alias("share"),
        pl.when(pl.col("turnout_whole") > 0)
        .then(pl.col("turnout_part") / pl.col("turnout_whole"))
        .alias("turnout"),
        pl.col("sheets_reported").alias("sheets_in"),
        pl.col(sheet.CONTEST).replace_strict(contests, return_dtype=pl.Int64).alias("contest_order"),
    ).sort("contest_order", "at", "order")
    return rows.select(pl.col(name).cast(dtype) for name, dtype in COLUMNS.items())


def _standing(own: pl.DataFrame, contest: Contest, name: str) -> pl.DataFrame:
    """The units in which a selection stands: all, where the contest is decided as a whole."""
    return own if contest.level == NATION else own.filter(pl.col(votes_column(name)).is_not_null())


def _share_base(contest: Contest, units: pl.DataFrame) -> pl.Expr:
    """The valid votes, or the votes of all selections where these are more, or a ballot has several."""
    votes = [name for name in map(votes_column, contest.selections) if name in units.columns]
    return share_base_of(contest, pl.col(sheet.VALID), pl.sum_horizontal(votes))


_NUMBER = r"^[+\-]?\d+([.,]\d+)?$|^-$"


def csv_bytes(table: pl.DataFrame) -> bytes:
    """A table as CSV: UTF-8, commas, a header, moments and numbers as they are."""
    return without_formulas(table).write_csv(line_terminator="\n").encode()


def without_formulas(table: pl.DataFrame) -> pl.DataFrame:
    """A table for CSV in which no text is taken for a formula by a spreadsheet: an apostrophe is put first.

    See https://owasp.org/www-community/attacks/CSV_Injection.
    """
    return table.with_columns(
        pl.when(
            pl.col(name).str.contains(r"^[=+\-@\t\r\n]|^\s+[=+\-@]") & ~pl.col(name).str.contains(_NUMBER)
        )
        .then("'" + pl.col(name))
        .otherwise(pl.col(name))
        .alias(name)
        for name, dtype in table.schema.items()
        if dtype == pl.String
    )


def parquet_bytes(table: pl.DataFrame) -> bytes:
    """A table as Parquet."""
    buffer = io.BytesIO()
    table.write_parquet(buffer)
    return buffer.getvalue()
