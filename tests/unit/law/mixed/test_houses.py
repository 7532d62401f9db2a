"""Mixed systems, on made-up votes that are checked by hand, and on official figures of Germany."""

from __future__ import annotations

import json

import pytest

from escrutinio.law.decisions import Tie
from escrutinio.law.lots import Lot
from escrutinio.law.mixed.compensation import compensate
from escrutinio.law.mixed.growing_houses import grown_once, levelled_house
from escrutinio.law.mixed.houses import additional_members, overhang_kept, parallel
from escrutinio.law.proportional.divisors import dhondt
from escrutinio.law.proportional.quotas import hare_quota
from escrutinio.model.errors import LawError

# Second votes, least seats (the sum over the Länder) and seats after levelling at the election of 22
# September 2013: Bundeswahlleiter, Wahl zum 18. Deutschen Bundestag, Heft 3, chapter 8.
GERMANY_2013 = {
    "CDU": (14_921_877, 242, 255),
    "SPD": (11_252_215, 183, 193),
    "DIE LINKE": (3_755_699, 60, 64),
    "GRÜNE": (3_694_057, 61, 63),
    "CSU": (3_243_569, 56, 56),
}
# Second votes and seats at the election of 2021 after its repetition in Berlin: Bundeswahlleiterin (the votes
# also stand for comparison in the final results of 2025). The 45 constituencies of the CSU decided the size;
# three of its seats were not levelled (Bundeswahlgesetz § 6 (5) as of 2020).
GERMANY_2021 = {
    "SPD": (11_901_558, 206),
    "CDU": (8_774_920, 152),
    "GRÜNE": (6_814_408, 118),
    "FDP": (5_291_013, 91),
    "AfD": (4_809_233, 83),
    "CSU": (2_402_827, 45),
    "DIE LINKE": (2_255_864, 39),
    "SSW": (55_578, 1),
}


def test_parallel_list_seats_do_not_know_of_the_others() -> None:
    given = parallel({"A": 60, "B": 40, "C": 3}, 5, {"A": 7, "I": 1}, qualified="AB")
    assert given.lists == {"A": 3, "B": 2}
    assert given.seats == {"A": 10, "B": 2, "I": 1}
    assert (given.size, given.least, given.overhang) == (13, 13, {})
    hare = parallel({"A": 60, "B": 37, "C": 3}, 3, {}, by=hare_quota)
    assert hare.lists == {"A": 2, "B": 1, "C": 0}
    tied = parallel({"A": 5, "B": 5}, 1, {})
    assert tied.ties == (Tie(("A", "B"), 1, "list seats"),)
    assert parallel({"A": 5, "B": 5}, 1, {}, lots=[Lot.of("AB", "B")]).lists == {"A": 0, "B": 1}


def test_overhang_that_is_kept_makes_the_house_grow() -> None:
    # Sainte-Laguë of 10 among 60, 30, 10: 6, 3, 1. C won 3.
    given = overhang_kept({"A": 60, "B": 30, "C": 10, "D": 4}, 10, {"A": 2, "C": 3}, qualified="ABC")
    assert given.shares.seats == {"A": 6, "B": 3, "C": 1}
    assert given.lists == {"A": 4, "B": 3, "C": 0}
    assert given.overhang == {"C": 2}
    assert given.seats == {"A": 6, "B": 3, "C": 3}
    assert (given.size, given.least) == (12, 12)


def test_members_of_no_party_reduce_what_is_shared() -> None:
    given = overhang_kept({"A": 60, "B": 30, "C": 10}, 11, {"A": 2, "I": 1}, qualified="ABC")
    assert given.shares.size == 10
    assert given.seats == {"A": 6, "B": 3, "C": 1, "I": 1}
    assert given.size == 11
    beyond = overhang_kept({"A": 60, "B": 30, "C": 10}, 10, {"A": 2, "I": 1}, qualified="ABC", within=False)
    assert (beyond.shares.size, beyond.size) == (10, 11)
    with pytest.raises(LawError, match="won 2 seats of a house of 1"):
        overhang_kept({"A": 1}, 1, {"I": 2}, qualified="A")


def test_a_tie_can_leave_the_size_of_the_house_open() -> None:
    # 30/1, then 10 = 10 for the last of two. B won one: if the seat is B's, the house has 2, if it is C's, 3.
    votes = {"A": 30, "B": 10, "C": 10}
    given = overhang_kept(votes, 2, {"B": 1}, qualified="ABC")
    assert given.shares.tie == Tie(("A", "B", "C"), 1, "shares of all seats")
    assert (given.size, given.least, given.undecided) == (3, 2, 1)
    assert given.seats == {"A": 1, "B": 1}
    sizes = [
        overhang_kept(votes, 2, {"B": 1}, qualified="ABC", lots=[Lot.of("ABC", name)]).size for name in "ABC"
    ]
    assert sizes == [3, 2, 3]
    # Two of three tied seats go to at most one that makes the house grow: A.
    three = overhang_kept({"A": 10, "B": 10, "C": 10}, 2, {"B": 1, "C": 1}, qualified="ABC")
    assert (three.size, three.least, three.undecided) == (3, 2, 1)
    # Overhang is certain only if the lot cannot cover it.
    assert given.overhang == {}
    assert overhang_kept(votes, 2, {"B": 2}, qualified="ABC").overhang == {"B": 1}


def test_additional_members_absorb_overhang_in_a_fixed_house() -> None:
    # Figures: A 60/5 = 12, B 30/1, C 11/1: B 30, B 15, A 12.
    votes, single = {"A": 60, "B": 30, "C": 11}, {"A": 4, "I": 1}
    given = additional_members(votes, 3, single)
    assert given.lists == {"A": 1, "B": 2, "C": 0}
    assert given.seats == {"A": 5, "B": 2, "I": 1}
    assert given.size == 8
    over = additional_members(votes, 3, {"A": 8})
    assert over.lists == {"A": 0, "B": 2, "C": 1}
    assert over.overhang == {"A": 1}
    assert over.size == 11
    assert over.lists == compensate(votes, 11, 3, {"A": 8}).lists.seats


def test_a_list_that_is_used_up_takes_no_more() -> None:
    given = additional_members({"A": 60, "I": 50}, 3, {}, most={"I": 1})
    assert given.lists == {"A": 2, "I": 1}


def test_the_house_grows_until_the_shares_cover() -> None:
    # Sainte-Laguë among 60, 30, 10: C has a second seat by 10/3, after A's 60/17 = 3.5 and B's 30/9 = 3.33,
    # with which it is level. So of 16 seats A has 9, B and C tie for two: 5 and 2.
    given = levelled_house({"A": 60, "B": 30, "C": 10}, 10, {"A": 1, "C": 2}, qualified="ABC")
    assert given.shares.size == 16
    assert given.seats == {"A": 9, "B": 5, "C": 2}
    assert given.lists == {"A": 8, "B": 5, "C": 0}
    assert (given.overhang, given.size, given.ties) == ({}, 16, ())
    fits = levelled_house({"A": 60, "B": 30, "C": 10}, 10, {"A": 6}, qualified="ABC")
    assert fits.size == 10


def test_some_seats_need_not_be_levelled() -> None:
    given = levelled_house({"A": 60, "B": 30, "C": 10}, 10, {"C": 2}, qualified="ABC", tolerated=1)
    assert given.shares.size == 10
    assert given.seats == {"A": 6, "B": 3, "C": 2}
    assert (given.size, given.overhang) == (11, {"C": 1})


def test_germany_2013_in_its_national_form() -> None:
    given = levelled_house(
        {name: row[0] for name, row in GERMANY_2013.items()},
        598,
        {},
        qualified=GERMANY_2013,
        minimum={name: row[1] for name, row in GERMANY_2013.items()},
    )
    assert given.size == 631
    assert given.seats == {name: row[2] for name, row in GERMANY_2013.items()}


def test_germany_2021_with_three_seats_not_levelled() -> None:
    given = levelled_house(
        {name: row[0] for name, row in GERMANY_2021.items()},
        598,
        {"CSU": 45},
        qualified=GERMANY_2021,
        tolerated=3,
    )
    assert (given.shares.size, given.size) == (732, 735)
    assert given.overhang == {"CSU": 3}
    assert given.seats == {name: row[1] for name, row in GERMANY_2021.items()}


def test_a_house_that_would_never_cover_is_refused() -> None:
    with pytest.raises(LawError, match="not even a house of 10000"):
        levelled_house({"A": 60, "B": 0}, 10, {"B": 1}, qualified="AB")
    with pytest.raises(LawError, match="not even a house of 12"):
        levelled_house({"A": 60, "B": 30, "C": 10}, 10, {"C": 2}, qualified="ABC", largest=12)
    at = levelled_house({"A": 60, "B": 30, "C": 10}, 10, {"C": 2}, qualified="ABC", largest=16)
    assert at.size == 16


def test_a_house_grows_by_a_quota_to_an_odd_number() -> None:
    votes = {"A": 47, "B": 30, "C": 23}
    # By Hare's quota of 10 seats A has 5 (4.7), and 6 of 12 (5.64); an even house has one more.
    given = levelled_house(votes, 10, {"A": 6}, qualified="ABC", divisors=hare_quota)
    assert (given.size, given.seats) == (12, {"A": 6, "B": 3, "C": 3})
    odd = levelled_house(votes, 10, {"A": 6}, qualified="ABC", divisors=hare_quota, odd=True)
    assert (odd.size, odd.seats) == (13, {"A": 6, "B": 4, "C": 3})
    # Seats of those who take no part are added: with one more the house is odd again.
    added = levelled_house(votes, 10, {"A": 1, "D": 1}, qualified="ABC", odd=True, within=False)
    assert (added.size, added.seats["D"], sum(added.seats.values())) == (11, 1, 11)
    with pytest.raises(LawError, match="5 seats would level 1; the law allows 1 for each"):
        levelled_house({"A": 10, "B": 90}, 10, {"A": 2}, qualified="AB", most_levelling=1)


def test_a_house_grows_once() -> None:
    votes = {"A": 60, "B": 31, "C": 9}
    twice, quotient, up = (
        grown_once(votes, 10, {"C": 3}, qualified="ABC", growth=growth, divisors=hare_quota)
        for growth in ("twice the overhang", "quotient", "quotient rounded up")
    )
    # C is two above its share of one: 10 seats and twice 2; or 3 times 100 by 9.
    assert (twice.shares.size, twice.size, twice.seats) == (14, 16, {"A": 9, "B": 4, "C": 3})
    assert twice.overhang == {"C": 2}
    assert (quotient.size, quotient.seats) == (33, {"A": 20, "B": 10, "C": 3})
    assert (up.size, up.seats) == (34, {"A": 20, "B": 11, "C": 3})
    odd = grown_once(votes, 10, {"C": 3}, qualified="ABC", growth="quotient rounded up", odd=True)
    assert odd.shares.size == 35
    fits = grown_once(votes, 10, {"A": 6}, qualified="ABC", growth="refused")
    assert fits.seats == {"A": 6, "B": 3, "C": 1}
    with pytest.raises(LawError, match="C won more single-member seats than its share of 10 seats"):
        grown_once(votes, 10, {"C": 2}, qualified="ABC", growth="refused")


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(LawError, match="minimum of A"):
        levelled_house({"A": 1}, 1, {"A": 2}, qualified="A", minimum={"A": 1})
    with pytest.raises(LawError, match="minimum of B"):
        levelled_house({"A": 1}, 1, {}, qualified="A", minimum={"B": 1})
    for bad in ({"A": 1.0}, {"A": True}, {"A": -1}):
        with pytest.raises(LawError):
            parallel(bad, 1, {})  # type: ignore[arg-type]
        with pytest.raises(LawError):
            overhang_kept({"A": 1}, 1, bad, qualified="A")  # type: ignore[arg-type]
    with pytest.raises(LawError):
        overhang_kept({"A": 1}, -1, {}, qualified="A")
    with pytest.raises(LawError):
        additional_members({"A": 1}, 1.5, {}, divisors=dhondt)  # type: ignore[arg-type]


def test_the_derivation_is_plain_data() -> None:
    given = overhang_kept({"A": 60, "B": 30, "C": 10}, 10, {"C": 3}, qualified="ABC")
    data = json.loads(json.dumps(given.to_dict()))
    assert data["seats"] == {"A": 6, "B": 3, "C": 3}
    assert data["overhang"] == {"C": 2}
    assert (data["size"], data["share_size"]) == (12, 10)
