"""One set of laws for every allocator: all named divisors, and all quotas with every way to go on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from escrutinio.law import (
    Allocation,
    Lot,
    Over,
    RemainderAllocation,
    Rest,
    Tie,
    adams,
    dhondt,
    highest_averages,
    largest_remainder,
)
from escrutinio.law.proportional.divisors import BY_NAME
from escrutinio.law.proportional.quotas import QUOTAS
from escrutinio.law_batch import allocate_many
from escrutinio.model.errors import LawError

Result = Allocation | RemainderAllocation
Votes = Mapping[str, int]

HUGE = 10**30
NAMES = "ABCDE"


@dataclass(frozen=True)
class Allocator:
    """A rule under test.

    Attributes:
        name: for the name of the test.
        call: votes, seats and recorded lots -> who has how many.
        rounded: whether it rounds votes, so that their unit matters.
    """

    name: str
    call: Callable[[Votes, int, Sequence[Lot]], Result]
    rounded: bool = False

    def __call__(self, votes: Votes, seats: int, lots: Sequence[Lot] = ()) -> Result | None:
        """Allocate; None where the quota gives too many seats and the rule does not say what follows."""
        try:
            return self.call(votes, seats, lots)
        except LawError as error:
            if "full seats" not in str(error) or Over.REFUSE not in self.name:
                raise
            # Only these two quotas can give more full seats than there are.
            assert self.name.startswith(("imperiali, ", "hagenbach_bischoff, "))
            return None

    def example(self, votes: Votes, seats: int) -> Result:
        """The same for generated votes: where nothing is given, they are no example."""
        found = self(votes, seats)
        assume(found is not None)
        assert found is not None
        return found


def by_divisors(name: str, more_votes_first: bool) -> Allocator:
    rule = BY_NAME[name]
    return Allocator(
        f"{name}{', more votes first' if more_votes_first else ''}",
        lambda votes, seats, lots: highest_averages(
            votes, seats, rule, more_votes_first=more_votes_first, lots=lots
        ),
    )


def by_quota(name: str, over: Over, rest: Rest) -> Allocator:
    quota = QUOTAS[name]
    return Allocator(
        f"{name}, {over}, {rest}",
        lambda votes, seats, lots: largest_remainder(
            votes,
            seats,
            quota,
            over=over,
            rest=rest,
            # As many as South Africa has; without one by remainders, votes per seat held need a full quota.
            most_by_remainders=5 if rest is Rest.REMAINDERS_THEN_AVERAGES else 0,
            lots=lots,
        ),
        rounded=name == "droop",
    )


DIVISORS = [by_divisors(name, first) for name in BY_NAME for first in (False, True)]
ALL = [*DIVISORS, *(by_quota(name, over, rest) for name in QUOTAS for over in Over for rest in Rest)]
every = pytest.mark.parametrize("allocator", ALL, ids=lambda allocator: allocator.name)
every_divisor = pytest.mark.parametrize("allocator", DIVISORS, ids=lambda allocator: allocator.name)
few = partial(settings, deadline=None, database=None)

# Small numbers make ties frequent; huge ones, equal up to the last vote, make any rounding visible.
numbers = st.one_of(st.integers(0, 12), st.integers(0, 10**9), st.integers(HUGE - 2, HUGE + 2))
votes_of = st.dictionaries(st.sampled_from(NAMES), numbers, max_size=5)
sizes = st.integers(0, 15)


def surely(result: Result, name: str) -> int:
    return result.seats.get(name, 0)


def possibly(result: Result, name: str) -> int:
    """The most seats the tie can still give it."""
    return surely(result, name) + (result.tie is not None and name in result.tie.tied)


# Every allocator


@every
@few(max_examples=15)
@given(votes=votes_of, size=sizes)
def test_seats_always_add_up(allocator: Allocator, votes: Votes, size: int) -> None:
    found = allocator.example(votes, size)
    assert found.size == size
    assert sum(found.seats.values()) + (found.tie.seats if found.tie else 0) + found.vacant == size
    assert found.seats.keys() == votes.keys()
    assert all(type(seats) is int and seats >= 0 for seats in found.seats.values())
    assert all(votes[name] or not seats for name, seats in found.seats.items())
    if found.tie:
        assert 0 < found.tie.seats < len(found.tie.tied)
        assert set(found.tie.tied) <= {name for name, number in votes.items() if number}
        assert list(found.tie.tied) == sorted(set(found.tie.tied))


@every
@few(max_examples=12)
@given(votes=votes_of, size=sizes, order=st.permutations(NAMES))
def test_names_and_order_mean_nothing(
    allocator: Allocator, votes: Votes, size: int, order: list[str]
) -> None:
    renamed = dict(zip(NAMES, order, strict=True))
    one = allocator.example(votes, size)
    other = allocator.example({renamed[name]: number for name, number in reversed(list(votes.items()))}, size)
    assert {renamed[name]: seats for name, seats in one.seats.items()} == other.seats
    assert sorted(renamed[name] for name in (one.tie.tied if one.tie else ())) == list(
        other.tie.tied if other.tie else ()
    )
    assert one.vacant == other.vacant


@pytest.mark.parametrize(
    "allocator",
    [allocator for allocator in ALL if not allocator.rounded],
    ids=lambda allocator: allocator.name,
)
@few(max_examples=12)
@given(votes=votes_of, size=sizes, factor=st.one_of(st.integers(2, 9), st.integers(10**20, 10**20 + 9)))
def test_the_unit_of_votes_means_nothing(allocator: Allocator, votes: Votes, size: int, factor: int) -> None:
    one = allocator.example(votes, size)
    other = allocator.example({name: number * factor for name, number in votes.items()}, size)
    assert (one.seats, one.tie, one.vacant) == (other.seats, other.tie, other.vacant)


@every
@few(max_examples=12)
@given(lists=st.integers(2, 5), size=sizes, number=st.one_of(st.integers(1, 20), st.just(HUGE)))
def test_equal_lists_are_equal(allocator: Allocator, lists: int, size: int, number: int) -> None:
    """Symmetric input: all have the same, and if anything is tied then it is among exactly all of them."""
    found = allocator.example(dict.fromkeys(NAMES[:lists], number), size)
    assert len(set(found.seats.values())) == 1
    if found.tie:
        assert found.tie.tied == tuple(NAMES[:lists])
    elif not found.vacant:
        assert size % lists == 0


@every
def test_a_lot_resolves_a_tie(allocator: Allocator) -> None:
    """Whoever the lot prefers has one seat more than is certain; everybody else just what is certain."""
    ties = 0
    for lists, size, other in product((2, 3, 4), range(1, 10), (0, 4, 11)):
        votes = {**dict.fromkeys(NAMES[:lists], 6), "E": other}
        found = allocator(votes, size)
        if found is None or found.tie is None:
            continue
        ties += 1
        for drawn, what in product((found.tie.tied, found.tie.tied[::-1]), (found.tie.what, "")):
            lot = Lot.of(found.tie.tied, drawn, what)
            after = allocator(votes, size, [Lot.of("XY", "X"), lot])
            winners = drawn[: found.tie.seats]
            assert after is not None
            assert after.tie is None
            assert after.lots == (lot,)
            assert after.seats == {name: seats + (name in winners) for name, seats in found.seats.items()}
            assert after.vacant == found.vacant
        another = allocator(votes, size, [Lot.of(found.tie.tied, found.tie.tied, "other")])
        assert another is not None
        assert another.tie == found.tie
    # Where a quota so small is refused when it gives too much, there is hardly a seat left to be tied.
    assert ties > 5 or allocator.name.startswith(f"imperiali, {Over.REFUSE}")


@every
def test_one_vote_in_ten_to_the_thirty_decides(allocator: Allocator) -> None:
    """What a float cannot tell from equal."""
    for size in (1, 3, 7, 101):
        ahead = allocator({"A": HUGE + 1, "B": HUGE}, size)
        behind = allocator({"A": HUGE - 1, "B": HUGE}, size)
        level = allocator({"A": HUGE, "B": HUGE}, size)
        if ahead is not None and behind is not None:
            assert ahead.tie is None
            assert behind.tie is None
            assert ahead.seats["A"] == behind.seats["B"]
            assert ahead.seats["B"] == behind.seats["A"]
            # An odd seat is that of the list with one vote more; if it needs a full quota it may be vacant.
            assert ahead.seats["A"] - ahead.seats["B"] == 1 - ahead.vacant
            assert ahead.vacant == 0 or "of winners" in allocator.name
        if level is not None:
            assert level.seats["A"] == level.seats["B"] == size // 2
            assert level.tie == (Tie(("A", "B"), 1, "seats") if level.vacant == 0 else None)
            assert level.vacant == 0 or "of winners" in allocator.name


@pytest.mark.parametrize("seats", [-1, 1.0, True, "3"])
@pytest.mark.parametrize("allocator", [DIVISORS[0], ALL[-1]], ids=lambda allocator: allocator.name)
def test_seats_that_are_no_number_are_refused(allocator: Allocator, seats: int) -> None:
    with pytest.raises(LawError, match="number of seats"):
        allocator.call({"A": 1}, seats, ())


@every
def test_votes_that_are_no_number_are_refused(allocator: Allocator) -> None:
    no_numbers: list[Any] = [-1, 1.0, True, "3", None]
    for votes in no_numbers:
        with pytest.raises(LawError, match="votes of 'B'"):
            allocator.call({"A": 1, "B": votes}, 3, ())


# What divisor methods promise


@every_divisor
@few(max_examples=25)
@given(votes=votes_of, size=sizes)
def test_one_seat_more_takes_none_away(allocator: Allocator, votes: Votes, size: int) -> None:
    one, more = allocator.example(votes, size), allocator.example(votes, size + 1)
    for name in votes:
        assert surely(more, name) >= surely(one, name)
        assert possibly(more, name) >= possibly(one, name)


@every_divisor
@few(max_examples=25)
@given(votes=votes_of, size=sizes, more=st.one_of(st.integers(1, 4), st.integers(1, HUGE)))
def test_more_votes_are_never_worse(allocator: Allocator, votes: Votes, size: int, more: int) -> None:
    assume(votes)
    winner = min(votes)
    before, after = (
        allocator.example(votes, size),
        allocator.example({**votes, winner: votes[winner] + more}, size),
    )
    for name in votes:
        if name == winner:
            assert surely(after, name) >= surely(before, name)
            assert possibly(after, name) >= possibly(before, name)
        elif any(votes.values()):
            assert surely(after, name) <= surely(before, name)
            assert possibly(after, name) <= possibly(before, name)


@pytest.mark.parametrize("name", list(BY_NAME))
@pytest.mark.parametrize(("i", "j"), [(1, 1), (1, 8), (2, 5), (3, 40)])
def test_quotients_equal_up_to_the_last_vote(name: str, i: int, j: int) -> None:
    """Seat i + 1 of A and seat j + 1 of B have the same quotient; then one vote is added or taken away."""
    rule = BY_NAME[name]
    if rule.power == 2:
        # Roots whose quotient is whole: √(1·2) and √(8·9) are as 1 to 6, √(2·3) and √(24·25) as 1 to 10.
        i, j, one, other = (1, 8, 1, 6) if i == 1 else (2, 24, 1, 10)
    elif rule.power == 10:
        # Of small divisors only the same one is a tenth power of another.
        j, one, other = i, 1, 1
    else:
        one, other = rule.at(i) * rule.unit_of(j), rule.at(j) * rule.unit_of(i)
    votes = {"A": one * HUGE, "B": other * HUGE}
    # One seat fewer than there are quotients of that size or more.
    size = i + j + 1
    level = highest_averages(votes, size, rule)
    assert level.tie == Tie(("A", "B"), 1, "seats")
    assert level.seats == {"A": i, "B": j}
    for more, winner in ((1, "A"), (-1, "B")):
        decided = highest_averages({**votes, "A": one * HUGE + more}, size, rule)
        assert decided.tie is None
        assert decided.seats == {"A": i + (winner == "A"), "B": j + (winner == "B")}


@few(max_examples=200)
@given(votes=votes_of, size=sizes)
def test_dhondt_gives_the_lower_quota_and_adams_no_more_than_the_upper(votes: Votes, size: int) -> None:
    total = sum(votes.values())
    assume(total)
    low, high = highest_averages(votes, size, dhondt), highest_averages(votes, size, adams)
    for name, number in votes.items():
        assert surely(low, name) >= number * size // total
        assert possibly(high, name) <= -(-number * size // total)


@pytest.mark.parametrize("name", [name for name, rule in BY_NAME.items() if rule.power == 1 and rule.at(0)])
@few(max_examples=40)
@given(
    rows=st.lists(st.lists(st.integers(0, 40), min_size=4, max_size=4), min_size=1, max_size=5),
    size=sizes,
    data=st.data(),
)
def test_many_at_once_are_what_each_is_alone(
    name: str, rows: list[list[int]], size: int, data: st.DataObject
) -> None:
    factor = data.draw(st.sampled_from([1, 10**7]))
    votes = np.array(rows, np.int64) * factor
    found = allocate_many(votes, size, name)
    for index, row in enumerate(votes.tolist()):
        exact = highest_averages(dict(zip("ABCD", row, strict=True)), size, BY_NAME[name])
        assert found.seats[index].tolist() == list(exact.seats.values())
        assert found.tied[index] == (exact.tie is not None)


# What the quota of Hare promises


@pytest.mark.parametrize("over", list(Over))
@few(max_examples=100)
@given(votes=votes_of, size=st.integers(1, 15))
def test_hare_and_largest_remainders_stay_within_the_quota(over: Over, votes: Votes, size: int) -> None:
    total = sum(votes.values())
    assume(total)
    found = largest_remainder(votes, size, over=over)
    assert found.vacant == 0
    for name, number in votes.items():
        assert surely(found, name) >= number * size // total
        assert possibly(found, name) <= -(-number * size // total)


@pytest.mark.parametrize(("a", "b"), [(0, 1), (3, 3), (2, 7)])
def test_remainders_equal_up_to_the_last_vote(a: int, b: int) -> None:
    """Both have half a quota left, for one seat; then one vote changes sides."""
    quota = 2 * HUGE
    votes = {"A": a * quota + HUGE, "B": b * quota + HUGE}
    level = largest_remainder(votes, a + b + 1)
    assert level.tie == Tie(("A", "B"), 1, "seats")
    assert level.seats == {"A": a, "B": b}
    for moved, winner in ((1, "A"), (-1, "B")):
        decided = largest_remainder({"A": votes["A"] + moved, "B": votes["B"] - moved}, a + b + 1)
        assert decided.tie is None
        assert decided.seats == {"A": a + (winner == "A"), "B": b + (winner == "B")}
