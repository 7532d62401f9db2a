"""Folds sheets up the tree of reporting units. Written once against Narwhals, for Polars and PySpark alike.

What is missing stays missing: no unit, sheet or vote is estimated here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import narwhals as nw

from escrutinio.model import NATION, Contest, Election, sheet, unit_column, votes_column

UNIT = "unit"
SHEETS_EXPECTED, SHEETS_REPORTED = "sheets_expected", "sheets_reported"
SHEETS_UNEXPECTED = "sheets_unexpected"
"""Of the sheets reported, those that are not in the stations file."""
REGISTERED_EXPECTED, REGISTERED_REPORTED = "registered_expected", "registered_reported"
COVERAGE = (SHEETS_EXPECTED, SHEETS_REPORTED, SHEETS_UNEXPECTED, REGISTERED_EXPECTED, REGISTERED_REPORTED)

NO_UNIT = ""
"""The unit of sheets that lie in no unit of a level, such as votes from abroad in a level of districts."""

_STATIONS_REGISTERED = "stations_registered"


def resolve_units(sheets: Any, stations: Any, election: Election) -> Any:
    """The sheets with their reporting units, and with what their own numbers imply.

    Units come from the stations file; a sheet that is not on it keeps what the feed said. A sheet that
    does not state
    its valid votes has those of its lists; one that does not state its votes cast has valid, blank and null
    together; one that does not state its registered voters has those of the stations file.

    Args:
        sheets: a native frame (Polars or PySpark) with the columns of :mod:`escrutinio.model.sheet`.
        stations: a native frame of the same kind, one row per expected sheet.
        election: gives levels and contests.

    Returns:
        A native frame of the same kind: contest, sheet, one column per level, ``stations_registered``
        (null when
        the sheet is not in the stations file), the counts and the votes.
    """
    frame = nw.from_native(sheets)
    levels = election.level_ids()
    names = frame.collect_schema().names()
    votes = [name for name in map(votes_column, election.selections) if name in names]
    known = nw.from_native(stations).select(
        *sheet.KEY, *levels, nw.col(sheet.REGISTERED).alias(_STATIONS_REGISTERED)
    )
    joined = frame.join(known, on=list(sheet.KEY), how="left")
    expected = ~nw.col(_STATIONS_REGISTERED).is_null()
    units = [
        nw.when(expected).then(nw.col(level)).otherwise(nw.col(unit_column(level))).alias(level)
        for level in levels
        if unit_column(level) in names
    ]
    stated = {key: nw.col(key) for key in sheet.COUNTS if key in names}
    listed: nw.Expr = nw.lit(None, dtype=nw.Int64)
    for contest in election.contests.values():
        columns = [votes_column(name) for name in contest.selections if votes_column(name) in votes]
        if columns:
            of_contest = nw.sum_horizontal(*columns)
            listed = nw.when(nw.col(sheet.CONTEST) == contest.id).then(of_contest).otherwise(listed)
    nothing = nw.lit(None, dtype=nw.Int64)
    valid = nw.coalesce(stated.get(sheet.VALID, nothing), listed)
    parts = valid + stated.get(sheet.BLANK, nothing) + stated.get(sheet.NULL, nothing)
    settled = [
        valid.alias(sheet.VALID),
        nw.coalesce(stated.get(sheet.CAST, nothing), parts).alias(sheet.CAST),
        nw.coalesce(stated.get(sheet.REGISTERED, nothing), nw.col(_STATIONS_REGISTERED)).alias(
            sheet.REGISTERED
        ),
    ]
    settled += [stated.get(key, nothing).alias(key) for key in (sheet.BLANK, sheet.NULL)]
    result = joined.with_columns(*units, *settled).select(
        *sheet.KEY, *levels, _STATIONS_REGISTERED, *sheet.COUNTS, *votes
    )
    return result.to_native()


def tabulate(
    located_sheets: Any, stations: Any, contest: Contest, levels: Sequence[str] | None = None
) -> Mapping[str, Any]:
    """The sums of one contest at each of its levels.

    Args:
        located_sheets: the frame of :func:`resolve_units`.
        stations: the stations file, a native frame of the same kind.
        contest: what is tabulated.
        levels: the levels wanted, NATION among them; None means all of the contest's.

    Returns:
        For each level a native frame with one row per unit: ``unit`` (NATION has one, named "nation"), the
        columns of COVERAGE, the counts, and the votes of each selection; all whole numbers. Parts add up to
        the whole at every level, because sheets without a unit at a level stay together under NO_UNIT.
    """
    wanted = tuple(levels) if levels is not None else contest.levels
    below = [level for level in wanted if level != NATION]
    frame = nw.from_native(located_sheets)
    names = frame.collect_schema().names()
    votes = [name for name in map(votes_column, contest.selections) if name in names]
    sums = [*sheet.COUNTS, *votes]
    reported = _filled(frame.filter(nw.col(sheet.CONTEST) == contest.id), below)
    expected = _filled(nw.from_native(stations).filter(nw.col(sheet.CONTEST) == contest.id), below)
    each = nw.lit(1, dtype=nw.Int64)
    unexpected = nw.col(_STATIONS_REGISTERED).is_null().cast(nw.Int64)
    came_in = reported.select(
        *below,
        each.alias(SHEETS_REPORTED),
        unexpected.alias(SHEETS_UNEXPECTED),
        nw.col(_STATIONS_REGISTERED).alias(REGISTERED_REPORTED),
        *[nw.col(name).cast(nw.Int64) for name in sums],
    )
    due = expected.select(
        *below,
        each.alias(SHEETS_EXPECTED),
        nw.col(sheet.REGISTERED).cast(nw.Int64).alias(REGISTERED_EXPECTED),
    )
    columns = [*COVERAGE, *sums]
    # Many sheets share all their units: fold those first, then every level out of the few rows that remain.
    of_sheets = [SHEETS_REPORTED, SHEETS_UNEXPECTED, REGISTERED_REPORTED, *sums]
    of_stations = [SHEETS_EXPECTED, REGISTERED_EXPECTED]
    folded = [
        _with_zeros(_summed(came_in, below, of_sheets), of_stations, [*below, *columns]),
        _with_zeros(_summed(due, below, of_stations), of_sheets, [*below, *columns]),
    ]
    finest = nw.concat(folded, how="vertical")
    return {level: _level(finest, level, columns).to_native() for level in wanted}


def _with_zeros(frame: Any, absent: Sequence[str], order: Sequence[str]) -> Any:
    zeros = [nw.lit(0, dtype=nw.Int64).alias(name) for name in absent]
    return frame.with_columns(*zeros).select(*order)


def _filled(frame: Any, levels: Sequence[str]) -> Any:
    return frame.with_columns(*[nw.col(level).fill_null(NO_UNIT) for level in levels]) if levels else frame


def _summed(frame: Any, keys: Sequence[str], columns: Sequence[str]) -> Any:
    # A sum over nothing is 0 in one engine and null in another.
    sums = [nw.col(name).sum().fill_null(0).cast(nw.Int64).alias(name) for name in columns]
    if not keys:
        return frame.select(*sums)
    return (
        frame.group_by(*keys)
        .agg(*[nw.col(name).sum() for name in columns])
        .with_columns(*[nw.col(name).fill_null(0).cast(nw.Int64) for name in columns])
        .select(*keys, *columns)
    )


def _level(finest: Any, level: str, columns: Sequence[str]) -> Any:
    if level == NATION:
        return _summed(finest, [], columns).with_columns(nw.lit(NATION).alias(UNIT)).select(UNIT, *columns)
    return _summed(finest, [level], columns).rename({level: UNIT}).sort(UNIT)
