"""Votes that must be spread over the country."""

from __future__ import annotations

import pytest

from escrutinio.law.decisions import Elected, RunOff, Tie, Undecided
from escrutinio.law.majority.spread import INDONESIA, KENYA, NIGERIA, spread_round
from escrutinio.model.errors import LawError

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
