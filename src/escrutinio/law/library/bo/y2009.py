"""Bolivia, general election of 6 December 2009: the rules of 2020 with the seats of Ley 4021.

Source: Constitution (CPE) 146, 148, 166; Ley 4021 (Régimen Electoral Transitorio, 14 April 2009). The numbers
of single-member, list and special seats by department, and the numbering of the 70 districts by department,
are from memory; they add up to 70, 53 and 7.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from escrutinio.law.library.bo import y2020
from escrutinio.law.library.bo.statute import Department
from escrutinio.law.library.bo.y2020 import districts

STATUTE = replace(
    y2020.STATUTE,
    id="bo/2009",
    title="Bolivia, general election 2009",
    text="Constitution (CPE) 146, 148, 166; Ley 4021, Régimen Electoral Transitorio (2009)",
    departments=(
        # Code, name, districts, list seats, special indigenous seats (from memory).
        Department("1", "Chuquisaca", districts(1, 6), 5, 0),
        Department("2", "La Paz", districts(7, 21), 13, 1),
        Department("3", "Cochabamba", districts(22, 31), 8, 1),
        Department("4", "Oruro", districts(32, 36), 3, 1),
        Department("5", "Potosí", districts(37, 44), 6, 0),
        Department("6", "Tarija", districts(45, 49), 3, 1),
        Department("7", "Santa Cruz", districts(50, 62), 11, 1),
        Department("8", "Beni", districts(63, 67), 3, 1),
        Department("9", "Pando", districts(68, 70), 1, 1),
    ),
    valid_from=date(2009, 12, 6),
    valid_to=date(2009, 12, 6),
    notes="The seats of departments (70 single-member, 53 of lists, 7 special) and the threshold are from "
    "memory, and the articles cited are those of Ley 026, which came later. Not verified on an election.",
)
