"""The columns of sheets with their units, and of tables of units: what each of them says."""

from __future__ import annotations

from collections.abc import Mapping

from escrutinio.model import sheet

UNIT = "unit"
SHEETS_EXPECTED, SHEETS_REPORTED = "sheets_expected", "sheets_reported"
SHEETS_UNEXPECTED = "sheets_unexpected"
"""Of the sheets reported, those that are not in the stations file."""
SHEETS_IN_PART = "sheets_in_part"
"""Places of which some tables are counted and others are not: their votes count, and they are missing."""
REGISTERED_EXPECTED, REGISTERED_REPORTED = "registered_expected", "registered_reported"
NOT_ADDING_UP = "sheets_not_adding_up"
"""Sheets on which the votes of the selections are not as many as the valid votes; where a ballot has several,
more than the valid ballots can have."""
UNSTATED_VOTES = "unstated_votes"
"""Figures of votes, of a sheet and a selection that stands there, that the sheets in do not state."""

SHARES: Mapping[str, tuple[str, str]] = {
    "turnout": (sheet.CAST, sheet.REGISTERED),
    "blank_share_of_cast": (sheet.BLANK, sheet.CAST),
    "null_share_of_cast": (sheet.NULL, sheet.CAST),
}
"""Share -> its two numbers, which are added up over the sheets that have both."""

IN_STATIONS = "in_stations"
"""Whether the stations file has the sheet."""
STATIONS_REGISTERED = "stations_registered"
"""The voters that the stations file has on the sheet; null where it does not know them, or the sheet."""


IN_PART = "in_part"
"""Whether some of the place's tables are still missing on the sheet."""
REGISTERED_REST = "registered_rest"
"""Of a sheet that is in part, the voters of the tables that are missing; null of one that is whole."""
PART_REGISTERED = "part_registered"
"""On sheets that are in part: the voters of the tables that are counted, as large a part as of the tables."""
PARTS_UNEXPECTED = "parts_unexpected"
"""Of the places in part, those that are not in the stations file."""

MOST_VALID = "most_valid"
"""The most valid ballots that the sheet can hold: those it states; else those cast less what it states of
blank and null ones; else its voters. Null where it says none of it."""

STATED_VOTERS = "stated_voters"
"""Where vote types are told apart: the voters that the sheet states, which are its whole station's."""


def sheets_with(figure: str) -> str:
    """The column with the number of sheets that state or imply a figure, or both numbers of a share."""
    return f"{figure}_sheets"


def part_of(share: str) -> str:
    """The column with the first number of one of ``SHARES``, over the sheets that have both."""
    return f"{share}_part"


def whole_of(share: str) -> str:
    """The column with the second number of one of ``SHARES``, over the sheets that have both."""
    return f"{share}_whole"
