"""Rounding keeps both margins, whatever the cells."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from escrutinio.samples.bolivia_2020.margins import fit, round_to_margins
from searches import examples


@st.composite
def tables(draw: st.DrawFn) -> tuple[np.ndarray, np.random.Generator]:
    """Whole tables whose margins can therefore be met."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    shape = (draw(st.integers(1, 40)), draw(st.integers(1, 9)))
    return rng.poisson(draw(st.floats(0, 30)), shape).astype(np.int64), rng


@given(tables())
@examples(150)
def test_both_margins_are_kept_and_cells_stay_near(case: tuple[np.ndarray, np.random.Generator]) -> None:
    whole, rng = case
    rows, columns = whole.sum(axis=1), whole.sum(axis=0)
    weights = rng.uniform(0.1, 1, whole.shape)
    cells = fit(weights, rows, columns)
    counts = round_to_margins(cells, rows, columns, rng)
    assert (counts >= 0).all()
    assert (counts.sum(axis=1) == rows).all()
    assert (counts.sum(axis=0) == columns).all()
    # A repaired cell may give or take a vote more than rounding alone, in small tables a few.
    assert np.abs(counts - cells).max() < whole.shape[1] + 2


def test_a_list_that_does_not_stand_gets_no_vote() -> None:
    rng = np.random.default_rng(1)
    weights = rng.uniform(1, 2, (500, 4))
    weights[:, 2] = 0
    rows = rng.integers(0, 230, 500)
    columns = np.array([int(rows.sum()) - 1001, 1000, 0, 1])
    counts = round_to_margins(fit(weights, rows, columns), rows, columns, rng)
    assert counts.sum(axis=0).tolist() == columns.tolist()
    assert (counts[:, 2] == 0).all()
    assert (counts.sum(axis=1) == rows).all()


def test_fitting_keeps_the_odds_ratios() -> None:
    weights = np.array([[1.0, 2.0], [3.0, 1.0]])
    cells = fit(weights, np.array([10, 20]), np.array([12, 18]))
    assert cells.sum(axis=1) == pytest.approx([10, 20])
    assert cells.sum(axis=0) == pytest.approx([12, 18])
    assert cells[0, 0] * cells[1, 1] / (cells[0, 1] * cells[1, 0]) == pytest.approx(1 / 6)


def test_margins_that_differ_in_total_are_refused() -> None:
    with pytest.raises(ValueError, match="row sums make 3, column sums 4"):
        round_to_margins(np.ones((3, 1)), np.array([1, 1, 1]), np.array([4]), np.random.default_rng(0))


def test_votes_that_only_a_zero_cell_could_take_are_refused() -> None:
    cells = np.array([[2.0, 0.0]])
    with pytest.raises(ValueError, match="no row can move a vote from column 0 to column 1"):
        round_to_margins(cells, np.array([2]), np.array([1, 1]), np.random.default_rng(0))
