"""Words that say a contest is decided."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Of two languages at once: a story in one often quotes the other.
_WORDS = (
    r"won|wins|winner|winners|victor|victory|victorious|elected|re-elected|president-elect|defeated|defeats"
    r"|ganó|ganaron|gana|ganan|ganador|ganadora|ganadores|ganadoras|triunfó|triunfaron|triunfo|triunfa|victoria"
    r"|electo|electa|electos|electas|reelecto|reelecta|elegido|elegida|elegidos|elegidas|venció|vencieron|vence"
    r"|derrotó|derrotaron"
)
_FOUND = re.compile(rf"(?<![\w-])(?:{_WORDS})(?![\w-])", re.IGNORECASE)


def deciding_words(text: str) -> Iterator[str]:
    """The words of a text that say a contest is decided, in order, as written."""
    for match in _FOUND.finditer(text):
        yield match.group()
