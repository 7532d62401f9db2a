"""The earlier election beside the count: which parts can be compared, and their figures now and then.

Half a place has other voters than all of it, and the places that report first are not like the others. So a
unit is compared whole, or else over the places in it that are counted whole and have earlier figures.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from escrutinio.flows.baseline_file import PLACE, PLACE_NAME, read_baseline
from escrutinio.flows.count import Count
from escrutinio.flows.documents.since import SinceState
from escrutinio.flows.publication import frames
from escrutinio.flows.publication.frames import LEVEL
from escrutinio.ledger.stations import name_column
from escrutinio.model import NATION, Contest, sheet, votes_column
from escrutinio.projection import plain_name
from escrutinio.tabulation import (
    NO_UNIT,
    SHEETS_EXPECTED,
    SHEETS_IN_PART,
    SHEETS_REPORTED,
    SHEETS_UNEXPECTED,
    UNIT,
    share_base_of,
    sheets_with,
)
from escrutinio.tabulation.columns import part_of, whole_of

STATE, PARTS, PARTS_EXPECTED, PART_LEVEL, FIRST = "state", "parts", "parts_expected", "part_level", "first"
BASE, CAST, REGISTERED = "base", "cast", "registered"
_GAP, _IN, _KNOWN, _PLAIN = "gap", "in", "known", "plain"
_TURNOUT = "turnout"

NO_EARLIER = pl.DataFrame(schema={sheet.CONTEST: pl.String, LEVEL: pl.String, UNIT: pl.String})
"""The frame where there is no earlier election."""


def then(figure: str) -> str:
    """The column of a figure of the earlier election, over what is compared."""
    return f"then_{figure}"


def now(figure: str) -> str:
    """The column of the same figure now."""
    return f"now_{figure}"


def earlier_frame(counted: Count, contest_id: str) -> pl.DataFrame:
    """One row for each unit of a contest: over what it is compared, its figures now and then.

    ``then("votes_LIST")`` are by the earlier election's lists, ``now("votes_LIST")`` by this one's; ``base``
    is what shares are of; ``cast`` and ``registered`` are null where not all state both. ``first`` is the
    earlier list with the most votes in the whole unit.

    Raises:
        DefinitionError: the earlier election's file is not what it should be.
    """
    election, contest = counted.election, counted.election.contests[contest_id]
    if election.baseline is None:
        return NO_EARLIER
    place = frames.place_level(election)
    above = [level for level in election.level_ids() if level != place]
    path = election.folder / election.baseline.file
    rows = _figures(read_baseline(path, place, above, election.folder), contest)
    grain, grains = _grains(rows, counted, contest, place, above)
    at_grain = counted.sums[contest_id][grain].filter(pl.col(UNIT) != NO_UNIT)
    parts = _now(at_grain, contest, all_listed=election.stations.complete).join(grains, on=UNIT, how="left")
    parts = parts.with_columns((pl.col(_GAP) == 0).fill_null(value=False).alias(_KNOWN))
    frames_of_levels = []
    for level in contest.levels:
        units = _now(counted.sums[contest_id][level], contest, all_listed=election.stations.complete)
        compared = _compared(parts, units, _within(counted, contest, grain, level), level, rows, place)
        frames_of_levels.append(
            compared.with_columns(
                pl.lit(contest_id).alias(sheet.CONTEST),
                pl.lit(level).alias(LEVEL),
                pl.when(pl.col(STATE) == SinceState.WHOLE.value)
                .then(pl.lit(level))
                .otherwise(pl.lit(grain))
                .alias(PART_LEVEL),
                *([] if election.stations.complete else [pl.lit(SinceState.UNLISTED.value).alias(STATE)]),
            )
        )
    return pl.concat(frames_of_levels, how="diagonal_relaxed")


def _figures(rows: pl.DataFrame, contest: Contest) -> pl.DataFrame:
    """The rows of the file with what shares and turnout are of; an empty cell of a list: it did not stand."""
    votes = [name for name in rows.columns if name.startswith(sheet.VOTES_PREFIX)]
    listed = pl.sum_horizontal(votes) if votes else pl.lit(0.0)
    silent = pl.all_horizontal(pl.col(votes).is_null()) if votes else pl.lit(value=True)
    valid = pl.col(sheet.VALID) if sheet.VALID in rows.columns else pl.lit(None, pl.Float64)
    base = share_base_of(contest, valid, listed)
    return rows.with_columns(
        base.alias(then(BASE)),
        _cast(rows, contest, pl.coalesce(valid, listed)).alias(then(CAST)),
        pl.when(pl.col(sheet.REGISTERED) > 0).then(pl.col(sheet.REGISTERED)).alias(then(REGISTERED)),
        silent.cast(pl.Int64).alias(_GAP),
        *[pl.col(name).alias(then(name)) for name in votes],
    )


def _cast(rows: pl.DataFrame, contest: Contest, valid: pl.Expr) -> pl.Expr:
    """The votes cast, as the row states them or as they follow; null where they are not known."""
    unknown = pl.lit(None, pl.Float64)
    stated = pl.col(sheet.CAST) if sheet.CAST in rows.columns else unknown
    if contest.votes_allowed > 1:
        return stated
    rest = valid
    for kind, none in ((sheet.BLANK, contest.no_blank), (sheet.NULL, contest.no_null)):
        known = pl.col(kind) if kind in rows.columns else unknown
        rest = rest + (known.fill_null(0.0) if none else known)
    return pl.coalesce(stated, rest)


def _then_columns(frame: pl.DataFrame) -> list[str]:
    return [name for name in frame.columns if name.startswith(then("")) and name not in _OF_VOTERS]


_OF_VOTERS = (then(CAST), then(REGISTERED), now(CAST), now(REGISTERED))


def _sums(columns: Sequence[str]) -> list[pl.Expr]:
    """Sums; of voters null where a row does not state both numbers."""
    each = [_sum(name) for name in columns if name not in _OF_VOTERS]
    for cast, registered in ((_OF_VOTERS[0], _OF_VOTERS[1]), (_OF_VOTERS[2], _OF_VOTERS[3])):
        if cast in columns:
            whole = pl.col(cast, registered).is_not_null().all()
            known = pl.all_horizontal(whole)
            each += [pl.when(known).then(pl.col(name).sum()).alias(name) for name in (cast, registered)]
    return each


def _sum(name: str) -> pl.Expr:
    return pl.when(pl.col(name).count() > 0).then(pl.col(name).sum()).alias(name)


def _then(rows: pl.DataFrame, key: str) -> pl.DataFrame:
    """The earlier figures by the units that a column of the file names."""
    columns = [*_then_columns(rows), then(CAST), then(REGISTERED)]
    named = rows.drop_nulls(key).filter(pl.col(key) != "")
    return named.group_by(pl.col(key).alias(UNIT)).agg(*_sums(columns), pl.col(_GAP).sum())


def _grains(
    rows: pl.DataFrame, counted: Count, contest: Contest, place: str, above: Sequence[str]
) -> tuple[str, pl.DataFrame]:
    """The finest level at which the file speaks, and its figures there by unit."""
    present = [level for level in above if level in rows.columns]
    if place in contest.levels:
        if PLACE in rows.columns:
            return place, _then(rows, PLACE)
        if PLACE_NAME in rows.columns and present:
            return place, _by_name(rows, counted, contest, place, present[-1])
    grain = next((level for level in reversed(present) if level in contest.levels), NATION)
    if grain != NATION:
        return grain, _then(rows, grain)
    return NATION, _then(rows.with_columns(pl.lit(NATION).alias(NATION)), NATION)


def _by_name(rows: pl.DataFrame, counted: Count, contest: Contest, place: str, unit: str) -> pl.DataFrame:
    """The earlier figures of places that have the only place of their name in a unit."""
    names = name_column(place)
    here = counted.stations.filter(pl.col(sheet.CONTEST) == contest.id)
    if names not in here.columns:
        return _then(rows.clear().with_columns(pl.lit("").alias(PLACE)), PLACE)
    keys = [unit, _PLAIN]
    places = here.select(pl.col(place), pl.col(unit), plain_name(names).alias(_PLAIN)).unique()
    places = places.drop_nulls().filter(pl.len().over(keys) == 1, pl.len().over(place) == 1)
    matched = rows.with_columns(plain_name(PLACE_NAME).alias(_PLAIN)).join(places, on=keys, how="inner")
    return _then(matched, place)


def _now(sums: pl.DataFrame, contest: Contest, *, all_listed: bool) -> pl.DataFrame:
    """The figures of units now, and whether each is counted whole."""
    votes = [votes_column(name) for name in contest.selections if votes_column(name) in sums.columns]
    listed = pl.sum_horizontal(pl.col(votes).fill_null(0)) if votes else pl.lit(0)
    base = share_base_of(contest, pl.col(sheet.VALID), listed)
    both = pl.col(sheets_with(_TURNOUT)) >= pl.col(SHEETS_REPORTED) + pl.col(SHEETS_IN_PART)
    expected_in = pl.col(SHEETS_REPORTED) - pl.col(SHEETS_UNEXPECTED)
    whole = (pl.col(SHEETS_EXPECTED) > 0) & (expected_in >= pl.col(SHEETS_EXPECTED))
    return sums.select(
        UNIT,
        (whole if all_listed else pl.lit(value=False)).alias(_IN),
        base.alias(now(BASE)),
        pl.when(both).then(pl.col(part_of(_TURNOUT))).alias(now(CAST)),
        pl.when(both).then(pl.col(whole_of(_TURNOUT))).alias(now(REGISTERED)),
        *[pl.col(name).alias(now(name)) for name in votes],
    )


def _within(counted: Count, contest: Contest, grain: str, level: str) -> pl.DataFrame | None:
    """``part`` and the unit of a level that it lies in; None where parts do not lie in units of the level."""
    if level == grain:
        return None
    here = counted.stations.filter(pl.col(sheet.CONTEST) == contest.id)
    part = pl.lit(NATION) if grain == NATION else pl.col(grain)
    unit = pl.lit(NATION) if level == NATION else pl.col(level)
    pairs = here.select(part.alias("part"), unit.alias("whole")).drop_nulls("part").unique()
    return pairs.filter((pl.len().over("part") == 1) & pl.col("whole").is_not_null())


def _compared(
    parts: pl.DataFrame,
    units: pl.DataFrame,
    within: pl.DataFrame | None,
    level: str,
    rows: pl.DataFrame,
    place: str,
) -> pl.DataFrame:
    """The units of a level with their state and the figures over which they are compared."""
    figures = [name for name in parts.columns if name.startswith((then(""), now("")))]
    if within is None:
        located = parts.with_columns(pl.col(UNIT).alias("whole"))
    else:
        located = parts.join(within, left_on=UNIT, right_on="part", how="inner")
    comparable = pl.col(_IN) & pl.col(_KNOWN)
    by_unit = (
        located.filter(comparable)
        .group_by(pl.col("whole").alias(UNIT))
        .agg(*_sums(figures), pl.len().cast(pl.Int64).alias(PARTS))
    )
    earlier = located.filter(_KNOWN).group_by(pl.col("whole").alias(UNIT))
    known = earlier.agg(*[_sum(name) for name in _then_columns(parts)], pl.len().cast(pl.Int64).alias(_KNOWN))
    expected = located.group_by(pl.col("whole").alias(UNIT)).agg(
        pl.len().cast(pl.Int64).alias(PARTS_EXPECTED)
    )
    base = (
        units.select(UNIT, _IN)
        .join(expected, on=UNIT, how="left")
        .join(known.select(UNIT, _KNOWN), on=UNIT, how="left")
        .join(by_unit, on=UNIT, how="left")
        .with_columns(pl.col(PARTS, PARTS_EXPECTED, _KNOWN).fill_null(0))
    )
    all_parts = known.join(expected, on=UNIT).filter(pl.col(_KNOWN) == pl.col(PARTS_EXPECTED))
    whole = _whole(rows, level, place)
    lead = pl.concat([_first(whole), _first(all_parts.drop(_KNOWN, PARTS_EXPECTED))]).unique(
        UNIT, keep="first", maintain_order=True
    )
    complete = units.filter(_IN).join(whole, on=UNIT, how="inner").select(UNIT, *figures)
    of_whole = base.join(complete.select(UNIT), on=UNIT, how="semi").select(
        UNIT, _IN, PARTS, PARTS_EXPECTED, _KNOWN
    )
    of_whole = of_whole.join(complete, on=UNIT).with_columns(pl.lit(SinceState.WHOLE.value).alias(STATE))
    rest = base.join(complete.select(UNIT), on=UNIT, how="anti").join(
        whole.select(UNIT, pl.lit(value=True).alias("has_whole")), on=UNIT, how="left"
    )
    rest = rest.with_columns(_state().alias(STATE)).drop("has_whole")
    both = pl.concat([of_whole, rest], how="diagonal_relaxed")
    # In order, so that the same count gives the same bytes.
    return both.join(lead, on=UNIT, how="left").drop(_IN, _KNOWN).sort(UNIT)


def _state() -> pl.Expr:
    state = SinceState
    return (
        pl.when((pl.col(PARTS) > 0) & (pl.col(PARTS) == pl.col(PARTS_EXPECTED)) & pl.col(_IN))
        .then(pl.lit(state.WHOLE.value))
        .when(pl.col(PARTS) > 0)
        .then(pl.lit(state.PART.value))
        .when((pl.col(_KNOWN) > 0) | pl.col("has_whole").fill_null(value=False))
        .then(pl.lit(state.NOTHING_WHOLE.value))
        .otherwise(pl.lit(state.NOT_IN_EARLIER.value))
    )


def _whole(rows: pl.DataFrame, level: str, place: str) -> pl.DataFrame:
    """The earlier figures of whole units of a level, of those that the file names and knows."""
    if level == NATION:
        figures = _then(rows.with_columns(pl.lit(NATION).alias(NATION)), NATION)
    else:
        key = PLACE if level == place else level
        figures = _then(
            rows if key in rows.columns else rows.clear().with_columns(pl.lit("").alias(key)), key
        )
    return figures.filter(pl.col(_GAP) == 0).drop(_GAP)


def _first(figures: pl.DataFrame) -> pl.DataFrame:
    """The earlier list with the most votes by unit; null for a tie."""
    votes = [name for name in figures.columns if name.startswith(then(sheet.VOTES_PREFIX))]
    if not votes or figures.is_empty():
        return figures.select(UNIT, pl.lit(None, pl.String).alias(FIRST))
    most = pl.max_horizontal(votes)
    reached = [(pl.col(name) == most).fill_null(value=False) for name in votes]
    alone = pl.sum_horizontal([at.cast(pl.Int64) for at in reached])
    lists = [name.removeprefix(then(sheet.VOTES_PREFIX)) for name in votes]
    name = pl.coalesce([pl.when(at).then(pl.lit(name)) for at, name in zip(reached, lists, strict=True)])
    return figures.select(UNIT, pl.when((most > 0) & (alone == 1)).then(name).alias(FIRST))
