"""Romania: coefficients in the constituencies, unused votes in the country, a seat for minorities."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escrutinio.law import Chamber, ContestTotals, ElectionFacts, Tie, get_law
from escrutinio.law.facts import WHOLE
from escrutinio.law.lots import Lot
from escrutinio.model.errors import LawError

Units = Mapping[str, Mapping[str, int]]
SEATS = {"N": 4, "S": 3}
VOTES = {
    # Coefficient 1,000 of 4 seats: A 2 and 300 left, B 1 and 700 left.
    "N": {"A": 2300, "B": 1700, "M": 30},
    # Coefficient 666 of 3 seats: A 1 and 134 left, B 1 and 534 left; 1 seat left, as in N.
    "S": {"A": 800, "B": 1200, "M": 10},
}


def chamber(votes: Units, law: str = "ro/camera-2015", **facts: object) -> Chamber:
    known = ElectionFacts(**{"seats": SEATS, **facts})  # type: ignore[arg-type]
    (found,) = get_law(law).decide({"votes": ContestTotals(votes)}, True, known).chambers.values()
    return found


def test_seats_by_hand() -> None:
    found = chamber(VOTES)
    assert found.units["N"].by_kind["quota"] == {"A": 2, "B": 1}
    assert found.units["S"].by_kind["quota"] == {"A": 1, "B": 1}
    # Unused A 434, B 1,234: B has 1,234 and 617 before A.
    assert found.units[WHOLE].by_kind["unused votes"] == {"B": 2}
    assert found.seats == {"A": 3, "B": 4}


def test_minorities_need_five_per_cent_of_the_votes_of_a_seat_and_add_a_seat() -> None:
    # 6,000 votes of A and B by 312 are 19.2 votes a seat, of which 5 % are 0.96.
    found = chamber(VOTES, labels={"M": frozenset({"minority"})})
    assert found.seats == {"A": 3, "B": 4, "M": 1}
    assert found.size == 8
    # One that passes the bar takes part like others.
    large = {unit: votes | {"M": 500} for unit, votes in VOTES.items()}
    assert "minority" not in chamber(large, labels={"M": frozenset({"minority"})}).units[WHOLE].by_kind


def test_the_votes_of_a_seat_are_of_lists_past_the_bar_and_of_elected_independents() -> None:
    # A's 6,240 by 312 are 20, of which 5 % are one vote; all 6,541 would ask for more than one.
    labels = {"M": frozenset({"minority"}), "I": frozenset({"independent"})}
    votes = {"N": {"A": 6240, "C": 300, "M": 1, "I": 0}}
    assert chamber(votes, seats={"N": 4}, labels=labels).seats == {"A": 4, "M": 1}
    # An independent with a coefficient has a seat, and the votes count: 6,560 by 312 are 21.03.
    votes = {"N": {"A": 6240, "C": 300, "M": 1}, "S": {"I": 320}}
    assert "M" not in chamber(votes, seats={"N": 4, "S": 1}, labels=labels).seats


def test_alliances_need_more_and_four_constituencies_are_enough() -> None:
    units = {f"U{n}": {"A": 8000, "B": 600, "C": 1400 if n < 4 else 0} for n in range(9)}
    seats = dict.fromkeys(units, 3)
    # B has 6.3 %: enough for one party, not for two.
    assert chamber(units, "ro/senat-2015", seats=seats).seats.get("B", 0) > 0
    assert "B" not in chamber(units, "ro/senat-2015", seats=seats, parties={"B": 2}).seats
    # C has less than 5 %, and 20 % in four constituencies or in three.
    for places in (4, 3):
        local = {f"U{n}": {"A": 8000, "C": 2000 if n < places else 0} for n in range(40)}
        won = chamber(local, "ro/senat-2015", seats=dict.fromkeys(local, 3)).seats
        assert ("C" in won) == (places == 4)


def test_equal_unused_votes_are_a_tie_until_the_lot() -> None:
    votes = {"N": {"A": 150, "B": 150}}
    found = chamber(votes, seats={"N": 3})
    assert found.ties == (Tie(("A", "B"), 1, "seats left in the units"),)
    assert found.seats == {"A": 1, "B": 1}
    lot = Lot.of(["A", "B"], ["B"])
    assert chamber(votes, seats={"N": 3}, lots=(lot,)).seats == {"A": 1, "B": 2}


def test_votes_of_independents_are_in_the_coefficient_and_one_seat_is_for_one_person() -> None:
    labels = {"P": frozenset({"independent"})}
    # Coefficient 1,000 of 4 seats in N with 500 votes of P, where 3,500 without them were 875.
    found = chamber({"N": {"A": 1800, "B": 1700, "P": 500}, "S": {"A": 800, "B": 1200}}, labels=labels)
    assert found.units["N"].by_kind["quota"] == {"A": 1, "B": 1}
    assert found.units[WHOLE].by_kind["unused votes"] == {"A": 1, "B": 2}
    # Two coefficients are one seat for a person; the other is left to the lists.
    found = chamber({"N": {"A": 1000, "B": 1000, "P": 2000}, "S": {"A": 800, "B": 1200}}, labels=labels)
    assert found.units["N"].by_kind["quota"] == {"A": 1, "B": 1, "P": 1}
    assert found.units[WHOLE].by_kind["unused votes"] == {"B": 2}
    assert found.seats == {"A": 2, "B": 4, "P": 1}


@given(
    st.dictionaries(
        st.sampled_from("NS"),
        st.fixed_dictionaries({name: st.integers(50, 3000) for name in "ABC"}),
        min_size=2,
    )
)
def test_all_seats_are_given_and_nobody_has_fewer_than_its_whole_coefficients(votes: Units) -> None:
    found = chamber(votes)
    tied = sum(tie.seats for tie in found.ties)
    assert sum(found.seats.values()) + tied + sum(unit.vacant for unit in found.units.values()) == 7
    passed = {
        name
        for name in "ABC"
        if 20 * sum(here[name] for here in votes.values())
        >= sum(number for here in votes.values() for number in here.values())
    }
    for unit, here in votes.items():
        total = sum(here[name] for name in passed)
        price = total // SEATS[unit]
        for name in passed:
            if price:
                assert found.seats.get(name, 0) >= here[name] // price


def test_a_quota_with_fractions_leaves_no_whole_votes() -> None:
    from escrutinio.law.evaluation.reading import read_definition
    from escrutinio.law.library.registry import law_of

    text = """
title = "x"
statute = "x"
source = "x"
elects = "x"
[chamber]
id = "c"
name = "C"
[[step]]
rule = "quota-seats"
article = "1"
[[step]]
rule = "unused-votes"
article = "2"
"""
    law = law_of(read_definition(text, "x/y", "x"))
    with pytest.raises(LawError, match="no whole number"):
        law.decide({"votes": ContestTotals({"N": {"A": 7, "B": 3}})}, True, ElectionFacts(seats={"N": 3}))
