"""Seats of a party's lists by land: they add up, none is below its fewest, no better claim is left out."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from escrutinio.law.mixed.land_lists import land_lists
from searches import examples

LANDS = st.dictionaries(
    st.sampled_from("KLMNOP"), st.tuples(st.integers(1, 500), st.integers(0, 8)), min_size=1, max_size=6
)


@examples(60)
@given(LANDS, st.integers(0, 60))
def test_seats_by_land(lands: dict[str, tuple[int, int]], more: int) -> None:
    votes = {land: {"A": number} for land, (number, _) in lands.items()}
    least = {land: {"A": number} for land, (_, number) in lands.items()}
    seats = sum(number for _, number in lands.values()) + more
    found = land_lists(votes, {"A": seats}, least)
    by_land = {land: of_land["A"] for land, of_land in found.lands.items()}
    assert sum(by_land.values()) + sum(tie.seats for tie in found.ties) == seats
    assert all(by_land[land] >= number for land, (_, number) in lands.items())
    # Whoever has more than the fewest has won that seat by a quotient that no next one elsewhere is above.
    won = [
        Fraction(number, 2 * by_land[land] - 1)
        for land, (number, least_here) in lands.items()
        if by_land[land] > least_here
    ]
    following = [Fraction(number, 2 * by_land[land] + 1) for land, (number, _) in lands.items()]
    assert not won or min(won) >= max(following)
