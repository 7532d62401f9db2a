"""A first round that counts only if enough voters took part, and shares of the registered voters.

What is tested: ``law.evaluation.steps.two_rounds``, ``law.evaluation.figures``, bounds.
"""

from __future__ import annotations

import pytest

from escrutinio.bounds import law_bounds
from escrutinio.law import ContestTotals, Elected, Outcome, RunOff, get_law
from escrutinio.law.facts import WHOLE, ElectionFacts
from escrutinio.model import LawError

CAST = {"cast": {WHOLE: 1_000}, "registered": {WHOLE: 1_999}}


def outcome(law_id: str, votes: dict[str, int], counts: dict[str, dict[str, int]]) -> Outcome:
    law = get_law(law_id)
    return law.decide(
        {law.first_contest: ContestTotals({WHOLE: votes})}, True, ElectionFacts(counts={"votes": counts})
    )


@pytest.mark.parametrize(
    ("law_id", "first", "registered", "elected"),
    [
        # Bulgaria: more than half of the valid votes, if more than half of the voters voted.
        ("bg/president", 600, 1_999, True),
        ("bg/president", 600, 2_000, False),
        ("bg/president", 500, 1_999, False),
        # Lithuania: of all who took part, if at least half of the voters did; else at least a third of the
        # registered voters.
        ("lt/president", 501, 2_000, True),
        ("lt/president", 500, 2_000, False),
        ("lt/president", 666, 2_001, False),
        ("lt/president", 667, 2_001, True),
        # Slovakia and Romania: more than half of the registered voters.
        ("sk/president", 600, 1_200, False),
        ("sk/president", 600, 1_199, True),
        ("ro/president", 600, 1_200, False),
    ],
)
def test_turnout_and_registered_voters_decide_a_first_round(
    law_id: str, first: int, registered: int, elected: bool
) -> None:
    counts = {"cast": {WHOLE: 1_000}, "registered": {WHOLE: registered}}
    decided = outcome(law_id, {"A": first, "B": 1_000 - first}, counts)
    office = decided.offices["president"]
    if elected:
        assert isinstance(office, Elected)
        assert office.name == "A"
    else:
        assert isinstance(office, RunOff)
        assert office.pair == ("A", "B")


def test_the_derivation_says_whether_enough_have_voted() -> None:
    assert "have voted" in outcome("lt/president", {"A": 600, "B": 400}, CAST).steps[0].text
    low = {**CAST, "registered": {WHOLE: 2_001}}
    assert "had to vote, and did not" in outcome("lt/president", {"A": 600, "B": 400}, low).steps[0].text
    assert "nobody is elected" in outcome("bg/president", {"A": 600, "B": 400}, low).steps[0].text


def test_without_the_registered_voters_it_is_refused() -> None:
    with pytest.raises(LawError, match=r"\[registered\]"):
        outcome("bg/president", {"A": 600, "B": 400}, {"cast": {WHOLE: 1_000}})


def test_the_bounds_of_a_turnout_are_sound_and_say_why() -> None:
    (why,) = law_bounds(get_law("lt/president")).why
    assert why.startswith("how many of the missing voters")
    assert str(law_bounds(get_law("sk/president")).sharpness) == "sound"


@pytest.mark.parametrize(
    ("law_id", "votes", "elected"),
    [
        ("ni/president-2000", {"A": 350, "B": 300, "C": 350 - 1}, False),
        ("ni/president-2000", {"A": 350, "B": 300, "C": 300, "D": 50}, True),
        ("sl/president", {"A": 549, "B": 451}, False),
        ("sl/president", {"A": 550, "B": 450}, True),
        ("pe/gobernador", {"A": 300, "B": 290, "C": 210, "D": 200}, True),
        ("md/president", {"A": 500, "B": 300, "C": 200}, True),
        ("do/president", {"A": 500, "B": 300, "C": 200}, False),
        ("hn/president", {"A": 400, "B": 399, "C": 201}, True),
    ],
)
def test_the_share_that_elects_is_that_of_the_law(law_id: str, votes: dict[str, int], elected: bool) -> None:
    decided = next(iter(outcome(law_id, votes, {}).offices.values()))
    assert isinstance(decided, Elected) is elected
