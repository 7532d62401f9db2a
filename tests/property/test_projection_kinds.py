"""A few simulated nights of ten kinds of bench/projection_nights.py: intervals hold, points lie inside."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from escrutinio.projection import interval, shares_of_valid
from projection_elections import drawn_of, simulate

BENCH = Path(__file__).parents[2] / "bench" / "projection_nights.py"
KINDS = (
    "clustered late",
    "region late",
    "urban first",
    "size-related",
    "type-related",
    "regional lists",
    "two lists",
    "twenty lists",
    "no baseline",
    "bad baseline",
)
NIGHTS = 3


@pytest.fixture(scope="module")
def nights() -> ModuleType:
    spec = spec_from_file_location("projection_nights", BENCH)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    # Its dataclasses look their module up by name.
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_intervals_hold_on_nights_of_many_kinds(nights: ModuleType) -> None:
    held: dict[str, list[bool]] = {}
    for kind in KINDS:
        tally = nights.Tally()
        for seed in range(NIGHTS):
            tally.add(nights.night(kind, 50 + seed), 0.3)
        assert tally.outside == 0, kind
        held[kind] = tally.held

    # Three nights of a kind say little; bench/projection_nights.py has ten times as many of each.
    assert all(np.mean(cells) >= 0.5 for cells in held.values()), {k: np.mean(v) for k, v in held.items()}
    assert 0.82 <= np.mean([cell for cells in held.values() for cell in cells]) <= 0.99


@pytest.mark.parametrize("known", [True, False])
def test_with_ten_times_the_places_the_interval_stays_as_wide_as_the_drift(*, known: bool) -> None:
    def width(seed: int, places: int) -> float:
        night = simulate(seed, places=places)
        drawn = drawn_of(night.at(0.4), night.earlier if known else None, draws=400)
        low, high = interval(shares_of_valid(drawn.votes.sum(axis=1), 4)[:, 0], 0.9)
        return high - low

    # A small and a large night of one seed are two nights, each of which teaches a drift of its own.
    widths = [(width(seed, 300), width(seed, 3_000)) for seed in (11, 12, 13)]

    assert np.mean([large / small for small, large in widths]) > 0.5
    assert all(large > 0.008 for _, large in widths)
