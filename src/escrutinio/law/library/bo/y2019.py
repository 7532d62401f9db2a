"""Bolivia, general election of 20 October 2019, which was annulled: the same rules and seats as in 2020.

Source: Constitution (CPE) 146, 148, 166; Ley 026 arts. 52-61; Ley 421 (2013). Annulled by Ley 1266 of 24
November 2019; the votes of the finished count stay as they were published.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from escrutinio.law.library.bo import y2020

STATUTE = replace(
    y2020.STATUTE,
    id="bo/2019",
    title="Bolivia, general election 2019 (annulled)",
    valid_from=date(2019, 10, 20),
    valid_to=date(2019, 10, 20),
    notes="The election was annulled by Ley 1266 (2019); its seats were never taken.",
)
