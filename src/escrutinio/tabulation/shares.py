"""Shares, turnout and coverage out of the sums. The sums are exact; these are rounded by the machine only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from escrutinio.model import NATION, Contest, SheetShare, SheetSum, UnitFigures, sheet, votes_column
from escrutinio.model.figures import share_base
from escrutinio.tabulation.columns import (
    NOT_ADDING_UP,
    PARTS_UNEXPECTED,
    REGISTERED_EXPECTED,
    REGISTERED_REPORTED,
    SHEETS_EXPECTED,
    SHEETS_IN_PART,
    SHEETS_REPORTED,
    SHEETS_UNEXPECTED,
    UNSTATED_VOTES,
    part_of,
    sheets_with,
    whole_of,
)


def ratio(part: int | None, whole: int | None) -> float | None:
    """``part`` of ``whole``, 0 to 1 as a rule; None when there is no whole, or one of them is not known."""
    return part / whole if whole and part is not None else None


def share_base_of(contest: Contest, valid: pl.Expr, votes: pl.Expr) -> pl.Expr:
    """As :func:`escrutinio.model.figures.share_base`, of every row of a table.

    Args:
        contest: says how many votes a ballot has.
        valid: the valid votes; null where they are not stated.
        votes: those of all selections together.
    """
    return votes if contest.votes_allowed > 1 else pl.max_horizontal(valid, votes)


def unit_figures(row: Mapping[str, Any], contest: Contest, *, all_listed: bool) -> UnitFigures:
    """One unit's row of a tabulation, with everything that follows from its sums.

    Args:
        row: see :func:`escrutinio.tabulation.tabulate`.
        contest: whose selections they are.
        all_listed: whether the stations file lists every sheet that is expected; otherwise there is no share
            of them.
    """
    reported, expected = row[SHEETS_REPORTED], row[SHEETS_EXPECTED]
    expected_in = reported - row[SHEETS_UNEXPECTED]
    counted = reported + row[SHEETS_IN_PART]
    whole = contest.level == NATION
    unstated = None if counted and whole else 0
    votes = {name: row.get(votes_column(name), unstated) for name in contest.selections}
    if not whole:  # there null says that a selection does not stand in the unit
        votes = {name: number for name, number in votes.items() if number is not None}
        if row[UNSTATED_VOTES] and counted:  # nothing tells a 0 that is stated from one that is not
            votes = {name: number or None for name, number in votes.items()}
    valid = _sum(row, sheet.VALID, counted)
    blank = None if contest.no_blank and not row[sheet.BLANK] else _sum(row, sheet.BLANK, counted)
    null = None if contest.no_null and not row[sheet.NULL] else _sum(row, sheet.NULL, counted)
    several = contest.votes_allowed > 1
    base = share_base(contest.votes_allowed, valid.least, sum(number or 0 for number in votes.values()))
    ballots = valid.sum if valid.complete else None
    return UnitFigures(
        sheets_expected=expected,
        sheets_reported=reported,
        sheets_unexpected=row[SHEETS_UNEXPECTED],
        sheets_in_part=row[SHEETS_IN_PART],
        sheets_missing=expected - expected_in + row[PARTS_UNEXPECTED],
        sheets_share=ratio(expected_in, expected) if all_listed else None,
        registered_expected=_sum(row, REGISTERED_EXPECTED, expected),
        registered_reported=_sum(row, REGISTERED_REPORTED, expected_in),
        registered_share=ratio(row[REGISTERED_REPORTED] or 0, row[REGISTERED_EXPECTED])
        if all_listed
        else None,
        registered=_sum(row, sheet.REGISTERED, counted),
        cast=_sum(row, sheet.CAST, counted),
        turnout=_share(row, "turnout"),
        valid=valid,
        blank=blank,
        null=null,
        blank_share_of_cast=_share(row, "blank_share_of_cast") if blank is not None else None,
        null_share_of_cast=_share(row, "null_share_of_cast") if null is not None else None,
        sheets_not_adding_up=row[NOT_ADDING_UP],
        unstated_votes=row[UNSTATED_VOTES],
        votes=votes,
        shares_of_valid={name: ratio(count, base) for name, count in votes.items()},
        shares_of_ballots={name: ratio(count, ballots) for name, count in votes.items()} if several else {},
        votes_allowed=contest.votes_allowed,
    )


def _sum(row: Mapping[str, Any], figure: str, sheets: int) -> SheetSum:
    return SheetSum(sum=row[figure], stated=row[sheets_with(figure)], sheets=sheets)


def _share(row: Mapping[str, Any], share: str) -> SheetShare:
    stated, sheets = row[sheets_with(share)], row[SHEETS_REPORTED] + row[SHEETS_IN_PART]
    known = stated or not sheets
    part, whole = (row[part_of(share)], row[whole_of(share)]) if known else (None, None)
    return SheetShare(
        share=ratio(part, whole),
        part=part,
        whole=whole,
        stated=stated,
        sheets=sheets,
    )
