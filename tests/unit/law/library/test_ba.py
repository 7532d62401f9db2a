"""Bosnia and Herzegovina: seats of constituencies, and compensatory mandates of an entity."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from escrutinio.law import Chamber, ContestTotals, ElectionFacts, get_law, highest_averages
from escrutinio.law.facts import WHOLE
from escrutinio.law.proportional.divisors import sainte_lague

Units = Mapping[str, Mapping[str, int]]
RS = "ba/dom-republika-srpska"


def chamber(votes: Units, law: str = RS, **labels: frozenset[str]) -> Chamber:
    facts = ElectionFacts(labels=labels)
    (found,) = get_law(law).decide({"votes": ContestTotals(votes)}, True, facts).chambers.values()
    return found


def test_seats_by_hand() -> None:
    votes = {unit: {"A": 600, "B": 250, "C": 130, "D": 20} for unit in "123"}
    found = chamber(votes)
    # 600, 250, 200: A two and B one in each.
    assert found.units["1"].by_kind["list"] == {"A": 2, "B": 1}
    # Of 14 by 1,800 : 750 : 390 all quotients are A 8, B 4, C 2; D has 2 %.
    assert found.units[WHOLE].by_kind["levelling"] == {"A": 2, "B": 1, "C": 2}
    assert found.seats == {"A": 8, "B": 4, "C": 2}


def test_an_independent_wins_in_a_constituency_alone() -> None:
    votes = {"1": {"A": 500, "I": 500}, "2": {"A": 310, "B": 300}, "3": {"A": 310, "B": 300}}
    found = chamber(votes, I=frozenset({"independent"}))
    assert found.seats["I"] == 1
    assert "I" not in found.units[WHOLE].by_kind["levelling"]
    assert sum(found.seats.values()) + sum(tie.seats for tie in found.ties) == 14


@given(
    st.fixed_dictionaries(
        {unit: st.fixed_dictionaries({name: st.integers(50, 4000) for name in "ABC"}) for unit in "123"}
    )
)
def test_nobody_has_fewer_than_its_constituencies_gave_and_the_others_are_proportional(votes: Units) -> None:
    found = chamber(votes)
    if found.ties:
        return
    won = {name: sum(found.units[unit].seats.get(name, 0) for unit in "123") for name in "ABC"}
    total = {name: sum(votes[unit][name] for unit in "123") for name in "ABC"}
    due = highest_averages(total, 14, sainte_lague)
    assert sum(found.seats.values()) == 14
    passed = all(number * 100 > 3 * sum(total.values()) for number in total.values())
    if passed and due.tie is None and all(due.seats[name] >= won[name] for name in "ABC"):
        assert {name: found.seats.get(name, 0) for name in "ABC"} == due.seats
    assert all(found.seats.get(name, 0) >= won[name] for name in "ABC")
