"""Bolivia, general election of 18 October 2020: the parameters in force.

Sources: Constitution (CPE) 146, 148, 166; Ley 026 arts. 52-61; Ley 421 (2013) for seats by department.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from escrutinio.law.library.bo.statute import Department, Statute
from escrutinio.law.majority.two_rounds import AtLeastWithLead, MoreThan
from escrutinio.law.thresholds.conditions import Threshold


def districts(first: int, last: int) -> tuple[str, ...]:
    """The ids of single-member districts, first to last."""
    return tuple(f"C{number:02d}" for number in range(first, last + 1))


STATUTE = Statute(
    id="bo/2020",
    title="Bolivia, general election 2020",
    text="Constitution (CPE) 146, 148, 166; Ley 026 del Régimen Electoral (2010); Ley 421 (2013)",
    departments=(
        # Code, name, districts, list seats, special indigenous seats (Ley 421).
        Department("1", "Chuquisaca", districts(1, 5), 5, 0),
        Department("2", "La Paz", districts(6, 19), 14, 1),
        Department("3", "Cochabamba", districts(20, 28), 9, 1),
        Department("4", "Oruro", districts(29, 32), 4, 1),
        Department("5", "Potosí", districts(33, 39), 6, 0),
        Department("6", "Tarija", districts(40, 43), 4, 1),
        Department("7", "Santa Cruz", districts(44, 57), 13, 1),
        Department("8", "Beni", districts(58, 61), 3, 1),
        Department("9", "Pando", districts(62, 63), 2, 1),
    ),
    senators_each=4,
    conditions=(
        MoreThan(Fraction(1, 2)),
        AtLeastWithLead(Fraction(40, 100), Fraction(10, 100)),
    ),
    threshold=Threshold(
        Fraction(3, 100), "the valid votes for president in the nine departments", inclusive=True
    ),
    valid_from=date(2020, 10, 18),
    valid_to=date(2020, 10, 18),
    notes="The rules are those of Ley 026; the numbers of seats those of Ley 421 and its census of 2012.",
)
