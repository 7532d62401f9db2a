"""Ballot measures: majorities, quorums, majorities of units, conditions of rejection, and mistakes."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from escrutinio.law import ContestTotals, ElectionFacts, Outcome, get_law
from escrutinio.law.decisions import MeasureResult
from escrutinio.law.evaluation.reading import read_definition
from escrutinio.law.facts import WHOLE
from escrutinio.law.library.registry import law_of
from escrutinio.model.errors import LawError

YES = {"Yes": frozenset({"yes"})}
HEAD = 'title = "T"\nstatute = "S"\nsource = "X"\nelects = "E"\n[measure]\nid = "m"\nname = "M"\n'


def ended(
    law_id: str,
    votes: Mapping[str, Mapping[str, int]],
    cast: int = 0,
    registered: int = 0,
    labels: Mapping[str, frozenset[str]] = YES,
) -> MeasureResult:
    counts = {"cast": {WHOLE: cast}, "registered": {WHOLE: registered}} if registered else {}
    facts = ElectionFacts(labels=labels, counts={"votes": counts})
    outcome: Outcome = get_law(law_id).decide({"votes": ContestTotals(votes)}, True, facts)
    (decision,) = outcome.offices.values()
    assert isinstance(decision, MeasureResult)
    assert decision.name == ("Yes" if decision.adopted else "No")
    return decision


@pytest.mark.parametrize(
    ("law_id", "yes", "no", "adopted"),
    [
        # A quorum of 500 voters: the votes for the answers alone meet it, or may not.
        ("it/referendum-abrogativo", 400, 101, True),
        ("it/referendum-abrogativo", 400, 100, None),
        # It is not adopted however many voted.
        ("it/referendum-abrogativo", 100, 101, False),
    ],
)
def test_a_quorum_that_is_surely_met_is_met_though_a_sheet_does_not_state_who_voted(
    law_id: str, yes: int, no: int, adopted: bool | None
) -> None:
    facts = ElectionFacts(labels=YES, counts={"votes": {"registered": {WHOLE: 1000}}})
    totals = ContestTotals(of_whole(yes, no), unstated={"cast": {WHOLE: 1}})
    outcome: Outcome = get_law(law_id).decide({"votes": totals}, True, facts)

    (decision,) = outcome.offices.values()
    assert getattr(decision, "adopted", None) is adopted
    assert bool(outcome.not_stated) is (adopted is None)


def of_whole(yes: int, no: int) -> dict[str, dict[str, int]]:
    return {WHOLE: {"Yes": yes, "No": no}}


@pytest.mark.parametrize(
    ("law_id", "yes", "no", "cast", "registered", "adopted"),
    [
        # Italy, art. 75: more than half of the voters, and more than half of the valid votes.
        ("it/referendum-abrogativo", 300, 190, 501, 1000, True),
        ("it/referendum-abrogativo", 490, 5, 500, 1000, False),
        ("it/referendum-abrogativo", 250, 250, 501, 1000, False),
        # Blank ballots alone: nobody is in favour, and in Denmark nobody against.
        ("it/referendum-costituzionale", 0, 0, 30, 1000, False),
        ("dk/folkeafstemning", 0, 0, 30, 1000, True),
        # No quorum under art. 138.
        ("it/referendum-costituzionale", 2, 1, 3, 1000, True),
        # Denmark, s. 88: at least 40 % of the voters in favour.
        ("dk/grundlov", 400, 399, 799, 1000, True),
        ("dk/grundlov", 399, 10, 409, 1000, False),
        # Denmark, s. 42: rejected by a majority that is at least 30 % of the voters.
        ("dk/folkeafstemning", 299, 300, 599, 1000, False),
        ("dk/folkeafstemning", 100, 299, 399, 1000, True),
        ("dk/folkeafstemning", 400, 400, 800, 1000, True),
        # Slovenia, art. 90: by one of at least a fifth.
        ("si/zakonodajni-referendum", 199, 200, 399, 1000, False),
        ("si/zakonodajni-referendum", 10, 199, 209, 1000, True),
        # Hungary: more than half of the voters voted validly.
        ("hu/nepszavazas", 400, 100, 600, 1000, False),
        ("hu/nepszavazas", 401, 100, 600, 1000, True),
        # Colombia 2016: more than 13 % of the voters in favour.
        ("co/plebiscito-2016", 130, 100, 230, 1000, False),
        ("co/plebiscito-2016", 131, 100, 231, 1000, True),
        ("tw/referendum", 250, 249, 499, 1000, True),
        ("tw/referendum", 249, 10, 259, 1000, False),
        ("ro/referendum", 200, 50, 300, 1000, True),
        ("ro/referendum", 200, 49, 300, 1000, False),
    ],
)
def test_conditions_are_exact_at_their_borders(
    law_id: str, yes: int, no: int, cast: int, registered: int, adopted: bool
) -> None:
    assert ended(law_id, of_whole(yes, no), cast, registered).adopted is adopted


def test_what_is_not_met_is_said() -> None:
    result = ended("it/referendum-abrogativo", of_whole(490, 5), 500, 1000)
    assert result.text == "the votes cast are not more than 50 % of the registered voters"


def test_half_cantons_count_half_and_half_of_the_cantons_is_not_enough() -> None:
    law = get_law("ch/verfassung")
    assert sum(law.seats.values()) == 46
    for_it = ["ZH", "BE", "LU", "UR", "SZ", "GL", "ZG", "FR", "SO", "SH", "SG"]  # 22 of 46
    votes = {unit: {"Yes": 900 if unit in for_it else 49, "No": 51} for unit in law.seats}
    assert sum(law.seats[unit] for unit in for_it) == 22
    assert not ended("ch/verfassung", votes).adopted

    votes["OW"]["Yes"] = 900  # a half-canton: 23 of 46
    assert not ended("ch/verfassung", votes).adopted
    votes["NW"]["Yes"] = 900
    assert ended("ch/verfassung", votes).adopted


def test_territories_count_for_the_whole_alone() -> None:
    ahead, behind = {"Yes": 60, "No": 40}, {"Yes": 40, "No": 60}
    votes = {"NSW": ahead, "VIC": ahead, "QLD": ahead, "WA": behind, "SA": behind, "TAS": behind}
    result = ended("au/referendum", {**votes, "ACT": {"Yes": 90, "No": 10}, "NT": ahead})
    assert not result.adopted
    assert (
        result.text
        == "the votes in favour do not outnumber the votes against in more than 50 % of the States"
    )
    assert ended("au/referendum", {**votes, "TAS": {"Yes": 51, "No": 49}}).adopted


@pytest.mark.parametrize(
    ("votes", "labels", "message"),
    [
        (of_whole(2, 1), {}, "nobody says which answer adopts the measure"),
        (of_whole(2, 1), {**YES, "No": frozenset({"yes"})}, "No and Yes both have the label yes"),
        ({WHOLE: {"Yes": 2, "No": 1, "Blank": 1}}, YES, "has two answers, and the votes have 3"),
    ],
)
def test_answers_that_are_not_two_are_refused(
    votes: Mapping[str, Mapping[str, int]], labels: Mapping[str, frozenset[str]], message: str
) -> None:
    with pytest.raises(LawError, match=message):
        ended("uk/referendum", votes, labels=labels)


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        ('[[step]]\nrule = "plurality"\narticle = "1"', "'plurality' is of an election"),
        (
            '[[step]]\nrule = "ballot-measure"\narticle = "1"\n'
            'conditions = [{ votes = "cast", more_than = "1/2", of = "valid" }]',
            "a quorum of cast votes is one of voters",
        ),
        ('[[step]]\nrule = "ballot-measure"\narticle = "1"', "conditions"),
    ],
)
def test_slips_of_a_law_of_measures_are_said(steps: str, message: str) -> None:
    with pytest.raises(LawError) as raised:
        law_of(read_definition(HEAD + steps, "test/law", "test.toml"))
    assert message in str(raised.value)
