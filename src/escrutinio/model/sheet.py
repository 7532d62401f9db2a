"""The columns of a tally sheet, the same in feeds, ledger and tabulation.

A row is one version of one sheet. Counts are Int64 and may be null, which means "not stated or not readable".

| column | type | what |
|---|---|---|
| contest, sheet | text | together they name the sheet |
| observed_at | time, UTC, microseconds | when the source first showed this version |
| registered, cast, valid, blank, null | Int64 | the sheet's own figures |
| votes_ID | Int64 | votes for the selection ID |
| unit_LEVEL | text | the reporting unit as the feed names it (used when the stations file does not know
the sheet) |
| tables_counted, tables_total | Int64 | of a row that stands for a place with several tables: how many
are counted |
| line, part | Int64, text | where in the file it stood; part is the workbook's sheet |
"""

from __future__ import annotations

from collections.abc import Iterable

CONTEST = "contest"
SHEET = "sheet"
OBSERVED_AT = "observed_at"
REGISTERED = "registered"
CAST = "cast"
VALID = "valid"
BLANK = "blank"
NULL = "null"
LINE = "line"
PART = "part"
READABLE = "readable"
TABLES = TABLES_COUNTED, TABLES_TOTAL = "tables_counted", "tables_total"
"""Of a place whose tables are counted one after the other in one row: its tables; null for a sheet of one."""

KEY = (CONTEST, SHEET)
COUNTS = (REGISTERED, CAST, VALID, BLANK, NULL)
"""BallotCounts of NIST SP 1500-100, less the votes by selection."""

VOTES_PREFIX = "votes_"
UNIT_PREFIX = "unit_"


def votes_column(selection: str) -> str:
    """The column that holds the votes of a selection."""
    return VOTES_PREFIX + selection


def selection_of(column: str) -> str:
    """The selection whose votes a column holds."""
    return column.removeprefix(VOTES_PREFIX)


def figures_in(columns: Iterable[str]) -> list[str]:
    """Of some columns those that hold counts or votes, in their order."""
    return [name for name in columns if name in COUNTS or name.startswith(VOTES_PREFIX)]


def unit_column(level: str) -> str:
    """The column that holds the feed's own word for the unit at a level."""
    return UNIT_PREFIX + level
