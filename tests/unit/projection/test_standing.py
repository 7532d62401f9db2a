"""Where lists stand of which nothing is counted yet, by what the regions say that are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from escrutinio.projection import (
    Draws,
    Layout,
    Settings,
    draw,
    drift_of,
    fit,
    interval,
    same_lists,
    shares_of_valid,
)
from escrutinio.projection.layout import Array
from escrutinio.projection.standing import Standing, standing_of
from projection_elections import LISTS, Simulated, layout_of, matched_of, simulate

D = LISTS.index("D")
GONE = "r000"


@pytest.fixture(scope="module")
def night() -> Simulated:
    return simulate(5)


def kept_to(frame: pl.DataFrame, regions: list[str]) -> pl.DataFrame:
    """The same votes, with list D in some regions only; elsewhere its votes are the first list's."""
    out = ~pl.col("region").is_in(regions)
    return frame.with_columns(
        pl.when(out).then(pl.col("votes_A") + pl.col("votes_D")).otherwise("votes_A").alias("votes_A"),
        pl.when(out).then(0).otherwise("votes_D").alias("votes_D"),
    )


def without(night: Simulated, region: str, regions: list[str]) -> Layout:
    """All sheets but those of a region, with list D in some regions only."""
    return layout_of(kept_to(night.sheets, regions).filter(pl.col("region") != region), night.stations)


def drawn(layout: Layout, earlier: pl.DataFrame | None) -> tuple[Draws, Standing]:
    matched = matched_of(layout, earlier)
    same = None if matched is None else same_lists(matched.categories, layout.categories, {})
    fitted = fit(layout, matched, same, Settings())
    found = draw(fitted, layout.region, layout.regions, 600, 1, drift_of(fitted, matched, same))
    return found, standing_of(layout, matched, same)


def of_d(found: Draws) -> Array:
    """(draws,), the share of list D in the region of which nothing is counted."""
    return shares_of_valid(found.votes[:, found.units.index(GONE)], found.lists)[:, D]


def test_a_list_of_every_region_that_is_counted_is_taken_to_stand(night: Simulated) -> None:
    everywhere = [f"r{number:03d}" for number in range(6)]
    found, standing = drawn(without(night, GONE, everywhere), None)

    assert (standing.chance == 1).all()
    assert of_d(found).min() > 0


def test_a_list_of_some_regions_stands_in_some_draws_and_its_mean_stays(night: Simulated) -> None:
    layout = without(night, GONE, ["r000", "r001", "r002"])
    found, standing = drawn(layout, None)

    # It stands in two of the five that are counted.
    assert standing.chance[layout.regions.index(GONE), D] == pytest.approx(2.5 / 6)
    shares = of_d(found)
    assert (shares == 0).mean() == pytest.approx(3.5 / 6, abs=0.07)
    fitted = fit(layout, None, None, Settings())
    here = np.flatnonzero(layout.region == layout.regions.index(GONE))
    composition = fitted.layout.registered_out[here] @ fitted.shares[here]
    expected = composition[D] / composition[: len(LISTS) + 1].sum()
    assert shares.mean() == pytest.approx(expected, rel=0.1)
    # Who does not vote stays away whatever stands.
    votes = found.votes[:, found.units.index(GONE)]
    away = votes[:, -1] / votes.sum(axis=1)
    assert away[shares == 0].mean() == pytest.approx(away[shares > 0].mean(), abs=0.02)


def test_a_list_keeps_to_where_it_stood_as_others_do(night: Simulated) -> None:
    regions = ["r001", "r002"]
    earlier = kept_to(night.earlier, regions)

    kept, standing = drawn(without(night, GONE, regions), earlier)

    assert (standing.chance[:, D] == [0, 1, 1, 1, 1, 1]).all()
    assert (of_d(kept) == 0).all()


def test_where_it_has_come_to_regions_it_may_have_come_to_others(night: Simulated) -> None:
    earlier = kept_to(night.earlier, ["r001", "r002"])

    found, standing = drawn(without(night, GONE, ["r000", "r001", "r002", "r003"]), earlier)

    # Of three regions without it then, it stands in one now.
    assert standing.chance[0, D] == pytest.approx(1.5 / 4)
    low, high = interval(of_d(found), 0.9)
    assert low == 0 < high


def test_where_it_has_left_regions_it_may_have_left_others(night: Simulated) -> None:
    found, standing = drawn(without(night, GONE, ["r000", "r001", "r002", "r003"]), night.earlier)

    assert standing.chance[0, D] == pytest.approx(3.5 / 6)
    assert interval(of_d(found), 0.9)[0] == 0


@pytest.mark.parametrize("gone", [[GONE], [GONE, "r001"]])
def test_a_list_without_a_vote_may_have_many_where_nothing_is_counted(
    night: Simulated, gone: list[str]
) -> None:
    sheets = kept_to(night.sheets, gone).filter(~pl.col("region").is_in(gone))
    layout = layout_of(sheets, night.stations)
    assert layout.counted[:, D].sum() == 0

    found, standing = drawn(layout, None)

    assert standing.chance[0, D] == pytest.approx(1 / (len(gone) + 1))
    low, high = interval(of_d(found), 0.9)
    assert low == 0
    assert high > 0.15
    seen = [number for number, name in enumerate(layout.regions) if name not in gone]
    assert (found.votes[:, seen, D] == 0).all(), "where all is counted it has none"
    assert (found.votes.sum(axis=2) == found.votes[0].sum(axis=1)[None]).all()


def test_lists_of_one_region_each_say_how_much_such_lists_have(night: Simulated) -> None:
    layout = without(night, GONE, [GONE])
    # Lists B and C stand in one region each, with a hundredth of its votes.
    counted = layout.counted.copy()
    for place, region in ((1, 1), (2, 2)):
        counted[:, 0] += counted[:, place]
        counted[:, place] = 0
        here = np.flatnonzero(layout.region == region)
        counted[here, place] = np.rint(0.01 * counted[here, 0])
    few = replace(layout, counted=counted, learned=counted, earlier=())

    assert standing_of(few, None, None).unheard[0, D] < 0.05
    assert standing_of(layout, None, None).unheard[0, D] == pytest.approx(0.1)


def test_a_region_that_is_counted_is_not_touched(night: Simulated) -> None:
    layout = night.at(0.5)
    standing = standing_of(layout, None, None)

    assert (standing.chance == 1).all()
    assert not standing.unheard.any()


def by_district(night: Simulated, ballots: float = np.nan) -> Layout:
    """Half of the areas of each region are in, each a district; list D stands in every other one."""
    codes = night.stations["town"].unique().sort().to_list()
    regions = len(night.stations["region"].unique())
    came = [code for number, code in enumerate(codes) if number // regions % 2 == 0]
    alone = [code for number, code in enumerate(codes) if number // regions % 4 < 2]
    votes = night.sheets.with_columns(
        pl.when(pl.col("town").is_in(alone)).then(pl.col("votes_D")).otherwise(0).alias("votes_D")
    )
    layout = layout_of(votes.filter(pl.col("town").is_in(came)), night.stations)
    said = np.full((layout.areas, layout.lists), np.nan)
    said[:, D] = ballots
    return replace(layout, district=layout.area, ballots=said)


def drawn_by_district(layout: Layout) -> tuple[Draws, Standing]:
    fitted = fit(layout, None, None, Settings())
    units = [str(number) for number in range(layout.areas)]
    return draw(fitted, layout.area, units, 400, 1, drift_of(fitted, None, None)), standing_of(
        layout, None, None
    )


def test_in_a_district_without_a_sheet_a_list_stands_as_often_as_in_the_others(night: Simulated) -> None:
    layout = by_district(night)
    found, standing = drawn_by_district(layout)

    unseen = standing.chance[len(layout.regions) :]
    counted = layout.counted.sum(axis=1) > 0
    assert len(unseen) == len(set(layout.area[~counted].tolist()))
    assert ((unseen[:, D] > 0.2) & (unseen[:, D] < 0.8)).all()
    assert (np.delete(unseen, D, axis=1) == 1).all()
    gone = sorted(set(layout.area[~counted].tolist()))
    none = (found.votes[:, gone, D] == 0).mean(axis=0)
    assert none == pytest.approx(1 - unseen[:, D], abs=0.1)
    # One by one the intervals begin at 0; together such districts have what others have.
    whole = shares_of_valid(found.votes.sum(axis=1), found.lists)[:, D]
    truth = layout.counted[:, D].sum() / layout.counted[:, : layout.lists].sum()
    assert interval(whole, 0.9)[0] < truth < interval(whole, 0.9)[1]


@pytest.mark.parametrize("ballots", [0.0, 1.0])
def test_who_stands_in_a_district_is_known_by_its_candidates(night: Simulated, ballots: float) -> None:
    layout = by_district(night, ballots)
    found, _ = drawn_by_district(layout)
    unknown, _ = drawn_by_district(by_district(night))
    gone = sorted(set(layout.area[layout.counted.sum(axis=1) == 0].tolist()))

    of_list = found.votes[:, gone, D]
    assert (of_list > 0).mean() > 0.99 if ballots else not of_list.any()
    times = found.expected[gone, D].sum() / unknown.expected[gone, D].sum()
    assert times == 0 if not ballots else times > 1.5
