"""Where the reconstructed tables stand: within the official numbers of every stratum."""

from __future__ import annotations

import numpy as np
import pytest

from escrutinio.samples.bolivia_2020.layout import FULL_TABLE, SHORT, Layout, lay_out


@pytest.fixture(scope="module", params=[1, 2])
def layout(request: pytest.FixtureRequest) -> Layout:
    return lay_out(np.random.default_rng(request.param))


def test_every_stratum_has_its_official_places_tables_and_voters(layout: Layout) -> None:
    of_table = layout.stratum[layout.place]
    places, tables = np.bincount(layout.stratum), np.bincount(of_table)
    voters = np.bincount(of_table, layout.registered)
    for number, stratum in enumerate(layout.strata):
        assert (places[number], tables[number], voters[number]) == (
            stratum.places,
            stratum.sheets,
            stratum.registered,
        )


def test_all_tables_are_full_but_the_last_of_each_place(layout: Layout) -> None:
    last = np.append(np.diff(layout.place) > 0, True)

    assert (layout.registered[~last] == FULL_TABLE).all()
    low, high = SHORT
    assert (FULL_TABLE - layout.registered[last] >= low - 1).all()
    assert (FULL_TABLE - layout.registered[last] <= high + 1).all()


def test_each_unit_lies_in_one_larger_unit(layout: Layout) -> None:
    units = layout.units

    assert units.height == len(layout.place)
    assert units["sheet"].n_unique() == units.height
    for inner, outer in (("place", "municipality"), ("municipality", "province"), ("province", "department")):
        pairs = units.select(inner, outer).unique()
        assert pairs[inner].n_unique() == pairs.height
