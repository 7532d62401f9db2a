"""What an address of the site answers when there is nothing to give."""

from __future__ import annotations

import msgspec


class ErrorDetails(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong.

    Attributes:
        message: what is wrong, in one sentence.
        hint: what to do about it.
        status: the HTTP status.
    """

    message: str
    hint: str
    status: int


class ErrorDocument(msgspec.Struct, frozen=True, kw_only=True):
    """Something was asked for that does not exist.

    Attributes:
        error: what is wrong.
    """

    error: ErrorDetails
