"""What chance does among voters, and what is left of the differences between places."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from escrutinio.projection import Settings, drift_of, fit
from escrutinio.projection.chance import beyond_chance, scatter_of
from escrutinio.projection.drift import FACTORS, assumed
from projection_elections import fitted_to, simulate

SHARES = np.array([0.45, 0.3, 0.05, 0.2])


def sheets(by_table: float, tables: int = 6, places: int = 400) -> tuple[np.ndarray, np.ndarray]:
    """(sheets, categories) votes, (sheets,) places; votes vary as ``by_table`` voters would, 0 as all."""
    rng = np.random.default_rng(4)
    place = np.repeat(np.arange(places), tables)
    wanted = rng.dirichlet(60 * SHARES, places)[place]
    if by_table:
        wanted = rng.gamma(by_table * wanted)
        wanted /= wanted.sum(axis=1, keepdims=True)
    return rng.multinomial(200, wanted).astype(float), place.astype(np.int64)


def test_sheets_that_differ_by_chance_alone() -> None:
    assert scatter_of(*sheets(0)) == pytest.approx(np.ones(4), abs=0.12)


def test_sheets_that_differ_more_than_by_chance() -> None:
    # Votes that vary as 100 voters would beside 200: 1 + 199 / 101.
    assert scatter_of(*sheets(100)) == pytest.approx(np.full(4, 2.97), rel=0.15)


@pytest.mark.parametrize("votes", [np.zeros((0, 3)), np.zeros((2, 3)), np.array([[5.0, 5.0, 0.0]] * 3)])
def test_places_of_one_sheet_say_nothing(votes: np.ndarray) -> None:
    assert (scatter_of(votes, np.arange(len(votes))) == 1).all()


def test_what_is_beyond_chance() -> None:
    standing = np.ones((1000, 3), dtype=bool)
    standing[5:, 2] = False
    by_chance = np.full((1000, 3), 0.002)

    found = beyond_chance(np.array([0.008, 0.001, 0.001]), by_chance, standing)

    assert found[0] == pytest.approx(0.75, abs=0.02)
    assert 0.01 <= found[1] < 0.2, "never nothing, whatever few places say"
    assert found[2] == pytest.approx(0.375, abs=0.06), "five places say little of a list: it is as the others"


def test_small_lists_drift_for_what_they_differ_by_and_not_for_chance() -> None:
    night = simulate(3)
    layout = night.at(0.4)
    fitted = fitted_to(layout, night.earlier)

    assert ((fitted.beyond > 0) & (fitted.beyond <= 1)).all()
    # The shares of the smallest list differ by chance more than those of the largest.
    assert fitted.beyond[3] < fitted.beyond[0]
    more = fit(replace(layout, scatter=3 * layout.scatter), None, None, Settings())
    less = fit(replace(layout, scatter=0 * layout.scatter), None, None, Settings())
    assert (
        np.diag(drift_of(more, None, None).covariance) < np.diag(drift_of(less, None, None).covariance)
    ).all()
    assert less.beyond == pytest.approx(np.ones(len(less.beyond)))


def test_each_list_has_a_factor_of_its_own_whose_mean_square_is_one_beforehand() -> None:
    night = simulate(3)
    fitted = fitted_to(night.at(0.4), night.earlier)
    before = assumed(fitted).by_list

    assert before.sum(axis=1) == pytest.approx(np.ones(len(before)))
    assert before @ FACTORS**2 == pytest.approx(np.ones(len(before)), abs=0.03)
    assert (drift_of(fitted, None, None).by_list.sum(axis=1)) == pytest.approx(np.ones(len(before)))
