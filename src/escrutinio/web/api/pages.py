"""Every public page, with its address in each language: for the map of the site and for the export."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from escrutinio.flows.publication import Publication
from escrutinio.model import NATION
from escrutinio.web.languages import language_codes
from escrutinio.web.shared.site_map import Alternates
from escrutinio.web.stories.addresses import other_languages
from escrutinio.web.stories.addresses import public_addresses as story_addresses
from escrutinio.web.stories.models import Story

SINGLE = (
    "results:front",
    "results:seats",
    "results:map",
    "results:night",
    "results:law",
    "results:bounds",
    "results:findings",
    "results:sources",
    "share:api",
    "share:embeds",
)
"""Pages of which there is one in each language."""


def public_pages(publication: Publication) -> Iterator[Alternates]:
    """All pages for readers but those of the smaller units, which are found from here."""
    for name in filter(partial(_has, publication), SINGLE):
        yield page(name, publication.published_at)
    if publication.odd_sheets is not None:
        yield page("results:odd-sheets", publication.published_at)
    for contest in publication.front.contests:
        own = {"contest": contest.id}
        yield page("results:contest", publication.published_at, own)
        for level in filter(is_shown, contest.units_below.get(NATION, ())):
            for unit in publication.unit_names(contest.id, level):
                yield page("results:unit", publication.published_at, {**own, "level": level, "unit": unit})
    yield from _stories()


def _has(publication: Publication, name: str) -> bool:
    """Whether a page has something to show: else no other leads to it, as the menu does not either."""
    front = publication.front
    shown = {
        "results:seats": front.chambers,
        "results:map": front.places_on_map or front.levels_on_map,
    }
    return bool(shown.get(name, True))


def is_shown(level: str) -> bool:
    """Whether units of a level have pages: an export may leave some levels out."""
    levels = getattr(settings, "EXPORTED_LEVELS", None)
    return levels is None or level in (NATION, *levels)


def page(name: str, changed: datetime | None, parts: dict[str, str] | None = None) -> Alternates:
    """A page that exists in every language."""
    addresses = {}
    for code in language_codes():
        with translation.override(code):
            addresses[code] = reverse(name, kwargs=parts)
    return Alternates(addresses, changed)


def _stories() -> Iterator[Alternates]:
    versions = {}
    for story in Story.public.all():
        others = {code: path for code, _name, path in other_languages(story)}
        versions[story.get_absolute_url()] = {story.language: story.get_absolute_url(), **others}
    seen: set[str] = set()
    for language in language_codes():
        for address in story_addresses(language):
            if address.page and address.path not in seen:
                paths = versions.get(address.path, {language: address.path})
                seen.update(paths.values())
                yield Alternates(paths, address.changed_at)
