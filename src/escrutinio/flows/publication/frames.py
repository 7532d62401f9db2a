"""The frames of a publication, one Parquet file each: units, projected units, sheets, versions, findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from escrutinio.flows.count import Count, unit_names
from escrutinio.flows.desk import Desk
from escrutinio.flows.resolved import ResolvedSheets
from escrutinio.ledger import schema
from escrutinio.ledger.stations import LATITUDE, LONGITUDE
from escrutinio.model import NATION, VOTE_TYPE, Contest, Election, count_item_status, sheet
from escrutinio.tabulation import (
    IN_PART,
    IN_STATIONS,
    NO_UNIT,
    SHEETS_EXPECTED,
    SHEETS_REPORTED,
    SHEETS_UNEXPECTED,
    STATIONS_REGISTERED,
    UNIT,
)

LEVEL, NAME, STATUS = "level", "name", "status"
UNIT_NAMES = "unit-names"
"""The frame with the names of units in other languages."""
VOTE_TYPES = "vote-types"
"""The frame of units by vote type; without rows where types are not told apart."""
FRAMES = ("units", "projected", "sheets", "versions", "findings", "places", "earlier", UNIT_NAMES, VOTE_TYPES)
NO_UNIT_NAME = "(in none)"
IN, MISSING, LEFT_OUT, NOT_IN_STATIONS = "in", "missing", "left-out", "not-in-stations"
COUNTED_IN_PART = "in-part"
"""Statuses of a sheet: it counts; expected; left out by the definition; counts, and is not in the stations
file."""

PROJECTED_SCHEMA: Mapping[str, type[pl.DataType]] = {
    sheet.CONTEST: pl.String,
    LEVEL: pl.String,
    UNIT: pl.String,
    "selection": pl.String,  # empty: turnout
    "votes": pl.Int64,
    "share": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
}


def lies_in(level: str) -> str:
    """The column with the one unit of a level that a unit lies in; null where there is not one."""
    return f"in_{level}"


def units_frame(counted: Count) -> pl.DataFrame:
    """One row per contest, level and unit: name, status, the units it lies in, and its sums."""
    election = counted.election
    names = {level: unit_names(counted.stations, level) for level in election.level_ids()}
    parts = []
    for contest in election.contests.values():
        for level in contest.levels:
            sums = counted.sums[contest.id][level]
            labels = {NATION: election.name} if level == NATION else {NO_UNIT: NO_UNIT_NAME, **names[level]}
            named = pl.col(UNIT).replace_strict(labels, default=pl.col(UNIT), return_dtype=pl.String)
            head = sums.with_columns(
                pl.lit(contest.id).alias(sheet.CONTEST),
                pl.lit(level).alias(LEVEL),
                named.alias(NAME),
                _status().alias(STATUS),
            )
            parts.append(_with_units_above(head, counted.stations, contest, level, election))
    frame = pl.concat(parts, how="diagonal")
    first = [sheet.CONTEST, LEVEL, UNIT, NAME, STATUS]
    return frame.select(*first, *[name for name in frame.columns if name not in first])


def vote_types_frame(counts: Sequence[Count]) -> pl.DataFrame:
    """The units of counts of one vote type each, with ``vote_type``; see :func:`units_frame`."""
    keys = dict.fromkeys([sheet.CONTEST, LEVEL, UNIT, "vote_type"], pl.String)
    parts = [
        units_frame(counted)
        .filter(pl.col(LEVEL) != VOTE_TYPE)
        .with_columns(vote_type=pl.lit(counted.vote_type))
        for counted in counts
    ]
    return pl.concat([pl.DataFrame(schema=keys), *parts], how="diagonal")


def _status() -> pl.Expr:
    expected_in = pl.col(SHEETS_REPORTED) - pl.col(SHEETS_UNEXPECTED)
    none, some, whole = (count_item_status(reported, 2).value for reported in range(3))
    return (
        pl.when(expected_in == 0)
        .then(pl.lit(none))
        .when(expected_in >= pl.col(SHEETS_EXPECTED))
        .then(pl.lit(whole))
        .otherwise(pl.lit(some))
    )


def _with_units_above(
    units: pl.DataFrame, stations: pl.DataFrame, contest: Contest, level: str, election: Election
) -> pl.DataFrame:
    others = [other for other in election.level_ids() if other != level and other in contest.levels]
    own = pl.col(UNIT).alias(lies_in(level)) if level != NATION else pl.lit(None).alias(lies_in(NATION))
    if level == NATION or not others:
        return units.with_columns(own).drop(lies_in(NATION), strict=False)
    due = stations.filter(pl.col(sheet.CONTEST) == contest.id).with_columns(
        pl.col(level, *others).fill_null(NO_UNIT)
    )
    containing = [
        pl.when(pl.col(other).n_unique() == 1).then(pl.col(other).first()).alias(lies_in(other))
        for other in others
    ]
    above = due.group_by(pl.col(level).alias(UNIT)).agg(containing)
    return units.join(above, on=UNIT, how="left", maintain_order="left").with_columns(own)


def sheets_frame(desk: Desk, resolved: ResolvedSheets) -> pl.DataFrame:
    """Every sheet, expected or in: its units, its status and its numbers, as they count."""
    levels = list(desk.election.level_ids())
    came = resolved.sheets.with_columns(
        pl.when(IN_PART)
        .then(pl.lit(COUNTED_IN_PART))
        .when(IN_STATIONS)
        .then(pl.lit(IN))
        .otherwise(pl.lit(NOT_IN_STATIONS))
        .alias(STATUS)
    )
    voters = pl.when(pl.col(sheet.REGISTERED) > 0).then(sheet.REGISTERED)
    due = desk.stations.select(*sheet.KEY, *levels, voters.alias(STATIONS_REGISTERED))
    absent = due.join(came, on=list(sheet.KEY), how="anti")
    left = resolved.excluded.with_columns(pl.lit(LEFT_OUT).alias(STATUS))
    absent = absent.join(left, on=list(sheet.KEY), how="left").with_columns(pl.col(STATUS).fill_null(MISSING))
    frame = pl.concat([came, absent], how="diagonal").with_columns(pl.col(levels).fill_null(NO_UNIT))
    return frame.sort(*sheet.KEY)


def versions_frame(versions: pl.DataFrame, deliveries: pl.DataFrame) -> pl.DataFrame:
    """Every version of every sheet, with the moment its delivery was received; see ``ledger.history``."""
    kept = [name for name in versions.columns if not name.startswith(sheet.UNIT_PREFIX)]
    received = deliveries.select(schema.DELIVERY, sheet.OBSERVED_AT, schema.RECEIVED_AT).unique(
        schema.DELIVERY, keep="first", maintain_order=True
    )
    dated = versions.select(kept).join(
        received.select(schema.DELIVERY, schema.RECEIVED_AT), on=schema.DELIVERY, how="left"
    )
    return dated.sort(*sheet.KEY, sheet.OBSERVED_AT, schema.SOURCE, "version")


def places_frame(units: pl.DataFrame, stations: pl.DataFrame, contest: str, level: str) -> pl.DataFrame:
    """Polling places that the stations file gives coordinates: the rows of ``units`` with ``lat`` and
    ``lon``.
    """
    if level not in stations.columns:
        nowhere = {LATITUDE: pl.Float64, LONGITUDE: pl.Float64}
        return units.clear().with_columns(pl.lit(None, dtype=t).alias(n) for n, t in nowhere.items())
    known = (
        stations.filter((pl.col(sheet.CONTEST) == contest) & pl.col(LATITUDE).is_finite())
        .filter(pl.col(LONGITUDE).is_finite())
        .group_by(pl.col(level).alias(UNIT))
        .agg(pl.col(LATITUDE).first(), pl.col(LONGITUDE).first())
    )
    wanted = units.filter((pl.col(sheet.CONTEST) == contest) & (pl.col(LEVEL) == level))
    return wanted.join(known, on=UNIT, how="inner", maintain_order="left")


def levels_below(election: Election, contest: Contest, level: str, place: str) -> Sequence[str]:
    """The levels whose units a page of ``level`` lists; none for the level that lists its sheets."""
    below = [
        lower
        for lower in contest.levels
        if lower != NATION and _level_above(election, contest, lower) == level
    ]
    if below or level == place or place not in contest.levels:
        return below
    # A level with none below it, such as districts beside municipalities: the polling places that lie in it.
    return [place]


def _level_above(election: Election, contest: Contest, level: str) -> str:
    """The nearest level above at which the contest is tabulated as well."""
    parents = {entry.id: entry.parent for entry in election.levels}
    above = parents[level]
    while above not in contest.levels:
        above = parents[above]
    return above


def place_level(election: Election) -> str:
    """The level of polling places; empty when the election names none."""
    if election.projection is not None:
        return election.projection.place
    return election.checks.place_level
