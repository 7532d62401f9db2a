"""The sheets of two moments side by side, as the explanation takes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from escrutinio.explain import ComparedSheets
from escrutinio.model import NATION, Contest, UsageError, sheet, votes_column
from escrutinio.tabulation import IN_PART, IN_STATIONS, STATIONS_REGISTERED

_BASE, _VOTERS, _EARLY, _ADDED = "share_base", "voters_known", "early", "added"
_THEN = "_then"
"""Behind the name of a column: at the earlier moment."""
VALID, VOTES = "valid", "votes"


@dataclass(frozen=True)
class SheetsBetween:
    """The sheets of a contest at two moments.

    Attributes:
        compared: those of the later moment that say how many votes they hold. A place that has grown is two
            of them: what it had at the earlier moment, and what its other tables brought.
        selections: the columns of their votes.
        units: (levels,), the code of each unit.
        place_units: one row per place, in the order of their numbers: the codes of its units.
        registered: (sheets,), their voters; NaN where they are not known.
        added: (sheets,), whether it is the tables that came to a place of which others were counted.
        base: what shares are of: "valid" or "votes".
        earlier_sheets, later_sheets: sheets counted at each moment, without places in part.
        earlier_in_part, later_in_part: places counted in part at each moment.
        grown: places of which more tables are counted at the later moment.
        revised: sheets counted at both whose figures have changed, but for what tables added to them.
        withdrawn: sheets counted at the earlier moment alone.
        left_out: sheets of the later moment that do not say how many votes they hold.
        unstated: figures of votes that are missing at the later moment.
    """

    compared: ComparedSheets
    selections: tuple[str, ...]
    units: tuple[tuple[str, ...], ...]
    place_units: pl.DataFrame
    registered: NDArray[np.float64]
    added: NDArray[np.bool_]
    base: str
    earlier_sheets: int
    later_sheets: int
    earlier_expected: int
    later_expected: int
    earlier_in_part: int
    later_in_part: int
    grown: int
    revised: int
    withdrawn: int
    left_out: int
    unstated: int


def sheets_between(
    earlier: pl.DataFrame,
    later: pl.DataFrame,
    contest: Contest,
    levels: Sequence[str],
    unit: tuple[str, str] | None = None,
) -> SheetsBetween:
    """The sheets of both moments, as :func:`escrutinio.tabulation.resolve_units` has them.

    Raises:
        UsageError: no sheet of the unit is in.
    """
    own = pl.col(sheet.CONTEST) == contest.id
    if unit is not None:
        own &= pl.col(unit[0]) == unit[1]
    then, now = earlier.filter(own), later.filter(own)
    if now.is_empty():
        where = f" in {unit[0]} {unit[1]}" if unit else ""
        raise UsageError(f"there is nothing to explain: no sheet of {contest.id}{where} is in")
    votes = _with_votes(now, contest)
    for name in votes:
        if name not in then.columns:
            then = then.with_columns(pl.lit(None, dtype=pl.Int64).alias(name))
    base = _base_of(then, now, contest, votes)
    listed = pl.when(pl.any_horizontal(pl.col(votes).is_not_null())).then(pl.sum_horizontal(votes))
    measure = (pl.col(sheet.VALID) if base == VALID else listed).cast(pl.Int64).alias(_BASE)
    then, now = then.with_columns(measure), now.with_columns(measure)
    left_out = now[_BASE].null_count()
    counted_then, now = then.drop_nulls(_BASE), now.drop_nulls(_BASE)
    key, figures = sheet.SHEET, [*votes, _BASE]
    then_too = [*figures, sheet.TABLES_COUNTED, _VOTERS]
    counted_then, now = _with_tables(counted_then), _with_tables(now)
    known = counted_then.select(key, *[pl.col(name).alias(f"{name}{_THEN}") for name in then_too])
    joined = now.join(known, on=key, how="left", maintain_order="left").with_columns(
        pl.col(f"{_BASE}{_THEN}").is_not_null().alias(_EARLY),
        *[pl.col(level).fill_null("").alias(level) for level in levels],
    )
    split = _grown_in_two(joined, votes)
    changed = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}{_THEN}")) for name in figures)
    cells, codes = _cells(split, levels)
    compared = ComparedSheets(
        votes=split.select(pl.col(votes).fill_null(0).cast(pl.Int64)).to_numpy(),
        base=split[_BASE].to_numpy(),
        early=split[_EARLY].to_numpy(),
        levels=tuple(levels),
        cells=cells,
        earlier_votes=np.array([int(counted_then[name].sum() or 0) for name in votes], dtype=np.int64),
        earlier_base=int(counted_then[_BASE].sum() or 0),
    )
    gaps = 0 if contest.level != NATION else sum(joined[name].null_count() for name in votes)
    in_part = [int(frame[IN_PART].sum()) for frame in (counted_then, joined)]
    expected = [
        frame.filter(pl.col(IN_STATIONS) & ~pl.col(IN_PART)).height for frame in (counted_then, joined)
    ]
    return SheetsBetween(
        compared=compared,
        selections=tuple(sheet.selection_of(name) for name in votes),
        units=codes,
        place_units=_first_of_each(split, levels, compared.places),
        registered=split[_VOTERS].cast(pl.Float64).fill_null(np.nan).to_numpy(),
        added=split[_ADDED].to_numpy(),
        base=base,
        earlier_sheets=counted_then.height - in_part[0],
        later_sheets=joined.height - in_part[1],
        earlier_expected=expected[0],
        later_expected=expected[1],
        earlier_in_part=in_part[0],
        later_in_part=in_part[1],
        grown=int(split[_ADDED].sum()),
        revised=split.filter(pl.col(_EARLY) & changed).height,
        withdrawn=counted_then.join(joined, on=key, how="anti").height,
        left_out=left_out,
        unstated=gaps,
    )


def _with_tables(sheets: pl.DataFrame) -> pl.DataFrame:
    """The sheets with the tables that are counted, null where there is no such figure, and their voters."""
    if sheet.TABLES_COUNTED not in sheets.columns:
        sheets = sheets.with_columns(pl.lit(None, dtype=pl.Int64).alias(sheet.TABLES_COUNTED))
    return sheets.with_columns(pl.coalesce(sheet.REGISTERED, STATIONS_REGISTERED).alias(_VOTERS))


def _grown_in_two(joined: pl.DataFrame, votes: Sequence[str]) -> pl.DataFrame:
    """The sheets, where a place of which more tables are counted is two: what it had, and what they brought.

    What it had and still has is early, for each selection and for the rest of what shares are of; what there
    is more of came late. What there is less of has been revised: the early one lacks it.
    """
    joined = joined.with_columns(pl.lit(value=False).alias(_ADDED))
    more = pl.col(_EARLY) & (pl.col(sheet.TABLES_COUNTED) > pl.col(f"{sheet.TABLES_COUNTED}{_THEN}"))
    grown = joined.filter(more.fill_null(value=False))
    if grown.is_empty():
        return joined
    columns = [*votes, _BASE]
    whole = [pl.col(columns).fill_null(0), pl.col([f"{name}{_THEN}" for name in columns]).fill_null(0)]
    grown = grown.with_columns(*whole)
    rest_now, rest_then = (
        pl.col(f"{_BASE}{mark}") - pl.sum_horizontal(f"{name}{mark}" for name in votes)
        for mark in ("", _THEN)
    )
    kept = {name: pl.min_horizontal(name, f"{name}{_THEN}") for name in votes}
    rest = pl.min_horizontal(rest_now, rest_then)
    kept[_BASE] = pl.max_horizontal(pl.sum_horizontal(kept.values()) + rest, pl.lit(0))
    kept[_VOTERS] = pl.min_horizontal(_VOTERS, f"{_VOTERS}{_THEN}")
    kept[_VOTERS] = pl.when(pl.col(f"{_VOTERS}{_THEN}").is_not_null()).then(kept[_VOTERS])
    had = grown.with_columns(number.alias(name) for name, number in kept.items())
    brought = grown.with_columns(
        *[(pl.col(name) - number).alias(name) for name, number in kept.items()],
        pl.lit(value=False).alias(_EARLY),
        pl.lit(value=True).alias(_ADDED),
    )
    others = joined.join(grown, on=sheet.SHEET, how="anti", maintain_order="left")
    return pl.concat([others, had, brought])


def _with_votes(now: pl.DataFrame, contest: Contest) -> list[str]:
    """The columns of the selections with votes, and in any case those of two that stand, where there are."""
    columns = [name for name in map(votes_column, contest.selections) if name in now.columns]
    sums = now.select(pl.col(columns).sum()).row(0, named=True) if columns else {}
    withdrawn = set(map(votes_column, contest.withdrawn))
    standing = [name for name in columns if name not in withdrawn]
    least = sorted(standing, key=lambda name: -(sums[name] or 0))[:2]
    chosen = [name for name in columns if sums[name] or name in least]
    if not chosen:
        raise UsageError(f"there is nothing to explain: no sheet of {contest.id} states votes")
    return chosen


def _base_of(then: pl.DataFrame, now: pl.DataFrame, contest: Contest, votes: Sequence[str]) -> str:
    """What shares are of at both moments: the valid votes, but for where the count does otherwise."""
    if contest.votes_allowed > 1:
        return VOTES
    for frame in (then, now):
        listed = int(frame.select(pl.sum_horizontal(pl.col(votes).sum())).item() or 0)
        if listed > int(frame[sheet.VALID].sum() or 0):
            return VOTES
    return VALID


def _cells(
    joined: pl.DataFrame, levels: Sequence[str]
) -> tuple[NDArray[np.int64], tuple[tuple[str, ...], ...]]:
    """The number of each sheet's unit at each level, within the unit above it; and the codes of the units."""
    cells, codes = [], []
    above = pl.Series("above", np.zeros(joined.height, dtype=np.int64))
    for number, level in enumerate(levels):
        unit = joined[level]
        if number == len(levels) - 1:
            # A sheet whose place is not known has no others to be compared with: it is a place of its own.
            alone = pl.format("\0{}", sheet.SHEET)
            unit = joined.select(pl.when(pl.col(level) == "").then(alone).otherwise(level).alias("unit"))[
                "unit"
            ]
        pairs = pl.DataFrame({"above": above, "unit": unit})
        units = pairs.unique(maintain_order=True).with_row_index("number")
        numbered = pairs.join(units, on=["above", "unit"], how="left", maintain_order="left")
        above = numbered["number"].cast(pl.Int64).alias("above")
        cells.append(above.to_numpy())
        codes.append(tuple("" if code.startswith("\0") else code for code in units["unit"].to_list()))
    stacked = np.array(cells, dtype=np.int64).reshape(len(levels), joined.height)
    return stacked, tuple(codes)


def _first_of_each(joined: pl.DataFrame, levels: Sequence[str], places: NDArray[np.int64]) -> pl.DataFrame:
    frame = joined.with_columns(pl.Series("place_number", places)).select("place_number", *levels)
    return frame.unique("place_number", keep="first").sort("place_number").drop("place_number")
