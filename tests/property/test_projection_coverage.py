"""On simulated elections, intervals hold the truth about as often as they say.

The elections (see :mod:`projection_elections`) spread, lean and report as the count of 2019 did. What the
model assumes is not told to them, and what they do is not told to the model.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from escrutinio.projection import Layout, interval, shares_of_valid
from projection_elections import LISTS, Simulated, drawn_of, simulate
from searches import examples

ELECTIONS = 120
#: Log-odds by which late sheets differ from early ones of the same place: nothing, and about twice what the
#: sheets of 2019 show within places.
DRIFTS = (0.0, 0.1)


@dataclass(frozen=True)
class Held:
    """Whether the 90 % interval of each list held the truth, with and without the earlier election."""

    drift: float
    known: list[bool]
    blind: list[bool]


def held(election: Simulated, layout: Layout, *, known: bool) -> list[bool]:
    drawn = drawn_of(layout, election.earlier if known else None, draws=300)
    shares, truth = shares_of_valid(drawn.votes.sum(axis=1), drawn.lists), election.truth()
    spans = [interval(shares[:, place], 0.9) for place in range(len(LISTS))]
    return [low <= true <= high for (low, high), true in zip(spans, truth, strict=True)]


@pytest.fixture(scope="module")
def night() -> list[Held]:
    found = []
    for seed in range(ELECTIONS):
        drift = DRIFTS[seed % len(DRIFTS)]
        election = simulate(seed, drift=drift)
        share = np.random.default_rng(10_000 + seed).uniform(0.10, 0.75)
        layout = election.at(share)
        found.append(Held(drift, held(election, layout, known=True), held(election, layout, known=False)))
    return found


def test_intervals_hold_the_truth_in_85_to_97_per_cent(night: list[Held]) -> None:
    cells = [cell for moment in night for cell in (*moment.known, *moment.blind)]

    assert 0.85 <= np.mean(cells) <= 0.97, np.mean(cells)


@pytest.mark.parametrize("drift", DRIFTS)
def test_they_do_with_an_earlier_election(night: list[Held], drift: float) -> None:
    cells = [cell for moment in night if moment.drift == drift for cell in moment.known]

    assert 0.85 <= np.mean(cells) <= 0.97, np.mean(cells)


@pytest.mark.parametrize("drift", DRIFTS)
def test_without_one_they_hold_it_at_least_so_often(night: list[Held], drift: float) -> None:
    # Wider than they need be here: a night without an earlier election can go worse than these do.
    cells = [cell for moment in night if moment.drift == drift for cell in moment.blind]

    assert np.mean(cells) >= 0.85, np.mean(cells)


@examples(25)
@given(
    seed=st.integers(0, 10_000),
    share=st.floats(0.02, 1.0),
    known=st.booleans(),
    places=st.integers(40, 150),
    drift=st.sampled_from([0.0, 0.5]),
)
@example(seed=1723, share=0.0234375, known=False, places=40, drift=0.0)  # a draw below zero in all figures
def test_every_draw_is_a_possible_finished_count(
    seed: int, share: float, known: bool, places: int, drift: float
) -> None:
    election = simulate(seed, drift=drift, places=places)
    layout = election.at(share)
    drawn = drawn_of(layout, election.earlier if known else None, draws=20, seed=seed)

    counted, registered = np.zeros(drawn.votes.shape[1:]), np.zeros(len(drawn.units))
    np.add.at(counted, layout.region, layout.counted)
    np.add.at(registered, layout.region, layout.registered_in + layout.registered_out)
    assert (drawn.votes >= counted).all()
    assert (drawn.votes.sum(axis=2) == registered).all()
    assert np.isfinite(drawn.expected).all()
