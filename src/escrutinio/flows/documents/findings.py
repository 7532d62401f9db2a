"""What the checks found on the sheets and files of a publication."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from escrutinio.flows.documents.figures import Whole
from escrutinio.flows.documents.published import PublishedHeading
from escrutinio.model import Severity


class FindingRow(msgspec.Struct, frozen=True, kw_only=True):
    """A finding.

    Attributes:
        code: the check's code.
        severity: how much it weighs.
        message: one sentence in plain words.
        contest: the contest; empty when it concerns a file.
        sheet: the sheet; empty when it concerns a file.
        file: the file in which it was read.
        line: the line there; 0 or null when no single line is meant.
        delivery: the delivery's id; empty when there is none.
        numbers: what went into the check's formula, by name.
        before: the values before, for changes.
        after: the values after, for changes.
    """

    code: str
    severity: Severity
    message: str
    contest: str
    sheet: str
    file: str
    line: int | None
    delivery: str
    numbers: Mapping[str, int | float | str | None]
    before: str
    after: str


class CheckTally(msgspec.Struct, frozen=True, kw_only=True):
    """A check and how often it fired.

    Attributes:
        code: its code.
        severity: how much its findings weigh.
        title: what it looks for.
        formula: when it fires.
        count: its findings.
    """

    code: str
    severity: Severity
    title: str
    formula: str
    count: Whole


class FindingsDocument(
    PublishedHeading, frozen=True, kw_only=True, tag_field="schema", tag="escrutinio/findings/2"
):
    """What is wrong or remarkable with the sheets.

    Attributes:
        total: the number of findings.
        by_severity: severity -> findings.
        by_check: every check, with the number of its findings.
        findings: all findings, the most severe first.
    """

    total: Whole
    by_severity: Mapping[str, Whole]
    by_check: tuple[CheckTally, ...]
    findings: tuple[FindingRow, ...]
