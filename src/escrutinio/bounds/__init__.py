"""What the missing sheets can still change, whatever they hold; from totals and law, without statistics."""

from escrutinio.bounds.compose import bounds_of, has_bounds
from escrutinio.bounds.contests import (
    FirstRoundBound,
    SeatBound,
    SeatRange,
    dhondt_bounds,
    first_round_bound,
    plurality_bound,
)
from escrutinio.bounds.election import Bounds, ChamberBounds, Missing, ShareOfSeats
from escrutinio.bounds.unbounded import unbounded

__all__ = [
    "Bounds",
    "ChamberBounds",
    "FirstRoundBound",
    "Missing",
    "SeatBound",
    "SeatRange",
    "ShareOfSeats",
    "bounds_of",
    "dhondt_bounds",
    "first_round_bound",
    "has_bounds",
    "plurality_bound",
    "unbounded",
]
