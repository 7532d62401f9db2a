"""Time a law applied to many results at once, beside the exact law applied to one after the other.

The results are drawn around the official one of each law's first verification. Results that arrays leave to
the exact law, such as those with a tie, are in the time.

Run: python bench/draws.py [results]
"""

from __future__ import annotations

import re
import sys
from time import process_time

import numpy as np

from escrutinio.flows.verifications import VERIFICATIONS, Verification, read_verification
from escrutinio.law_batch import DrawnContest, DrawnElection, decide_draws
from escrutinio.law_batch.one_by_one import decide_one_by_one

LAWS = (
    *("pl/sejm", "tr/meclis-2022", "es/congreso", "es/senado", "cl/diputados", "il/knesset", "gr/vouli-2020"),
    *("no/storting-2024", "de/bundestag-2023", "uk/scottish-parliament", "uk/commons", "ke/president"),
)
ONE_BY_ONE = 20


def drawn_around(verification: Verification, number: int) -> DrawnElection:
    """So many results, each list in each unit with a tenth more or less than it had."""
    chance, contests = np.random.default_rng(1), {}
    for role, totals in verification.votes.totals().items():
        units = tuple(sorted(totals.votes))
        names = tuple(sorted({name for votes in totals.votes.values() for name in votes}))
        had = np.array([[totals.votes[unit].get(name, 0) for name in names] for unit in units])
        votes = np.rint(had * np.exp(chance.normal(0, 0.1, (number, *had.shape)))).astype(np.int64)
        stated = np.array([totals.valid.get(unit, 0) for unit in units])
        contests[role] = DrawnContest(units, names, votes, np.maximum(votes.sum(axis=2), stated))
    return DrawnElection(contests, verification.facts)


def main() -> None:
    """Print a line for each law: milliseconds of processor time a result, by either way."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    first: dict[str, Verification] = {}
    of_law = re.compile(r'^law = "(.+)"$', re.MULTILINE)
    for facts in sorted(VERIFICATIONS.glob("*/facts.toml")):
        found = of_law.search(facts.read_text("utf-8"))
        if found and found[1] in LAWS and found[1] not in first:
            first[found[1]] = read_verification(facts.parent)
    for law_id in LAWS:
        verification = first[law_id]
        drawn = drawn_around(verification, number)
        start = process_time()
        decide_one_by_one(verification.law, drawn.first(ONE_BY_ONE))
        exact = (process_time() - start) / ONE_BY_ONE * 1000
        start = process_time()
        decide_draws(verification.law, drawn, most=None)
        at_once = (process_time() - start) / number * 1000
        print(f"{law_id:<24} {exact:8.2f} ms  at once {at_once:8.3f} ms  {exact / at_once:8.0f} times")


if __name__ == "__main__":
    main()
