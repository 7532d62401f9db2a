"""Sentences in another language: a text in English is read back into the forms that it was made of.

The rooms below the site say their reasons, steps and findings in English, with names and numbers in them; so
they are kept and published. Here a grammar knows how such a text is built: for each kind of phrase its forms,
such as ``"at least {percent} {of_base}"``. What stands in braces is a phrase of the kind it names; a number
behind the name, as in ``{condition_2}``, tells two of a kind apart. A kind without forms is a leaf: see
:data:`LEAVES`, or a name. Each form is a text of the catalogue, so that a language puts the parts in its own
order.

A text that fits no form is nobody's to translate: a name, or the words of a law's own file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from escrutinio.model.translations import catalogue, numbers_in

_SLOT = re.compile(r"{(\w+)}")
_KIND = re.compile(r"_\d+$")
LEAVES: Mapping[str, re.Pattern[str]] = {
    "number": re.compile(r"-?\d+(?:,\d{3})*(?:\.\d+)?(?:/\d+)?(?: %)?"),
    "percent": re.compile(r"\d+(?:\.\d+)? %"),
    "fraction": re.compile(r"\d+/\d+"),
    "numbers": re.compile(r"[^()]*\d[^()]*"),
    "word": re.compile(r"[^,;:.()]+"),
}
"""Kinds of leaf -> how they look. Numbers are set as the reader writes them; all others stay as they are."""
NAME = re.compile(r".+", re.DOTALL)
"""Any other leaf."""


@dataclass(frozen=True)
class _Form:
    """A form, cut at its slots: a text, a slot, a text, ..., a text."""

    text: str
    literals: tuple[str, ...]
    slots: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> _Form:
        pieces = _SLOT.split(text)
        return cls(text, tuple(pieces[::2]), tuple(pieces[1::2]))


@dataclass(frozen=True)
class _Phrase:
    """A form with what stands in its slots."""

    form: str
    parts: tuple[tuple[str, _Phrase | str], ...]

    def said(self, language: str) -> str:
        translate = catalogue(language)
        words = {
            slot: part.said(language) if isinstance(part, _Phrase) else _leaf(slot, part, language)
            for slot, part in self.parts
        }
        return translate(self.form).format(**words)


def _kind(slot: str) -> str:
    return _KIND.sub("", slot)


def _leaf(slot: str, text: str, language: str) -> str:
    kind = _kind(slot)
    if kind not in ("number", "numbers", "percent"):
        return text
    items = [numbers_in(item, language) for item in text.split(", ")]
    # Where decimals have a comma, semicolons stand between several numbers.
    return ("; " if any("," in item for item in items) else ", ").join(items)


@dataclass(frozen=True)
class Wording:
    """A grammar of texts.

    Args:
        forms: kind of phrase -> its forms in English; of two that fit, the earlier one is taken.
    """

    forms: Mapping[str, Sequence[str]]
    _cut: Mapping[str, tuple[_Form, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        cut = {kind: tuple(map(_Form.of, forms)) for kind, forms in self.forms.items()}
        object.__setattr__(self, "_cut", cut)
        object.__setattr__(self, "_read", lru_cache(maxsize=4096)(self._read))

    def said(self, text: str, kind: str, language: str) -> str | None:
        """A text in a language; None where it fits no form of its kind.

        Args:
            text: as it was written, in English; its first letter can be large where the form's is small.
            kind: of phrase.
            language: of the reader.
        """
        found = self._read(kind, text)
        if found is not None:
            return found.said(language)
        found = self._read(kind, text[:1].lower() + text[1:])
        if found is None:
            return None
        said = found.said(language)
        return said[:1].upper() + said[1:]

    def _read(self, kind: str, text: str) -> _Phrase | None:
        """The first form of a kind that a text fits."""
        for form in self._cut[kind]:
            if not form.slots:
                if text == form.text:
                    return _Phrase(form.text, ())
            elif text.startswith(form.literals[0]) and text.endswith(form.literals[-1]):
                parts = next(self._fillings(form, 0, text, len(form.literals[0])), None)
                if parts is not None:
                    return _Phrase(form.text, parts)
        return None

    def _fillings(
        self, form: _Form, slot: int, text: str, start: int
    ) -> Iterator[tuple[tuple[str, _Phrase | str], ...]]:
        """What can stand in the slots of a form from one on, the shortest first."""
        if slot == len(form.slots):
            if start == len(text):
                yield ()
            return
        for end in _ends(text, start, form.literals[slot + 1], last=slot + 1 == len(form.slots)):
            part = self._part(form.slots[slot], text[start:end])
            if part is not None:
                for rest in self._fillings(form, slot + 1, text, end + len(form.literals[slot + 1])):
                    yield ((form.slots[slot], part), *rest)

    def _part(self, slot: str, text: str) -> _Phrase | str | None:
        """A phrase, or a leaf; None where the text is neither."""
        kind = _kind(slot)
        if kind in self._cut:
            return self._read(kind, text)
        return text if LEAVES.get(kind, NAME).fullmatch(text) else None


def _ends(text: str, start: int, literal: str, *, last: bool) -> Iterator[int]:
    """Where a slot that begins at ``start`` can end: before what the form has behind it."""
    if last:
        end = len(text) - len(literal)
        if end > start and text.endswith(literal):
            yield end
        return
    end = text.find(literal, start + 1)
    while end != -1:
        yield end
        end = text.find(literal, end + 1)
