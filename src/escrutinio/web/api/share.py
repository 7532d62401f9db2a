"""Pages about what can be taken along: the API's description, and what to embed."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from escrutinio.flows.publication.evidence import evidence_of
from escrutinio.web.api.frames import WIDTH, frames_of, units_with_cards
from escrutinio.web.api.routes import PARTS, ROUTES, absent_documents
from escrutinio.web.page_cache import public
from escrutinio.web.published import page_publication, published_by_another_version


def api(request: HttpRequest) -> HttpResponse:
    """What there is for programs, for people."""
    current = page_publication()
    context: dict[str, object] = {"routes": ROUTES, "parts": PARTS, "missing": [], "here": "api"}
    if current is not None:
        context["missing"] = absent_documents(current)
        headline = current.front.headline.contest
        first = next(iter(current.units(headline)))
        context["examples"] = {
            "contest": reverse("api:contest", kwargs={"contest": headline}),
            "unit": reverse("api:unit", kwargs={"contest": headline, "level": first[0], "unit": first[1]}),
        }
        context["contests"] = current.front.contests
        context["evidence"] = evidence_of(current, Path(settings.FOLDER))
        context["replay"] = current.front.replay
    return public(render(request, "api/api.html", context))


def embeds(request: HttpRequest) -> HttpResponse:
    """What to copy to show results in a frame of another page."""
    current = page_publication()
    context = {
        "frames": list(frames_of(current)) if current else [],
        "units": units_with_cards(current) if current else {},
        "of_another_version": published_by_another_version(),
        "width": WIDTH,
        "here": "embed",
    }
    return public(render(request, "api/embeds.html", context))


def page_address(name: str, **parts: str) -> str:
    """The full address of a page in the language of now."""
    return f"{settings.SITE_URL}{reverse(name, kwargs=parts)}"
