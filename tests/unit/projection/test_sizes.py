"""How far guesses of the voters of missing sheets go astray."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from escrutinio.projection import draw, interval, lay_out
from escrutinio.projection.sizes import DrawnSizes, sizes_of
from projection_elections import CONTEST, Simulated, fitted_to, simulate


@pytest.fixture(scope="module")
def night() -> Simulated:
    return simulate(8)


def test_where_all_voters_are_known_nothing_is_guessed(night: Simulated) -> None:
    layout = night.at(0.5)
    assert layout.sizes is None
    drawn = draw(fitted_to(layout, night.earlier), layout.region, layout.regions, 50, 1)
    assert (drawn.votes.sum(axis=2) == drawn.votes[0].sum(axis=1)).all()


@pytest.mark.parametrize(("place", "of_region"), [(0.1, 0.0), (0.1, 0.2), (0.4, 0.05)])
def test_errors_are_told_apart_by_place_and_region(place: float, of_region: float) -> None:
    rng = np.random.default_rng(3)
    region = np.repeat(np.arange(60), 50)
    expected = np.exp(rng.normal(6, 0.5, len(region)))
    off = rng.normal(0, place, len(region)) + rng.normal(0, of_region, 60)[region]
    voters = 1.3 * expected * np.exp(off)
    guessed = np.ones(len(region))

    found = sizes_of(guessed, guessed, voters, expected, region)

    assert found is not None
    assert found.place == pytest.approx(place, rel=0.15)
    assert found.region == pytest.approx(of_region, rel=0.35, abs=0.02)


def test_few_places_do_not_say_that_guesses_are_right() -> None:
    region = np.zeros(12, dtype=np.int64)
    voters = np.where(np.arange(12) < 4, 100.0, 0.0)
    found = sizes_of(100.0 - voters, 100.0 - voters, voters, np.ones(12), region)
    assert found is not None
    assert found.place > 0.2


def test_draws_stray_by_place_region_and_order_and_keep_their_mean() -> None:
    region = np.array([0, 0, 1, 1])
    guessed = np.array([100.0, 100.0, 300.0, 0.0])
    sizes = sizes_of(guessed, guessed, np.zeros(4), np.zeros(4), region)
    assert sizes is not None
    group = np.array([0, 0, 1, -1])
    missing = np.array([200.0, 600.0])

    sizes = replace(sizes, ratio=0.0)
    drawn = DrawnSizes(sizes, region, group, missing, 0.0, 1).of(4000)
    spread = drawn.std(axis=0) / missing
    # Two places of one unit, and half of the voters of the other.
    assert spread == pytest.approx([sizes.place / np.sqrt(2), sizes.place / 2], rel=0.1)
    assert drawn.mean(axis=0) == pytest.approx(missing, rel=0.02)

    together = DrawnSizes(sizes, region, group, missing, 2.0, 1).of(4000)
    assert float(np.asarray(np.corrcoef(together.T)).ravel()[1]) > 0.7
    known = DrawnSizes(None, region, group, missing, 2.0, 1).of(4000)
    assert (known == missing).all()


@pytest.mark.parametrize("known", [False, True])
def test_the_votes_to_come_are_uncertain_where_nobody_lists_voters(*, known: bool) -> None:
    held, widths = [], []
    for seed in (20, 21, 22, 23):
        night = simulate(seed, places=200)
        stations = night.stations.with_columns(pl.lit(None, pl.Int64).alias("registered"))
        sheets = night.sheets.with_columns(pl.lit(None, pl.Int64).alias("stations_registered"))
        earlier = night.earlier if known else None
        for share in (0.3, 0.6, 0.9):
            layout = lay_out(
                sheets.head(round(share * sheets.height)),
                stations,
                CONTEST,
                place="place",
                area="town",
                region="region",
                earlier=earlier,
            )
            drawn = draw(fitted_to(layout, earlier), layout.region, layout.regions, 200, 1)
            votes = drawn.valid().sum(axis=1).astype(float)
            low, high = interval(votes, 0.95)
            held.append(low <= night.sheets["valid"].sum() <= high)
            widths.append((high - low) / votes.mean())
    assert sum(held) >= 10
    early, _, late = np.array(widths).reshape(-1, 3).mean(axis=0)
    assert early > 2 * late > 0.005
