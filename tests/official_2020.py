"""Bolivia's official result of 2020, as the law takes it: for the tests of the law and of the bounds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from escrutinio.law import ContestTotals

OFFICIAL: dict[str, Any] = json.loads(
    Path(__file__).with_name("official_bolivia_2020.json").read_text(encoding="utf-8")
)


def official_totals() -> dict[str, ContestTotals]:
    """The official votes for president; for single seats one vote for the official winner."""
    return {
        "president": ContestTotals(OFFICIAL["president"], OFFICIAL["valid"]),
        "single-member": ContestTotals(
            {district: {winner: 1} for district, winner in OFFICIAL["single_member_winners"].items()}
        ),
        "special": ContestTotals(
            {unit: {name: 1} for unit, seats in OFFICIAL["deputies"].items() for name in seats["special"]}
        ),
    }
