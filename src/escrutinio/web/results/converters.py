"""Codes of units in addresses: readable, and safe in a path and as a file's name."""

from __future__ import annotations

import re
from urllib.parse import unquote

_PLAIN = re.compile(r"[A-Za-z0-9_.-]+")
_NONE = "~"


def to_address(code: str) -> str:
    """A code; all but plain letters, digits, ``_``, ``.`` and ``-`` is ``~`` and two hex digits a byte.

    No code at all, as of what lies in no unit, is ``~``.
    """
    if _PLAIN.fullmatch(code) and code.strip("."):
        return code
    encoded = "".join(
        sign if _PLAIN.fullmatch(sign) else "".join(f"~{byte:02X}" for byte in sign.encode()) for sign in code
    )
    # A name of dots alone would be a folder.
    return (encoded if encoded.strip(".") else encoded.replace(".", "~2E")) or _NONE


class CodeConverter:
    """A unit's code in a path."""

    regex = "[A-Za-z0-9_.~-]+"

    def to_python(self, value: str) -> str:
        """The code."""
        return "" if value == _NONE else unquote(value.replace("~", "%"))

    def to_url(self, value: str) -> str:
        """The address of a code."""
        return to_address(value)
