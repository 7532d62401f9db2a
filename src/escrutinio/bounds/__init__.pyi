from .compose import LawBounds, bounds_of, law_bounds, no_bounds
from .contests import dhondt_bounds, first_round_bound, plurality_bound
from .election import (
    Bounds,
    ChamberBounds,
    OfficeBound,
    SeatBound,
    SeatRange,
    ShareOfSeats,
    Sharpness,
    WithoutBounds,
)
from .missing import Awaited, Missing

__all__ = [
    "Awaited",
    "Bounds",
    "ChamberBounds",
    "LawBounds",
    "Missing",
    "OfficeBound",
    "SeatBound",
    "SeatRange",
    "ShareOfSeats",
    "Sharpness",
    "WithoutBounds",
    "bounds_of",
    "dhondt_bounds",
    "first_round_bound",
    "law_bounds",
    "no_bounds",
    "plurality_bound",
]
