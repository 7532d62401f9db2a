"""The rules for ranked ballots in laws: exclusions, ties and lots, second counts, errors."""

from fractions import Fraction

import pytest

from escrutinio.law import ContestTotals, Elected, Outcome, RunOff, Tie, Undecided, get_law
from escrutinio.law.facts import WHOLE, ElectionFacts
from escrutinio.law.lots import Lot
from escrutinio.law.step_parts import Lots, RoundRow, RoundsTable, TransferTable
from escrutinio.law.votes_table import read_votes
from escrutinio.model.errors import LawError


def count(
    law_id: str, ballots: str, seats: dict[str, int] | None = None, lots: tuple[Lot, ...] = ()
) -> Outcome:
    """Apply a law to lines such as "A > B,3" or "ward,A > B,3"."""
    header = "unit,ballot,votes" if ballots.split("\n", 1)[0].count(",") == 2 else "ballot,votes"
    votes = read_votes([header, *ballots.split("\n")], get_law(law_id).first_contest)
    return get_law(law_id).decide(
        votes.totals(), True, ElectionFacts(seats=seats or {}, ballots=votes.ballots, lots=lots)
    )


def office(outcome: Outcome) -> object:
    (decision,) = outcome.offices.values()
    return decision


BALLOTS = "A > C,8\nB > C,7\nC > B,4\nC > A,2"


def test_the_fewest_are_excluded_until_one_has_more_than_half() -> None:
    outcome = count("us/alaska", BALLOTS)
    assert office(outcome) == Elected("B", "more than half of the continuing ballots")
    assert outcome.steps[0].part(RoundsTable).rounds == (
        RoundRow(1, {"A": 8, "B": 7, "C": 6}, 0, "C", "fewest votes"),
        RoundRow(2, {"B": 11, "A": 10}, 0, None, ""),
    )
    assert office(count("us/alaska", "A,6\nB > A,3\nC > B,2")) == Elected(
        "A", "more than half of the continuing ballots"
    )


def test_equal_votes_for_exclusion_are_settled_by_lot_or_by_earlier_rounds() -> None:
    ballots = "A,4\nB > C,3\nC > B,3"
    assert office(count("us/alaska", ballots)) == Tie(("B", "C"), 1, "exclusion in round 1")
    lot = Lot.of(["B", "C"], ["B"], "exclusion in round 1")
    outcome = count("us/alaska", ballots, lots=(lot,))
    assert office(outcome) == Elected("C", "more than half of the continuing ballots")
    assert outcome.steps[0].part(RoundsTable).rounds[0].by == "lot"
    assert outcome.steps[-1].part(Lots).used == (lot,)
    # Australia looks back: D's ballots make B and C equal, and B had fewer before.
    later = "north,A,6\nnorth,B > C,4\nnorth,C > B,5\nnorth,D > B,1"
    house = count("au/house", later).chambers["house"]
    assert house.seats == {"C": 1}


def test_a_house_of_single_member_seats_by_ballots() -> None:
    house = count("au/house", "north,A > B,3\nnorth,B,2\nsouth,B,5\neast,A,2\neast,B,2").chambers["house"]
    assert house.districts["north"] == Elected("A", "more than half of the continuing ballots")
    assert house.seats == {"A": 1, "B": 1}
    assert house.ties == (Tie(("A", "B"), 1, "the seat of east"),)
    assert (house.size, house.undecided, house.vacant) == (3, 1, 0)


def second_count(
    votes: dict[str, int], valid: int, added: dict[str, int] | None, law: str = "lk/president"
) -> object:
    totals = {"votes": ContestTotals({WHOLE: votes}, {WHOLE: valid})}
    if added is not None:
        totals["preferences"] = ContestTotals({WHOLE: added})
    case = ElectionFacts(counts={"votes": {"valid": {WHOLE: valid}}})
    return office(get_law(law).decide(totals, True, case))


def test_half_of_the_valid_votes_is_not_enough_for_the_first_count() -> None:
    assert isinstance(second_count({"A": 51, "B": 30}, 100, None), Elected)
    open_count = second_count({"A": 50, "B": 30}, 100, None)
    assert isinstance(open_count, RunOff)
    assert open_count.pair == ("A", "B")
    assert second_count({"A": 50, "B": 40}, 100, {"A": 0, "B": 10}) == Tie(("A", "B"), 1, "the seat")
    won = second_count({"A": 45, "B": 40}, 100, {"A": 2, "B": 8})
    assert won == Elected("B", "the larger total of the second count")
    with pytest.raises(LawError, match="20 preferences are added where there are 15 other ballots"):
        second_count({"A": 45, "B": 40}, 100, {"A": 10, "B": 10})


def test_how_many_preferences_count() -> None:
    ballots = "A,10\nB,9\nC > D > B,2\nD > B,1"
    assert office(count("lk/president", ballots)) == Elected("B", "the larger total of the second count")
    assert office(count("uk/london-mayor-2000", ballots)) == Tie(("A", "B"), 1, "the seat")


def test_stv_shows_its_stages_and_leaves_a_tie_open() -> None:
    wards = "east,A > B,6\neast,B,2\neast,C,2\nwest,A,3"
    outcome = count("uk/scottish-councils", wards, {"east": 2, "west": 2})
    council = outcome.chambers["council"]
    assert council.units["west"].seats == {"A": 1}
    assert council.units["west"].vacant == 1
    assert council.units["east"].seats == {"A": 1, "B": 1}
    first, second = outcome.steps[0].part(TransferTable).stages[:2]
    assert first.elected == ("A",)
    assert (second.action, second.names) == ("surplus", ("A",))
    assert second.votes["B"] == Fraction("3.99998")
    tied = count("uk/scottish-councils", "east,A,4\neast,B,2\neast,C,2", {"east": 2}).chambers["council"]
    assert tied.seats == {"A": 1}
    assert (tied.undecided, tied.vacant) == (1, 0)
    assert tied.ties[0].tied == ("B", "C")


def test_missing_ballots_and_seats_are_named() -> None:
    with pytest.raises(LawError, match="rankings of candidates, and these votes have none") as error:
        get_law("us/maine").decide({"votes": ContestTotals({WHOLE: {"A": 1}})})
    assert error.value.where.endswith("us/maine, step 1 (instant-runoff)")
    with pytest.raises(LawError, match="no number of seats for unit east"):
        count("uk/scottish-councils", "east,A,4")


def test_without_a_ballot_nobody_is_elected() -> None:
    assert isinstance(office(count("us/maine", "A,0")), Undecided)
