"""A poll average before the first sheet, and what is left of it as sheets come in."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
import pytest

from escrutinio.model import PollAverage
from escrutinio.projection import (
    Draws,
    FittedProjection,
    Layout,
    Settings,
    draw,
    interval,
    same_lists,
    shares_of_valid,
    too_few,
)
from escrutinio.projection.polls import before_sheets, polls_of, weigh
from projection_elections import LISTS, layout_of, matched_of, simulate

SHARES = {"A": (0.42, 0.02), "B": (0.35, 0.02), "C": (0.15, 0.01), "D": (0.08, 0.01)}


def average(shares: dict[str, tuple[float, float]], common: float = 0.025) -> PollAverage:
    return PollAverage("Example Institute", date(2030, 1, 1), shares, common)


def before(layout: Layout, earlier: pl.DataFrame | None, shares: dict[str, tuple[float, float]]) -> Draws:
    """Draws of the regions by the polls alone."""
    matched = matched_of(layout, earlier)
    same = None if matched is None else same_lists(matched.categories, layout.categories, {})
    polls = polls_of(average(shares), LISTS)
    fitted, drift = before_sheets(layout, matched, same, polls, Settings())
    fitted = weigh(fitted, drift, polls, 1)
    return draw(fitted, layout.region, layout.regions, 1000, 1, drift)


def test_errors_are_those_of_the_list_and_what_all_polls_have_in_common() -> None:
    polls = polls_of(average({"A": (0.5, 0.02), "B": (0.5, 0.02)}, 0.03), ["A", "B"])
    errors = np.sqrt(np.diag(polls.covariance)) * polls.shares
    assert errors == pytest.approx([np.hypot(0.02, 0.03)] * 2)


def test_lists_that_no_poll_names_share_the_rest_and_may_have_much_of_it() -> None:
    polls = polls_of(average({"A": (0.5, 0.02), "B": (0.3, 0.02)}), LISTS)
    assert polls.shares == pytest.approx([0.5, 0.3, 0.1, 0.1])
    assert (np.sqrt(np.diag(polls.covariance))[2:] > 0.7).all()


def test_where_all_lists_are_named_those_who_do_not_know_are_left_out() -> None:
    polls = polls_of(average({"A": (0.4, 0.02), "B": (0.2, 0.02), "C": (0.1, 0.02), "D": (0.1, 0.02)}), LISTS)
    assert polls.shares == pytest.approx([0.5, 0.25, 0.125, 0.125])


@pytest.mark.parametrize("known", [True, False])
def test_before_the_first_sheet_the_whole_is_what_polls_say(*, known: bool) -> None:
    night = simulate(3, places=120)
    layout = night.at(0.0)
    assert too_few(layout, Settings()) is not None

    drawn = before(layout, night.earlier if known else None, SHARES)

    shares = shares_of_valid(drawn.votes.sum(axis=1), 4)
    wanted = np.array([share for share, _ in SHARES.values()])
    assert shares_of_valid(drawn.expected.sum(axis=0), 4) == pytest.approx(wanted, abs=0.003)
    errors = np.sqrt(np.diag(polls_of(average(SHARES), LISTS).covariance)) * wanted
    for place in range(4):
        low, high = interval(shares[:, place], 0.9)
        assert high - low == pytest.approx(2 * 1.645 * errors[place], rel=0.15)


def test_with_an_earlier_election_regions_keep_their_pattern_and_without_one_they_are_alike() -> None:
    night = simulate(3, places=120)
    layout = night.at(0.0)

    def by_region(earlier: pl.DataFrame | None) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        return shares_of_valid(before(layout, earlier, SHARES).expected, 4)[:, 0]

    then = night.earlier.group_by("region").agg(
        pl.col("votes_A").sum(), pl.col("^votes_.$").sum().name.suffix("_")
    )
    shares = (
        then.sort("region").select(pl.col("votes_A") / pl.sum_horizontal("^votes_._$")).to_series().to_numpy()
    )
    assert np.corrcoef(by_region(night.earlier), shares)[0, 1] > 0.95
    assert np.ptp(by_region(None)) < 0.01


def test_a_list_that_did_not_stand_in_a_region_gets_nothing_there_yet() -> None:
    night = simulate(3, places=120)
    layout = night.at(0.0)
    earlier = night.earlier.with_columns(
        pl.when(pl.col("region") == "r000").then(pl.col("votes_D")).otherwise(0).alias("votes_D")
    )
    drawn = before(layout, earlier, SHARES)
    at = drawn.units.index("r000")
    assert (drawn.votes[:, np.arange(len(drawn.units)) != at, 3] == 0).all()
    assert drawn.expected[at, 3] > 0


def test_a_few_sheets_count_while_polls_stand_alone() -> None:
    night = simulate(3, places=120)
    layout = night.at(0.01)
    drawn = before(layout, night.earlier, SHARES)
    counted = np.zeros(drawn.votes.shape[1:])
    np.add.at(counted, layout.region, layout.counted)
    assert counted.sum() > 0
    assert (drawn.votes >= counted).all()
    shares = shares_of_valid(drawn.expected.sum(axis=0), 4)
    assert shares == pytest.approx([share for share, _ in SHARES.values()], abs=0.005)


def test_nothing_is_weighed_where_every_sheet_is_in() -> None:
    night = simulate(3, places=60)
    layout = layout_of(night.sheets, night.stations)
    polls = polls_of(average(SHARES), LISTS)
    fitted, drift = before_sheets(layout, None, None, polls, Settings())
    weighed: FittedProjection = weigh(fitted, drift, polls, 1)
    assert weighed.weighed is None
