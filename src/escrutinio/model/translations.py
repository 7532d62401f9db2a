"""The languages that readers can have, and the texts in each: one folder with a catalogue for each language.

A text is written in English where it is used and marked with :func:`gettext_noop`, so that
``tools/translations`` finds it. English has no catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from gettext import NullTranslations, translation
from pathlib import Path

LOCALE = Path(__file__).parents[1] / "web" / "locale"
"""A folder for each language; its texts are in ``LC_MESSAGES/django.po`` and, compiled, in ``django.mo``."""
SOURCE = "en"
"""The language in which texts are written."""
USUAL_LANGUAGES = ("en", "es")
"""Those of the site of an election that names none."""


def gettext_noop(text: str) -> str:
    """Mark a text to be translated where it is shown."""
    return text


NUMBER = gettext_noop("1,234.5 %")
"""A number as a language writes it: the catalogues say how thousands, decimals and per cent are set."""


_NUMBERS = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?(?: %)?")


@cache
def translated_languages() -> tuple[str, ...]:
    """The languages that texts can be had in: English, and each that has a compiled catalogue."""
    found = (path.parents[1].name for path in LOCALE.glob("*/LC_MESSAGES/django.mo"))
    return (SOURCE, *sorted(found))


@cache
def catalogue(language: str) -> Callable[[str], str]:
    """What gives the text of a language for one in English; where there is none, the text itself.

    Args:
        language: as BCP 47 has it. Of ``pt-BR`` the catalogue of ``pt`` is taken where there is no other.
    """
    tags = [language, language.partition("-")[0]]
    known = [tag for tag in tags if tag in translated_languages() and tag != SOURCE]
    texts = translation("django", LOCALE, known[:1]) if known else NullTranslations()
    return texts.gettext


def numbers_in(text: str, language: str) -> str:
    """The numbers of a text in English as a language writes them: ``1.234,5 %``."""
    example = catalogue(language)(NUMBER)
    signs = str.maketrans({",": example[1], ".": example[5]})
    return _NUMBERS.sub(lambda found: found[0].translate(signs).replace(" %", example[7:]), text)
