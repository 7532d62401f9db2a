"""A poll average fades as sheets come in, and a wrong one does no lasting harm."""

from __future__ import annotations

from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from escrutinio.model import PollAverage
from escrutinio.projection import (
    Draws,
    Settings,
    draw,
    drift_of,
    fit_best,
    interval,
    same_lists,
    shares_of_valid,
    too_few,
)
from escrutinio.projection.layout import Array
from escrutinio.projection.polls import before_sheets, polls_of, weigh
from projection_elections import LISTS, Simulated, matched_of, simulate
from searches import examples


def said(shares: Array) -> PollAverage:
    errors = {name: (float(share), 0.015) for name, share in zip(LISTS, shares, strict=True)}
    return PollAverage("Example Institute", date(2030, 1, 1), errors, 0.025)


def drawn(night: Simulated, share: float, polled: Array | None, *, known: bool) -> tuple[Draws, float]:
    """Draws when a share of the sheets is in, and the weight of the polls."""
    layout = night.at(share)
    matched = matched_of(layout, night.earlier if known else None)
    same = None if matched is None else same_lists(matched.categories, layout.categories, {})
    polls = None if polled is None else polls_of(said(polled), LISTS)
    if polls is not None and too_few(layout, Settings()):
        fitted, drift = before_sheets(layout, matched, same, polls, Settings())
    else:
        best = fit_best(layout, matched, same, Settings())
        fitted, drift = best.fitted, drift_of(best.fitted, best.matched, best.same)
    if polls is not None:
        fitted = weigh(fitted, drift, polls, 1)
    weight = fitted.weighed.weight if fitted.weighed else 0.0
    return draw(fitted, layout.region, layout.regions, 200, 1, drift), weight


@examples(8)
@given(
    seed=st.integers(0, 500),
    share=st.sampled_from([0.0, 0.005, 0.1, 0.5, 0.97]),
    polled=st.lists(st.floats(0.0005, 1.0), min_size=4, max_size=4),
    known=st.booleans(),
)
def test_every_draw_is_a_possible_finished_count(
    seed: int, share: float, polled: list[float], known: bool
) -> None:
    night = simulate(seed, places=60)
    shares = np.array(polled) / sum(polled)
    found, weight = drawn(night, share, shares, known=known)

    layout = night.at(share)
    counted, voters = np.zeros(found.votes.shape[1:]), np.zeros(len(found.units))
    np.add.at(counted, layout.region, layout.counted)
    np.add.at(voters, layout.region, layout.registered)
    assert (found.votes >= counted).all()
    assert (found.votes.sum(axis=2) == voters).all()
    assert np.isfinite(found.expected).all()
    assert 0.0 <= weight <= 1.0


@examples(3)
@given(seed=st.integers(0, 500), off=st.sampled_from([-0.1, 0.1]), known=st.booleans())
def test_with_most_sheets_in_it_no_longer_matters(seed: int, off: float, known: bool) -> None:
    night = simulate(seed, places=100)
    polled = np.clip(night.truth() + np.array([off, -off, 0.0, 0.0]), 0.01, 1.0)
    with_it, weight = drawn(night, 0.95, polled, known=known)
    without, _ = drawn(night, 0.95, None, known=known)

    assert weight < 0.05
    shares, alone = (shares_of_valid(each.votes.sum(axis=1), 4) for each in (with_it, without))
    assert np.abs(shares.mean(axis=0) - alone.mean(axis=0)).max() < 0.003


def test_a_right_one_narrows_and_a_wrong_one_does_not_spoil_what_the_sheets_say() -> None:
    held: dict[str, list[bool]] = {"right": [], "wrong": []}
    widths: dict[str, list[float]] = {"right": [], "without": []}
    for seed in range(8):
        night = simulate(seed, drift=0.1, places=120)
        truth = night.truth()
        # Two and a half of its own standard errors off.
        off = np.array([0.07, -0.07, 0.0, 0.0]) * (-1) ** seed
        for name, polled in (("right", truth), ("wrong", truth + off), ("without", None)):
            found, _ = drawn(night, 0.4, polled, known=True)
            shares = shares_of_valid(found.votes.sum(axis=1), 4)
            spans = [interval(shares[:, place], 0.9) for place in range(4)]
            if name in held:
                held[name] += [low <= true <= high for (low, high), true in zip(spans, truth, strict=True)]
            if name in widths:
                widths[name].append(spans[0][1] - spans[0][0])

    assert np.mean(held["right"]) >= 0.85
    assert np.mean(held["wrong"]) >= 0.8
    assert np.mean(widths["right"]) < np.mean(widths["without"])
