"""Kinds of finding. Each states its code, severity, title and formula once, here or beside its check.

Here are those that are made while a delivery is read; the others stand in :mod:`escrutinio.ledger.checks`.
"""

from __future__ import annotations

from dataclasses import dataclass

from escrutinio.model import Severity


@dataclass(frozen=True, slots=True)
class FindingKind:
    """What all findings of a kind have in common.

    Attributes:
        code: the name by which it is switched off, or made to exclude sheets, in election.toml.
        severity: how much it weighs.
        title: what is wrong or remarkable, in a few words.
        formula: when it is so, in the terms of the glossary.
    """

    code: str
    severity: Severity
    title: str
    formula: str


BAD_ROW = FindingKind(
    "bad-row",
    Severity.ERROR,
    "a row that cannot be read, or names no sheet or no known contest",
    "fields ≠ columns of the header, or sheet or contest missing or unknown",
)
BAD_NUMBER = FindingKind(
    "bad-number",
    Severity.ERROR,
    "a negative, fractional, missing or unreadable number",
    "number is not a whole number ≥ 0",
)
ROW_REPAIRED = FindingKind(
    "row-repaired",
    Severity.INFO,
    "a row split by a stray quote, joined again",
    "fields > columns, one stray quote, and all numbers whole after joining",
)
LOST_RECORD = FindingKind(
    "lost-record",
    Severity.ERROR,
    "a delivery or a decision that the log has and the ledger has lost",
    "entry of the log ∉ records of the ledger",
)
LOST_LOG = FindingKind(
    "lost-log",
    Severity.ERROR,
    "the log of what came in is gone, or its checkpoint is",
    "there was a log, and log/checkpoint is not there",
)
BOUNDARIES = FindingKind(
    "boundaries",
    Severity.WARNING,
    "boundaries of a level that cannot be drawn",
    "file cannot be read, or no area has the property",
)
BOUNDARIES_DIFFER = FindingKind(
    "boundaries-differ",
    Severity.INFO,
    "units of a level without a boundary, or boundaries without a unit",
    "units without an area > 0, or areas without a unit > 0",
)
PHOTOGRAPHS = FindingKind(
    "photographs",
    Severity.INFO,
    "a photograph of a person that cannot be shown",
    "file missing, outside the folder, > 12 MB, > 50 million pixels, or no JPEG, PNG or WebP",
)
EARLIER_SEATS = FindingKind(
    "earlier-seats",
    Severity.WARNING,
    "seats of the earlier election that cannot be read",
    "file cannot be read, or holds something other than seats",
)
NOT_COUNTED = FindingKind(
    "not-counted",
    Severity.INFO,
    "sheets that a file lists and that are not counted yet",
    "no votes, valid, blank, null or cast stated, or a status that does not mean counted",
)
TOTAL_ROW = FindingKind(
    "total-row",
    Severity.WARNING,
    "a row that may be a total of other rows",
    "all its figures = Σ of those of two rows or more that stand together in the file",
)
SOURCE_TOTAL = FindingKind(
    "source-total",
    Severity.WARNING,
    "a total of the source that is not the sum of its sheets",
    "votes, cast, valid, blank or null of the file's own total ≠ Σ of the file's sheets",
)
FILE_REMARK = FindingKind(
    "file-remark",
    Severity.WARNING,
    "a remark on a file as a whole",
    "no line break at the end, sheets of a workbook not read, or words that only look like known ones",
)
UNKNOWN_COLUMN = FindingKind(
    "unknown-column",
    Severity.INFO,
    "columns that the feed's mapping does not mention",
    "column not mapped and not under ignore",
)
SELECTION_UNKNOWN = FindingKind(
    "selection-unknown",
    Severity.ERROR,
    "votes for a selection that does not stand in the contest",
    "votes > 0 and selection ∉ selections of the contest",
)
DUPLICATE_IN_DELIVERY = FindingKind(
    "duplicate-in-delivery",
    Severity.ERROR,
    "a sheet several times in one delivery with different numbers, or a word several times on one sheet",
    "two rows of a delivery: same contest, sheet and time, different counts; or same contest, sheet and word",
)
