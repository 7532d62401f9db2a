"""Time the law: D'Hondt with ties found, the whole of bo/2020, and both for many results at once.

Quote ratios from one run; machines are noisy.

Run: python bench/law.py
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from timeit import repeat
from typing import Any

import numpy as np

from escrutinio.audit import still_open
from escrutinio.law import ContestTotals, get_law, highest_averages, sainte_lague
from escrutinio.law.batch import allocate_many, batch_law

VOTES = {
    "A": 3_394_052,
    "B": 1_775_953,
    "C": 862_186,
    "D": 500_123,
    "E": 95_255,
    "F": 77_777,
    "G": 31_765,
    "H": 12_345,
}


def show(name: str, call: Callable[[], Any], number: int) -> None:
    """Print the best of five runs, in microseconds a call."""
    best = min(repeat(call, number=number, repeat=5)) / number * 1e6
    print(f"{name:<55} {best:12.1f} us")


def show_batches() -> None:
    """Print one line for each case of many results at once."""
    rng = np.random.default_rng(1)
    votes = np.array(list(VOTES.values()))

    def drawn(*shape: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
        return (votes * rng.uniform(0.2, 1.8, (*shape, len(votes)))).astype(np.int64)

    many = drawn(1_000_000)
    show("batch: D'Hondt, 1,000,000 x 130 seats, 8 lists", lambda: allocate_many(many, 130), 1)
    show("batch: Sainte-Laguë, the same", lambda: allocate_many(many, 130, "sainte_lague"), 1)
    few = many[: 9 * 2_000]
    show("batch: D'Hondt, 2,000 x 9 x 4 seats, 8 lists", lambda: allocate_many(few, 4), 5)
    draws = {"president": drawn(2_000, 10), "single": drawn(2_000, 63), "special": drawn(2_000, 7)}
    names = dict.fromkeys(("president", "single-member", "special"), tuple(VOTES))
    bolivia = batch_law("bo/2020")
    show("batch: bo/2020, 2,000 results", lambda: bolivia(**draws, names=names), 2)


def main() -> None:
    """Print one line for each case."""
    show("D'Hondt, 130 seats, 8 lists", lambda: highest_averages(VOTES, 130), 5_000)
    show("D'Hondt, 9 x 4 seats, 8 lists", lambda: [highest_averages(VOTES, 4) for _ in range(9)], 1_000)
    show("Sainte-Laguë, 130 seats, 8 lists", lambda: highest_averages(VOTES, 130, sainte_lague), 500)
    show("D'Hondt, three-way tie for 2 seats", lambda: highest_averages({"A": 7, "B": 7, "C": 7}, 2), 5_000)

    law = get_law("bo/2020")
    totals = {
        role: ContestTotals({unit: VOTES for unit in units if role != "special" or unit not in {"1", "5"}})
        for role, units in law.units.items()
    }
    missing = {role: dict.fromkeys(law.units[role], 200_000) for role in law.units}
    show("bo/2020: decide, with derivation", lambda: law.decide(totals, complete=True), 20)
    show("bo/2020: still open", lambda: still_open("bo/2020", totals, missing), 5)

    show_batches()

    if importlib.util.find_spec("votelib") is None:
        print("votelib is not installed: no peer to compare with")
        return
    from votelib.evaluate.proportional import HighestAverages

    peer = HighestAverages("d_hondt")
    show("votelib D'Hondt, 130 seats, 8 lists", lambda: peer.evaluate(VOTES, 130), 200)


if __name__ == "__main__":
    main()
