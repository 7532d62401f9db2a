"""Bulgaria, Czechia and Poland: equal candidates in a first round, and a threshold that falls."""

from __future__ import annotations

from escrutinio.law import ContestTotals, Elected, RunOff, get_law
from escrutinio.law.decisions import Tie
from escrutinio.law.facts import ElectionFacts


def test_all_who_are_equal_for_a_place_stand_in_the_czech_run_off() -> None:
    law = get_law("cz/president")
    first = ContestTotals({"Praha": {"A": 40, "B": 30, "C": 30}})
    outcome = law.decide({"votes": first}, True, ElectionFacts())
    assert outcome.offices["president"] == RunOff(
        ("A", "B", "C"), None, "nobody fulfils the conditions of the first round"
    )
    # Two who are equal for the first place leave none for those after them.
    ahead = ContestTotals({"Praha": {"A": 40, "B": 40, "C": 20}})
    outcome = law.decide({"votes": ahead}, True, ElectionFacts())
    decision = outcome.offices["president"]
    assert isinstance(decision, RunOff)
    assert (decision.pair, decision.tie) == (("A", "B"), None)


def test_all_who_are_equal_for_a_place_stand_in_the_bulgarian_run_off() -> None:
    law = get_law("bg/president")
    first = ContestTotals({"Sofia": {"A": 40, "B": 30, "C": 30}})
    case = ElectionFacts(counts={"votes": {"cast": {"Sofia": 100}, "registered": {"Sofia": 150}}})
    again = ContestTotals({"Sofia": {"A": 50, "B": 20, "C": 50}})
    outcome = law.decide({"votes": first, "run-off": again}, True, case)
    assert outcome.offices["president"] == Tie(("A", "C"), 1, "the run-off")


def test_three_can_stand_for_the_seat_of_a_czech_senator() -> None:
    law = get_law("cz/senat")
    first = ContestTotals({"Kladno": {"A": 40, "B": 30, "C": 30}})
    again = ContestTotals({"Kladno": {"A": 40, "B": 30, "C": 45}})
    outcome = law.decide({"votes": first, "second-round": again}, True, ElectionFacts())
    assert outcome.chambers["senat"].seats == {"C": 1}
    equal = ContestTotals({"Kladno": {"A": 45, "B": 30, "C": 45}})
    outcome = law.decide({"votes": first, "second-round": equal}, True, ElectionFacts())
    assert outcome.ties == (Tie(("A", "C"), 1, "the seat of Kladno"),)
    assert not any(isinstance(each, Elected) for each in outcome.offices.values())


def test_the_polish_threshold_falls_where_one_committee_alone_passes() -> None:
    law = get_law("pl/sejm")
    small = {f"small {n}": 40 for n in range(8)}
    votes = ContestTotals({"Opole": {"A": 600, "B": 31, "coalition": 49, **small}})
    case = ElectionFacts(seats={"Opole": 40}, parties={"coalition": 2})
    seats = law.decide({law.first_contest: votes}, True, case).chambers["sejm"].seats
    # A list needs 3 % then, and a coalition 5 %.
    assert {*small, "A", "B"} == set(seats)
    both = ContestTotals({"Opole": {"A": 600, "B": 51, **small}})
    seats = (
        law.decide({law.first_contest: both}, True, ElectionFacts(seats={"Opole": 40})).chambers["sejm"].seats
    )
    assert not set(small) & set(seats)
