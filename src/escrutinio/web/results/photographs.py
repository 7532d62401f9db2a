"""Photographs of persons, as the site serves them, under names that change with their content."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from escrutinio.flows.photographs import FOLDER, SIDES
from escrutinio.flows.publication import Publication
from escrutinio.flows.publication.store import published
from escrutinio.web.page_cache import public
from escrutinio.web.published import publication

_FOR_EVER = "public, max-age=31536000, immutable"


def photograph(request: HttpRequest, name: str) -> HttpResponse:
    """A small picture of a person; of none that is no longer published."""
    shown = publication()
    if shown is None or name not in set(_names(shown)):
        raise Http404(f"the site has no photograph {name!r}")
    try:
        content = (published(Path(settings.FOLDER)) / FOLDER / name).read_bytes()
    except OSError:
        raise Http404(f"the photograph {name!r} is gone") from None
    response = HttpResponse(content, content_type="image/webp")
    response["Cache-Control"] = _FOR_EVER
    return public(response)


def photograph_addresses(shown: Publication) -> Iterator[str]:
    """Where the photographs of a publication are."""
    for name in dict.fromkeys(_names(shown)):
        yield reverse("photograph", args=(name,))


def _names(shown: Publication) -> Iterator[str]:
    for of_unit in shown.photographs.values():
        for photograph in of_unit.values():
            yield from (photograph.file(side) for side in SIDES)
