"""Combinations of lists whose seats are shared by another rule than those of the whole."""

from __future__ import annotations

from escrutinio.law import ContestTotals, get_law
from escrutinio.law.facts import WHOLE, ElectionFacts


def test_the_dutch_seats_of_2012() -> None:
    # From memory. Without combinations the parties of the left would have 39, 15 and 3.
    votes = {
        "VVD": 2_504_948,
        "PvdA": 2_340_750,
        "PVV": 950_263,
        "SP": 909_853,
        "CDA": 801_620,
        "D66": 757_091,
        "CU": 294_586,
        "GL": 219_896,
        "SGP": 196_780,
        "PvdD": 182_162,
        "50PLUS": 177_631,
        **{f"small {number}": 8_865 for number in range(10)},
    }
    facts = ElectionFacts(agreements=(("CU", "SGP"), ("PvdA", "SP", "GL")))
    law = get_law("nl/tweede-kamer-1989")
    (chamber,) = law.decide({law.first_contest: ContestTotals({WHOLE: votes})}, True, facts).chambers.values()
    assert {name: seats for name, seats in chamber.seats.items() if seats} == {
        "VVD": 41,
        "PvdA": 38,
        "PVV": 15,
        "SP": 15,
        "CDA": 13,
        "D66": 12,
        "CU": 5,
        "GL": 4,
        "SGP": 3,
        "PvdD": 2,
        "50PLUS": 2,
    }
