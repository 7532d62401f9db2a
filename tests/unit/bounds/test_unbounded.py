"""Under a law without bounds of its own all is open while a sheet is missing, and nothing after."""

from __future__ import annotations

from escrutinio.bounds import unbounded
from escrutinio.bounds.contests import SeatRange
from escrutinio.law import Chamber, ContestTotals, Elected, Outcome, RunOff, Tie, UnitSeats

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


def outcome(office: Elected | RunOff = Elected("A", "most votes")) -> Outcome:  # noqa: B008 - never changed
    return Outcome("x/house", "A house", False, {"mayor": office}, {"house": HOUSE}, ())


def test_while_a_voter_is_missing_every_list_can_have_every_seat_of_a_unit() -> None:
    found = unbounded(outcome(), VOTES, {"members": {"North": 0, "South": 1}})

    assert found.missing == {"members": 1}
    house = found.chambers["house"]
    assert house.units["North"] == {name: SeatRange(0, 3) for name in "ABC"}
    assert house.units["South"] == {name: SeatRange(0, 2) for name in "ABC"}
    assert not house.exact
    office = found.offices["mayor"]
    assert not office.decided
    assert (office.leader, office.runner_up, office.margin) == ("A", "B", 40)
    assert office.can_be_elected == office.can_reach_run_off == ("A", "B", "C")
    assert office.run_off_possible


def test_once_no_voter_is_missing_only_ties_are_open() -> None:
    found = unbounded(outcome(), VOTES, {"members": {"North": 0, "South": 0}})

    house = found.chambers["house"]
    assert house.units["North"] == {"A": SeatRange(2, 2), "B": SeatRange(1, 1), "C": SeatRange(0, 0)}
    assert house.units["South"]["C"] == SeatRange(1, 2)
    assert house.exact
    office = found.offices["mayor"]
    assert office.decided
    assert office.can_be_elected == ("A",)
    assert not office.run_off_possible


def test_a_run_off_to_come_names_nobody_elected() -> None:
    office = unbounded(outcome(RunOff(("A", "B"), None, "")), VOTES, {}).offices["mayor"]
    assert office.elected_now is None
    assert office.can_be_elected == ()
    assert office.run_off_possible


def test_equal_firsts_have_no_leader_and_no_votes_no_runner_up() -> None:
    equal = {"members": ContestTotals({"North": {"A": 5, "B": 5}})}
    assert unbounded(outcome(), equal, {"members": {"North": 9}}).offices["mayor"].leader is None
    nothing = unbounded(outcome(), {}, {"members": {"North": 9}}).offices["mayor"]
    assert (nothing.leader, nothing.runner_up, nothing.margin) == (None, None, 0)
