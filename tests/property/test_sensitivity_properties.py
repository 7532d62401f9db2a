"""Margins against brute force: the votes are really added, taken away and moved, one by one."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from escrutinio.law.proportional.divisors import (
    adams,
    danish,
    dean,
    dhondt,
    huntington_hill,
    imperiali,
    macau,
    modified_sainte_lague,
    sainte_lague,
)
from escrutinio.law.proportional.methods import Method, QuotaMethod, allocate
from escrutinio.law.proportional.quotas import (
    Over,
    droop_quota,
    hagenbach_bischoff_quota,
    hare_quota,
    rounded_up,
)
from escrutinio.law.seat_margins import (
    closest_changes,
    last_seat_margins,
    last_seat_votes,
    votes_to_gain,
    votes_to_lose,
    votes_to_move,
)
from searches import examples

LIMIT = 120
DIVISORS = [
    dhondt,
    sainte_lague,
    modified_sainte_lague,
    imperiali,
    danish,
    macau,
    adams,
    huntington_hill,
    dean,
]
QUOTAS = [hare_quota, droop_quota, hagenbach_bischoff_quota, rounded_up(hare_quota)]
methods = st.sampled_from([*DIVISORS, *(QuotaMethod(quota, Over.TAKE_BACK) for quota in QUOTAS)])
some_votes = st.dictionaries(st.sampled_from("ABCD"), st.integers(0, 40), min_size=1, max_size=4)
large_votes = st.dictionaries(st.sampled_from("ABCD"), st.integers(0, 10**12), min_size=2, max_size=4)
sizes = st.integers(0, 7)
Ends = tuple[dict[str, int], dict[str, int]]


def ends(votes: dict[str, int], size: int, method: Method, more_votes_first: bool = False) -> Ends:
    """The fewest and the most seats of each list."""
    found = allocate(votes, size, method, more_votes_first=more_votes_first)
    tied = found.tie.tied if found.tie else ()
    return dict(found.seats), {name: number + (name in tied) for name, number in found.seats.items()}


def below(number: int | None, limit: int) -> int | None:
    """The number, if the scan went so far."""
    return number if number is not None and number <= limit else None


@examples(300)
@given(some_votes, sizes, methods, st.booleans(), st.data())
def test_against_brute_force(
    votes: dict[str, int], size: int, method: Method, first: bool, data: st.DataObject
) -> None:
    low, high = ends(votes, size, method, first)
    name = data.draw(st.sampled_from(sorted(votes)))
    other = data.draw(st.sampled_from(sorted(votes)))

    tie = change = None
    for number in range(LIMIT + 1):
        least, most = ends({**votes, name: votes[name] + number}, size, method, first)
        tie = number if tie is None and most[name] > low[name] else tie
        change = number if change is None and least[name] > low[name] else change
    gain = votes_to_gain(votes, size, name, method, more_votes_first=first)
    assert (below(gain.tie, LIMIT), below(gain.change, LIMIT)) == (tie, change)

    tie = change = None
    for number in range(votes[name] + 1):
        least, most = ends({**votes, name: votes[name] - number}, size, method, first)
        tie = number if tie is None and least[name] < high[name] else tie
        change = number if change is None and most[name] < high[name] else change
    lose = votes_to_lose(votes, size, name, method, more_votes_first=first)
    assert (lose.tie, lose.change) == (tie, change)

    if name == other:
        return
    found = {"gain": votes_to_move(votes, size, other, name, method, loss=False, more_votes_first=first)}
    found["loss"] = votes_to_move(votes, size, other, name, method, gain=False, more_votes_first=first)
    found["any"] = votes_to_move(votes, size, other, name, method, more_votes_first=first)
    expected: dict[str, list[int | None]] = {ask: [None, None] for ask in found}
    for number in range(votes[other] + 1):
        moved = {**votes, name: votes[name] + number, other: votes[other] - number}
        least, most = ends(moved, size, method, first)
        seen = {
            "gain": (most[name] > low[name], least[name] > low[name]),
            "loss": (least[other] < high[other], most[other] < high[other]),
        }
        seen["any"] = (seen["gain"][0] or seen["loss"][0], seen["gain"][1] or seen["loss"][1])
        for ask, (tied, changed) in seen.items():
            pair = expected[ask]
            pair[0] = number if pair[0] is None and tied else pair[0]
            pair[1] = number if pair[1] is None and changed else pair[1]
        if expected["any"][0] is None:
            # Before a seat is tied, nobody's seats have changed.
            assert (least, most) == (low, high)
    assert {ask: [change.tie, change.change] for ask, change in found.items()} == expected


@examples(150)
@given(some_votes | large_votes, sizes, methods, st.booleans())
def test_two_numbers_are_those_of_the_margins(
    votes: dict[str, int], size: int, method: Method, first: bool
) -> None:
    margins = last_seat_margins(votes, size, method, more_votes_first=first)
    assert last_seat_votes(votes, size, votes, method, more_votes_first=first) == {
        name: (margin.last.change if margin.last is not None and margin.seats else None, margin.next.change)
        for name, margin in margins.items()
    }


@examples(60)
@given(some_votes, sizes, methods)
def test_the_closest_is_the_least_of_all(votes: dict[str, int], size: int, method: Method) -> None:
    closest = closest_changes(votes, size, method)
    names = sorted(votes)
    for found, every in (
        (closest.more, [votes_to_gain(votes, size, name, method) for name in names]),
        (closest.fewer, [votes_to_lose(votes, size, name, method) for name in names]),
        (
            closest.moved,
            [votes_to_move(votes, size, name, two, method) for name in names for two in names if name != two],
        ),
    ):
        numbers = [change.change for change in every if change.change is not None]
        assert list(found) == [change for change in every if numbers and change.change == min(numbers)]


@examples(60)
@given(large_votes, sizes, methods)
def test_large_numbers_at_the_boundary(votes: dict[str, int], size: int, method: Method) -> None:
    low, high = ends(votes, size, method)
    for name, margin in last_seat_margins(votes, size, method).items():
        assert margin.seats == low[name]
        for change, sign in ((margin.next, 1), (margin.last, -1)):
            if change is None or change.change is None or change.tie is None:
                continue
            assert 0 <= change.tie <= change.change

            def at(number: int, name: str = name, sign: int = sign) -> tuple[int, int]:
                least, most = ends({**votes, name: votes[name] + sign * number}, size, method)
                return least[name], most[name]

            if sign > 0:
                assert at(change.change)[0] > low[name] >= at(change.change - 1)[0]
                assert at(change.tie)[1] > low[name]
                assert change.tie == 0 or at(change.tie - 1)[1] == low[name]
            else:
                assert at(change.change)[1] < high[name] <= at(change.change - 1)[1]
                assert at(change.tie)[0] < high[name]
                assert change.tie == 0 or at(change.tie - 1)[0] == high[name]


@examples(60)
@given(some_votes, sizes, st.sampled_from(DIVISORS), st.integers(2, 50))
def test_scaled_votes_scale_the_margin(votes: dict[str, int], size: int, method: Method, factor: int) -> None:
    """With all votes multiplied, the boundary lies at the same place, up to the roundness of one vote."""
    assume(size and sum(votes.values()))
    more = {name: number * factor for name, number in votes.items()}
    for name in votes:
        small, large = votes_to_gain(votes, size, name, method), votes_to_gain(more, size, name, method)
        assert (small.change is None) == (large.change is None)
        if small.change is not None and large.change is not None:
            assert (small.change - 1) * factor < large.change <= small.change * factor


def test_over_is_replaced_only_in_the_search() -> None:
    """A quota method that refuses too many full quotas gives the same margins as one that takes back."""
    method = QuotaMethod(hagenbach_bischoff_quota)
    taking = replace(method, over=Over.TAKE_BACK)
    votes = {"A": 30, "B": 20, "C": 11}
    for name in votes:
        assert votes_to_gain(votes, 4, name, method) == votes_to_gain(votes, 4, name, taking)
