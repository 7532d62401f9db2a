"""Fold sheets up the reporting-unit tree."""

from escrutinio.tabulation.fold import (
    NO_UNIT,
    REGISTERED_EXPECTED,
    REGISTERED_REPORTED,
    SHEETS_EXPECTED,
    SHEETS_REPORTED,
    SHEETS_UNEXPECTED,
    UNIT,
    resolve_units,
    tabulate,
)
from escrutinio.tabulation.shares import ratio, unit_figures

__all__ = [
    "NO_UNIT",
    "REGISTERED_EXPECTED",
    "REGISTERED_REPORTED",
    "SHEETS_EXPECTED",
    "SHEETS_REPORTED",
    "SHEETS_UNEXPECTED",
    "UNIT",
    "ratio",
    "resolve_units",
    "tabulate",
    "unit_figures",
]
