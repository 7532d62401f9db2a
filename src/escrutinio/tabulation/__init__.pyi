from .ballots import NO_UNIT
from .columns import (
    IN_PART,
    IN_STATIONS,
    PART_REGISTERED,
    PARTS_UNEXPECTED,
    REGISTERED_EXPECTED,
    REGISTERED_REPORTED,
    SHEETS_EXPECTED,
    SHEETS_IN_PART,
    SHEETS_REPORTED,
    SHEETS_UNEXPECTED,
    STATIONS_REGISTERED,
    UNIT,
    UNSTATED_VOTES,
    sheets_with,
)
from .fold import missing_voters, resolve_units, tabulate
from .open_sheets import FIGURES, as_in_part, open_sheets, with_unread
from .shares import ratio, share_base_of, unit_figures
from .station_voters import with_station_voters

__all__ = [
    "FIGURES",
    "IN_PART",
    "IN_STATIONS",
    "NO_UNIT",
    "PARTS_UNEXPECTED",
    "PART_REGISTERED",
    "REGISTERED_EXPECTED",
    "REGISTERED_REPORTED",
    "SHEETS_EXPECTED",
    "SHEETS_IN_PART",
    "SHEETS_REPORTED",
    "SHEETS_UNEXPECTED",
    "STATIONS_REGISTERED",
    "UNIT",
    "UNSTATED_VOTES",
    "as_in_part",
    "missing_voters",
    "open_sheets",
    "ratio",
    "resolve_units",
    "share_base_of",
    "sheets_with",
    "tabulate",
    "unit_figures",
    "with_station_voters",
    "with_unread",
]
