"""Quick counts: how a sample is drawn, and its ratio estimate beside a worked example and simulation."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from escrutinio.model import UsageError
from escrutinio.projection.sample import allocate, combined_ratio, draw_stations, expected_errors
from searches import examples


@examples(60)
@given(sizes=st.lists(st.integers(1, 400), min_size=1, max_size=12), part=st.floats(0.0, 1.0))
def test_an_allocation_is_in_proportion_and_takes_two_of_each(sizes: list[int], part: float) -> None:
    least = sum(min(2, size) for size in sizes)
    wanted = least + round(part * (sum(sizes) - least))

    drawn = allocate(sizes, wanted)

    assert sum(drawn) == wanted
    for size, many in zip(sizes, drawn, strict=True):
        assert min(2, size) <= many <= size
    quotas = [Fraction(wanted * size, sum(sizes)) for size in sizes]
    if all(quota >= 2 for quota in quotas):
        assert all(abs(many - quota) < 1 for many, quota in zip(drawn, quotas, strict=True))


@pytest.mark.parametrize("wanted", [3, 11])
def test_a_sample_that_cannot_be_drawn_is_refused(wanted: int) -> None:
    with pytest.raises(UsageError, match="cannot be drawn"):
        allocate([5, 5], wanted)


def test_the_same_seed_draws_the_same_stations_and_each_is_as_likely() -> None:
    stratum = np.repeat([0, 1], [10, 30])

    assert (draw_stations(stratum, [3, 5], 7) == draw_stations(stratum, [3, 5], 7)).all()
    times = np.zeros(40)
    for seed in range(600):
        chosen = draw_stations(stratum, [3, 5], seed)
        assert np.bincount(stratum[chosen]).tolist() == [3, 5]
        times[chosen] += 1
    assert times[:10] / 600 == pytest.approx(np.full(10, 0.3), abs=0.08)
    assert times[10:] / 600 == pytest.approx(np.full(30, 5 / 30), abs=0.07)


def test_a_worked_example() -> None:
    """Two strata of 10 and 20 stations, two and three of them in; all in fractions."""
    valid = [[100, 200], [50, 100, 150]]
    votes = [[40, 100], [10, 30, 60]]
    sizes = [10, 20]
    weights = [Fraction(n, len(x)) for n, x in zip(sizes, valid, strict=True)]
    whole = sum((w * sum(x) for w, x in zip(weights, valid, strict=True)), Fraction(0))
    ratio = sum((w * sum(y) for w, y in zip(weights, votes, strict=True)), Fraction(0)) / whole
    variance = Fraction(0)
    for n, xs, ys in zip(sizes, valid, votes, strict=True):
        residuals = [y - ratio * x for x, y in zip(xs, ys, strict=True)]
        mean = sum(residuals, Fraction(0)) / len(residuals)
        spread = sum(((r - mean) ** 2 for r in residuals), Fraction(0)) / (len(residuals) - 1)
        variance += Fraction(n * n) * (1 - Fraction(len(xs), n)) * spread / len(xs) / (whole * whole)

    found = combined_ratio(
        np.array([[40.0], [100], [10], [30], [60]]),
        np.array([100.0, 200, 50, 100, 150]),
        np.array([0, 0, 1, 1, 1]),
        sizes,
        [2, 4],
    )

    assert ratio == Fraction(4100, 10500)
    assert found.shares[0] == pytest.approx(float(ratio))
    assert found.errors[0] ** 2 == pytest.approx(float(variance))
    assert (found.used, found.drawn, found.silent) == (5, 6, ())


def test_a_whole_count_has_no_error() -> None:
    votes = np.array([[3.0, 1], [5, 2], [1, 1], [0, 4]])

    found = combined_ratio(votes, votes.sum(axis=1), np.array([0, 0, 1, 2]), [2, 1, 1], [2, 1, 1])

    assert found.shares == pytest.approx(votes.sum(axis=0) / votes.sum())
    assert found.errors == pytest.approx([0, 0])


def test_strata_with_too_few_stations_are_joined_and_named() -> None:
    votes = np.array([[3.0], [5], [1], [4]])

    found = combined_ratio(votes, np.full(4, 10.0), np.array([0, 0, 1, 2]), [20, 20, 20], [2, 2, 2])

    assert found.silent == (1, 2)
    assert found.errors[0] > 0
    with pytest.raises(UsageError, match="1 station of the sample is in"):
        combined_ratio(votes[:1], np.full(1, 10.0), np.array([0]), [20], [2])


def test_a_stratum_of_one_station_tells_nothing_of_a_silent_one() -> None:
    """Of strata of 1, 40 and 2 stations, the middle one has none in: it goes to the last, not the first."""
    found = combined_ratio(
        np.array([[3.0], [50], [51]]), np.full(3, 100.0), np.array([0, 2, 2]), [1, 40, 2], [1, 2, 2]
    )

    # 42 stations like the two that are in, which differ by one vote; the first one is known.
    total = 3 + 21 * 101
    residuals = [votes - total / 43 for votes in (50, 51)]
    variance = 42**2 * (1 - 2 / 42) / 2 * (residuals[1] - residuals[0]) ** 2 / 2
    assert found.silent == (1,)
    assert found.shares[0] == pytest.approx(total / 4300)
    assert found.errors[0] == pytest.approx(variance**0.5 / 4300)


@pytest.mark.parametrize(
    ("stratum", "stations"), [([0, 1], [1, 1, 40]), ([0, 2], [1, 40, 1]), ([0, 1], [40, 40])]
)
def test_strata_that_none_can_be_joined_with_say_nothing(stratum: list[int], stations: list[int]) -> None:
    with pytest.raises(UsageError, match="2 stations of the sample are in"):
        combined_ratio(
            np.array([[3.0], [50]]), np.full(2, 100.0), np.array(stratum), stations, [2] * len(stations)
        )


@examples(60)
@given(data=st.data())
def test_an_error_of_nought_is_that_of_a_whole_count_or_of_stations_alike(data: st.DataObject) -> None:
    """Stations that differ at random, and strata of which some are silent: no error is lost by joining."""
    stations = data.draw(st.lists(st.integers(1, 6), min_size=1, max_size=5))
    drawn = [data.draw(st.integers(0, size)) for size in stations]
    stratum = np.repeat(np.arange(len(stations)), drawn)
    votes = np.random.default_rng(7).integers(1, 1_000_000, (len(stratum), 1)).astype(float)

    try:
        found = combined_ratio(votes, np.full(len(stratum), 1e6), stratum, stations, drawn)
    except UsageError:
        return
    assert (found.errors[0] == pytest.approx(0.0, abs=1e-12)) == (drawn == stations)


def test_the_error_is_that_of_repeated_samples_and_what_was_expected() -> None:
    rng = np.random.default_rng(3)
    stratum = np.repeat([0, 1, 2], [300, 200, 100])
    valid = rng.integers(80, 320, 600).astype(float)
    leaning = np.array([0.35, 0.5, 0.6])[stratum]
    shares = np.clip(leaning + rng.normal(0, 0.1, 600), 0.02, 0.98)
    first = rng.binomial(valid.astype(int), shares).astype(float)
    votes = np.stack([first, valid - first], axis=1)
    truth = votes.sum(axis=0) / valid.sum()
    drawn = allocate([300, 200, 100], 60)

    estimates, errors, held = [], [], []
    for seed in range(600):
        chosen = draw_stations(stratum, drawn, seed)
        found = combined_ratio(votes[chosen], valid[chosen], stratum[chosen], [300, 200, 100], drawn)
        estimates.append(found.shares[0])
        errors.append(found.errors[0])
        low, high = found.interval(0.9)[0]
        held.append(low <= truth[0] <= high)

    assert np.mean(estimates) == pytest.approx(truth[0], abs=0.002)
    assert np.mean(errors) == pytest.approx(np.std(estimates), rel=0.08)
    assert 0.86 <= np.mean(held) <= 0.94
    expected = expected_errors(np.stack([shares, 1 - shares], axis=1), valid, stratum, drawn)
    assert expected[0] == pytest.approx(np.std(estimates), rel=0.08)
