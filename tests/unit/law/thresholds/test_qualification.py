"""Who takes part, by which condition and by how many votes."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from escrutinio.law.proportional.quotas import droop_quota
from escrutinio.law.thresholds.conditions import (
    Labelled,
    QuotaReached,
    SeatsWon,
    ShareByParties,
    ShareInUnits,
    Threshold,
    VotesReached,
)
from escrutinio.law.thresholds.qualification import ListFacts, all_of, any_of, qualify
from escrutinio.model.errors import LawError

VALID = "the valid votes"
FIVE = Threshold(Fraction(5, 100), VALID, inclusive=True)
OVER_FIVE = Threshold(Fraction(5, 100), VALID, inclusive=False)


@pytest.mark.parametrize("base", [20, 100, 1999, 2000, 2001, 10**30, 10**30 + 1])
def test_least_is_the_boundary(base: int) -> None:
    for rule in (FIVE, OVER_FIVE):
        least = rule.least(base)
        assert rule.passes(least, base)
        assert not rule.passes(least - 1, base)
    assert (FIVE.least(base) == OVER_FIVE.least(base)) == bool(base % 20)


def test_exactly_the_share() -> None:
    # 5 of 100 is exactly 5 %, which floats would blur in shares such as 0.05 * 100.
    given = qualify({"A": 95, "B": 5}, FIVE, {VALID: 100})
    assert given.passed == ("A", "B")
    assert given.verdicts["B"].margin == 0
    strict = qualify({"A": 95, "B": 5}, OVER_FIVE, {VALID: 100})
    assert strict.failed == ("B",)
    assert strict.verdicts["B"].margin == -1
    assert strict.kept == {"A": 95}


def test_missing_votes_count_that_the_base_grows() -> None:
    # 4 of 100: with one more 5 of 101, which is less than 5 %; with two more 6 of 102.
    assert FIVE.missing(4, 100) == 2
    assert qualify({"A": 96, "B": 4}, FIVE, {VALID: 100}).verdicts["B"].margin == -1
    assert FIVE.missing(5, 100) == 0
    assert OVER_FIVE.missing(5, 100) == 1
    everything = Threshold(Fraction(1), VALID, inclusive=True)
    assert everything.missing(4, 100) is None
    assert everything.missing(0, 0) == 1
    assert Threshold(Fraction(1), VALID, inclusive=False).missing(0, 0) is None
    assert FIVE.missing(0, 0) == 1


def test_blank_votes_in_the_base_or_not() -> None:
    # LOREG art. 163: blank votes are in the base. 30 of 990 votes for lists are enough, of 1010 are not.
    three = Fraction(3, 100)
    votes = {"A": 960, "B": 30}
    bases = {"votes for lists": 990, "valid votes with blank ones": 1010}
    without = qualify(votes, Threshold(three, "votes for lists", inclusive=True), bases)
    with_blank = qualify(votes, Threshold(three, "valid votes with blank ones", inclusive=True), bases)
    assert without.verdicts["B"].margin == 0
    assert with_blank.verdicts["B"].margin == -1
    assert with_blank.failed == ("B",)
    with pytest.raises(LawError, match="registered voters was not given"):
        qualify(votes, Threshold(three, "registered voters", inclusive=True), bases)


def test_shares_that_grow_with_the_coalition() -> None:
    rule = ShareByParties(
        {1: Fraction(5, 100), 2: Fraction(10, 100), 3: Fraction(15, 100), 4: Fraction(20, 100)}, VALID
    )
    votes = {"one": 50, "two": 100, "two short": 99, "three": 149, "five": 200, "rest": 402}
    parties = {"two": 2, "two short": 2, "three": 3, "five": 5}
    given = qualify(votes, rule, {VALID: 1000}, parties=parties)
    assert set(given.passed) == {"one", "two", "five", "rest"}
    assert {name: given.verdicts[name].margin for name in ("one", "two", "two short", "three", "five")} == {
        "one": 0,
        "two": 0,
        "two short": -1,
        "three": -1,
        "five": 0,
    }
    assert given.verdicts["five"].reasons == ("at least 20 % of the valid votes",)
    assert "20 % for 4 or more" in rule.text
    with pytest.raises(LawError, match="Give one share each"):
        ShareByParties({1: Fraction(1, 20), 3: Fraction(1, 10)}, VALID)


def test_any_of_several_conditions() -> None:
    # Germany, Federal Elections Act s. 4(2): 5 %, or three constituencies, or a national minority.
    rule = any_of(FIVE, SeatsWon(3), Labelled("national minority"))
    votes = {"big": 900, "rooted": 49, "few": 45, "minority": 6}
    given = qualify(
        votes,
        rule,
        {VALID: 1000},
        seats={"rooted": 3, "few": 2},
        labels={"minority": ["national minority"], "few": ["another"]},
    )
    assert given.passed == ("big", "rooted", "minority")
    assert given.verdicts["big"].reasons == (FIVE.text,)
    assert given.verdicts["rooted"].reasons == ("constituencies won: at least 3",)
    assert given.verdicts["minority"].reasons == ("a list with the label “national minority”",)
    assert len(given.verdicts["few"].reasons) == 3
    assert [part.margin for part in given.verdicts["few"].parts] == [-5, None, None]
    assert rule.text == (
        "at least 5 % of the valid votes or constituencies won: at least 3"
        " or a list with the label “national minority”"
    )


def test_conditions_within_conditions() -> None:
    rule = any_of(all_of(FIVE, SeatsWon(1)), VotesReached(500))
    assert (
        rule.text
        == "(at least 5 % of the valid votes and constituencies won: at least 1) or at least 500 votes"
    )
    votes = {"A": 500, "B": 400, "C": 100}
    given = qualify(votes, rule, {VALID: 1000}, seats={"C": 1})
    assert given.passed == ("A", "C")
    assert given.verdicts["B"].reasons == ("constituencies won: at least 1", "at least 500 votes")
    assert given.verdicts["C"].reasons == (FIVE.text, "constituencies won: at least 1")
    with pytest.raises(LawError, match="no conditions"):
        any_of()
    assert rule.met(ListFacts("X", 500, {VALID: 1000}))


def test_a_share_in_some_districts() -> None:
    votes = {"A": 150, "B": 50}
    units = {"north": {"A": 95, "B": 5}, "south": {"A": 55, "B": 45}, "empty": {"A": 0, "B": 0}}
    five = Threshold(Fraction(5, 100), "the district's votes", inclusive=True)
    half = Threshold(Fraction(1, 2), "the district's votes", inclusive=True)
    given = qualify(votes, ShareInUnits(half), {}, units=units)
    assert given.passed == ("A",)
    assert given.verdicts["A"].margin == 45  # in the north
    assert given.verdicts["B"].margin == -5  # in the south
    assert given.verdicts["B"].missing == 10  # 55 of 110
    both = qualify(votes, ShareInUnits(five, 2), {}, units=units)
    assert both.passed == ("A", "B")
    assert both.verdicts["B"].margin == 0
    three = qualify(votes, ShareInUnits(five, 3), {}, units=units)
    assert three.failed == ("A", "B")
    assert three.verdicts["A"].margin is None
    assert three.verdicts["A"].missing is None or three.verdicts["A"].missing >= 0
    larger = qualify(votes, ShareInUnits(half), {}, units=units, unit_bases={"south": 200, "north": 200})
    assert larger.failed == ("A", "B")
    assert ShareInUnits(half, 2).text.endswith("in at least 2 districts")
    with pytest.raises(LawError):
        ShareInUnits(half, 0)


def test_a_full_quota_and_parts_of_it() -> None:
    # 1000 / 15 = 66 2/3: 67 whole votes are a full quota, 50 three quarters of it.
    votes = {"A": 883, "B": 67, "C": 50}
    full = qualify(votes, QuotaReached(15, VALID), {VALID: 1000})
    assert full.passed == ("A", "B")
    assert (full.verdicts["B"].margin, full.verdicts["C"].margin) == (0, -17)
    part = QuotaReached(15, VALID, part=Fraction(3, 4))
    assert qualify(votes, part, {VALID: 1000}).verdicts["C"].margin == 0
    droop = QuotaReached(15, VALID, droop_quota, "the Droop quota")
    assert qualify(votes, droop, {VALID: 1000}).verdicts["C"].margin == 50 - 63
    assert qualify({"A": 0}, full_of_nothing := QuotaReached(15, VALID), {VALID: 0}).failed == ("A",)
    assert full_of_nothing.text == "at least the electoral quota (the valid votes, 15 seats)"
    assert part.text.startswith("at least 75 % of the electoral quota")
    more = QuotaReached(15, VALID, part=Fraction(3, 4), inclusive=False)
    assert qualify(votes, more, {VALID: 1000}).verdicts["C"].margin == -1
    assert qualify(votes, more, {VALID: 1010}).verdicts["C"].margin == -1
    assert qualify(votes, more, {VALID: 999}).passed == ("A", "B", "C")
    assert more.text.startswith("more than 75 % of the electoral quota")


def test_a_number_of_votes() -> None:
    given = qualify({"A": 3000, "B": 2999}, VotesReached(3000), {})
    assert (given.passed, given.failed) == (("A",), ("B",))
    assert (given.verdicts["B"].margin, given.verdicts["B"].missing) == (-1, 1)


def test_nobody_passes_on_an_empty_base() -> None:
    given = qualify({"A": 0}, Threshold(Fraction(0), VALID, inclusive=True), {VALID: 0})
    assert given.failed == ("A",)
    assert given.verdicts["A"].margin is None


def test_the_order_of_input_does_not_matter() -> None:
    votes = {"A": 95, "B": 5, "C": 5}
    one = qualify(votes, FIVE, {VALID: 105}).to_dict()
    other = qualify(dict(reversed(votes.items())), FIVE, {VALID: 105}).to_dict()
    assert json.dumps(one) == json.dumps(other)
    assert one["failed"] == ["B", "C"]
    assert json.loads(json.dumps(one))["verdicts"]["B"]["margin"] == -1


def test_what_is_no_number_or_no_list_is_refused() -> None:
    with pytest.raises(LawError, match="not a whole number"):
        qualify({"A": 1.5}, FIVE, {VALID: 10})  # type: ignore[dict-item]
    with pytest.raises(LawError, match="negative"):
        qualify({"A": 1}, FIVE, {VALID: -10})
    with pytest.raises(LawError, match="no votes are given for Z"):
        qualify({"A": 1}, FIVE, {VALID: 10}, seats={"Z": 1})
    with pytest.raises(LawError, match="not a whole number"):
        qualify({"A": 1}, FIVE, {VALID: 10}, parties={"A": True})
