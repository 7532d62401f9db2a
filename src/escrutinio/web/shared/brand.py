"""Whose site it is, for templates and documents."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language

from escrutinio.model import EscrutinioError, load_election, name_in
from escrutinio.model.site_choice import SiteChoice


def brand() -> SiteChoice:
    """The table ``[site]`` of the election in the reader's language; the usual one where none can be read."""
    try:
        chosen = _brand(Path(settings.FOLDER))
    except EscrutinioError:
        return SiteChoice()
    language = get_language() or "en"
    return replace(
        chosen,
        name=name_in(chosen.names, language, chosen.name),
        publisher=name_in(chosen.publishers, language, chosen.publisher),
    )


@lru_cache(maxsize=8)
def _brand(folder: Path) -> SiteChoice:
    return load_election(folder).site
