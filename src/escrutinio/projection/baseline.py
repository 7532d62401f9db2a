"""What an earlier election says of each polling place, by code, by name, or by the unit it lies in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from escrutinio.model import sheet
from escrutinio.model.names import plain

PLACE_NAME = "place_name"
BLANK, NULL, NOT_CAST = sheet.BLANK, sheet.NULL, "not_cast"


@dataclass(frozen=True)
class Matched:
    """The earlier vote of each polling place.

    Attributes:
        shares: (places, categories), shares of registered voters; rows add to 1.
        categories: the names of the columns: the earlier lists, then blank, null and ``not_cast``.
        own: (places,), whether the row is the place's own and not its unit's average.
        near: (places,), whether the row is the place's own or the average of the unit just above it.
    """

    shares: NDArray[np.float64]
    categories: tuple[str, ...]
    own: NDArray[np.bool_]
    near: NDArray[np.bool_]

    @property
    def of_lists(self) -> NDArray[np.int64]:
        """The columns of lists: all but blank, null and not cast."""
        no_lists = (BLANK, NULL, NOT_CAST)
        return np.array([n for n, name in enumerate(self.categories) if name not in no_lists], dtype=np.int64)

    def share_matched(self, registered: NDArray[np.float64]) -> float:
        """The share of registered voters at places with an earlier vote of their own."""
        return _share(registered, self.own)

    def share_near(self, registered: NDArray[np.float64]) -> float:
        """The share of registered voters at places with an earlier vote of their own or their unit's."""
        return _share(registered, self.near)


def match_baseline(places: pl.DataFrame, baseline: pl.DataFrame, units: Sequence[str]) -> Matched | None:
    """Match polling places with an earlier election.

    Args:
        places: one row per place: ``place`` (its code), ``place_name``, and the units above it.
        baseline: rows of an earlier election: any of ``place``, ``place_name`` and the units; registered,
            blank, null, and ``votes_LIST`` columns. Several rows of one place are added up.
        units: the levels above the place, from the top.

    Returns:
        None when not one unit matches, as with the figures of another country, or there are no votes.
    """
    votes = [name for name in baseline.columns if name.startswith(sheet.VOTES_PREFIX)]
    counted = [*votes, *[name for name in (sheet.BLANK, sheet.NULL) if name in baseline.columns]]
    if not counted:
        return None
    usable = baseline.filter(pl.col(sheet.REGISTERED) > 0)
    named = PLACE_NAME in usable.columns and PLACE_NAME in places.columns
    if named:
        places = places.with_columns(plain_name(PLACE_NAME).alias("plain"))
        usable = usable.with_columns(plain_name(PLACE_NAME).alias("plain"))
    present = [level for level in units if level in usable.columns]
    routes: list[list[str]] = [["place"]] if "place" in usable.columns else []
    if present and named:
        routes.append([present[-1], "plain"])
    own_routes = len(routes)
    near_routes = own_routes + (1 if present[-1:] == list(units[-1:]) else 0)
    routes += [[level] for level in reversed(present)]
    composition: NDArray[np.float64] = np.full((places.height, len(counted)), np.nan)
    own, near = np.zeros((2, places.height), dtype=bool)
    for number, keys in enumerate(routes):
        averages = usable.drop_nulls(keys).group_by(keys).agg(pl.col(sheet.REGISTERED, *counted).sum())
        shares = averages.select(*keys, *[pl.col(name) / pl.col(sheet.REGISTERED) for name in counted])
        joined = places.select(keys).join(shares, on=keys, how="left", maintain_order="left")
        here = joined.select(counted).to_numpy()
        fill = np.isnan(composition[:, 0]) & ~np.isnan(here[:, 0])
        composition[fill] = here[fill]
        own |= fill & (number < own_routes)
        near |= fill & (number < near_routes)
    if np.isnan(composition[:, 0]).all():
        return None
    mean = np.nanmean(composition, axis=0)
    composition = np.where(np.isnan(composition), mean, composition)
    composition = np.clip(composition, 0.0, 1.0)
    stayed = np.clip(1.0 - composition.sum(axis=1, keepdims=True), 0.0, 1.0)
    shares_of_all = np.concatenate([composition, stayed], axis=1)
    shares_of_all /= shares_of_all.sum(axis=1, keepdims=True)
    names = tuple(name.removeprefix(sheet.VOTES_PREFIX) for name in counted)
    return Matched(shares_of_all, (*names, NOT_CAST), own, near)


def same_lists(earlier: Sequence[str], now: Sequence[str], renamed: Mapping[str, str]) -> NDArray[np.float64]:
    """(earlier, now) with 1 where both are the same list, or both blank, null or ``not_cast``.

    Args:
        earlier: categories of the baseline.
        now: categories of this election.
        renamed: this election's list -> the earlier one, where their names differ.
    """
    return np.array(
        [[float(renamed.get(other, other) == name) for other in now] for name in earlier], dtype=float
    ).reshape(len(earlier), len(now))


def plain_name(column: str) -> pl.Expr:
    """A name without case, punctuation and the accents of Latin and Greek; null where nothing is left."""
    return pl.col(column).str.replace_all(r"[^\pL\pM\pN\s]", "").map_elements(_plain, return_dtype=pl.String)


def _plain(name: str) -> str | None:
    return plain(name).replace("_", " ") or None


def _share(registered: NDArray[np.float64], chosen: NDArray[np.bool_]) -> float:
    total = registered.sum()
    return float(registered[chosen].sum() / total) if total else 0.0
