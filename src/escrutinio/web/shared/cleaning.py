"""Text that people send: freed of what no page can hold, and made comparable for searching."""

from __future__ import annotations

import unicodedata

_OVERRIDES = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Signs that turn the direction of what follows, with which a text can pretend to be another."""


_BLANK = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
"""Letters and marks that show nothing."""


def unseen(sign: str) -> bool:
    """Whether nothing is seen of a sign: zero-width spaces, joiners, marks of direction, fillers."""
    if sign in _BLANK or "\ufe00" <= sign <= "\ufe0f" or "\U000e0100" <= sign <= "\U000e01ef":
        return True
    return unicodedata.category(sign) in ("Cf", "Cc") and not sign.isspace()


def clean(text: str, *, lines: bool = False) -> str:
    """A text without control signs, which no page and no feed can hold; line breaks stay with ``lines``."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    allowed = "\n\t" if lines else ""
    return "".join(sign if sign in allowed or _plain(sign) else " " for sign in text)


def _plain(sign: str) -> bool:
    return unicodedata.category(sign) not in ("Cc", "Cs", "Cn") and sign not in _OVERRIDES


def normal(text: str) -> str:
    """A text for searching: lower case, no accents, single spaces."""
    # Taken apart first: only then do letters such as a mathematical bold A have a lower case.
    parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return " ".join("".join(sign for sign in parts if not unicodedata.combining(sign)).split())
