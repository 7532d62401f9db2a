"""Conditions for the first round, open second rounds, votes spread over the country, electoral colleges."""

from __future__ import annotations

from fractions import Fraction

import pytest

from escrutinio.law.decisions import Elected, RunOff, Tie, Undecided
from escrutinio.law.lots import Lot
from escrutinio.law.majority.electoral_college import ElectorUnit, electoral_college, split_unit
from escrutinio.law.majority.spread import INDONESIA, KENYA, NIGERIA, spread_round
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

HALF = MoreThan(Fraction(1, 2))
ARGENTINA = (
    MoreThan(Fraction(9, 20)),
    ShareWithLead(Fraction(2, 5), Fraction(1, 10), lead_inclusive=False),
)
COSTA_RICA = (MoreThan(Fraction(2, 5)),)


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


COUNTIES = {f"c{n}": {"A": 60, "B": 40} for n in range(4)}


def test_more_than_half_of_the_regions() -> None:
    assert KENYA.needed(47) == 24
    assert KENYA.needed(4) == 3
    assert NIGERIA.needed(37) == 25
    assert NIGERIA.needed(36) == 24
    assert INDONESIA.needed(38) == 20
    assert "at least 25 % of the votes cast in the county, in more than 50 % of the counties" in KENYA.text


def test_votes_must_be_spread() -> None:
    given = spread_round(COUNTIES, KENYA)
    assert isinstance(given.decision, Elected)
    assert given.decision.name == "A"
    assert given.margins["B"]["c0"] == 15
    # A has most votes of all, but a quarter in two of four counties only.
    narrow = {
        "c0": {"A": 500, "B": 0},
        "c1": {"A": 500, "B": 0},
        "c2": {"A": 24, "B": 76},
        "c3": {"A": 0, "B": 9},
    }
    other = spread_round(narrow, KENYA)
    assert isinstance(other.decision, RunOff)
    assert other.reached == {"A": ("c0", "c1"), "B": ("c2", "c3")}
    assert other.margins["A"]["c2"] == -1
    # Exactly a quarter in a third county is enough.
    enough = {**narrow, "c2": {"A": 25, "B": 75}}
    assert isinstance(spread_round(enough, KENYA).decision, Elected)
    # With rejected ballots in the base it is not.
    cast = {"c2": 101}
    assert isinstance(spread_round(enough, KENYA, cast=cast).decision, RunOff)


def test_votes_from_elsewhere_count_for_the_country_only() -> None:
    votes = {**COUNTIES, "abroad": {"A": 0, "B": 1000}}
    given = spread_round(votes, KENYA, elsewhere=["abroad"])
    assert (given.needed, given.valid) == (3, 1400)
    assert isinstance(given.decision, Elected)
    assert given.decision.name == "B"
    assert "abroad" not in given.reached["B"]


def test_the_most_votes_and_the_spread() -> None:
    votes = {f"s{n}": {"A": 40, "B": 35, "C": 25} for n in range(3)}
    assert isinstance(spread_round(votes, NIGERIA).decision, RunOff)
    decision = spread_round(votes, NIGERIA, most_votes=True).decision
    assert isinstance(decision, Elected)
    assert decision.name == "A"
    narrow = {"s0": {"A": 90, "B": 9}, "s1": {"A": 0, "B": 40}, "s2": {"A": 0, "B": 40}}
    assert isinstance(spread_round(narrow, NIGERIA, most_votes=True, to_run_off=False).decision, Undecided)
    level = {f"s{n}": {"A": 40, "B": 40} for n in range(3)}
    assert spread_round(level, NIGERIA, most_votes=True).decision == Tie(("A", "B"), 1, "the most votes")
    # Both have 100 votes, but only B has a quarter in two of three states.
    one = {"s0": {"A": 81, "B": 0}, "s1": {"A": 19, "B": 59}, "s2": {"A": 0, "B": 41}}
    given = spread_round(one, NIGERIA, most_votes=True)
    assert given.votes == {"A": 100, "B": 100}
    assert given.reached == {"A": ("s0",), "B": ("s1", "s2")}
    assert isinstance(given.decision, Elected)
    assert given.decision.name == "B"


def test_what_does_not_fit_is_refused_or_open() -> None:
    assert isinstance(spread_round({}, KENYA).decision, Undecided)
    assert isinstance(spread_round({"c": {"A": 0}}, KENYA).decision, Undecided)
    with pytest.raises(LawError, match="abroad"):
        spread_round(COUNTIES, KENYA, elsewhere=["abroad"])
    with pytest.raises(LawError):
        spread_round({"c": {"A": -1}}, KENYA)
    assert spread_round(COUNTIES, KENYA).to_dict()["needed"] == 3


# Electoral colleges.


def test_a_split_state() -> None:
    districts = {"ME-1": {"D": 60, "R": 40}, "ME-2": {"D": 45, "R": 55}}
    units = split_unit("ME", 2, districts)
    assert units[0].votes == {"D": 105, "R": 95}
    college = electoral_college(units)
    assert college.electors == {"D": 3, "R": 1}
    assert (college.size, college.needed) == (4, 3)
    assert isinstance(college.decision, Elected)
    certified = split_unit("ME", 2, districts, {"D": 10, "R": 20})
    assert electoral_college(certified).electors == {"D": 1, "R": 3}


def test_a_tied_state_waits_for_a_lot() -> None:
    units = [ElectorUnit("N", 5, {"D": 2, "R": 1}), ElectorUnit("S", 4, {"D": 1, "R": 2})]
    tied = ElectorUnit("T", 2, {"D": 7, "R": 7, "L": 1})
    college = electoral_college([*units, tied])
    assert college.electors == {"D": 5, "R": 4, "L": 0}
    assert college.ties == (Tie(("D", "R"), 1, "electors of T"),)
    assert college.undecided == 2
    assert isinstance(college.decision, Undecided)
    assert "D, R can still have 6" in college.decision.text
    lot = Lot.of("DR", "R", "electors of T")
    drawn = electoral_college([*units, tied], lots=[lot])
    assert drawn.decision == Elected("R", "at least 6 electors")
    assert drawn.lots == (lot,)


def test_half_of_the_electors_elect_nobody() -> None:
    units = [ElectorUnit("N", 269, {"D": 2, "R": 1}), ElectorUnit("S", 269, {"D": 1, "R": 2})]
    college = electoral_college(units)
    assert isinstance(college.decision, Undecided)
    assert "contingent election" in college.decision.text
    silent = electoral_college([*units, ElectorUnit("T", 3, {"D": 0})])
    assert silent.undecided == 3
    assert isinstance(silent.decision, Undecided)
    assert "can still have 271" in silent.decision.text


def test_units_of_one_name_are_refused() -> None:
    unit = ElectorUnit("N", 1, {"D": 1})
    with pytest.raises(LawError, match="same name"):
        electoral_college([unit, unit])
    with pytest.raises(LawError):
        electoral_college([ElectorUnit("N", -1, {"D": 1})])
