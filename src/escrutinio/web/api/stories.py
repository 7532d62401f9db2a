"""Stories as documents: the public ones, and no others."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation

from escrutinio.flows.documents.stories import StoriesDocument, StorySummary
from escrutinio.model import UsageError
from escrutinio.web.api.answers import json_response, wrong
from escrutinio.web.languages import language_codes
from escrutinio.web.page_cache import public
from escrutinio.web.published import page_publication
from escrutinio.web.stories import documents
from escrutinio.web.stories.models import Story


def stories(request: HttpRequest) -> HttpResponse:
    """All public stories, the newest first, in all languages."""
    listed: list[StorySummary] = []
    for language in language_codes():
        with translation.override(language):
            listed += documents.list_document(language).stories
    return public(json_response(StoriesDocument(language=None, stories=tuple(listed))))


def story(request: HttpRequest, slug: str) -> HttpResponse:
    """A public story with its figures, in its own language."""
    public_story = Story.public.filter(slug=slug).select_related("section").first()
    if public_story is None:
        return wrong(UsageError(f"there is no story {slug!r}", hint=f"See {reverse('api:stories')}."))
    with translation.override(public_story.language):
        current = page_publication(public_story.language)
        return public(json_response(documents.story_document(public_story, current)))
