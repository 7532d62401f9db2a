"""Laws of a house that tests write as a few steps, applied to a few votes."""

from __future__ import annotations

from typing import Any

from escrutinio.law.evaluation.reading import read_definition
from escrutinio.law.facts import ElectionFacts
from escrutinio.law.library.registry import law_of
from escrutinio.law.outcome import Chamber, Outcome
from escrutinio.law.totals import ContestTotals

HEAD = """
title = "Test"
statute = "none"
source = "none"
elects = "nobody"
contest = "votes"
[contests]
votes = "votes"
constituencies = "single-member seats"
[valid]
blank = true
article = "0"
[chamber]
id = "house"
name = "House"
"""
WHOLE = '[[step]]\nrule = "allocate"\narticle = "2"\nin = "whole"\n'
"""Seats of the whole; needs the lines ``by`` and ``seats``."""


def decide(steps: str, votes: dict[str, dict[str, int]], single: Any = None, **facts: Any) -> Outcome:
    """Apply a law of these steps to unit -> list -> votes, and to those of single-member seats, if any."""
    totals = {"votes": ContestTotals(votes)}
    if single is not None:
        totals["constituencies"] = ContestTotals(single)
    return law_of(read_definition(HEAD + steps, "test", "test.toml")).decide(
        totals, True, ElectionFacts(**facts)
    )


def house(outcome: Outcome) -> Chamber:
    """The house; all its seats are accounted for."""
    found = outcome.chambers["house"]
    assert sum(found.seats.values()) + found.undecided + found.vacant == found.size
    return found


def seats(outcome: Outcome) -> dict[str, int]:
    """The lists that have a seat in it."""
    return {name: number for name, number in house(outcome).seats.items() if number}


def threshold(fields: str) -> str:
    """A step that asks for votes."""
    return f'[[step]]\nrule = "threshold"\narticle = "1"\n{fields}\n'
