"""What a back-test makes of draws and the finished count."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from escrutinio.flows.backtest import _moment, parse_shares
from escrutinio.model import UsageError
from escrutinio.projection import CannotSay, Draws
from escrutinio.projection.backtest import Cell, coverage, score

CATEGORIES = ("A", "B", "C", "D", "other", "blank", "null", "not_cast")


def draws_of(*votes: tuple[int, ...]) -> Draws:
    """One unit; votes of the lists, other valid ones."""
    rows = np.array([[(*numbers, 0, 0, 0)] for numbers in votes], dtype=np.int64)
    return Draws(("u",), CATEGORIES, 4, rows, rows.mean(axis=0))


def test_cells() -> None:
    said = draws_of(*[(40 + k, 30 - k, 20, 10, 0) for k in range(11)])

    found = score(said, np.array([0.3, 0.4, 0.2, 0.1]), np.array([0.5, 0.2, 0.1, 0.2]))

    first = found.cells[0]
    assert (first.selection, first.raw, first.truth) == ("A", 0.3, 0.5)
    assert first.projected == pytest.approx(0.45)
    assert first.error == pytest.approx(-0.05)
    assert first.inside(0.95) is False
    assert found.cells[1].inside(0.9) is False
    assert found.leading == "A"
    assert [cell.selection for cell in found.largest()] == ["A", "B", "D"]
    assert found.mean_error() == pytest.approx((0.05 + 0.05 + 0.1) / 3)
    assert found.mean_error(raw=True) == pytest.approx((0.2 + 0.2 + 0.1) / 3)
    assert first.width(0.9) > first.width(0.5) > 0


def test_chances_count_exact_bounds() -> None:
    said = draws_of((500, 400, 100, 0, 0), (501, 400, 99, 0, 0), (499, 400, 101, 0, 0), (450, 349, 1, 0, 200))

    found = score(said, np.zeros(4), np.zeros(4))

    assert found.lead == pytest.approx(3 / 4), "exactly 10 points is a lead of 10 points"
    assert found.majority == pytest.approx(1 / 4), "exactly half is no majority"


def test_nothing_said() -> None:
    found = score(CannotSay("Cannot say yet: nothing is counted."), np.zeros(0), np.zeros(0))

    assert found.cells == ()
    assert found.reason == "Cannot say yet: nothing is counted."
    assert found.mean_error() is None
    assert found.leading_cell() is None


def test_coverage() -> None:
    spans = ((0.4, 0.6), (0.3, 0.7), (0.2, 0.8))
    cells = [Cell("A", 0.0, 0.5, truth, spans) for truth in (0.5, 0.65, 0.75, 0.9)]

    assert coverage(cells) == {0.5: 0.25, 0.9: 0.5, 0.95: 0.75}
    assert coverage([]) == {0.5: None, 0.9: None, 0.95: None}


START = datetime(2024, 5, 5, 20, tzinfo=UTC)


def counts(*lumps: int) -> pl.DataFrame:
    """How many sheets are in by each minute, where so many come at each."""
    return pl.DataFrame(
        {
            "observed_at": [START + timedelta(minutes=minute) for minute in range(len(lumps))],
            "came_in": np.cumsum(lumps).astype(float),
        }
    )


@pytest.mark.parametrize(
    ("share", "minute"), [(0.01, 0), (0.1, 0), (0.2, 0), (0.4, 1), (0.5, 1), (0.69, 1), (0.75, 2), (1.0, 2)]
)
def test_the_moment_nearest_to_a_share(share: float, minute: int) -> None:
    assert _moment(counts(10, 40, 50), share) == START + timedelta(minutes=minute)


def test_shares_as_they_are_typed() -> None:
    assert parse_shares("5, 10,52.5") == [0.05, 0.10, 0.525]
    with pytest.raises(UsageError, match="no numbers"):
        parse_shares("5,ten")
