"""The audit: what the missing sheets can still change. It reads totals and law and decides nothing."""

from escrutinio.audit.bounds import (
    FirstRoundBound,
    SeatBound,
    SeatRange,
    dhondt_bounds,
    first_round_bound,
    plurality_bound,
)
from escrutinio.audit.outlook import ChamberOutlook, Missing, Outlook, ShareOfSeats
from escrutinio.audit.still_open import has_bounds, still_open
from escrutinio.audit.unbounded import unbounded

__all__ = [
    "ChamberOutlook",
    "FirstRoundBound",
    "Missing",
    "Outlook",
    "SeatBound",
    "SeatRange",
    "ShareOfSeats",
    "dhondt_bounds",
    "first_round_bound",
    "has_bounds",
    "plurality_bound",
    "still_open",
    "unbounded",
]
