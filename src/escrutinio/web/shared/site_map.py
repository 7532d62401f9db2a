"""Site maps for search engines: addresses of pages, each with the same page in the other languages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language


@dataclass(frozen=True)
class Alternates:
    """A page.

    Attributes:
        by_language: language -> address, from the root of the site; a story may have one language only.
        changed: when it last changed (UTC); None where it is not known.
    """

    by_language: dict[str, str]
    changed: datetime | None


class SiteMap(Sitemap[Alternates]):
    """Pages under the site's own address, whatever host a request names."""

    i18n = True
    alternates = True
    # Readers of the map take 50,000 addresses from one file; with more, those at the end are left out.
    limit = 50_000

    def __init__(self, pages: Iterable[Alternates]) -> None:
        self._pages = list(pages)

    def items(self) -> list[Alternates]:
        """The pages."""
        return self._pages

    def get_languages_for_item(self, item: Alternates) -> list[str]:
        """The languages that a page has."""
        return list(item.by_language)

    def location(self, item: Alternates) -> str:
        """Its address in the language that is active."""
        return item.by_language[get_language() or settings.LANGUAGE_CODE]

    def lastmod(self, item: Alternates) -> datetime | None:
        """When it last changed."""
        return item.changed

    def get_protocol(self, protocol: str | None = None) -> str:
        """That of the site's address."""
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: Any = None) -> str:
        """That of the site's address."""
        return urlsplit(settings.SITE_URL).netloc


def site_map(pages: Iterable[Alternates]) -> HttpResponse:
    """The site map of some pages."""
    text = render_to_string("shared/sitemap.xml", {"urlset": SiteMap(pages).get_urls()})
    return HttpResponse(text, content_type="application/xml; charset=utf-8")
