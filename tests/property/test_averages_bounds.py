"""The bounds of highest averages against every completion of small counts: they hold and are exact."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escrutinio.bounds.highest_averages import Averages, averages_bounds
from escrutinio.law import Threshold, highest_averages
from escrutinio.law.proportional.divisors import BY_NAME
from searches import examples
from small_counts import ALL, NAMES, ends, finished

SEQUENCES = ("dhondt", "sainte_lague", "modified_sainte_lague", "imperiali", "danish", "macau", "estonian")


@pytest.mark.parametrize("sequence", SEQUENCES)
@pytest.mark.parametrize("first", ["lot", "more", "fewer"])
@given(votes=ALL, seats=st.integers(0, 5), missing=st.integers(0, 4))
@examples(20)
def test_bounds_are_exact(sequence: str, first: str, votes: dict[str, int], seats: int, missing: int) -> None:
    divisors = replace(BY_NAME[sequence], fewer_votes_first=first == "fewer")
    by = Averages(divisors, first == "more")
    outcomes = [
        (given.seats, given.tie)
        for after, _ in finished(votes, missing)
        for given in [highest_averages(after, seats, divisors, more_votes_first=first == "more")]
    ]
    bounds = averages_bounds(votes, seats, missing, by)
    for name in votes:
        assert (bounds[name].min_seats, bounds[name].max_seats) == ends(outcomes, name)


@given(
    votes=ALL,
    blank=st.integers(0, 3),
    seats=st.integers(1, 5),
    missing=st.integers(0, 4),
    share=st.sampled_from([Fraction(1, 20), Fraction(1, 5), Fraction(3, 10), Fraction(1, 2)]),
    inclusive=st.booleans(),
)
def test_bounds_after_a_threshold_are_exact(
    votes: dict[str, int], blank: int, seats: int, missing: int, share: Fraction, inclusive: bool
) -> None:
    threshold = Threshold(share, "the valid votes", inclusive)
    base = sum(votes.values()) + blank
    outcomes = []
    for after, more in finished(votes, missing):
        kept = {name: number for name, number in after.items() if threshold.passes(number, base + more)}
        given = highest_averages(kept, seats)
        outcomes.append((given.seats, given.tie))
    sure = {name for name, number in votes.items() if threshold.passes(number, base + missing)}
    possible = {name for name in votes if threshold.passes(votes[name] + missing, base + missing)}
    bars = dict.fromkeys(votes, lambda spent: threshold.least(base + spent))
    bounds = averages_bounds(votes, seats, missing, Averages(), sure=sure, possible=possible, bars=bars)
    for name in votes:
        assert (bounds[name].min_seats, bounds[name].max_seats) == ends(outcomes, name)


@given(
    votes=ALL, seats=st.integers(1, 5), missing=st.integers(0, 3), most=st.tuples(*[st.integers(0, 3)] * 3)
)
def test_bounds_heed_candidates(
    votes: dict[str, int], seats: int, missing: int, most: tuple[int, int, int]
) -> None:
    limits = dict(zip(NAMES, most, strict=True))
    outcomes = [
        (given.seats, given.tie)
        for after, _ in finished(votes, missing)
        for given in [highest_averages(after, seats, most=limits)]
    ]
    bounds = averages_bounds(votes, seats, missing, Averages(), most=limits)
    for name in votes:
        assert (bounds[name].min_seats, bounds[name].max_seats) == ends(outcomes, name)


def test_a_parliament_is_fast() -> None:
    votes = {f"list {n}": 1_000_000 // (n + 1) for n in range(20)}
    for missing in (1_000, 100_000, 1_000_000):
        bounds = averages_bounds(votes, 350, missing, Averages())
        assert all(range_.min_seats <= range_.max_seats for range_ in bounds.values())
