"""How often each test for odd sheets alarms where nothing is wrong: python bench/forensics_null.py 1000 39.

Elections of places with several tables are simulated: shares and turnout of a place vary around its area's,
tables are samples of their place. The table goes into docs/explanation/odd-sheets.md.
"""

from __future__ import annotations

import sys
import time

from escrutinio.explain.forensics import TESTS, Verdict
from escrutinio.explain.forensics.simulation import simulated

VOTERS = {"identical-votes": 70}
"""Among 500 sheets of 200 voters two alike are so rare that any pair is an alarm: 3 % of them have one."""


def main(elections: int, draws: int, tests: list[str]) -> None:
    """Print the share of alarms of each test."""
    print(f"{elections} simulated elections, {draws} draws in each")
    for test in (test for test in TESTS if not tests or test.id in tests):
        begun = time.perf_counter()
        verdicts = [
            test.run(simulated(seed, voters=VOTERS.get(test.id, 200)), draws, seed)
            for seed in range(elections)
        ]
        told = [verdict for verdict in verdicts if isinstance(verdict, Verdict)]
        alarms = sum(verdict.alarm for verdict in told)
        seconds = time.perf_counter() - begun
        print(f"{test.id:20} {alarms / max(len(told), 1):.4f} of {len(told)}  ({seconds:.0f} s)", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
