"""All checks, in one list. Each is a plain function from the ledger's state to findings.

A finding never removes a sheet from the count, unless the election's definition names its code under
``checks.exclude``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from escrutinio.ledger.checks import against_stations, arithmetic, over_time
from escrutinio.ledger.checks.context import Check, Context
from escrutinio.ledger.finding_frame import concat_findings
from escrutinio.model import Severity

__all__ = ["CHECKS", "Check", "Context", "excluded_sheets", "run_checks", "unknown_codes"]


def _at_reading(code: str) -> Callable[[Context], pl.DataFrame]:
    def kept(context: Context) -> pl.DataFrame:
        return context.found_at_reading.filter(pl.col("code") == code)

    return kept


def _both(code: str, run: Callable[[Context], pl.DataFrame]) -> Callable[[Context], pl.DataFrame]:
    """Found when the delivery was read, or in what stands now."""

    def found(context: Context) -> pl.DataFrame:
        return concat_findings([_at_reading(code)(context), run(context)])

    return found


_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO

CHECKS: tuple[Check, ...] = (
    Check(
        "bad-row",
        _E,
        "a row that cannot be read, or names no sheet or no known contest",
        "fields ≠ columns of the header, or sheet or contest missing or unknown",
        _at_reading("bad-row"),
    ),
    Check(
        "bad-number",
        _E,
        "a negative, fractional, missing or unreadable number",
        "number is not a whole number ≥ 0",
        _at_reading("bad-number"),
    ),
    Check(
        "row-repaired",
        _I,
        "a row split by a stray quote, joined again",
        "fields > columns, one stray quote, and all numbers whole after joining",
        _at_reading("row-repaired"),
    ),
    Check(
        "file-remark",
        _W,
        "something about a file as a whole",
        "no line break at the end, or sheets of a workbook that were not read",
        _at_reading("file-remark"),
    ),
    Check(
        "unknown-column",
        _I,
        "columns that the feed's mapping does not mention",
        "column not mapped and not under ignore",
        _at_reading("unknown-column"),
    ),
    Check(
        "lists-not-valid",
        _E,
        "the lists do not add up to the valid votes",
        "Σ votes of lists ≠ valid",
        arithmetic.lists_not_valid,
    ),
    Check(
        "parts-not-cast",
        _E,
        "valid, blank and null votes do not add up to the votes cast",
        "valid + blank + null ≠ cast",
        arithmetic.parts_not_cast,
    ),
    Check(
        "cast-over-registered",
        _E,
        "more votes cast than voters registered",
        "max(cast, valid + blank + null) > registered",
        arithmetic.cast_over_registered,
    ),
    Check(
        "registered-not-stations",
        _W,
        "registered voters differ from the stations file",
        "registered ≠ registered in the stations file",
        against_stations.registered_not_roll,
    ),
    Check(
        "not-in-stations",
        _E,
        "a sheet that is not in the stations file",
        "sheet ∉ stations of any contest",
        against_stations.not_on_roll,
    ),
    Check(
        "other-contest",
        _E,
        "a sheet of another contest",
        "sheet ∉ stations of its contest, sheet ∈ stations of another",
        against_stations.other_contest,
    ),
    Check(
        "other-unit",
        _E,
        "a sheet of another district or unit",
        "unit in the feed ≠ unit in the stations file, at any level",
        against_stations.other_unit,
    ),
    Check(
        "selection-unknown",
        _E,
        "votes for a list that does not stand in the contest",
        "votes > 0 and list ∉ selections of the contest",
        _both("selection-unknown", arithmetic.selection_unknown),
    ),
    Check(
        "selection-withdrawn",
        _E,
        "votes for a list that has withdrawn",
        "votes > 0 and list ∈ withdrawn of the contest",
        arithmetic.selection_withdrawn,
    ),
    Check(
        "duplicate-in-delivery",
        _E,
        "a sheet twice in one delivery with different numbers",
        "two rows of a delivery: same contest, sheet and time, different counts",
        over_time.duplicate_in_delivery,
    ),
    Check(
        "changed",
        _W,
        "a sheet changed after it was published",
        "counts of version n ≠ counts of version n − 1",
        over_time.changed,
    ),
    Check(
        "withdrawn",
        _W,
        "a sheet that disappeared from a later snapshot",
        "sheet ∈ earlier delivery, ∉ next snapshot of its contest",
        over_time.withdrawn,
    ),
    Check(
        "returned",
        _I,
        "a sheet that disappeared and came back",
        "version n − 1 is a withdrawal",
        over_time.returned,
    ),
    Check(
        "nobody-voted",
        _I,
        "a sheet on which nobody voted",
        "cast = 0",
        arithmetic.nobody_voted,
    ),
    Check(
        "place-outlier",
        _W,
        "a count far above the polling place's other tables",
        "cast > place_factor × median of the place's other tables (2 or more), and > median + place_margin",
        against_stations.place_outlier,
    ),
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
