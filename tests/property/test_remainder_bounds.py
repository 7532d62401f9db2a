"""The bounds of largest remainders against every completion of small counts."""

from collections.abc import Mapping
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escrutinio.bounds.election import SeatRange
from escrutinio.bounds.remainders import full_quota_bounds, remainder_bounds
from escrutinio.law.proportional.quotas import (
    QUOTAS,
    Over,
    Quota,
    largest_remainder,
    rounded_down,
    rounded_nearest,
    rounded_up,
)
from escrutinio.model.errors import LawError
from searches import examples
from small_counts import ALL, ends, finished

QUOTA: Mapping[str, Quota] = {
    **QUOTAS,
    "hare up": rounded_up(QUOTAS["hare"]),
    "hare down": rounded_down(QUOTAS["hare"]),
    "nearest": rounded_nearest(QUOTAS["hagenbach_bischoff"]),
}
WHOLE = ("droop", "hare up", "nearest", "hare down")


def reached(
    votes: Mapping[str, int], seats: int, missing: int, quota: Quota, over: Over, bar: int = 0
) -> dict[str, SeatRange] | None:
    """What every completion gives; lists below a number of votes take no part. None where all are refused."""
    outcomes = []
    for after in sorted({tuple(after.items()) for after, _ in finished(votes, missing)}):
        kept = {name: number for name, number in after if number >= bar}
        try:
            result = largest_remainder(kept, seats, quota, over=over)
        except LawError:
            continue
        outcomes.append((result.seats, result.tie))
    return {name: SeatRange(*ends(outcomes, name)) for name in votes} if outcomes else None


@pytest.mark.parametrize("name", sorted(QUOTA))
@pytest.mark.parametrize("over", [Over.REFUSE, Over.TAKE_BACK])
@given(votes=ALL, seats=st.integers(1, 5), missing=st.integers(0, 5))
@examples(40)
def test_bounds_hold(name: str, over: Over, votes: dict[str, int], seats: int, missing: int) -> None:
    quota = QUOTA[name]
    bounds = remainder_bounds(votes, seats, missing, quota, take_back=over is Over.TAKE_BACK)
    for list_, range_ in (reached(votes, seats, missing, quota, over) or {}).items():
        assert bounds[list_].min_seats <= range_.min_seats
        assert range_.max_seats <= bounds[list_].max_seats
        if name == "hare":
            assert bounds[list_].max_seats == range_.max_seats
            assert range_.min_seats - bounds[list_].min_seats <= 1


@pytest.mark.parametrize("name", ["hare", "droop"])
@given(votes=ALL, seats=st.integers(1, 5), missing=st.integers(0, 4), bar=st.integers(0, 6))
def test_bounds_hold_where_taking_part_is_open(
    name: str, votes: dict[str, int], seats: int, missing: int, bar: int
) -> None:
    quota = QUOTA[name]
    sure = {list_ for list_, number in votes.items() if number >= bar}
    possible = {list_ for list_, number in votes.items() if number + missing >= bar}
    bounds = remainder_bounds(votes, seats, missing, quota, sure=sure, possible=possible)
    wide = full_quota_bounds(votes, seats, missing, quota, sure, possible)
    for list_, range_ in (reached(votes, seats, missing, quota, Over.REFUSE, bar) or {}).items():
        for bound in (bounds[list_], wide[list_]):
            assert bound.min_seats <= range_.min_seats
            assert range_.max_seats <= bound.max_seats


@pytest.mark.parametrize("name", ["hare", "nearest", "droop"])
@given(votes=ALL, seats=st.integers(1, 5), rooms=st.tuples(*[st.integers(0, 3)] * 3))
@examples(60)
def test_bounds_hold_where_votes_come_for_some_only(
    name: str, votes: dict[str, int], seats: int, rooms: tuple[int, int, int]
) -> None:
    room = dict(zip(votes, rooms, strict=True))
    everything = sum(rooms)
    outcomes = []
    for more in product(*(range(most + 1) for most in rooms)):
        after = {list_: votes[list_] + extra for list_, extra in zip(votes, more, strict=True)}
        try:
            result = largest_remainder(after, seats, QUOTA[name])
        except LawError:
            continue
        outcomes.append((result.seats, result.tie))
    against = {list_: everything - most for list_, most in room.items()}
    bounds = remainder_bounds(votes, seats, everything, QUOTA[name], room=room, against=against)
    for list_ in votes if outcomes else ():
        low, high = ends(outcomes, list_)
        assert bounds[list_].min_seats <= low
        assert high <= bounds[list_].max_seats
