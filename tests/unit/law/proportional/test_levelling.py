"""Levelling seats of the parties: who has too many keeps them, who has too few is made up to."""

from __future__ import annotations

import json

import pytest

from escrutinio.law.decisions import Tie
from escrutinio.law.lots import Lot
from escrutinio.law.proportional.divisors import dhondt, modified_sainte_lague, sainte_lague
from escrutinio.law.proportional.levelling import levelling
from escrutinio.law.proportional.quotas import hare_quota
from escrutinio.model.errors import LawError


def test_who_has_more_than_its_share_is_left_out_and_the_rest_is_shared_again() -> None:
    # D'Hondt of 10: A 4, B 3, C 2, D 1. B won 5 in the districts, so it is out; of the 5 others
    # 40/1, 20/1, 40/2, 40/3 and 11/1 take one each: A 3, C 1, D 1, less A's 3 seats.
    given = levelling({"A": 40, "B": 31, "C": 20, "D": 11}, {"A": 3, "B": 5}, 10, qualified="ABCD", by=dhondt)
    assert given.places == 2
    assert given.rounds[0].allocation.seats == {"A": 4, "B": 3, "C": 2, "D": 1}
    assert given.rounds[0].left_out == {"B": 2}
    assert given.rounds[1].size == 5
    assert given.rounds[1].allocation.seats == {"A": 3, "C": 1, "D": 1}
    assert given.rounds[1].left_out == {}
    assert given.seats == {"A": 0, "B": 0, "C": 1, "D": 1}
    assert given.totals == {"A": 3, "B": 5, "C": 1, "D": 1}


def test_one_left_out_can_push_the_next_over() -> None:
    # Sainte-Laguë of 9: A 5, B 3, C 1. A won 7, so 2 are left for B and C: B 2 by 30/1 and 30/3 = 10 against
    # C's 9. B has won 2: that is no more than its share.
    given = levelling({"A": 50, "B": 30, "C": 9}, {"A": 7, "B": 1}, 9, qualified="ABC")
    assert [round_.left_out for round_ in given.rounds] == [{"A": 2}, {}]
    assert given.seats == {"A": 0, "B": 1, "C": 0}
    # With 2 seats of B, of the 9 there is none left over.
    full = levelling({"A": 50, "B": 30, "C": 9}, {"A": 7, "B": 2}, 9, qualified="ABC")
    assert full.seats == {"A": 0, "B": 0, "C": 0}


def test_those_who_do_not_take_part_keep_their_district_seats() -> None:
    given = levelling({"A": 60, "B": 30, "C": 10}, {"A": 2, "C": 2}, 6, qualified="AB")
    assert given.rounds[0].size == 4
    assert given.seats == {"A": 1, "B": 1}
    assert given.totals == {"A": 3, "B": 1, "C": 2}


def test_a_tie_is_a_value_until_a_lot_is_drawn() -> None:
    votes, won = {"A": 30, "B": 10, "C": 10}, {"A": 3}
    given = levelling(votes, won, 4, qualified="ABC", by=dhondt)
    assert given.ties == (Tie(("B", "C"), 1, "levelling seats"),)
    assert (given.seats, given.undecided) == ({"A": 0, "B": 0, "C": 0}, 1)
    assert given.may_have_more == {"B", "C"}
    lot = Lot.of("BC", "C", "levelling seats")
    drawn = levelling(votes, won, 4, qualified="ABC", by=dhondt, lots=[lot])
    assert drawn.seats == {"A": 0, "B": 0, "C": 1}
    assert (drawn.ties, drawn.lots, drawn.may_have_more) == ((), (lot,), frozenset())


def test_more_votes_come_before_the_lot() -> None:
    # 20/2 = 10/1, as Valgloven § 11-6 has it.
    votes = {"A": 20, "B": 10}
    assert levelling(votes, {"A": 1}, 2, qualified="AB", by=dhondt).undecided == 1
    first = levelling(votes, {"A": 1}, 2, qualified="AB", by=dhondt, more_votes_first=True)
    assert first.seats == {"A": 1, "B": 0}


def test_a_quota_of_the_whole_house_as_in_denmark() -> None:
    # Hare of 10 among 100: A 4.1, B 3.3, C 2.6 -> 4, 3, 3. C won 4 and is out; 6 among 74: A 41/12.33 = 3.3,
    # B 33/12.33 = 2.7 -> 3, 3.
    given = levelling(
        {"A": 41, "B": 33, "C": 26}, {"A": 2, "B": 2, "C": 4}, 10, qualified="ABC", by=hare_quota
    )
    assert [round_.left_out for round_ in given.rounds] == [{"C": 1}, {}]
    assert given.seats == {"A": 1, "B": 1, "C": 0}
    assert given.allocation is None


def test_with_a_quota_a_tie_that_decides_who_is_left_out_leaves_all_open() -> None:
    # Hare of 3 among 60: A 1.5, B 1.5. B won 2: it is left out or not, as the lot has it.
    votes, won = {"A": 30, "B": 30}, {"B": 2}
    given = levelling(votes, won, 3, qualified="AB", by=hare_quota)
    assert (given.seats, given.undecided, given.vacant) == ({"A": 0, "B": 0}, 1, 0)
    assert given.ties == (Tie(("A", "B"), 1, "levelling seats"),)
    assert [round_.left_out for round_ in given.rounds] == [{}]
    assert given.may_have_more == {"A", "B"}
    for first, rounds in (("A", 2), ("B", 1)):
        drawn = levelling(
            votes, won, 3, qualified="AB", by=hare_quota, lots=[Lot.of("AB", first, "levelling seats")]
        )
        assert drawn.seats == {"A": 1, "B": 0}
        assert len(drawn.rounds) == rounds


def test_with_a_quota_a_tie_over_no_seat_is_none() -> None:
    given = levelling({"A": 1, "B": 1}, {"A": 1}, 1, qualified="AB", by=hare_quota)
    assert (given.ties, given.undecided, given.totals) == ((), 0, {"A": 1})


def test_seats_that_nobody_has_votes_for_are_vacant() -> None:
    for by in (sainte_lague, hare_quota):
        assert levelling({"A": 0, "B": 5}, {"B": 1}, 3, qualified="A", by=by).vacant == 2
        assert levelling({"A": 5}, {}, 3, qualified=(), by=by).vacant == 3


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(LawError, match="gave 4 seats of a house of 3"):
        levelling({"A": 1}, {"A": 4}, 3, qualified="A")
    with pytest.raises(LawError, match="B may take part"):
        levelling({"A": 1}, {}, 3, qualified="AB")
    with pytest.raises(LawError):
        levelling({"A": True}, {}, 3, qualified="A")
    with pytest.raises(LawError):
        levelling({"A": 1}, {"A": -1}, 3, qualified="A")
    with pytest.raises(LawError):
        levelling({"A": 1}, {}, 3.0, qualified="A")  # type: ignore[arg-type]


def test_the_derivation_is_plain_data() -> None:
    given = levelling({"A": 3, "B": 2}, {"A": 1}, 3, qualified="AB", by=modified_sainte_lague)
    data = json.loads(json.dumps(given.to_dict()))
    assert data["rounds"] == [{"size": 3, "shares": {"A": 2, "B": 1}, "left_out": {}}]
    assert data["seats"] == {"A": 1, "B": 1}
