"""What is wrong with one unit leaves its seats open, with the reason, and no others.

What is tested: ``law.evaluation.evaluate``, ``law.evaluation.steps``, bounds.
"""

from __future__ import annotations

import pytest

from escrutinio.bounds import Missing, bounds_of
from escrutinio.law import ContestTotals, ElectionFacts, Law, get_law
from escrutinio.law.evaluation.reading import read_definition
from escrutinio.law.library.registry import law_of
from escrutinio.model import LawError
from made_laws import HEAD, house, threshold

EACH = '[[step]]\nrule = "allocate"\narticle = "2"\nin = "each unit"\n'
DHONDT = EACH + 'by = "dhondt"\n'
VOTES = {"N": {"a": 590, "b": 410}, "S": {"a": 500, "b": 500}}
SEATS = {"N": 4, "S": 4}
OF_REGISTERED = HEAD + threshold('in = "each unit"\nshare = "5 %"\nof = "registered"') + DHONDT
REFUSING = HEAD + EACH + 'by = "imperiali_quota"\nover = "refuse"\n'


def law_of_steps(text: str) -> Law:
    return law_of(read_definition(text, "test", "test.toml"))


def test_a_unit_without_a_number_of_voters_is_open_under_a_threshold_of_each_unit() -> None:
    law = law_of_steps(OF_REGISTERED)
    facts = ElectionFacts(seats=SEATS, counts={"votes": {"registered": {"N": 1_500}}})
    outcome = law.decide({"votes": ContestTotals(VOTES)}, True, facts)
    assert house(outcome).units["N"].seats == {"a": 2, "b": 2}
    assert house(outcome).units["S"].undecided == 4
    assert outcome.warnings == ("The seats of S are open: the table does not give [registered] of S.",)
    for missing in (Missing(), Missing({"votes": {"N": 1}})):
        bounds = bounds_of(law, {"votes": ContestTotals(VOTES)}, missing, facts).chambers["house"]
        assert not bounds.decided
        assert [(r.min_seats, r.max_seats) for r in bounds.units["S"].values()] == [(0, 4), (0, 4)]
        assert bounds.units["N"]["a"].min_seats == 2


def test_what_no_unit_has_is_refused() -> None:
    with pytest.raises(LawError, match=r"\[registered\]"):
        law_of_steps(OF_REGISTERED).decide({"votes": ContestTotals(VOTES)}, True, ElectionFacts(seats=SEATS))


def test_a_unit_whose_quotas_give_too_many_seats_is_open_unless_others_hang_on_it() -> None:
    law = law_of_steps(REFUSING)
    # Three quotas of 1,000 / 4 where there are two seats.
    votes = {"N": {"a": 750, "b": 250}, "S": {"a": 300, "b": 245, "c": 240, "d": 215}}
    facts = ElectionFacts(seats={"N": 2, "S": 2})
    outcome = law.decide({"votes": ContestTotals(votes)}, True, facts)
    assert (house(outcome).units["N"].undecided, house(outcome).units["S"].seats) == (2, {"a": 1, "b": 1})
    assert outcome.warnings[0].startswith("The seats of N are open: the quota 250 gives 4 full seats")
    later = REFUSING + '[[step]]\nrule = "missing-shares"\narticle = "3"\nhouse = 6\nseats = 2\n'
    with pytest.raises(LawError, match="the quota 250"):
        law_of_steps(later).decide(
            {"votes": ContestTotals(votes), "constituencies": ContestTotals({"N": {"a": 1}})}, True, facts
        )


def test_a_candidate_of_no_party_leaves_one_state_of_brazil_open() -> None:
    law = get_law("br/camara-2021")
    people = {"A: x": 600, "B: y": 400}
    totals = {
        "votes": ContestTotals({unit: {"A": 600, "B": 400} for unit in ("AC", "AL")}),
        "candidates": ContestTotals({"AC": people, "AL": {**people, "C: z": 3}}),
    }
    facts = ElectionFacts(seats={"AC": 3, "AL": 3})
    outcome = law.decide(totals, True, facts)
    (chamber,) = outcome.chambers.values()
    assert chamber.units["AL"].undecided == 3
    assert not chamber.units["AC"].undecided
    assert outcome.warnings == (
        "The seats of AL are open: nothing says of which party the candidate 'C: z' is.",
    )
    bounds = bounds_of(law, totals, Missing({"votes": {"AC": 10}}), facts).chambers[chamber.id]
    assert {range_.min_seats for range_ in bounds.units["AL"].values()} == {0}
    assert any(range_.min_seats for range_ in bounds.units["AC"].values())


def test_a_mistyped_unit_of_the_seats_is_asked_after_and_the_law_is_named_by_its_id() -> None:
    facts = ElectionFacts(seats={"Palmaa": 4, "Ibiza": 3})
    totals = {"votes": ContestTotals({"Palma": {"a": 5}, "Ibiza": {"a": 5}})}
    with pytest.raises(LawError, match="no number of seats for unit Palma") as caught:
        get_law("pl/sejm").decide(totals, True, facts)
    assert caught.value.hint.startswith("Did you mean Palmaa, which [seats] has and the votes do not?")
    assert caught.value.where == "pl/sejm, step 2 (allocate)"


def test_valid_votes_that_one_constituency_does_not_state_leave_nothing_open() -> None:
    step = '[[step]]\nrule = "missing-shares"\narticle = "3"\ncontest = "constituencies"\n'
    law = law_of_steps(HEAD + step + "house = 4\nseats = 2\n")
    singles = ContestTotals({"N": {"a": 6, "b": 1}, "S": {"b": 5, "a": 1}}, unstated={"valid": {"N": 1}})
    totals = {"votes": ContestTotals({"N": {"a": 60, "b": 40}}), "constituencies": singles}
    outcome = law.decide(totals, True, ElectionFacts())
    assert outcome.not_stated == ""
    assert house(outcome).seats == {"a": 2, "b": 2}
