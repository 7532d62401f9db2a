"""An outcome of every law of the library: of its own verification, else of made votes that fit it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from escrutinio.flows.laws import verifications
from escrutinio.flows.verifications import Verification
from escrutinio.law import ElectionFacts, Law, Outcome, RunOff, get_law, law_ids
from escrutinio.law.totals import ContestTotals

UNITS = {"North": 3, "South": 4}
"""Units of made elections and their seats."""
SO_MANY = {"ke/president": 47, "ke/president-1992": 8}
"""Laws that say how many units there are."""
AT_ONCE = ("ge/parliament-2008",)
"""Editions under which 40 % are elected at once, so that there is no second round."""
CANDIDATES = {"Ana": 40, "Eva": 35, "Ira": 25}
ANSWERS = {"Yes": 60, "No": 40}
COUNTS = {"valid": 110, "blank": 10, "null": 3, "cast": 113, "registered": 150, "population": 220}
RANKINGS = {("Ana", "Ira"): 40, ("Eva",): 35, ("Ira", "Eva", "Ana"): 25, ("Ivo", "Eva"): 9}
LIKE = {
    "bo/2009": "bo/2020",
    "bo/2014": "bo/2020",
    "is/althingi-2021": "is/althingi-2000",
    "no/storting-2024": "no/storting-2002",
}
"""Editions with the seats of real units, and an edition whose election fits them too."""
PYTHON = re.compile(r"[{}]|'\w+':|\b(?:Fraction|None|True|False|frozenset|tuple|Label)\b|\w\(\w+=|<\w+\.")
"""Signs that a page shows a value as Python writes it."""
RAW_FRACTION = re.compile(r"\d/\d")
"""A fraction where a reader expects a number."""


def by_country(names: Iterable[str]) -> pytest.MarkDecorator:
    """A test for each country, of ``names`` of laws or verifications: thousands take time by themselves."""
    countries: dict[str, list[str]] = {}
    for name in sorted(names):
        countries.setdefault(re.split("[/-]", name)[0], []).append(name)
    return pytest.mark.parametrize("names", countries.values(), ids=countries.keys())


@cache
def verified() -> Mapping[str, list[Verification]]:
    """Law -> its verifications, of those that have any; read once."""
    by_law: dict[str, list[Verification]] = {}
    for verification in verifications():
        by_law.setdefault(verification.law.id, []).append(verification)
    return by_law


def every_verification() -> list[Verification]:
    """All verifications, law by law; read once."""
    return [verification for known in verified().values() for verification in known]


@cache
def verification_of(name: str) -> Verification:
    """A verification by its folder's name; read once."""
    return next(verification for verification in every_verification() if verification.id == name)


@cache
def decided(name: str) -> Outcome:
    """What the law makes of a verification; decided once, as the largest take seconds."""
    return verification_of(name).decide()


@cache
def outcome_of(law_id: str) -> Outcome:
    """What the law makes of its first verification, or of made votes."""
    return decided(verified()[law_id][0].id) if law_id in verified() else _made(law_id)


def _made(law_id: str) -> Outcome:
    return get_law(law_id).decide(*made_election(law_id))


def made_election(law_id: str) -> tuple[dict[str, ContestTotals], bool, ElectionFacts]:
    """Made votes that fit a law: totals, whether they are complete, and facts."""
    law = get_law(law_id)
    if law.parts:
        return _several_bodies(law)
    if law_id in LIKE:
        election = verified()[LIKE[law_id]][0]
        return election.votes.totals(), True, election.facts
    units = {f"Unit {n}": 3 for n in range(SO_MANY[law_id])} if law_id in SO_MANY else UNITS
    measure = any(body.kind == "measure" for body in law.bodies)
    totals = {}
    for contest in law.contests:
        second = contest in ("run-off", "second-round")
        votes = {unit: _second_round() if second else dict(CANDIDATES) for unit in units}
        if contest == "second-round" and law_id in AT_ONCE:
            votes = {}
        if contest in law.reads.contests:  # Seats won, as rows without a constituency state them.
            votes = {unit: {"Ana": 2, "Eva": 1, "Ira": 0} for unit in units}
        if contest == "candidates":  # Of a party each, as they are called.
            votes = {unit: {f"{name}: 1": number for name, number in CANDIDATES.items()} for unit in units}
        if measure:
            votes = {unit: dict(ANSWERS) for unit in units}
        totals[contest] = ContestTotals(votes)
    ballots = any("ballots" in words for words in law.contests.values())
    counts = {what: dict.fromkeys(units, number) for what, number in COUNTS.items()}
    facts = ElectionFacts(
        seats=_seats(law),
        labels={"Yes": frozenset({"yes"})} if measure else {},
        counts=dict.fromkeys(totals, counts),
        ballots={law.first_contest: {unit: dict(RANKINGS) for unit in units}} if ballots else {},
    )
    if "run-off" in totals and not _stands_open(law, totals, facts):
        del totals["run-off"]
    return {} if ballots else totals, True, facts


def _several_bodies(law: Law) -> tuple[dict[str, ContestTotals], bool, ElectionFacts]:
    """An election of each body: one that its law is verified on, else a made one; no contest is shared."""
    totals: dict[str, ContestTotals] = {}
    counts: dict[str, Any] = {}
    ballots: dict[str, Any] = {}
    bodies: dict[str, ElectionFacts] = {}
    for part in law.parts:
        if part.of in verified():
            known = verified()[part.of][0]
            own, facts = known.votes.totals(), known.facts
        else:
            own, _, facts = made_election(part.of)
        totals |= {part.roles[role]: of for role, of in own.items()}
        counts |= {part.roles[role]: of for role, of in facts.counts.items()}
        ballots |= {part.roles[role]: of for role, of in facts.ballots.items()}
        bodies[part.id] = replace(facts, counts={}, ballots={})
    return totals, True, ElectionFacts(counts=counts, ballots=ballots, bodies=bodies)


def _stands_open(law: Law, totals: Mapping[str, ContestTotals], facts: ElectionFacts) -> bool:
    """Whether the first round elects nobody, so that there is a run-off."""
    first = {contest: of for contest, of in totals.items() if contest != "run-off"}
    return any(isinstance(office, RunOff) for office in law.decide(first, True, facts).offices.values())


def _seats(law: Law) -> dict[str, int]:
    """Seats of the units, where the law reads them; Wales fixes its own."""
    if law.id == "uk/senedd-2006":
        return dict.fromkeys(UNITS, 4)
    return UNITS if law.reads.seats else {}


def _second_round() -> dict[str, int]:
    return {"Ana": 45, "Eva": 55}


def no_sign_of_python(text: str) -> list[str]:
    """What of a text a reader would take for a fault."""
    return [*PYTHON.findall(text), *RAW_FRACTION.findall(text)]


LAW_IDS = law_ids()
OF_ONE_BODY = tuple(law_id for law_id in LAW_IDS if not get_law(law_id).parts)
"""Without the laws of several bodies, which consist of some of these."""
