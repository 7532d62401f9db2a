"""Once every sheet is in, the bounds are the outcome, and only ties are open; under every law."""

from __future__ import annotations

from escrutinio.bounds import Missing, SeatRange, bounds_of
from escrutinio.bounds.settled import settled
from escrutinio.law import (
    Chamber,
    ContestTotals,
    Decision,
    Elected,
    Outcome,
    RunOff,
    Tie,
    Undecided,
    UnitSeats,
    get_law,
)
from escrutinio.law.facts import WHOLE

VOTES = {"members": ContestTotals({"North": {"A": 60, "B": 30}, "South": {"A": 10, "C": 20}})}
TIE = Tie.of("AC", 1, "seats of South")
HOUSE = Chamber.of_units(
    "house",
    "House",
    [
        UnitSeats("North", "North", 3, {"A": 2, "B": 1}, {"list": {"A": 2, "B": 1}}, 0, 0, ()),
        UnitSeats("South", "South", 2, {"C": 1}, {"list": {"C": 1}}, 1, 0, (TIE,)),
    ],
    {},
)


def outcome(office: Decision) -> Outcome:
    return Outcome("x/house", "A house", False, {"mayor": office}, {"house": HOUSE}, ())


def test_only_those_who_are_tied_can_have_more() -> None:
    found = settled(outcome(Elected("A", "most votes")), VOTES)

    house = found.chambers["house"]
    assert house.units["North"] == {"A": SeatRange(2, 2), "B": SeatRange(1, 1), "C": SeatRange(0, 0)}
    assert house.units["South"] == {"A": SeatRange(0, 1), "B": SeatRange(0, 0), "C": SeatRange(1, 2)}
    assert not house.decided
    office = found.offices["mayor"]
    assert (office.decided, office.elected, office.can_be_elected) == (True, "A", ("A",))
    assert (office.leader, office.runner_up, office.margin) == ("A", "B", 40)
    assert not office.run_off_possible


def test_a_run_off_to_come_names_nobody_elected() -> None:
    office = settled(outcome(RunOff(("A", "B"), None, "")), VOTES).offices["mayor"]
    assert (office.decided, office.elected, office.elected_now, office.can_be_elected) == (
        True,
        None,
        None,
        (),
    )
    assert office.run_off_sure
    assert office.can_reach_run_off == ("A", "B")
    tied = settled(outcome(RunOff(("A",), Tie.of("BC", 1, "a place"), "")), VOTES).offices["mayor"]
    assert (tied.decided, tied.can_reach_run_off) == (False, ("A", "B", "C"))


def test_a_tie_and_an_open_question_elect_nobody() -> None:
    tie = settled(outcome(TIE), VOTES).offices["mayor"]
    assert (tie.decided, tie.elected, tie.can_be_elected, tie.run_off_possible) == (
        False,
        None,
        ("A", "C"),
        False,
    )
    nobody = settled(outcome(Undecided("no majority of electors")), VOTES).offices["mayor"]
    assert (nobody.decided, nobody.can_be_elected, nobody.nobody_possible) == (True, (), True)


def test_equal_firsts_have_no_leader_and_no_votes_no_runner_up() -> None:
    equal = {"members": ContestTotals({"North": {"A": 5, "B": 5}})}
    assert settled(outcome(TIE), equal).offices["mayor"].leader is None
    nothing = settled(outcome(TIE), {"members": ContestTotals()}).offices["mayor"]
    assert (nothing.leader, nothing.runner_up, nothing.margin) == (None, None, 0)


def test_a_figure_that_is_not_stated_leaves_nothing_open_where_the_law_decides_without_it() -> None:
    votes = {WHOLE: {"a": 400, "b": 350, "c": 250}}
    totals = {"votes": ContestTotals(votes, unstated={"registered": {WHOLE: 3}})}
    law = get_law("ro/president")

    assert isinstance(law.decide(totals, True).offices["president"], RunOff)
    found = bounds_of(law, totals, Missing())

    assert found.not_stated == ""
    assert found.offices["president"].decided
