"""Laws applied to many small elections at once, with what an election can bring besides votes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from batches import check_the_same
from escrutinio.law import ElectionFacts, Law, get_law
from escrutinio.law.facts import INDEPENDENT, WHOLE
from escrutinio.law_batch import DrawnContest, DrawnElection, decide_draws, rules_without_batch
from escrutinio.law_batch.one_by_one import decide_one_by_one

DRAWS = 12
NAMES = ("A", "B", "C", "D", "E")
UNITS = ("1", "2", "3")
MEMBERS = {"1a": "1", "1b": "1", "2a": "2", "3a": "3"}
"""Constituencies, and the unit each belongs to."""
LIMITED = ("al/kuvendi-2008", "cl/diputados", "co/camara", "es/congreso", "pl/sejm", "pt/assembleia", "ro/ep")
"""Laws tried with lists that have too few candidates."""
MANY_MEMBERS = tuple(f"m{number}" for number in range(40))
NUMBER = {"ke/president": 47, "ng/president": 37, "au/referendum": 6, "ch/verfassung": 26}
"""How many units a law asks for."""
AGREEMENTS = {
    "il/knesset": (("A", "B"), ("C", "D")),
    "dk/ep": (("A", "B", "C"), ("A", "B")),
    "cl/diputados": (("A", "B", "C"), ("D",)),
    "al/kuvendi-2008": (("A", "B", "C"),),
    "tr/meclis-2018": (("A", "B"), ("C", "E")),
}
GROWING = (
    "de/bw-landtag",
    "de/he-landtag",
    "de/mv-landtag",
    "de/ni-landtag",
    "de/nw-landtag",
    "de/sh-landtag",
)
OF_THE_WHOLE = (*GROWING, "nz/house", "uk/london-assembly", "lt/seimas")
"""Laws whose lists have votes of the whole alone, beside single-member seats."""
LAWS = (
    *GROWING,
    *(
        "al/kuvendi-2008",
        "cl/diputados",
        "co/camara",
        "dk/ep",
        "il/knesset",
        "pl/sejm",
        "ro/ep",
        "tr/meclis-2018",
    ),
    *("kr/national-assembly-2004", "nz/house", "uk/london-assembly", "uk/scottish-parliament"),
    *("cz/senat", "es/senado", "fr/assemblee", "lt/seimas", "mx/senado", "us/louisiana"),
    *("bg/president", "id/president", "ke/president", "lt/president", "ng/president"),
    *("ba/federacija", "br/camara-2024", "fr/municipal-2013", "gr/vouli-2020"),
    "de/bundestag-2023",
    *("au/referendum", "ch/verfassung", "es/congreso", "mx/president", "pt/assembleia"),
)


def drawn(law: Law, chance: np.random.Generator, most: int, plain: bool) -> DrawnElection:
    """Results of a small election under a law, and facts that are the same in all of them.

    Args:
        law: the law.
        chance: what draws them.
        most: votes of a list in a unit, at most.
        plain: without lists that can run out of candidates, independents among them.
    """
    reads, roles = law.reads, [role for role in law.contests if role != "run-off"]
    measure = law.bodies[0].kind == "measure"
    names = ("Yes", "No") if measure else NAMES
    number = NUMBER.get(law.id, len(UNITS))
    units = tuple(f"{place + 1}" for place in range(number))
    whole_office = law.bodies[0].kind == "office" and law.id not in NUMBER and law.id != "id/president"
    contests, counts = {}, {}
    for place, role in enumerate(roles):
        own = units if not place else MANY_MEMBERS if law.id in GROWING else tuple(MEMBERS)
        if whole_office or (law.id in OF_THE_WHOLE and not place):
            own = (WHOLE,)
        if role == "second-round" and (len(roles) > 1 and chance.random() < 0.7):
            continue
        if role == "second-round" and place == 1:
            own = units
        votes = chance.integers(0, most + 1, (DRAWS, len(own), len(names)))
        votes[:, chance.random(votes.shape[1:]) < 0.15] = 0
        if own is MANY_MEMBERS:
            votes[:, :, 0] += most // 2
        contests[role] = DrawnContest(own, names, votes, votes.sum(axis=2) + chance.integers(0, 3))
        voters = {unit: int(votes[:, at].sum(axis=1).max() * 2) + 5 for at, unit in enumerate(own)}
        counts[role] = {
            "registered": voters,
            "cast": {unit: number * 2 // 3 for unit, number in voters.items()},
        }
    asked = reads.labels if law.id in LIMITED else reads.labels - {INDEPENDENT}
    labels = {name: {label for label in asked if chance.random() < 0.3} for name in names}
    if measure:
        labels = {"Yes": {"yes"}, "No": set()}
    elif not plain:
        labels["E"] = labels["E"] | {INDEPENDENT}
    seats = reads.seats and law.id != "uk/scottish-parliament"
    facts = ElectionFacts(
        seats={unit: int(chance.integers(1, 6)) for unit in units} if seats else {},
        above=MEMBERS if reads.above and law.id not in GROWING else {},
        agreements=AGREEMENTS.get(law.id, ()),
        parties={"A": 2, "B": 3} if reads.parties else {},
        labels={name: frozenset(given) for name, given in labels.items()},
        counts=counts,
        candidates={} if plain or measure else {unit: {"A": 1, "C": 2, "D": 3} for unit in units},
    )
    return DrawnElection(contests, facts)


def elections(law: Law) -> Iterator[DrawnElection]:
    chance = np.random.default_rng([ord(letter) for letter in law.id])
    for most in (3, 9, 200, 40_000):
        for plain in (True, False) if law.id in LIMITED else (True,):
            yield drawn(law, chance, most, plain)


@pytest.mark.parametrize("law_id", LAWS)
def test_many_small_elections_at_once_are_what_the_exact_law_gives(law_id: str) -> None:
    law = get_law(law_id)
    assert not rules_without_batch(law)
    for election in elections(law):
        exact = decide_one_by_one(law, election)
        check_the_same(decide_draws(law, election, most=None), exact)
