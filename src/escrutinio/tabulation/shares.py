"""Shares, turnout and coverage out of the sums. The sums are exact; these are rounded by the machine only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from escrutinio.model import Contest, UnitFigures, sheet, votes_column
from escrutinio.tabulation.fold import (
    REGISTERED_EXPECTED,
    REGISTERED_REPORTED,
    SHEETS_EXPECTED,
    SHEETS_REPORTED,
    SHEETS_UNEXPECTED,
)


def ratio(part: int, whole: int) -> float | None:
    """``part`` of ``whole``, 0 to 1 as a rule; None when there is no whole."""
    return part / whole if whole else None


def unit_figures(row: Mapping[str, Any], contest: Contest) -> UnitFigures:
    """One unit's row of a tabulation, with everything that follows from its sums.

    Args:
        row: see :func:`escrutinio.tabulation.tabulate`.
        contest: whose selections they are.
    """
    votes = {name: row.get(votes_column(name), 0) for name in contest.selections}
    valid, cast = row[sheet.VALID], row[sheet.CAST]
    return UnitFigures(
        sheets_expected=row[SHEETS_EXPECTED],
        sheets_reported=row[SHEETS_REPORTED],
        sheets_unexpected=row[SHEETS_UNEXPECTED],
        sheets_missing=row[SHEETS_EXPECTED] - (row[SHEETS_REPORTED] - row[SHEETS_UNEXPECTED]),
        sheets_share=ratio(row[SHEETS_REPORTED] - row[SHEETS_UNEXPECTED], row[SHEETS_EXPECTED]),
        registered_expected=row[REGISTERED_EXPECTED],
        registered_reported=row[REGISTERED_REPORTED],
        registered_share=ratio(row[REGISTERED_REPORTED], row[REGISTERED_EXPECTED]),
        registered=row[sheet.REGISTERED],
        cast=cast,
        turnout=ratio(cast, row[sheet.REGISTERED]),
        valid=valid,
        blank=row[sheet.BLANK],
        null=row[sheet.NULL],
        blank_share_of_cast=ratio(row[sheet.BLANK], cast),
        null_share_of_cast=ratio(row[sheet.NULL], cast),
        votes=votes,
        shares_of_valid={name: ratio(count, valid) for name, count in votes.items()},
    )
