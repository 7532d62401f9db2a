"""Bolivia, general election of 12 October 2014: the rules and the seats of departments of 2019 and 2020.

Source: Constitution (CPE) 146, 148, 166; Ley 026 arts. 52-61; Ley 421 (2013), which gave the departments
their seats.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from escrutinio.law.library.bo import y2020

STATUTE = replace(
    y2020.STATUTE,
    id="bo/2014",
    title="Bolivia, general election 2014",
    valid_from=date(2014, 10, 12),
    valid_to=date(2014, 10, 12),
    notes="The names of single-member districts are those of 2020. Verified for the president alone.",
)
