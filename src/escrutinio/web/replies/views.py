"""Replies as readers see them: the same for all of them, without a form, kept in memory."""

from __future__ import annotations

from datetime import UTC

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from escrutinio.web.page_cache import of_story, public
from escrutinio.web.replies.models import Reply
from escrutinio.web.replies.thread import address_in_thread, read_page
from escrutinio.web.stories.models import Slug, Story

MOST = 100
"""Replies of the JSON document and of the feed."""


def public_story(slug: str) -> Story:
    """The public story that has or had an address.

    Raises:
        Http404: there is none.
    """
    known = get_object_or_404(Slug, slug=slug)
    return get_object_or_404(Story.public.select_related("section"), pk=known.story_id)


@require_safe
def thread(request: HttpRequest, slug: str, order: str, number: int) -> HttpResponseBase:
    """A page of a story's thread."""
    story = public_story(slug)
    page = read_page(story, order, number)
    if page is None:
        raise Http404
    if page.address != request.path:
        return redirect(page.address)
    context = {"story": story, "page": page, "other_languages": []}
    return public(render(request, "replies/thread_page.html", context), of_story(story.pk))


@require_safe
def reply(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """The permanent address of a reply leads to its place in the thread."""
    story = public_story(slug)
    shown = get_object_or_404(Reply.shown.select_related("story"), story=story, number=number)
    return redirect(address_in_thread(shown))


@require_safe
def document(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest replies of a story as JSON."""
    story = public_story(slug)
    newest = Reply.shown.filter(story=story).select_related("story", "parent")[:MOST]
    newest_replies: dict[str, object] = {
        "schema": "escrutinio/replies/1",
        "story": settings.SITE_URL + story.get_absolute_url(),
        "replies": [
            {
                "number": reply.number,
                "url": settings.SITE_URL + reply.get_absolute_url(),
                "answers": reply.parent.number if reply.parent and reply.parent.has_place else None,
                "name": reply.author_name,
                "html": reply.html,
                "posted_at": reply.posted_at.astimezone(UTC).isoformat(),
                "edited_at": reply.edited_at.astimezone(UTC).isoformat() if reply.edited_at else None,
            }
            for reply in newest
        ],
    }
    return public(JsonResponse(newest_replies), of_story(story.pk))
