"""The first round and the run-off: boundaries, conditions, who stands."""

from __future__ import annotations

from fractions import Fraction

import pytest

from escrutinio.law import run_off
from escrutinio.law.decisions import Elected, RunOff, Tie, Undecided
from escrutinio.law.lots import Lot
from escrutinio.law.majority.two_rounds import (
    AllConditions,
    AtLeastWithLead,
    MoreThan,
    ShareWithLead,
    VotesOf,
    first_round,
    second_round,
)
from escrutinio.law.thresholds.conditions import Threshold
from escrutinio.model.errors import LawError

ARGENTINA = (
    MoreThan(Fraction(9, 20)),
    ShareWithLead(Fraction(2, 5), Fraction(1, 10), lead_inclusive=False),
)


COSTA_RICA = (MoreThan(Fraction(2, 5)),)


HALF = MoreThan(Fraction(1, 2))


BOLIVIA = (MoreThan(Fraction(1, 2)), AtLeastWithLead(Fraction(2, 5), Fraction(1, 10)))


@pytest.mark.parametrize(
    ("votes", "conditions", "elected"),
    [
        ({"A": 45, "B": 44, "C": 11}, ARGENTINA, False),  # exactly 45 % is not more than 45 %
        ({"A": 46, "B": 45, "C": 9}, ARGENTINA, True),
        ({"A": 40, "B": 30, "C": 30}, ARGENTINA, False),  # a lead of exactly 10 points is not more
        ({"A": 40, "B": 29, "C": 31 - 2, "D": 2}, ARGENTINA, True),
        ({"A": 39, "B": 20, "C": 20, "D": 21}, ARGENTINA, False),
        ({"A": 40, "B": 39, "C": 21}, COSTA_RICA, False),
        ({"A": 41, "B": 39, "C": 20}, COSTA_RICA, True),
    ],
)
def test_latin_american_boundaries(
    votes: dict[str, int], conditions: tuple[MoreThan, ...], elected: bool
) -> None:
    assert isinstance(first_round(votes, 100, conditions), Elected) == elected


def test_the_general_lead_agrees_with_the_bolivian_one() -> None:
    own, general = (
        AtLeastWithLead(Fraction(2, 5), Fraction(1, 10)),
        ShareWithLead(Fraction(2, 5), Fraction(1, 10)),
    )
    for first in range(30, 60):
        for second in range(first):
            assert own.met(first, second, 100) == general.met(first, second, 100)
    assert own.text == general.text
    strict = ShareWithLead(Fraction(2, 5), Fraction(1, 10), share_inclusive=False)
    assert not strict.met(40, 10, 100)
    assert strict.met(41, 31, 100)
    assert "more than 40 %" in strict.text


def test_a_quarter_of_the_registered_beside_the_majority() -> None:
    # France, Electoral Code L126: more than half of the votes, and a quarter of the registered voters.
    quarter = Threshold(Fraction(1, 4), "the registered voters", inclusive=True)

    def decided(registered: int) -> bool:
        rule = AllConditions((HALF, VotesOf(quarter, registered)))
        return isinstance(first_round({"A": 51, "B": 49}, 100, [rule]), Elected)

    assert decided(204)
    assert not decided(205)
    text = AllConditions((HALF, VotesOf(quarter, 10))).text
    assert text == "more than 50 % of the valid votes and at least 25 % of the registered voters"
    with pytest.raises(LawError):
        VotesOf(quarter, -1)


def test_a_second_round_open_to_all_above_a_share() -> None:
    bar = Threshold(Fraction(1, 8), "the registered voters", inclusive=True)

    def stands(votes: dict[str, int], registered: int = 800) -> tuple[tuple[str, ...], Tie | None]:
        decision = second_round(votes, bar, registered)
        assert isinstance(decision, RunOff)
        return decision.pair, decision.tie

    assert stands({"A": 150, "B": 120, "C": 100, "D": 99}) == (("A", "B", "C"), None)
    # Only one has it: the next follows; nobody has it: the first two.
    assert stands({"A": 150, "B": 90, "C": 80}) == (("A", "B"), None)
    assert stands({"A": 99, "B": 90, "C": 80}) == (("A", "B"), None)
    what = "places in the run-off"
    assert stands({"A": 99, "B": 90, "C": 90}) == (("A",), Tie(("B", "C"), 1, what))
    lot = Lot.of("BC", "C", what)
    drawn = second_round({"A": 99, "B": 90, "C": 90}, bar, 800, lots=[lot])
    assert isinstance(drawn, RunOff)
    assert (drawn.pair, drawn.tie) == (("A", "C"), None)
    assert isinstance(second_round({"A": 99, "B": 0}, bar, 800), Undecided)
    assert stands({"C": 100, "B": 100, "A": 100}) == (("A", "B", "C"), None)


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
