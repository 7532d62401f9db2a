"""Contests that follow the first share its draws: seats of several contests have an honest spread."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
import pytest

from escrutinio.flows.seats import carried, following
from escrutinio.projection import Draws, Settings, draw, drift_of, fit, same_lists, unit_index
from projection_elections import LISTS, Simulated, layout_of, matched_of, simulate

DRAWS, NIGHTS = 400, 30
COLUMNS = [f"votes_{name}" for name in LISTS]


@dataclass(frozen=True)
class Two:
    """A night of two contests at the same stations."""

    first: Simulated
    second: Simulated


def two(seed: int) -> Two:
    """The second contest has the first one's votes, moved by a swing of its own, everywhere and by town."""
    night = simulate(seed)
    rng = np.random.default_rng([seed, 7])
    sheets = night.sheets
    votes = sheets.select(COLUMNS).to_numpy().astype(float)
    towns, town = np.unique(sheets["town"].to_numpy(), return_inverse=True)
    swing = rng.normal(0, 0.1, len(LISTS)) + rng.normal(0, 0.1, (len(towns), len(LISTS)))[town]
    shares = (votes + 0.5) * np.exp(swing)
    shares /= shares.sum(axis=1, keepdims=True)
    drawn = rng.multinomial(votes.sum(axis=1).astype(int), shares)
    moved = sheets.with_columns(pl.Series(name, drawn[:, n]) for n, name in enumerate(COLUMNS))
    return Two(night, Simulated(night.stations, moved, night.earlier))


def drawn_of_both(night: Two, share: float, behind: float, *, joint: bool = True) -> tuple[Draws, Draws]:
    """Finished counts of both contests by town, with shares of their sheets in."""
    layout = night.first.at(share)
    matched = matched_of(layout, night.first.earlier)
    assert matched is not None
    same = same_lists(matched.categories, layout.categories, {})
    fitted = fit(layout, matched, same, Settings())
    drift = drift_of(fitted, matched, same)
    other = layout_of(
        night.second.sheets.head(round(behind * night.second.sheets.height)), night.second.stations
    )
    model, stray = following(fitted, other, Settings())
    towns = sorted(set(layout.places["town"].to_list()))
    groups = [unit_index(each, "town", towns) for each in (layout, other)]
    with_first = carried(fitted, drift, 1, other, groups[1]) if joint else None
    return (
        draw(fitted, groups[0], towns, DRAWS, 1, drift),
        draw(model, groups[1], towns, DRAWS, 2, stray, with_first),
    )


def shares(drawn: Draws) -> np.ndarray:
    """(draws, lists), of the votes of the whole."""
    votes = drawn.votes.sum(axis=1)[:, : drawn.lists]
    found: np.ndarray = votes / votes.sum(axis=1, keepdims=True)
    return found


def seats(votes: np.ndarray) -> np.ndarray:
    """(..., lists), in how many units each list leads."""
    leads = votes.argmax(axis=-1)[..., None] == np.arange(votes.shape[-1])
    found: np.ndarray = leads.sum(axis=-2)
    return found


@pytest.mark.parametrize(("behind", "least"), [(0.0, 0.2), (0.3, 0.4)])
def test_a_contest_moves_with_the_one_that_it_follows(behind: float, least: float) -> None:
    night = two(5)

    def together(*, joint: bool) -> float:
        one, other = (shares(each)[:, 0] for each in drawn_of_both(night, 0.3, behind, joint=joint))
        return float(np.corrcoef(one, other)[0, 1])

    # Of a contest of which nothing is in, most is not known by the other.
    assert abs(together(joint=False)) < least / 2
    assert together(joint=True) > least


def test_what_is_counted_carries_nothing() -> None:
    night = two(6)

    whole, part = drawn_of_both(night, 1.0, 0.5)
    _, alone = drawn_of_both(night, 1.0, 0.5, joint=False)

    assert np.ptp(whole.votes, axis=0).max() == 0
    assert (part.votes == alone.votes).all()


def test_intervals_of_seats_of_two_contests_hold() -> None:
    held = []
    for seed in range(NIGHTS):
        night = two(100 + seed)
        truth = np.zeros(len(LISTS))
        for each in (night.first, night.second):
            by_town = each.sheets.group_by("town").agg(pl.col(COLUMNS).sum()).select(COLUMNS).to_numpy()
            truth += seats(by_town)
        both = drawn_of_both(night, 0.3, 0.3)
        total = sum(seats(each.votes[:, :, : each.lists]) for each in both)
        low, high = np.quantile(total, [0.05, 0.95], axis=0)
        held += ((low <= truth) & (truth <= high))[:2].tolist()

    assert 0.85 <= np.mean(held) <= 0.97
