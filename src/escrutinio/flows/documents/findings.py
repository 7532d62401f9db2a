"""Findings, as documents have them."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

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
