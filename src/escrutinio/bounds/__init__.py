"""The audit: what the missing sheets can still change. It reads totals and law and decides nothing."""

from escrutinio.bounds.contests import (
    FirstRoundBound,
    SeatBound,
    SeatRange,
    dhondt_bounds,
    first_round_bound,
    plurality_bound,
)
from escrutinio.bounds.outlook import ChamberOutlook, Missing, Outlook, ShareOfSeats
from escrutinio.bounds.still_open import has_bounds, still_open
from escrutinio.bounds.unbounded import unbounded

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
