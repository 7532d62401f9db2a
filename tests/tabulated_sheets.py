"""Sheets as the ledger gives them, for tests of what is added up."""

from __future__ import annotations

import polars as pl

COLUMNS = ["contest", "sheet", "unit_region", "registered", "cast", "valid", "blank", "null"]
VOTES = ["votes_A", "votes_B", "votes_C"]


def sheets(*rows: tuple[object, ...]) -> pl.DataFrame:
    schema = dict.fromkeys(COLUMNS[:3], pl.String) | dict.fromkeys([*COLUMNS[3:], *VOTES], pl.Int64)
    return pl.DataFrame(list(rows), schema=schema, orient="row")


SAMPLE = [
    ("council", "001", None, 100, 80, 75, 3, 2, 40, 30, 5),
    ("council", "002", None, 100, 60, 60, 0, 0, 10, 50, 0),
    ("council", "007", None, 100, 50, 40, 5, 5, 20, 20, 0),
    ("council", "999", "S", 90, 10, 10, 0, 0, 10, 0, 0),
    ("council", "998", "?", 90, 7, 7, 0, 0, 0, 7, 0),
    ("mayor", "001", None, 100, 80, 78, 1, 1, 48, 30, None),
]
