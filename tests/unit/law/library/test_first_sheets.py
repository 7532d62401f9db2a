"""Every law with the first sheets of a night: few votes, none in some units, none at all.

What is tested: ``law.library`` and ``law.evaluation``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from random import Random

from escrutinio.law import ContestTotals, ElectionFacts, get_law
from escrutinio.law.evaluation.steps.shown import without_margins
from escrutinio.law.facts import WHOLE
from every_law import LAW_IDS, by_country, made_election, verified

SHARES = (None, 0.0, 1e-6, 1e-4, 1e-2)
LATER = ("run-off", "preferences")
"""Contests that come after an earlier round is complete."""


def election_of(law_id: str) -> tuple[Mapping[str, ContestTotals], ElectionFacts]:
    """The totals and facts of a verification of the law, or made ones."""
    if law_id not in verified():
        totals, _, facts = made_election(law_id)
        return totals, facts
    verification = verified()[law_id][0]
    return verification.votes.totals(), verification.votes.complete(verification.facts)


def first_sheets(contest: ContestTotals, share: float | None, rng: Random) -> ContestTotals:
    """About a share of the votes; of small numbers, which may be seats won, some. None at all for None."""
    votes = {}
    for unit, lists in contest.votes.items():
        silent = share is None or rng.random() < 0.3
        part = 0.0 if share is None else share
        votes[unit] = {
            name: 0 if silent else int(number * part * rng.random() * 2 + rng.random() * 1.3)
            for name, number in lists.items()
        }
    return ContestTotals(votes, withdrawn=contest.withdrawn)


def counts_of(
    facts: ElectionFacts, totals: Mapping[str, ContestTotals]
) -> dict[str, dict[str, dict[str, int]]]:
    """The counts of ballots that those votes have; what is no ballot stays."""
    counts: dict[str, dict[str, dict[str, int]]] = {}
    for role, kinds in facts.counts.items():
        by_unit = (
            {unit: sum(lists.values()) for unit, lists in totals[role].votes.items()}
            if role in totals
            else {}
        )
        whole = sum(by_unit.values())
        counts[role] = {
            what: dict(units)
            if what == "population"
            else {unit: by_unit.get(unit, whole if unit == WHOLE else 0) for unit in units}
            for what, units in kinds.items()
            if what in ("valid", "cast", "registered", "population")
        }
    return counts


@by_country(LAW_IDS)
def test_the_first_sheets_are_never_refused(names: list[str]) -> None:
    for law_id in names:
        check_first_sheets(law_id)


def check_first_sheets(law_id: str) -> None:
    law = get_law(law_id)
    totals, facts = election_of(law_id)
    rng = Random(law_id)
    with without_margins():
        for share in SHARES:
            now = {
                role: first_sheets(contest, share, rng)
                for role, contest in totals.items()
                if not role.endswith(LATER)
            }
            known = replace(facts, counts=counts_of(facts, now), lots=())
            outcome = law.decide(now, False, known)
            for chamber in outcome.chambers.values():
                assert sum(chamber.seats.values()) + chamber.undecided + chamber.vacant == chamber.size
