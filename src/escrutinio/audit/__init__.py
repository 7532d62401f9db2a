"""The audit: what the missing sheets can still change. It reads totals and law and decides nothing."""

from escrutinio.audit.bounds import (
    FirstRoundBound,
    SeatBound,
    SeatRange,
    dhondt_bounds,
    first_round_bound,
    plurality_bound,
)
from escrutinio.audit.outlook import ChamberOutlook, Outlook, ShareOfSeats
from escrutinio.audit.still_open import still_open

__all__ = [
    "ChamberOutlook",
    "FirstRoundBound",
    "Outlook",
    "SeatBound",
    "SeatRange",
    "ShareOfSeats",
    "dhondt_bounds",
    "first_round_bound",
    "plurality_bound",
    "still_open",
]
