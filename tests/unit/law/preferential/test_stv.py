"""The single transferable vote as Scotland and Northern Ireland count it.

What is tested: ``law.preferential.stv_scotland``, ``law.preferential.stv_northern_ireland``,
``law.preferential.stv_count``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from escrutinio.law.decisions import Tie
from escrutinio.law.lots import Lot
from escrutinio.law.preferential.ranked_ballots import Ballots, read_ballots
from escrutinio.law.preferential.stv_count import Stage, StvCount, decimal
from escrutinio.law.preferential.stv_northern_ireland import northern_ireland_stv
from escrutinio.law.preferential.stv_scotland import scottish_stv
from escrutinio.model.errors import LawError
from ranked_tables import SOUTH_BALLOTS, SOUTH_ELECTED, SOUTH_NAMES, SOUTH_QUOTA, SOUTH_STAGES

GOLDEN = (
    Path(__file__).resolve().parents[4].parent / "shared" / "golden" / "uk_sct_clackmannanshire_2012.json"
)


def in_votes(count: StvCount, stage: Stage) -> dict[str, str]:
    return {name: decimal(number, count.scale) for name, number in stage.votes.items()}


def changes(count: StvCount, number: int) -> dict[str, str]:
    """What stage ``number`` made of the votes of those whose votes it changed."""
    before, after = count.stages[number - 2], count.stages[number - 1]
    return {
        name: decimal(after.votes[name], count.scale)
        for name in after.votes
        if after.votes[name] != before.votes[name]
    }


def actions(count: StvCount) -> list[tuple[str, str]]:
    return [(stage.action, " ".join(stage.names)) for stage in count.stages]


def south() -> Ballots:
    pairs = (token.split(":") for token in SOUTH_BALLOTS.split())
    return Ballots.of({tuple(SOUTH_NAMES[letter] for letter in letters): int(n) for letters, n in pairs})


def test_clackmannanshire_south_2012() -> None:
    count = scottish_stv(south(), 4)
    assert (count.total, count.quota) == (3241, SOUTH_QUOTA)
    assert count.elected == SOUTH_ELECTED
    expected = [{SOUTH_NAMES[letter]: votes[letter] for letter in votes} for votes in SOUTH_STAGES]
    assert [dict(stage.votes) for stage in count.stages] == expected
    second = count.stages[1]
    assert (second.action, second.names) == ("surplus", ("Craig Holden",))
    (transfer,) = second.transfers
    assert (transfer.received, transfer.value) == (100000, 37715)
    assert transfer.papers == {"Alan Jamieson": 129, "Kenneth Earle": 283}
    assert transfer.no_preference == 630
    assert (second.non_transferable, second.lost) == (630 * 37715, 39300000 - 1042 * 37715)
    assert [stage.elected for stage in count.stages] == [
        ("Craig Holden", "Janet Cadenhead", "Ellen Forson"),
        (),
        ("Kenneth Earle",),
    ]


@pytest.mark.skipif(not GOLDEN.exists(), reason="the golden elections are not beside this checkout")
def test_golden_clackmannanshire_2012() -> None:
    # The file holds decimals; read as fractions they are exact.
    election = json.loads(GOLDEN.read_text(encoding="utf-8"), parse_float=Fraction)
    seats = 0
    for ward in election["districts"]:
        rows = {tuple(row["ranking"]): row["count"] for row in ward["ballots"]}
        ballots = Ballots.of(rows, [person["name"] for person in ward["candidates"]])
        count = scottish_stv(ballots, ward["seats"])
        assert (count.quota, list(count.elected)) == (ward["quota"], ward["elected"])
        votes: list[Mapping[str, Fraction]] = [
            {name: Fraction(number, count.scale) for name, number in stage.votes.items()}
            for stage in count.stages
        ]
        assert votes == ward["stages"]
        seats += len(count.elected)
    assert seats == 18


def test_a_surplus_moves_all_papers_at_values_cut_to_five_decimals() -> None:
    # 100 ballots, 3 seats: the quota is 26. A's surplus is 34 of 60: 0.56666 a paper.
    count = scottish_stv(
        read_ballots({"A > B > C": 30, "A > D": 10, "A": 20, "B > C": 15, "C": 14, "D > C": 11}), 3
    )
    assert count.quota == 26
    assert changes(count, 2) == {"A": "26.00000", "B": "31.99980", "D": "16.66660"}
    assert decimal(count.stages[1].non_transferable, count.scale) == "11.33320"
    assert decimal(count.stages[1].lost, count.scale) == "0.00040"
    # B's surplus is 5.9998 of 31.9998: 15 papers of 1 go on at 0.18749, 30 of 0.56666 at 0.10624.
    assert changes(count, 3) == {"B": "26.00000", "C": "19.99955"}
    assert [(transfer.received, transfer.value) for transfer in count.stages[2].transfers] == [
        (100000, 18749),
        (56666, 10624),
    ]
    # D goes last: 11 papers of 1 to C, and A's papers name nobody else.
    assert changes(count, 4) == {"C": "30.99955", "D": "0.00000"}
    assert count.elected == ("A", "B", "C")
    assert actions(count) == [
        ("first preferences", ""),
        ("surplus", "A"),
        ("surplus", "B"),
        ("exclusion", "D"),
    ]


def test_as_many_candidates_as_vacancies_are_elected_and_more_seats_stay_vacant() -> None:
    for rule in (scottish_stv, northern_ireland_stv):
        count = rule(Ballots.of({("A",): 9, ("B",): 1}, "ABC"), 5)
        assert (set(count.elected), count.vacant, count.undecided) == ({"A", "B", "C"}, 2, 0)
        assert len(count.stages) == 1
        empty = rule(Ballots.of({}, "ABC"), 2)
        assert (empty.elected, empty.vacant) == ((), 2)


@pytest.mark.parametrize("seats", [0, -1, True, 2.0])
def test_seats_are_a_whole_number(seats: Any) -> None:
    for rule in (scottish_stv, northern_ireland_stv):
        with pytest.raises(LawError, match="number of seats"):
            rule(read_ballots({"A": 1}), seats)


def test_equal_surpluses_need_a_lot() -> None:
    ballots = read_ballots({"A > C": 10, "B > D": 10, "C": 3, "D": 3, "E": 3})
    still = scottish_stv(ballots, 3)
    assert still.tie == Tie(("A", "B"), 1, "surplus at stage 2")
    assert (still.elected, still.undecided, len(still.stages)) == (("A", "B"), 1, 1)
    lot = Lot.of("AB", "B", "surplus at stage 2")
    drawn = scottish_stv(ballots, 3, lots=[lot])
    assert actions(drawn)[1:3] == [("surplus", "B"), ("surplus", "A")]
    assert drawn.stages[1].by == "lot"
    assert drawn.lots == (lot,)


def test_scotland_looks_at_the_most_recent_stage_and_northern_ireland_at_the_earliest() -> None:
    # E leaves, then F: C and D have 6 each. At stage 1 C had 5 and D 4, at stage 2 C had 5 and D 6.
    ballots = read_ballots({"A": 12, "B": 10, "C": 5, "D": 4, "E > D": 2, "F": 2, "F > C": 1})
    expected = [("first preferences", ""), ("exclusion", "E"), ("exclusion", "F")]
    scotland, north = scottish_stv(ballots, 1), northern_ireland_stv(ballots, 1)
    assert actions(scotland)[:4] == [*expected, ("exclusion", "C")]
    assert actions(north)[:4] == [*expected, ("exclusion", "D")]
    assert scotland.stages[3].by == north.stages[3].by == "earlier stages"
    assert scotland.lots == north.lots == ()


def test_equal_surpluses_look_at_the_same_stages() -> None:
    # 50 ballots, 3 seats, quota 13. E leaves, then F: A and B have 15 each. At stage 1 A had 10 and B 9, at
    # stage 2 A had 10 and B 11.
    ballots = read_ballots({"A": 10, "B": 9, "C": 10, "D": 10, "E > B": 2, "F > A > C": 5, "F > B > D": 4})
    scotland, north = scottish_stv(ballots, 3), northern_ireland_stv(ballots, 3)
    expected = [("first preferences", ""), ("exclusion", "E"), ("exclusion", "F")]
    assert actions(scotland)[:4] == [*expected, ("surplus", "B")]
    assert actions(north)[:4] == [*expected, ("surplus", "A")]
    assert scotland.stages[3].by == north.stages[3].by == "earlier stages"


def test_a_tie_for_exclusion_needs_a_lot() -> None:
    ballots = read_ballots({"A": 6, "B > A": 3, "C > D": 3, "D": 5})
    for rule in (scottish_stv, northern_ireland_stv):
        still = rule(ballots, 1)
        assert still.tie == Tie(("B", "C"), 1, "exclusion at stage 2")
        assert (still.elected, still.undecided, still.vacant) == ((), 1, 0)
        assert rule(ballots, 1, lots=[Lot.of("BC", "B")]).elected == ("A",)
        c_out = rule(ballots, 1, lots=[Lot.of("BC", "C"), Lot.of("AB", "B")])
        assert c_out.stages[1].names == ("C",)


def test_the_last_parcel_alone_moves_in_northern_ireland() -> None:
    # West Tyrone (council election; told at fromtheheartofeurope.eu/26311): quota 1078. McElduff's surplus of
    # 393 goes on 1427 transferable papers at 0.27, 170 of them to McDonnell, who has 1060 and 3.29 from 7
    # papers at 0.47: 1109.19. Of his surplus of 31.19 only those 170 papers move; 19.50 went to Kelly and
    # 0.44 was lost, which is 123 transferable papers at 0.25, 78 of them Kelly's. The other figures here are
    # made to fit.
    ballots = read_ballots(
        {
            "DUP": 548,
            "DUP > McDonnell": 7,
            "DUP > Other": 993,
            "McElduff": 44,
            "McElduff > McDonnell > Kelly": 78,
            "McElduff > McDonnell > Bleakley": 45,
            "McElduff > McDonnell": 47,
            "McElduff > Kelly": 600,
            "McElduff > Bleakley": 657,
            "McDonnell > Bleakley": 1060,
            "Kelly": 800,
            "Other": 800,
            "Bleakley": 785,
        }
    )
    count = northern_ireland_stv(ballots, 5)
    assert count.quota == 1078
    assert [stage.names for stage in count.stages] == [
        (),
        ("DUP",),
        ("McElduff",),
        ("Other",),
        ("McDonnell",),
    ]
    assert [stage.transfers[0].value for stage in count.stages[1:]] == [47, 27, 47, 25]
    assert changes(count, 2)["McDonnell"] == "1063.29"
    third = in_votes(count, count.stages[2])
    assert (third["McElduff"], third["McDonnell"], third["Kelly"]) == ("1078.00", "1109.19", "962.00")
    assert changes(count, 4) == {"Other": "1078.00"}
    assert changes(count, 5) == {"McDonnell": "1078.00", "Kelly": "981.50", "Bleakley": "973.64"}
    assert count.stages[4].lost - count.stages[3].lost == 44
    assert count.elected == ("DUP", "McElduff", "Other", "McDonnell", "Kelly")


def test_transferable_papers_never_gain_value() -> None:
    # Quota 36; A's surplus of 24 has ten transferable papers: they go at 1.00, and 14 are non-transferable.
    count = northern_ireland_stv(read_ballots({"A > B": 10, "A": 50, "B": 24, "C": 21}), 2)
    assert changes(count, 2) == {"A": "36.00", "B": "34.00"}
    assert (count.stages[1].non_transferable, count.stages[1].lost) == (1400, 0)
    # One vacancy, and B has no fewer than C: rule 52(2).
    assert count.elected == ("A", "B")
    # 24 on 70 papers: 0.34, and 0.20 is lost.
    other = northern_ireland_stv(read_ballots({"A > B": 60, "B": 21, "C": 26}), 2)
    assert changes(other, 2) == {"A": "36.00", "B": "45.00"}
    assert other.stages[1].transfers[0].value == 40


def test_small_surpluses_wait_and_the_lowest_leave_together() -> None:
    # 100 ballots, 3 seats, quota 26. A's surplus of 1 cannot save D or E: 2 + 3 + 1 is fewer than C's 19. But
    # with C's there would be 25, and F has 24.
    ballots = read_ballots({"A > D": 27, "B": 25, "F": 24, "C": 19, "D > C": 2, "E > B": 3})
    count = northern_ireland_stv(ballots, 3)
    assert actions(count) == [("first preferences", ""), ("exclusion", "D E")]
    votes = {"A": "27.00", "B": "28.00", "C": "21.00", "D": "0.00", "E": "0.00", "F": "24.00"}
    assert in_votes(count, count.stages[1]) == votes
    # F's 24 are no fewer than C's 21 and the surpluses of 1 and 2: rule 52(2).
    assert count.elected == ("A", "B", "F")
    # Where the surplus could change who is lowest, it goes first.
    near = northern_ireland_stv(read_ballots({"A > D": 27, "B": 25, "F": 24, "C": 12, "D": 6, "E": 6}), 3)
    assert actions(near)[1] == ("surplus", "A")


def test_an_exclusion_goes_from_the_highest_value_down_and_past_who_has_the_quota() -> None:
    # 100 ballots, 4 seats, quota 21. A's surplus of 24 goes on 30 papers at 0.80: 20 to C, 10 to D.
    ballots = read_ballots(
        {
            "A": 15,
            "A > C": 20,
            "A > D > B": 6,
            "A > D > B > F": 4,
            "B": 18,
            "C": 6,
            "D > B": 3,
            "F": 14,
            "G": 14,
        }
    )
    count = northern_ireland_stv(ballots, 4)
    assert changes(count, 2) == {"A": "21.00", "C": "22.00", "D": "11.00"}
    # C's surplus of 1 is less than the 3 that D lacks, so it waits.
    last = count.stages[2]
    assert (last.action, last.names) == ("exclusion", ("D",))
    # Three first preferences bring B to the quota; the papers of 0.80 pass B over.
    assert [
        (transfer.value, dict(transfer.papers), transfer.no_preference) for transfer in last.transfers
    ] == [
        (100, {"B": 3}, 0),
        (80, {"F": 4}, 6),
    ]
    assert changes(count, 3) == {"B": "21.00", "D": "0.00", "F": "17.20"}
    assert last.non_transferable == 480
    assert count.elected == ("A", "C", "B", "F")


def test_a_surplus_that_could_make_two_level_does_not_wait() -> None:
    # 100 ballots, 3 seats, quota 26: A's surplus of 1 is not less than what D lacks to E's 6.
    ballots = read_ballots({"A > D": 27, "B": 20, "C": 12, "D": 5, "E": 6, "F": 20, "G": 10})
    assert actions(northern_ireland_stv(ballots, 3))[1] == ("surplus", "A")


def test_the_parcels_of_an_exclusion_are_sorted_by_value_not_by_when_they_came() -> None:
    # 87 ballots, 4 seats, quota 18. A's surplus of 23 goes on 40 papers at 0.57, then B's of 7 on ten at
    # 0.70.
    ballots = read_ballots(
        {
            "A": 1,
            "A > D": 8,
            "A > C": 16,
            "A > F": 16,
            "B": 15,
            "B > D": 5,
            "B > C": 5,
            "C": 3,
            "D": 1,
            "E": 11,
            "F": 6,
        }
    )
    count = northern_ireland_stv(ballots, 4)
    assert changes(count, 2) == {"A": "18.00", "C": "12.12", "D": "5.56", "F": "15.12"}
    assert changes(count, 3) == {"B": "18.00", "C": "15.62", "D": "9.06"}
    assert actions(count)[3] == ("exclusion", "D")
    moved = [(transfer.value, transfer.no_preference) for transfer in count.stages[3].transfers]
    assert moved == [(100, 1), (70, 5), (57, 8)]


def test_no_papers_move_once_the_last_vacancies_are_filled() -> None:
    # 31 ballots, 2 seats, quota 11. With C out, A and B are as many as the vacancies: rule 52(1) and (3).
    ballots = read_ballots({"A": 10, "B": 9, "C > A": 5, "C": 3, "D": 4})
    north = northern_ireland_stv(ballots, 2)
    assert actions(north) == [("first preferences", ""), ("exclusion", "D"), ("exclusion", "C")]
    assert north.stages[2].transfers == ()
    assert in_votes(north, north.stages[2]) == {"A": "10.00", "B": "9.00", "C": "8.00", "D": "0.00"}
    # Scotland's count transfers them all the same.
    scotland = scottish_stv(ballots, 2)
    assert actions(scotland) == actions(north)
    assert changes(scotland, 3) == {"A": "15.00000", "C": "0.00000"}
    assert set(scotland.elected) == set(north.elected) == {"A", "B"}


def test_one_vacancy_is_won_by_no_fewer_votes_than_all_others() -> None:
    count = northern_ireland_stv(read_ballots({"A": 10, "B": 5, "C": 5}), 1)
    assert (count.elected, len(count.stages)) == (("A",), 1)
    both = northern_ireland_stv(Ballots.of({("A",): 5, ("B",): 5}, "ABC"), 1)
    assert both.stages[-1].names == ("C",)
    assert both.tie == Tie(("A", "B"), 1, "exclusion at stage 3")
    assert northern_ireland_stv(read_ballots({"A": 5, "B": 5}), 1, lots=[Lot.of("AB", "A")]).elected == ("B",)


def test_counts_are_plain_data() -> None:
    data = json.loads(json.dumps(scottish_stv(south(), 4).to_dict()))
    assert data["elected"] == list(SOUTH_ELECTED)
    assert data["stages"][1]["votes"]["Kenneth Earle"] == "603.73345"
    assert data["stages"][1]["transfers"][0]["value"] == "0.37715"
    assert data["undecided"] == 0
    assert decimal(5, 1) == "5"
