"""What must hold of every answer, whatever the count.

What is tested: ``projection.draws``, ``projection.estimate``, ``projection.drift``.
"""

from __future__ import annotations

import dataclasses

import numpy as np
import polars as pl
import pytest

from escrutinio.model import Contest
from escrutinio.projection import (
    LEVELS,
    Draws,
    Layout,
    draw,
    interval,
    intervals,
    shares_of_valid,
    turnout,
)
from escrutinio.projection.drift import assumed_drift, selection
from escrutinio.projection.layout import Array
from projection_elections import CONTEST, LISTS, Simulated, drawn_of, fitted_to, layout_of, simulate

SHARES = (0.1, 0.3, 0.6, 0.9, 1.0)


@pytest.fixture(scope="module")
def election() -> Simulated:
    return simulate(1, drift=0.1)


@pytest.fixture(scope="module", params=[(share, known) for share in SHARES for known in (True, False)])
def case(request: pytest.FixtureRequest, election: Simulated) -> tuple[Layout, Draws]:
    share, known = request.param
    layout = election.at(share)
    return layout, drawn_of(layout, election.earlier if known else None)


def by_region(layout: Layout, rows: Array) -> Array:
    sums = np.zeros((len(layout.regions), *rows.shape[1:]))
    np.add.at(sums, layout.region, rows)
    return sums


def test_a_units_draws_add_up_to_its_registered_voters(case: tuple[Layout, Draws]) -> None:
    layout, drawn = case
    registered = by_region(layout, layout.registered_in + layout.registered_out)

    assert np.abs(drawn.votes.sum(axis=2) - registered).max() == 0


def test_the_expected_figures_add_up_too(case: tuple[Layout, Draws]) -> None:
    layout, drawn = case
    registered = by_region(layout, layout.registered_in + layout.registered_out)

    assert drawn.expected.sum(axis=1) == pytest.approx(registered)
    assert (drawn.expected >= 0).all()


def test_no_draw_is_below_what_is_counted(case: tuple[Layout, Draws]) -> None:
    layout, drawn = case

    assert (drawn.votes >= by_region(layout, layout.counted)).all()


def test_shares_of_lists_and_others_add_up_to_one(case: tuple[Layout, Draws]) -> None:
    _, drawn = case
    other = drawn.votes[..., drawn.lists] / drawn.valid()

    assert shares_of_valid(drawn.votes, drawn.lists).sum(axis=-1) + other == pytest.approx(1.0)
    assert (
        (turnout(drawn.votes, drawn.categories) >= 0) & (turnout(drawn.votes, drawn.categories) <= 1)
    ).all()


def test_intervals_are_ordered_nested_and_within_bounds(case: tuple[Layout, Draws]) -> None:
    _, drawn = case
    units = [*np.moveaxis(drawn.votes, 1, 0), drawn.votes.sum(axis=1)]
    for votes in units:
        for column in shares_of_valid(votes, drawn.lists).T:
            spans = [interval(column, level) for level in LEVELS]
            lows, highs = zip(*spans, strict=True)
            assert 0 <= lows[2] <= lows[1] <= lows[0] <= highs[0] <= highs[1] <= highs[2] <= 1


def test_the_same_seed_gives_the_same_draws(election: Simulated) -> None:
    layout = election.at(0.3)

    first, again, other = (drawn_of(layout, election.earlier, seed=seed) for seed in (5, 5, 6))

    assert (first.votes == again.votes).all()
    assert (first.votes != other.votes).any()


def test_the_order_of_the_lists_does_not_matter(election: Simulated) -> None:
    turned = dataclasses.replace(CONTEST, selections=LISTS[::-1])
    sheets = election.sheets.head(election.sheets.height // 3)
    layout = layout_of(sheets, election.stations)
    other = layout_of(sheets, election.stations, turned)

    one, two = (fitted_to(each, election.earlier) for each in (layout, other))
    column = [other.categories.index(name) for name in layout.categories]
    groups = len(layout.regions)

    rest = [each.missing(layout.region, groups)[0] for each in (one, two)]
    assert rest[1][:, column] == pytest.approx(rest[0])
    assert two.correlation[np.ix_(column, column)] == pytest.approx(one.correlation)
    assert two.relative(layout.region, groups) == pytest.approx(one.relative(layout.region, groups))
    drawn = [draw(each, layout.region, layout.regions, 4000, 1) for each in (one, two)]
    spreads = [
        np.quantile(shares_of_valid(each.votes.sum(axis=1), 4), [0.05, 0.95], axis=0) for each in drawn
    ]
    assert spreads[1][:, ::-1] == pytest.approx(spreads[0], abs=0.004)


def test_with_all_in_it_is_the_count_and_nothing_else(election: Simulated) -> None:
    layout = election.at(1.0)
    drawn = drawn_of(layout, election.earlier)

    shares = shares_of_valid(drawn.votes.sum(axis=1), drawn.lists)

    assert (drawn.votes == by_region(layout, layout.counted)).all()
    assert shares.max(axis=0) == pytest.approx(shares.min(axis=0), abs=0)
    assert shares[0] == pytest.approx(election.truth(), abs=1e-12)


def test_a_place_that_is_wholly_in_is_its_count(election: Simulated) -> None:
    layout = election.at(0.5)
    whole = np.flatnonzero((layout.registered_out == 0) & (layout.registered_in > 0))
    assert len(whole) > 20
    group = np.full(len(layout.region), -1)
    group[whole] = np.arange(len(whole))

    drawn = draw(fitted_to(layout, election.earlier), group, [str(place) for place in whole], 50, 1)

    assert (drawn.votes == layout.counted[whole]).all()


def test_more_sheets_narrow_the_interval(election: Simulated) -> None:
    widths = []
    for share in (0.1, 0.3, 0.6, 0.9, 1.0):
        shares = shares_of_valid(drawn_of(election.at(share), election.earlier).votes.sum(axis=1), 4)
        low, high = interval(shares[:, 0], 0.9)
        widths.append(high - low)

    assert widths == sorted(widths, reverse=True)
    assert widths[-1] == 0


def test_without_an_earlier_election_intervals_are_wider(election: Simulated) -> None:
    layout = election.at(0.3)
    known, blind = (
        interval(shares_of_valid(drawn_of(layout, earlier).votes.sum(axis=1), 4)[:, 0], 0.9)
        for earlier in (election.earlier, None)
    )

    assert blind[1] - blind[0] > known[1] - known[0]


def test_votes_of_withdrawn_lists_are_other_valid_votes(election: Simulated) -> None:
    gone = Contest("c", "Contest", LISTS, CONTEST.levels, withdrawn=("D",))
    layout = layout_of(election.sheets, election.stations, gone)

    assert layout.categories == ("A", "B", "C", "other", "blank", "null", "not_cast")
    assert layout.counted[:, 3].sum() == election.sheets["votes_D"].sum()


def test_sheets_that_are_not_expected_count_and_nothing_of_them_is_missing(election: Simulated) -> None:
    strange = election.sheets.head(5).with_columns(
        ("x" + pl.col("sheet")).alias("sheet"),
        pl.lit(None, pl.Int64).alias("stations_registered"),
        pl.lit(value=False).alias("in_stations"),
    )

    with_them = layout_of(pl.concat([election.sheets, strange]), election.stations)

    lists = with_them.lists
    votes = with_them.counted[:, :lists].sum(axis=0)
    without = election.at(1.0).counted[:, :lists].sum(axis=0)
    extra = strange.select(pl.col(f"votes_{name}").sum() for name in with_them.categories[:lists]).row(0)
    assert (votes == without + np.array(extra)).all()
    assert with_them.registered_out.sum() == 0


def test_in_a_quick_count_only_what_is_missing_of_the_sample_drifts() -> None:
    layout = simulate(3, places=150).at(0.2)

    def drift(sampled: float | None) -> float:
        return float(np.trace(assumed_drift(fitted_to(dataclasses.replace(layout, sampled=sampled)))))

    found = [drift(sampled) for sampled in (1.0, 0.9, 0.5, 0.2)]

    assert found[0] == 0
    assert found == sorted(found)
    assert found[2] < 0.5 * drift(None)


def test_what_comes_next_in_an_early_count_lies_nearer_than_the_rest_of_the_night() -> None:
    assert selection(0.1, 0.2) < 0.5 * selection(0.1)
    # The first half of a normal order lies 0.798 spreads below its middle, the other half as far above.
    assert selection(0.5) == pytest.approx(2 * np.sqrt(2 / np.pi))
    parts = [(0.3, 0.6), (0.3, 1.0), (0.01, 0.02), (0.98, 1.0)]
    assert all(0 < selection(*part) < 4 for part in parts)


def test_with_all_in_but_one_sheet_only_that_one_is_open(election: Simulated) -> None:
    layout = layout_of(election.sheets.head(election.sheets.height - 1), election.stations)
    last = election.sheets.tail(1)
    drawn = drawn_of(layout, election.earlier)

    votes = drawn.votes.sum(axis=1)
    open_voters = int(last["stations_registered"][0])

    counted = layout.counted.sum(axis=0)
    assert (votes >= counted).all()
    assert (votes.sum(axis=1) - counted.sum() == open_voters).all()
    low, high = np.quantile(shares_of_valid(votes, drawn.lists), [0.05, 0.95], axis=0)
    assert (high > low).all()
    assert (high - low < open_voters / counted[:-1].sum()).all()


def test_a_run_off_of_two_is_projected_with_and_without_an_earlier_vote(election: Simulated) -> None:
    two = dataclasses.replace(CONTEST, selections=LISTS[:2])
    sheets = election.sheets.head(election.sheets.height // 3).with_columns(
        valid=pl.sum_horizontal(f"votes_{name}" for name in LISTS[:2])
    )
    layout = layout_of(sheets, election.stations, two)

    shares = [
        shares_of_valid(drawn_of(layout, earlier).votes.sum(axis=1), 2)
        for earlier in (election.earlier, None)
    ]

    assert all(each.sum(axis=1) == pytest.approx(1.0) for each in shares)
    widths = [np.ptp(np.quantile(each[:, 0], [0.05, 0.95])) for each in shares]
    assert 0.001 < widths[0] < widths[1] < 0.5


def test_intervals_reach_to_the_mean_of_draws_that_are_mostly_zero() -> None:
    draws = np.zeros(100)
    draws[:2] = 1.0

    assert intervals(draws)["50"] == [0.0, 0.0]
    assert intervals(draws, draws.mean()) == {"50": [0.0, 0.02], "90": [0.0, 0.02], "95": [0.0, 0.02]}
    assert intervals(np.arange(5.0), 2.0) == intervals(np.arange(5.0))
