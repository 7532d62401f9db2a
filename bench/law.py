"""Time the law: highest averages with ties found, and the whole of bo/2020.

Quote ratios from one run; machines are noisy. ``bench/seats.py`` has the peers and many results at once.

Run: python bench/law.py
"""

from __future__ import annotations

from collections.abc import Callable
from timeit import repeat
from typing import Any

from escrutinio.bounds import Missing, bounds_of
from escrutinio.law import ContestTotals, get_law, highest_averages, sainte_lague
from votes import VOTES


def show(name: str, call: Callable[[], Any], number: int) -> None:
    """Print the best of five runs, in microseconds a call."""
    best = min(repeat(call, number=number, repeat=5)) / number * 1e6
    print(f"{name:<55} {best:12.1f} us")


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
    show("bo/2020: still open", lambda: bounds_of(law, totals, Missing(missing)), 5)


if __name__ == "__main__":
    main()
