"""What must hold of the draws of any night: regional lists, few or many lists, whatever is in."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from escrutinio.projection import (
    Layout,
    draw,
    drift_of,
    explained_by,
    fit,
    interval,
    match_baseline,
    same_lists,
    shares_of_valid,
)
from escrutinio.projection.best_fit import LEAST_EXPLAINED
from escrutinio.projection.layout import Array
from escrutinio.projection.settings import Settings
from projection_elections import layout_of, matched_of, simulate
from searches import examples

nights = st.builds(
    simulate, st.integers(0, 500), drift=st.sampled_from([0.0, 0.3]), places=st.integers(60, 150)
)
shares_in = st.floats(0.1, 0.9)


def with_a_regional_list(layout: Layout, region: int) -> Layout:
    """The same count with list D in one region only; elsewhere its votes are the first list's."""
    outside = layout.region != region

    def moved(votes: Array) -> Array:
        found = votes.copy()
        found[outside, 0] += found[outside, 3]
        found[outside, 3] = 0
        return found

    learned = moved(layout.learned)
    return replace(layout, counted=moved(layout.counted), learned=learned, earlier=())


@examples(15)
@given(night=nights, share=shares_in, seed=st.integers(0, 99), known=st.booleans())
def test_the_point_is_the_mean_of_the_draws_and_lies_in_its_own_interval(night, share, seed, known) -> None:  # type: ignore[no-untyped-def]
    layout = night.at(share)
    matched = matched_of(layout, night.earlier if known else None)
    same = None if matched is None else same_lists(matched.categories, layout.categories, {})
    fitted = fit(layout, matched, same, Settings())

    drawn = draw(fitted, layout.region, layout.regions, 300, seed, drift_of(fitted, matched, same))

    assert np.allclose(drawn.expected, drawn.votes.mean(axis=0))
    whole = drawn.votes.sum(axis=1)
    point, drawn_shares = shares_of_valid(drawn.expected.sum(axis=0), 4), shares_of_valid(whole, 4)
    one_vote = 1.0 / whole[0].sum()
    for place in range(4):
        low, high = interval(drawn_shares[:, place], 0.5)
        assert low - one_vote <= point[place] <= high + one_vote


@examples(10)
@given(night=nights, share=st.floats(0.4, 0.9), region=st.integers(0, 5))
def test_a_list_that_stands_in_one_region_gets_nothing_elsewhere(night, share, region) -> None:  # type: ignore[no-untyped-def]
    layout = with_a_regional_list(night.at(share), region)
    fitted = fit(layout, None, None, Settings())

    drawn = draw(fitted, layout.region, layout.regions, 200, 1)

    elsewhere = [number for number in range(len(layout.regions)) if number != region]
    share_of_d = layout.counted[:, 3].sum() / layout.counted.sum()
    silent = [n for n in elsewhere if layout.counted[layout.region == n].sum() * share_of_d >= 60]
    assert (drawn.votes[:, silent, 3] == 0).all()


@examples(10)
@given(night=nights, share=st.floats(0.3, 0.8), seed=st.integers(0, 999))
def test_a_shuffled_earlier_election_explains_next_to_nothing(night, share, seed) -> None:  # type: ignore[no-untyped-def]
    layout = night.at(share)
    names = [name for name in night.earlier.columns if name.startswith("votes_") or name in ("blank", "null")]
    shuffled = night.earlier.with_columns(
        night.earlier.select(pl.col(names) / pl.col("registered"))
        .sample(fraction=1.0, shuffle=True, seed=seed)
        .select(pl.all() * night.earlier["registered"])
    )
    without = fit(layout, None, None, Settings())

    def explained(earlier: pl.DataFrame) -> float:
        matched = match_baseline(layout.places, earlier, ["region", "town"])
        assert matched is not None
        same = same_lists(matched.categories, layout.categories, {})
        return explained_by(fit(layout, matched, same, Settings()), without)

    assert explained(night.earlier) > 0.2
    assert explained(shuffled) < LEAST_EXPLAINED, "it is left aside"


@examples(8)
@given(night=nights, gone=st.integers(0, 5), share=st.sampled_from([0.5, 0.9]))
def test_a_region_without_a_sheet_stays_uncertain_however_much_else_is_in(night, gone, share) -> None:  # type: ignore[no-untyped-def]
    sheets = night.sheets.filter(pl.col("region") != f"r{gone:03d}")
    layout = layout_of(sheets.head(round(share * sheets.height)), night.stations)
    matched = matched_of(layout, night.earlier)
    assert matched is not None
    same = same_lists(matched.categories, layout.categories, {})
    fitted = fit(layout, matched, same, Settings())

    drift = drift_of(fitted, matched, same)
    drawn = draw(fitted, layout.region, layout.regions, 400, 1, drift)

    assert [layout.regions[number] for number in drift.unseen_regions] == [f"r{gone:03d}"]
    here = shares_of_valid(drawn.votes[:, layout.regions.index(f"r{gone:03d}")], 4)
    low, high = interval(here[:, 0], 0.9)
    assert high - low > 0.02


@examples(10)
@given(night=nights, share=shares_in, seed=st.integers(0, 99), places_each=st.sampled_from([1, 2, 4]))
def test_effects_that_are_shrunk_are_not_free(night, share, seed, places_each) -> None:  # type: ignore[no-untyped-def]
    layout = night.at(share)
    matched = matched_of(layout, night.earlier)
    assert matched is not None
    same = same_lists(matched.categories, layout.categories, {})
    number = len(layout.area)

    def spread(areas: int) -> float:
        """How far places stray from what is expected of them, with areas that mean nothing."""
        drawn = np.random.default_rng(seed).integers(0, areas, number).astype(layout.area.dtype)
        fitted = fit(replace(layout, area=drawn, areas=areas), matched, same, Settings())
        return float(np.trace(fitted.correlation))

    # A free effect for each place would leave nothing to stray.
    assert 0.5 < spread(max(1, number // places_each)) / spread(1) < 1.1


@examples(6)
@given(night=nights, share=st.floats(0.3, 0.9), every=st.integers(5, 20), more=st.integers(300, 5000))
def test_impossible_sheets_are_named_and_teach_nothing(night, share, every, more) -> None:  # type: ignore[no-untyped-def]
    sheets = night.sheets.head(round(share * night.sheets.height))
    wrong = sheets["sheet"].to_list()[::every]
    torn = sheets.with_columns(
        pl.when(pl.col("sheet").is_in(wrong)).then(pl.col(name) + more).otherwise(name).alias(name)
        for name in ("votes_A", "valid")
    )
    right, other = layout_of(sheets, night.stations), layout_of(torn, night.stations)

    assert other.impossible == tuple(sorted(wrong))
    assert right.impossible == ()
    learned, taught = fit(right, None, None, Settings()), fit(other, None, None, Settings())
    assert np.abs(learned.shares - taught.shares).mean() < 0.02
