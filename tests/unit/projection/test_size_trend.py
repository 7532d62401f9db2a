"""Places that come in order of size, small ones first: what large ones do is not known before they are in."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from escrutinio.projection import CannotSay, Settings, draw, drift_of, fit, of_other_sizes, shares_of_valid
from escrutinio.projection.layout import Array, Layout
from escrutinio.projection.size_trend import no_trend
from projection_elections import layout_of, simulate


def by_size(seed: int, lean: float, share: float, *, largest_first: bool = False) -> tuple[Layout, Array]:
    """A night on which places of one sheet come in order of size, and one list leans to large ones.

    Returns:
        The count at a share of the sheets, and the shares of the valid votes in the end.
    """
    whole = simulate(seed)
    rng = np.random.default_rng(seed)
    sheets = whole.sheets.unique("place", maintain_order=True).sort("place")
    size = np.exp(rng.normal(6.5, 1.0, sheets.height))
    order = np.argsort(-size if largest_first else size)
    odds = np.log([0.3, 0.3, 0.1, 0.05]) + rng.normal(0, 0.15, (sheets.height, 4))
    odds[:, 3] += lean * (np.log(size) - 6.5)
    shares = np.exp(odds) / np.exp(odds).sum(axis=1, keepdims=True)
    voters = np.rint(size).astype(np.int64)
    votes = np.array(
        [rng.multinomial(n, p) for n, p in zip(np.rint(0.7 * size).astype(int), shares, strict=True)]
    )
    counted = sheets.with_columns(
        pl.Series("stations_registered", voters),
        *[pl.Series(f"votes_{name}", votes[:, number]) for number, name in enumerate("ABCD")],
        pl.Series("valid", votes.sum(axis=1)),
        pl.lit(0).alias("blank"),
        pl.lit(0).alias("null"),
    )
    stations = whole.stations.join(sheets.select("sheet"), on="sheet", how="semi").sort("place")
    stations = stations.with_columns(pl.Series("registered", voters))
    times = sheets["observed_at"].sort()
    counted = counted[order].with_columns(times.alias("observed_at"))
    truth: Array = votes.sum(axis=0) / votes.sum()
    return layout_of(counted.head(round(share * counted.height)), stations), truth


def test_a_list_of_the_cities_is_held_while_only_villages_are_in() -> None:
    held = []
    for seed in range(6):
        layout, truth = by_size(seed, 0.2, 0.6)
        fitted = fit(layout, None, None, Settings())
        drawn = draw(fitted, layout.region, layout.regions, 400, 1, drift_of(fitted, None, None))
        low, high = np.quantile(shares_of_valid(drawn.votes.sum(axis=1), 4)[:, 3], [0.05, 0.95])
        held.append(low <= truth[3] <= high)

    assert np.mean(held) >= 0.8


def test_a_trend_in_size_is_measured_and_makes_what_lies_beyond_it_less_sure() -> None:
    leaning, _ = by_size(1, 0.4, 0.6)
    everywhere = np.zeros(len(leaning.region), dtype=np.int64)
    fitted = fit(leaning, None, None, Settings())
    still = replace(fitted, trend=no_trend(leaning))
    beyond = fitted.trend.of_groups(leaning.registered_out, everywhere, 1)[0]

    with_it, without = (
        np.ptp(
            np.quantile(
                shares_of_valid(draw(each, everywhere, ["all"], 2000, 1).votes[:, 0], 4)[:, 3], [0.05, 0.95]
            )
        )
        for each in (fitted, still)
    )

    assert beyond[0] > 0.5
    assert fitted.trend.slopes[0, 3] > 0
    assert with_it > 1.2 * without


def test_with_all_sizes_in_the_trend_says_nothing() -> None:
    layout = simulate(1).at(0.4)
    everywhere = np.zeros(len(layout.region), dtype=np.int64)

    trend = fit(layout, None, None, Settings()).trend

    assert np.abs(trend.of_groups(layout.registered_out, everywhere, 1)).max() < 0.2


def test_the_point_does_not_move_with_the_trend() -> None:
    layout, _ = by_size(2, 0.2, 0.6)
    fitted = fit(layout, None, None, Settings())
    still = replace(fitted, trend=no_trend(layout))

    points = [
        shares_of_valid(draw(each, layout.region, layout.regions, 2000, 1).expected.sum(axis=0), 4)
        for each in (fitted, still)
    ]

    assert points[0] == pytest.approx(points[1], abs=0.003)


def test_villages_do_not_say_how_cities_vote_where_no_earlier_election_does() -> None:
    layout, _ = by_size(3, 0.2, 0.6)
    whole = fit(layout, None, None, Settings())

    said = of_other_sizes(whole)

    assert isinstance(said, CannotSay)
    assert "of the missing voters live at polling places more than twice as large" in said.reason
    # An earlier election tells how places of all sizes vote; a random sample holds them by lot.
    assert of_other_sizes(replace(whole, blind=False)) is None
    assert of_other_sizes(replace(whole, layout=replace(layout, sampled=0.5))) is None


def test_cities_do_not_say_how_villages_vote_until_many_places_are_in() -> None:
    few, _ = by_size(3, 0.2, 0.08, largest_first=True)
    many, _ = by_size(3, 0.2, 0.4, largest_first=True)

    said = of_other_sizes(fit(few, None, None, Settings()))

    assert isinstance(said, CannotSay)
    assert "less than half as large" in said.reason
    assert of_other_sizes(fit(many, None, None, Settings())) is None


@pytest.mark.parametrize("seed", range(4))
def test_where_all_sizes_come_in_they_silence_nothing(seed: int) -> None:
    night = simulate(seed)

    for share in (0.1, 0.5, 0.95):
        assert of_other_sizes(fit(night.at(share), None, None, Settings())) is None
