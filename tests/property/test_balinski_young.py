"""Balinski and Young's quota method: what its authors prove of it, and the tables of their article."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from math import ceil, floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escrutinio.law import Tie, balinski_young, dhondt, highest_averages
from escrutinio.law.facts import WHOLE
from escrutinio.law.lots import Lot
from escrutinio.model.errors import LawError
from made_laws import decide, seats
from searches import examples

some_votes = st.dictionaries(
    st.sampled_from("ABCDEF"), st.one_of(st.integers(1, 12), st.integers(1, 10**6)), min_size=1
)
sizes = st.integers(0, 40)


# M. L. Balinski and H. P. Young, American Mathematical Monthly 82 (1975), 701-730: two examples, as the tests
# of the library martinlackner/apportionment quote them.
@pytest.mark.parametrize(
    ("votes", "size", "by_method", "by_dhondt"),
    [
        ((5117, 4400, 162, 161, 160), 100, [52, 44, 2, 1, 1], [52, 45, 1, 1, 1]),
        ((9061, 7179, 5259, 3319, 1182), 26, [10, 7, 5, 3, 1], [10, 7, 5, 3, 1]),
    ],
)
def test_the_tables_of_the_article(
    votes: tuple[int, ...], size: int, by_method: list[int], by_dhondt: list[int]
) -> None:
    named = dict(zip("ABCDE", votes, strict=True))
    assert list(balinski_young(named, size).seats.values()) == by_method
    assert list(highest_averages(named, size, dhondt).seats.values()) == by_dhondt


@given(some_votes, sizes)
def test_everybody_has_its_share_rounded_down_or_up(votes: dict[str, int], size: int) -> None:
    found = balinski_young(votes, size)
    total = sum(votes.values())
    for name, number in votes.items():
        share = Fraction(number * size, total)
        open_to = sum(name in tie.tied for tie in found.ties)
        assert floor(share) <= found.seats[name] + open_to
        assert found.seats[name] + open_to <= ceil(share)
    assert sum(found.seats.values()) + sum(tie.seats for tie in found.ties) + found.vacant == size
    assert len(found.awards) == sum(found.seats.values())


@given(some_votes, st.integers(0, 25))
def test_nobody_loses_a_seat_when_the_house_grows(votes: dict[str, int], size: int) -> None:
    small, large = balinski_young(votes, size), balinski_young(votes, size + 1)
    for name in votes:
        open_to = sum(name in tie.tied for tie in large.ties)
        assert small.seats[name] <= large.seats[name] + open_to


@examples(200)
@given(st.dictionaries(st.sampled_from("ABCDE"), st.integers(1, 8), min_size=1), st.integers(0, 12))
def test_a_tie_is_what_the_order_of_equal_averages_leaves_open(votes: dict[str, int], size: int) -> None:
    """Every order of the equal ones, one seat after the other, ends in one of the combinations of the "
    "ties."""
    found = balinski_young(votes, size)
    total = sum(votes.values())
    ends = {tuple(sorted(dict.fromkeys(votes, 0).items()))}
    for number in range(1, size + 1):
        following = set()
        for end in ends:
            won = dict(end)
            able = [name for name in votes if won[name] * total < number * votes[name]]
            best = max(Fraction(votes[name], won[name] + 1) for name in able)
            for name in able:
                if Fraction(votes[name], won[name] + 1) == best:
                    following.add(tuple(sorted({**won, name: won[name] + 1}.items())))
        ends = following
    possible = {tuple(sorted(found.seats.items()))}
    for tie in found.ties:
        possible = {
            tuple(sorted((name, number + (name in more)) for name, number in end))
            for end in possible
            for more in combinations(tie.tied, tie.seats)
        }
    assert ends <= possible
    # Nothing is called open that is the same whatever the lot says.
    for tie in found.ties:
        for name in tie.tied:
            assert len({dict(end)[name] for end in ends}) > 1


def test_a_lot_settles_the_last_seat() -> None:
    even = balinski_young({"A": 5, "B": 5}, 3)
    assert (even.seats, even.ties) == ({"A": 1, "B": 1}, (Tie(("A", "B"), 1, "seats"),))
    drawn = balinski_young({"A": 5, "B": 5}, 3, lots=[Lot.of("AB", "B")])
    assert (drawn.seats, drawn.ties) == ({"A": 1, "B": 2}, ())
    assert balinski_young({"A": 0}, 2).vacant == 2
    with pytest.raises(LawError):
        balinski_young({"A": -1}, 2)


def test_a_law_can_give_its_seats_so() -> None:
    step = '[[step]]\nrule = "balinski-young"\narticle = "1"\nin = "whole"\nseats = 100\n'
    votes = {"A": 5117, "B": 4400, "C": 162, "D": 161, "E": 160}
    assert seats(decide(step, {WHOLE: votes})) == {"A": 52, "B": 44, "C": 2, "D": 1, "E": 1}
