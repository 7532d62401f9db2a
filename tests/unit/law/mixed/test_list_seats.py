"""List seats under a cap (Mexico), by half (South Korea), by what is missing (Thailand), with fragment votes
(Hungary)."""

from __future__ import annotations

from fractions import Fraction

import hypothesis
import pytest
from hypothesis import strategies as st

from escrutinio.law import ContestTotals, get_law
from escrutinio.law.facts import WHOLE, ElectionFacts
from escrutinio.law.mixed.fragments import fragment_votes
from escrutinio.law.mixed.list_seats import capped_lists, half_compensation, missing_share_lists
from escrutinio.law.rendering.text import derivation_text
from escrutinio.law.totals import NotSettled

POINTS = Fraction(8, 100)


def test_without_anybody_above_the_cap_seats_go_by_largest_remainders() -> None:
    given = capped_lists({"A": 46, "B": 34, "C": 20}, 10, {"A": 5, "B": 5}, 20, POINTS, most=12)
    assert given.seats == {"A": 5, "B": 3, "C": 2}
    assert not given.most


def test_what_a_cap_holds_back_goes_to_the_others() -> None:
    # A may have 40 % + 8 points of 500 = 240 seats, and won 200: 40 list seats, not 80; the rest is 60 to 60.
    given = capped_lists({"A": 4, "B": 3, "C": 3}, 200, {"A": 200, "B": 60, "C": 40}, 500, POINTS, most=300)
    assert given.seats == {"A": 40, "B": 80, "C": 80}
    assert given.most == {"A": 40}
    # Single-member seats alone may be above it.
    given = capped_lists({"A": 40, "B": 60}, 200, {"A": 250, "B": 50}, 500, POINTS, most=300)
    assert given.seats == {"A": 0, "B": 200}
    # 300 seats at most, whatever the share; and what nobody may have stays vacant.
    given = capped_lists({"A": 70, "B": 30}, 200, {"A": 290, "B": 10}, 500, POINTS, most=300)
    assert (given.seats, given.vacant) == ({"A": 10, "B": 180}, 10)


def test_a_second_list_can_come_above_its_cap_when_the_first_is_held() -> None:
    votes, single = {"A": 44, "B": 40, "C": 16}, {"A": 56, "B": 40, "C": 4}
    given = capped_lists(votes, 100, single, 200, Fraction(1, 100), most=200)
    # A may have 90 seats and so 34 lists; of the 66 left B's 47 would make 87 of 82.
    assert given.seats == {"A": 34, "B": 42, "C": 24}
    assert len(given.rounds) == 3


def test_a_tie_that_decides_who_is_above_has_to_be_settled() -> None:
    with pytest.raises(NotSettled, match="cap depends on that"):
        capped_lists({"A": 50, "B": 50}, 1, {"A": 6, "B": 4}, 11, Fraction(5, 100), most=11)


KOREA_2024 = {"PFP": 10_395_264, "DU": 7_567_459, "RKP": 6_874_278, "NRP": 1_025_775}
KOREA_2020 = {"FKP": 9_441_520, "PP": 9_307_112, "JP": 2_697_956, "PP-C": 1_896_719, "ODP": 1_512_763}


@pytest.mark.parametrize(
    ("votes", "single", "seats", "compensating", "won"),
    [
        (
            KOREA_2024,
            {"DP": 161, "PPP": 90, "NRP": 1, "NFP": 1, "JBP": 1},
            46,
            46,
            {"PFP": 18, "DU": 14, "RKP": 12, "NRP": 2},
        ),
        (
            KOREA_2020,
            {"DP": 163, "UFP": 84, "JP": 1, "I1": 1, "I2": 1, "I3": 1, "I4": 1, "I5": 1},
            47,
            30,
            {"FKP": 19, "PP": 17, "JP": 5, "PP-C": 3, "ODP": 3},
        ),
    ],
)
def test_half_compensation_as_in_south_korea(
    votes: dict[str, int], single: dict[str, int], seats: int, compensating: int, won: dict[str, int]
) -> None:
    given = half_compensation(votes, seats, single, 300, compensating=compensating, single_qualifies=5)
    assert given.seats == won


def test_what_compensation_leaves_goes_by_votes() -> None:
    # A is due (10 * 6/10 - 4) / 2 = 1, B (4 - 0) / 2 = 2; the fourth seat goes by votes.
    given = half_compensation({"A": 6, "B": 4}, 4, {"A": 4}, 10, compensating=4, single_qualifies=5)
    assert given.due == {"A": 1, "B": 2}
    assert given.seats == {"A": 2, "B": 2}


def test_fragment_votes_are_those_of_losers_and_what_winners_did_not_need() -> None:
    districts = {"1": {"A": 100, "B": 60, "Ind": 10}, "2": {"A": 30, "B": 80, "C": 50}}
    assert fragment_votes(districts, ("A", "B", "C")) == {"A": 39 + 30, "B": 60 + 29, "C": 50}
    assert fragment_votes(districts, ("A", "B"), surplus=False) == {"A": 30, "B": 60}
    with pytest.raises(NotSettled, match="equal"):
        fragment_votes({"1": {"A": 5, "B": 5}}, ("A",))


def test_in_hungary_lists_have_their_votes_and_the_fragments() -> None:
    law = get_law("hu/orszaggyules")
    lists = {"A": 5_000, "B": 4_000, "C": 400, "R": 200, "M": 30}
    districts = {"1": {"A": 900, "B": 500, "C": 100}, "2": {"A": 400, "B": 500, "X": 50}}
    outcome = law.decide(
        {"votes": ContestTotals({WHOLE: lists}), "constituencies": ContestTotals(districts)},
        True,
        ElectionFacts(labels={"M": frozenset({"minority"})}),
    )
    (chamber,) = outcome.chambers.values()
    # C has 400 of 9,630 list votes, less than 5 %; with the fragments M's 30 are a quarter of a seat's.
    assert chamber.by_kind["list"] == {"A": 51, "B": 41, "M": 1}
    assert chamber.by_kind["single-member"] == {"A": 1, "B": 1}
    assert "added to those of their lists" in " ".join(derivation_text(outcome).split())
    tied = {"1": {"A": 5, "B": 5}}
    (chamber,) = law.decide(
        {"votes": ContestTotals({WHOLE: lists}), "constituencies": ContestTotals(tied)},
        True,
        ElectionFacts(labels={"M": frozenset({"minority"})}),
    ).chambers.values()
    assert chamber.undecided == 94


def test_in_mexico_seats_are_two_of_a_kind_and_a_party_below_three_per_cent_has_no_list_seat() -> None:
    totals = {
        "votes": ContestTotals({WHOLE: {"A": 50_000, "B": 47_001, "C": 2_999}}),
        "constituencies": ContestTotals({WHOLE: {"A": 200, "B": 99, "Ind": 1}}),
    }
    (chamber,) = get_law("mx/diputados").decide(totals, True).chambers.values()
    # A may have 50/97 and 8 points of 500: 297 seats, and so 97 list seats.
    assert chamber.by_kind["list"] == {"A": 97, "B": 103}
    assert chamber.size == 500


def test_list_seats_by_missing_shares() -> None:
    # Of ten seats A is due 5 and has won 6, B is due 3.2, C 1.8, and four are left: 3.2 and 1.8 of 5.
    given = missing_share_lists({"A": 50, "B": 32, "C": 18}, 4, {"A": 6}, 10)
    assert given.seats == {"A": 0, "B": 3, "C": 1}
    # With no list above its share each has the whole seats that it misses, and the largest fractions.
    assert missing_share_lists({"A": 50, "B": 32, "C": 18}, 6, {"A": 4}, 10).seats == {"A": 1, "B": 3, "C": 2}


@hypothesis.given(
    votes=st.dictionaries(st.sampled_from("ABCDE"), st.integers(1, 10**6), min_size=1),
    single=st.dictionaries(st.sampled_from("ABCDE"), st.integers(0, 40)),
    seats=st.integers(1, 60),
)
def test_missing_shares_fill_every_list_seat_and_pass_over_who_has_its_share(
    votes: dict[str, int], single: dict[str, int], seats: int
) -> None:
    house = seats + sum(single.values())
    given = missing_share_lists(votes, seats, single, house)
    open_seats = sum(tie.seats for tie in given.ties) + given.vacant
    assert sum(given.seats.values()) + open_seats == seats
    for name, number in votes.items():
        if single.get(name, 0) * sum(votes.values()) >= house * number:
            assert given.seats[name] == 0


def test_a_part_of_the_share_of_all_votes_caps_too() -> None:
    """Georgia, Parliament 2020: the seats that the Commission announced (civil.ge, adjaratv.ge)."""
    votes = {"GD": 926959, "UNM": 522463, "EG": 72752, "L": 60691, "SA": 60592, "APG": 60493, "G": 55600}
    votes |= {"C": 25534, "Lab": 19281}
    cap = {"more": Fraction(1, 4), "base": 1_925_100}
    given = capped_lists(votes, 120, {"GD": 30}, 150, Fraction(0), most=150, **cap)  # type: ignore[arg-type]
    assert given.most == {"GD": 60}
    assert [given.seats[name] for name in votes] == [60, 36, 5, 4, 4, 4, 4, 2, 1]
    free = capped_lists(votes, 120, {"GD": 30}, 150, Fraction(1), most=150)
    assert [free.seats[name] for name in votes] == [61, 35, 5, 4, 4, 4, 4, 2, 1]
