"""Stories as documents: the public ones, and no others."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import translation

from escrutinio.model import UsageError
from escrutinio.web.api.answers import readable_by_all, wrong
from escrutinio.web.api.pages import LANGUAGES
from escrutinio.web.page_cache import public
from escrutinio.web.published import publication
from escrutinio.web.stories import documents
from escrutinio.web.stories.models import Story


def stories(request: HttpRequest) -> HttpResponse:
    """All public stories, the newest first, in all languages."""
    listed: list[dict[str, object]] = []
    for language in LANGUAGES:
        with translation.override(language):
            listed += documents.list_document(language)["stories"]
    return _answer({"schema": "escrutinio/stories/1", "stories": listed})


def story(request: HttpRequest, slug: str) -> HttpResponse:
    """A public story with its figures, in its own language."""
    public_story = Story.public.filter(slug=slug).select_related("section").first()
    if public_story is None:
        return wrong(UsageError(f"there is no story {slug!r}", hint=f"See {reverse('api:stories')}."))
    with translation.override(public_story.language):
        return _answer(documents.story_document(public_story, publication()))


def _answer(document: Mapping[str, object]) -> HttpResponse:
    return public(readable_by_all(JsonResponse(document, json_dumps_params={"ensure_ascii": False})))
