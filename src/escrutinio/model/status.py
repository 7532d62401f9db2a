"""Statuses of results and of counted items, with the names of NIST SP 1500-100."""

from __future__ import annotations

from enum import StrEnum


class ResultsStatus(StrEnum):
    """How final a result is (NIST SP 1500-100, ResultsStatus)."""

    UNOFFICIAL_PARTIAL = "unofficial-partial"
    UNOFFICIAL_COMPLETE = "unofficial-complete"
    CERTIFIED = "certified"
    CORRECTION = "correction"
    RECOUNT = "recount"


class CountItemStatus(StrEnum):
    """How far a reporting unit is counted (NIST SP 1500-100, CountItemStatus)."""

    COMPLETED = "completed"
    IN_PROCESS = "in-process"
    NOT_PROCESSED = "not-processed"


def count_item_status(reported: int, expected: int) -> CountItemStatus:
    """The status of a unit with ``reported`` of ``expected`` sheets in."""
    if reported == 0:
        return CountItemStatus.NOT_PROCESSED
    return CountItemStatus.COMPLETED if reported >= expected else CountItemStatus.IN_PROCESS
