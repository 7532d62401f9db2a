"""The answer of ``escrutinio desk``."""

from __future__ import annotations

import msgspec

from escrutinio.flows.documents.figures import UtcTime


class DeskMember(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who may sign in at the desk, or might once.

    Attributes:
        name: to sign in with.
        byline: the name that readers see over a story; empty where it is the user name.
        roles: what the account is allowed: reporter, editor, moderator, data desk.
        active: whether it may sign in.
        last_sign_in: when it last did; null for never. ISO 8601, UTC.
    """

    name: str
    byline: str
    roles: tuple[str, ...]
    active: bool
    last_sign_in: UtcTime | None


class PeopleDocument(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="escrutinio/people/1"
):
    """Answer of escrutinio desk list.

    Attributes:
        people: everybody of the desk, by name.
    """

    people: tuple[DeskMember, ...]
