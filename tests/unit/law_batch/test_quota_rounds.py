"""Whole quotas and what they leave, for many results at once: the same as the exact law gives each.

What is tested: ``law_batch.rules``, ``law_batch.quotas``, ``law_batch.one_by_one``.
"""

from __future__ import annotations

import numpy as np
import pytest

from escrutinio.law import ElectionFacts, get_law
from escrutinio.law.evaluation.reading import read_definition
from escrutinio.law.library.registry import law_of
from escrutinio.law_batch import DrawnContest, DrawnElection, decide_draws, rules_without_batch
from escrutinio.law_batch.evaluation import BatchEvaluation
from escrutinio.law_batch.one_by_one import decide_one_by_one
from escrutinio.law_batch.rules import RULES

LISTS = ("A", "B", "C", "D")
UNITS = ("East", "North", "West")
SEATS = {"East": 3, "North": 6, "West": 4}
POOLED = law_of(
    read_definition(
        """
title = "Quotas in units, and unused votes by averages"
statute = "none"
source = "https://example.org"
valid_from = 2030-01-01
elects = "the members of three districts"

[valid]
blank = false
article = "s. 1"

[chamber]
id = "assembly"
name = "Assembly"

[[step]]
rule = "quota-seats"
article = "s. 2"
by = "droop"
rounded = "down"
of_all = false
nearly = "3/4"

[[step]]
rule = "unused-votes"
article = "s. 3"
by = "dhondt"
""",
        "pooled",
        "pooled.toml",
    )
)


def drawn(seed: int, role: str, seats: dict[str, int] | None) -> DrawnElection:
    """Twenty results; the last have round numbers, so that many are equal."""
    chance = np.random.default_rng(seed)
    votes = (chance.random((20, len(UNITS), len(LISTS))) ** 2 * 5_000).astype(np.int64)
    votes[-4:] = votes[-4:] % 4 * 500
    valid = votes.sum(axis=2) + 7
    return DrawnElection({role: DrawnContest(UNITS, LISTS, votes, valid)}, ElectionFacts(seats=seats or {}))


@pytest.mark.parametrize(
    "law_id", ["cr/asamblea", "cy/vouli-2015", "ge/parliament-2024", "md/parlament-2010"]
)
@pytest.mark.parametrize("seed", [1, 2])
def test_rounds_are_those_of_the_exact_law(law_id: str, seed: int) -> None:
    law = get_law(law_id)
    results = drawn(seed, law.first_contest, SEATS if law.reads.seats else None)
    assert law.definition is not None
    assert rules_without_batch(law) == ()
    run = BatchEvaluation(law.definition, results)
    for rule in law.definition.rules:
        RULES[type(rule)](rule, run)  # Raises where it has no array form.
    many, exact = decide_draws(law, results), decide_one_by_one(law, results)
    (name,) = exact.chambers
    assert many.tied.tolist() == exact.tied.tolist()
    assert many.chambers[name].size == exact.chambers[name].size
    assert many.chambers[name].seats[:, : len(LISTS)].tolist() == exact.chambers[name].seats.tolist()


def test_unused_votes_by_averages_are_those_of_the_exact_law() -> None:
    results = drawn(3, POOLED.first_contest, SEATS)
    many, exact = decide_draws(POOLED, results), decide_one_by_one(POOLED, results)
    chamber, other = many.chambers["assembly"], exact.chambers["assembly"]
    assert (chamber.size, other.size) == (13, 13)
    assert many.tied.tolist() == exact.tied.tolist()
    assert chamber.seats.tolist() == other.seats.tolist()
    assert chamber.of_kind("unused votes").sum() > 0
