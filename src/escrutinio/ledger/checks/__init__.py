"""All checks, in one list. Each states its code, severity, title and formula where it stands.

A finding never removes a sheet from the count, unless the election's definition names its code under
``checks.exclude``.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from escrutinio.ledger.checks import (
    against_stations,
    arithmetic,
    between_sheets,
    between_sources,
    deliveries,
    over_time,
)
from escrutinio.ledger.checks.check import Check
from escrutinio.ledger.checks.context import Context
from escrutinio.ledger.finding_frame import concat_findings
from escrutinio.ledger.finding_kinds import (
    BAD_NUMBER,
    BAD_ROW,
    BOUNDARIES,
    BOUNDARIES_DIFFER,
    EARLIER_SEATS,
    FILE_REMARK,
    LOST_LOG,
    LOST_RECORD,
    NOT_COUNTED,
    PHOTOGRAPHS,
    ROW_REPAIRED,
    SOURCE_TOTAL,
    TOTAL_ROW,
    UNKNOWN_COLUMN,
)

__all__ = ["CHECKS", "Check", "Context", "excluded_sheets", "run_checks", "unknown_codes"]


CHECKS: tuple[Check, ...] = (
    deliveries.altered,
    Check(LOST_LOG, at_reading=False),
    Check(LOST_RECORD, at_reading=False),
    deliveries.unrecorded,
    deliveries.held,
    deliveries.same_moment,
    deliveries.observed_later,
    deliveries.delivery_withdrawn,
    Check(BAD_ROW),
    Check(BAD_NUMBER),
    Check(ROW_REPAIRED),
    Check(FILE_REMARK),
    Check(NOT_COUNTED),
    Check(TOTAL_ROW),
    Check(SOURCE_TOTAL),
    Check(UNKNOWN_COLUMN),
    arithmetic.votes_not_valid,
    arithmetic.parts_not_cast,
    arithmetic.cast_over_registered,
    arithmetic.votes_without_voters,
    arithmetic.kind_not_in_contest,
    against_stations.registered_not_stations,
    against_stations.not_in_stations,
    against_stations.other_contest,
    against_stations.other_unit,
    against_stations.units_look_alike,
    arithmetic.selection_unknown,
    arithmetic.selection_withdrawn,
    over_time.duplicate_in_delivery,
    over_time.changed,
    over_time.figures_fell,
    over_time.withdrawn,
    over_time.returned,
    between_sources.sources_differ,
    arithmetic.nobody_voted,
    against_stations.place_outlier,
    between_sheets.same_votes,
    between_sheets.votes_swapped,
    Check(BOUNDARIES, at_reading=False),
    Check(BOUNDARIES_DIFFER, at_reading=False),
    Check(EARLIER_SEATS, at_reading=False),
    Check(PHOTOGRAPHS, at_reading=False),
)


def unknown_codes(codes: Sequence[str]) -> list[str]:
    """A sentence for each code of the definition that no check has."""
    known = {check.code for check in CHECKS}
    allowed = ", ".join(sorted(known))
    return [f"checks: found the code {code!r}; allowed: {allowed}" for code in codes if code not in known]


def run_checks(context: Context, codes: Sequence[str] | None = None) -> pl.DataFrame:
    """The findings of all checks that the election does not switch off.

    Args:
        context: what is looked at.
        codes: only these; None means all.
    """
    wanted = [check for check in CHECKS if codes is None or check.code in codes]
    return concat_findings(
        check.run(context) for check in wanted if check.code not in context.election.checks.off
    )


def excluded_sheets(context: Context) -> pl.DataFrame:
    """Contest and sheet of those that the election's definition leaves out of the count."""
    findings = (
        run_checks(context, context.election.checks.exclude) if context.election.checks.exclude else None
    )
    if findings is None:
        return pl.DataFrame(schema={"contest": pl.String, "sheet": pl.String})
    return findings.filter(pl.col("sheet") != "").select("contest", "sheet").unique()
