"""Checks: the findings of a moment."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from escrutinio.flows.boundary_findings import boundary_findings
from escrutinio.flows.count import election_label, iso
from escrutinio.flows.desk import Desk
from escrutinio.flows.documents.check import CheckDocument
from escrutinio.flows.documents.findings import FindingRow
from escrutinio.flows.documents.source_differences import SourceDifferences
from escrutinio.flows.earlier_seats import earlier_seats_findings
from escrutinio.flows.evidence import lost_log_findings
from escrutinio.flows.logged_records import lost_findings
from escrutinio.flows.photographs import photograph_findings
from escrutinio.flows.source_differences import where_sources_differ
from escrutinio.ledger.checks import CHECKS, Context, run_checks
from escrutinio.ledger.finding_frame import concat_findings
from escrutinio.ledger.finding_kinds import (
    BOUNDARIES,
    BOUNDARIES_DIFFER,
    EARLIER_SEATS,
    LOST_LOG,
    LOST_RECORD,
    PHOTOGRAPHS,
)
from escrutinio.model import Election, UsageError
from escrutinio.model.text import many_of


@dataclass(frozen=True)
class Checked:
    """The findings of a moment, the most severe first, on how many sheets, and where sources differ."""

    election: Election
    rehearsing: bool
    until: datetime | None
    findings: pl.DataFrame
    sheets: int
    sources: SourceDifferences


def check(
    desk: Desk,
    until: datetime | None = None,
    *,
    codes: tuple[str, ...] = (),
    context: Context | None = None,
) -> Checked:
    """Run the checks.

    Args:
        desk: the election.
        until: the moment (UTC); None for all that is known.
        codes: only these checks; none means all.
        context: the ledger as it stood at the moment, where it is at hand.

    Raises:
        UsageError: there is no such check.
    """
    order = {item.code: place for place, item in enumerate(CHECKS)}
    for code in codes:
        if code not in order:
            raise UsageError(f"there is no check {code!r}", hint=f"There are: {many_of(order)}.")
    context = context or Context(desk.election, desk.ledger, desk.stations, until)
    findings = run_checks(context, codes or None)
    asked = {*(codes or order)} - {*desk.election.checks.off}
    if LOST_RECORD.code in asked:
        findings = concat_findings([findings, lost_findings(desk.ledger, until)])
    if LOST_LOG.code in asked:
        findings = concat_findings([findings, lost_log_findings(desk)])
    if asked & {BOUNDARIES.code, BOUNDARIES_DIFFER.code}:
        of_maps = boundary_findings(desk.election, desk.stations)
        findings = concat_findings([findings, of_maps.filter(pl.col("code").is_in(asked))])
    if EARLIER_SEATS.code in asked:
        findings = concat_findings([findings, earlier_seats_findings(desk.election)])
    if PHOTOGRAPHS.code in asked:
        findings = concat_findings([findings, photograph_findings(desk.election)])
    weight = pl.col("severity").replace_strict({"error": 0, "warning": 1, "info": 2}, return_dtype=pl.Int8)
    place = pl.col("code").replace_strict(order, default=len(order), return_dtype=pl.Int64)
    findings = findings.sort(weight, place, "contest", "sheet", "file", "line", maintain_order=True)
    sources = where_sources_differ(desk, until, context=context)
    return Checked(desk.election, desk.rehearsing, until, findings, context.sheets.height, sources)


def check_document(checked: Checked) -> CheckDocument:
    """The findings as a document."""
    election = checked.election
    return CheckDocument(
        election=election_label(election),
        note=election.note if checked.rehearsing else "",
        rehearsal=checked.rehearsing,
        as_of=iso(checked.until),
        findings_by_code=dict(checked.findings.group_by("code").len().sort("code").iter_rows()),
        findings=tuple(
            FindingRow(**{**row, "numbers": json.loads(row["numbers"])})
            for row in checked.findings.iter_rows(named=True)
        ),
        sources=checked.sources,
    )
