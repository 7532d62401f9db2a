"""The small rules: divisors, quotas, thresholds, plurality, first round, compensation."""

from fractions import Fraction

import pytest

import escrutinio.law
from escrutinio.law import (
    AtLeastWithLead,
    ContestTotals,
    Elected,
    MoreThan,
    RunOff,
    Threshold,
    Tie,
    Undecided,
    compensate,
    dhondt,
    droop_quota,
    first_round,
    get_law,
    hare_quota,
    highest_averages,
    largest_remainder,
    law_ids,
    plurality,
    run_off,
    sainte_lague,
)
from escrutinio.law.mixed.compensation import possible_winners
from escrutinio.law.outcome import percent
from escrutinio.law.plain import plain
from escrutinio.model.errors import LawError

BOLIVIA = (MoreThan(Fraction(1, 2)), AtLeastWithLead(Fraction(2, 5), Fraction(1, 10)))


def test_public_names_exist_and_are_sorted() -> None:
    assert sorted(escrutinio.law.__all__) == escrutinio.law.__all__
    assert all(hasattr(escrutinio.law, name) for name in escrutinio.law.__all__)


def test_unknown_laws_are_refused_with_the_known_ones() -> None:
    assert {"bo/2020", "es/congreso"} <= set(law_ids())
    assert list(law_ids()) == sorted(law_ids())
    with pytest.raises(LawError, match="bo/2020"):
        get_law("bo/1899")
    law = get_law("bo/2020")
    assert set(law.contests) == set(law.units) == {"president", "single-member", "special"}
    assert len(law.units["single-member"]) == 63


# Highest averages. The example is the one of the textbooks: 100,000 votes, 8 seats.

TEXTBOOK = {"A": 100_000, "B": 80_000, "C": 30_000, "D": 20_000}


def test_dhondt_and_sainte_lague_textbook() -> None:
    assert highest_averages(TEXTBOOK, 8, dhondt).seats == {"A": 4, "B": 3, "C": 1, "D": 0}
    assert highest_averages(TEXTBOOK, 8, sainte_lague).seats == {"A": 3, "B": 3, "C": 1, "D": 1}


def test_awards_come_in_order_with_the_last_winner_and_the_next_loser() -> None:
    given = highest_averages(TEXTBOOK, 8)
    assert [str(quotient) for quotient in given.awards] == [
        "A 100000/1", "B 80000/1", "A 100000/2", "B 80000/2",
        "A 100000/3", "C 30000/1", "B 80000/3", "A 100000/4",
    ]  # fmt: skip
    assert str(given.last) == "A 100000/4"
    assert str(given.next) == "A 100000/5"
    assert given.last is not None
    assert given.last.value == 25_000


def test_three_equal_lists_for_two_seats_are_a_tie() -> None:
    given = highest_averages({"A": 7, "B": 7, "C": 7}, 2, what="seats of X")
    assert given.seats == {"A": 0, "B": 0, "C": 0}
    assert given.tie == Tie(("A", "B", "C"), 2, "seats of X")
    assert highest_averages({"A": 7, "B": 7, "C": 7}, 3).tie is None


def test_a_tie_of_different_counts() -> None:
    # 60/3 = 40/2 = 20: seat four is tied between A's third and B's second.
    given = highest_averages({"A": 60, "B": 40, "C": 1}, 4)
    assert given.seats == {"A": 2, "B": 1, "C": 0}
    assert given.tie == Tie(("A", "B"), 1, "seats")
    assert given.next is not None
    assert given.next.value == 20


def test_nobody_without_votes_wins_and_seats_stay_vacant() -> None:
    assert highest_averages({"A": 0, "B": 0}, 3).vacant == 3
    assert highest_averages({}, 3).vacant == 3
    only = highest_averages({"A": 1, "B": 0}, 3)
    assert (only.seats, only.tie, only.vacant) == ({"A": 3, "B": 0}, None, 0)
    assert highest_averages({"A": 1}, 0).seats == {"A": 0}
    assert highest_averages({"A": 0}, 2).next is None


@pytest.mark.parametrize(
    ("votes", "seats"),
    [({"A": -1}, 1), ({"A": 1.0}, 1), ({"A": 1}, -1), ({"A": 1}, True)],
)
def test_bad_votes_and_seats_are_refused(votes: dict[str, int], seats: int) -> None:
    with pytest.raises(LawError):
        highest_averages(votes, seats)


# Quotas.


def test_quotas() -> None:
    assert hare_quota(100, 8) == Fraction(25, 2)
    assert droop_quota(100, 9) == 11
    assert droop_quota(99, 9) == 10


def test_largest_remainder_textbook() -> None:
    votes = {"A": 47_000, "B": 16_000, "C": 15_800, "D": 12_000, "E": 6_100, "F": 3_100}
    assert largest_remainder(votes, 10).seats == {"A": 5, "B": 2, "C": 1, "D": 1, "E": 1, "F": 0}
    assert largest_remainder(votes, 10, droop_quota).seats == {
        "A": 5, "B": 2, "C": 2, "D": 1, "E": 0, "F": 0,
    }  # fmt: skip


def test_largest_remainder_ties_and_vacancies() -> None:
    tied = largest_remainder({"A": 5, "B": 5, "C": 5}, 2)
    assert (tied.seats, tied.tie) == ({"A": 0, "B": 0, "C": 0}, Tie(("A", "B", "C"), 2, "seats"))
    assert largest_remainder({"A": 0}, 2).vacant == 2
    # The Droop quota is 1, the only list has no remainder above it, and one seat is all a remainder can give.
    assert largest_remainder({"A": 1}, 5, droop_quota).vacant == 3
    with pytest.raises(LawError, match="full seats"):
        largest_remainder({"A": 6, "B": 6}, 3, lambda votes, seats: Fraction(votes, seats + 3))


# Thresholds.


def test_a_threshold_is_exact_and_says_what_it_is() -> None:
    inclusive = Threshold(Fraction(3, 100), "the valid votes", inclusive=True)
    strict = Threshold(Fraction(3, 100), "the valid votes", inclusive=False)
    assert inclusive.passes(3, 100)
    assert not strict.passes(3, 100)
    assert strict.passes(4, 100)
    big = 10**30
    assert inclusive.passes(3 * big, 100 * big)
    assert not inclusive.passes(3 * big - 1, 100 * big)
    assert not inclusive.passes(0, 0)
    assert inclusive.text == "at least 3 % of the valid votes"
    assert strict.text == "more than 3 % of the valid votes"
    with pytest.raises(LawError):
        Threshold(Fraction(3), "the valid votes", inclusive=True)


# Plurality and the two rounds.


def test_plurality() -> None:
    assert plurality({"A": 2, "B": 1}) == Elected("A", "most votes")
    assert plurality({"B": 2, "A": 2, "C": 1}, what="C01") == Tie(("A", "B"), 1, "C01")
    assert isinstance(plurality({"A": 0}), Undecided)
    assert isinstance(plurality({}), Undecided)


@pytest.mark.parametrize(
    ("votes", "valid", "elected"),
    [
        ({"A": 50, "B": 50}, 100, None),
        ({"A": 50, "B": 41, "C": 9}, 100, None),  # exactly 50 % is not more than 50 %, and the lead is 9
        ({"A": 51, "B": 49}, 100, "A"),
        ({"A": 40, "B": 30, "C": 30}, 100, "A"),  # exactly 40 % with exactly 10 points
        ({"A": 40, "B": 31, "C": 29}, 100, None),
        ({"A": 39, "B": 20, "C": 20, "D": 21}, 100, None),
        ({"A": 50, "B": 40, "C": 10}, 100, "A"),
        ({"A": 4_000_000, "B": 3_000_001, "C": 2_999_999}, 10_000_000, None),
        ({"A": 51, "B": 45}, 102, None),  # the votes of a withdrawn list are in the base
        ({"A": 51, "B": 40}, 102, "A"),
    ],
)
def test_first_round_boundaries(votes: dict[str, int], valid: int, elected: str | None) -> None:
    decision = first_round(votes, valid, BOLIVIA)
    assert (decision.name if isinstance(decision, Elected) else None) == elected


def test_valid_votes_are_never_fewer_than_the_lists_have() -> None:
    assert isinstance(first_round({"A": 40, "B": 35, "C": 25}, 10, BOLIVIA), RunOff)


def test_who_stands_in_the_run_off() -> None:
    def stands(votes: dict[str, int]) -> tuple[tuple[str, ...], Tie | None]:
        decision = first_round(votes, sum(votes.values()), BOLIVIA)
        assert isinstance(decision, RunOff)
        return decision.pair, decision.tie

    what = "places in the run-off"
    assert stands({"C": 25, "B": 36, "A": 39}) == (("A", "B"), None)
    assert stands({"B": 50, "A": 50}) == (("A", "B"), None)
    assert stands({"A": 34, "B": 33, "C": 33}) == (("A",), Tie(("B", "C"), 1, what))
    assert stands({"A": 30, "B": 30, "C": 30, "D": 10}) == ((), Tie(("A", "B", "C"), 2, what))
    # A list without votes takes no place.
    assert stands({"A": 5, "B": 5, "C": 0}) == (("A", "B"), None)


def test_first_round_without_two_lists() -> None:
    assert isinstance(first_round({}, 0, BOLIVIA), Undecided)
    assert isinstance(first_round({"A": 0}, 10, BOLIVIA), Undecided)
    assert isinstance(first_round({"A": 10}, 100, BOLIVIA), Undecided)
    assert isinstance(first_round({"A": 10}, 10, BOLIVIA), Elected)


def test_the_second_round() -> None:
    assert run_off({"A": 3, "B": 2}, ("A", "B")) == Elected("A", "most votes")
    assert run_off({"A": 2, "B": 2}, ("A", "B")) == Tie(("A", "B"), 1, "the run-off")
    with pytest.raises(LawError, match="C did not reach"):
        run_off({"A": 3, "C": 4}, ("A", "B"))


def test_conditions_in_words() -> None:
    assert BOLIVIA[0].text == "more than 50 % of the valid votes"
    assert "at least 40 %" in BOLIVIA[1].text
    assert "at least 10 points" in BOLIVIA[1].text


# Compensation.


def test_overhang_as_in_beni_2025() -> None:
    # As happened in Beni in 2025, with invented figures: of 4 single-member seats a list wins three with an
    # entitlement of one; the two seats too many are taken from the others, lowest quotient first.
    votes = {"A": 100, "B": 90, "C": 50, "D": 20}
    done = compensate(votes, 7, 3, {"C": 3, "B": 1})
    assert done.entitlement.seats == {"A": 3, "B": 3, "C": 1, "D": 0}
    assert done.overhang == {"C": 2}
    assert [str(quotient) for quotient in done.taken] == ["B 90/3", "A 100/3"]
    assert done.lists.seats == {"A": 2, "B": 1, "C": 0, "D": 0}


def test_overhang_skips_lists_without_a_list_seat() -> None:
    # B's quotient is the lowest, but its seats are all single-member: the seat comes from A.
    done = compensate({"A": 100, "B": 60, "C": 10}, 4, 2, {"B": 1, "C": 1})
    assert done.entitlement.seats == {"A": 3, "B": 1, "C": 0}
    assert done.overhang == {"C": 1}
    assert [str(quotient) for quotient in done.taken] == ["A 100/3"]
    assert done.lists.seats == {"A": 2, "B": 0, "C": 0}


def test_overhang_of_a_list_outside_the_allocation() -> None:
    done = compensate({"A": 100, "B": 60}, 4, 2, {"INDEPENDENT": 2})
    assert done.overhang == {"INDEPENDENT": 2}
    assert done.lists.seats == {"A": 1, "B": 1}


def test_overhang_can_be_tied() -> None:
    done = compensate({"A": 60, "B": 60}, 4, 3, {"X": 1})
    assert done.lists.seats == {"A": 1, "B": 1}
    assert done.lists.tie == Tie(("A", "B"), 1, "list seats")
    assert done.taken == ()


def test_a_tied_entitlement_may_not_matter() -> None:
    # 60/3 = 40/2: the last seat of four is tied. A has won three districts, so it has used that quotient up.
    done = compensate({"A": 60, "B": 40}, 4, 1, {"A": 3})
    assert done.entitlement.tie is not None
    assert done.lists.seats == {"A": 0, "B": 1}
    assert done.lists.tie is None


def test_possible_winners_counts_each_end_once() -> None:
    ends = possible_winners({"A": 1}, [("A", "B"), ("A", "B")])
    assert ends == [{"A": 1, "B": 2}, {"A": 2, "B": 1}, {"A": 3}]
    assert possible_winners({"A": 1}, []) == [{"A": 1}]


# Plain data.


def test_percent_rounds_half_up_without_floats() -> None:
    assert percent(1, 3) == "33.33 %"
    assert percent(2, 3) == "66.67 %"
    assert percent(1, 8, 1) == "12.5 %"
    assert percent(5, 10_000) == "0.05 %"
    assert percent(1, 20_000) == "0.01 %"
    assert percent(0, 0) == "-"


def test_plain_refuses_what_is_not_exact() -> None:
    assert plain({"b": Fraction(1, 3), "a": frozenset({"y", "x"})}) == {"a": ["x", "y"], "b": "1/3"}
    with pytest.raises(LawError, match="float"):
        plain(0.5)


def test_totals_add_over_units() -> None:
    totals = ContestTotals({"1": {"A": 1, "X": 5}, "2": {"A": 2}}, {"1": 9}, frozenset({"X"}))
    assert totals.standing(["1", "2", "3"]) == {"A": 3}
    assert totals.valid_votes(["1", "2", "3"]) == 11
    assert totals.lists() == {"A"}
