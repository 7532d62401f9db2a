"""The sheets of two moments side by side, as the explanation takes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from escrutinio.explain import ComparedSheets
from escrutinio.model import NATION, Contest, UsageError, sheet, votes_column

_BASE = "share_base"
VALID, VOTES = "valid", "votes"


@dataclass(frozen=True)
class SheetsBetween:
    """The sheets of a contest at two moments.

    Attributes:
        compared: those of the later moment that say how many votes they hold.
        selections: the columns of their votes.
        units: (levels,), the code of each unit.
        place_units: one row per place, in the order of their numbers: the codes of its units.
        registered: (sheets,), their voters; NaN where they are not stated.
        base: what shares are of: "valid" or "votes".
        earlier_sheets, later_sheets: sheets counted at each moment.
        revised: sheets counted at both whose figures have changed.
        withdrawn: sheets counted at the earlier moment alone.
        left_out: sheets of the later moment that do not say how many votes they hold.
        unstated: figures of votes that are missing at the later moment.
    """

    compared: ComparedSheets
    selections: tuple[str, ...]
    units: tuple[tuple[str, ...], ...]
    place_units: pl.DataFrame
    registered: NDArray[np.float64]
    base: str
    earlier_sheets: int
    later_sheets: int
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
    known = counted_then.select(key, *[pl.col(name).alias(f"{name}_then") for name in figures])
    joined = now.join(known, on=key, how="left", maintain_order="left")
    early = joined[f"{_BASE}_then"].is_not_null()
    changed = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_then")) for name in figures)
    whole = [pl.col(level).fill_null("").alias(level) for level in levels]
    joined = joined.with_columns(*whole)
    cells, codes = _cells(joined, levels)
    compared = ComparedSheets(
        votes=joined.select(pl.col(votes).fill_null(0).cast(pl.Int64)).to_numpy(),
        base=joined[_BASE].to_numpy(),
        early=early.to_numpy(),
        levels=tuple(levels),
        cells=cells,
        earlier_votes=np.array([int(counted_then[name].sum() or 0) for name in votes], dtype=np.int64),
        earlier_base=int(counted_then[_BASE].sum() or 0),
    )
    gaps = 0 if contest.level != NATION else sum(joined[name].null_count() for name in votes)
    return SheetsBetween(
        compared=compared,
        selections=tuple(sheet.selection_of(name) for name in votes),
        units=codes,
        place_units=_first_of_each(joined, levels, compared.places),
        registered=joined[sheet.REGISTERED].cast(pl.Float64).fill_null(np.nan).to_numpy(),
        base=base,
        earlier_sheets=counted_then.height,
        later_sheets=joined.height,
        revised=joined.filter(early & joined.select(changed).to_series()).height,
        withdrawn=counted_then.join(joined, on=key, how="anti").height,
        left_out=left_out,
        unstated=gaps,
    )


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
            alone = pl.Series("alone", [f"\0{row}" for row in range(joined.height)])
            unit = pl.select(pl.when(unit == "").then(alone).otherwise(unit)).to_series()
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
