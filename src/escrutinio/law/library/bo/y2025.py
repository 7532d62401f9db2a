"""Bolivia, general election of 17 August 2025: the rules and the seats of 2020.

Source: Constitution (CPE) 146, 148, 166; Ley 026 arts. 52-61; Ley 421 (2013). The second round of 19 October
2025 is that of the president alone: see the law ``bo/president``.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from escrutinio.law.library.bo import y2020

STATUTE = replace(
    y2020.STATUTE,
    id="bo/2025",
    title="Bolivia, general election 2025",
    valid_from=date(2025, 8, 17),
    valid_to=date(2025, 8, 17),
    notes="That the numbers of seats of 2020 (Ley 421, census of 2012) were those of 2025 is from memory; "
    "the single-member districts of the electoral body's file are the same 63, numbered as then. The votes "
    "of the second round of 19 October are decided by bo/president.",
)
