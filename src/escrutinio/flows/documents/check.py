"""The answer of ``escrutinio check``."""

from __future__ import annotations

from collections.abc import Mapping

from escrutinio.flows.documents.figures import ElectionHeading, UtcTime, Whole
from escrutinio.flows.documents.findings import FindingRow
from escrutinio.flows.documents.source_differences import SourceDifferences


class CheckDocument(ElectionHeading, frozen=True, kw_only=True, tag_field="schema", tag="escrutinio/check/2"):
    """Answer of escrutinio check.

    The findings of a moment, errors first.

    Attributes:
        as_of: the moment that was asked for; null when everything known is checked. ISO 8601, UTC.
        findings_by_code: code of a check -> number of its findings.
        findings: the findings.
        sources: where two sources differ on a sheet, and what that is for the totals.
    """

    as_of: UtcTime | None
    findings_by_code: Mapping[str, Whole]
    findings: tuple[FindingRow, ...]
    sources: SourceDifferences
