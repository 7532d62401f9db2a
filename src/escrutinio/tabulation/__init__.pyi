from .ballots import NO_UNIT
from .fold import (
    IN_PART,
    IN_STATIONS,
    PARTS_UNEXPECTED,
    REGISTERED_EXPECTED,
    REGISTERED_REPORTED,
    SHEETS_EXPECTED,
    SHEETS_IN_PART,
    SHEETS_REPORTED,
    SHEETS_UNEXPECTED,
    STATIONS_REGISTERED,
    UNIT,
    missing_voters,
    resolve_units,
    sheets_with,
    tabulate,
)
from .shares import ratio, share_base_of, unit_figures
from .station_voters import with_station_voters

__all__ = [
    "IN_PART",
    "IN_STATIONS",
    "NO_UNIT",
    "PARTS_UNEXPECTED",
    "REGISTERED_EXPECTED",
    "REGISTERED_REPORTED",
    "SHEETS_EXPECTED",
    "SHEETS_IN_PART",
    "SHEETS_REPORTED",
    "SHEETS_UNEXPECTED",
    "STATIONS_REGISTERED",
    "UNIT",
    "missing_voters",
    "ratio",
    "resolve_units",
    "share_base_of",
    "sheets_with",
    "tabulate",
    "unit_figures",
    "with_station_voters",
]
