"""Hungary: the threshold of lists."""

from __future__ import annotations

from escrutinio.law import ContestTotals, get_law
from escrutinio.law.facts import WHOLE, ElectionFacts


def test_a_list_with_just_five_per_cent_takes_part() -> None:
    law = get_law("hu/orszaggyules")
    votes = {
        "votes": ContestTotals({WHOLE: {"A": 9_500, "B": 500}}),
        "constituencies": ContestTotals({f"{n}": {"A": 60, "C": 40} for n in range(106)}),
    }
    (chamber,) = law.decide(votes, True, ElectionFacts()).chambers.values()
    assert chamber.seats["B"] > 0
