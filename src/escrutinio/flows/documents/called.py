"""What has been called in public, and what was retracted. Proposals are not public."""

from __future__ import annotations

from typing import Literal

import msgspec

from escrutinio.flows.documents.figures import SelectionLabel, UtcTime
from escrutinio.flows.documents.published import PublishedHeading
from escrutinio.projection.calls import Doubt, Evidence, Question


class PublishedCall(msgspec.Struct, frozen=True, kw_only=True):
    """A call that was published, or its retraction.

    Attributes:
        kind: which of the two it is.
        id: of the call.
        moment: the newest moment of the count that was known when it was published, or retracted. ISO 8601,
            UTC.
        at: when it was published, or retracted. ISO 8601, UTC.
        about: what is called.
        answer: the selections: one is elected, or has the majority; two meet in the run-off; none: nobody has
            a majority.
        evidence: what the call rests on.
        doubt: of a call: what speaks against it by now; of a retraction without a person: why it was
            retracted; null where nothing does, or a person retracted it.
        reason: of a retraction: why, in the words of who retracted it; else empty.
    """

    kind: Literal["call", "retraction"]
    id: str
    moment: UtcTime
    at: UtcTime
    about: Question
    answer: tuple[SelectionLabel, ...]
    evidence: Evidence
    doubt: Doubt | None
    reason: str


class CallsSummary(msgspec.Struct, frozen=True, kw_only=True):
    """The calls that stand and those that were retracted.

    Attributes:
        standing: calls that were published and stand.
        retractions: published calls that were retracted, oldest first.
        problem: why the record of calls cannot be read; empty when it can.
    """

    standing: tuple[PublishedCall, ...]
    retractions: tuple[PublishedCall, ...]
    problem: str


class CallsDocument(
    PublishedHeading, frozen=True, kw_only=True, tag_field="schema", tag="escrutinio/calls/3"
):
    """Calls and retractions.

    Attributes:
        standing: calls that were published and stand.
        retractions: published calls that were retracted, oldest first.
        record: all publications and retractions of calls, oldest first.
        problem: why the record of calls cannot be read; empty when it can.
    """

    standing: tuple[PublishedCall, ...]
    retractions: tuple[PublishedCall, ...]
    record: tuple[PublishedCall, ...]
    problem: str
