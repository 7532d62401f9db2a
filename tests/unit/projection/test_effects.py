"""Sums over places are those of the design written out, though it never is."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from escrutinio.projection import Settings, fit, match_baseline, same_lists
from escrutinio.projection.effects import Effects, effects_of
from escrutinio.projection.layout import Array, Index, Layout
from projection_elections import Simulated, simulate


@pytest.fixture(scope="module")
def night() -> Simulated:
    return simulate(3)


@pytest.fixture(scope="module", params=[True, False], ids=["earlier election", "none"])
def case(request: pytest.FixtureRequest, night: Simulated) -> tuple[Layout, Effects]:
    layout = night.at(0.4)
    matched = match_baseline(layout.places, night.earlier, ["region", "town"]) if request.param else None
    same = same_lists(matched.categories, layout.categories, {}) if matched else None
    return layout, effects_of(layout, matched, same, Settings())


def written_out(effects: Effects) -> Array:
    """(places, effects), the design."""
    design = np.zeros((len(effects.region), len(effects.prior)))
    design[:, effects.shared_at] = effects.shared
    for place, region in enumerate(effects.region):
        design[place, effects.local_at[region]] = effects.local[place]
    return design


def test_every_effect_stands_once(case: tuple[Layout, Effects]) -> None:
    _, effects = case

    everywhere = np.concatenate([effects.shared_at, effects.local_at.ravel()])

    assert sorted(everywhere.tolist()) == list(range(len(effects.prior)))


def test_sums_by_region_are_those_of_the_design(case: tuple[Layout, Effects]) -> None:
    _, effects = case
    design, rng = written_out(effects), np.random.default_rng(1)
    places, all_effects = len(design), len(effects.prior)
    weight: Array = rng.uniform(0, 2, places) * (rng.random(places) < 0.7)
    rows: Array = rng.normal(size=(places, 3))
    group: Index = rng.integers(-1, 7, size=places, dtype=np.int64)
    of_group = (group[None] == np.arange(7)[:, None]) @ (design * weight[:, None])
    coefficients: Array = rng.normal(size=(all_effects, 2))

    assert effects.times(coefficients) == pytest.approx(design @ coefficients)
    assert effects.products(weight) == pytest.approx((design * weight[:, None]).T @ design)
    assert effects.with_rows(rows) == pytest.approx(design.T @ rows)
    assert effects.of_groups(weight, group, 7) == pytest.approx(of_group)


def test_places_in_any_order_give_the_same(night: Simulated) -> None:
    layout = night.at(0.4)
    order = np.random.default_rng(2).permutation(len(layout.region))
    columns = (
        "counted",
        "learned",
        "registered_in",
        "registered_out",
        "tables_in",
        "region",
        "area",
        "partial",
    )
    turned = dataclasses.replace(
        layout,
        places=layout.places[order],
        earlier=(),
        **{name: getattr(layout, name)[order] for name in columns},
    )

    one, two = (fit(each, None, None, Settings()) for each in (layout, turned))

    assert two.shares == pytest.approx(one.shares[order])
    assert two.correlation == pytest.approx(one.correlation)


def test_a_place_far_larger_than_the_others_is_not_taken_to_be_known(night: Simulated) -> None:
    layout = night.at(0.4)
    larger = layout.registered_out.copy()
    larger[0] += 30 * layout.registered.mean()
    effects = effects_of(dataclasses.replace(layout, registered_out=larger), None, None, Settings())
    settings = Settings()

    columns = written_out(effects)[:, effects.sizes]
    variance = (columns**2) @ effects.prior[effects.sizes]

    # Beyond the last landmark a curve is 0 whatever the votes say, and was once taken to be just that.
    assert variance[0] >= settings.size + settings.size_long
