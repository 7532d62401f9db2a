"""What has been called, and what was retracted."""

from __future__ import annotations

from typing import Literal

import msgspec

from escrutinio.flows.documents.figures import SelectionLabel, Share, UtcTime
from escrutinio.flows.documents.published import PublishedHeading
from escrutinio.projection.calls import Question


class PublishedCall(msgspec.Struct, frozen=True, kw_only=True):
    """A call or a retraction.

    Attributes:
        kind: which of the two it is.
        moment: the moment of the count that it rests on. ISO 8601, UTC.
        about: what is called.
        answer: the list that is called, or that no longer is.
        chance: of the answer by the projection, 0 to 1; null without one.
        risk: the risk that was allowed, 0 to 1.
        reason: why, in words.
    """

    kind: Literal["call", "retraction"]
    moment: UtcTime
    about: Question
    answer: SelectionLabel
    chance: Share | None
    risk: float
    reason: str


class CallsSummary(msgspec.Struct, frozen=True, kw_only=True):
    """The calls that stand and those that were retracted.

    Attributes:
        standing: calls that stand.
        retractions: calls that were retracted, oldest first.
        problem: why the record of calls cannot be read; empty when it can.
    """

    standing: tuple[PublishedCall, ...]
    retractions: tuple[PublishedCall, ...]
    problem: str


class CallsDocument(
    PublishedHeading, frozen=True, kw_only=True, tag_field="schema", tag="escrutinio/calls/2"
):
    """Calls and retractions.

    Attributes:
        standing: calls that stand.
        retractions: calls that were retracted, oldest first.
        record: both, oldest first.
        problem: why the record of calls cannot be read; empty when it can.
    """

    standing: tuple[PublishedCall, ...]
    retractions: tuple[PublishedCall, ...]
    record: tuple[PublishedCall, ...]
    problem: str
