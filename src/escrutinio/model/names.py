"""Names as people write them, in any script: when two spellings are one name, and when they only look it.

Letters are compared composed (Unicode's form NFC, https://www.unicode.org/reports/tr15/). A spelling is
looked up exactly first, then without case and punctuation, then without accents. Accents are dropped in
Latin and Greek alone: elsewhere what is written on a letter is a vowel or makes it another letter.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

_T = TypeVar("_T", bound=Hashable)
_NUMBERS = re.compile(r"(\d+)")

Names = Mapping[str, str]
"""Language, as BCP 47 has it -> name. The plain name is the first of them."""

_LOOKS_LIKE = dict(
    zip(
        "АВСЕНІЈКМОРЅТУХасеіјорѕухΑΒΕΖΗΙΚΜΝΟΡΤΥΧονιı\u02bc\u2018\u2019\u00b4`",
        "ABCEHIJKMOPSTYXaceijopsyxABEZHIKMNOPTYXovii" + 5 * "'",
        strict=True,
    )
)
"""Letters of other scripts that a reader takes for a Latin one, and signs that pass for an apostrophe."""

_OF_ASCII = {code: "_" if code >= 32 or chr(code) in "\t\n\r" else None for code in range(127)} | {127: None}
_OF_ASCII |= {ord(sign): sign for sign in string.ascii_letters + string.digits}
"""What becomes of ASCII characters in :func:`folded`: the fast way for most names."""


UNFIT = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
"""What is in no name: control signs, which no XML can hold and a terminal obeys, and signs that turn the
direction of what follows, so that others read otherwise. Tabs and line breaks are none of them."""
_UNFIT = re.compile(UNFIT)


def composed(text: str) -> str:
    """A text with composed letters, and without :data:`UNFIT`: ``o`` and an acute accent become ``ó``."""
    whole = text if text.isascii() else unicodedata.normalize("NFC", text)
    return whole if whole.isprintable() else _UNFIT.sub("", whole)


@lru_cache(maxsize=100_000)
def exact(name: str) -> str:
    """A name as it is told apart from others: composed, without blanks around it."""
    return composed(name).strip()


@lru_cache(maxsize=100_000)
def folded(name: str) -> str:
    """A name without case, punctuation and what cannot be seen: ``PAN - BOL`` is ``pan_bol``."""
    if name.isascii():
        return "_".join(filter(None, name.casefold().translate(_OF_ASCII).split("_")))
    whole = unicodedata.normalize("NFKC", unicodedata.normalize("NFKD", composed(name)).casefold())
    return "_".join(filter(None, "".join(map(_folded_sign, whole)).split("_")))


@lru_cache(maxsize=10_000)
def _folded_sign(sign: str) -> str:
    if _unseen(sign):
        return ""
    return sign if unicodedata.category(sign)[0] in "LMN" else "_"


def natural_order(name: str) -> list[str]:
    """A key to sort names by: numbers within them are in order, and accents make no difference."""
    return [word.zfill(12) if word.isdigit() else word for word in _NUMBERS.split(plain(name))]


@lru_cache(maxsize=100_000)
def plain(name: str) -> str:
    """A name as :func:`folded`, and without the accents of Latin and Greek letters: ``Å`` is ``a``."""
    short = folded(name)
    if short.isascii():
        return short
    kept: list[str] = []
    accents_go = False
    for sign in unicodedata.normalize("NFD", short):
        if not _is_mark(sign):
            accents_go = _loses_accents(sign)
        elif accents_go:
            continue
        kept.append(sign)
    return composed("".join(kept))


@lru_cache(maxsize=10_000)
def _is_mark(sign: str) -> bool:
    return unicodedata.category(sign).startswith("M")


@lru_cache(maxsize=10_000)
def _loses_accents(sign: str) -> bool:
    return unicodedata.name(sign, "").startswith(("LATIN", "GREEK"))


@lru_cache(maxsize=100_000)
def look(name: str) -> str:
    """What a reader sees of a name: what looks alike in another is the same here."""
    if name.isascii() and name.isprintable():
        return " ".join(name.replace("`", "'").split())
    return " ".join("".join(map(_look_of_sign, composed(name))).split())


@lru_cache(maxsize=10_000)
def _look_of_sign(sign: str) -> str:
    category = unicodedata.category(sign)
    if _unseen(sign):
        return ""
    if category.startswith("Z"):
        return " "
    if category == "Pd":
        return "-"
    # Wide and joined letters; what has an accent stays one letter.
    return "".join(_LOOKS_LIKE.get(letter, letter) for letter in unicodedata.normalize("NFKC", sign))


def look_alikes(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Pairs of different names that look alike, in the order of the names."""
    seen: dict[str, str] = {}
    for name in dict.fromkeys(map(exact, names)):
        other = seen.setdefault(look(name), name)
        if other != name:
            yield other, name


def difference(name: str, other: str) -> str:
    """What one of two names that look alike has and the other has not, by the names of the characters."""
    mine, theirs = _signs_besides(name, other), _signs_besides(other, name)
    if not mine and not theirs:
        return "the order or number of characters"
    return " instead of ".join(filter(None, (mine, theirs))) if mine else f"no {theirs}"


def _signs_besides(name: str, other: str) -> str:
    return ", ".join(_called(sign) for sign in dict.fromkeys(name) if sign not in other)


def _called(sign: str) -> str:
    return f"{unicodedata.name(sign, 'the character')} (U+{ord(sign):04X})"


def _unseen(sign: str) -> bool:
    """Zero-width spaces and joiners, soft hyphens, marks of direction."""
    return unicodedata.category(sign) in ("Cf", "Cc") and not sign.isspace()


@dataclass(frozen=True)
class Match(Generic[_T]):
    """What a word of a file means.

    Attributes:
        meaning: of the word.
        spelling: the known one that it was matched with.
    """

    meaning: _T
    spelling: str

    def looks_exact(self, word: str) -> bool:
        """Whether a reader cannot see that the word differs from the known spelling."""
        return exact(word) != exact(self.spelling) and look(word) == look(self.spelling)


class Spellings(Generic[_T]):
    """What words mean, by their known spellings.

    Args:
        known: spellings and their meanings. Where two are one exact spelling, the first counts.
        implied: spellings that count where no known one fits, such as our own ids.
    """

    def __init__(self, known: Iterable[tuple[str, _T]], implied: Iterable[tuple[str, _T]] = ()) -> None:
        groups = (list(known), list(implied))
        self._exact = _by_form(groups, exact)
        self._folded = _by_form(groups, folded)
        self._plain = _by_form(groups, plain)
        self._looks: dict[str, str] | None = None

    def exactly(self, word: str) -> Match[_T] | None:
        """What a word means by its exact spelling."""
        return self._exact.get(exact(word))

    def find(self, word: str) -> Match[_T] | None:
        """What a word means: by its exact spelling, else by a form of it that means one thing alone."""
        return self._sure(word) or self._plain.get(plain(word))

    def of_words(self, words: Iterable[str]) -> dict[str, Match[_T]]:
        """What the words of one file mean; words that mean nothing are left out.

        A word with other accents than a known one is taken for it only where the file does not have the
        known one too: beside ``A``, ``Å`` is another list.
        """
        words = list(words)
        matches = {word: match for word in words if (match := self._sure(word))}
        meant = {match.meaning for match in matches.values()}
        for word in words:
            match = None if word in matches else self._plain.get(plain(word))
            if match is not None and match.meaning not in meant:
                matches[word] = match
        return matches

    def like(self, word: str) -> str | None:
        """The known spelling that a word without meaning looks like; None where there is none."""
        if self._looks is None:
            self._looks = {}
            for known in self._exact:
                self._looks.setdefault(look(known), known)
        return self._looks.get(look(word))

    def _sure(self, word: str) -> Match[_T] | None:
        return self._exact.get(exact(word)) or self._folded.get(folded(word))


def _by_form(groups: Iterable[Iterable[tuple[str, _T]]], form: Callable[[str], str]) -> dict[str, Match[_T]]:
    """The forms of spellings, each of the first group that has it; one that means several things is left out.

    Names of signs alone, such as % and #, have no form in common.
    """
    forms: dict[str, Match[_T] | None] = {}
    for group in groups:
        own: dict[str, Match[_T] | None] = {}
        for spelling, meaning in group:
            earlier = own.setdefault(form(spelling), Match(meaning, spelling))
            if earlier is not None and earlier.meaning != meaning and form is not exact:
                own[form(spelling)] = None
        forms = own | forms
    return {key: match for key, match in forms.items() if key and match is not None}
