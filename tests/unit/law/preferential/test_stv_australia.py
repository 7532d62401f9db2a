"""The single transferable vote as the Australian Senate counts it, by hand; groups above the line."""

from __future__ import annotations

import pytest

from escrutinio.law import get_law
from escrutinio.law.decisions import Tie
from escrutinio.law.facts import read_facts
from escrutinio.law.lots import Lot
from escrutinio.law.preferential.ranked_ballots import read_ballots
from escrutinio.law.preferential.stv_australia import australian_senate_stv
from escrutinio.law.votes_table import read_votes
from escrutinio.model.errors import LawError


def test_one_transfer_value_for_all_papers_and_whole_votes() -> None:
    # 100 ballots, 3 seats, quota 26. A's surplus of 21 is 21/47 of each of its 47 papers.
    count = australian_senate_stv(
        read_ballots({"A > B": 20, "A > C": 10, "A": 17, "B": 10, "C": 18, "D > B": 8, "E": 17}), 3
    )
    second = count.stages[1]
    # 20 × 21/47 is 8.9, 10 × 21/47 is 4.5, 17 × 21/47 is 7.6.
    assert second.votes == {"A": 26, "B": 18, "C": 22, "D": 8, "E": 17}
    assert (second.non_transferable, second.lost) == (7, 2)
    assert count.to_dict()["stages"][1]["transfers"][0]["value"] == "21/47"  # type: ignore[index, call-overload]
    # D's eight elect B; of C and E, who remain for one seat, C has more.
    assert [(stage.action, stage.names) for stage in count.stages[2:]] == [("exclusion", ("D",))]
    assert count.elected == ("A", "B", "C")


def test_an_exclusion_goes_by_transfer_values_and_each_is_a_count() -> None:
    count = australian_senate_stv(
        read_ballots({"A > B > C": 20, "A > C": 10, "A": 17, "B > C": 3, "C": 15, "D": 18, "E": 17}), 3
    )
    votes = [(stage.action, stage.names, stage.votes["B"], stage.votes["C"]) for stage in count.stages]
    assert votes == [
        ("first preferences", (), 3, 15),
        ("surplus", ("A",), 11, 19),
        ("exclusion", ("B",), 8, 22),
        ("exclusion", ("B",), 0, 30),
        ("surplus", ("C",), 0, 26),
    ]
    assert count.elected == ("A", "C", "D")


def test_the_largest_surplus_goes_first_but_those_of_earlier_counts_before_it() -> None:
    # 100 ballots, 4 seats, quota 21: A has ten too many and B two, and A's papers give C five too many.
    ballots = read_ballots({"A > C": 31, "B > E": 23, "C": 16, "D": 14, "E": 10, "F": 6})
    count = australian_senate_stv(ballots, 4)
    assert [stage.names for stage in count.stages[1:4]] == [("A",), ("B",), ("C",)]
    assert count.stages[1].elected == ("C",)


def test_equal_votes_need_a_lot_where_no_count_tells_them_apart() -> None:
    ballots = read_ballots({"A": 30, "B": 20, "C": 10, "D": 10})
    still = australian_senate_stv(ballots, 2)
    assert still.tie == Tie(("C", "D"), 1, "exclusion at stage 3")
    assert australian_senate_stv(ballots, 2, lots=[Lot.of("CD", "C")]).elected == ("A", "B")
    last = read_ballots({"A": 10, "B": 10})
    assert australian_senate_stv(last, 1).tie is not None
    assert australian_senate_stv(last, 1, lots=[Lot.of("AB", "B", "last vacancy at stage 1")]).elected == (
        "B",
    )


FACTS = """
[seats]
NSW = 2
[groups.NSW]
Blue = ["Ann", "Ben"]
Green = ["Cat", "Dan"]
"""
BALLOTS = (
    "unit,ballot,votes\nNSW,Blue > Green,5\nNSW,Green,3\nNSW,Dan > Cat > Eve,1\nNSW,Ann > Ben > Cat > Dan,1"
)


def test_a_group_stands_for_its_candidates_in_their_order() -> None:
    votes = read_votes(BALLOTS.splitlines(), "votes")
    facts = votes.complete(read_facts(FACTS))
    assert facts.rankings("votes")["NSW"] == {
        ("Ann", "Ben", "Cat", "Dan"): 6,
        ("Cat", "Dan"): 3,
        ("Dan", "Cat", "Eve"): 1,
    }
    senate = get_law("au/senate").decide({}, True, facts).chambers["senate"]
    # Quota 4. Ann's surplus of two makes Ben two; Dan leaves, and his paper makes Cat four.
    assert senate.seats == {"Ann": 1, "Cat": 1}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("[groups.NSW]", "[groups.VIC]"), r"\[groups\] names the unit VIC"),
        (('"Dan"]', '"Ben"]'), "Ben stands twice in the groups of NSW"),
    ],
)
def test_groups_that_fit_no_ballot_are_refused(change: tuple[str, str], says: str) -> None:
    facts = read_votes(BALLOTS.splitlines(), "votes").complete(read_facts(FACTS.replace(*change)))
    with pytest.raises(LawError, match=says):
        get_law("au/senate").decide({}, True, facts)


def test_groups_are_refused_where_no_rule_counts_rankings() -> None:
    with pytest.raises(LawError, match=r"\[groups\], and no rule"):
        get_law("uk/commons").decide({}, True, read_facts('[groups]\nBlue = ["Ann"]'))
