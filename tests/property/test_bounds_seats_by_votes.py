"""The bounds of seats for the first and the second list, and of seats in two rounds, against every end."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import Phase, given
from hypothesis import strategies as st

from completions import contradictions
from escrutinio.bounds import Bounds, Missing, Sharpness, bounds_of, law_bounds
from escrutinio.law import ContestTotals, ElectionFacts, Outcome
from escrutinio.law.evaluation.reading import read_definition
from escrutinio.law.library.registry import law_of
from made_laws import HEAD
from searches import examples
from small_counts import ALL, NAMES, finished

pytestmark = pytest.mark.hypothesis
TWO_AND_ONE = law_of(
    read_definition(HEAD + '[[step]]\nrule = "first-and-second"\narticle = "1"\n', "test", "test.toml")
)
ROUNDS = HEAD.replace("[valid]", 'second-round = "the second round"\n[valid]')
ROUNDS += '[[step]]\nrule = "two-round-seats"\narticle = "1"\n'
VOTERS = 50
"""Registered for the seat."""
TWO_ROUNDS = {
    "majority": "",
    "majority of valid votes": 'of = "valid"\n',
    "majority and a share of the registered": 'registered = "25 %"\nstand = "12.5 %"\n',
}


def ends_of_two_and_one(votes: dict[str, int]) -> list[dict[str, int]]:
    """The seats of each list: one answer for each order that the votes leave, ties falling any way."""
    ranked = [order for order in permutations(NAMES) if list(order) == sorted(order, key=lambda n: -votes[n])]
    found = []
    for order in ranked:
        with_votes = [name for name in order if votes[name]]
        found.append(dict(zip(with_votes, (2, 1), strict=False)))
    return found


@given(ALL, st.integers(0, 3))
@examples(20, phases=(Phase.generate,))
def test_first_and_second_are_bounded_by_what_is_possible_and_no_less(
    votes: dict[str, int], missing: int
) -> None:
    assert law_bounds(TWO_AND_ONE).sharpness is Sharpness.SHARP
    bounds = bounds_of(
        TWO_AND_ONE, {"votes": ContestTotals({"1": votes})}, Missing({"votes": {"1": missing}})
    )
    ends = [end for after, _ in finished(votes, missing) for end in ends_of_two_and_one(after)]
    for name, seats in bounds.chambers["house"].units["1"].items():
        assert seats.min_seats == min(end.get(name, 0) for end in ends)
        assert seats.max_seats == max(end.get(name, 0) for end in ends)


def of_two_rounds(
    more: str, first: dict[str, int], missing: int, second: dict[str, int] | None = None, left: int = 0
) -> tuple[Bounds, list[Outcome]]:
    """The bounds of one seat, and what the law makes of each end of the first round, or of the second."""
    law = law_of(read_definition(ROUNDS + more, "test", "test.toml"))
    assert law_bounds(law).sharpness is Sharpness.SOUND

    def totals(votes: dict[str, int], valid: int, again: dict[str, int] | None) -> dict[str, ContestTotals]:
        rounds = {"votes": ContestTotals({"1": votes}, valid={"1": valid})}
        return rounds if again is None else {**rounds, "second-round": ContestTotals({"1": again})}

    def registered(voters: int) -> ElectionFacts:
        return ElectionFacts(counts={"votes": {"registered": {"1": voters}}})

    valid = sum(first.values())
    awaited = Missing({"votes": {"1": missing}, "second-round": {"1": left}})
    bounds = bounds_of(law, totals(first, valid, second), awaited, registered(VOTERS - missing))
    whole = registered(VOTERS)
    ends = [
        law.decide(totals(after, valid + came, second), False, whole)
        for after, came in finished(first, missing)
    ]
    if second is not None:
        ends = [law.decide(totals(first, valid, after), False, whole) for after, _ in finished(second, left)]
    return bounds, ends


@pytest.mark.parametrize("title", sorted(TWO_ROUNDS))
@given(ALL, st.integers(0, 4))
@examples(20, phases=(Phase.generate,))
def test_no_end_of_a_first_round_contradicts_its_bounds(
    title: str, first: dict[str, int], missing: int
) -> None:
    bounds, ends = of_two_rounds(TWO_ROUNDS[title], first, missing)
    assert [text for end in ends for text in contradictions(bounds, end)] == []
    seats = bounds.chambers["house"].units["1"]
    for end in ends:
        decision = end.chambers["house"].districts["1"]
        # Whoever may stand in the second round may still have the seat.
        for name in getattr(decision, "pair", ()):
            assert seats[name].max_seats == 1
            assert not any(other.min_seats for other in seats.values())


@given(ALL, st.integers(0, 4))
@examples(20, phases=(Phase.generate,))
def test_votes_of_the_second_round_say_who_can_have_the_seat(second: dict[str, int], left: int) -> None:
    first = dict.fromkeys(NAMES, 5)
    bounds, ends = of_two_rounds("", first, 0, second, left)
    if any(second.values()):
        assert [text for end in ends for text in contradictions(bounds, end)] == []


def test_a_majority_in_the_first_round_decides_and_a_plurality_does_not() -> None:
    (won, _), (open_, _) = (
        of_two_rounds("", {"A": 20, "B": 9, "C": 3}, 2),
        of_two_rounds("", {"A": 14, "B": 9, "C": 3}, 2),
    )
    assert won.chambers["house"].decided
    assert won.chambers["house"].seats["A"].min_seats == 1
    seats = open_.chambers["house"].seats
    assert {name: (range_.min_seats, range_.max_seats) for name, range_ in seats.items()} == {
        "A": (0, 1),
        "B": (0, 1),
    }


def test_a_majority_of_too_few_registered_voters_does_not_decide() -> None:
    rule = TWO_ROUNDS["majority and a share of the registered"]
    bounds, _ = of_two_rounds(rule, {"A": 9, "B": 3, "C": 1}, 0)
    assert not bounds.chambers["house"].decided
    assert {name for name, seats in bounds.chambers["house"].seats.items() if seats.max_seats} == {"A", "B"}


def test_a_third_with_an_eighth_of_the_registered_voters_may_have_the_seat() -> None:
    rule = TWO_ROUNDS["majority and a share of the registered"]
    for third, able in ((5, False), (6, True)):  # and one vote that may come, of 50
        bounds, _ = of_two_rounds(rule, {"A": 14, "B": 13, "C": third}, 1)
        assert ("C" in bounds.chambers["house"].seats) is able


def test_voters_of_missing_sheets_are_registered_whether_they_vote_or_not() -> None:
    rule = TWO_ROUNDS["majority and a share of the registered"]
    # A quarter of the voters of counted sheets, 12 of 48, is not one of all 50.
    bounds, ends = of_two_rounds(rule, {"A": 12, "B": 3, "C": 0}, 2)
    assert not bounds.chambers["house"].decided
    assert any(not end.chambers["house"].seats.get("A") for end in ends)


def test_who_did_not_reach_the_second_round_cannot_win_it() -> None:
    bounds, _ = of_two_rounds("", {"A": 12, "B": 9, "C": 3}, 0, {"A": 5, "B": 0, "C": 0}, 8)
    seats = bounds.chambers["house"].seats
    assert {name for name, range_ in seats.items() if range_.max_seats} == {"A", "B"}


def test_while_the_first_round_is_missing_sheets_whoever_can_reach_the_second_can_win_it() -> None:
    bounds, _ = of_two_rounds("", {"A": 14, "B": 9, "C": 8}, 4, {"A": 5, "B": 0, "C": 0}, 8)
    assert {name for name, range_ in bounds.chambers["house"].seats.items() if range_.max_seats} == {
        "A",
        "B",
        "C",
    }
