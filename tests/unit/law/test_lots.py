"""Lots that were drawn break ties, and nothing else."""

from __future__ import annotations

from fractions import Fraction

import pytest

from escrutinio.law import (
    Lot,
    Over,
    Rest,
    divisors_from,
    hare_quota,
    highest_averages,
    imperiali_quota,
    largest_remainder,
    modified_sainte_lague,
    read_lots,
    sainte_lague,
)
from escrutinio.law.proportional.divisors import danish, huntington_hill, imperiali, macau
from escrutinio.model.errors import LawError


def test_a_recorded_lot_breaks_the_tie_it_names_and_is_reported() -> None:
    votes = {"A": 10, "B": 10, "C": 10}
    lot = Lot.of("ABC", "CA", "seats")
    open_tie = highest_averages(votes, 2)
    drawn = highest_averages(votes, 2, lots=[lot])

    assert open_tie.tie is not None
    assert open_tie.tie.tied == ("A", "B", "C")
    assert drawn.seats == {"A": 1, "B": 0, "C": 1}
    assert drawn.tie is None
    assert drawn.lots == (lot,)


def test_a_lot_for_something_else_is_not_used() -> None:
    given = highest_averages({"A": 10, "B": 10}, 1, lots=[Lot.of("AB", "B", "list seats"), Lot.of("AC", "A")])
    assert given.tie is not None
    assert given.lots == ()


@pytest.mark.parametrize("rows", [[{"tied": ["A"], "drawn": ["B"]}], [{"tied": "AB", "drawn": ["A"]}], [{}]])
def test_what_is_no_lot_is_refused(rows: list[dict[str, object]]) -> None:
    with pytest.raises(LawError):
        read_lots(rows)


def test_lots_that_disagree_or_draw_too_few_are_refused() -> None:
    votes = {"A": 1, "B": 1, "C": 1}
    with pytest.raises(LawError, match="disagree"):
        highest_averages(votes, 1, lots=[Lot.of("ABC", "A"), Lot.of("ABC", "B")])
    with pytest.raises(LawError, match="drew 1 of 2"):
        highest_averages(votes, 2, lots=[Lot.of("ABC", "A")])


def test_more_votes_come_before_the_lot() -> None:
    # 12/2 = 6/1: the statute prefers the list with more votes.
    assert highest_averages({"A": 12, "B": 6}, 2, more_votes_first=True).seats == {"A": 2, "B": 0}
    assert highest_averages({"A": 12, "B": 6}, 2).tie is not None


def test_no_list_takes_more_seats_than_it_has_candidates() -> None:
    given = highest_averages({"A": 100, "B": 10, "C": 1}, 5, most={"A": 2, "B": 1, "C": 1})
    assert given.seats == {"A": 2, "B": 1, "C": 1}
    assert given.vacant == 1


@pytest.mark.parametrize(
    ("rule", "first"),
    [
        (modified_sainte_lague, [7, 15, 25]),
        (imperiali, [2, 3, 4]),
        (danish, [1, 4, 7]),
        (macau, [1, 2, 4, 8]),
        (huntington_hill, [0, 2, 6, 12]),
    ],
)
def test_divisor_sequences(rule: object, first: list[int]) -> None:
    assert [rule.at(k) for k in range(len(first))] == first  # type: ignore[attr-defined]


def test_a_sequence_of_ones_own_agrees_with_the_named_one() -> None:

    own = divisors_from([Fraction(7, 5), 3], 2)
    votes = {"A": 4160, "B": 3380, "C": 2460, "D": 701}
    for seats in range(1, 40):
        assert (
            highest_averages(votes, seats, own).seats
            == highest_averages(votes, seats, modified_sainte_lague).seats
        )
    assert own.text == "1.4, 3, 5, ..."
    assert str(highest_averages(votes, 1, own).last) == "A 4160/1.4"


def test_a_divisor_of_zero_gives_everybody_a_seat_first() -> None:
    votes = {"A": 1000, "B": 10, "C": 5, "D": 5}
    assert highest_averages(votes, 2, huntington_hill).seats == {"A": 1, "B": 1, "C": 0, "D": 0}
    assert highest_averages(votes, 4, huntington_hill).seats == {"A": 1, "B": 1, "C": 1, "D": 1}
    tie = highest_averages(votes, 3, huntington_hill).tie
    assert tie is not None
    assert tie.tied == ("C", "D")


def test_full_quotas_above_the_seats() -> None:
    votes = {"A": 50, "B": 50}
    # The Imperiali quota of 2 seats is 100 / 4 = 25: two full quotas each.
    with pytest.raises(LawError, match="4 full seats"):
        largest_remainder(votes, 2, imperiali_quota)
    assert largest_remainder(votes, 2, imperiali_quota, over=Over.NEXT_QUOTA).seats == {"A": 1, "B": 1}
    back = largest_remainder({"A": 51, "B": 49}, 2, imperiali_quota, over=Over.TAKE_BACK)
    # 25 each: A 2 full and 1 left, B 1 full and 24 left; one seat too many is A's.
    assert back.seats == {"A": 1, "B": 1}


def test_the_rest_by_averages_and_among_winners_only() -> None:
    votes = {"A": 700, "B": 250, "C": 50}
    assert largest_remainder(votes, 3, hare_quota).seats == {"A": 2, "B": 1, "C": 0}
    few = {"A": 60, "B": 25, "C": 15}
    assert largest_remainder(few, 2).seats == {"A": 1, "B": 1, "C": 0}
    assert largest_remainder(few, 2, rest=Rest.REMAINDERS_OF_WINNERS).seats == {"A": 2, "B": 0, "C": 0}
    by_averages = largest_remainder(few, 2, rest=Rest.AVERAGES, divisors=sainte_lague)
    assert by_averages.rest is not None
    assert by_averages.seats == {"A": 1, "B": 1, "C": 0}
