"""Dean's divisors, the harmonic means of following numbers: against a court's figures and the definition.

Sources: Department of Commerce v. Montana, 503 U.S. 442 (1992), note 40 and page 455, with the populations of
the census of 1990 that the library's verification has; M. L. Balinski and H. P. Young, Fair Representation
(1982), on what Dean asked for: districts as near to each other in size as they can be.
"""

from __future__ import annotations

import csv
from fractions import Fraction
from itertools import permutations
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

import escrutinio.samples
from escrutinio.law import Quotient, Tie, apportion, dean, highest_averages, huntington_hill
from made_laws import WHOLE, decide, seats
from searches import examples

some_votes = st.dictionaries(st.sampled_from("ABCD"), st.integers(1, 60), min_size=2)


def populations(census: int) -> dict[str, int]:
    folder = Path(escrutinio.samples.__file__).parent / "verifications"
    with (folder / f"us-house-apportionment-{census}" / "votes.csv").open(encoding="utf-8") as file:
        return {row["unit"]: int(row["votes"]) for row in csv.DictReader(file)}


def test_montana_would_have_had_a_second_seat() -> None:
    """And Washington alone one fewer, as the Supreme Court said."""
    states = populations(1990)
    by_hill = apportion(states, 435, huntington_hill, minimum=1)
    by_dean = apportion(states, 435, dean, minimum=1)
    assert by_dean.tie is None
    assert apportion(states, 435, dean).seats == by_dean.seats
    changed = {
        state: (by_hill.seats[state], by_dean.seats[state])
        for state in states
        if by_hill.seats[state] != by_dean.seats[state]
    }
    assert changed == {"Montana": (1, 2), "Washington": (9, 8)}


def test_a_quotient_is_shown_as_votes_by_a_fraction() -> None:
    found = highest_averages({"A": 100, "B": 40}, 3, dean)
    assert [str(award) for award in found.awards] == ["A 100/0", "B 40/0", "A 100/(4/3)"]
    assert [award.value for award in found.awards] == [None, None, 75]
    assert found.awards[2].to_dict() == {
        "name": "A",
        "votes": 100,
        "divisor": "(4/3)",
        "seat": 2,
        "value": "75",
    }
    assert found.next == Quotient("A", 100, 12, 3, 5)


def test_equal_quotients_are_a_tie() -> None:
    """20 by 4/3 is 36 by 12/5."""
    assert highest_averages({"A": 20, "B": 36}, 4, dean).tie == Tie(("A", "B"), 1, "seats")


def test_a_list_without_room_leaves_its_seats_to_others() -> None:
    found = highest_averages({"A": 100, "B": 40}, 6, dean, start={"B": 1}, most={"A": 3})
    assert found.seats == {"A": 3, "B": 3}


def test_a_law_by_dean() -> None:
    outcome = decide(f'{WHOLE}seats = 4\nby = "dean"\n', {"1": {"A": 100, "B": 40}})
    assert seats(outcome) == {"A": 3, "B": 1}


@examples(150)
@given(votes=some_votes, more=st.integers(0, 12))
def test_the_highest_quotients_win(votes: dict[str, int], more: int) -> None:
    size = len(votes) + more
    quotients = sorted(
        (
            (number * Fraction(2 * n + 1, 2 * n * (n + 1)), name)
            for name, number in votes.items()
            for n in range(1, size + 1)
        ),
        reverse=True,
    )
    found = highest_averages(votes, size, dean)
    last = quotients[more - 1][0] if more else None
    level = sorted(name for value, name in quotients if value == last)
    sure = [name for value, name in quotients[:more] if last is not None and value > last]
    if more and len(sure) + len(level) > more:
        assert found.tie == Tie(tuple(level), more - len(sure), "seats")
    else:
        assert found.tie is None
        sure += level
    assert found.seats == {name: 1 + sure.count(name) for name in votes}


@examples(150)
@given(votes=some_votes, more=st.integers(0, 12))
def test_no_seat_given_to_another_brings_sizes_nearer(votes: dict[str, int], more: int) -> None:
    found = highest_averages(votes, len(votes) + more, dean)
    if found.tie is not None:
        return
    won = found.seats
    for name, other in permutations(votes, 2):
        if won[name] > 1:
            now = abs(Fraction(votes[name], won[name]) - Fraction(votes[other], won[other]))
            then = abs(Fraction(votes[name], won[name] - 1) - Fraction(votes[other], won[other] + 1))
            assert now <= then


@examples(100)
@given(votes=some_votes, size=st.integers(0, 14))
def test_one_seat_more_costs_no_list_a_seat(votes: dict[str, int], size: int) -> None:
    fewer, more = highest_averages(votes, size, dean), highest_averages(votes, size + 1, dean)
    tied = fewer.tie.tied if fewer.tie else ()
    for name in votes:
        assert more.seats[name] >= fewer.seats[name]
        ending = more.seats[name] + (name in (more.tie.tied if more.tie else ()))
        assert ending >= fewer.seats[name] + (name in tied)
