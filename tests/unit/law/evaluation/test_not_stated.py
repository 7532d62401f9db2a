"""Shares of figures that not all counted sheets state: what no such figure can change is decided.

What is tested: ``law.evaluation.evaluation``, ``law.evaluation.figures``, ``law.evaluation.steps``.
"""

from __future__ import annotations

import pytest

from escrutinio.law import ContestTotals, Elected, ElectionFacts, Outcome, RunOff, Undecided, get_law
from escrutinio.law.evaluation.reading import read_definition
from escrutinio.law.library.registry import law_of
from made_laws import HEAD, house, threshold

EACH = '[[step]]\nrule = "allocate"\narticle = "2"\nin = "each unit"\nby = "dhondt"\n'
OFFICE = """
title = "T"
statute = "S"
source = "X"
elects = "E"
[office]
id = "president"
name = "President"
[[step]]
rule = "first-round"
article = "1"
of = "cast"
conditions = [{ more_than = "1/2" }]
"""


def of_sheets(
    text: str,
    votes: dict[str, dict[str, int]],
    unstated: dict[str, int],
    registered: dict[str, int] | None = None,
    seats: dict[str, int] | None = None,
) -> Outcome:
    """Apply a law to sheets of which some do not state the votes cast."""
    totals = ContestTotals(votes, unstated={"cast": unstated})
    counts = {"votes": {"registered": registered}} if registered else {}
    facts = ElectionFacts(seats=seats or {}, counts=counts)
    return law_of(read_definition(text, "test", "test.toml")).decide({"votes": totals}, True, facts)


FIVE = HEAD + threshold('in = "each unit"\nshare = "5 %"\nof = "cast"') + EACH
SEATS = {"N": 4, "S": 4}


def test_lists_that_pass_with_all_registered_voters_and_fail_with_the_fewest_are_decided() -> None:
    votes = {"N": {"a": 600, "b": 380, "c": 20}, "S": {"a": 500, "b": 500}}
    outcome = of_sheets(FIVE, votes, {"N": 1}, registered={"N": 1_500, "S": 1_500}, seats=SEATS)
    assert house(outcome).units["N"].seats == {"a": 3, "b": 1}
    assert outcome.not_stated == ""
    assert outcome.warnings == ()
    assert any("whatever they are the same lists pass" in step.text for step in outcome.steps)


def test_whether_others_pass_too_may_hang_on_a_figure_that_is_not_stated() -> None:
    law = HEAD + threshold('share = "5 %"\nof = "cast"\ntogether = "60 %"\ntogether_of = "cast"')
    law += EACH.replace('"each unit"', '"whole"') + "seats = 4\n"
    votes = {"N": {"a": 400, "b": 240, "c": 20}}
    # The fewest are 660, of whom 640 are enough; of 1,100 they are not, though the same have 5 % of either.
    settled = of_sheets(law, votes, {"N": 1}, registered={"N": 1_000})
    assert settled.chambers["house"].units["whole"].seats == {"a": 3, "b": 1}
    open_ = of_sheets(law, votes, {"N": 1}, registered={"N": 1_100})
    assert open_.not_stated


def test_only_the_unit_where_it_matters_is_left_open() -> None:
    votes = {"N": {"a": 600, "b": 340, "c": 60}, "S": {"a": 500, "b": 500}}
    outcome = of_sheets(FIVE, votes, {"N": 1}, registered={"N": 1_500, "S": 1_500}, seats=SEATS)
    assert house(outcome).units["N"].undecided == 4
    assert house(outcome).units["S"].seats == {"a": 2, "b": 2}
    assert outcome.warnings == ("The seats of N are open: the votes cast of 1 counted sheet are not stated.",)


def test_without_registered_voters_nobody_surely_passes() -> None:
    votes = {"N": {"a": 600, "b": 380, "c": 20}, "S": {"a": 500, "b": 500}}
    outcome = of_sheets(FIVE, votes, {"N": 1}, seats=SEATS)
    assert house(outcome).units["N"].undecided == 4
    assert house(outcome).units["S"].undecided == 0


def test_a_threshold_of_the_whole_leaves_all_open_where_it_matters() -> None:
    law = HEAD + threshold('share = "5 %"\nof = "cast"') + EACH
    close = {"N": {"a": 540, "b": 340, "c": 120}, "S": {"a": 500, "b": 500}}
    outcome = of_sheets(law, close, {"N": 1}, registered={"N": 1_500, "S": 1_500}, seats=SEATS)
    assert house(outcome).undecided == 8
    assert "votes cast of 1 counted sheet" in outcome.not_stated
    clear = {"N": {"a": 600, "b": 380, "c": 20}, "S": {"a": 500, "b": 500}}
    outcome = of_sheets(law, clear, {"N": 1}, registered={"N": 1_500, "S": 1_500}, seats=SEATS)
    assert house(outcome).undecided == 0
    assert outcome.not_stated == ""


def test_lower_bars_are_not_decided_by_their_ends_alone() -> None:
    steps = 'share = "40 %"\nof = "cast"\nleast = 2\nthen = [{ share = "10 %", of = "cast" }]'
    law = HEAD + threshold(steps) + EACH
    votes = {"N": {"a": 500, "b": 410, "c": 90}}
    outcome = of_sheets(law, votes, {"N": 1}, registered={"N": 1_200}, seats={"N": 4})
    assert outcome.not_stated


@pytest.mark.parametrize(
    ("votes", "registered", "decided"),
    [
        ({"a": 450, "b": 350, "c": 200}, None, RunOff),  # less than half even of the votes of candidates
        ({"a": 600, "b": 250, "c": 150}, {"N": 1_100}, Elected),  # more than half of all voters
        ({"a": 600, "b": 250, "c": 150}, {"N": 1_300}, Undecided),
        ({"a": 600, "b": 250, "c": 150}, None, Undecided),
    ],
)
def test_a_first_round(votes: dict[str, int], registered: dict[str, int] | None, decided: type) -> None:
    outcome = of_sheets(OFFICE, {"N": votes}, {"N": 2}, registered=registered)
    (decision,) = outcome.offices.values()
    assert type(decision) is decided
    assert bool(outcome.not_stated) == (decided is Undecided)


def test_the_whole_house_is_open_where_its_additional_seats_hang_on_a_figure() -> None:
    votes: dict[str, dict[str, dict[str, int]]] = {"constituencies": {}, "votes": {}}
    for number in range(1, 15):
        votes["constituencies"][f"C{number}"] = {"a": 60, "b": 40}
        votes["votes"][f"C{number}"] = {"a": 600, "b": 350, "c": 50}
    totals = {
        "constituencies": ContestTotals(votes["constituencies"]),
        "votes": ContestTotals(votes["votes"], unstated={"valid": {"C1": 3}}),
    }
    outcome = get_law("uk/london-assembly").decide(totals, True, ElectionFacts())
    (chamber,) = outcome.chambers.values()
    assert chamber.size == 25
