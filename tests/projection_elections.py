"""Simulated elections for the tests of the projection: nested effects, an earlier vote, late arrival."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl

from escrutinio.model import NATION, Contest
from escrutinio.projection import (
    Draws,
    FittedProjection,
    Layout,
    Matched,
    Settings,
    draw,
    drift_of,
    fit,
    lay_out,
    match_baseline,
    same_lists,
)
from escrutinio.projection.layout import Array

LISTS = ("A", "B", "C", "D")
NIGHT = datetime(2030, 1, 1, 20, tzinfo=UTC)
CONTEST = Contest("c", "Contest", LISTS, (NATION, "region", "town", "place"))
REGIONS, TOWNS, PLACES = 6, 48, 400
VOTERS = 200
#: Log-odds of the lists, blank, null and staying away before any effect.
LEVEL = np.log([0.38, 0.30, 0.10, 0.03, 0.02, 0.03, 0.14])
#: How much each of them differs from unit to unit; blank and null less than lists do.
SCALE = np.array([1.0, 1.0, 1.0, 1.0, 0.5, 0.5, 0.6])
#: What cities lean to, in regions, towns and places that are so by one standard deviation; and how early they
#: report, in shares of the night. Measured on the count of 2019, halfway between its two orders of arrival:
#: positions spread by 0.11, 0.13, 0.14 between regions, towns and places and by 0.15 within places, and go
#: with the log-odds of the first list (spread 0.39, 0.61, 0.54) at correlations 0.4, 0.4 and 0.16.
CITY = np.array([-1.0, 1.0, 0.4, 0.0, -0.2, -0.2, 0.1])
LEAN, EARLY, EARLY_TABLE = (0.16, 0.25, 0.09), (0.11, 0.13, 0.14), 0.15
#: Spread of log-odds between regions, towns and places: of the earlier election, and of what changed since.
EARLIER, CHANGED = (0.3, 0.5, 0.5), (0.25, 0.18, 0.18)
#: A table's votes vary as those of so many voters would, not as those of all of them.
TABLE_VOTERS = 120


@dataclass(frozen=True)
class Simulated:
    """An election.

    Attributes:
        stations: one row per table.
        sheets: the finished count in the columns of :func:`escrutinio.tabulation.resolve_units`, in the
            order of
            arrival.
        earlier: one row per place, as a baseline file has it.
    """

    stations: pl.DataFrame
    sheets: pl.DataFrame
    earlier: pl.DataFrame

    def at(self, share: float) -> Layout:
        """The count when a share of the sheets is in."""
        return layout_of(self.sheets.head(round(share * self.sheets.height)), self.stations)

    def truth(self) -> Array:
        """(lists,), shares of the valid votes of the finished count."""
        votes = self.sheets.select(pl.col(f"votes_{name}").sum() for name in LISTS).to_numpy()[0]
        found: Array = votes / self.sheets["valid"].sum()
        return found


def simulate(seed: int, *, drift: float = 0.0, places: int = PLACES) -> Simulated:
    """An election whose cities report first.

    Args:
        seed: of the random numbers.
        drift: spread of how far the log-odds of the last sheets lie from those of the first, in every place.
        places: how many polling places.
    """
    rng = np.random.default_rng(seed)
    town_of = np.sort(rng.integers(0, TOWNS, places))
    region_of = town_of % REGIONS
    cities = [rng.normal(size=units) for units in (REGIONS, TOWNS, places)]
    city = np.column_stack([cities[0][region_of], cities[1][town_of], cities[2]])
    tables = 1 + rng.poisson(np.exp(0.9 + 0.25 * city.sum(axis=1)))
    place_of = np.repeat(np.arange(places), tables)

    def nested(spreads: tuple[float, float, float]) -> Array:
        region, town, place = (
            rng.normal(0, spread, (units, len(SCALE))) * SCALE
            for spread, units in zip(spreads, (REGIONS, TOWNS, places), strict=True)
        )
        found: Array = region[region_of] + town[town_of] + place
        return found

    lean = city @ LEAN
    old = LEVEL + nested(EARLIER) + lean[:, None] * CITY
    swing, steeper = rng.normal(0, 0.25, len(SCALE)) * SCALE, rng.normal(0, 0.3, len(SCALE)) * SCALE
    new = old + swing + nested(CHANGED) + lean[:, None] * steeper
    arrival = rng.normal(0, EARLY_TABLE, len(place_of)) - (city @ EARLY)[place_of]
    position = arrival.argsort().argsort() / len(arrival)
    late = rng.normal(0, drift, len(SCALE)) * SCALE
    registered = rng.integers(VOTERS // 2, VOTERS + 1, len(place_of))
    votes = _cast(new[place_of] + (position[:, None] - 0.5) * late, registered, rng)
    before = _cast(old, np.bincount(place_of, registered).astype(np.int64), rng)

    codes = {"place": place_of, "town": town_of[place_of], "region": region_of[place_of]}
    units = pl.DataFrame({name: [f"{name[0]}{code:03d}" for code in of] for name, of in codes.items()})
    head = units.with_columns(
        pl.lit("c").alias("contest"),
        pl.Series("sheet", [f"{number:05d}" for number in range(len(place_of))]),
        ("Place " + pl.col("place")).alias("place_name"),
    )
    counts = _columns(votes)
    sheets = head.with_columns(
        pl.Series("stations_registered", registered),
        pl.lit(value=True).alias("in_stations"),
        *counts,
        (pl.sum_horizontal(c for c in counts if c.name.startswith("votes_"))).alias("valid"),
        pl.Series("observed_at", [NIGHT + timedelta(seconds=round(36_000 * at)) for at in position]),
    )
    first = units.unique("place").sort("place")
    earlier = first.with_columns(
        pl.Series("registered", before.sum(axis=1)),
        *_columns(before),
        ("PLACE " + pl.col("place")).alias("n"),
    ).rename({"n": "place_name"})
    return Simulated(
        stations=head.with_columns(pl.Series("registered", registered)),
        sheets=sheets[arrival.argsort()],
        earlier=earlier,
    )


def _cast(
    logits: Array, registered: np.ndarray[tuple[int], np.dtype[np.int64]], rng: np.random.Generator
) -> Array:
    """(rows, categories), votes: shares that vary as ``TABLE_VOTERS`` voters would, then whole votes."""
    shares = np.exp(logits)
    shares /= shares.sum(axis=1, keepdims=True)
    # A gamma per category over their sum is a Dirichlet draw.
    drawn = rng.gamma(np.maximum(shares * TABLE_VOTERS, 1e-3))
    return rng.multinomial(registered, drawn / drawn.sum(axis=1, keepdims=True)).astype(np.float64)


def _columns(votes: Array) -> list[pl.Series]:
    names = [*(f"votes_{name}" for name in LISTS), "blank", "null"]
    whole = votes.astype(np.int64)
    return [pl.Series(name, whole[:, column]) for column, name in enumerate(names)]


def layout_of(sheets: pl.DataFrame, stations: pl.DataFrame, contest: Contest = CONTEST) -> Layout:
    """The layout of a simulated count."""
    return lay_out(sheets, stations, contest, place="place", area="town", region="region")


def matched_of(layout: Layout, earlier: pl.DataFrame | None) -> Matched | None:
    """The earlier vote of each place; None without an earlier election, or one that does not match."""
    return None if earlier is None else match_baseline(layout.places, earlier, ["region", "town"])


def fitted_to(
    layout: Layout, earlier: pl.DataFrame | None = None, settings: Settings | None = None
) -> FittedProjection:
    """The model fitted to a count."""
    matched = matched_of(layout, earlier)
    same = None if matched is None else same_lists(matched.categories, layout.categories, {})
    return fit(layout, matched, same, settings or Settings())


def drawn_of(
    layout: Layout, earlier: pl.DataFrame | None = None, *, draws: int = 400, seed: int = 1
) -> Draws:
    """Finished counts of the regions."""
    fitted, matched = fitted_to(layout, earlier), matched_of(layout, earlier)
    same = None if matched is None else same_lists(matched.categories, layout.categories, {})
    drift = drift_of(fitted, matched, same)
    return draw(fitted, layout.region, layout.regions, draws, seed, drift)
