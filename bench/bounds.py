"""Time the sure bounds of large elections with 95 % counted, and compare them with random ends of the count.

Run: python bench/bounds.py [number of random ends, 10,000 unless given]
"""

from __future__ import annotations

import sys
from pathlib import Path
from timeit import repeat

from escrutinio.bounds import Bounds, Sharpness, bounds_of, law_bounds
from escrutinio.flows.laws import verifications

sys.path.append(str(Path(__file__).parents[1] / "tests"))
from completions import nearly_counted
from many_ends import contradicted_ends

ELECTIONS = {
    "mx/president": (0.63, "votes"),
    "pe/president": (0.8, "run-off"),
    "us/president": (0.66, "votes"),
    "uk/commons": (0.6, "votes"),
    "es/congreso": (0.66, "votes"),
}
"""Law -> turnout on the missing sheets, and the contest in which they are missing."""


def main(ends: int) -> None:
    """Print one line for each election: how long the bounds take, what is decided, what contradicts it."""
    for law_id, (turnout, role) in ELECTIONS.items():
        # The latest election that the law is verified on.
        whole = verifications(law_id)[-1]
        if law_bounds(whole.law).sharpness is Sharpness.NONE:
            print(f"{whole.title}: no bounds yet")
            continue
        totals, facts = whole.votes.totals(), whole.facts
        counted = nearly_counted(totals, facts, missing=20, turnout=turnout, role=role)
        bounds = bounds_of(whole.law, counted.totals, counted.missing, facts)
        seconds = min(
            repeat(
                lambda law=whole.law, counted=counted: bounds_of(  # type: ignore[misc]
                    law, counted.totals, counted.missing, counted.facts
                ),
                number=1,
                repeat=3,
            )
        )
        wrong = contradicted_ends(bounds, whole.law, counted, ends)
        print(
            f"{whole.title:<45} {1000 * seconds:8.1f} ms  {in_words(bounds)}; {wrong} of {ends:,} against it"
        )


def in_words(bounds: Bounds) -> str:
    """What is decided, in short."""
    parts = []
    for office in bounds.offices.values():
        run_off = "a run-off is sure" if office.run_off_sure else ""
        can = len(office.can_be_elected) or len(office.can_reach_run_off)
        parts.append(f"elected: {office.elected}" if office.elected else f"{run_off} {can} can win".strip())
    for chamber in bounds.chambers.values():
        fixed = sum(seats.min_seats for seats in chamber.seats.values())
        parts.append(f"{fixed} of {chamber.size} seats sure, majority: {chamber.majority.holder or 'open'}")
    return ", ".join(parts)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
