"""What a reader sees of a text: letters of all scripts that look alike are one, and what is not seen is gone.

The pairs are those of Unicode's security mechanisms, https://www.unicode.org/reports/tr39/#Confusable_Detection,
and what the names of the characters say: a small capital, or a letter with a stroke, is that letter.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from escrutinio.web.shared.cleaning import unseen

_OF_A_LETTER = re.compile(
    r"(?:LATIN LETTER SMALL CAPITAL|LATIN (?:SMALL|CAPITAL) LETTER"
    r"|NEGATIVE (?:CIRCLED|SQUARED) LATIN CAPITAL LETTER"
    r"|REGIONAL INDICATOR SYMBOL LETTER) ([A-Z])(?: WITH .*)?"
)
"""Names of characters that show a Latin letter, with something on it or around it."""
_ALIKE = str.maketrans("يىك", "ییک", "\u0640")
"""Arabic letters that are written as Persian ones but for dots, and the stroke that makes words longer."""


def looks(text: str) -> str:
    """A text in small letters without accents, with Latin letters for those that look like them."""
    shown = "".join(sign for sign in text if not unseen(sign)).translate(_ALIKE)
    return _without_accents("".join(map(_latin, _without_accents(shown))).casefold())


def _without_accents(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if unicodedata.category(sign) != "Mn")


@lru_cache(maxsize=10_000)
def _latin(sign: str) -> str:
    """The small Latin letter that a sign looks like, as it is or else in the other case."""
    if sign.isascii():
        return sign
    if shown := _OF_A_LETTER.fullmatch(unicodedata.name(sign, "")):
        return shown.group(1).lower()
    if not sign.isalnum():
        best = _prototype(sign)
        return best if best.isascii() and best.isalpha() else sign
    # The small l stands for the capital I as well.
    small, capital = _prototype(sign.lower()), _prototype(sign.upper()).replace("l", "I").casefold()
    best_first = (capital, small) if sign.isupper() else (small, capital)
    return next((found for found in best_first if found.isascii()), small)


def _prototype(sign: str) -> str:
    """The letter that stands for all that look like this one."""
    return _prototypes().get(sign, sign)


@cache
def _prototypes() -> dict[str, str]:
    """Letter -> the one that stands for it and all that look like it, or like one that does."""
    from confusable_homoglyphs.confusables import confusables_data

    groups: dict[str, set[str]] = {}
    for sign, alike in confusables_data.items():
        for letter in (str(other["c"]).strip("\u200e") for other in alike):
            mine = groups.setdefault(sign, {sign})
            if len(letter) > 1:  # such as the two letters in one
                mine.add(letter)
            else:
                theirs = groups.setdefault(letter, {letter})
                if mine is not theirs:
                    mine |= theirs
                    groups.update(dict.fromkeys(theirs, mine))
    return {
        sign: min(
            group, key=lambda one: (not one.isalnum(), not one.isascii(), len(one), not one.islower(), one)
        )
        for sign, group in groups.items()
    }
