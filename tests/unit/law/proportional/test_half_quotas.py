"""Quotas, half quotas and the candidates with the most votes: Panama's circuits of several deputies."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escrutinio.law import ContestTotals, ElectionFacts, Tie, derivation_text, get_law
from escrutinio.law.lots import Lot
from escrutinio.law.proportional.half_quotas import HalfQuotaSeats, half_quota_seats
from escrutinio.law.proportional.quotas import hare_quota
from escrutinio.model.errors import LawError

HALF = Fraction(1, 2)
# 700 ballots for 7 seats: the quotient is 100, half of it 50.
VOTES = {"A": 265, "B": 120, "C": 90, "D": 60, "E": 49, "F": 116}
CANDIDATES = {
    "A": {"a1": 260, "a2": 255, "a3": 250, "a4": 245},
    "B": {"b1": 90, "b2": 40},
    "C": {"c1": 70, "x": 45},
    "D": {"d1": 60},
    "E": {"e1": 48, "x": 210},
    "F": {"f1": 80, "f2": 70},
}


def seats_of(votes: dict[str, int], seats: int, **more: object) -> HalfQuotaSeats:
    """Half quotas among these candidates."""
    return half_quota_seats(votes, seats, CANDIDATES, hare_quota, HALF, **more)  # type: ignore[arg-type]


def test_quotas_then_halves_then_candidates() -> None:
    given = seats_of(VOTES, 7)
    assert {name: n for name, n in given.full.items() if n} == {"A": 2, "B": 1, "F": 1}
    # E lacks one vote for half a quotient.
    assert {name: n for name, n in given.part.items() if n} == {"C": 1, "D": 1}
    # x has 45 and 210 votes on two lists, more than the third of A.
    assert given.elected == ("x",)
    assert given.seats == {"A": 2, "B": 1, "C": 1, "D": 1, "E": 1, "F": 1}


def test_the_list_with_most_seats_can_have_the_rest_too() -> None:
    alone = {**CANDIDATES, "E": {"e1": 48}}
    given = half_quota_seats(VOTES, 7, alone, hare_quota, HALF)
    assert given.elected == ("a3",)


def test_a_list_has_only_so_many_seats_by_its_candidates() -> None:
    alone = {**CANDIDATES, "C": {"c1": 71}, "E": {"e1": 48}}
    votes = {**VOTES, "C": 40}
    given = half_quota_seats(votes, 7, alone, hare_quota, HALF, total=700)
    assert given.elected == ("a3", "a4")
    given = half_quota_seats(votes, 7, alone, hare_quota, HALF, total=700, most=1)
    assert given.elected == ("a3", "c1")
    assert given.seats == {"A": 3, "B": 1, "C": 1, "D": 1, "E": 0, "F": 1}
    # Equals of one list: the list has the seat, whoever of them takes it.
    equals = {**alone, "A": {"a1": 260, "a2": 255, "a3": 250, "a4": 250}}
    given = half_quota_seats(votes, 7, equals, hare_quota, HALF, total=700, most=1)
    assert (given.seats["A"], given.ties) == (3, ())


def test_half_of_a_whole_quotient_is_a_whole_number_too() -> None:
    votes, one = {"A": 16, "B": 7, "C": 7}, {name: {name: 1} for name in "ABC"}
    assert half_quota_seats(votes, 2, one, hare_quota, HALF).part["B"] == 0
    given = half_quota_seats(votes, 2, one, hare_quota, HALF, whole_part=True)
    assert given.ties == (Tie(("B", "C"), 1, "seats, part of a quota"),)


def test_fewer_seats_than_halves_go_by_votes_and_equal_ones_are_a_tie() -> None:
    two = {"A": 55, "B": 55, "C": 40}
    given = seats_of(two, 2)
    assert (given.seats, given.ties) == ({"A": 1, "B": 1, "C": 0}, ())
    three = {"A": 60, "B": 60, "C": 60}
    given = seats_of(three, 2)
    assert given.ties == (Tie(("A", "B", "C"), 2, "seats, part of a quota"),)
    lot = Lot.of(["A", "B", "C"], ["C", "A"])
    assert seats_of(three, 2, lots=[lot]).seats == {"A": 1, "B": 0, "C": 1}


def test_equal_candidates_are_a_tie() -> None:
    given = half_quota_seats(
        {"A": 100, "B": 20}, 2, {"A": {"a1": 90, "a2": 20}, "B": {"b1": 20}}, hare_quota, HALF
    )
    assert given.seats == {"A": 1, "B": 0}
    assert given.ties == (Tie(("a2", "b1"), 1, "seats"),)


@given(
    st.dictionaries(st.sampled_from("ABC"), st.integers(0, 90), min_size=1),
    st.integers(0, 9),
    st.dictionaries(
        st.sampled_from("ABC"), st.dictionaries(st.sampled_from("klmnop"), st.integers(0, 50)), max_size=3
    ),
    st.integers(0, 2),
)
def test_all_seats_are_given_or_said_to_be_open(
    votes: dict[str, int], seats: int, candidates: dict[str, dict[str, int]], most: int
) -> None:
    found = half_quota_seats(votes, seats, candidates, hare_quota, HALF, most=most)
    assert not most or max(found.rest.values(), default=0) <= most
    tied = sum(tie.seats for tie in found.ties)
    assert sum(found.seats.values()) + tied + found.vacant == seats
    assert all(number <= len(candidates.get(name, ())) for name, number in found.full.items())


def test_the_law_asks_for_candidates_by_list() -> None:
    law = get_law("pa/asamblea-plurinominales")
    rows = {f"{name}: {person}": n for name, own in CANDIDATES.items() for person, n in own.items()}
    facts = ElectionFacts(seats={"8-2": 7})
    totals = {"votes": ContestTotals({"8-2": VOTES}), "candidates": ContestTotals({"8-2": rows})}
    outcome = law.decide(totals, True, facts)
    chamber = outcome.chambers["asamblea"]
    assert "of all lists, 1 of each list at most" in " ".join(derivation_text(outcome).split())
    assert chamber.seats == {"A": 2, "B": 1, "C": 1, "D": 1, "E": 1, "F": 1}
    with pytest.raises(LawError, match="candidates"):
        law.decide({"votes": totals["votes"]}, True, facts)
    stray = {**totals, "candidates": ContestTotals({"8-2": {"Z: z1": 3}})}
    with pytest.raises(LawError, match="of which list the candidate 'Z: z1' is"):
        law.decide(stray, True, facts)
