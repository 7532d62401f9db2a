"""Every law with all of its sheets: seats add up, and equal votes are ties with a reason, in plain words.

What is tested: ``law.library`` and ``law.evaluation``, ``law.rendering.text``.
"""

from __future__ import annotations

import re
from dataclasses import replace

from escrutinio.law import ContestTotals, Outcome, get_law
from escrutinio.law.evaluation.steps.shown import without_margins
from escrutinio.law.facts import WHOLE, Rankings
from escrutinio.law.rendering.text import derivation_text
from escrutinio.model.errors import LawError
from every_law import (
    LAW_IDS,
    OF_ONE_BODY,
    PYTHON,
    by_country,
    made_election,
    no_sign_of_python,
    outcome_of,
    verified,
)

LATER = ("run-off", "second-round")
"""Contests in which only some of the first stand."""
EQUAL = 1_000_000
"""Votes of each list: many more than there are seats, as quotas rounded down to a whole number suppose."""


def check_sums(outcome: Outcome) -> None:
    """Seats, ties and empty seats are all seats, in the chamber and in every unit."""
    for chamber in outcome.chambers.values():
        assert sum(chamber.seats.values()) + chamber.undecided + chamber.vacant == chamber.size
        assert sum(unit.size for unit in chamber.units.values()) == chamber.size
        for unit in chamber.units.values():
            assert sum(unit.seats.values()) + unit.undecided + unit.vacant == unit.size
            assert all(seats > 0 for seats in unit.seats.values())
            assert unit.undecided >= 0
            assert unit.vacant >= 0


@by_country(LAW_IDS)
def test_seats_ties_and_empty_seats_are_all_seats(names: list[str]) -> None:
    for law_id in names:
        outcome = outcome_of(law_id)
        assert outcome.chambers or outcome.offices, law_id
        check_sums(outcome)


def equal_election(law_id: str) -> Outcome:
    """What the law makes of lists with the same votes everywhere, in its own units if it has some."""
    law = get_law(law_id)
    totals, complete, facts = made_election(law_id)
    if law_id in verified():
        election = verified()[law_id][0]
        totals, facts = election.votes.totals(), replace(election.facts, lots=())
    stated = set(law.reads.contests)
    seats_won = {
        role for role in stated & set(totals) if law_id not in verified() or WHOLE in totals[role].votes
    }
    equal = {}
    for role, of in totals.items():
        each = 1 if role in seats_won else EQUAL
        if role not in LATER:
            equal[role] = ContestTotals(
                {unit: dict.fromkeys(lists, each) for unit, lists in of.votes.items()}
            )
    ballots = {
        role: {unit: alone(rankings) for unit, rankings in units.items()}
        for role, units in facts.ballots.items()
    }
    return law.decide(equal, complete, replace(facts, ballots=ballots))


def alone(rankings: Rankings) -> dict[tuple[str, ...], int]:
    """Ten ballots for each who stands, and for nobody after it."""
    return dict.fromkeys(sorted({(name,) for ranking in rankings for name in ranking}), 10)


@by_country(OF_ONE_BODY)
def test_equal_votes_are_ties_or_a_reason(names: list[str]) -> None:
    for law_id in names:
        check_ties(law_id)


def check_ties(law_id: str) -> None:
    with without_margins():
        try:
            outcome = equal_election(law_id)
        except LawError as error:
            # Where everything after depends on a lot, the law says so, and which.
            words = f"{error.message} {error.hint}"
            assert re.search(r"\blot\b|equal|tied|missing", words), words
            assert no_sign_of_python(words) == []
            return
    check_sums(outcome)
    # A law's own words can have a fraction such as 2/3.
    assert not any(PYTHON.findall(step.text) for step in outcome.steps)
    figures = [line for line in derivation_text(outcome).splitlines() if line.startswith("     ")]
    text = re.sub(r"\((?:√|\d+\s+)?\d+/\d+\)|\(√\(\d+\s+\d+/\d+\)\)", "", "\n".join(figures))
    assert no_sign_of_python(text) == []
