"""Checks of a sheet against the stations file and against the other sheets of its polling place."""

from __future__ import annotations

import polars as pl

from escrutinio.ledger.checks.check import Check, define_check
from escrutinio.ledger.checks.context import Context
from escrutinio.ledger.finding_frame import concat_findings, empty_findings, grouped
from escrutinio.model import VOTE_TYPE, Severity, sheet, unit_column
from escrutinio.model.names import difference, look_alikes

_STATIONS_REGISTERED = "stations_registered"


@define_check(
    "not-in-stations",
    Severity.ERROR,
    "a sheet that is not in the stations file",
    "sheet ∉ stations of any contest",
)
def not_in_stations(check: Check, context: Context) -> pl.DataFrame:
    """The sheet is expected in no contest at all."""
    strangers = _strangers(context).filter(pl.col("other").is_null())
    message = pl.lit(
        "The stations file does not have this sheet. It is counted in the unit that the feed gives."
    )
    return check.findings(strangers, message, [sheet.REGISTERED])


@define_check(
    "other-contest",
    Severity.ERROR,
    "a sheet of another contest",
    "sheet ∉ stations of its contest, sheet ∈ stations of another",
)
def other_contest(check: Check, context: Context) -> pl.DataFrame:
    """The sheet is in the stations file of another contest only."""
    strangers = _strangers(context).filter(pl.col("other").is_not_null())
    message = pl.format("The stations file has this sheet only for {}.", "other")
    return check.findings(strangers, message, [pl.col("other")])


def _strangers(context: Context) -> pl.DataFrame:
    rows = context.sheets.filter(~pl.col("in_stations"))
    if rows.is_empty():
        return rows.with_columns(pl.lit(None, dtype=pl.String).alias("other"))
    elsewhere = context.stations.group_by(sheet.SHEET).agg(
        pl.col(sheet.CONTEST).sort().str.join(", ").alias("other")
    )
    return rows.join(elsewhere, on=sheet.SHEET, how="left")


@define_check(
    "other-unit",
    Severity.ERROR,
    "a sheet of another district or unit",
    "unit in the feed ≠ unit in the stations file, at any level",
)
def other_unit(check: Check, context: Context) -> pl.DataFrame:
    """The feed puts the sheet into another unit than the stations file does."""
    levels = [level for level in context.election.level_ids() if unit_column(level) in context.sheets.columns]
    if not levels:
        return empty_findings()
    said_something = pl.any_horizontal(pl.col(unit_column(level)).is_not_null() for level in levels)
    rows = context.sheets.filter(said_something)
    rows = rows.join(context.stations.select(*sheet.KEY, *levels), on=list(sheet.KEY), how="inner")
    findings = []
    for level in levels:
        in_feed = unit_column(level)
        # A feed that leaves the unit empty says nothing about it.
        differing = rows.filter((pl.col(in_feed) != "") & (pl.col(in_feed) != pl.col(level).fill_null("")))
        message = pl.format(
            "The feed puts this sheet in the {} '{}', the stations file in '{}'; "
            "the stations file's unit is used.",
            pl.lit(context.election.level_name(level)),
            in_feed,
            pl.col(level).fill_null("none"),
        )
        numbers = [
            pl.lit(level).alias("level"),
            pl.col(in_feed).alias("feed"),
            pl.col(level).alias("stations"),
        ]
        findings.append(check.findings(differing, message, numbers))
    return concat_findings(findings)


@define_check(
    "registered-not-stations",
    Severity.WARNING,
    "registered voters differ from the stations file",
    "registered ≠ registered in the stations file",
)
def registered_not_stations(check: Check, context: Context) -> pl.DataFrame:
    """The sheet's registered voters differ from the stations file's, which knows them."""
    known = pl.col(_STATIONS_REGISTERED) > 0
    rows = context.sheets.filter(known & (pl.col(sheet.REGISTERED) != pl.col(_STATIONS_REGISTERED)))
    message = pl.format(
        "The sheet states {} registered voters, the stations file {}.",
        grouped(sheet.REGISTERED),
        grouped(_STATIONS_REGISTERED),
    )
    numbers = [sheet.REGISTERED, _STATIONS_REGISTERED]
    return check.findings(rows, message, numbers)


@define_check(
    "place-outlier",
    Severity.WARNING,
    "a count far above the polling place's other tables",
    "cast > place_factor × median of the place's other tables (2 or more), and > median + place_margin",
)
def place_outlier(check: Check, context: Context) -> pl.DataFrame:
    """Far more votes were cast than at the other tables of the same polling place."""
    level = context.election.checks.place_level
    if not level or level not in context.stations.columns:
        return empty_findings()
    factor = context.election.checks.place_factor
    types = [VOTE_TYPE] if context.election.vote_types else []  # as much by mail as on the day is odd of none
    places = context.stations.select(*sheet.KEY, pl.col(level).alias("place_unit"), *types)
    places = places.drop_nulls("place_unit")
    rows = context.sheets.drop_nulls(sheet.CAST).join(places, on=list(sheet.KEY), how="inner")
    group = [sheet.CONTEST, "place_unit", *types]
    rows = _with_others(rows, sheet.CAST, group)
    margin = context.election.checks.place_margin
    median = pl.col("median_of_others")
    far = (pl.col(sheet.CAST) > median * factor) & (pl.col(sheet.CAST) > median + margin)
    rows = rows.filter((pl.col("tables") >= 3) & far)
    message = pl.format(
        "{} votes were cast here; the median of the other {} tables of this polling place is {}.",
        grouped(sheet.CAST),
        grouped(pl.col("tables") - 1),
        grouped("median_of_others"),
    )
    numbers = [
        pl.col(sheet.CAST),
        pl.col("median_of_others"),
        pl.lit(factor).alias("factor"),
        pl.col("tables"),
    ]
    return check.findings(rows, message, numbers)


def _with_others(rows: pl.DataFrame, column: str, group: list[str]) -> pl.DataFrame:
    """The rows with ``median_of_others`` (of the group's other rows; null if none) and ``tables``.

    With the values sorted, taking out the one of rank r leaves the others at places 0 to n-2, those from r on
    moved down by one. So the median of the rest is read off the sorted values, without comparing all pairs.
    """
    rows = rows.sort(*group, column).with_row_index("row")
    start = pl.col("row").min().over(group).cast(pl.Int64)
    rows = rows.with_columns(
        pl.len().over(group).cast(pl.Int64).alias("tables"),
        start.alias("start"),
        (pl.col("row").cast(pl.Int64) - start).alias("rank"),
    )

    def other(place: pl.Expr) -> pl.Expr:
        at = pl.col("start") + place + (place >= pl.col("rank")).cast(pl.Int64)
        return pl.col(column).gather(at.clip(0, rows.height - 1))

    others = pl.col("tables") - 1
    median = (other((others - 1) // 2) + other(others // 2)) / 2
    return rows.with_columns(pl.when(others > 0).then(median).alias("median_of_others")).drop(
        "row", "start", "rank"
    )


@define_check(
    "units-look-alike",
    Severity.WARNING,
    "two units of the stations file whose codes look alike",
    "codes of two units of a level ≠, and the same to the eye",
)
def units_look_alike(check: Check, context: Context) -> pl.DataFrame:
    """Two codes differ in what cannot be seen, or in letters of another script that look the same."""
    levels = context.election.level_ids()
    units = {level: context.stations[level].drop_nulls().unique(maintain_order=True) for level in levels}
    rows = pl.DataFrame(
        [
            (level, name, other, difference(other, name))
            for level, names in units.items()
            for name, other in look_alikes(names)
        ],
        schema=dict.fromkeys(("level", "unit", "other", "difference"), pl.String),
        orient="row",
    )
    message = pl.format(
        "Two units of the level {} in the stations file look alike, '{}' and '{}', and are counted apart. "
        "The second has {}.",
        *rows.columns,
    )
    return check.findings(rows, message, ["level", "unit", "other"])
