"""The languages of the site, as Django wants them."""

from __future__ import annotations

from collections.abc import Sequence

from babel import Locale
from babel.core import get_global
from django.conf import settings
from django.conf.locale import LANG_INFO
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy


def site_languages(codes: Sequence[str]) -> list[tuple[str, Promise]]:
    """Code and name of some languages; a language that Django does not know is made known to it."""
    for code in codes:
        if code not in LANG_INFO:
            locale = Locale.parse(code, sep="-")
            LANG_INFO[code] = {
                "bidi": locale.text_direction == "rtl",
                "code": code,
                "name": locale.get_display_name("en") or code,
                "name_local": locale.get_display_name() or code,
            }
    names = [LANG_INFO[code]["name"] for code in codes]
    return [(code, gettext_lazy(name)) for code, name in zip(codes, names, strict=True)]


def language_choices() -> Sequence[tuple[str, Promise]]:
    """Code and name of the languages of the site, to choose one of."""
    languages: Sequence[tuple[str, Promise]] = settings.LANGUAGES
    return languages


def language_codes() -> list[str]:
    """The languages of the site."""
    return [code for code, _name in settings.LANGUAGES]


def with_territory(language: str) -> str:
    """A language as social cards name it, with the country where most of its readers live: ``pt_BR``."""
    likely = get_global("likely_subtags").get(language, language)
    parts = likely.split("_")
    return f"{parts[0]}_{parts[-1]}" if len(parts) > 1 else language.replace("-", "_")
