"""The bounds of every law that has them, on its own elections with a part of the votes taken out.

Whatever the missing sheets turn out to hold, the law decides nothing that its bounds had ruled out.
"""

from __future__ import annotations

from random import Random

import pytest

from completions import HalfCounted, Totals, contradictions, half_counted
from escrutinio.bounds import Bounds, Missing, Sharpness, bounds_of, law_bounds
from escrutinio.law import ElectionFacts, Law, get_law, law_ids
from escrutinio.law.evaluation.steps.shown import without_margins
from escrutinio.model import LawError
from every_law import by_country, made_election, verification_of, verified
from searches import examples

pytestmark = pytest.mark.hypothesis  # so that long searches take it up
FURTHER = examples(1).max_examples
COMPLETIONS = 2
SHARES = (0.03, 0.2) if FURTHER == 1 else (0.01, 0.03, 0.1, 0.2, 0.4, 0.8)
LAWS = [law_id for law_id in law_ids() if law_bounds(get_law(law_id)).sharpness is not Sharpness.NONE]
Whole = tuple[Totals, ElectionFacts]


def elections(law_id: str) -> list[Whole]:
    """Those that a law is verified on, else a made one; of many the first, but all in long searches."""
    if law_id in verified():
        return [
            (verification.votes.totals(), verification.facts) for verification in verified()[law_id][:FURTHER]
        ]
    totals, _, facts = made_election(law_id)
    return [(totals, facts)]


def contradicted(law: Law, counted: HalfCounted, bounds: Bounds, rng: Random) -> list[str]:
    """What completions of a count bring about that its bounds had ruled out."""
    found = []
    for _ in range(COMPLETIONS * FURTHER):
        totals, facts = counted.completed(rng)
        try:
            with without_margins():
                outcome = law.decide(totals, True, facts)
        except LawError:
            continue  # these sheets contradict each other, such as votes of a run-off that did not take place
        if any(" is not decided: " in warning for warning in outcome.warnings):
            continue  # so do those of one body
        found += contradictions(bounds, outcome)
    return found


@by_country(LAWS)
def test_no_completion_contradicts_the_bounds(names: list[str]) -> None:
    for law_id in names:
        check_completions(law_id)


def check_completions(law_id: str) -> None:
    law = get_law(law_id)
    for number, whole in enumerate(elections(law_id)):
        with without_margins():
            outcome = law.decide(whole[0], True, whole[1])
        for share in SHARES:
            rng = Random(f"{law_id} {number} {share}")
            counted = half_counted(*whole, share, rng)
            bounds = bounds_of(law, counted.totals, counted.missing, counted.facts)
            assert contradictions(bounds, outcome) == []
            assert contradicted(law, counted, bounds, rng) == []


# Elections that the first sheets leave open: where one side is far ahead, nothing contradicts such bounds.
CLOSE = {
    "us/president": "us-president-2000",
    "fr/president": "fr-president-2022",
    "uk/commons": "uk-commons-2024",
}


@pytest.mark.parametrize("law_id", [*CLOSE, "us/maine"])
def test_bounds_that_know_of_too_few_missing_voters_are_contradicted(law_id: str) -> None:
    law, whole = get_law(law_id), elections(law_id)[0]
    if law_id in CLOSE:
        close = verification_of(CLOSE[law_id])
        whole = close.votes.totals(), close.facts
    rng = Random(law_id)
    counted = half_counted(*whole, 0.4, rng)
    few = {role: dict.fromkeys(units, 1) for role, units in counted.missing.voters.items()}
    bounds = bounds_of(law, counted.totals, Missing(few), counted.facts)
    assert any(contradicted(law, counted, bounds, rng) for _ in range(30))
