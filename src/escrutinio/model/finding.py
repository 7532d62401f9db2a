"""Findings: what is wrong or remarkable with the input, as data. A finding never stops a count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs. None of them removes a sheet from the count by itself."""

    ERROR = "error"
    """The numbers contradict each other or cannot be read; somebody must look."""
    WARNING = "warning"
    """Unusual, or differs from what was expected."""
    INFO = "info"
    """Worth a line in the record."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found, with the numbers that show it and the place to look.

    Attributes:
        code: the check's code, as in the reference of checks.
        severity: see :class:`Severity`.
        message: one sentence in plain words, ending with what to do where that is known.
        numbers: what went into the check's formula, by name.
        contest, sheet: what it concerns; empty when it concerns a whole file.
        file, line: where it was read; line 0 when no single line is meant.
        delivery: the delivery's identifier, empty when it has none.
        before, after: the values before and after, for changes.
    """

    code: str
    severity: Severity
    message: str
    contest: str = ""
    sheet: str = ""
    file: str = ""
    line: int = 0
    delivery: str = ""
    numbers: Mapping[str, int | float | str | None] = field(default_factory=dict)
    before: str = ""
    after: str = ""
