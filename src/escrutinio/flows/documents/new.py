"""The answer of ``escrutinio new``."""

from __future__ import annotations

import msgspec


class NewDocument(msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="escrutinio/new/2"):
    """Answer of escrutinio new.

    What was made.

    Attributes:
        folder: the folder, as it was given.
        election: the election's id.
        note: what the sheets of the rehearsal are; empty where there is none.
        remarks: what a person has to look at in the definition, as sentences; empty for a sample.
    """

    folder: str
    election: str
    note: str
    remarks: tuple[str, ...] = ()
