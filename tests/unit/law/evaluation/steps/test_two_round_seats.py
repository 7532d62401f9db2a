"""Single-member seats in two rounds: France, Electoral Code, arts. L126 and L162."""

from __future__ import annotations

import pytest

from escrutinio.bounds import Missing, bounds_of
from escrutinio.law import ContestTotals, Elected, Lot, Outcome, RunOff, Undecided, get_law
from escrutinio.law.facts import ElectionFacts
from escrutinio.law.rendering.text import derivation_text
from escrutinio.model import LawError

Votes = dict[str, int]


def decided(
    first: Votes, registered: int, second: Votes | None = None, lots: tuple[Lot, ...] = ()
) -> Outcome:
    totals = {"votes": ContestTotals({"Nord 1": first})}
    if second is not None:
        totals["second-round"] = ContestTotals({"Nord 1": second})
    facts = ElectionFacts(counts={"votes": {"registered": {"Nord 1": registered}}})
    return get_law("fr/assemblee").decide(totals, True, facts, lots=lots)


@pytest.mark.parametrize(
    ("first", "registered", "elected"),
    [
        ({"A": 501, "B": 499}, 2_004, True),
        ({"A": 501, "B": 499}, 2_005, False),  # 501 is less than a quarter of 2,005.
        ({"A": 500, "B": 500}, 1_000, False),
        ({"A": 500, "B": 300, "C": 200}, 1_000, False),
    ],
)
def test_the_first_round_needs_a_majority_and_a_quarter_of_the_registered(
    first: Votes, registered: int, elected: bool
) -> None:
    outcome = decided(first, registered)
    (decision,) = outcome.chambers["assemblee"].districts.values()
    assert isinstance(decision, Elected) is elected
    assert outcome.chambers["assemblee"].undecided == int(not elected)
    assert derivation_text(outcome)


@pytest.mark.parametrize(
    ("first", "registered", "stand"),
    [
        ({"A": 400, "B": 350, "C": 250, "D": 249}, 2_000, ("A", "B", "C")),
        ({"A": 400, "B": 250, "C": 249}, 2_000, ("A", "B")),
        ({"A": 400, "B": 249, "C": 248}, 2_000, ("A", "B")),  # One has 12.5 %; the next stands too.
        ({"A": 240, "B": 230, "C": 220}, 2_000, ("A", "B")),
        ({"A": 300, "B": 290, "C": 280, "D": 270}, 2_000, ("A", "B", "C", "D")),
    ],
)
def test_who_may_stand_in_the_second_round(first: Votes, registered: int, stand: tuple[str, ...]) -> None:
    (decision,) = decided(first, registered).chambers["assemblee"].districts.values()
    assert isinstance(decision, RunOff)
    assert decision.pair == stand


def test_the_most_votes_win_the_second_round_even_after_a_withdrawal() -> None:
    first = {"A": 400, "B": 350, "C": 300}
    chamber = decided(first, 2_000, {"B": 500, "C": 400}).chambers["assemblee"]
    assert chamber.seats == {"B": 1}
    tied = decided(first, 2_000, {"B": 500, "C": 500}).chambers["assemblee"]
    assert tied.undecided == 1
    lot = Lot(("B", "C"), ("C",), "the seat of Nord 1")
    assert decided(first, 2_000, {"B": 500, "C": 500}, (lot,)).chambers["assemblee"].seats == {"C": 1}


CONTRADICTIONS: dict[str, tuple[Votes, Votes, str]] = {
    "somebody who did not qualify": (
        {"A": 400, "B": 350, "C": 300, "D": 20},
        {"A": 1, "B": 5, "D": 2},
        "D could not stand in the second round in Nord 1",
    ),
    "a first round that elected": (
        {"A": 600, "B": 350},
        {"A": 1, "B": 2},
        "there are votes of a second round in Nord 1, and A was elected in the first",
    ),
    "no first round": ({}, {"A": 1}, "there are votes of a second round in Nord 1, and none of a first"),
}


@pytest.mark.parametrize("title", sorted(CONTRADICTIONS))
def test_rounds_that_contradict_each_other_leave_the_seat_open_and_no_other(title: str) -> None:
    first, second, why = CONTRADICTIONS[title]
    law = get_law("fr/assemblee")
    totals = {
        "votes": ContestTotals({"Nord 2": {"A": 600, "B": 200}, **({"Nord 1": first} if first else {})}),
        "second-round": ContestTotals({"Nord 1": second}),
    }
    facts = ElectionFacts(counts={"votes": {"registered": {"Nord 1": 2_000, "Nord 2": 2_000}}})
    outcome = law.decide(totals, True, facts)
    chamber = outcome.chambers["assemblee"]
    assert chamber.seats == {"A": 1}
    assert (chamber.undecided, chamber.vacant) == (1, 0)
    assert chamber.districts["Nord 1"] == Undecided(why)
    assert outcome.warnings == (f"The seat of Nord 1 is open: {why}.",)
    bounds = bounds_of(law, totals, Missing(), facts).chambers["assemblee"]
    assert not bounds.decided
    assert not bounds.districts["second-round"]["Nord 1"].decided
    assert {range_.min_seats for range_ in bounds.units["Nord 1"].values()} == {0}
    assert bounds.units["Nord 2"]["A"].min_seats == 1


def test_a_seat_without_a_number_of_voters_is_open_and_no_other() -> None:
    law = get_law("fr/assemblee")
    totals = {"votes": ContestTotals({"Nord 1": {"A": 60, "B": 20}, "Nord 2": {"A": 6, "B": 2}})}
    facts = ElectionFacts(counts={"votes": {"registered": {"Nord 1": 100}}})
    outcome = law.decide(totals, True, facts)
    chamber = outcome.chambers["assemblee"]
    assert (chamber.seats, chamber.undecided) == ({"A": 1}, 1)
    assert outcome.warnings == (
        "The seat of Nord 2 is open: the table does not give [registered] of Nord 2.",
    )
    for missing in (Missing(), Missing({"votes": {"Nord 1": 1}})):
        bounds = bounds_of(law, totals, missing, facts).chambers["assemblee"]
        assert {name: range_.max_seats for name, range_ in bounds.units["Nord 2"].items()} == {"A": 1, "B": 1}
        assert bounds.units["Nord 1"]["A"].min_seats == 1
    with pytest.raises(LawError, match=r"\[registered\]"):
        law.decide(totals, True)


def test_while_sheets_are_missing_the_second_round_says_who_stood_in_it() -> None:
    totals = {
        "votes": ContestTotals({"N": {"A": 60, "B": 30, "C": 20}}),
        "second-round": ContestTotals({"N": {"B": 5, "C": 4}, "M": {"D": 2, "E": 1}}),
    }
    facts = ElectionFacts(counts={"votes": {"registered": {"N": 1_000}}})
    (chamber,) = get_law("fr/assemblee").decide(totals, False, facts).chambers.values()
    assert chamber.seats == {"B": 1, "D": 1}


def test_where_a_share_of_the_registered_is_enough_the_most_votes_have_the_seat() -> None:
    facts = ElectionFacts(counts={"constituencies": {"registered": {"Nord 1": 100}}})
    votes = {"constituencies": ContestTotals({"Nord 1": {"A": 25, "B": 30, "C": 10}})}
    outcome = get_law("lt/seimas").decide(votes, True, facts)
    decision = outcome.chambers["seimas"].districts["Nord 1"]
    assert decision == Elected("B", "at least 20 % of the registered voters")
    said = " ".join(derivation_text(outcome).split())
    assert (
        "The candidate with the most votes has the seat in the first round, if they are at least 20 %" in said
    )
