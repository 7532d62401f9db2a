"""What a reader sees of a text: letters of all scripts that look alike are one, and what is not seen is gone.

The pairs are those of Unicode's security mechanisms, https://www.unicode.org/reports/tr39/#Confusable_Detection.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from escrutinio.web.shared.cleaning import unseen


def looks(text: str) -> str:
    """A text in small letters without accents, with Latin letters for those that look like them."""
    shown = "".join(sign for sign in text if not unseen(sign))
    return _without_accents("".join(map(_latin, _without_accents(shown))).casefold())


def _without_accents(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if unicodedata.category(sign) != "Mn")


@lru_cache(maxsize=10_000)
def _latin(sign: str) -> str:
    """The small Latin letter that a sign looks like, as it is or else in the other case."""
    if sign.isascii() or not sign.isalnum():
        return sign
    # The small l stands for the capital I as well.
    small, capital = _prototype(sign.lower()), _prototype(sign.upper()).replace("l", "I").casefold()
    best = (capital, small) if sign.isupper() else (small, capital)
    return next((found for found in best if found.isascii()), small)


def _prototype(sign: str) -> str:
    """The letter that stands for all that look like this one."""
    from confusable_homoglyphs.confusables import confusables_data

    alike = [str(one["c"]).strip("\u200e") for one in confusables_data.get(sign, ())]
    if not alike:
        return sign
    if len(alike) == 1 and len(confusables_data.get(alike[0], ())) > 1:
        return alike[0]
    # Of two that look like each other alone, or of a letter that others look like: the same one each time.
    return min((sign, *alike), key=lambda one: (not one.isascii(), not one.islower(), len(one), one))
