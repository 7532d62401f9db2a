"""The answer of ``escrutinio new``."""

from __future__ import annotations

import msgspec


class NewDocument(msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="escrutinio/new/1"):
    """Answer of escrutinio new.

    What was made.

    Attributes:
        folder: the folder, as it was given.
        election: the election's id.
        note: what the sheets of the rehearsal are.
    """

    folder: str
    election: str
    note: str
