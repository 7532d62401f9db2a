"""What sheets do not say of themselves: how many voters they stand for, and whether they are finished."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from escrutinio.model import sheet
from escrutinio.projection.baseline import PLACE_NAME
from escrutinio.tabulation import IN_PART, STATIONS_REGISTERED

Array = NDArray[np.float64]

GUESSED = "guessed"
"""Whether the voters of a missing sheet are a guess."""
GROWN = "grown"
"""Whether the votes on a sheet have grown since it first came in."""
_FEW_EMPTY = 0.01
"""A larger share of sheets without a vote are rows that wait for their figures; fewer are stations where
nobody voted."""
_MANY_GROWN, _LEAST_GROWN = 0.1, 3
"""Where more of the sheets have grown, places are counted in parts; fewer are corrections."""
_FULL = 0.8
"""The place at this quantile of votes beside what was expected of it is taken to be finished."""
_NEARLY = 0.9
"""A place with at least this part of what finished places have is taken to be finished."""
_LEAST = 0.2
"""No missing sheet stands for fewer voters than this part of the mean of its place's tables."""


def without_empty(came: pl.DataFrame, votes: list[str]) -> tuple[pl.DataFrame, int]:
    """The sheets less the rows of zeros that wait for their figures, and how many these are.

    A few sheets on which nobody voted stay: there are such stations. Many are rows that a source lists before
    it has their figures, and no turnout of zero.
    """
    empty = came.filter(is_empty(came, votes)).height
    if empty <= _FEW_EMPTY * came.height:
        return came, 0
    return came.filter(~is_empty(came, votes)), empty


def is_empty(came: pl.DataFrame, votes: list[str]) -> pl.Expr:
    """Whether a sheet has no vote of any kind."""
    kinds = [name for name in (sheet.CAST, sheet.VALID, sheet.BLANK, sheet.NULL) if name in came.columns]
    return pl.sum_horizontal(*votes, *kinds) == 0


def with_voters_of_missing(
    due: pl.DataFrame, came: pl.DataFrame, earlier: pl.DataFrame | None, place: str
) -> tuple[pl.DataFrame, int]:
    """The expected sheets, with voters where the stations file has none and nothing is in.

    The earlier election's voters at the place stand in, or, where most sheets that are in do not state theirs
    either, its votes cast, times what these have become where whole places are in; failing that, the mean of
    the sheets whose voters are known.

    Args:
        due: the expected sheets; ``registered`` is null where it is not known.
        came: the sheets that are in.
        earlier: the baseline file, see :func:`escrutinio.projection.baseline.match_baseline`.
        place: the level of polling places.

    Returns:
        The sheets, those whose voters stand in ``GUESSED``, and how many these are. They stay unknown where
        there is nothing to go by.
    """
    missing = due.join(came, on=list(sheet.KEY), how="anti")
    unknown = missing.filter(pl.col(sheet.REGISTERED).is_null())
    if unknown.is_empty():
        return due, 0
    stated = came.select(*sheet.KEY, _voters_of(came).alias("voters"), _states_voters(came).alias("stated"))
    known = due.join(stated, on=list(sheet.KEY), how="left").with_columns(
        pl.coalesce(sheet.REGISTERED, "voters").alias("size")
    )
    mean = known["size"].mean()
    if not isinstance(mean, float) or mean <= 0:
        return due, 0
    mostly = 2 * int(stated["stated"].sum()) >= max(stated.height, 1)
    by_place = known.group_by(place).agg(
        pl.col("size").sum(), pl.col("size").null_count().alias("open"), pl.len().alias("tables")
    )
    guess = pl.lit(mean)
    then = _earlier_voters(earlier, by_registered=mostly)
    if then is not None:
        by_place = by_place.join(then, left_on=place, right_on="place", how="left")
        whole = by_place.filter((pl.col("open") == 0) & pl.col("then").is_not_null())
        parts = by_place.filter((pl.col("open") < pl.col("tables")) & pl.col("then").is_not_null())
        ratio = _ratio(whole["size"].sum(), whole["then"].sum())
        if ratio is None:
            grown = (parts["then"] * (1 - parts["open"] / parts["tables"])).sum()
            ratio = _ratio(parts["size"].sum(), grown) or 1.0
        whole_now = pl.col("then") * ratio
        rest = (whole_now - pl.col("size")) / pl.col("open")
        # Beside its own tables, not beside the mean of all: small places are small.
        guess = pl.coalesce(pl.max_horizontal(rest, _LEAST * whole_now / pl.col("tables")), pl.lit(mean))
    guesses = by_place.filter(pl.col("open") > 0).select(place, guess.round().alias("guess"))
    filled = (
        unknown.select(*sheet.KEY, place)
        .join(guesses, on=place, how="left")
        .select(*sheet.KEY, pl.col("guess").fill_null(mean).cast(pl.Int64))
    )
    filled_sheets = due.join(filled, on=list(sheet.KEY), how="left", maintain_order="left")
    filled_sheets = filled_sheets.with_columns(
        pl.col("guess").is_not_null().alias(GUESSED),
        pl.coalesce(sheet.REGISTERED, "guess").alias(sheet.REGISTERED),
    )
    return filled_sheets.drop("guess"), unknown.height


def with_voters_of_parts(due: pl.DataFrame, came: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Voters for sheets that are in part where nobody knows them: those who voted on the tables counted.

    Each table that is missing is taken to have as many as one that is counted.

    Args:
        due: the expected sheets; ``registered`` is null where it is not known.
        came: the sheets that are in.

    Returns:
        Both, with those voters.
    """
    if sheet.TABLES_TOTAL not in came.columns:
        return due, came
    voted = _voted(came)
    unknown = pl.col(IN_PART) & pl.col(STATIONS_REGISTERED).is_null() & (voted > 0)
    each = pl.col(sheet.TABLES_TOTAL) / pl.col(sheet.TABLES_COUNTED)
    guesses = came.filter(unknown).select(*sheet.KEY, (voted * each).round().cast(pl.Int64).alias("guess"))
    if guesses.is_empty():
        return due, came
    due = due.join(guesses, on=list(sheet.KEY), how="left", maintain_order="left").with_columns(
        pl.coalesce(sheet.REGISTERED, "guess").alias(sheet.REGISTERED)
    )
    of_part = pl.when(unknown).then(voted).otherwise(STATIONS_REGISTERED).alias(STATIONS_REGISTERED)
    return due.drop("guess"), came.with_columns(of_part)


def _voters_of(came: pl.DataFrame) -> pl.Expr:
    return pl.coalesce(sheet.REGISTERED, _voted(came)) if _has_voters(came) else _voted(came)


def _voted(came: pl.DataFrame) -> pl.Expr:
    """Who voted: the votes cast, or the votes of all kinds where these are not stated, or are fewer."""
    kinds = [name for name in (sheet.VALID, sheet.BLANK, sheet.NULL) if name in came.columns]
    cast = [sheet.CAST] if sheet.CAST in came.columns else []
    return pl.max_horizontal(*cast, sheet.VALID, pl.sum_horizontal(*kinds))


def _states_voters(came: pl.DataFrame) -> pl.Expr:
    return pl.col(sheet.REGISTERED).is_not_null() if _has_voters(came) else pl.lit(value=False)


def _has_voters(came: pl.DataFrame) -> bool:
    return sheet.REGISTERED in came.columns


def earlier_votes(earlier: pl.DataFrame | None) -> pl.DataFrame | None:
    """place and ``then``: the votes cast there in the earlier election; None without places."""
    return _earlier_voters(earlier, by_registered=False)


def votes_then(places: pl.DataFrame, earlier: pl.DataFrame | None) -> Array:
    """(places,), the votes cast at each ``place`` in the earlier election; 0 where they are not known."""
    votes = earlier_votes(earlier)
    if votes is None:
        return np.zeros(places.height)
    joined = places.select("place").join(votes, on="place", how="left", maintain_order="left")
    return joined["then"].fill_null(0).to_numpy().astype(float)


def _earlier_voters(earlier: pl.DataFrame | None, *, by_registered: bool) -> pl.DataFrame | None:
    """place and ``then``: voters registered in the earlier election, or votes cast; None without places."""
    if earlier is None or "place" not in earlier.columns:
        return None
    votes = [name for name in earlier.columns if name.startswith(sheet.VOTES_PREFIX)]
    kinds = [name for name in (sheet.BLANK, sheet.NULL) if name in earlier.columns]
    what = pl.col(sheet.REGISTERED) if by_registered else pl.sum_horizontal(*votes, *kinds)
    usable = earlier.drop(PLACE_NAME, strict=False).filter(pl.col("place").is_not_null())
    return usable.group_by("place").agg(what.sum().alias("then")).filter(pl.col("then") > 0)


def _ratio(part: object, whole: object) -> float | None:
    if isinstance(part, int | float) and isinstance(whole, int | float) and part > 0 and whole > 0:
        return part / whole
    return None


@dataclass(frozen=True)
class Progress:
    """How far places are counted.

    Attributes:
        done: (places,), the part of a place's votes that is counted, above 0 and up to 1.
        partial: (places,), whether a place is taken to be counted in part.
    """

    done: Array
    partial: NDArray[np.bool_]


def counted_in_parts(came: pl.DataFrame) -> bool:
    """Whether so many sheets have grown that places must be taken to be counted in parts."""
    if GROWN not in came.columns or came.is_empty():
        return False
    grown = int(came[GROWN].fill_null(value=False).sum())
    return grown >= max(_LEAST_GROWN, _MANY_GROWN * came.height)


def progress(cast: Array, voters: Array, earlier: Array) -> Progress:
    """How far each place is counted, by its votes beside what was cast there before, or its voters.

    Args:
        cast: (places,), votes cast so far.
        voters: (places,), registered voters of the sheets that are in.
        earlier: (places,), votes cast in the earlier election; 0 where they are not known.
    """
    is_in = cast > 0
    by_earlier = earlier[is_in].astype(bool).mean() > 0.6 if is_in.any() else False
    beside = earlier if by_earlier else voters
    usable = is_in & (beside > 0)
    done = np.ones(len(cast))
    if usable.sum() < _LEAST_GROWN:
        return Progress(done, np.zeros(len(cast), dtype=bool))
    ratio = cast[usable] / beside[usable]
    order = np.argsort(ratio)
    weight = np.cumsum(beside[usable][order])
    full = float(ratio[order][np.searchsorted(weight, _FULL * weight[-1])])
    if by_earlier:
        full = max(full, 0.97)
    done[usable] = np.clip(ratio / full, 0.02, 1.0)
    partial = done < _NEARLY
    return Progress(np.where(partial, done, 1.0), partial)
