"""Quotas of a law's own: Brazil's quotient with its bars, Estonia's three quarters, two seats and one.

What is tested: ``law.proportional.electoral_quotient``, ``law.proportional.part_quotas``,
``law.proportional.divisors``.
"""

from __future__ import annotations

from fractions import Fraction

import pytest

from escrutinio.law import ContestTotals, Lot, get_law
from escrutinio.law.facts import ElectionFacts
from escrutinio.law.majority.plurality import first_and_second
from escrutinio.law.proportional.divisors import estonian
from escrutinio.law.proportional.electoral_quotient import Bars, electoral_quotient, quotient_seats
from escrutinio.law.proportional.highest_averages import highest_averages
from escrutinio.law.proportional.part_quotas import part_quotas
from escrutinio.law.totals import NotSettled
from escrutinio.model.errors import LawError


@pytest.mark.parametrize(
    ("votes", "seats", "quotient"), [(100, 8, 12), (101, 8, 13), (99, 8, 12), (96, 8, 12), (104, 8, 13)]
)
def test_half_a_vote_of_the_quotient_is_dropped(votes: int, seats: int, quotient: int) -> None:
    assert electoral_quotient(votes, seats) == quotient


def test_whole_quotients_first_then_averages_of_parties_with_four_fifths() -> None:
    # Quotient 100: A 3 and B 2 whole ones; D has 79, less than 80.
    votes = {"A": 361, "B": 280, "C": 180, "D": 79, "E": 100}
    given = quotient_seats(votes, 10)
    assert given.quotient == 100
    assert given.first == {"A": 3, "B": 2, "C": 1, "D": 0, "E": 1}
    # Averages: B 93.3, A 90.25, C 90; D's 79 does not take part.
    assert given.averages == {"A": 1, "B": 1, "C": 1, "D": 0, "E": 0}
    assert not given.vacant


def test_candidates_must_have_their_share_of_the_quotient() -> None:
    votes = {"A": 300, "B": 100}
    # Quotient 100; A has one candidate with a tenth, so it has one seat of three; then one with a fifth.
    few = {"A": [200, 9, 9, 5], "B": [50, 25, 12]}
    given = quotient_seats(votes, 4, few)
    assert given.first == {"A": 1, "B": 1}
    # B's second candidate has 25: 100/2 = 50. A's second has less than 20, so A waits for the last stage.
    assert given.averages == {"A": 0, "B": 1}
    assert given.last == {"A": 1, "B": 0}
    assert quotient_seats(votes, 4, {"A": [200], "B": [50]}).vacant == 2


def test_the_last_seats_are_for_all_or_for_parties_with_four_fifths_only() -> None:
    votes = {"A": 210, "B": 130, "C": 60}
    candidates = {"A": [200, 10, 8], "B": [110, 10, 5], "C": [55]}
    every = quotient_seats(votes, 4, candidates, Bars())
    # Quotient 100: A 2 and B 1 by whole ones; C's one vote in 60 beats 70 and 65 only if it may take part.
    assert every.seats == {"A": 3, "B": 1, "C": 0}
    votes["C"], votes["A"] = 79, 200
    assert quotient_seats(votes, 4, candidates, Bars()).seats == {"A": 2, "B": 1, "C": 1}
    assert quotient_seats(votes, 4, candidates, Bars(last_for_all=False)).seats == {"A": 3, "B": 1, "C": 0}


def test_a_party_without_a_whole_quotient_anywhere_is_not_guessed() -> None:
    with pytest.raises(NotSettled, match="electoral quotient"):
        quotient_seats({"A": 3, "B": 3, "C": 3}, 2)


def test_the_law_of_brazil_reads_candidates_by_their_party() -> None:
    totals = {
        "votes": ContestTotals({"AC": {"A": 300, "B": 100}}),
        "candidates": ContestTotals(
            {"AC": {"A: Ana": 200, "A: Ari": 9, "A: Ada": 9, "B: Bia": 50, "B: Ben": 25, "B: Bo": 12}}
        ),
    }
    (chamber,) = (
        get_law("br/camara-2024").decide(totals, True, ElectionFacts(seats={"AC": 4})).chambers.values()
    )
    assert chamber.seats == {"A": 2, "B": 2}


@pytest.mark.parametrize("law", ["br/camara-2021", "br/camara-2024"])
def test_candidates_among_the_parties_are_refused(law: str) -> None:
    votes = {"votes": ContestTotals({"AC": {"A": 300, "A: Ana": 200, "B": 100}})}
    with pytest.raises(LawError, match="'A: Ana' is a candidate of 'A', and no party"):
        get_law(law).decide(votes, True, ElectionFacts(seats={"AC": 4}))


def test_three_quarters_of_a_quota_have_a_seat_in_estonia() -> None:
    given = part_quotas({"A": 275, "B": 174, "C": 51}, 5, nearly=Fraction(3, 4))
    assert given.price == 100
    assert given.seats == {"A": 3, "B": 1, "C": 0}
    assert given.left == 1
    with pytest.raises(NotSettled, match="where there are"):
        part_quotas({"A": 75, "B": 75, "C": 75, "D": 75}, 3, nearly=Fraction(3, 4))


def test_divisors_to_the_power_of_nine_tenths_are_compared_exactly() -> None:
    # 2^0.9 = 1.8661: 18,661 of A's second claim is above 9,999 of B's and below 10,001.
    assert highest_averages({"A": 18_661, "B": 9_999}, 2, estonian).seats == {"A": 2, "B": 0}
    assert highest_averages({"A": 18_661, "B": 10_001}, 2, estonian).seats == {"A": 1, "B": 1}
    # 2^10 votes against 2: the thousandth-and-some claim is equal where D'Hondt's would not be.
    tied = highest_averages({"A": 2**9, "B": 1}, 1024, estonian)
    assert tied.tie is not None


def test_two_seats_and_one() -> None:
    assert first_and_second({"A": 9, "B": 8, "C": 7}, 2, 1).seats == {"A": 2, "B": 1}
    assert first_and_second({"A": 9}, 2, 1).vacant == 1
    level = first_and_second({"A": 9, "B": 9, "C": 7}, 2, 1)
    assert level.seats == {"A": 1, "B": 1}
    assert (level.ties[0].tied, level.ties[0].seats) == (("A", "B"), 1)
    lot = Lot(("A", "B"), ("B",), "seats, first")
    assert first_and_second({"A": 9, "B": 9, "C": 7}, 2, 1, lots=(lot,)).seats == {"A": 1, "B": 2}
    second = first_and_second({"A": 9, "B": 7, "C": 7}, 2, 1)
    assert second.seats == {"A": 2}
    assert second.ties[0].tied == ("B", "C")


def test_in_argentina_each_province_gives_three_seats() -> None:
    votes = {"Chaco": {"A": 9, "B": 8, "C": 7}, "Salta": {"A": 5, "C": 6}}
    (chamber,) = get_law("ar/senado").decide({"votes": ContestTotals(votes)}, True).chambers.values()
    assert chamber.seats == {"A": 3, "B": 1, "C": 2}
