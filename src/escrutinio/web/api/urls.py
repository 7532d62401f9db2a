"""Documents for programs. Their addresses have no language of their own, and do not change."""

from __future__ import annotations

from django.urls import path, re_path, register_converter

from escrutinio.web.api import answers, documents, downloads, evidence, feeds, openapi, social_card, stories
from escrutinio.web.languages import language_codes
from escrutinio.web.results import urls as _registers_code  # noqa: F401


class LanguageConverter:
    """One of the site's languages."""

    regex = "[a-z]{2,3}(?:-[a-z0-9]+)*"

    def to_python(self, value: str) -> str:
        """The language; another is no address."""
        if value not in language_codes():
            raise ValueError(value)
        return value

    def to_url(self, value: str) -> str:
        """The language."""
        return value


register_converter(LanguageConverter, "language")

app_name = "api"
urlpatterns = [
    path("api/front.json", documents.front, name="front"),
    path("api/advice.json", documents.advice, name="advice"),
    path("api/contests.json", documents.contests, name="contests"),
    path("api/contests/<code:contest>.json", documents.contest, name="contest"),
    path("api/contests/<code:contest>/units.json", documents.units, name="units"),
    path("api/contests/<code:contest>/<code:level>/<code:unit>.json", documents.unit, name="unit"),
    path("api/outcome.json", documents.outcome, name="outcome"),
    path("api/bounds.json", documents.bounds, name="bounds"),
    path("api/findings.json", documents.findings, name="findings"),
    path("api/source-differences.json", documents.source_differences, name="source-differences"),
    path("api/odd-sheets.json", documents.odd_sheets, name="odd-sheets"),
    path("api/calls.json", documents.calls, name="calls"),
    path("api/movement.json", documents.movement, name="movement"),
    path("api/night.json", documents.night, name="night"),
    path("api/seat-draws.json", documents.seat_draws, name="seat-draws"),
    path("api/what-if.json", documents.what_if, name="what-if"),
    path("api/places.json", documents.places, name="places"),
    path("api/stories.json", stories.stories, name="stories"),
    path("api/stories/<slug:slug>.json", stories.story, name="story"),
    path("api/openapi.json", openapi.openapi, name="openapi"),
    re_path(r"^api/(?P<path>.*)$", answers.unknown),
    path("downloads/results.csv", downloads.csv, name="results-csv"),
    path("downloads/source-differences.csv", downloads.source_differences, name="source-differences-csv"),
    path("downloads/results-nist.json", downloads.nist, name="nist"),
    path("downloads/package.zip", evidence.package, name="package"),
    path("downloads/verify.py", evidence.verifier, name="verifier"),
    path("log/checkpoint", evidence.checkpoint, name="checkpoint"),
    re_path(r"^log/(?P<path>tile/.*)$", evidence.tile),
    path("downloads/<code:contest>.csv", downloads.csv, name="csv"),
    path("downloads/<code:contest>.parquet", downloads.parquet, name="parquet"),
    path("feeds/updates.<language:language>.atom", feeds.updates, name="updates"),
    path("cards/front.<language:language>.png", social_card.social_card, name="social-card"),
    path("sitemap.xml", feeds.sitemap, name="sitemap"),
    path("robots.txt", feeds.robots, name="robots"),
]
