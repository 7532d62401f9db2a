"""Every law gives many results at once what it gives each: seats, offices and ties, draw for draw."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from batches import check_the_same
from escrutinio.flows.verifications import VERIFICATIONS, Verification
from escrutinio.law import Law, get_law
from escrutinio.law.facts import INDEPENDENT, WHOLE
from escrutinio.law_batch import DrawnContest, DrawnElection, decide_draws, rules_without_batch
from escrutinio.law_batch.evaluation import BatchEvaluation, NoArrayFormError
from escrutinio.law_batch.one_by_one import decide_one_by_one
from escrutinio.law_batch.rules import RULES
from every_law import by_country, verified

DRAWS = 6
MANY, FEW = 500, 60
"""Of more persons than MANY, each in one of hundreds of districts, FEW districts are enough."""
LAW = re.compile(r'^law = "(.+)"$', re.MULTILINE)


def laws_of_lists() -> list[str]:
    """The verified laws whose elections have votes of lists."""
    verified = {
        name for path in VERIFICATIONS.glob("*/facts.toml") for name in LAW.findall(path.read_text("utf-8"))
    }
    laws = [get_law(name) for name in sorted(verified)]
    return [
        law.id
        for law in laws
        if law.definition and not law.reads.ballots and "population" not in law.contests
    ]


LAWS = laws_of_lists()


def drawn_around(verification: Verification, seed: int) -> DrawnElection:
    """Results around the official one; the last have few votes, so that many are equal."""
    chance = np.random.default_rng(seed)
    contests = {}
    for role, totals in verification.votes.totals().items():
        units = tuple(sorted({*totals.votes, *totals.valid}))
        if len({name for votes in totals.votes.values() for name in votes}) > MANY:
            units = units[:FEW]
        names = tuple(sorted({name for unit in units for name in totals.votes.get(unit, {})}))
        if role == "run-off" or not units or not names:
            continue  # who stands in a run-off differs from result to result
        votes = np.array([[totals.votes.get(unit, {}).get(name, 0) for name in names] for unit in units])
        stated = np.array([totals.valid.get(unit, 0) for unit in units])
        factor = np.exp(chance.normal(0, 0.1, (DRAWS, *votes.shape)))
        many = np.rint(votes * factor).astype(np.int64)
        many[-2:] = np.minimum(many[-2:], 3)
        valid = np.maximum(many.sum(axis=2), np.minimum(stated, many.sum(axis=2) + 2))
        contests[role] = DrawnContest(units, names, many, valid)
    return DrawnElection(contests, verification.facts)


@by_country(LAWS)
def test_many_results_are_what_the_exact_law_gives(names: list[str]) -> None:
    for law_id in names:
        check_many(law_id)


def check_many(law_id: str) -> None:
    verification = verified()[law_id][0]
    drawn = drawn_around(verification, 7)
    exact = decide_one_by_one(verification.law, drawn)
    assert exact.chambers or exact.office
    many = decide_draws(verification.law, drawn, most=None)
    check_the_same(many, exact)


@by_country(LAWS)
def test_a_law_says_rightly_whether_it_is_applied_to_all_results_at_once(names: list[str]) -> None:
    for law_id in names:
        assert is_applied_at_once(law_id) == (not rules_without_batch(get_law(law_id))), law_id


def is_applied_at_once(law_id: str) -> bool:
    verification = verified()[law_id][0]
    law = verification.law
    drawn = without_what_is_of_an_election(law, drawn_around(verification, 7).first(1))
    assert law.definition is not None
    run = BatchEvaluation(law.definition, drawn)
    try:
        for rule in law.definition.rules:
            RULES[type(rule)](rule, run)
    except (NoArrayFormError, KeyError):
        return False
    return True


def without_what_is_of_an_election(law: Law, drawn: DrawnElection) -> DrawnElection:
    """Without what asks for the exact law in an election, and not in another one under the same law.

    That is lists that run out of candidates, independents among them, votes that an election need not have,
    and single-member seats of which only is stated who won how many.
    """
    labels = {name: given - {INDEPENDENT} for name, given in drawn.facts.labels.items()}
    contests = {
        role: replace(
            contest,
            units=("1", "2"),
            votes=contest.votes.repeat(2, axis=1),
            valid=contest.valid.repeat(2, axis=1),
        )
        if contest.units == (WHOLE,) and role != next(iter(drawn.contests))
        else contest
        for role, contest in drawn.contests.items()
        if role not in law.reads.optional
    }
    return DrawnElection(contests, replace(drawn.facts, candidates={}, labels=labels))
