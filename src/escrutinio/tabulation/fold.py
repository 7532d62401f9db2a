"""Folds sheets up the tree of reporting units. Written once, for Polars and PySpark alike.

What is missing stays missing: no unit, sheet or vote is estimated here. A figure of a sheet is stated,
implied by others of the same sheet, or unknown; beside every sum stands how many sheets it is of.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any

from escrutinio.model import NATION, Contest, Election, sheet, unit_column, votes_column
from escrutinio.tabulation.ballots import NO_UNIT, standing_votes, stated_elsewhere
from escrutinio.tabulation.columns import (
    IN_PART,
    IN_STATIONS,
    MOST_VALID,
    NOT_ADDING_UP,
    PART_REGISTERED,
    PARTS_UNEXPECTED,
    REGISTERED_EXPECTED,
    REGISTERED_REPORTED,
    REGISTERED_REST,
    SHARES,
    SHEETS_EXPECTED,
    SHEETS_IN_PART,
    SHEETS_REPORTED,
    SHEETS_UNEXPECTED,
    STATED_VOTERS,
    STATIONS_REGISTERED,
    UNIT,
    UNSTATED_VOTES,
    part_of,
    sheets_with,
    whole_of,
)
from escrutinio.tabulation.frames import closed, is_lazy, opened, words_of

_STATED = "stated_elsewhere"
"""How many selections sheets state that do not stand in their unit."""
_STILL_TO_VOTE = "part_voters"
"""On sheets that are in part: the voters of the tables that are counted, less those who voted. How many
voters a table has is not known, so that all of them may still come on the others; and never fewer than none
in a place."""

_OF_STATIONS = (SHEETS_EXPECTED, REGISTERED_EXPECTED, sheets_with(REGISTERED_EXPECTED))
_OF_SHEETS = (
    SHEETS_REPORTED,
    SHEETS_UNEXPECTED,
    SHEETS_IN_PART,
    REGISTERED_REPORTED,
    sheets_with(REGISTERED_REPORTED),
    _STILL_TO_VOTE,
    PART_REGISTERED,
    sheets_with(PART_REGISTERED),
    PARTS_UNEXPECTED,
    *sheet.COUNTS,
    *map(sheets_with, sheet.COUNTS),
    *[column(share) for share in SHARES for column in (part_of, whole_of, sheets_with)],
    NOT_ADDING_UP,
    UNSTATED_VOTES,
)
_LISTED, _GAP = "__listed", "__gap"
_MANY_BALLOTS = 20
_Ballots = dict[tuple[tuple[str, ...], tuple[str, ...] | None], list[str]]
"""Columns of the selections, and of those that all stand, if so -> the contests that have them."""
_SUMS_OF_SOME = (REGISTERED_EXPECTED, REGISTERED_REPORTED, *sheet.COUNTS)
"""Sums of what some sheets may not state."""


def known_voters(lib: ModuleType, column: str) -> Any:
    """A number of registered voters; null where it is not known, which 0 says as well."""
    return lib.when(lib.col(column) > 0).then(lib.col(column).cast(lib.Int64))


def resolve_units(sheets: Any, stations: Any, election: Election) -> Any:
    """The sheets with their reporting units, and with what their own numbers imply.

    Units come from the stations file; a sheet that is not on it keeps what the feed said. A sheet that does
    not state its valid votes has those of its lists, if it states any; where it leaves out a list, those cast
    less blank and null, if it states these and they are no fewer. A sheet that does not state its votes cast
    has valid, blank and null together, if it states these or its contest has none of the kind; one that does
    not state its registered voters has those of the stations file, if they are known. Where a ballot
    has several votes, those of the lists do not say how many ballots are valid: all that were cast are, but
    for the blank and the null ones. Where vote types are told apart, the voters that a sheet states are its
    station's; they stand in ``STATED_VOTERS``, and the sheet has none of its own.

    Args:
        sheets: a native frame (Polars or PySpark) with the columns of :mod:`escrutinio.model.sheet`.
        stations: a native frame of the same kind, one row per expected sheet.
        election: gives levels and contests.

    Returns:
        A native frame of the same kind: contest, sheet, one column per level, ``IN_STATIONS``,
        ``STATIONS_REGISTERED`` (of a sheet that is in part as large a part as of its tables), ``IN_PART``,
        ``REGISTERED_REST``, ``MOST_VALID``, the counts, the votes and the tables; null is what is not known.
    """
    frame = opened(sheets)
    lib = words_of(frame)
    levels = election.level_ids()
    names = set(frame.collect_schema().names())
    votes = [name for name in map(votes_column, election.selections) if name in names]
    known = opened(stations).select(
        *sheet.KEY,
        *levels,
        known_voters(lib, sheet.REGISTERED).alias(STATIONS_REGISTERED),
        lib.lit(True).alias(IN_STATIONS),
    )
    joined = frame.join(known, on=list(sheet.KEY), how="left")
    joined = joined.with_columns((~lib.col(IN_STATIONS).is_null()).alias(IN_STATIONS))
    units = [
        lib.when(lib.col(IN_STATIONS))
        .then(lib.col(level))
        .otherwise(lib.col(unit_column(level)))
        .alias(level)
        for level in levels
        if unit_column(level) in names
    ]
    nothing = lib.lit(None, dtype=lib.Int64)
    stated = {key: lib.col(key) if key in names else nothing for key in sheet.COUNTS}
    listed, gap, blank, null = nothing, lib.lit(False), stated[sheet.BLANK], stated[sheet.NULL]
    none = lib.lit(0, dtype=lib.Int64)
    # Contests with the same selections, such as questions, are one: every expression is of all sheets.
    same: _Ballots = {}
    for contest in election.contests.values():
        columns = [votes_column(name) for name in contest.selections if votes_column(name) in votes]
        if columns and contest.votes_allowed == 1:
            # Where it is not of the whole country, who is left out may just not stand there.
            all_stand = tuple(_still_listed(columns, contest)) if contest.level == NATION else None
            same.setdefault((tuple(columns), all_stand), []).append(contest.id)
    if len(same) > _MANY_BALLOTS and not is_lazy(joined):
        joined = joined.join(_of_ballots(joined, same), on=list(sheet.KEY), how="left")
        listed, gap = lib.col(_LISTED), lib.col(_GAP).fill_null(value=False)
        same = {}
    for (listed_here, all_stand), ids in same.items():
        own = lib.col(sheet.CONTEST).is_in(ids)
        listed = lib.when(own).then(_listed(lib, listed_here)).otherwise(listed)
        if all_stand is not None:
            gap = lib.when(own).then(_gaps(lib, all_stand) > 0).otherwise(gap)
    # All contests at once: one after the other, each would double the expression.
    contests = election.contests.values()
    blank = _known_as_none(lib, blank, [contest.id for contest in contests if contest.no_blank])
    null = _known_as_none(lib, null, [contest.id for contest in contests if contest.no_null])
    several = [contest.id for contest in contests if contest.votes_allowed > 1]
    rest = stated[sheet.CAST] - blank - null
    if several:
        listed = lib.when(lib.col(sheet.CONTEST).is_in(several)).then(rest).otherwise(listed)
    implied = lib.when(gap & (rest >= listed)).then(rest)
    valid = lib.coalesce(stated[sheet.VALID], implied, listed)
    registered = known_voters(lib, sheet.REGISTERED) if sheet.REGISTERED in names else nothing
    settled = {
        sheet.VALID: valid,
        sheet.BLANK: blank,
        sheet.NULL: null,
        sheet.CAST: lib.coalesce(stated[sheet.CAST], valid + blank + null),
        sheet.REGISTERED: lib.coalesce(registered, lib.col(STATIONS_REGISTERED)),
    }
    most = stated[sheet.CAST] - lib.coalesce(blank, none) - lib.coalesce(null, none)
    most = lib.coalesce(stated[sheet.VALID], most, settled[sheet.REGISTERED])
    part, of_part, rest = lib.lit(False), lib.col(STATIONS_REGISTERED), nothing
    if sheet.TABLES_TOTAL in names:
        done, total = lib.col(sheet.TABLES_COUNTED), lib.col(sheet.TABLES_TOTAL)
        part = (~total.is_null()) & (done < total)
        # The voters of a place are told apart by its tables, which have about as many each.
        rest = lib.when(part).then(of_part - of_part * done // total)
        of_part = lib.when(part).then(of_part * done // total).otherwise(of_part)
        settled[sheet.REGISTERED] = lib.when(~part).then(settled[sheet.REGISTERED])
    shared = []
    if election.vote_types:
        shared = [registered.alias(STATED_VOTERS)]
        settled[sheet.REGISTERED] = lib.col(STATIONS_REGISTERED)
    settled |= {STATIONS_REGISTERED: of_part, REGISTERED_REST: rest}
    result = joined.with_columns(
        *units,
        *shared,
        part.alias(IN_PART),
        most.alias(MOST_VALID),
        *[value.alias(name) for name, value in settled.items()],
    ).select(
        *sheet.KEY,
        *levels,
        IN_STATIONS,
        STATIONS_REGISTERED,
        IN_PART,
        REGISTERED_REST,
        MOST_VALID,
        *sheet.COUNTS,
        *votes,
        *([STATED_VOTERS] if shared else []),
        *[name for name in sheet.TABLES if name in names],
    )
    return closed(result)


def _of_ballots(joined: Any, same: _Ballots) -> Any:
    """The votes of all selections of each sheet, and whether one is not stated, ballot by ballot.

    As one expression each ballot would be reckoned on the sheets of all others: gigabytes for hundreds.
    """
    lib = words_of(joined)
    parts = []
    for (columns, all_stand), ids in same.items():
        gap = lib.lit(False) if all_stand is None else _gaps(lib, all_stand) > 0
        own = joined.filter(lib.col(sheet.CONTEST).is_in(ids))
        parts.append(own.select(*sheet.KEY, _listed(lib, columns).alias(_LISTED), gap.alias(_GAP)))
    return lib.concat(parts, how="vertical")


def _known_as_none(lib: Any, count: Any, contests: Sequence[str]) -> Any:
    """A count that is 0 where a sheet of some contests does not state it."""
    if not contests:
        return count
    none = lib.lit(0, dtype=lib.Int64)
    return lib.when(lib.col(sheet.CONTEST).is_in(contests)).then(lib.coalesce(count, none)).otherwise(count)


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
        For each level a native frame with one row per unit: ``unit`` (NATION has one, named "nation"), how
        many sheets are expected and in, the voters of the stations file on them, the counts, both numbers of
        each share, and the votes of each selection; all whole numbers. Beside a figure stands
        ``sheets_with(figure)``; a figure that no sheet states or implies is null, unless there is no sheet.
        A sheet that is in part counts with its votes, and is not among the sheets that are in;
        ``sheets_with`` counts it as well. The votes of a selection are null where sheets are in and none
        states any, or it does not stand; see :mod:`escrutinio.tabulation.ballots`. Parts add up to the whole
        at every level, because sheets without a unit at a level stay together under NO_UNIT.
    """
    wanted = tuple(levels) if levels is not None else contest.levels
    below = [level for level in wanted if level != NATION]
    if contest.level != NATION and contest.level not in below:
        below.append(contest.level)  # who stands in a unit is said of the units of this level
    frame = opened(located_sheets)
    lib = words_of(frame)
    names = set(frame.collect_schema().names())
    votes = [name for name in map(votes_column, contest.selections) if name in names]
    reported = _filled(frame.filter(lib.col(sheet.CONTEST) == contest.id), below)
    expected = _filled(opened(stations).filter(lib.col(sheet.CONTEST) == contest.id), below)
    each = lib.lit(1, dtype=lib.Int64)
    listed = _listed(lib, votes) if votes else lib.lit(None, dtype=lib.Int64)
    most = contest.votes_allowed * lib.col(sheet.VALID)
    wrong = listed > most if contest.votes_allowed > 1 else listed != most
    whole = ~lib.col(IN_PART)
    voted = lib.coalesce(lib.col(sheet.CAST), lib.col(sheet.VALID), listed, lib.lit(0, dtype=lib.Int64))
    came_in = reported.select(
        *below,
        _tally(lib, whole).alias(SHEETS_REPORTED),
        _tally(lib, whole & ~lib.col(IN_STATIONS)).alias(SHEETS_UNEXPECTED),
        _tally(lib, ~whole).alias(SHEETS_IN_PART),
        lib.col(STATIONS_REGISTERED).alias(REGISTERED_REPORTED),
        _tally(lib, whole & ~lib.col(STATIONS_REGISTERED).is_null()).alias(sheets_with(REGISTERED_REPORTED)),
        lib.when(~whole)
        .then(lib.max_horizontal(lib.col(STATIONS_REGISTERED) - voted, lib.lit(0) - lib.col(REGISTERED_REST)))
        .fill_null(0)
        .alias(_STILL_TO_VOTE),
        lib.when(~whole).then(lib.col(STATIONS_REGISTERED)).fill_null(0).alias(PART_REGISTERED),
        _tally(lib, ~whole & ~lib.col(STATIONS_REGISTERED).is_null()).alias(sheets_with(PART_REGISTERED)),
        _tally(lib, ~whole & ~lib.col(IN_STATIONS)).alias(PARTS_UNEXPECTED),
        lib.col(*sheet.COUNTS, *votes).cast(lib.Int64),
        *[_stated(lib, name).alias(sheets_with(name)) for name in sheet.COUNTS],
        *[number for share in SHARES for number in _both(lib, share)],
        _tally(lib, wrong).fill_null(0).alias(NOT_ADDING_UP),
        _gaps(lib, _still_listed(votes, contest)).alias(UNSTATED_VOTES),
    )
    due = expected.select(
        *below,
        each.alias(SHEETS_EXPECTED),
        known_voters(lib, sheet.REGISTERED).alias(REGISTERED_EXPECTED),
        _tally(lib, lib.col(sheet.REGISTERED) > 0).fill_null(0).alias(sheets_with(REGISTERED_EXPECTED)),
    )
    own = votes if contest.level != NATION else []
    # Votes stay null where no sheet states any: of a contest that is decided unit by unit, as who stands in a
    # unit is told by it, and of any other where some are not stated.
    gaps = is_lazy(came_in) or any(came_in[name].null_count() for name in votes)
    kept = votes if own or gaps else []
    of_sheets = [*_OF_SHEETS] if kept else [*_OF_SHEETS, *votes]
    columns = [*_OF_STATIONS, *of_sheets]
    # Many sheets share all their units: fold those first, then every level out of the few rows that remain.
    folded_in, folded_due = _summed(came_in, below, of_sheets, kept), _summed(due, below, _OF_STATIONS)
    finest = lib.concat([folded_in, folded_due], how="diagonal")
    if own:
        listed_own = _still_listed(own, contest)
        # Where a table says who stands, files may state a 0 of those who do not: no gap, and none less.
        finest = finest.with_columns(
            (stated_elsewhere(finest, contest, listed_own) * _all_in(lib)).alias(_STATED)
        )
        finest = finest.with_columns(*standing_votes(finest, contest, own))
        elsewhere = _gaps(lib, listed_own) * _all_in(lib) - lib.col(_STATED)
        finest = finest.with_columns((lib.col(UNSTATED_VOTES) - elsewhere).alias(UNSTATED_VOTES)).drop(
            _STATED
        )
    figures = [*_unstated(folded_in, _OF_SHEETS), *_unstated(folded_due, _OF_STATIONS)]
    return {level: closed(_unknown(_level(finest, level, columns, own, kept), figures)) for level in wanted}


def missing_voters(table: Any) -> Any:
    """The voters on the sheets that are not in, as far as the stations file knows them.

    Args:
        table: a level of a tabulation, see :func:`tabulate`.

    Returns:
        A native frame of the same kind: ``unit``; ``voters``, those registered on missing sheets, and of
        places in part all who have not voted; ``registered``, of those only the voters of the tables that are
        missing; ``unknown_sheets``, the missing sheets whose voters are not known.
    """
    frame = opened(table)
    lib = words_of(frame)
    expected_in = lib.col(SHEETS_REPORTED) - lib.col(SHEETS_UNEXPECTED)
    known = lib.col(sheets_with(REGISTERED_EXPECTED)) - lib.col(sheets_with(REGISTERED_REPORTED))
    voters = lib.col(REGISTERED_EXPECTED).fill_null(0) - lib.col(REGISTERED_REPORTED).fill_null(0)
    registered, voters = voters, voters + lib.col(_STILL_TO_VOTE)
    missing = frame.select(
        UNIT,
        voters.alias("voters"),
        registered.alias("registered"),
        # What a place can still bring is not known where the stations file does not have it.
        (lib.col(SHEETS_EXPECTED) - expected_in - known + lib.col(PARTS_UNEXPECTED)).alias("unknown_sheets"),
    )
    return closed(missing)


def _listed(lib: ModuleType, columns: Sequence[str]) -> Any:
    """The votes of the selections together; null where a sheet states none of them."""
    # All columns are one expression, of which there would else be thousands.
    some = lib.sum_horizontal(_tally(lib, ~lib.col(*columns).is_null()))
    return lib.when(some > 0).then(lib.sum_horizontal(lib.col(*columns)))


def _still_listed(columns: Sequence[str], contest: Contest) -> list[str]:
    """The columns of the selections that have not withdrawn: of the others many sheets say nothing."""
    withdrawn = set(map(votes_column, contest.withdrawn))
    return [name for name in columns if name not in withdrawn]


def _gaps(lib: ModuleType, columns: Sequence[str]) -> Any:
    """How many of the selections a sheet states no votes of."""
    if not columns:
        return lib.lit(0, dtype=lib.Int64)
    return lib.sum_horizontal(_tally(lib, lib.col(*columns).is_null()))


def _tally(lib: ModuleType, condition: Any) -> Any:
    return condition.cast(lib.Int64)


def _stated(lib: ModuleType, name: str) -> Any:
    return _tally(lib, ~lib.col(name).is_null())


def _both(lib: ModuleType, share: str) -> list[Any]:
    """Both numbers of a share where a sheet has both, and whether it has."""
    part, whole = SHARES[share]
    both = ~lib.col(part).is_null() & ~lib.col(whole).is_null()
    return [
        lib.when(both).then(lib.col(part).cast(lib.Int64)).alias(part_of(share)),
        lib.when(both).then(lib.col(whole).cast(lib.Int64)).alias(whole_of(share)),
        _tally(lib, both).alias(sheets_with(share)),
    ]


def _unstated(folded: Any, columns: Sequence[str]) -> list[str]:
    """The figures that no sheet states in some unit; all of them, where to know it the sums would be made."""
    figures = [name for name in _SUMS_OF_SOME if name in columns]
    if is_lazy(folded):
        return figures
    return [name for name in figures if (folded[sheets_with(name)] == 0).any()]


def _unknown(table: Any, figures: Sequence[str]) -> Any:
    """The sums, with null where there are sheets and none says one of the figures."""
    lib = words_of(table)
    expected_in = lib.col(SHEETS_REPORTED) - lib.col(SHEETS_UNEXPECTED)
    of = {REGISTERED_EXPECTED: lib.col(SHEETS_EXPECTED), REGISTERED_REPORTED: expected_in}
    return table.with_columns(
        lib.when((lib.col(sheets_with(name)) > 0) | (of.get(name, _all_in(lib)) == 0))
        .then(lib.col(name))
        .alias(name)
        for name in figures
    )


def _all_in(lib: ModuleType) -> Any:
    """The sheets that are in, whole or in part."""
    return lib.col(SHEETS_REPORTED) + lib.col(SHEETS_IN_PART)


def _filled(frame: Any, levels: Sequence[str]) -> Any:
    return frame.with_columns(words_of(frame).col(*levels).fill_null(NO_UNIT)) if levels else frame


def _summed(frame: Any, keys: Sequence[str], columns: Sequence[str], kept: Sequence[str] = ()) -> Any:
    """Sums by ``keys``: of ``columns``, where nothing adds up to 0; of ``kept``, where it stays nothing."""
    lib = words_of(frame)
    # A sum over nothing is 0 in one engine and null in another. All columns are one expression, as to build
    # an expression takes longer than to add up a small table.
    numbers = lib.col(*columns)
    some = [lib.when(lib.col(name).count() > 0).then(lib.col(name).sum()).alias(name) for name in kept]
    if not keys:
        return frame.select(
            numbers.sum().fill_null(0).cast(lib.Int64), *[figure.cast(lib.Int64) for figure in some]
        )
    return (
        frame.group_by(*keys)
        .agg(numbers.sum(), *some)
        .with_columns(numbers.fill_null(0).cast(lib.Int64), *[lib.col(name).cast(lib.Int64) for name in kept])
        .select(*keys, *columns, *kept)
    )


def _level(finest: Any, level: str, columns: Sequence[str], own: Sequence[str], kept: Sequence[str]) -> Any:
    if level == NATION:
        # Whoever stands in some unit stands in the whole.
        whole = _summed(finest, [], [*columns, *own], [] if own else kept)
        table = whole.with_columns(words_of(whole).lit(NATION).alias(UNIT)).select(UNIT, *columns, *kept)
    else:
        table = _summed(finest, [level], columns, kept).rename({level: UNIT}).sort(UNIT)
    if own or not kept:
        return table
    lib = words_of(table)
    none_in = _all_in(lib) == 0  # then no votes are counted, and it is known
    votes = [lib.when(none_in).then(0).otherwise(lib.col(name)).cast(lib.Int64).alias(name) for name in kept]
    return table.with_columns(*votes)
