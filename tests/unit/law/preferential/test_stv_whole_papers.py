"""The single transferable vote as Ireland and Malta count it, worked by hand."""

from __future__ import annotations

from escrutinio.law.decisions import Tie
from escrutinio.law.lots import Lot
from escrutinio.law.preferential.ranked_ballots import read_ballots
from escrutinio.law.preferential.stv_count import StvCount
from escrutinio.law.preferential.stv_whole_papers import irish_local_stv, irish_stv, maltese_stv

# 100 ballots, 3 seats: the quota is 26.
HUNDRED = {
    "A > B": 20,
    "A > C": 10,
    "A > D > B": 6,
    "A > D > C": 4,
    "A": 7,
    "B": 10,
    "C": 18,
    "D > E": 8,
    "E": 17,
}


def actions(count: StvCount) -> list[tuple[str, str]]:
    return [(stage.action, " ".join(stage.names)) for stage in count.stages]


def test_a_surplus_moves_whole_papers_and_the_largest_fraction_makes_up_the_sum() -> None:
    count = irish_stv(read_ballots(HUNDRED), 3)
    assert (count.quota, count.scale) == (26, 1)
    # A's surplus of 21 on 40 transferable papers: B 10.5, C 5.25, D 5.25.
    assert count.stages[1].votes == {"A": 26, "B": 21, "C": 23, "D": 13, "E": 17}
    # Of D's, eight go to E; of the five from A, of which six in ten name B next, three go to B and two to C.
    assert count.stages[2].votes == {"A": 26, "B": 24, "C": 25, "D": 0, "E": 25}
    assert count.stages[2].transfers[0].papers == {"B": 3, "C": 2, "E": 8}
    # Three are left for two seats, and B's 24 are fewer than the next's 25: section 124(1A).
    assert count.elected == ("A", "C", "E")
    assert count.stages[2].elected == ("C", "E")


def test_equal_fractions_count_by_size_then_by_earlier_counts() -> None:
    # Of five papers that came to D, half name B next and half C: 2.5 each, and C had more at the first count.
    halves = HUNDRED | {"A > D > B": 5, "A > D > C": 5}
    assert irish_stv(read_ballots(halves), 3).stages[2].transfers[0].papers == {"B": 2, "C": 3, "E": 8}
    # A's surplus of five on ten papers each for B and C, who have had the same votes: only a lot can say.
    level = read_ballots({"A > B": 10, "A > C": 10, "B": 6, "C": 6, "D": 13, "E": 12})
    still = irish_stv(level, 3)
    assert still.quota == 15
    assert still.tie == Tie(("B", "C"), 1, "fraction at stage 2")
    assert len(still.stages) == 1
    drawn = irish_stv(level, 3, lots=[Lot.of("BC", "C", "fraction at stage 2")])
    assert drawn.stages[1].transfers[0].papers == {"B": 2, "C": 3}


def test_papers_that_are_too_few_for_a_surplus_leave_the_rest_behind() -> None:
    # Quota 36: A's surplus of 14 has ten transferable papers.
    count = irish_stv(read_ballots({"A > B": 10, "A": 40, "B": 20, "C": 33, "D": 4}), 2)
    assert count.stages[1].votes == {"A": 36, "B": 30, "C": 33, "D": 4}
    assert count.stages[1].non_transferable == 4


def test_a_surplus_waits_unless_it_could_elect_change_the_lowest_or_save_a_deposit() -> None:
    waits = {"A > D": 27, "B": 24, "C": 21, "D": 9, "E": 19}
    # Quota 26. The surplus of 1 is less than the 2 that B lacks and the 10 between D and E; D has 9, not 6.5.
    count = irish_stv(read_ballots(waits), 3)
    assert (count.quota, actions(count)[1]) == (26, ("exclusion", "D"))
    # B lacks one vote: the surplus could elect B.
    assert actions(irish_stv(read_ballots(waits | {"B": 25, "C": 20}), 3))[1] == ("surplus", "A")
    # The last two differ by one vote.
    assert actions(irish_stv(read_ballots(waits | {"D": 13, "E": 14, "C": 22}), 3))[1] == ("surplus", "A")
    # D's six votes and the surplus are more than a quarter of the quota.
    assert actions(irish_stv(read_ballots(waits | {"D": 6, "C": 23, "E": 20}), 3))[1] == ("surplus", "A")
    # In Malta no surplus waits.
    assert actions(maltese_stv(read_ballots(waits), 3))[1] == ("surplus", "A")


def test_the_lowest_leave_together_where_none_of_them_could_save_a_deposit() -> None:
    # Quota 26, a quarter 6.5: D and E have five votes together.
    lowest = {"A": 26, "B": 25, "F": 24, "C": 20, "D": 2, "E": 3}
    assert actions(irish_stv(read_ballots(lowest), 3))[1] == ("exclusion", "D E")
    assert actions(maltese_stv(read_ballots(lowest), 3))[1] == ("exclusion", "D")
    # With seven votes together E could pass the quarter.
    assert actions(irish_stv(read_ballots(lowest | {"E": 5, "C": 18}), 3))[1] == ("exclusion", "D")


def test_in_councils_a_quarter_of_the_quota_matters_for_deposits_alone() -> None:
    # Quota 26, a quarter 6.5: with seven votes together E could pass it.
    lowest = read_ballots({"A": 26, "B": 25, "F": 24, "C": 18, "D": 2, "E": 5})
    assert actions(irish_stv(lowest, 3))[1] == ("exclusion", "D")
    assert actions(irish_local_stv(lowest, 3))[1] == ("exclusion", "D E")
    assert actions(irish_local_stv(lowest, 3, deposits=["D"]))[1] == ("exclusion", "D E")
    assert actions(irish_local_stv(lowest, 3, deposits=["E"]))[1] == ("exclusion", "D")
    # D's six votes and A's surplus are more than a quarter.
    waits = read_ballots({"A > D": 27, "B": 24, "C": 23, "D": 6, "E": 20})
    assert actions(irish_stv(waits, 3))[1] == ("surplus", "A")
    assert actions(irish_local_stv(waits, 3))[1] == ("exclusion", "D")
    assert actions(irish_local_stv(waits, 3, deposits=["D"]))[1] == ("surplus", "A")


def test_ireland_moves_the_largest_surplus_first_and_malta_the_earliest() -> None:
    # 100 ballots, 4 seats, quota 21: A has ten too many and B two, and A's papers give C five too many.
    ballots = read_ballots({"A > C > F": 31, "B > E": 23, "C": 16, "D": 14, "E": 10, "F": 6})
    assert actions(irish_stv(ballots, 4))[1:4] == [("surplus", "A"), ("surplus", "C"), ("surplus", "B")]
    assert actions(maltese_stv(ballots, 4))[1:4] == [("surplus", "A"), ("surplus", "B"), ("surplus", "C")]


def test_equal_votes_for_exclusion_look_at_the_first_count_then_need_a_lot() -> None:
    ballots = read_ballots({"A": 12, "B": 10, "C": 5, "D": 4, "E > D": 1})
    # E leaves: C and D have five each, and D had fewer at the first count.
    count = irish_stv(ballots, 1)
    assert actions(count)[1:3] == [("exclusion", "E"), ("exclusion", "D")]
    assert count.stages[2].by == "earlier stages"
    still = irish_stv(read_ballots({"A": 9, "B": 8, "C": 5, "D": 5}), 1)
    assert (still.tie.tied if still.tie else ()) == ("C", "D")
    assert irish_stv(read_ballots({"A": 9, "B": 8, "C": 5, "D": 5}), 1, lots=[Lot.of("CD", "C")]).tie is None


def test_malta_counts_the_example_of_its_act() -> None:
    # 348 papers, six seats. The example says who gets how many papers at each count; the ballots are made so.
    ballots = {
        "A > G > C": 7,
        "B": 4,
        "B > D": 2,
        "B > D > I": 63,
        "B > D > K > I": 15,
        "B > E": 2,
        "B > I": 25,
        "B > K": 3,
        "B > K > C": 5,
        "B > K > I": 9,
        "B > K > I > C": 6,
        "B > K > I > L": 5,
        "B > K > L": 1,
        "C": 25,
        "D": 10,
        "E > I": 4,
        "F > A > C": 5,
        "F > C": 11,
        "F > L": 46,
        "G": 2,
        "G > L": 12,
        "H": 50,
        "I": 12,
        "L": 24,
    }
    count = maltese_stv(read_ballots(ballots), 6)
    assert (sum(ballots.values()), count.quota) == (348, 50)
    assert count.elected == ("B", "F", "H", "D", "I", "L")
    assert [(stage.action, *stage.names) for stage in count.stages[1:]] == [
        ("surplus", "B"),
        ("surplus", "F"),
        ("surplus", "D"),
        ("exclusion", "E"),
        ("exclusion", "A"),
        ("exclusion", "K"),
        ("surplus", "I"),
        ("exclusion", "G"),
    ]
    names = "ABCDEFGHIKL"
    assert [[*(stage.votes[name] for name in names), stage.non_transferable] for stage in count.stages] == [
        [7, 140, 25, 10, 4, 62, 14, 50, 12, 0, 24, 0],
        [7, 50, 25, 63, 5, 62, 14, 50, 29, 19, 24, 0],
        [8, 50, 27, 63, 5, 50, 14, 50, 29, 19, 33, 0],
        [8, 50, 27, 50, 5, 50, 14, 50, 40, 21, 33, 0],
        [8, 50, 27, 50, 0, 50, 14, 50, 44, 21, 33, 1],
        [0, 50, 28, 50, 0, 50, 21, 50, 44, 21, 33, 1],
        [0, 50, 31, 50, 0, 50, 21, 50, 59, 0, 34, 3],
        [0, 50, 35, 50, 0, 50, 21, 50, 50, 0, 37, 5],
        [0, 50, 42, 50, 0, 50, 0, 50, 50, 0, 49, 7],
    ]
    # G and K had 21 each, and K had fewer at the first count.
    assert count.stages[6].by == "earlier stages"
