"""The registered voters where vote types are told apart: a station's, not those of any of its sheets.

Each type of a station is a sheet of its own, and a voter may vote in any of these ways. So the voters of a
station count once, whatever the number of its sheets; and while one of these is missing, those may still come
who have not voted on the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from escrutinio.model import NATION, VOTE_TYPE, Contest, sheet
from escrutinio.tabulation.ballots import NO_UNIT
from escrutinio.tabulation.columns import (
    IN_PART,
    REGISTERED_EXPECTED,
    REGISTERED_REPORTED,
    STATED_VOTERS,
    UNIT,
    part_of,
    sheets_with,
    whole_of,
)
from escrutinio.tabulation.frames import closed, opened, words_of

_STATION, _STATION_VOTERS = "station", "station_voters"
_TURNOUT = "turnout"
_VOTERS = (REGISTERED_EXPECTED, REGISTERED_REPORTED, sheet.REGISTERED)
_FIGURES = (
    *_VOTERS,
    *map(sheets_with, _VOTERS),
    part_of(_TURNOUT),
    whole_of(_TURNOUT),
    sheets_with(_TURNOUT),
)


def with_station_voters(
    tables: Mapping[str, Any], located_sheets: Any, stations: Any, contest: Contest
) -> Mapping[str, Any]:
    """A tabulation whose registered voters are those of whole stations.

    Of a station that is in with all its types the voters are in. Of one that is not, those who have voted on
    the sheets that are in; so what is missing is the most that can still come. It has no turnout yet. The
    voters of a vote type are not known.

    Args:
        tables: see :func:`escrutinio.tabulation.tabulate`.
        located_sheets: see :func:`escrutinio.tabulation.resolve_units`.
        stations: one row per expected sheet, with ``station`` and ``station_voters``.
        contest: what was tabulated.
    """
    by_station = _stations(located_sheets, stations, contest, [name for name in tables if name != NATION])
    return {level: _level(table, level, by_station) for level, table in tables.items()}


def _stations(located_sheets: Any, stations: Any, contest: Contest, levels: list[str]) -> Any:
    """One row per station: its units, and what it adds to each of the figures."""
    units = [level for level in levels if level != VOTE_TYPE]
    opened_stations = opened(stations)
    lib = words_of(opened_stations)
    due = opened_stations.filter(lib.col(sheet.CONTEST) == contest.id)
    came = opened(located_sheets).filter(lib.col(sheet.CONTEST) == contest.id, ~lib.col(IN_PART))
    came = came.join(due.select(sheet.SHEET, _STATION), on=sheet.SHEET, how="inner")
    known = lib.when(lib.col(_STATION_VOTERS) > 0).then(lib.col(_STATION_VOTERS).cast(lib.Int64))
    one = lib.lit(1, dtype=lib.Int64)
    expected = (
        due.with_columns(known.alias(_STATION_VOTERS), one.alias("due"), lib.col(units).fill_null(NO_UNIT))
        if units
        else due.with_columns(known.alias(_STATION_VOTERS), one.alias("due"))
    )
    expected = expected.group_by(_STATION, *units).agg(lib.col(_STATION_VOTERS).max(), lib.col("due").sum())
    cast_unknown = lib.col(sheet.CAST).is_null().cast(lib.Int64)
    reported = (
        came.with_columns(one.alias("in"), cast_unknown.alias("unknown"))
        .group_by(_STATION)
        .agg(
            lib.col("in", "unknown", sheet.CAST).sum(),
            lib.col(STATED_VOTERS).max(),
        )
    )
    both = expected.join(reported, on=_STATION, how="left").with_columns(
        lib.col("in", "unknown", sheet.CAST).fill_null(0)
    )
    voters, cast = lib.col(_STATION_VOTERS), lib.col(sheet.CAST)
    whole = lib.col("in") == lib.col("due")
    stated = lib.coalesce(lib.col(STATED_VOTERS), voters)
    so_far = lib.when(lib.col("unknown") == 0).then(lib.min_horizontal(cast, voters)).otherwise(0)
    has = (~voters.is_null()).cast(lib.Int64)
    in_full = whole & ~stated.is_null()
    told = in_full & (lib.col("unknown") == 0)
    return both.select(
        *units,
        voters.alias(REGISTERED_EXPECTED),
        (has * lib.col("due")).alias(sheets_with(REGISTERED_EXPECTED)),
        lib.when(whole).then(voters).otherwise(so_far).alias(REGISTERED_REPORTED),
        (has * lib.col("in")).alias(sheets_with(REGISTERED_REPORTED)),
        lib.when(in_full).then(stated).alias(sheet.REGISTERED),
        lib.when(in_full).then(lib.col("in")).otherwise(0).alias(sheets_with(sheet.REGISTERED)),
        lib.when(told).then(cast).alias(part_of(_TURNOUT)),
        lib.when(told).then(stated).alias(whole_of(_TURNOUT)),
        lib.when(told).then(lib.col("in")).otherwise(0).alias(sheets_with(_TURNOUT)),
    )


def _level(table: Any, level: str, by_station: Any) -> Any:
    frame = opened(table)
    lib = words_of(frame)
    order = frame.collect_schema().names()
    if level == NATION:
        sums = by_station.select(lib.col(*_FIGURES).sum()).with_columns(lib.lit(NATION).alias(UNIT))
    elif level == VOTE_TYPE:
        nothing = [lib.lit(0, dtype=lib.Int64).alias(name) for name in _FIGURES]
        sums = frame.select(UNIT, *nothing)
    else:
        sums = by_station.group_by(level).agg(lib.col(*_FIGURES).sum()).rename({level: UNIT})
    kept = frame.drop(*_FIGURES).join(sums, on=UNIT, how="left")
    numbers = kept.with_columns(lib.col(*_FIGURES).fill_null(0).cast(lib.Int64))
    # Sheets that no station expects have units too, and none of these figures.
    unknown = [lib.when(lib.col(sheets_with(name)) > 0).then(lib.col(name)).alias(name) for name in _VOTERS]
    result = numbers.with_columns(*unknown).select(*order)
    return closed(result if level == NATION else result.sort(UNIT))
