"""The answer of ``escrutinio call``."""

from __future__ import annotations

from escrutinio.flows.documents.figures import CountHeading
from escrutinio.projection.calls import Event


class CallDocument(CountHeading, frozen=True, kw_only=True, tag_field="schema", tag="escrutinio/call/2"):
    """Answer of escrutinio call.

    What is called, and what has been.

    Attributes:
        standing: the calls that stand, one for each question that is called.
        added: what this update added to the record; empty when the record has an update of this moment
            already.
        record: all calls and retractions, oldest first; updates are left out.
    """

    standing: tuple[Event, ...]
    added: tuple[Event, ...]
    record: tuple[Event, ...]
