"""What the missing sheets can still change, whatever they hold; from totals and law, without statistics."""

from escrutinio.bounds.compose import BoundsEvaluation, bounds_of, rules_without_bounds
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
    "BoundsEvaluation",
    "ChamberBounds",
    "FirstRoundBound",
    "Missing",
    "SeatBound",
    "SeatRange",
    "ShareOfSeats",
    "bounds_of",
    "dhondt_bounds",
    "first_round_bound",
    "plurality_bound",
    "rules_without_bounds",
    "unbounded",
]
